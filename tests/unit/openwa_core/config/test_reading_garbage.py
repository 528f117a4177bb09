from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwa_core.config import ConfigError, read_config

YAML_PIECES = st.sampled_from(
    [
        "server:",
        "engines:",
        "use",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "&a",
        "*a",
        "!!int",
        "!x",
        "|",
        ">",
        "'",
        '"',
        "\\U",
        "%YAML",
        "${",
        "${X}",
        "file:",
        "<<:",
        "? ",
        "#",
        "\n",
        "\n  ",
        "---",
        "...",
        ": ",
        ",",
        "\t",
        "~",
        "1e999",
        "\x00",
        "é",
        "\ud800",
    ]
)


def attempt(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        read_config(path, {"X": "1"})
    except ConfigError as error:
        said = str(error)
    else:
        said = "no faults"
    assert said


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("garbage") / "config.yaml"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_a_config_or_a_config_error(file: Path, content: bytes) -> None:
    attempt(file, content)


@settings(max_examples=500, deadline=None)
@given(pieces=st.lists(YAML_PIECES, max_size=25))
def test_any_pieces_of_yaml_are_a_config_or_a_config_error(file: Path, pieces: list[str]) -> None:
    attempt(file, "".join(pieces).encode(errors="surrogatepass"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["server", "engines", "storage", "use", "name", "config", "bind", "log", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    data=st.dictionaries(
        st.sampled_from(["server", "engines", "storage", "auth", "log", "test", "sinks"]), JSON
    )
)
def test_any_data_under_real_sections_is_a_config_or_a_config_error(
    file: Path, data: dict[str, object]
) -> None:

    attempt(file, json.dumps(data).encode())
