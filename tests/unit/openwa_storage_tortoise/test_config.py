import pytest
from pydantic import ValidationError

from openwa_core.testing.fakes.context import FakeContext
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

PASSWORD = "p%40ss-w0rd"


def config(url: str) -> StorageConfig:
    return StorageConfig.model_validate({"url": url})


def test_default_is_a_file_under_data() -> None:
    assert StorageConfig().sqlite_path == "data/openwa.db"
    assert StorageConfig().is_sqlite


def test_three_slashes_are_an_absolute_path() -> None:
    assert config("sqlite:///var/lib/openwa.db").sqlite_path == "/var/lib/openwa.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_password_is_shown_nowhere(scheme: str) -> None:
    parsed = config(f"{scheme}://openwa:{PASSWORD}@db.local:5433/openwa")
    assert parsed.location == "postgres://db.local:5433/openwa"
    assert PASSWORD not in repr(parsed) + str(parsed) + parsed.model_dump_json()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data/openwa.db",
        "sqlite://",
        "sqlite://:memory:",
        f"mysql://u:{PASSWORD}@h/d",
        f"postgres://u:{PASSWORD}@h:x/d",
    ],
)
def test_other_urls_are_refused_with_what_to_write_and_without_the_password(url: str) -> None:
    with pytest.raises(ValidationError, match="sqlite://") as refused:
        config(url)
    assert PASSWORD not in str(refused.value)


def test_unknown_members_are_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        StorageConfig.model_validate({"dsn": "x"})


def test_without_asyncpg_postgres_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'openwa-gateway\[postgres\]'"):
        TortoiseStorage(config("postgres://db.local/openwa"), FakeContext())
