"""What an event says of itself. Plugins may have changed it (`before_publish`): nothing in it is certain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from openwa_hookspecs.models.events import Event

__all__ = ["members_of"]


def members_of(event: Event) -> Mapping[str, Any]:
    """The members of its data; none when that is no object."""
    data = json.loads(event.data)
    return data if isinstance(data, dict) else {}
