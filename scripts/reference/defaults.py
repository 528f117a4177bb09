"""A default as it is written in YAML."""

import json
from pathlib import Path

from pydantic import SecretStr
from pydantic_core import to_jsonable_python

ROOT = Path(__file__).resolve().parents[2]


def as_default(value: object) -> str | None:
    """None when there is nothing to write: no default, or a place that differs from machine to machine.

    A default is known to everybody, so one that has the type of a secret is shown.
    """
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or (isinstance(value, Path) and value.is_relative_to(ROOT)):
        return None
    return json.dumps(to_jsonable_python(value, fallback=str), ensure_ascii=False)
