"""API keys."""

from __future__ import annotations

from datetime import timedelta

from openwa_core.testing.contracts.storage.samples import NOW, a_key
from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import ApiKeySpec, Role
from openwa_hookspecs.storage import Storage

__all__ = ["KeysContract"]

_LATER = NOW + timedelta(minutes=5)


class KeysContract:
    """`KeyRepository`."""

    async def test_key_comes_back_as_it_was_added(self, storage: Storage) -> None:
        spec = ApiKeySpec(
            name="Büro \U0001f511",
            role=Role.VIEWER,
            sessions=frozenset({SessionId("sess_a"), SessionId("sess_b")}),
            networks=("10.0.0.0/8", "2001:db8::/32"),
            expires_at=_LATER,
        )
        key = a_key(spec=spec, last_used_at=NOW, revoked_at=_LATER)
        await storage.keys.add(key)
        assert await storage.keys.by_digest(key.digest) == key

    async def test_key_for_no_session_differs_from_one_for_all(self, storage: Storage) -> None:
        none = a_key(1, spec=ApiKeySpec(name="none", role=Role.ADMIN, sessions=frozenset()))
        every = a_key(2, spec=ApiKeySpec(name="all", role=Role.ADMIN))
        for key in (none, every):
            await storage.keys.add(key)
            assert await storage.keys.by_digest(key.digest) == key

    async def test_unknown_digest_is_none(self, storage: Storage) -> None:
        assert await storage.keys.by_digest("0" * 64) is None

    async def test_list_is_oldest_first_with_the_revoked(self, storage: Storage) -> None:
        young, old = a_key(1, created_at=_LATER), a_key(2, revoked_at=NOW)
        for key in (young, old):
            await storage.keys.add(key)
        assert list(await storage.keys.list()) == [old, young]

    async def test_first_revocation_stays(self, storage: Storage) -> None:
        key = a_key()
        await storage.keys.add(key)
        assert await storage.keys.revoke(key.id, at=NOW)
        assert await storage.keys.revoke(key.id, at=_LATER)
        found = await storage.keys.by_digest(key.digest)
        assert found is not None
        assert found.revoked_at == NOW

    async def test_unknown_key_is_not_revoked(self, storage: Storage) -> None:
        assert not await storage.keys.revoke(ApiKeyId("key_nobody"), at=NOW)

    async def test_last_use_is_noted(self, storage: Storage) -> None:
        key = a_key()
        await storage.keys.add(key)
        await storage.keys.touch(key.id, at=_LATER)
        await storage.keys.touch(ApiKeyId("key_nobody"), at=_LATER)
        found = await storage.keys.by_digest(key.digest)
        assert found is not None
        assert found.last_used_at == _LATER
