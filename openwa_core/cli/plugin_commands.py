"""Commands of plugins as commands of `openwa`, with options from the annotations of a plain function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Annotated, Any, get_type_hints

import typer

from openwa_core.cli.app import BUILT_IN, group
from openwa_core.cli.options import ConfigFile
from openwa_core.loader import PluginCommand, PluginError

__all__ = ["Runner", "add_commands"]

Runner = Callable[[PluginCommand, tuple[object, ...], dict[str, object]], None]
"""Runs a command with its positional arguments and its options."""

_LENT = 2
"""`config` and `context` come from core."""


def add_commands(app: typer.Typer, commands: Iterable[PluginCommand], run: Runner) -> None:
    """Put the commands into the app. Raises `PluginError` for one that cannot be offered."""
    groups: dict[tuple[str, ...], typer.Typer] = {(): app}
    for command in commands:
        if command.path[0] in BUILT_IN:
            raise PluginError(
                f"{command.offer.plugin} offers `openwa {command.path[0]}`, which is openwa's own"
            )
        parent = _group(groups, command.path[:-1], command)
        parent.command(command.path[-1], help=_help(command))(_as_function(command, run))


def _group(
    groups: dict[tuple[str, ...], typer.Typer], path: tuple[str, ...], command: PluginCommand
) -> typer.Typer:
    if path not in groups:
        parent = _group(groups, path[:-1], command)
        groups[path] = group(f"Commands of the plugin {command.offer.plugin.name}.")
        parent.add_typer(groups[path], name=path[-1])
    return groups[path]


def _help(command: PluginCommand) -> str:
    return (inspect.getdoc(command.run) or "").partition("\n")[0]


def _as_function(command: PluginCommand, run: Runner) -> Callable[..., None]:
    parameters = [_parameter(each, command) for each in _own_parameters(command)]
    positional = [each.name for each in _own_parameters(command) if each.kind is each.POSITIONAL_ONLY]

    def invoke(**given: object) -> None:
        given.pop("config", None)
        run(command, tuple(given.pop(name) for name in positional), given)

    parameters.append(_keyword("config", ConfigFile, None))
    signature = inspect.Signature(parameters)
    invoke.__signature__ = signature  # type: ignore[attr-defined]
    invoke.__annotations__ = {each.name: each.annotation for each in parameters}
    return invoke


def _own_parameters(command: PluginCommand) -> list[inspect.Parameter]:
    return list(inspect.signature(command.run).parameters.values())[_LENT:]


def _parameter(own: inspect.Parameter, command: PluginCommand) -> inspect.Parameter:
    if (
        own.annotation is own.empty
        or own.kind in {own.VAR_KEYWORD, own.VAR_POSITIONAL}
        or own.name == "config"
    ):
        raise PluginError(f"{_named(command)}: `{own.name}` must be a parameter with a type")
    kind = typer.Argument() if own.kind is own.POSITIONAL_ONLY else typer.Option(f"--{_dashed(own.name)}")
    return _keyword(own.name, Annotated[_type_of(own, command), kind], own.default)


def _keyword(name: str, annotation: Any, default: object) -> inspect.Parameter:  # noqa: ANN401 - a type
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _type_of(own: inspect.Parameter, command: PluginCommand) -> Any:  # noqa: ANN401 - annotations have no type
    """The annotation, evaluated alone: those of `config` and `context` may be known to type checkers only."""
    written = SimpleNamespace(__annotations__={own.name: own.annotation})
    try:
        return get_type_hints(written, globalns=getattr(command.run, "__globals__", {}))[own.name]
    except (NameError, TypeError, SyntaxError) as error:
        raise PluginError(f"{_named(command)}: the type of `{own.name}` cannot be read: {error}") from error


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _named(command: PluginCommand) -> str:
    return f"{command.offer.plugin}: `openwa {' '.join(command.path)}`"
