"""How the running machine reaches Debian's packages, PyPI and npm, so that an empty root reaches them alike.

Only that is taken over, nothing that would make the root less empty; no name of a host is written down here.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Registries"]

_VARIABLES: Final = re.compile(
    r"(?i:https?|ftp|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO"
    r"|NODE_EXTRA_CA_CERTS|npm_config_(?:registry|cafile|proxy|https_proxy|noproxy)"
)
_PIP: Final = frozenset(
    {
        "index-url",
        "extra-index-url",
        "proxy",
        "cert",
        "client-cert",
        "trusted-host",
        "default-timeout",
        "timeout",
    }
)
_NPM: Final = re.compile(
    r"\s*(?:registry|cafile|proxy|https-proxy|noproxy|strict-ssl|@[^=]+:registry|//[^=]+)\s*="
)
_NPM_FILES: Final = (
    Path("/etc/npmrc"),
    Path("/usr/etc/npmrc"),
    Path("~/.npmrc"),
    Path("~/.config/npm/npmrc"),
)
_AUTHORITIES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
_OWN_AUTHORITIES: Final = Path("/usr/local/share/ca-certificates")
_APT: Final = Path("/etc/apt")
_APT_COPIED: Final = (
    "sources.list",
    "sources.list.d",
    "trusted.gpg",
    "trusted.gpg.d",
    "keyrings",
    "auth.conf",
    "auth.conf.d",
    "preferences",
    "preferences.d",
)
_KEYRINGS: Final = Path("/usr/share/keyrings")
_LIMIT_S: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Registries:
    """What `read` found; `teach` writes it into a root."""

    suite: str
    mirror: str
    environment: dict[str, str]
    apt: str
    pip: str
    npm: str

    @classmethod
    def read(cls) -> Registries:
        suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
        return cls(
            suite=suite,
            mirror=_mirror(suite),
            environment={name: value for name, value in os.environ.items() if _VARIABLES.fullmatch(name)},
            apt="".join(_apt_settings()),
            pip="[global]\n" + "".join(f"{name} = {value}\n" for name, value in _pip_settings().items()),
            npm="".join(_npm_settings()),
        )

    def teach(self, root: Path) -> None:
        """Write sources, keys, proxies and certificate authorities into the root."""
        for name in _APT_COPIED:
            _copy(_APT / name, root / "etc" / "apt" / name)
        _copy(_KEYRINGS, root / _KEYRINGS.relative_to("/"))
        (root / "etc" / "apt" / "apt.conf.d" / "90registries").write_text(self.apt)
        (root / "etc" / "pip.conf").write_text(self.pip)
        for home in ("root", "etc/skel"):
            (root / home / ".npmrc").write_text(self.npm)
        for path in {_AUTHORITIES, _OWN_AUTHORITIES, *self._named_files()}:
            _copy(path, root / path.relative_to("/"))
        _copy(Path("/etc/resolv.conf"), root / "etc" / "resolv.conf")
        _copy(Path("/etc/hosts"), root / "etc" / "hosts")

    def _named_files(self) -> Iterator[Path]:
        """Certificates that a setting names."""
        values = [*self.environment.values(), *re.findall(r"=\s*\"?(/[^\s\"]+)", self.pip + self.npm)]
        yield from (Path(value) for value in values if value.startswith("/") and Path(value).is_file())


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.exists():
        shutil.copyfile(source, target)


def _mirror(suite: str) -> str:
    """The first address that apt has for this machine's own suite."""
    listed = _output("apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages")
    for line in listed.splitlines():
        release, _, address = line.partition(" ")
        if release == suite:
            return address
    raise RuntimeError(f"apt names no source of {suite}: look at /etc/apt")


def _apt_settings() -> Iterator[str]:
    """What apt has been told about fetching; the rest of its configuration is the machine's own business."""
    for line in _output("apt-config", "dump", "Acquire").splitlines():
        if not line.endswith(' "";'):
            yield f"{line}\n"


def _pip_settings() -> dict[str, str]:
    """Of pip's effective settings those that say where from; folders of this machine are not in the root."""
    found: dict[str, str] = {}
    for line in _output(sys.executable, "-m", "pip", "config", "list").splitlines():
        path, _, quoted = line.partition("=")
        name, value = path.rpartition(".")[2], str(ast.literal_eval(quoted))
        kept = [part for part in value.split() if not part.startswith("file:")]
        if name in _PIP and kept and (name not in found or path.startswith(":env:")):
            found[name] = " ".join(kept)
    return found


def _npm_settings() -> Iterator[str]:
    for file in _NPM_FILES:
        path = file.expanduser()
        for line in path.read_text().splitlines() if path.is_file() else ():
            if _NPM.match(line):
                yield f"{line}\n"


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=True)
    return done.stdout
