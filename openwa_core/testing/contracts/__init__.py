"""A suite of tests per role: whoever implements a role runs it by subclassing one class.

from openwa_core.testing.contracts import EngineContract, EngineRig
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{name}" for name in ("engine_rig", "engine_linking", "engine_messages", "engine_faults"))
)

from openwa_core.testing.contracts.engine import EngineContract  # noqa: E402  after the rewriting is set
from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession, Watcher  # noqa: E402
from openwa_core.testing.contracts.world import HandOver, PhoneMessage, World  # noqa: E402

__all__ = ["EngineContract", "EngineRig", "HandOver", "LinkedSession", "PhoneMessage", "Watcher", "World"]
