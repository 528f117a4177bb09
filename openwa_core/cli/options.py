"""The option that every command has: which file to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

__all__ = ["CONFIG_OPTION", "CONFIG_VARIABLE", "ConfigFile", "config_file", "first_word"]

CONFIG_OPTION: Final = "--config"
CONFIG_VARIABLE: Final = "OPENWA_CONFIG"

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        CONFIG_OPTION,
        envvar=CONFIG_VARIABLE,
        metavar="FILE",
        help="The YAML or JSON file; without one the embedded default is used.",
    ),
]


def config_file(arguments: Sequence[str], environ: Mapping[str, str]) -> Path | None:
    """The file that the command line or the environment names, found before commands are known."""
    for index, argument in enumerate(arguments):
        if argument.startswith(f"{CONFIG_OPTION}="):
            return Path(argument.partition("=")[2])
        if argument == CONFIG_OPTION and index + 1 < len(arguments):
            return Path(arguments[index + 1])
    named = environ.get(CONFIG_VARIABLE)
    return Path(named) if named else None


def first_word(arguments: Sequence[str]) -> str | None:
    """The command's name: the first argument that is neither an option nor the config file."""
    words = iter(arguments)
    for word in words:
        if word == CONFIG_OPTION:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None
