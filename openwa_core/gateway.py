"""The one place that knows everything: it builds the plugins' services and core's, and says in which order
they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from openwa_core.auth_chain import AuthChain
from openwa_core.clock import SystemClock
from openwa_core.config import GatewayConfig
from openwa_core.context import CoreContext, CoreGatewayContext, CoreStoreContext, NoState, StoredState
from openwa_core.events.bus import LiveBus
from openwa_core.events.payloads import EventMaker
from openwa_core.events.publisher import Publisher
from openwa_core.events.pump import SinkPump
from openwa_core.events.pumps import Pumps
from openwa_core.health import Check, HealthBoard
from openwa_core.hooks import HookRegistry
from openwa_core.loader import LoadedPlugins, Offer
from openwa_core.logging import log_for
from openwa_core.notifier import Notifier
from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_core.services.batches import BatchFiles, BatchRunner, BatchService, BatchSweeper
from openwa_core.services.chats import ChatService
from openwa_core.services.contacts import ContactService
from openwa_core.services.engine_desk import EngineDesk
from openwa_core.services.event_log import EventService
from openwa_core.services.groups import GroupService
from openwa_core.services.idempotency import Idempotency
from openwa_core.services.keys import KeyService
from openwa_core.services.link_preview import LinkPreviews
from openwa_core.services.media.background import BackgroundFetches
from openwa_core.services.media.fetcher import MediaFetcher
from openwa_core.services.media.files import MessageFiles
from openwa_core.services.media.intake import MediaIntake
from openwa_core.services.media.retention import Retention
from openwa_core.services.messages import MessageService
from openwa_core.services.parts import ServiceParts
from openwa_core.services.preparation import Preparation
from openwa_core.services.rate_limit import RateLimits
from openwa_core.services.session_settings import SessionSettings
from openwa_core.services.session_table import SessionTable
from openwa_core.services.sessions import SessionService
from openwa_core.services.settings import ServiceSettings
from openwa_core.services.webhooks import WebhookDrafts, WebhookService, WebhookTargets
from openwa_core.settings import log_settings, rate_settings, service_settings
from openwa_core.tasks import TaskSupervisor
from openwa_core.vault import Vault
from openwa_hookspecs.auth import Auth
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.engine import Engine
from openwa_hookspecs.media import MediaStore
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.queue import Queue
from openwa_hookspecs.service import Health, HealthStatus, Service
from openwa_hookspecs.sink import Sink
from openwa_hookspecs.storage import Storage
from openwa_hookspecs.transport import Transport

__all__ = ["CannotBuildError", "CoreGateway", "Facade", "Running"]


class CannotBuildError(Exception):
    """A service that is not optional cannot be created; the message names it and its plugin."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A service with the tasks that it spawned."""

    offer: Offer
    service: Service
    tasks: TaskSupervisor

    @property
    def label(self) -> str:
        """`<role>.<name>`, as in health."""
        return f"{self.offer.role}.{self.offer.name}"


@dataclass(frozen=True, kw_only=True)
class Facade:
    """See `openwa_hookspecs.gateway.Gateway`."""

    sessions: SessionService
    messages: MessageService
    chats: ChatService
    contacts: ContactService
    groups: GroupService
    batches: BatchService
    webhooks: WebhookService
    log: EventService
    keys: KeyService
    rates: RateLimits
    idempotency: Idempotency
    health: HealthBoard


@dataclass(kw_only=True)
class _Roles:
    """The plugins' services by role; engines by instance name, in the order of the YAML."""

    engines: dict[str, Engine] = field(default_factory=dict)
    auth: list[Auth] = field(default_factory=list)
    sinks: list[Sink] = field(default_factory=list)
    transports: list[Transport] = field(default_factory=list)


