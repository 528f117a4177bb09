"""What can go wrong with a browser and its page, as far as the engine acts on it."""

from __future__ import annotations

from openwa_hookspecs.errors import ErrorCode, GatewayError

__all__ = [
    "BrowserBrokenError",
    "BrowserMissingError",
    "BundleMissingError",
    "CannotRunError",
    "DriverUnusableError",
    "FileGoneError",
    "PageAnswerError",
    "PageFault",
    "PageGarbledError",
    "PageGoneError",
    "PageSilentError",
    "ProfileInUseError",
    "ProfileUnusableError",
    "SandboxMissingError",
    "UnreachableError",
]


class CannotRunError(GatewayError):
    """The session cannot run until an operator does something; trying again does not help."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.SERVICE_UNAVAILABLE, message)


class BrowserMissingError(CannotRunError):
    """There is no Chromium to run."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}. Install the package chromium-headless-shell or chromium, run `playwright install "
            "chromium`, or set executable_path of the playwright engine; then restart the session"
        )


class BundleMissingError(CannotRunError):
    """There is no wa-js script to inject."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}. Run scripts/setup, or set bundle of the playwright engine to dist/wppconnect-wa.js of "
            "the npm package @wppconnect/wa-js; then restart the session"
        )


class ProfileUnusableError(CannotRunError):
    """The profile's directory cannot be made or locked."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"The profile {path} cannot be used: {why}. Let the gateway write to profiles_dir of the "
            "playwright engine; then restart the session"
        )


class DriverUnusableError(CannotRunError):
    """Playwright's own program does not run on this machine."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The Playwright driver does not run: {why}. Install the library that it names (libatomic.so.1 "
            "is in Debian's package libatomic1), or playwright anew; then restart the session"
        )


class SandboxMissingError(CannotRunError):
    """Chromium will not start without a sandbox, and this system gives it none."""

    def __init__(self) -> None:
        super().__init__(
            "Chromium finds no sandbox on this system. Install the package chromium-sandbox, or allow user "
            "namespaces to ordinary users; where neither can be, as in some containers, args: "
            '["--no-sandbox"] of the playwright engine does without; then restart the session'
        )


class ProfileInUseError(CannotRunError):
    """Another process holds the profile's lock."""

    def __init__(self, path: str) -> None:
        super().__init__(f"The profile {path} is in use by another gateway: stop that one first")


class PageFault(Exception):  # noqa: N818 - a family; its members end in Error
    """The browser or its page does not do its work: a new browser may help. The text is for the operator."""


class BrowserBrokenError(PageFault):
    """Chromium does not start, or ended."""


class UnreachableError(PageFault):
    """The page cannot be loaded: no network, no DNS, no answer."""


class PageGoneError(PageFault):
    """The page crashed, was closed, or is loading anew."""


class PageSilentError(PageFault):
    """The page did not answer in time."""


class PageGarbledError(PageFault):
    """The page answered something that cannot be read: it may have done what it was asked."""


class FileGoneError(Exception):
    """A file that the page was to be given cannot be read; nothing was asked of the page."""


class PageAnswerError(Exception):
    """The page refused a call; `code` is that of wa-js' `WPPError`, or one of the bridge's own."""

    def __init__(self, code: str, message: str, *, limit: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.limit = limit
        """Of a file that is too large: how many bytes it may have."""
