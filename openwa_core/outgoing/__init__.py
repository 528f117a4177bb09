"""Outgoing HTTP for webhooks and media: a client that a caller's URL cannot turn against the operator."""

from __future__ import annotations

from openwa_core.outgoing.on_demand import OutgoingHttp
from openwa_core.outgoing.rules import OutgoingRules

__all__ = ["OutgoingHttp", "OutgoingRules"]
