"""`openwa keys …`."""

from datetime import timedelta

import pytest

from openwa_auth_apikey import commands, register_auth, register_commands
from openwa_auth_apikey.auth import ApiKeyAuth
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_core.testing.fakes.context import FakeStoreContext
from openwa_hookspecs.errors import ApiKeyNotFoundError, ValidationFailedError
from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import Credentials, Principal, Role


async def test_a_created_key_opens_a_gateway_that_runs(
    config: ApiKeyConfig, context: FakeStoreContext, auth: ApiKeyAuth
) -> None:
    printed = await commands.create_key(
        config,
        context,
        name="bot",
        role=commands.RoleName.VIEWER,
        session=["sess_1"],
        network=["192.0.2.0/24"],
        expires_in_days=30,
    )
    key_id, secret, _ = printed.splitlines()
    principal = await auth.authenticate(Credentials(address="192.0.2.1", header=secret))
    assert principal == Principal(
        name="bot", role=Role.VIEWER, key_id=ApiKeyId(key_id), sessions=frozenset({SessionId("sess_1")})
    )
    record = context.storage.keys.records[ApiKeyId(key_id)]
    assert record.spec.expires_at == context.clock.now() + timedelta(days=30)


async def test_the_list_shows_states_and_no_secret(config: ApiKeyConfig, context: FakeStoreContext) -> None:
    assert await commands.list_keys(config, context) == "There are no keys yet."
    key_id, secret, _ = (await commands.create_key(config, context, name="bot")).splitlines()
    await commands.create_key(config, context, name="brief", expires_in_days=1)
    await commands.revoke_key(config, context, key_id)
    await context.clock.advance(2 * 86_400)
    header, revoked, expired = (await commands.list_keys(config, context)).splitlines()
    assert header.split() == ["ID", "KEY", "ROLE", "STATE", "LAST", "USED", "NAME"]
    assert revoked.split() == [key_id, f"{secret[:15]}…", "operator", "revoked", "never", "bot"]
    assert "expired" in expired
    assert secret not in revoked


async def test_an_unknown_key_is_not_revoked(config: ApiKeyConfig, context: FakeStoreContext) -> None:
    with pytest.raises(ApiKeyNotFoundError):
        await commands.revoke_key(config, context, "key_absent")


@pytest.mark.parametrize(
    ("name", "days"), [("", 0), ("x" * 101, 0), ("a\nb", 0), ("bot", -1), ("bot", 10**6)]
)
async def test_a_name_or_time_that_cannot_be_is_refused(
    config: ApiKeyConfig, context: FakeStoreContext, name: str, days: int
) -> None:
    with pytest.raises(ValidationFailedError):
        await commands.create_key(config, context, name=name, expires_in_days=days)
    assert context.storage.keys.records == {}


async def test_a_session_that_is_no_id_is_refused(config: ApiKeyConfig, context: FakeStoreContext) -> None:
    with pytest.raises(ValidationFailedError, match="sess_abc123"):
        await commands.create_key(config, context, name="bot", session=["sess_1", "my-bot"])
    assert context.storage.keys.records == {}


def test_the_plugin_offers_its_role_and_its_commands() -> None:
    class Commands:
        paths: list[str]

        def __init__(self) -> None:
            self.paths = []

        def add(self, path: str, run: object, *, storage: bool = False) -> None:
            assert storage
            self.paths.append(path)

    cli = Commands()
    register_commands(cli)
    assert cli.paths == ["keys create", "keys list", "keys revoke"]
    assert register_auth().name == "api-key"
