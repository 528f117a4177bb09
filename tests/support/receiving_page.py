"""The blocks of code in docs/receiving-webhooks.md, and the vectors beside it."""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias

from tests.support.documents import Block, blocks_of
from tests.support.source import ROOT

__all__ = ["PAGE", "Vector", "javascript", "python", "specification_example", "vectors"]

PAGE: Final = "docs/receiving-webhooks.md"
Vector: TypeAlias = dict[str, Any]


def python() -> tuple[str, str]:
    """The verifier, and a receiver that uses it."""
    verifier, receiver = blocks_of(PAGE, "python")
    return verifier.text, receiver.text


def javascript() -> tuple[str, str]:
    """The same two."""
    verifier, receiver, _ = _javascript()
    return verifier.text, receiver.text


def specification_example() -> str:
    """The verifier and receiver of the API specification (6.5)."""
    return _javascript()[2].text


def vectors() -> list[Vector]:
    """Those that are published."""
    published: list[Vector] = json.loads((ROOT / "docs" / "webhook-vectors.json").read_text())["vectors"]
    return published


def _javascript() -> list[Block]:
    return blocks_of(PAGE, "javascript")
