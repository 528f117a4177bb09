"""What the page says, checked where it comes in."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

__all__ = [
    "FACT",
    "STATE",
    "AckFact",
    "Answer",
    "Batch",
    "BrokenState",
    "Fact",
    "Found",
    "LoadingState",
    "LogoutFact",
    "MessageFact",
    "Nothing",
    "PageAccount",
    "PageBan",
    "PageCode",
    "PageMessage",
    "PageState",
    "RunningState",
    "SendAnswer",
    "StateFact",
    "parse",
]


class _FromPage(BaseModel):
    """Members that a newer page adds do no harm."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class PageAccount(_FromPage):
    """Who is linked."""

    id: str
    push_name: str | None = None
    platform: str | None = None
    lid: str | None = None


class PageBan(_FromPage):
    """A ban that WhatsApp announced."""

    at: float
    """When the page heard of it; tells a second ban from the first."""
    reason: str | None = None
    expires_in_s: float | None = None


class BrokenState(_FromPage):
    """The script ran and wa-js is not there."""

    phase: Literal["broken"]


class LoadingState(_FromPage):
    """WhatsApp Web is not there yet."""

    phase: Literal["loading"]
    load: str
    look: Literal[0] = 0


class RunningState(_FromPage):
    """The link to WhatsApp, as a level."""

    phase: Literal["running"] = "running"
    load: str
    look: int
    """Which look at this load of the page it is: an answer can be overtaken by news."""
    code: str | None = None
    """The QR code on display."""
    idle: bool = False
    """The codes are used up; WhatsApp waits until somebody asks for more."""
    mode: str | None = None
    """WhatsApp's stream mode: QR, SYNCING, MAIN, OFFLINE, CONFLICT, …"""
    online: bool = True
    authenticated: bool = False
    account: PageAccount | None = None
    logged_out: str | None = None
    ban: PageBan | None = None
    lacks: tuple[str, ...] = ()
    """Capabilities for which WhatsApp has no longer what they need."""


PageState: TypeAlias = Annotated[BrokenState | LoadingState | RunningState, Field(discriminator="phase")]
STATE: TypeAdapter[PageState] = TypeAdapter(PageState)


class PageMessage(_FromPage):
    """A message in WhatsApp's words."""

    id: str
    chat: str
    lid: str | None = None
    """The chat's, where WhatsApp knows one."""
    from_me: bool
    sender: str | None = Field(default=None, alias="from")
    recipient: str | None = Field(default=None, alias="to")
    author: str | None = None
    type: str | None = None
    body: str | None = None
    t: float | None = None
    ack: int | None = None
    push_name: str | None = None
    media: bool = False
    quoted: str | None = None
    mentioned: tuple[str, ...] = ()


class _Numbered(_FromPage):
    n: int = 0
    """The place in what this load of the page tells; 0 is out of turn, for what cannot wait."""


class StateFact(_Numbered):
    """The link changed."""

    kind: Literal["state"]
    state: PageState


class LogoutFact(_Numbered):
    """The link ended; the page may be gone at once."""

    kind: Literal["logout"]
    reason: str


class MessageFact(_Numbered):
    """A message that WhatsApp added."""

    kind: Literal["message"]
    message: PageMessage


class AckFact(_Numbered):
    """Own messages went further."""

    kind: Literal["ack"]
    ids: tuple[str, ...]
    """All of one chat."""
    ack: int
    chat: str | None = None


Fact: TypeAlias = StateFact | LogoutFact | MessageFact | AckFact
FACT: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="kind")])


class Batch(_FromPage):
    """What the page tells at once. The facts are checked singly: a strange one must not hold up the rest."""

    load: str
    overflowed: bool = False
    facts: tuple[Any, ...]


class Answer(_FromPage):
    """The answer to a call: `value`, or a refusal with a code."""

    ok: bool
    value: Any = None
    code: str = "error"
    message: str = ""


class Nothing(_FromPage):
    """An answer that says no more than that it was done."""


class PageCode(_FromPage):
    """A pairing code."""

    code: str


class Found(_FromPage):
    """Messages that were asked for. Checked singly: a strange one must not hold up the rest."""

    messages: tuple[PageMessage, ...]
    strange: int = 0
    """How many could not be read."""

    @model_validator(mode="before")
    @classmethod
    def _singly(cls, given: Any) -> Any:  # noqa: ANN401  whatever the page said
        if not isinstance(given, dict) or not isinstance(given.get("messages"), list):
            return given
        read = [_read_message(message) for message in given["messages"]]
        messages = [message for message in read if message is not None]
        return {"messages": messages, "strange": len(read) - len(messages)}


class SendAnswer(_FromPage):
    """What became of a message: of one to send, or of one that is looked up."""

    outcome: Literal["sent", "refused", "absent", "unknown"]
    id: str | None = None
    t: float | None = None
    ack: int | None = None
    reason: str | None = None


def parse(text: str) -> Any:  # noqa: ANN401  whatever the page said
    """The JSON that the page wrote; raises `ValueError`. Halves of surrogate pairs, which whoever cuts a text
    in JavaScript leaves behind and which no model takes, become U+FFFD."""
    try:
        return from_json(text)
    except ValueError:
        return _mended(json.loads(text))


def _mended(value: Any) -> Any:  # noqa: ANN401  as above
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_mended(member) for member in value]
        case dict():
            return {_mended(name): _mended(member) for name, member in value.items()}
        case _:
            return value


def _read_message(raw: object) -> PageMessage | None:
    try:
        return PageMessage.model_validate(raw)
    except ValidationError:
        return None
