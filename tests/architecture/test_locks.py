"""The lock files: hashes on everything, no address of a registry, and true to pyproject.toml."""

import json
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement

from tests.support.source import ROOT

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
NPM_LOCK = "package-lock.json"
TEST_NPM_LOCK = "tests/node/package-lock.json"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def _entries(lock: str) -> dict[Requirement, list[str]]:
    """Each requirement of a lock with its options."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line.split("    #")[0].split() for line in text.splitlines() if line and line[0].isalnum()]
    return {
        Requirement(" ".join(part for part in line if not part.startswith("--"))): [
            part for part in line if part.startswith("--")
        ]
        for line in lines
    }


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, NPM_LOCK])
def test_lock_names_no_address_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "file:" not in text
    assert "resolved" not in text


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_locked_requirement_is_one_version_with_hashes(lock: str) -> None:
    for requirement, options in _entries(lock).items():
        assert str(requirement.specifier).startswith("=="), requirement
        assert options, f"{requirement.name} has no hash"
        assert all(option.startswith("--hash=sha256:") for option in options), requirement.name


def test_npm_package_is_pinned_with_its_sha512() -> None:
    packages = json.loads((ROOT / NPM_LOCK).read_text())["packages"]
    assert set(packages) == {"", "node_modules/@wppconnect/wa-js"}
    assert packages["node_modules/@wppconnect/wa-js"]["integrity"].startswith("sha512-")


def test_npm_packages_of_the_tests_are_pinned_without_an_address() -> None:
    packages = json.loads((ROOT / TEST_NPM_LOCK).read_text())["packages"]
    for name, entry in packages.items():
        assert "resolved" not in entry
        assert not name or entry["integrity"].startswith("sha512-"), name


def test_runtime_lock_satisfies_the_project_and_its_extras() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *chain(*extras.values())]
    _assert_satisfied("requirements.lock", wanted)


def test_dev_lock_satisfies_the_development_group() -> None:
    groups = PROJECT["dependency-groups"]
    _assert_satisfied("requirements-dev.lock", [*_plain(groups["dev"]), *_plain(groups["clone"])])


def test_dev_lock_has_the_very_versions_of_the_runtime_lock() -> None:
    assert _versions("requirements.lock").items() <= _versions("requirements-dev.lock").items()


def test_every_dependency_has_a_range_that_ends() -> None:
    groups = chain.from_iterable(_plain(group) for group in PROJECT["dependency-groups"].values())
    extras = chain.from_iterable(PROJECT["project"]["optional-dependencies"].values())
    every = [Requirement(text) for text in (*PROJECT["project"]["dependencies"], *groups, *extras)]
    endless = [
        requirement.name
        for requirement in every
        if requirement.name != PROJECT["project"]["name"]
        and not any(part.operator in {"<", "==", "~="} for part in requirement.specifier)
    ]
    assert endless == []


def _versions(lock: str) -> dict[str, str]:
    return {requirement.name: str(requirement.specifier) for requirement in _entries(lock)}


def _plain(group: list[str | dict[str, str]]) -> list[str]:
    return [entry for entry in group if isinstance(entry, str)]


def _assert_satisfied(lock: str, wanted: list[str]) -> None:
    locked = {requirement.name: requirement for requirement in _entries(lock)}
    for text in wanted:
        requirement = Requirement(text)
        if requirement.name == PROJECT["project"]["name"]:
            continue
        name = requirement.name.lower()
        assert name in locked, f"{name} is not in {lock}: run make lock"
        version = str(locked[name].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), (
            f"{name} {version} is outside {requirement}: run make lock"
        )
