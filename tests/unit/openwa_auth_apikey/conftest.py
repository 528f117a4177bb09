"""A started `api-key` service on a storage in memory."""

from pathlib import Path

import pytest

from openwa_auth_apikey.auth import ApiKeyAuth
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_core.testing.fakes.context import FakeStoreContext


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENWA_API_KEY", raising=False)


@pytest.fixture
def context() -> FakeStoreContext:
    return FakeStoreContext(name="api-key")


@pytest.fixture
def config(tmp_path: Path) -> ApiKeyConfig:
    return ApiKeyConfig(admin_key_file=tmp_path / "keys" / "admin.key", failed_attempts_per_minute=20)


@pytest.fixture
async def auth(config: ApiKeyConfig, context: FakeStoreContext) -> ApiKeyAuth:
    service = ApiKeyAuth(config, context)
    await service.start()
    return service
