"""Lets a wheel be built only with the wa-js bundle that package-lock.json names; the bundle is not in git."""

import hashlib
import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path("plugins", "builtin", "openwa_engine_playwright", "bundle")
LOCKED = "node_modules/@wppconnect/wa-js"


class BundleHook(BuildHookInterface[Any]):
    """Named in pyproject.toml; hatchling calls `initialize` before it collects files."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install needs no bundle: set-up puts it into the tree."""
        if version != "editable" and (problem := problem_with(Path(self.root))):
            raise RuntimeError(f"{problem}: run scripts/setup, then build again")


def problem_with(root: Path) -> str | None:
    """What keeps the bundle of this tree out of a wheel."""
    record, script = root / BUNDLE / "bundle.json", root / BUNDLE / "wppconnect-wa.js"
    if not (record.exists() and script.exists()):
        return "the wa-js bundle is missing"
    known = json.loads(record.read_text())
    locked = json.loads((root / "package-lock.json").read_text())["packages"][LOCKED]
    if known["integrity"] != locked["integrity"]:
        return f"the wa-js bundle is {known['version']}, package-lock.json asks for {locked['version']}"
    if known["sha512"] != hashlib.sha512(script.read_bytes()).hexdigest():
        return "the wa-js bundle was changed after it was fetched"
    return None
