"""API keys: `api-key` in the YAML's `auth:`."""

from __future__ import annotations

from typing import Final

from openwa_auth_apikey.auth import ApiKeyAuth
from openwa_auth_apikey.commands import create_key, list_keys, revoke_key
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.startup import CommandLine

__all__ = ["OPENWA_API_VERSION", "register_auth", "register_commands"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_auth() -> Provider[ApiKeyConfig, StoreContext, ApiKeyAuth]:
    """Offer API keys."""
    return Provider(name="api-key", config=ApiKeyConfig, create=ApiKeyAuth)


@hookimpl
def register_commands(cli: CommandLine) -> None:
    """Offer `openwa keys create`, `list` and `revoke`."""
    cli.add("keys create", create_key, storage=True)
    cli.add("keys list", list_keys, storage=True)
    cli.add("keys revoke", revoke_key, storage=True)
