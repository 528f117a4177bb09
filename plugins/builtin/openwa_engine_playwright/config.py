"""The options of the playwright engine, as the YAML's `engines[].config` gives them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    TypeAdapter,
    model_validator,
)

__all__ = ["BUILTIN_BUNDLE", "Channel", "PlaywrightConfig", "Proxy", "Reconnect", "Takeover", "Timeouts"]

BUILTIN_BUNDLE: Final = Path(__file__).parent / "bundle" / "wppconnect-wa.js"
"""Where set-up puts the wa-js bundle of the pinned version."""

_MIB: Final = 1024 * 1024

_LARGEST_FILE: Final = 2048 * _MIB
"""A document; source: WhatsApp's help centre."""

_OURS: Final = (
    "--disable-features",
    "--openwa-session",
    "--remote-debugging",
    "--single-process",
    "--no-zygote",
    "--user-agent",
    "--user-data-dir",
)
"""Arguments that the engine or Playwright sets, or that are known to break one of them."""


def _http_url(url: str) -> str:
    TypeAdapter(HttpUrl).validate_python(url)
    return url


def _argument(argument: str) -> str:
    if not argument.startswith("--"):
        raise ValueError("expected an argument of Chromium, such as --disable-extensions")
    if argument.startswith(_OURS):
        raise ValueError(f"{argument.split('=', maxsplit=1)[0]} is set by the engine: leave it out")
    return argument


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel(StrEnum):
    """An installed brand of Chromium, for who does not want to write its path."""

    CHROMIUM = "chromium"
    CHROME = "chrome"
    CHROME_BETA = "chrome-beta"
    MSEDGE = "msedge"


class Takeover(StrEnum):
    """What to do when another client uses the same link."""

    NEVER = "never"
    ONCE = "once"
    ALWAYS = "always"


class Proxy(_Section):
    """The proxy through which the browsers reach WhatsApp."""

    server: str = Field(
        pattern=r"^(https?|socks[45])://[^\s/@]+$", description="`http://host:port` or `socks5://host:port`."
    )
    username: str | None = Field(
        default=None, description="The login, if the proxy asks for one; not with SOCKS."
    )
    password: SecretStr | None = Field(default=None, description="The password to `username`.")

    @model_validator(mode="after")
    def _socks_has_no_login(self) -> Self:
        if self.server.startswith("socks") and (self.username or self.password):
            raise ValueError(
                "Chromium cannot log in to a SOCKS proxy: use an http:// proxy, or one without login"
            )
        return self


class Timeouts(_Section):
    """How long the engine waits for the outside world."""

    launch_s: PositiveFloat = Field(
        default=30.0, description="From the start of Chromium to its first answer."
    )
    ready_s: PositiveFloat = Field(
        default=90.0, description="From opening WhatsApp Web to the first known state; a cold load is slow."
    )
    evaluate_s: PositiveFloat = Field(default=15.0, description="One question to the page.")
    send_s: PositiveFloat = Field(
        default=25.0, description="From handing a message to the page to WhatsApp's answer."
    )
    transfer_s_per_mib: PositiveFloat = Field(
        default=1.0, description="What a file adds to that, and how long one may take to come, for each MiB."
    )
    logout_s: PositiveFloat = Field(default=10.0, description="Until WhatsApp has ended the link.")
    heartbeat_every_s: PositiveFloat = Field(default=5.0, description="How often the page is looked at.")
    heartbeat_limit_s: PositiveFloat = Field(
        default=5.0, description="A page that is silent for that long hangs, and its browser is replaced."
    )
    close_s: PositiveFloat = Field(default=10.0, description="Stop, step one: Chromium closes by itself.")
    terminate_s: PositiveFloat = Field(
        default=5.0, description="Stop, step two: after SIGTERM, before SIGKILL."
    )

    @property
    def longest_transfer_s(self) -> float:
        """How long the largest file may take that WhatsApp carries, of which nobody knows the size before."""
        return self.send_s + self.transfer_s(_LARGEST_FILE)

    def transfer_s(self, size: int) -> float:
        """How long so many bytes may take."""
        return self.transfer_s_per_mib * size / _MIB


class Reconnect(_Section):
    """When a browser is started again: after a random part of a delay that doubles."""

    first_s: PositiveFloat = Field(default=0.5, description="The first delay is at most that long.")
    cap_s: PositiveFloat = Field(default=300.0, description="The longest delay.")
    stable_after_s: PositiveFloat = Field(
        default=300.0, description="Connected for that long, the delay starts small again."
    )
    attempts: PositiveInt = Field(
        default=8,
        description=(
            "Browsers in a row that show nothing before the session is FAILED. "
            "An unreachable WhatsApp does not count: that is tried for ever."
        ),
    )


class PlaywrightConfig(_Section):
    """WhatsApp Web in Chromium."""

    url: Annotated[str, AfterValidator(_http_url)] = Field(
        default="https://web.whatsapp.com/",
        description="Where WhatsApp Web is; the simulator's address for tests.",
    )
    executable_path: Path | None = Field(
        default=None,
        description=(
            "Chromium or Chrome; by default the first of chromium-headless-shell, chromium, "
            "google-chrome and Playwright's own that is found."
        ),
    )
    channel: Channel | None = Field(default=None, description="An installed brand instead of a path.")
    headless: bool = Field(default=True, description="Without a window; with one a display is needed.")
    profiles_dir: Path = Field(
        default=Path("data/profiles"),
        description="One directory a session: the credentials of the linked devices.",
    )
    bundle: Path = Field(
        default=BUILTIN_BUNDLE,
        description="The wa-js script; a newer one can be put here the day WhatsApp changes.",
    )
    args: tuple[Annotated[str, AfterValidator(_argument)], ...] = Field(
        default=(), description="More arguments for Chromium."
    )
    proxy: Proxy | None = Field(
        default=None, description="The proxy through which the browsers reach WhatsApp."
    )
    max_sessions: PositiveInt = Field(default=20, description="A browser each: plan for 0.5 to 1.5 GB.")
    timeouts: Timeouts = Field(
        default=Timeouts(), description="How long the engine waits for the outside world."
    )
    reconnect: Reconnect = Field(default=Reconnect(), description="When a browser is started again.")
    qr_refreshes: int = Field(
        default=4,
        ge=0,
        description="How often new QR codes are asked for when nobody scanned; then the browser is freed.",
    )
    device_name: str = Field(
        default="OpenWA",
        min_length=1,
        max_length=50,
        description='What the phone shows under "Linked devices".',
    )
    takeover: Takeover = Field(
        default=Takeover.NEVER, description="Whether to take the link back when another client uses it."
    )

    @model_validator(mode="after")
    def _one_browser(self) -> Self:
        if self.executable_path is not None and self.channel is not None:
            raise ValueError("executable_path and channel exclude each other: give one of them")
        return self
