"""What every storage does, whatever it is made of.

class TestMyStorage(StorageContract):
    @pytest.fixture
    async def storage(self) -> AsyncIterator[Storage]: ...  # started and empty, stopped afterwards
"""

from __future__ import annotations

import pytest

_PARTS = (
    "amendments",
    "batches",
    "deliveries",
    "endpoints",
    "events",
    "idempotency",
    "keys",
    "media",
    "messages",
    "outgoing",
    "pruning",
    "samples",
    "service",
    "sessions",
    "sinks",
    "state",
    "webhooks",
)
pytest.register_assert_rewrite(*(f"{__name__}.{part}" for part in _PARTS))

from openwa_core.testing.contracts.storage.amendments import AmendmentsContract  # noqa: E402 - after the rewriting is set
from openwa_core.testing.contracts.storage.batches import BatchesContract  # noqa: E402 - after the rewriting is set
from openwa_core.testing.contracts.storage.deliveries import DeliveriesContract  # noqa: E402
from openwa_core.testing.contracts.storage.events import EventsContract  # noqa: E402 - after the rewriting is set
from openwa_core.testing.contracts.storage.idempotency import IdempotencyContract  # noqa: E402
from openwa_core.testing.contracts.storage.keys import KeysContract  # noqa: E402
from openwa_core.testing.contracts.storage.media import MediaRowsContract  # noqa: E402
from openwa_core.testing.contracts.storage.messages import MessagesContract  # noqa: E402
from openwa_core.testing.contracts.storage.outgoing import OutgoingContract  # noqa: E402
from openwa_core.testing.contracts.storage.pruning import PruningContract  # noqa: E402
from openwa_core.testing.contracts.storage.service import ServiceContract  # noqa: E402
from openwa_core.testing.contracts.storage.sessions import SessionsContract  # noqa: E402
from openwa_core.testing.contracts.storage.sinks import SinksContract  # noqa: E402
from openwa_core.testing.contracts.storage.state import StateContract  # noqa: E402
from openwa_core.testing.contracts.storage.webhooks import WebhooksContract  # noqa: E402

__all__ = ["StorageContract"]


class StorageContract(
    ServiceContract,
    SessionsContract,
    OutgoingContract,
    MessagesContract,
    MediaRowsContract,
    AmendmentsContract,
    EventsContract,
    SinksContract,
    WebhooksContract,
    DeliveriesContract,
    BatchesContract,
    PruningContract,
    KeysContract,
    IdempotencyContract,
    StateContract,
):
    """All of `openwa_hookspecs.storage`; give it a fixture `storage`."""
