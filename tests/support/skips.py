"""In CI a suite that was skipped for want of a server, the browser or the bundle has failed."""

from collections.abc import Generator

import pytest

__all__ = ["StrictSkips"]

SERVICE_MARKS = frozenset({"browser", "postgres", "redis"})
SERVICE_WORDS = ("postgres", "redis", "chromium", "bundle", "browser", "npm packages")


class StrictSkips:
    """Turns such a skip into a failure that carries its reason."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = _reason(report.longrepr)
            marked = any(item.get_closest_marker(mark) for mark in SERVICE_MARKS)
            if marked or names_a_service(reason):
                report.outcome = "failed"
                report.longrepr = f"skipped, which CI does not accept: {reason}"
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if report.skipped and names_a_service(reason := _reason(report.longrepr)):
            report.outcome = "failed"
            report.longrepr = f"skipped, which CI does not accept: {reason}"
        return report


def names_a_service(reason: str) -> bool:
    return any(word in reason.lower() for word in SERVICE_WORDS)


def _reason(longrepr: object) -> str:
    """A skip's report is (file, line, "Skipped: reason")."""
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
