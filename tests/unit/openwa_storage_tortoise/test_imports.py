import subprocess
import sys

CODE = """
import sys
import openwa_storage_tortoise
provider = openwa_storage_tortoise.register_storage()
heavy = {"tortoise", "asyncpg", "aiosqlite", "pypika_tortoise"} & set(sys.modules)
assert not heavy, heavy
assert (openwa_storage_tortoise.OPENWA_API_VERSION, provider.name) == (1, "tortoise")
"""


def test_plugin_is_imported_without_tortoise_and_drivers() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True, timeout=60)
