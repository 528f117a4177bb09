from openwa_core.testing.contracts.storage import StorageContract


class TestTortoiseStorage(StorageContract):
    """On SQLite and on PostgreSQL: see `conftest.py`."""
