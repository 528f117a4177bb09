from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.distributions import Distributions
from tests.unit.openwa_core.cli.conftest import Openwa


def test_version(openwa: Openwa) -> None:
    ended = openwa("--version")
    assert ended.code == 0
    assert ended.out.startswith("openwa 0.")


def test_version_imports_neither_the_gateway_nor_a_plugin() -> None:
    program = (
        "import sys; from openwa_core.cli import main\ntry: main(['--version'])\nfinally: print(*sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert not {"yaml", "quart", "structlog", "openwa_transport_http", "asyncio"} & set(said)


def test_check_of_a_good_config_shows_what_is_used(openwa: Openwa, config: Path) -> None:
    ended = openwa("config", "check", "--config", str(config))
    assert ended.code == 0
    assert ended.out.splitlines()[0] == f"{config}: no faults"
    assert "  extension painter: painter (openwa-painter 0.1)" in ended.out.splitlines()


def test_the_environment_may_name_the_config(
    openwa: Openwa, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENWA_CONFIG", str(config))
    assert str(config) in openwa("config", "check").out


@pytest.mark.parametrize("command", ["config check", "serve", "doctor"])
def test_a_broken_config_ends_with_all_faults(openwa: Openwa, broken_config: Path, command: str) -> None:
    ended = openwa(*command.split(), "--config", str(broken_config))
    assert ended.code == 78
    first, *faults = ended.err.splitlines()
    assert first == "openwa: the configuration has 2 faults"
    assert faults[0] == f"{broken_config}:1: serverr: unknown key; did you mean 'server'?"
    assert faults[1].startswith(f"{broken_config}:2: engines[0].use: no installed plugin offers 'nowhere'")


def test_serve_ends_with_78_in_a_process_of_its_own(broken_config: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "openwa_core", "serve"],
        env={**os.environ, "OPENWA_CONFIG": str(broken_config)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 78
    assert "Traceback" not in ended.stderr
    assert "serverr: unknown key" in ended.stderr


def test_serve_refuses_a_faulty_bind(openwa: Openwa, config: Path) -> None:
    ended = openwa("serve", "--config", str(config), "--bind", "nowhere")
    assert ended.code == 78
    assert "--bind: write host:port" in ended.err


def test_explain_shows_meaning_default_and_value_with_its_line(openwa: Openwa, config: Path) -> None:
    ended = openwa("config", "explain", "server.bind", "--config", str(config))
    assert ended.out.splitlines() == [
        "server.bind",
        "  host:port to listen on; port 0 takes a free one",
        "  type     text",
        '  default  "127.0.0.1:2785"',
        f'  value    "127.0.0.1:0"  ({config}:3)',
    ]


def test_explain_masks_secrets(openwa: Openwa, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", "s3cret")
    for key in ("extensions[0].config", "extensions[0].config.password", "extensions", ""):
        ended = openwa("config", "explain", key, "--config", str(config))
        assert ended.code == 0
        assert 'extensions[0].config.password: "***"' in ended.out or 'value    "***"' in ended.out
        assert "s3cret" not in ended.out


def test_explain_suggests_a_key(openwa: Openwa, config: Path) -> None:
    ended = openwa("config", "explain", "extensions[0].config.server", "--config", str(config))
    assert ended.code == 1
    assert ended.err == (
        "openwa: extensions[0].config.server: unknown key; did you mean 'extensions[0].config.servers'?\n"
    )


def test_explain_works_with_a_broken_config(openwa: Openwa, broken_config: Path) -> None:
    ended = openwa("config", "explain", "server.use", "--config", str(broken_config))
    assert ended.code == 0
    assert "hypercorn or uvicorn" in ended.out
    assert "not known, the configuration has faults" in ended.out


def test_schema_has_the_sections_of_the_plugins(openwa: Openwa, config: Path) -> None:
    schema = json.loads(openwa("config", "schema", "--config", str(config)).out)
    assert schema["additionalProperties"] is False
    (rule,) = schema["properties"]["extensions"]["items"]["allOf"]
    assert rule["if"] == {"properties": {"use": {"const": "painter"}}}
    section = schema["$defs"]["extension.painter"]
    assert rule["then"] == {"properties": {"config": {"$ref": "#/$defs/extension.painter"}}}
    assert section["required"] == ["servers"]


def test_plugins_list_shows_what_is_installed_and_used(
    openwa: Openwa, config: Path, distributions: Distributions
) -> None:
    distributions.add("openwa-bad", {"bad": "openwa_t_bad"}, modules={"openwa_t_bad": "raise SystemExit(3)"})
    ended = openwa("plugins", "list", "--config", str(config))
    rows = {row[0]: row[1:] for row in map(str.split, ended.out.splitlines())}
    assert rows["NAME"] == ["DISTRIBUTION", "VERSION", "USED", "AS"]
    assert rows["painter"] == ["openwa-painter", "0.1", "extension"]
    assert rows["bad"] == ["openwa-bad", "0.1", "-"]


def test_plugins_list_shows_what_is_missing(openwa: Openwa, broken_config: Path) -> None:
    ended = openwa("plugins", "list", "--config", str(broken_config))
    assert "not installed" in next(line for line in ended.out.splitlines() if line.startswith("nowhere"))


def test_help_works_with_a_broken_config(
    openwa: Openwa, broken_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENWA_CONFIG", str(broken_config))
    ended = openwa("--help")
    assert ended.code == 0
    assert "serve" in ended.out
    assert "Commands of plugins are missing" in " ".join(ended.out.split())


def test_an_internal_error_is_one_line(openwa: Openwa, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise LookupError("a bug")

    monkeypatch.delenv("OPENWA_DEBUG", raising=False)
    monkeypatch.setattr("openwa_core.cli.checking.load", fail)
    ended = openwa("config", "check")
    assert ended.code == 70
    assert ended.err == "openwa: internal error: LookupError: a bug (set OPENWA_DEBUG=1 to see where)\n"
