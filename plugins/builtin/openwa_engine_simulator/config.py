"""The `config:` of `use: simulator`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from openwa_engine_simulator.address import parse_bind
from openwa_engine_simulator.network.ids import NUMBER_PATTERN

__all__ = ["SimulatorConfig"]


def _bind(text: str) -> str:
    parse_bind(text)
    return text


def _has_good_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not _has_good_port(parts):
        raise ValueError("write the address that `openwa simulator` prints, such as http://127.0.0.1:2790")
    return text.rstrip("/")


class SimulatorConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, AfterValidator(_url)] | None = Field(
        default=None,
        description=(
            "A running `openwa simulator` to connect to; "
            "without it the network lives in the gateway's process."
        ),
    )
    state_file: Path | None = Field(
        default=Path("data/simulator.json"),
        description=(
            "Where the network in this process remembers phones, links and messages; null forgets them."
        ),
    )
    control: Annotated[str, AfterValidator(_bind)] | None = Field(
        default="127.0.0.1:2786",
        description="Where the phones of the network in this process are driven over HTTP; null for nowhere.",
    )
    auto_link: Annotated[str, Field(pattern=NUMBER_PATTERN)] | None = Field(
        default=None,
        description=(
            "A number whose phone scans each QR code of this gateway by itself after a second: for demos."
        ),
    )
    qr_ttl_s: float = Field(
        default=20.0,
        gt=0,
        le=3600,
        description="How long one QR code of the network in this process is shown; six come in a row.",
    )
    qr_refreshes: int = Field(
        default=4,
        ge=0,
        le=10_000,
        description="How often a session asks for further rows of QR codes before it gives up as expired.",
    )

    @model_validator(mode="after")
    def _auto_link_needs_own_network(self) -> SimulatorConfig:
        if self.url is not None and self.auto_link is not None:
            raise ValueError("auto_link works without url only: the phones of a server are driven there")
        return self