class CoreGateway:
    """Everything, built and wired, nothing started."""

    def __init__(
        self,
        loaded: LoadedPlugins,
        *,
        version: str,
        owner: str,
        clock: Clock | None = None,
        settings: ServiceSettings | None = None,
    ) -> None:
        self._loaded = loaded
        self._version = version
        self.clock = clock or SystemClock(time_scale=loaded.config.test.effective_time_scale)
        self.log = log_for("core")
        self.tasks = TaskSupervisor(self.log)
        self.http = OutgoingHttp(OutgoingRules(loaded.config.outgoing.allow), version=version)
        self.order: list[Running] = []
        self._roles = _Roles()
        self._checks: dict[str, Check] = {}
        self._announced = False
        self.rates = RateLimits(rate_settings(loaded.config.rate_limits), clock=self.clock, log=self.log)
        self._checks["core.rate_limits"] = self.rates.health
        self.vault = Vault(loaded.config.data_dir)
        self.storage = self._build_storage(loaded.storage)
        self.media = self._build_media(loaded.media)
        self.queue: Queue = self._build(loaded.queue, self._context(loaded.queue))
        self.bus = LiveBus()
        self.pumps = Pumps(
            storage=self.storage, settings=log_settings(loaded.config), clock=self.clock, log=self.log
        )
        parts = self._build_parts(
            owner, settings or service_settings(loaded.config.limits, loaded.config.test)
        )
        self.notifier = parts.notifier
        self.table = SessionTable(parts, self._roles.engines)
        self._build_services(parts)
        self._build_plugins()
        self._listen()

    @property
    def config(self) -> GatewayConfig:
        """The whole configuration."""
        return self._loaded.config

    @property
    def hooks(self) -> HookRegistry:
        """The plugins' hooks."""
        return self._loaded.hooks

    def announce(self, address: str) -> None:
        """Tell the operator, and once the plugins, that requests are served, and where."""
        self.log.info("listening", address=address, version=self._version)
        if not self._announced:
            self.notifier.post("gateway_started")
        self._announced = True

    @property
    def transports(self) -> list[Transport]:
        """In the order of the YAML, to be mounted on the app."""
        return self._roles.transports

    def leave_out(self, running: Running, reason: str) -> None:
        """Go on without an optional service that did not start."""
        roles, gone = self._roles, running.service
        for name in [name for name, engine in roles.engines.items() if engine is gone]:
            del roles.engines[name]
        roles.auth[:] = [auth for auth in roles.auth if auth is not gone]
        roles.sinks[:] = [sink for sink in roles.sinks if sink is not gone]
        roles.transports[:] = [transport for transport in roles.transports if transport is not gone]
        if running.offer.role == "sink":
            self.pumps.leave_out(running.offer.name)
        self.hooks.unregister(running.label)
        self._checks[running.label] = _failed(reason)

    def _build_storage(self, offer: Offer) -> Storage:
        storage: Storage = self._build(offer, CoreContext(state=NoState(), **self._common(offer)))
        return storage

    def _build_media(self, offer: Offer) -> MediaStore:
        store: MediaStore = self._build(offer, self._context(offer))
        return store

    def _build_parts(self, owner: str, settings: ServiceSettings) -> ServiceParts:
        hooks = self._loaded.hooks
        hooks.on_failure = self._hook_failed
        return ServiceParts(
            storage=self.storage,
            media=self.media,
            clock=self.clock,
            log=self.log,
            tasks=self.tasks,
            hooks=hooks,
            notifier=Notifier(hooks, self.tasks, self.log),
            publisher=Publisher(hooks=hooks),
            events=EventMaker(clock=self.clock),
            settings=settings,
            rates=self.rates,
            session_settings=SessionSettings(self.vault),
            owner=owner,
        )

    def _build_services(self, parts: ServiceParts) -> None:
        self.auth = AuthChain(self._roles.auth)
        self.health = HealthBoard(self._checks, self.table, self.clock, self.log, self._version)
        desk = EngineDesk(self.table, parts)
        fetcher = MediaFetcher(parts)
        files = MessageFiles(self.table, parts, fetcher)
        intake = MediaIntake(parts, self.http)
        preparation = Preparation(
            messages=self.storage.messages, previews=LinkPreviews(self.http, self.log), files=intake
        )
        messages = MessageService(self.table, parts, desk, preparation, files)
        batch_files = BatchFiles(intake)
        self.queue.bind(BatchRunner(self.table, parts, messages, batch_files).run_next)
        self.upkeep = (
            BackgroundFetches(self.table, parts, fetcher),
            Retention(parts, intake.held),
            BatchSweeper(self.table, parts, self.queue),
        )
        drafts = self._webhook_drafts()
        self.facade = Facade(
            sessions=SessionService(self.table, parts, self._roles.engines, drafts),
            messages=messages,
            batches=BatchService(self.table, parts, batch_files, self.queue),
            chats=ChatService(desk),
            contacts=ContactService(desk),
            groups=GroupService(desk),
            webhooks=WebhookService(self.table, parts, drafts),
            log=EventService(self.table, self.storage.events),
            keys=KeyService(self._roles.auth),
            rates=parts.rates,
            idempotency=Idempotency(self.storage.idempotency, clock=self.clock, log=self.log),
            health=self.health,
        )

    def _build_plugins(self) -> None:
        for offer in self._loaded.auth:
            if (auth := self._build(offer, self._store_context(offer))) is not None:
                self._roles.auth.append(auth)
        for offer in self._loaded.sinks:
            self._build_sink(offer)
        for offer in self._loaded.extensions:
            self._build(offer, self._gateway_context(offer))
        for offer in self._loaded.engines:
            if (engine := self._build(offer, self._context(offer))) is not None:
                self._roles.engines[offer.name] = engine
        for offer in self._loaded.transports:
            if (transport := self._build(offer, self._gateway_context(offer))) is not None:
                self._roles.transports.append(transport)

    def _webhook_drafts(self) -> WebhookDrafts:
        config = self._loaded.config.webhooks
        return WebhookDrafts(
            sinks=self._roles.sinks,
            targets=WebhookTargets(self.http, check_reachable=config.check_reachable),
            vault=self.vault,
            clock=self.clock,
            limit=config.per_session,
        )

    def _build_sink(self, offer: Offer) -> None:
        context = self._store_context(offer)
        sink: Sink | None = self._build(offer, context)
        if sink is None:
            return
        self._roles.sinks.append(sink)
        pump = SinkPump(name=offer.name, sink=sink, storage=self.storage, clock=self.clock, log=context.log)
        self.pumps.add(pump)
        self._checks[f"sink.{offer.name}"] = pump.health

    def _build(self, offer: Offer, context: CoreContext) -> Any:  # noqa: ANN401 - as the provider
        """What the plugin creates; None when it is optional and cannot."""
        label = f"{offer.role}.{offer.name}"
        try:
            service: Service = offer.provider.create(offer.section, context)
            if offer.role == "extension":
                self.hooks.register_methods(service, label)
        except Exception as error:  # supervisor: names the plugin, whatever went wrong in it
            reason = str(error) or type(error).__name__
            if not offer.optional:
                raise CannotBuildError(f"{label}, {offer.plugin}, cannot be built: {reason}") from error
            self.log.warning("optional service cannot be built", service=label, error=reason)
            self._checks[label] = _failed(reason)
            return None
        self.order.append(Running(offer=offer, service=service, tasks=context.tasks))
        self._checks[label] = service.health
        return service

    def _context(self, offer: Offer) -> CoreContext:
        return CoreContext(state=self._state(offer), **self._common(offer))

    def _store_context(self, offer: Offer) -> CoreStoreContext:
        return CoreStoreContext(
            state=self._state(offer), storage=self.storage, secrets=self.vault, **self._common(offer)
        )

    def _gateway_context(self, offer: Offer) -> CoreGatewayContext:
        return CoreGatewayContext(
            state=self._state(offer),
            gateway=self.facade,
            events=self.bus,
            auth=self.auth,
            **self._common(offer),
        )

    def _common(self, offer: Offer) -> _CommonFields:
        log = log_for(offer.name)
        return {
            "name": offer.name,
            "version": self._version,
            "log": log,
            "clock": self.clock,
            "tasks": TaskSupervisor(log),
            "http": self.http,
        }

    def _state(self, offer: Offer) -> StoredState:
        return StoredState(storage=self.storage, area=f"{offer.role}.{offer.name}")

    def _listen(self) -> None:
        for left in self._loaded.left_out:
            self._checks[f"{left.role}.{left.name}"] = _failed(left.reason)
        for extra in self._loaded.health_checks:
            self._checks[f"check.{extra.name}"] = extra.check
        self.storage.listen(self.bus.publish)
        self.storage.listen(self.pumps.wake)
        if self._loaded.hooks.implementations("on_event"):
            self.storage.listen(self._tell_plugins)

    def _tell_plugins(self, events: Sequence[Event]) -> None:
        for event in events:
            self.notifier.post("on_event", event=event)

    def _hook_failed(self, plugin: str, hook: str, error: BaseException) -> None:
        self.log.error("plugin failed in a hook", plugin=plugin, hook=hook, exc_info=error)


class _CommonFields(TypedDict):
    name: str
    version: str
    log: Log
    clock: Clock
    tasks: TaskSupervisor
    http: OutgoingHttp


def _failed(reason: str) -> Check:
    async def check() -> Health:
        return Health(status=HealthStatus.FAILED, details={"error": reason})

    return check
