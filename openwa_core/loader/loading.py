"""Loading: import what the YAML names, check it, and collect what it offers. Builds and starts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from openwa_core.config import ConfigError, ConfigFault, GatewayConfig, PluginEntry, read
from openwa_core.config.entries import entries_of
from openwa_core.config.validation import SectionError, validate
from openwa_core.discovery import Catalogue, PluginInfo, discover
from openwa_core.hooks import HookRegistry, HookSignatureError
from openwa_core.loader.importing import PluginError, find, import_plugin, in_one_line
from openwa_core.loader.offers import HealthCheck, LeftOut, LoadedPlugins, Offer
from openwa_core.loader.providing import provider_of
from openwa_core.loader.registering import health_checks_of
from openwa_hookspecs.provider import Provider

__all__ = ["Survey", "load", "load_plugins", "survey"]


_NEEDED: Final = frozenset({"storage", "media", "queue"})
"""Roles without which there is no gateway: `optional` means nothing there."""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What became of each entry: an offer, left out, or a fault."""

    hooks: HookRegistry
    offers: Sequence[Offer]
    left_out: Sequence[LeftOut]
    health_checks: Sequence[HealthCheck]
    faults: Sequence[ConfigFault]


def load(path: Path | None, environ: Mapping[str, str]) -> LoadedPlugins:
    """Read the YAML and load what it names. Raises `ConfigError` with the faults of both and their lines."""
    reading = read(path, environ)
    found = survey(reading.entries, discover())
    if (error := reading.error(found.faults)) is not None:
        raise error
    if reading.config is None:
        raise AssertionError("a reading without faults has a config")
    return _assemble(reading.config, found)


def load_plugins(config: GatewayConfig, catalogue: Catalogue) -> LoadedPlugins:
    """Load what the configuration names. Raises `ConfigError` with all faults."""
    found = survey(entries_of(config), catalogue)
    if found.faults:
        raise ConfigError(found.faults)
    return _assemble(config, found)


def survey(entries: Sequence[PluginEntry], catalogue: Catalogue) -> Survey:
    """Try every entry; never raises."""
    workshop = _Workshop(catalogue)
    offers: list[Offer] = []
    left_out: list[LeftOut] = []
    faults = _doubled_names(entries)
    for entry in entries:
        try:
            offers.append(workshop.offer(entry))
        except (PluginError, SectionError) as error:
            if entry.ref.optional and entry.role not in _NEEDED:
                left_out.append(LeftOut(role=entry.role, name=entry.ref.name, reason=str(error)))
            else:
                faults.extend(_faults(error, entry))
    if not faults:
        faults = _missing_roles(offers, left_out)
    return Survey(
        hooks=workshop.hooks_of(offers),
        offers=offers,
        left_out=left_out,
        health_checks=workshop.checks_of(offers),
        faults=faults,
    )


@dataclass(frozen=True, kw_only=True)
class _Tried:
    """A plugin that could be imported and registered."""

    info: PluginInfo
    plugin: object
    checks: tuple[HealthCheck, ...]


@dataclass
class _Workshop:
    """Plugins while they are tried, each once."""

    catalogue: Catalogue
    trial: HookRegistry = field(default_factory=HookRegistry)
    tried: dict[str, _Tried | PluginError] = field(default_factory=dict)

    def offer(self, entry: PluginEntry) -> Offer:
        info = self._plugin(entry.ref.use).info
        provider = provider_of(info, entry.role, self.trial)
        return Offer(
            role=entry.role,
            name=entry.ref.name,
            path=entry.path,
            provider=provider,
            section=_validated(provider, entry, info),
            optional=entry.ref.optional and entry.role not in _NEEDED,
            plugin=info,
        )

    def hooks_of(self, offers: Iterable[Offer]) -> HookRegistry:
        """The hooks of the plugins that are used; one that is left out has none."""
        hooks = HookRegistry()
        for name in _names(offers):
            hooks.register(self._plugin(name).plugin, name)
        return hooks

    def checks_of(self, offers: Iterable[Offer]) -> Sequence[HealthCheck]:
        """The health checks of the plugins that are used."""
        return [check for name in _names(offers) for check in self._plugin(name).checks]

    def _plugin(self, name: str) -> _Tried:
        if name not in self.tried:
            self.tried[name] = self._try(name)
        found = self.tried[name]
        if isinstance(found, PluginError):
            raise found
        return found

    def _try(self, name: str) -> _Tried | PluginError:
        try:
            candidate = find(name, self.catalogue)
            plugin = import_plugin(candidate)
            self._register(candidate.info, plugin)
            checks = health_checks_of(candidate.info, self.trial)
        except PluginError as error:
            return error
        return _Tried(info=candidate.info, plugin=plugin, checks=checks)

    def _register(self, info: PluginInfo, plugin: object) -> None:
        try:
            self.trial.register(plugin, info.name)
        except HookSignatureError as error:
            raise PluginError(f"{info}: {error.hook}: {error.message}") from error
        except Exception as error:  # supervisor: a stranger's module is looked through here
            raise PluginError(f"{info} cannot be registered: {in_one_line(error)}") from error


def _validated(provider: Provider[Any, Any, Any], entry: PluginEntry, info: PluginInfo) -> BaseModel:
    note = f" ({info.name}, {info.distribution} {info.version})"
    model: type[BaseModel] = provider.config
    try:
        return validate(model, entry.ref.config, at=(*entry.location, "config"), note=note)
    except SectionError:
        raise
    except Exception as error:  # supervisor: a stranger's validators run here
        raise PluginError(f"{info}: its check of the section failed: {in_one_line(error)}") from error


def _names(offers: Iterable[Offer]) -> Iterable[str]:
    return dict.fromkeys(offer.plugin.name for offer in offers)


def _doubled_names(entries: Sequence[PluginEntry]) -> list[ConfigFault]:
    first: dict[tuple[str, str], PluginEntry] = {}
    faults = []
    for entry in entries:
        taken = first.setdefault((entry.role, entry.ref.name), entry)
        if taken is not entry:
            message = f"'{entry.ref.name}' is the name of {taken.path}; give this one a `name:` of its own"
            faults.append(ConfigFault(path=f"{entry.path}.name", message=message))
    return faults


def _faults(error: PluginError | SectionError, entry: PluginEntry) -> Sequence[ConfigFault]:
    if isinstance(error, SectionError):
        return error.faults
    return (ConfigFault(path=f"{entry.path}.use", message=str(error)),)


def _missing_roles(offers: Iterable[Offer], left_out: Iterable[LeftOut]) -> list[ConfigFault]:
    if any(offer.role == "engine" for offer in offers):
        return []
    reasons = "; ".join(each.reason for each in left_out if each.role == "engine")
    return [ConfigFault(path="engines", message=f"no engine is left: {reasons}")] if reasons else []


def _assemble(config: GatewayConfig, found: Survey) -> LoadedPlugins:
    def of(role: str) -> tuple[Offer, ...]:
        return tuple(offer for offer in found.offers if offer.role == role)

    return LoadedPlugins(
        config=config,
        hooks=found.hooks,
        engines=of("engine"),
        storage=of("storage")[0],
        media=of("media")[0],
        queue=of("queue")[0],
        transports=of("transport"),
        auth=of("auth"),
        sinks=of("sink"),
        extensions=of("extension"),
        health_checks=tuple(found.health_checks),
        left_out=tuple(found.left_out),
    )
