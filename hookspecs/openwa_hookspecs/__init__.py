"""The contracts of openwa-gateway: all that a plugin author imports. See `docs/plugins/` for a guide.

from openwa_hookspecs import API_VERSION, hookimpl
from openwa_hookspecs.engine import Engine
"""

from __future__ import annotations

from openwa_hookspecs.markers import hookimpl, hookspec
from openwa_hookspecs.version import API_VERSION

__all__ = ["API_VERSION", "hookimpl", "hookspec"]
