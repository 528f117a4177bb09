"""Each YAML block in the docs is a configuration that loads, plugins' sections and all."""

import re
from pathlib import Path

import pytest

from openwa_core.config import ConfigError
from openwa_core.loader import load
from tests.support.documents import EXCUSE, Block, yaml_blocks
from tests.support.source import ROOT

EXAMPLE = ROOT / "config.example.yaml"
_PLACEHOLDER = re.compile(r"\$\{(?P<name>\w+)\}")
_NOT_INSTALLED = "no installed plugin offers"


@pytest.mark.parametrize(
    "block", [block for block in yaml_blocks() if not block.is_excused], ids=lambda b: b.name
)
def test_yaml_block_of_the_docs_is_a_configuration(block: Block, tmp_path: Path) -> None:
    faults = _faults(block.text, tmp_path)
    assert faults == [], f"mend it, or write {EXCUSE} on the line above when it is something else"


def test_example_configuration_loads(tmp_path: Path) -> None:
    assert _faults(EXAMPLE.read_text(), tmp_path) == []


def _faults(text: str, folder: Path) -> list[str]:
    """What the loader says of it. A plugin that somebody else publishes need not be installed here."""
    file = folder / "config.yaml"
    file.write_text(text)
    environment = {match["name"]: "example" for match in _PLACEHOLDER.finditer(text)}
    try:
        load(file, environment)
    except ConfigError as error:
        return [str(fault) for fault in error.faults if _NOT_INSTALLED not in fault.message]
    return []
