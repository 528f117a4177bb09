"""The admin key of the first start, and the one of the environment."""

import re
import stat
from pathlib import Path

import pytest

from openwa_auth_apikey.auth import ApiKeyAuth
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_core.testing.fakes.context import FakeStoreContext
from openwa_hookspecs.errors import ForbiddenError
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeySpec, Credentials, Principal, Role

KEY = re.compile(r"owa_k1_[0-9a-f]{64}")
CHOSEN = "correct horse battery staple"


async def caller(auth: ApiKeyAuth, secret: str) -> Principal | None:
    return await auth.authenticate(Credentials(address="192.0.2.1", header=secret))


async def started(config: ApiKeyConfig, context: FakeStoreContext) -> ApiKeyAuth:
    auth = ApiKeyAuth(config, context)
    await auth.start()
    return auth


async def test_the_first_start_shows_an_admin_key_once(
    config: ApiKeyConfig, context: FakeStoreContext, capsys: pytest.CaptureFixture[str]
) -> None:
    auth = await started(config, context)
    [shown] = KEY.findall(capsys.readouterr().err)
    principal = await caller(auth, shown)
    assert principal is not None
    assert principal.may(Role.ADMIN)
    assert principal.sessions is None
    await started(config, context)
    assert capsys.readouterr().err == ""


async def test_the_key_is_kept_in_a_file_for_the_owner_alone(
    config: ApiKeyConfig, context: FakeStoreContext, capsys: pytest.CaptureFixture[str]
) -> None:
    await started(config, context)
    [shown] = KEY.findall(capsys.readouterr().err)
    assert config.admin_key_file.read_text() == f"{shown}\n"
    assert stat.S_IMODE(config.admin_key_file.stat().st_mode) == 0o600
    assert [path.name for path in config.admin_key_file.parent.iterdir()] == ["admin.key"]


async def test_neither_log_nor_storage_holds_the_key(config: ApiKeyConfig, context: FakeStoreContext) -> None:
    await started(config, context)
    secret = config.admin_key_file.read_text().strip()
    assert secret not in repr(context.log.lines) + repr(context.storage.keys.records)


async def test_an_old_file_with_open_rights_is_replaced(
    config: ApiKeyConfig, context: FakeStoreContext
) -> None:
    config.admin_key_file.parent.mkdir()
    config.admin_key_file.write_text("owa_k1_old")
    config.admin_key_file.chmod(0o644)
    await started(config, context)
    assert KEY.fullmatch(config.admin_key_file.read_text().strip())
    assert stat.S_IMODE(config.admin_key_file.stat().st_mode) == 0o600


async def test_a_file_that_cannot_be_written_stops_the_start(
    tmp_path: Path, context: FakeStoreContext
) -> None:
    (tmp_path / "file").touch()
    config = ApiKeyConfig(admin_key_file=tmp_path / "file" / "admin.key")
    with pytest.raises(OSError, match=r"file"):
        await started(config, context)
    assert context.storage.keys.records == {}


async def test_another_first_key_is_made_when_no_admin_is_left(
    config: ApiKeyConfig, context: FakeStoreContext
) -> None:
    auth = await started(config, context)
    [admin] = context.storage.keys.records
    await auth.create_key(ApiKeySpec(name="bot", role=Role.OPERATOR))
    await auth.revoke_key(admin)
    first = config.admin_key_file.read_text()
    await started(config, context)
    assert config.admin_key_file.read_text() != first


async def test_the_environment_gives_the_key_instead(
    config: ApiKeyConfig,
    context: FakeStoreContext,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", CHOSEN)
    auth = await started(config, context)
    principal = await caller(auth, CHOSEN)
    assert principal is not None
    assert principal.may(Role.ADMIN)
    assert capsys.readouterr().err == ""
    assert not config.admin_key_file.exists()
    assert context.storage.keys.records == {}


async def test_a_changed_variable_replaces_the_earlier_key(
    config: ApiKeyConfig, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chosen, other in ((CHOSEN, "x" * 16), ("x" * 16, CHOSEN), (CHOSEN, "x" * 16)):
        monkeypatch.setenv("OPENWA_API_KEY", chosen)
        auth = await started(config, context)
        assert await caller(auth, chosen) is not None
        assert await caller(auth, other) is None


async def test_keys_that_are_stored_work_beside_that_of_the_environment(
    config: ApiKeyConfig, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = await (await started(config, context)).create_key(ApiKeySpec(name="bot", role=Role.VIEWER))
    monkeypatch.setenv("OPENWA_API_KEY", CHOSEN)
    auth = await started(config, context)
    assert await caller(auth, created.secret) is not None


async def test_the_key_of_the_environment_is_listed_but_not_revoked(
    config: ApiKeyConfig, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", CHOSEN)
    auth = await started(config, context)
    await caller(auth, CHOSEN)
    [record] = await auth.list_keys()
    assert (record.id, record.spec.name, record.prefix) == ("key_environment", "OPENWA_API_KEY", "corr")
    assert record.last_used_at == context.clock.now()
    with pytest.raises(ForbiddenError, match="OPENWA_API_KEY"):
        await auth.revoke_key(ApiKeyId("key_environment"))


@pytest.mark.parametrize(
    "weak", ["short", "x" * 15, "x" * 257, "tab\tinside a long key", "naïve but long enough"]
)
async def test_a_weak_variable_stops_the_start_without_being_shown(
    config: ApiKeyConfig, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch, weak: str
) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", weak)
    with pytest.raises(ValueError, match="OPENWA_API_KEY must be 16 to 256") as refused:
        await started(config, context)
    assert weak not in str(refused.value)


async def test_an_empty_variable_counts_as_not_set(
    config: ApiKeyConfig, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", "")
    await started(config, context)
    assert config.admin_key_file.exists()
