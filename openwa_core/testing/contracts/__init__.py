"""A suite of tests per role: whoever implements a role runs it by subclassing one class.

from openwa_core.testing.contracts import EngineContract, EngineRig
"""

from __future__ import annotations

from pkgutil import iter_modules

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{found.name}" for found in iter_modules(__path__) if found.name.startswith("engine_"))
)

from openwa_core.testing.contracts.engine import EngineContract  # noqa: E402  after the rewriting is set
from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession  # noqa: E402
from openwa_core.testing.contracts.engine_talk import Talk  # noqa: E402
from openwa_core.testing.contracts.engine_watcher import Watcher  # noqa: E402
from openwa_core.testing.contracts.world import HandOver, PhoneMessage, World  # noqa: E402

__all__ = [
    "EngineContract",
    "EngineRig",
    "HandOver",
    "LinkedSession",
    "PhoneMessage",
    "Talk",
    "Watcher",
    "World",
]
