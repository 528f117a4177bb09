"""The auth role's suite on API keys."""

import pytest

from openwa_auth_apikey.auth import ApiKeyAuth
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_core.testing.contracts.auth import AuthCase, KeyContract
from openwa_core.testing.fakes.context import FakeStoreContext
from openwa_hookspecs.models.keys import Credentials


class TestApiKeys(KeyContract):
    @pytest.fixture
    def case(self, auth: ApiKeyAuth, config: ApiKeyConfig, context: FakeStoreContext) -> AuthCase:
        secret = config.admin_key_file.read_text().strip()
        return AuthCase(
            auth=auth,
            good=Credentials(address="192.0.2.1", header=secret),
            now=context.clock.now,
            advance=context.clock.advance,
        )
