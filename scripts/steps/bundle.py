"""The wa-js bundle: fetched through npm, checked against package-lock.json, unpacked with its licences."""

import base64
import hashlib
import json
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.steps import npm
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree

STEP = "bundle"
PACKAGE = "@wppconnect/wa-js"
SCRIPT = "wppconnect-wa.js"
RECORD = "bundle.json"
_FETCH_S = 300.0
_RETRIES = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")  # npm's own waits are a minute


@dataclass(frozen=True, kw_only=True)
class Pin:
    """What package-lock.json asks for: `integrity` is the npm form, `sha512-` and base64, of the package."""

    version: str
    integrity: str


def prepare(tree: Tree, console: Console) -> None:
    """Leaves the pinned bundle in the plugin's `bundle` folder."""
    pin = read_pin(tree.npm_lock)
    if is_in_place(tree.bundle, pin):
        return
    runner = Runner(tree, console, STEP)
    console.doing(STEP, f"{PACKAGE} {pin.version} through npm")
    with tempfile.TemporaryDirectory(prefix="openwa-bundle-") as folder:
        archive = _fetch(runner, pin, Path(folder))
        check(archive, pin)
        unpack(archive, tree.bundle, pin)
    npm.discard(tree)


def read_pin(npm_lock: Path) -> Pin:
    entry = json.loads(npm_lock.read_text())["packages"][f"node_modules/{PACKAGE}"]
    return Pin(version=entry["version"], integrity=entry["integrity"])


def is_in_place(folder: Path, pin: Pin) -> bool:
    """True when the folder holds the pinned package's script, byte for byte as it was unpacked."""
    record, script = folder / RECORD, folder / SCRIPT
    if not (record.exists() and script.exists()):
        return False
    known = json.loads(record.read_text())
    return bool(known["integrity"] == pin.integrity and known["sha512"] == _sha512(script).hex())


def check(archive: Path, pin: Pin) -> None:
    """Raises StepFailedError when the package is not, to the byte, the one that was locked."""
    found = "sha512-" + base64.b64encode(_sha512(archive)).decode()
    if found != pin.integrity:
        raise StepFailedError(
            f"{archive.name} is not the package that package-lock.json names\n"
            f"    locked  {pin.integrity}\n    fetched {found}",
            advice="Nothing was installed. If it stays so, a proxy or the registry hands out other bytes.",
        )


def unpack(archive: Path, folder: Path, pin: Pin) -> None:
    """Replaces the folder's content with the script, the licence files and a record of both."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as package:
        for member in package:
            name = Path(member.name).name
            if member.isfile() and _is_wanted(member.name):
                content = package.extractfile(member)
                assert content is not None
                (folder / name).write_bytes(content.read())
    if not (folder / SCRIPT).exists():
        raise StepFailedError(
            f"{PACKAGE} {pin.version} has no dist/{SCRIPT}",
            advice="The package changed its shape: pin a version that has it.",
        )
    record = {
        "package": PACKAGE,
        "version": pin.version,
        "integrity": pin.integrity,
        "sha512": _sha512(folder / SCRIPT).hex(),
    }
    (folder / RECORD).write_text(json.dumps(record, indent=2) + "\n")


def _is_wanted(path: str) -> bool:
    inside = path.removeprefix("package/")
    name = Path(inside).name
    return (
        inside == f"dist/{SCRIPT}"
        or (name.upper().startswith("LICENSE") and inside.count("/") == 0)
        or (inside.startswith("dist/") and name.endswith(".LICENSE.txt"))
    )


def _fetch(runner: Runner, pin: Pin, folder: Path) -> Path:
    runner.run(
        [*npm.find(runner), "pack", f"{PACKAGE}@{pin.version}", "--ignore-scripts", "--silent", *_RETRIES],
        cwd=folder,
        timeout_s=_FETCH_S,
        advice="For sessions in a browser: let npm reach its registry, then run this again.",
    )
    archives = list(folder.glob("*.tgz"))
    if len(archives) != 1:
        raise StepFailedError("npm pack left no package behind", advice="Look at the log and run this again.")
    return archives[0]


def _sha512(file: Path) -> bytes:
    return hashlib.sha512(file.read_bytes()).digest()
