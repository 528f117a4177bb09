"""The plugins' private areas."""

from __future__ import annotations

from openwa_hookspecs.storage import Storage

__all__ = ["StateContract"]


class StateContract:
    """`StateRepository`."""

    async def test_state_is_kept_by_area_and_key(self, storage: Storage) -> None:
        await storage.state.set("kafka", "cursor", "1")
        await storage.state.set("slack", "cursor", "2")
        await storage.state.set("kafka", "ключ", "ü" * 65_536)
        assert await storage.state.get("kafka", "cursor") == "1"
        assert await storage.state.get("slack", "cursor") == "2"
        assert await storage.state.get("kafka", "ключ") == "ü" * 65_536
        assert await storage.state.get("kafka", "other") is None

    async def test_state_is_replaced(self, storage: Storage) -> None:
        await storage.state.set("kafka", "cursor", "1")
        await storage.state.set("kafka", "cursor", "")
        assert await storage.state.get("kafka", "cursor") == ""

    async def test_state_is_deleted_and_deleting_nothing_is_no_error(self, storage: Storage) -> None:
        await storage.state.set("kafka", "cursor", "1")
        await storage.state.delete("kafka", "cursor")
        await storage.state.delete("kafka", "cursor")
        assert await storage.state.get("kafka", "cursor") is None
