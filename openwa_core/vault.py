"""Secrets at rest: encrypted in the database, under a key that is not in it."""

from __future__ import annotations

import os
import secrets
import threading
from contextlib import suppress
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
        self._reading = threading.Lock()
        """Callers seal in threads: the first two of them must not make a key each."""

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
        with self._reading:
            if self._fernet is None:
                self._fernet = self._read()
            return self._fernet

    def _read(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - as above

        try:
            return MultiFernet([Fernet(key.strip()) for key in self._keys()])
        except ValueError:
            raise SecretsError(
                f"{self._where()} must hold 32 bytes as url-safe base64 (44 characters)"
            ) from None

    def _where(self) -> str:
        return str(self._path) if self._given is None else ENVIRONMENT_KEY

    def _keys(self) -> list[str]:
        if self._given is not None:
            return self._given.split(",")
        try:
            return self._stored().split(",")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretsError(f"{self._path} cannot be read: {error}") from error

    def _stored(self) -> str:
        try:
            return self._path.read_text("ascii")
        except FileNotFoundError:
            self._make()
            return self._path.read_text("ascii")

    def _make(self) -> None:
        """Write a key, whole or not at all; another process may be faster, and then its key holds."""
        from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._path.with_name(f"{_FILE}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, self._path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(self._path.parent)


def _sync_folder(folder: Path) -> None:
    """The name of a file survives a power cut from then on: what is sealed under a lost key is lost."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
