"""Throw-away distributions with plugins: folders with metadata, as pip would have installed them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Distributions", "plugin_source"]

_IMPORTS = """
from openwa_hookspecs import hookimpl
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health
from pydantic import BaseModel, ConfigDict, SecretStr

class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    servers: list[str]
    password: SecretStr = SecretStr("")
    retries: int = 3

class Empty(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

class Silent:
    capabilities = frozenset()
    async def start(self): ...
    async def stop(self): ...
    async def health(self): return Health()
"""


def plugin_source(
    *,
    name: str = "kafka",
    role: str = "sink",
    api_version: int | None = 1,
    section: str = "Section",
    more: str = "",
) -> str:
    """The module of a plugin with one role; `more` is added at its end."""
    version = "" if api_version is None else f"OPENWA_API_VERSION = {api_version}"
    hook = f"""
@hookimpl
def register_{role}():
    return Provider(name={name!r}, config={section}, create=lambda config, context: Silent())
"""
    return "\n".join((_IMPORTS, version, hook, textwrap.dedent(more)))


@dataclass(frozen=True, kw_only=True)
class Distributions:
    """A folder on `sys.path`."""

    root: Path

    def add(
        self,
        distribution: str,
        plugins: Mapping[str, str],
        *,
        version: str = "0.1",
        modules: Mapping[str, str] | None = None,
        metadata: Sequence[str] = (),
    ) -> None:
        """Install `modules` (name and source) and entry points (`plugins`: name and value)."""
        info = self.root / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        head = ["Metadata-Version: 2.1", f"Name: {distribution}", f"Version: {version}", *metadata]
        (info / "METADATA").write_text("\n".join(head) + "\n")
        points = "\n".join(f"{name} = {value}" for name, value in plugins.items())
        (info / "entry_points.txt").write_text(f"[openwa.plugins]\n{points}\n")
        for name, source in (modules or {}).items():
            (self.root / f"{name}.py").write_text(source)
