"""The YAML's sections as frozen models. A plugin's `config:` stays raw until its own model reads it."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    field_validator,
    model_validator,
)

from openwa_core.moments import read_moment
from openwa_core.outgoing.rules import OutgoingRules

__all__ = [
    "Bind",
    "EventsConfig",
    "GatewayConfig",
    "LimitsConfig",
    "LogConfig",
    "OutgoingConfig",
    "PluginRef",
    "RateLimitsConfig",
    "ServerConfig",
    "SinkRef",
    "TestConfig",
    "WebhooksConfig",
]

_MIB = 1024 * 1024
_STARTS = frozenset({"now", "beginning"})
_BIND = re.compile(r"(?:\[(?P<v6>[^\]]*)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]{1,5})", re.ASCII)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def _check_bind(text: str) -> str:
    match = _BIND.fullmatch(text)
    if match is None or int(match["port"]) > 65_535:
        raise ValueError("write host:port, such as 127.0.0.1:2785 or [::1]:2785")
    if match["v6"] is not None:
        ipaddress.IPv6Address(match["v6"])
    return text


def _check_name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise ValueError("write 1 to 64 letters, digits, dots, dashes and underscores")
    return text


def _none_is_empty(value: object) -> object:
    return {} if value is None else value


Bind = Annotated[str, AfterValidator(_check_bind)]
_Name = Annotated[str, AfterValidator(_check_name)]
_RawSection = Annotated[dict[str, Any], BeforeValidator(_none_is_empty)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ServerConfig(_Section):
    """The HTTP server that carries all transports."""

    bind: Bind = Field("127.0.0.1:2785", description="host:port to listen on; port 0 takes a free one")
    use: Literal["hypercorn", "uvicorn"] = Field(
        "hypercorn", description="the server; uvicorn needs the extra of that name and is faster"
    )
    max_connections: int = Field(1000, ge=1, le=100_000, description="open connections in all")
    max_connections_per_address: int = Field(
        500, ge=1, le=100_000, description="open connections from one address"
    )
    write_timeout_s: float = Field(
        30.0, gt=0, le=3600, description="a client that reads nothing for that long is cut off"
    )
    header_timeout_s: float = Field(
        10.0, gt=0, le=3600, description="a request whose head is not complete by then is cut off"
    )
    keep_alive_s: float = Field(5.0, gt=0, le=3600, description="an idle connection is closed after that")
    graceful_timeout_s: float = Field(
        20.0, ge=0, le=3600, description="how long requests may finish when the gateway stops"
    )
    max_body_bytes: int = Field(
        8 * _MIB, ge=1024, le=1024 * _MIB, description="no request body is longer; routes have lower limits"
    )

    @property
    def host(self) -> str:
        """The address part of `bind`, without brackets."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port part of `bind`."""
        return int(self.bind.rpartition(":")[2])


class LimitsConfig(_Section):
    """Caps of the whole gateway."""

    sessions: int = Field(100, ge=1, le=100_000, description="sessions that this gateway keeps")
    send_queue: int = Field(1000, ge=1, le=1_000_000, description="messages that may wait in one session")
    send_timeout_s: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="how long the engine may take for one message; a file adds a second for each MiB",
    )
    settle_timeout_s: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="how long an open outcome is looked up before it is reported as unknown",
    )
    open_timeout_s: float = Field(
        120.0, gt=0, le=3600, description="how long an engine may take until the first status of a session"
    )
    lease_s: float = Field(30.0, ge=1, le=3600, description="a session of a dead gateway is free after that")
    media_timeout_s: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="how long a file may take to come in, by URL or from WhatsApp, a second more per MiB",
    )
    media_fetch: Literal["all", "none"] = Field(
        "all", description="whether files of incoming messages are fetched before somebody asks for them"
    )
    media_max_bytes: int = Field(
        100 * _MIB, ge=1, le=4096 * _MIB, description="files of incoming messages that are larger stay out"
    )
    media_age_s: float = Field(
        30 * 86_400.0, gt=0, le=3650 * 86_400.0, description="files of messages are removed after that"
    )
    media_total_bytes: int = Field(
        10 * 1024 * _MIB, ge=0, description="with more than that the oldest files of messages are removed"
    )
    batch_age_s: float = Field(
        7 * 86_400.0, gt=0, le=3650 * 86_400.0, description="batches that have ended are removed after that"
    )


