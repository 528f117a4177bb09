"""What a caller may want differently for one session, and how that becomes its configuration.

Only what is the session's own: programs, arguments, files and addresses of the host stay the operator's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openwa_engine_playwright.config import PlaywrightConfig, Proxy, Takeover
from openwa_hookspecs.errors import FieldError, JsonValue, ValidationFailedError
from openwa_hookspecs.models import sessions

__all__ = ["SessionConfig", "session_config"]

_MOST_REFRESHES: Final = 100


class SessionConfig(BaseModel):
    """The settings of the engine that a session may have for itself; named as in the YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device_name: str | None = Field(default=None, min_length=1, max_length=50)
    qr_refreshes: int | None = Field(default=None, ge=0, le=_MOST_REFRESHES)
    takeover: Takeover | None = None


def session_config(
    general: PlaywrightConfig, config: Mapping[str, JsonValue], proxy: sessions.Proxy | None
) -> PlaywrightConfig:
    """The configuration of one session. Raises `ValidationFailedError` with the paths of the faults, and
    without what was given there: it may be a password."""
    faults: list[FieldError] = []
    changes: dict[str, object] = {}
    try:
        changes |= SessionConfig.model_validate(config).model_dump(exclude_none=True)
    except ValidationError as error:
        faults += _faults(error, "config")
    if proxy is not None:
        try:
            changes["proxy"] = Proxy.model_validate(vars(proxy))
        except ValidationError as error:
            faults += _faults(error, "proxy", whole="proxy.server")
    if faults:
        raise ValidationFailedError(*faults)
    return general.model_copy(update=changes) if changes else general


def _faults(error: ValidationError, section: str, *, whole: str | None = None) -> Iterator[FieldError]:
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join((section, *map(str, fault["loc"])))
        message = fault["msg"].removeprefix("Value error, ")
        yield FieldError(path=path if fault["loc"] else (whole or section), message=message)
