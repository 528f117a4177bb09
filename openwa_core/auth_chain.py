"""All auth plugins of the YAML as one."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_hookspecs.auth import Auth
from openwa_hookspecs.errors import RateLimitedError, UnauthorizedError
from openwa_hookspecs.models.keys import Credentials, Principal

__all__ = ["AuthChain"]


class AuthChain:
    """Asks each in the order of the YAML. See `openwa_hookspecs.auth.Authenticator`."""

    def __init__(self, plugins: Sequence[Auth]) -> None:
        self._plugins = plugins

    async def authenticate(self, credentials: Credentials) -> Principal:
        stopped: RateLimitedError | None = None
        for plugin in self._plugins:
            try:
                principal = await plugin.authenticate(credentials)
            except RateLimitedError as error:  # what is wrong to one may be good for the next
                stopped = stopped or error
                continue
            if principal is not None:
                return principal
        raise stopped or UnauthorizedError
