from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from openwa_core.config import ConfigError, GatewayConfig, read_config
from openwa_core.config.entries import entries_of

Read = Callable[..., GatewayConfig]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_read(text: str, name: str = "config.yaml", **environ: str) -> GatewayConfig:
        path = tmp_path / name
        path.write_text(text)
        return read_config(path, environ)

    return write_and_read


@pytest.fixture
def faults(read: Read) -> Callable[..., dict[str, str]]:
    def collect(text: str, **environ: str) -> dict[str, str]:
        with pytest.raises(ConfigError) as caught:
            read(text, **environ)
        return {fault.path: fault.message for fault in caught.value.faults}

    return collect


Faults = Callable[..., dict[str, str]]


def test_no_file_is_the_embedded_default() -> None:
    config = read_config(None, {})
    assert config.server.bind == "127.0.0.1:2785"
    assert [(ref.use, ref.optional) for ref in config.engines] == [("playwright", True), ("simulator", False)]
    assert config.storage.use == "tortoise"
    assert config.storage.config == {"url": "sqlite://data/openwa.db"}
    assert [ref.use for ref in (*config.transports, *config.auth)] == ["rest", "websocket", "api-key"]


def test_an_empty_file_is_the_embedded_default_too(read: Read) -> None:
    assert read("") == read("# nothing\n") == read_config(None, {})


def test_default_database_lies_in_the_data_directory(read: Read) -> None:
    assert read("data_dir: /srv/wa").storage.config == {"url": "sqlite:///srv/wa/openwa.db"}


def test_json_is_yaml(read: Read) -> None:
    text = '{\n\t"server": {"bind": "[::1]:80"},"log":{"level":"debug"}, "data_dir": "\\ud83d\\ude00"}'
    config = read(text, "config.json")
    assert (config.server.host, config.server.port) == ("::1", 80)
    assert config.data_dir == Path("\U0001f600")


def test_plain_scalars_are_those_of_yaml_1_2(read: Read) -> None:
    config = read(
        "storage: {use: x, config: {a: no, b: 2024-01-01, c: 1e3, d: 0o17, e: 1:30, f: ~, g: TRUE}}"
    )
    wanted = {"a": "no", "b": "2024-01-01", "c": 1000.0, "d": "0o17", "e": "1:30", "f": None, "g": True}
    assert config.storage.config == wanted


def test_a_name_defaults_to_the_plugin(read: Read) -> None:
    config = read("engines: [{use: simulator}, {use: simulator, name: second}]")
    assert [ref.name for ref in config.engines] == ["simulator", "second"]


def test_entries_keep_the_order_of_the_yaml(read: Read) -> None:
    config = read("extensions: [{use: b}]\nauth: [{use: a}]\nengines: [{use: c}, {use: d}]\n")
    named = [entry.path for entry in entries_of(config)]
    assert named == [
        "extensions[0]",
        "auth[0]",
        "engines[0]",
        "engines[1]",
        "storage",
        "media",
        "queue",
        "transports[0]",
        "transports[1]",
        "sinks[0]",
    ]


def test_time_scale_needs_the_test_mode(read: Read) -> None:
    assert read("test: {time_scale: 60}").test.effective_time_scale == 1.0
    assert read("test: {time_scale: 60, enabled: true}").test.effective_time_scale == 60.0


def test_delay_of_batches_needs_the_test_mode(read: Read) -> None:
    assert read("test: {bulk_delay_ms: 0}").test.effective_bulk_delay_s is None
    assert read("test: {bulk_delay_ms: 0, enabled: true}").test.effective_bulk_delay_s == 0.0
    assert read("test: {enabled: true}").test.effective_bulk_delay_s is None


def test_variables_are_filled_in(read: Read) -> None:
    inner = 'url: "pg://${USER:-me}@h/${NAME}", raw: "$${HOME} $x", empty: "${E:-d}"'
    text = f'storage: {{use: "${{DB}}", config: {{{inner}}}}}'
    config = read(text, DB="tortoise", NAME="wa", E="")
    assert config.storage.use == "tortoise"
    assert config.storage.config == {"url": "pg://me@h/wa", "raw": "${HOME} $x", "empty": "d"}


def test_numbers_may_come_from_variables(read: Read) -> None:
    assert read('server: {max_connections: "${N}"}', N="7").server.max_connections == 7


