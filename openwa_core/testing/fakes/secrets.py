"""Secrets at rest for a test: unreadable at a glance, with no key and no file."""

from __future__ import annotations

import base64
from typing import Final

from openwa_hookspecs.context import SecretsError

__all__ = ["FakeSecrets"]

_MARK: Final = "sealed:"


class FakeSecrets:
    """Implements `openwa_hookspecs.context.Secrets`."""

    def seal(self, text: str) -> str:
        return _MARK + base64.b64encode(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        try:
            return base64.b64decode(sealed.removeprefix(_MARK), validate=True).decode()
        except ValueError:  # of base64 and of UTF-8 alike
            raise SecretsError("this was not sealed here") from None
