"""Which plugins are installed, from the metadata of distributions alone: nothing of them is imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Final

__all__ = ["GROUP", "Candidate", "Catalogue", "PluginInfo", "discover"]

GROUP: Final = "openwa.plugins"


@dataclass(frozen=True, kw_only=True)
class PluginInfo:
    """A plugin and the distribution that it came with."""

    name: str
    distribution: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version})"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An entry point that may be loaded."""

    info: PluginInfo
    entry_point: EntryPoint


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All entry points of plugins, sorted by name. A name that is there twice is a fault once it is used."""

    candidates: tuple[Candidate, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all plugins, each once."""
        return tuple(dict.fromkeys(candidate.info.name for candidate in self.candidates))

    def find(self, name: str) -> tuple[Candidate, ...]:
        """The entry points of that name; more than one when several distributions offer it."""
        return tuple(candidate for candidate in self.candidates if candidate.info.name == name)


def discover() -> Catalogue:
    """Read the metadata of what is installed now."""
    found = {candidate.info: candidate for candidate in _candidates(entry_points(group=GROUP))}
    ordered = sorted(found.values(), key=lambda candidate: (candidate.info.name, candidate.info.distribution))
    return Catalogue(candidates=tuple(ordered))


def _candidates(points: Iterable[EntryPoint]) -> Iterable[Candidate]:
    for point in points:
        metadata = point.dist.metadata if point.dist else None
        distribution = metadata["Name"] if metadata and "Name" in metadata else "unknown distribution"
        version = metadata["Version"] if metadata and "Version" in metadata else "?"
        info = PluginInfo(name=point.name, distribution=distribution, version=version)
        yield Candidate(info=info, entry_point=point)
