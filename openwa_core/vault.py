"""Secrets at rest: encrypted in the database, under a key that is not in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from openwa_hookspecs.context import SecretsError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

__all__ = ["ENVIRONMENT_KEY", "Vault"]

ENVIRONMENT_KEY: Final = "OPENWA_SECRET_KEY"
"""One Fernet key (32 bytes, url-safe base64), or several, separated by commas: the first one encrypts, all
decrypt. So a key is changed by putting a new one in front."""

_FILE: Final = "secret.key"
_OWNER_ONLY: Final = 0o600


class Vault:
    """Seals and opens short texts. The key is read, or made, when it is needed first."""

    def __init__(self, data_dir: Path, *, key: str | None = None) -> None:
        self._path = data_dir / _FILE
        self._given = key if key is not None else os.environ.get(ENVIRONMENT_KEY)
        self._fernet: MultiFernet | None = None

    def seal(self, text: str) -> str:
        """The text for the database: encrypted and authenticated. Raises `SecretsError`."""
        return self._cipher().encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """What was sealed. Raises `SecretsError`."""
        # 40 ms that a gateway without secrets need not pay at its start.
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            return self._cipher().decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError):
            raise SecretsError(
                "A stored secret was encrypted under another key: "
                f"restore {self._path}, or set {ENVIRONMENT_KEY}"
            ) from None

    def _cipher(self) -> MultiFernet:
        if self._fernet is None:
            from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - as above

            try:
                self._fernet = MultiFernet([Fernet(key.strip()) for key in self._keys()])
            except ValueError:
                raise SecretsError(
                    f"{self._where()} must hold 32 bytes as url-safe base64 (44 characters)"
                ) from None
        return self._fernet

    def _where(self) -> str:
        return str(self._path) if self._given is None else ENVIRONMENT_KEY

    def _keys(self) -> list[str]:
        if self._given is not None:
            return self._given.split(",")
        try:
            return self._path.read_text("ascii").split(",")
        except FileNotFoundError:
            return [self._make()]
        except (OSError, UnicodeDecodeError) as error:
            raise SecretsError(f"{self._path} cannot be read: {error}") from error

    def _make(self) -> str:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

        key = Fernet.generate_key().decode("ascii")
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        return key