def test_file_secrets_are_read_without_their_line_end(read: Read, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    text = 'storage: {use: x, config: {password: "file:${WHERE}", url: "file:///not/a/secret"}}'
    config = read(text, WHERE=str(secret))
    assert config.storage.config == {"password": "s3cret", "url": "file:///not/a/secret"}


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("serverr: {}", "serverr", "unknown key; did you mean 'server'?"),
        ("server: {keepalive_s: 1}", "server.keepalive_s", "unknown key; did you mean 'keep_alive_s'?"),
        ("server: {use: gunicorn}", "server.use", "Input should be 'hypercorn' or 'uvicorn'"),
        ("server: {bind: 127.0.0.1}", "server.bind", "write host:port, such as 127.0.0.1:2785 or [::1]:2785"),
        ("server: {bind: 'h:65536'}", "server.bind", "write host:port, such as 127.0.0.1:2785 or [::1]:2785"),
        ("server:", "server", "the key has no value; give it one or remove the key"),
        ("server: [1]", "server", "Input should be a mapping of keys and values"),
        ("engines: {use: simulator}", "engines", "Input should be a list"),
        ("engines: [simulator]", "engines[0]", "Input should be a mapping of keys and values"),
        ("engines: []", "engines", "the list needs at least 1"),
        ("engines: [{name: x}]", "engines[0].use", "Field required"),
        (
            "engines: [{use: 'a b'}]",
            "engines[0].use",
            "write 1 to 64 letters, digits, dots, dashes and underscores",
        ),
        (
            "sinks: [{use: webhook, start: yesterday}]",
            "sinks[0].start",
            "write now, beginning, or a time such as 2026-02-02T10:00:00Z",
        ),
        (
            "sinks: [{use: webhook, start: '2026-02-02T10:00:00'}]",
            "sinks[0].start",
            "write now, beginning, or a time such as 2026-02-02T10:00:00Z",
        ),
        ("events: {max_age_s: 1}", "events.max_age_s", "Input should be greater than or equal to 60"),
        ("log: {level: info, level: debug}", "log.level", "the key is there twice, first in line 1"),
        ("1: x", "", "a key must be a text; put it in quotes"),
        (
            "log: !!python/name:os.system x",
            "log",
            "the tag tag:yaml.org,2002:python/name:os.system is not supported",
        ),
        ("data_dir: !!int x", "data_dir", "this is no number"),
        ("data_dir: '${'", "data_dir", "write ${NAME} or ${NAME:-default}, or $${ for a plain ${"),
        (
            "data_dir: '${A}${B}${A}'",
            "data_dir",
            "not set in the environment: A, B; set it, or write a default: ${A:-value}",
        ),
        ("data_dir: file:/nowhere/x", "data_dir", "the secret file /nowhere/x is missing or no file"),
        ("data_dir: file:/dev/zero", "data_dir", "the secret file /dev/zero is missing or no file"),
        ("- a", "", "write sections, such as `server:` and `engines:`"),
        ("log: &a {x: *a}", "log.x", "the alias refers to itself"),
    ],
)
def test_a_fault_names_its_place(faults: Faults, text: str, path: str, message: str) -> None:
    assert faults(text)[path] == message


def test_all_faults_come_at_once_with_their_lines(read: Read) -> None:
    text = "serverr: {}\nserver:\n  bind: x\n  max_connections: '${NOPE}'\nengines:\n- {}\n- {use: '-'}\n"
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [
        ("serverr", 1),
        ("server.bind", 3),
        ("server.max_connections", 4),
        ("engines[0].use", 6),
        ("engines[1].use", 7),
    ]
    assert (
        str(caught.value)
        .splitlines()[1]
        .endswith("config.yaml:3: server.bind: write host:port, such as 127.0.0.1:2785 or [::1]:2785")
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [", "not YAML: expected the node content"),
        (b"\xff\xfe\x00", "the file is not UTF-8 text"),
        (b"a: \x00", "not YAML: unacceptable character"),
        (b"[" * 5000, "the file is nested too deeply"),
        (b"--- 1\n--- 2\n", "not YAML: but found another document"),
        (b'a: "\\UFFFFFFFF"', "not YAML: "),
        (b"x" * (1024 * 1024 + 1), "the file is larger than 1048576 bytes"),
    ],
)
def test_a_file_that_is_no_yaml_is_one_fault(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_config(path, {})
    (fault,) = caught.value.faults
    assert fault.message.startswith(message)


def test_aliases_cannot_unfold_without_end(faults: Faults) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert faults("\n".join(lines)) == {"": "the file unfolds to more than 100000 values"}


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.yaml: cannot be read: No such file or directory"):
        read_config(tmp_path / "gone.yaml", {})


def test_a_faults_text_never_shows_the_value(faults: Faults) -> None:
    said = json.dumps(faults("server: {max_connections: '${SECRET}', bind: '${SECRET}'}", SECRET="s3cret"))
    assert "s3cret" not in said


def test_the_environment_is_not_read_behind_the_callers_back(faults: Faults) -> None:
    assert "HOME" in os.environ
    assert "data_dir" in faults("data_dir: ${HOME}")
