"""What is said when Chromium does not start."""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError

from openwa_engine_playwright.browser import why_it_does_not_start
from openwa_engine_playwright.faults import CannotRunError, PageFault

CLOSED = "Target page, context or browser has been closed"


def test_a_system_without_a_sandbox_is_told_what_helps_and_not_tried_again() -> None:
    log = "[pid=33][err] zygote_host_impl_linux.cc:130] No usable sandbox! If this is a Debian system, ..."
    error = why_it_does_not_start(
        PlaywrightError(f"{CLOSED}\nBrowser logs:\nChromium sandboxing failed!\n{log}")
    )
    assert isinstance(error, CannotRunError)
    assert "chromium-sandbox" in error.message
    assert "--no-sandbox" in error.message


def test_any_other_reason_is_the_first_line_and_tried_again() -> None:
    error = why_it_does_not_start(PlaywrightError(f"{CLOSED}\nBrowser logs:\n..."))
    assert isinstance(error, PageFault)
    assert str(error) == f"Chromium does not start: {CLOSED}"
