"""From the names in the YAML to plugins that are imported, checked and ready to be built."""

from __future__ import annotations

from openwa_core.loader.loading import load, load_plugins
from openwa_core.loader.offers import HealthCheck, LeftOut, LoadedPlugins, Offer

__all__ = ["HealthCheck", "LeftOut", "LoadedPlugins", "Offer", "load", "load_plugins"]
