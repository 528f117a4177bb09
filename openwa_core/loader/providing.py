"""What a registered plugin offers for a role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from openwa_core.discovery import PluginInfo
from openwa_core.hooks import HookRegistry
from openwa_core.loader.importing import PluginError, in_one_line
from openwa_hookspecs.provider import Provider

__all__ = ["ROLES", "provider_of"]

ROLES: Final = ("engine", "storage", "transport", "auth", "sink", "queue", "media", "extension")


def provider_of(plugin: PluginInfo, role: str, hooks: HookRegistry) -> Provider[Any, Any, Any]:
    """The plugin's provider for the role. Raises `PluginError` when it has none or a wrong one."""
    provider = _ask(plugin, role, hooks)
    if provider is None:
        raise PluginError(f"{plugin} offers {_say_offers(plugin, hooks)}, not {_with_article(role)}")
    hook = f"register_{role}"
    if not isinstance(provider, Provider):
        raise PluginError(f"{plugin}: {hook} returned {type(provider).__name__}, not a Provider")
    if provider.name != plugin.name:
        raise PluginError(
            f"{plugin}: {hook} returned a provider named '{provider.name}'; "
            f"it must have the entry point's name, '{plugin.name}'"
        )
    if not _is_model(provider.config):
        raise PluginError(f"{plugin}: the provider's config must be a pydantic model class")
    return provider


def _is_model(candidate: object) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel) and candidate is not BaseModel


def _ask(plugin: PluginInfo, role: str, hooks: HookRegistry) -> object:
    try:
        return hooks.startup(f"register_{role}", plugin.name)
    except Exception as error:  # supervisor: a stranger's code runs here
        raise PluginError(f"{plugin}: register_{role} failed: {in_one_line(error)}") from error


def _say_offers(plugin: PluginInfo, hooks: HookRegistry) -> str:
    return " and ".join(map(_with_article, _offered(plugin, hooks))) or "nothing"


def _offered(plugin: PluginInfo, hooks: HookRegistry) -> Iterator[str]:
    for role in ROLES:
        try:
            if _ask(plugin, role, hooks) is not None:
                yield role
        except PluginError:
            continue


def _with_article(role: str) -> str:
    match role:
        case "engine" | "extension":
            return f"an {role}"
        case "storage" | "auth" | "media":
            return {"storage": "a storage", "auth": "an auth", "media": "a media store"}[role]
        case _:
            return f"a {role}"
