"""The section `config:` of `use: rest`."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = ["Origin", "RestConfig"]

_MIB: Final = 1024 * 1024
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+", re.ASCII)


def _origin(text: str) -> str:
    if text != "*" and _ORIGIN.fullmatch(text) is None:
        raise ValueError("write an origin such as https://panel.example.com, without a path, or *")
    return text


Origin = Annotated[str, AfterValidator(_origin)]
"""What a browser sends as `Origin`, or `*` for every page."""


class RestConfig(BaseModel):
    """Limits of the REST API and the web pages that may call it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_body_bytes: int = Field(
        default=_MIB,
        ge=1024,
        le=64 * _MIB,
        description="the largest body of a request, for routes that have no limit of their own",
    )
    body_timeout_s: float = Field(
        default=10.0,
        gt=0,
        le=300,
        description="how long a caller may take to send a body; longer where a larger one is taken",
    )
    cors_origins: tuple[Origin, ...] = Field(
        default=(), description="pages of these origins may call the API from a browser"
    )
