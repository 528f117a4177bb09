"""Renders the generated pages: `scripts/generate-docs [--check]`."""

import argparse
import sys
from pathlib import Path

from scripts.reference.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/generate-docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")
    only_check = parser.parse_args().check
    stale = {name: text for name, render in PAGES.items() if (text := render()) != _now(ROOT / name)}
    for name, text in stale.items():
        print(f"docs: {name} {'is out of date' if only_check else 'rendered'}")
        if not only_check:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(text)
    return 1 if stale and only_check else 0


def _now(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


if __name__ == "__main__":
    sys.exit(main())
