"""Importing one plugin, and saying what to do when that fails."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from openwa_core.config.validation import suggestion
from openwa_core.discovery import Candidate, Catalogue
from openwa_hookspecs.version import API_VERSION

__all__ = ["PluginError", "find", "import_plugin", "in_one_line"]

_VERSION_ATTRIBUTE = "OPENWA_API_VERSION"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)[^;]*(?:;(?P<marker>.*))?")
_EXTRA = re.compile(r"extra\s*==\s*['\"](?P<extra>[^'\"]+)['\"]")


class PluginError(Exception):
    """A plugin cannot be used; the message names its distribution and says what to do."""


def find(name: str, catalogue: Catalogue) -> Candidate:
    """The one entry point of that name. Raises `PluginError`."""
    candidates = catalogue.find(name)
    if not candidates:
        hint = suggestion(name, catalogue.names) or "no plugin is installed at all"
        raise PluginError(f"no installed plugin offers '{name}': pip install the one that does; {hint}")
    if len(candidates) > 1:
        doubles = " and ".join(f"{each.info.distribution} {each.info.version}" for each in candidates)
        raise PluginError(f"'{name}' is installed twice, by {doubles}: pip uninstall one of them")
    return candidates[0]


def import_plugin(candidate: Candidate) -> object:
    """The plugin's module (or what its entry point names). Raises `PluginError`."""
    try:
        plugin: object = candidate.entry_point.load()
    except ModuleNotFoundError as error:
        raise PluginError(_say_missing_module(candidate, error.name or str(error))) from error
    except (Exception, SystemExit) as error:  # supervisor: a stranger's code runs here
        raise PluginError(f"{candidate.info} cannot be imported: {in_one_line(error)}") from error
    _check_api_version(candidate, plugin)
    return plugin


def in_one_line(error: BaseException) -> str:
    """The kind and the text of a stranger's exception."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _check_api_version(candidate: Candidate, plugin: object) -> None:
    module = sys.modules.get(candidate.entry_point.module)
    version = getattr(plugin, _VERSION_ATTRIBUTE, getattr(module, _VERSION_ATTRIBUTE, None))
    if version == API_VERSION and not isinstance(version, bool):
        return
    if version is None:
        raise PluginError(
            f"{candidate.info} states no {_VERSION_ATTRIBUTE}: its module must say "
            f"`{_VERSION_ATTRIBUTE} = {API_VERSION}`"
        )
    newer = isinstance(version, int) and version > API_VERSION
    remedy = "upgrade openwa-gateway" if newer else f"pip install --upgrade {candidate.info.distribution}"
    raise PluginError(
        f"{candidate.info} is written for plugin API {version!r}, this gateway has {API_VERSION}: {remedy}"
    )


def _say_missing_module(candidate: Candidate, module: str) -> str:
    distribution = candidate.info.distribution
    if module.partition(".")[0] == candidate.entry_point.module.partition(".")[0]:
        return f"{candidate.info} lacks its own module {module}: pip install --force-reinstall {distribution}"
    extra = _extra_for(module, candidate)
    wanted = f"'{distribution}[{extra}]'" if extra else f"--upgrade {distribution}"
    return f"{candidate.info} needs the module {module}, which is not installed: pip install {wanted}"


def _extra_for(module: str, candidate: Candidate) -> str | None:
    """The extra of the distribution that brings the module along."""
    metadata = candidate.entry_point.dist.metadata if candidate.entry_point.dist else None
    if candidate.entry_point.extras:
        return candidate.entry_point.extras[0]
    if metadata is None:
        return None
    wanted = _normalised(module.partition(".")[0])
    named = list(_extras_requiring(wanted, metadata.get_all("Requires-Dist") or ()))
    offered = metadata.get_all("Provides-Extra") or ()
    return next(iter(named), candidate.info.name if candidate.info.name in offered else None)


def _extras_requiring(wanted: str, requirements: Iterable[str]) -> Iterable[str]:
    for requirement in requirements:
        match = _REQUIREMENT.match(requirement)
        extra = _EXTRA.search((match and match["marker"]) or "")
        if match and extra and _normalised(match["name"]) == wanted:
            yield extra["extra"]


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
