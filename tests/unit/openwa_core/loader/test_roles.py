"""Each role has its hook, and a plugin asked for another role says what it offers instead."""

from types import SimpleNamespace

import pytest
from pydantic import BaseModel

from openwa_core.discovery import PluginInfo
from openwa_core.hooks import HookRegistry
from openwa_core.loader import PluginError
from openwa_core.loader.providing import ROLES, provider_of
from openwa_hookspecs import hookimpl
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Service

PLUGIN = PluginInfo(name="stranger", distribution="openwa-stranger", version="1.0")
HOOKS = {
    "register_engine": "an engine",
    "register_storage": "a storage",
    "register_transport": "a transport",
    "register_auth": "an auth",
    "register_sink": "a sink",
    "register_queue": "a queue",
    "register_media": "a media store",
    "register_extension": "an extension",
}


class NoOptions(BaseModel):
    """A section without keys."""


def _create(config: NoOptions, context: object) -> Service:
    raise AssertionError("nothing is built while plugins are loaded")


def _registry(hook: str) -> HookRegistry:
    @hookimpl(specname=hook)
    def register() -> Provider[NoOptions, object, Service]:
        return Provider(name=PLUGIN.name, config=NoOptions, create=_create)

    hooks = HookRegistry()
    hooks.register(SimpleNamespace(**{hook: register}), PLUGIN.name)
    return hooks


def test_every_role_has_its_hook() -> None:
    assert {f"register_{role}" for role in ROLES} == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_plugin_that_implements_the_hook_has_the_role(hook: str) -> None:
    provider = provider_of(PLUGIN, hook.removeprefix("register_"), _registry(hook))
    assert provider.name == "stranger"


@pytest.mark.parametrize(("hook", "offered"), HOOKS.items())
def test_plugin_asked_for_another_role_says_what_it_offers(hook: str, offered: str) -> None:
    other = "engine" if hook != "register_engine" else "storage"
    with pytest.raises(
        PluginError, match=rf"stranger \(openwa-stranger 1\.0\) offers {offered}, not an? {other}"
    ):
        provider_of(PLUGIN, other, _registry(hook))