class OutgoingConfig(_Section):
    """What the gateway may reach for callers, who choose URLs of webhooks and media."""

    allow: tuple[str, ...] = Field(
        (),
        description="networks (127.0.0.0/8), addresses and host names besides the public internet",
    )

    @field_validator("allow")
    @classmethod
    def _check_allow(cls, allow: tuple[str, ...]) -> tuple[str, ...]:
        OutgoingRules(allow)
        return allow


class EventsConfig(_Section):
    """How long the event log is kept. What a sink or a webhook has still to get stays longer."""

    max_age_s: float = Field(7 * 86_400.0, ge=60, le=3650 * 86_400.0, description="older events are removed")
    max_count: int = Field(
        1_000_000, ge=1000, le=1_000_000_000, description="with more events than that the oldest are removed"
    )


class WebhooksConfig(_Section):
    """Registering webhooks. How they are delivered is in the section of the sink `webhook`."""

    per_session: int = Field(20, ge=1, le=1000, description="webhooks that one session may have")
    check_reachable: bool = Field(
        True, description="ask a new URL for its head (HEAD), and refuse one from which no answer comes"
    )


class RateLimitsConfig(_Section):
    """How often one API key may do what, in requests a minute (specification 6.6); null does not limit."""

    session: int | None = Field(10, ge=1, le=1_000_000, description="create, start, stop, end sessions")
    send: int | None = Field(
        60, ge=1, le=1_000_000, description="send messages and change things on WhatsApp"
    )
    read: int | None = Field(120, ge=1, le=1_000_000, description="read")
    webhook: int | None = Field(10, ge=1, le=1_000_000, description="manage webhooks")
    messages_per_session: int | None = Field(
        None, ge=1, le=1_000_000, description="messages a minute that leave one session, whoever sends them"
    )
    store: str = Field(
        "memory", description="where they are counted: memory, or redis://… for several gateways"
    )

    @field_validator("store")
    @classmethod
    def _check_store(cls, store: str) -> str:
        if store != "memory" and not store.startswith(("redis://", "rediss://")):
            raise ValueError("write memory, or a URL such as redis://127.0.0.1:6379/0")
        return store


