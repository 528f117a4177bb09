"""Collecting what plugins add besides roles: health checks and commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from openwa_core.discovery import PluginInfo
from openwa_core.hooks import HookRegistry
from openwa_core.loader.importing import PluginError, in_one_line
from openwa_core.loader.offers import HealthCheck, LoadedPlugins, Offer
from openwa_hookspecs.service import Health

__all__ = ["PluginCommand", "commands_of", "health_checks_of"]


@dataclass(frozen=True, kw_only=True)
class PluginCommand:
    """A command that a plugin adds to `openwa`; `path` has one word a level."""

    path: tuple[str, ...]
    run: Callable[..., Awaitable[str | None]]
    storage: bool
    offer: Offer
    """The first entry of the plugin in the YAML: its section goes to the command."""


@dataclass
class _Checks:
    plugin: str
    found: list[HealthCheck] = field(default_factory=list)

    def add(self, name: str, check: Callable[[], Awaitable[Health]]) -> None:
        self.found.append(HealthCheck(name=f"{self.plugin}.{name}", check=check))


@dataclass
class _Commands:
    offer: Offer
    found: list[PluginCommand] = field(default_factory=list)

    def add(self, path: str, run: Callable[..., Awaitable[str | None]], *, storage: bool = False) -> None:
        words = tuple(path.split())
        if not words:
            raise ValueError("a command needs a name")
        self.found.append(PluginCommand(path=words, run=run, storage=storage, offer=self.offer))


def health_checks_of(plugin: PluginInfo, hooks: HookRegistry) -> tuple[HealthCheck, ...]:
    """The plugin's health checks. Raises `PluginError`."""
    checks = _Checks(plugin.name)
    _call(plugin, hooks, "register_health_checks", checks=checks)
    return tuple(checks.found)


def commands_of(loaded: LoadedPlugins) -> tuple[PluginCommand, ...]:
    """The commands of all plugins that are used. Raises `PluginError`."""
    first = {offer.plugin.name: offer for offer in reversed(loaded.offers)}
    found: dict[tuple[str, ...], PluginCommand] = {}
    for offer in first.values():
        commands = _Commands(offer)
        _call(offer.plugin, loaded.hooks, "register_commands", cli=commands)
        for command in commands.found:
            other = found.setdefault(command.path, command)
            if other is not command:
                words = " ".join(command.path)
                raise PluginError(f"{offer.plugin} and {other.offer.plugin} both offer `openwa {words}`")
    return tuple(found.values())


def _call(plugin: PluginInfo, hooks: HookRegistry, hook: str, **arguments: Any) -> None:  # noqa: ANN401 - as the hook
    try:
        hooks.startup(hook, plugin.name, **arguments)
    except Exception as error:  # supervisor: a stranger's code runs here
        raise PluginError(f"{plugin}: {hook} failed: {in_one_line(error)}") from error
