"""The key with which tests knock appears in nothing that a gateway writes."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.support.rest_client import KEY

__all__ = ["LeakGuard"]


class LeakGuard:
    """Fails a test in whose captured output the key stands."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        leaking = [name for name, text in report.sections if KEY in text]
        if report.passed and leaking:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: the API key stands in: {', '.join(leaking)}"
        return report
