from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from openwa_core.vault import Vault
from openwa_hookspecs.context import SecretsError

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="


def test_what_was_sealed_can_be_opened_and_not_read(tmp_path: Path) -> None:
    vault = Vault(tmp_path, key=KEY)
    sealed = vault.seal("pass☂word")
    assert "pass" not in sealed
    assert vault.open(sealed) == "pass☂word"
    assert vault.seal("pass☂word") != sealed


def test_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "data").seal("secret")
    path = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault(tmp_path / "data").open(sealed) == "secret"


def test_new_key_in_front_opens_what_the_old_one_sealed(tmp_path: Path) -> None:
    sealed = Vault(tmp_path, key=KEY).seal("secret")
    assert Vault(tmp_path, key=f"{OTHER},{KEY}").open(sealed) == "secret"
    with pytest.raises(SecretsError, match="another key"):
        Vault(tmp_path, key=OTHER).open(sealed)


def test_tampered_text_is_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path, key=KEY)
    sealed = vault.seal("secret")
    with pytest.raises(SecretsError):
        vault.open(sealed[:-3] + ("AAA" if not sealed.endswith("AAA") else "BBB"))


@pytest.mark.parametrize("key", ["", "short", KEY[:-2], "☂"])
def test_malformed_key_is_named_and_not_shown(tmp_path: Path, key: str) -> None:
    with pytest.raises(SecretsError, match="OPENWA_SECRET_KEY") as refused:
        Vault(tmp_path, key=key).seal("secret")
    assert not key or key not in str(refused.value)


def test_unreadable_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(SecretsError, match=r"secret\.key"):
        Vault(tmp_path).seal("secret")


def test_first_secrets_of_many_threads_and_processes_share_one_key(tmp_path: Path) -> None:
    """Each vault stands for a process of its own; none meets a key that is written half."""
    for attempt in range(20):
        vaults = [Vault(tmp_path / str(attempt)) for _ in range(4)]
        with ThreadPoolExecutor(16) as threads:
            sealed = list(threads.map(lambda place: vaults[place % 4].seal("secret"), range(16)))  # noqa: B023
        assert {Vault(tmp_path / str(attempt)).open(text) for text in sealed} == {"secret"}
        assert [path.name for path in (tmp_path / str(attempt)).iterdir()] == ["secret.key"]


def test_key_that_a_crash_left_half_written_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", power_cut)
        with pytest.raises(KeyboardInterrupt):
            Vault(tmp_path).seal("secret")
    assert Vault(tmp_path).open(Vault(tmp_path).seal("secret")) == "secret"
