"""`pacing`: an extension that lets messages of a session out at a pace of the operator's choice. It cannot
prevent a ban."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.provider import Provider
from openwa_pacing.config import PacingConfig
from openwa_pacing.pacing import Pacing

__all__ = ["OPENWA_API_VERSION", "register_extension"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_extension() -> Provider[PacingConfig, GatewayContext, Pacing]:
    """Offer `pacing`."""
    return Provider(name="pacing", config=PacingConfig, create=Pacing)
