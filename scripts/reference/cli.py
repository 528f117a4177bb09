"""`docs/reference/cli.md`: every command with its arguments and options."""

import inspect
from collections.abc import Iterator
from typing import Any, TypeAlias

from typer import Context
from typer.core import TyperGroup
from typer.main import get_command

from openwa_core.cli import build_app
from scripts.reference.markdown import code, page, table

Command: TypeAlias = Any  # typer's own copy of click has no public name

HEADS = ("", "meaning")
INTRODUCTION = """
Commands that a plugin brings are there when the configuration names the plugin; those below come with the
embedded default. A command ends with 0 when it did what it says, 1 when it failed, 2 when it was called
wrongly, and 78 when the configuration has faults.
"""


def render() -> str:
    root = get_command(build_app(["--help"], {}))
    return page("Command line", INTRODUCTION, *_command(root, "openwa"))


def commands() -> list[str]:
    """The full name of every command that does something."""
    root = get_command(build_app(["--help"], {}))
    return [name for name, command in _walk(root, "openwa") if not isinstance(command, TyperGroup)]


def _walk(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    yield name, command
    if isinstance(command, TyperGroup):
        for word, inner in sorted(command.commands.items()):
            yield from _walk(inner, f"{name} {word}")


def _command(root: Command, program: str) -> Iterator[str]:
    for name, command in _walk(root, program):
        if isinstance(command, TyperGroup) and command is not root:
            continue
        yield f"## {code(name)}"
        yield inspect.cleandoc(command.help or "")
        yield table(HEADS, _parameters(command, name))


def _parameters(command: Command, name: str) -> Iterator[tuple[str, str]]:
    context = Context(command, info_name=name)
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and parameter.name != "help":
            yield code(record[0]), record[1]
