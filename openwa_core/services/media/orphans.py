"""Files that no message has any more."""

from __future__ import annotations

from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.errors import GatewayError

__all__ = ["drop_orphan"]


async def drop_orphan(parts: ServiceParts, name: str) -> None:
    """Remove the file unless a message on record, or one of a batch, has it. What cannot be removed now goes
    with the next look for files that no message has."""
    try:
        if not await parts.storage.media.known([name]) and name not in await parts.storage.batches.files():
            await parts.media.remove(name)
    except (GatewayError, OSError) as error:
        parts.log.warning("file that no message has stays for now", error=str(error))