class LogConfig(_Section):
    """Structured logs, on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="the least level shown")
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto is console on a terminal and JSON lines elsewhere"
    )


class TestConfig(_Section):
    """For tests of the gateway itself; leave it alone in production."""

    __test__: ClassVar[bool] = False

    enabled: bool = Field(False, description="without it the other keys of this section have no effect")
    time_scale: float = Field(1.0, gt=0, le=1000, description="2.0 lets waits pass twice as fast")
    bulk_delay_ms: int | None = Field(
        None, ge=0, le=3_600_000, description="between messages of batches, whatever their requests say"
    )

    @property
    def effective_time_scale(self) -> float:
        """`time_scale` in test mode, 1.0 elsewhere."""
        return self.time_scale if self.enabled else 1.0

    @property
    def effective_bulk_delay_s(self) -> float | None:
        """None outside the test mode."""
        return self.bulk_delay_ms / 1000 if self.enabled and self.bulk_delay_ms is not None else None


class PluginRef(_Section):
    """One line of YAML that names a plugin."""

    use: _Name = Field(description="the plugin's name, as `openwa plugins list` shows it")
    name: _Name = Field(
        default_factory=lambda given: given.get("use", ""),
        description="the name of this instance in logs and health; needed for a second one of a plugin",
    )
    optional: bool = Field(False, description="leave it out, and report that, when it cannot be loaded")
    config: _RawSection = Field(default_factory=dict, description="the plugin's own section")


def _check_start(start: str) -> str:
    if start in _STARTS:
        return start
    try:
        read_moment(start)
    except ValueError:
        raise ValueError("write now, beginning, or a time such as 2026-02-02T10:00:00Z") from None
    return start


class SinkRef(PluginRef):
    """One line of YAML that names a sink."""

    start: Annotated[str, AfterValidator(_check_start)] = Field(
        "now",
        description="where a sink that is new begins in the event log: now, beginning, or a time (ISO 8601)",
    )

    @property
    def begins(self) -> datetime | str:
        """`start`, with a time as such."""
        return self.start if self.start in _STARTS else read_moment(self.start)


def _default_engines(given: dict[str, Any]) -> tuple[PluginRef, ...]:
    data = given.get("data_dir", "data")
    return (
        PluginRef(use="playwright", optional=True, config={"profiles_dir": f"{data}/profiles"}),
        PluginRef(use="simulator", config={"state_file": f"{data}/simulator.json"}),
    )


def _default_auth(given: dict[str, Any]) -> tuple[PluginRef, ...]:
    return (
        PluginRef(use="api-key", config={"admin_key_file": f"{given.get('data_dir', 'data')}/admin.key"}),
    )


def _default_storage(given: dict[str, Any]) -> PluginRef:
    return PluginRef(use="tortoise", config={"url": f"sqlite://{given.get('data_dir', 'data')}/openwa.db"})


def _default_media(given: dict[str, Any]) -> PluginRef:
    data = given.get("data_dir", "data")
    return PluginRef(use="local", config={"directory": f"{data}/media", "uploads_dir": f"{data}/uploads"})


def _default_queue() -> PluginRef:
    return PluginRef(use="local")


class GatewayConfig(_Section):
    """The whole YAML. Its defaults are what the gateway runs on without a file."""

    _section_order: tuple[str, ...] = PrivateAttr(())

    server: ServerConfig = Field(default_factory=ServerConfig, description="where and how to listen")
    data_dir: Path = Field(Path("data"), description="where files of the gateway itself are kept")
    engines: tuple[PluginRef, ...] = Field(
        default_factory=_default_engines,
        min_length=1,
        description="what drives WhatsApp; the first one is the default of new sessions",
    )
    storage: PluginRef = Field(default_factory=_default_storage, description="the database")
    media: PluginRef = Field(default_factory=_default_media, description="where files of messages are kept")
    queue: PluginRef = Field(default_factory=_default_queue, description="what wakes bulk sending up")
    transports: tuple[PluginRef, ...] = Field(
        default_factory=lambda: (PluginRef(use="rest"), PluginRef(use="websocket")),
        description="how callers reach the gateway",
    )
    auth: tuple[PluginRef, ...] = Field(
        default_factory=_default_auth,
        description="who may call; asked in order until one knows the caller",
    )
    sinks: tuple[SinkRef, ...] = Field(
        default_factory=lambda: (SinkRef(use="webhook"),),
        description="where events go that must arrive; each has its place in the log",
    )
    events: EventsConfig = Field(default_factory=EventsConfig, description="how long the event log is kept")
    webhooks: WebhooksConfig = Field(
        default_factory=WebhooksConfig, description="what is asked of a webhook when it is registered"
    )
    extensions: tuple[PluginRef, ...] = Field(
        default_factory=tuple, description="services that use the gateway as a caller does"
    )
    outgoing: OutgoingConfig = Field(
        default_factory=OutgoingConfig, description="what URLs that callers choose may reach"
    )
    rate_limits: RateLimitsConfig = Field(
        default_factory=RateLimitsConfig, description="requests a minute of one API key; null does not limit"
    )
    limits: LimitsConfig = Field(default_factory=LimitsConfig, description="caps of the whole gateway")
    log: LogConfig = Field(default_factory=LogConfig, description="structured logs, on stderr")
    test: TestConfig = Field(default_factory=TestConfig, description="for tests of the gateway itself")

    @model_validator(mode="wrap")
    @classmethod
    def _keep_order(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - raw
        config = handler(data)
        given = tuple(data) if isinstance(data, dict) else ()
        config._section_order = given + tuple(name for name in cls.model_fields if name not in given)
        return config

    @property
    def section_order(self) -> tuple[str, ...]:
        """The names of all sections: those of the YAML in its order, then the rest."""
        return self._section_order
