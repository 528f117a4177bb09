"""URLs that may be asked for, parsed once: what is checked is what is requested."""

from __future__ import annotations

import re
from typing import Final

from yarl import URL

from openwa_hookspecs.http import HttpRedirectError, HttpUrlError

__all__ = ["parse_target", "redirect_target"]

_SCHEMES: Final = frozenset({"http", "https"})
_MAX_LENGTH: Final = 8192
_AUTHORITY_WITH_USER: Final = re.compile(r"[^/?#]*//[^/?#]*@")


def parse_target(text: str) -> URL:
    """The URL, or `HttpUrlError` with what is wrong with it."""
    if len(text) > _MAX_LENGTH:
        raise HttpUrlError(f"the URL is longer than {_MAX_LENGTH} characters")
    if any(character <= " " or character in "\\\x7f" for character in text):
        raise HttpUrlError("the URL has spaces, control characters or backslashes in it")
    if _AUTHORITY_WITH_USER.match(text):
        raise HttpUrlError("the URL has a user name or password in it")
    try:
        return _checked(URL(text))
    except ValueError as error:
        raise HttpUrlError("this is no URL") from error


def redirect_target(current: URL, location: str) -> URL:
    """Where a redirect leads, under the same checks, and never from https to http."""
    try:
        target = _checked(current.join(URL(location)))
    except (ValueError, HttpUrlError) as error:
        raise HttpRedirectError("a redirect leads to no URL that can be requested") from error
    if current.scheme == "https" and target.scheme == "http":
        raise HttpRedirectError("a redirect leads from https to http")
    return target


def _checked(url: URL) -> URL:
    if url.scheme not in _SCHEMES:
        raise HttpUrlError("the URL must begin with http:// or https://")
    if "@" in url.raw_authority:
        raise HttpUrlError("the URL has a user name or password in it")
    if not url.raw_host or url.port is None:
        raise HttpUrlError("the URL has no host")
    return url.with_fragment(None)
