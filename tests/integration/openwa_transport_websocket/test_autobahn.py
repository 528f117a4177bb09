"""A short run of `tests/proof/websocket_autobahn.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.websocket_autobahn import NoPythonError, installed_suite, is_installed, prove, python27

SHORT = ("1.*", "2.*", "3.*", "4.*", "5.*", "6.1.*", "6.2.*", "6.3.1", "6.6.*", "6.12.*", "7.*", "10.*")


@pytest.mark.slow
async def test_both_servers_hold_to_the_protocol(tmp_path: Path) -> None:
    try:
        python = python27()
    except NoPythonError as error:
        pytest.skip(str(error))
    if not is_installed():
        pytest.skip("needs the Autobahn test suite: tests/proof/websocket_autobahn.py fetches it")
    report = await prove(tmp_path, installed_suite(python), python, cases=SHORT)
    assert report.faults == []
    assert [sum(counts.values()) > 100 for counts in report.verdicts.values()] == [True, True]


def test_without_the_old_python_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NoPythonError, match="pyenv install"):
        python27(str(tmp_path / "python"))
