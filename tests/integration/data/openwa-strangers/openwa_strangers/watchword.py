"""Auth by one word that everybody knows."""

import hmac

from pydantic import BaseModel, ConfigDict, SecretStr

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.models.keys import Credentials, Principal, Role
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health

OPENWA_API_VERSION = 1


class WatchwordConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    word: SecretStr


class Watchword:
    def __init__(self, config: WatchwordConfig, context: StoreContext) -> None:
        self._word = config.word.get_secret_value().encode()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health()

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        word = (credentials.header or credentials.bearer or "").encode()
        return Principal(name="a friend", role=Role.ADMIN) if hmac.compare_digest(word, self._word) else None


@hookimpl
def register_auth() -> Provider[WatchwordConfig, StoreContext, Watchword]:
    return Provider(name="watchword", config=WatchwordConfig, create=Watchword)
