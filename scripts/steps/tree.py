"""Where things lie in a clone, and what the set-up remembers there."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Tree:
    """One clone. All that set-up makes is git-ignored: `.venv`, `.setup`, the bundle and `node_modules`."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def state(self) -> Path:
        return self.root / ".setup"

    @property
    def runtime_lock(self) -> Path:
        return self.root / "requirements.lock"

    @property
    def dev_lock(self) -> Path:
        return self.root / "requirements-dev.lock"

    @property
    def node_lock(self) -> Path:
        return self.root / "requirements-node.lock"

    @property
    def npm_lock(self) -> Path:
        return self.root / "package-lock.json"

    @property
    def test_packages(self) -> Path:
        """Where npm installs what only tests need."""
        return self.root / "tests" / "node"

    @property
    def bundle(self) -> Path:
        return self.root / "plugins" / "builtin" / "openwa_engine_playwright" / "bundle"

    @property
    def services(self) -> Path:
        return self.state / "services.json"
