"""What a caller wants for one session alone: settings of the engine, and a proxy whose password is kept
encrypted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from openwa_core.vault import Vault
from openwa_hookspecs.context import SecretsError
from openwa_hookspecs.engine import Capability, Engine, SupportsSessionConfig
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    FieldError,
    GatewayError,
    JsonValue,
    ServiceUnavailableError,
    ValidationFailedError,
)
from openwa_hookspecs.models.sessions import Proxy, SessionRecord

__all__ = ["SessionSettings"]

_LONGEST_CONFIG: Final = 16 * 1024


@dataclass(frozen=True)
class SessionSettings:
    """Checks, seals and opens them."""

    vault: Vault

    def check(self, engine: Engine, name: str, config: Mapping[str, JsonValue], proxy: Proxy | None) -> None:
        """Raises `CapabilityNotSupportedError`, or `ValidationFailedError` with the paths of the faults."""
        if config:
            _require(engine, name, Capability.SESSION_CONFIG)
        if proxy is not None:
            _require(engine, name, Capability.SESSION_PROXY)
        if len(json.dumps(config)) > _LONGEST_CONFIG:
            message = f"expected at most {_LONGEST_CONFIG} bytes of JSON"
            raise ValidationFailedError(FieldError(path="config", message=message))
        if (config or proxy is not None) and isinstance(engine, SupportsSessionConfig):
            engine.check_session_config(config, proxy)

    def seal(self, proxy: Proxy | None) -> str | None:
        """The proxy for the database. Raises `ServiceUnavailableError` when the key cannot be used."""
        if proxy is None:
            return None
        try:
            return self.vault.seal(json.dumps(vars(proxy)))
        except (SecretsError, OSError) as error:
            raise ServiceUnavailableError(f"The proxy cannot be encrypted: {error}") from error

    def opened(self, record: SessionRecord) -> SessionRecord:
        """The record as the engine needs it. Raises a `GatewayError`."""
        if record.sealed_proxy is None:
            return record
        try:
            return replace(record, proxy=Proxy(**json.loads(self.vault.open(record.sealed_proxy))))
        except (SecretsError, OSError) as error:
            raise _unreadable(error) from error


def _require(engine: Engine, name: str, capability: Capability) -> None:
    if capability not in engine.capabilities:
        raise CapabilityNotSupportedError(name, capability.value)


def _unreadable(error: Exception) -> GatewayError:
    return ServiceUnavailableError(f"The session's proxy cannot be decrypted: {error}")
