"""What a text of the YAML stands for: `${NAME}`, `${NAME:-default}` and `file:PATH`.

`$${` is a plain `${`. A text that begins with `file:` is replaced by what that file holds, without the line
end at its end (secrets of Docker and Kubernetes); a URL (`file://…`) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["SecretError", "resolve_text"]

_MAX_FILE_BYTES: Final = 64 * 1024
_VARIABLE = re.compile(
    r"\$\$\{|\$\{(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\})?", re.ASCII
)
_FILE = re.compile(r"file:(?!//)(?P<path>.+)")


class SecretError(ValueError):
    """A text refers to something that is not there; the message names it and never its content."""


def resolve_text(text: str, environ: Mapping[str, str]) -> str:
    """The text with its variables filled in and, after that, its file read. Raises `SecretError`."""
    filled = _fill_variables(text, environ) if "${" in text else text
    match = _FILE.fullmatch(filled)
    return _read_secret(Path(match["path"])) if match else filled


def _fill_variables(text: str, environ: Mapping[str, str]) -> str:
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"]
        if match[0] == "$${":
            return "${"
        if name is None:
            raise SecretError("write ${NAME} or ${NAME:-default}, or $${ for a plain ${")
        if default is not None:
            return environ.get(name) or default
        if name not in environ:
            missing.append(name)
        return environ.get(name, "")

    filled = _VARIABLE.sub(value, text)
    if missing:
        raise SecretError(_say_missing(missing))
    return filled


def _say_missing(names: list[str]) -> str:
    listed = ", ".join(dict.fromkeys(names))
    return f"not set in the environment: {listed}; set it, or write a default: ${{{names[0]}:-value}}"


def _read_secret(path: Path) -> str:
    try:
        if not path.is_file():
            raise SecretError(f"the secret file {path} is missing or no file")
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
        if len(content) > _MAX_FILE_BYTES:
            raise SecretError(f"the secret file {path} is larger than {_MAX_FILE_BYTES} bytes")
        return content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise SecretError(f"the secret file {path} is not UTF-8 text") from None
    except OSError as error:
        raise SecretError(f"the secret file {path} cannot be read: {error.strerror}") from error
