"""From the names in the YAML to plugins that are imported, checked and ready to be built."""

from __future__ import annotations

from openwa_core.loader.importing import PluginError
from openwa_core.loader.loading import Survey, load, load_plugins, survey
from openwa_core.loader.offers import HealthCheck, LeftOut, LoadedPlugins, Offer
from openwa_core.loader.registering import PluginCommand, commands_of

__all__ = [
    "HealthCheck",
    "LeftOut",
    "LoadedPlugins",
    "Offer",
    "PluginCommand",
    "PluginError",
    "Survey",
    "commands_of",
    "load",
    "load_plugins",
    "survey",
]
