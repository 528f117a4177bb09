from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.distributions import Distributions, plugin_source
from tests.unit.openwa_core.cli.conftest import Openwa


def test_parameters_become_arguments_and_options(openwa: Openwa, config: Path) -> None:
    given = ("fence", "--colour", "red", "--times", "2", "--dry", "--tag", "x", "--tag", "y")
    ended = openwa("paint", *given, "--config", str(config))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "painter fence red 2 True ['x', 'y'] ['a'] CoreContext\n"


def test_defaults_of_options(openwa: Openwa, config: Path) -> None:
    ended = openwa("paint", "door", "--colour", "blue", f"--config={config}")
    assert ended.out == "painter door blue 1 False [] ['a'] CoreContext\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fence",), "Missing option '--colour'"),
        (("--colour", "red"), "Missing argument"),
        (("fence", "--colour", "green"), "'green' is not one of 'red', 'blue'"),
        (("fence", "--colour", "red", "--times", "many"), "Invalid value for '--times'"),
    ],
)
def test_wrong_parameters_are_a_usage_error(
    openwa: Openwa, config: Path, arguments: tuple[str, ...], message: str
) -> None:
    ended = openwa("paint", *arguments, "--config", str(config))
    assert ended.code == 2
    assert message in ended.err


def test_help_has_the_first_line_of_the_docstring(
    openwa: Openwa, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENWA_CONFIG", str(config))
    said = openwa("--help").out
    assert "Paint something." in said
    assert "More of it" not in said
    assert "Say whether the storage runs." in openwa("wall", "--help").out


def test_a_command_with_storage_gets_a_started_one(openwa: Openwa, config: Path) -> None:
    ended = openwa("wall", "state", "--config", str(config))
    assert (ended.code, ended.out) == (0, "storage running: True\n")


def test_a_failing_command_says_why_without_a_stack_trace(openwa: Openwa, config: Path) -> None:
    ended = openwa("wall", "break", "--config", str(config))
    assert (ended.code, ended.out, ended.err) == (1, "", "openwa: wall break: the wall is wet\n")


def test_sigterm_ends_a_command_after_its_clean_up(config: Path, distributions: Distributions) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "openwa_core", "wall", "watch", "--config", str(config)],
        env={**os.environ, "PYTHONPATH": str(distributions.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "watching\n"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (143, "cleaned up\n", "")


def test_an_unknown_command_is_a_usage_error(openwa: Openwa, config: Path) -> None:
    ended = openwa("pain", "--config", str(config))
    assert ended.code == 2
    assert "No such command 'pain'" in ended.err


def test_a_broken_config_is_named_instead_of_a_plugins_command(openwa: Openwa, broken_config: Path) -> None:
    ended = openwa("keys", "list", "--config", str(broken_config))
    assert ended.code == 78
    first = ended.err.splitlines()[0]
    assert first.startswith("openwa: 'keys' is no command of core, plugins' commands are not known: ")
    assert "serverr: unknown key" in ended.err


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ('cli.add("serve", run)', "offers `openwa serve`, which is openwa's own"),
        ('cli.add("paint", run)', "both offer `openwa paint`"),
        ('cli.add("", run)', "register_commands failed: ValueError: a command needs a name"),
        ('cli.add("odd", odd)', "`openwa odd`: `x` must be a parameter with a type"),
        (
            'cli.add("odd", unknown)',
            "`openwa odd`: the type of `x` cannot be read: name 'Nowhere' is not defined",
        ),
    ],
)
def test_a_command_that_cannot_be_offered(
    openwa: Openwa, config: Path, distributions: Distributions, added: str, message: str
) -> None:
    more = f"""
        async def run(config, context): ...
        async def odd(config, context, x): ...
        async def unknown(config, context, *, x: "Nowhere"): ...
        @hookimpl
        def register_commands(cli): {added}
    """
    source = plugin_source(name="other", role="extension", section="Empty", more=more)
    distributions.add("openwa-other", {"other": "openwa_t_other"}, modules={"openwa_t_other": source})
    text = config.read_text()
    config.write_text(text.replace("extensions: [", "extensions: [{use: other}, "))
    ended = openwa("paint", "x", "--colour", "red", "--config", str(config))
    assert ended.code == 78
    assert message in ended.err
