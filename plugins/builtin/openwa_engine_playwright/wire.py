"""What the page says, checked where it comes in."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import from_json

from openwa_engine_playwright.enclosures import PageCard, PageFile, PageNotice, PagePlace, PagePoll
from openwa_engine_playwright.from_page import FromPage

__all__ = [
    "FACT",
    "STATE",
    "AckFact",
    "Answer",
    "Batch",
    "BrokenState",
    "EditFact",
    "Fact",
    "Found",
    "LoadingState",
    "LogoutFact",
    "MessageFact",
    "Missed",
    "Nothing",
    "PageAccount",
    "PageBan",
    "PageCode",
    "PageMessage",
    "PageState",
    "ReactionFact",
    "RevokeFact",
    "RunningState",
    "SendAnswer",
    "StateFact",
    "parse",
]


class PageAccount(FromPage):
    """Who is linked."""

    id: str
    push_name: str | None = None
    platform: str | None = None
    lid: str | None = None


class PageBan(FromPage):
    """A ban that WhatsApp announced."""

    at: float
    """When the page heard of it; tells a second ban from the first."""
    reason: str | None = None
    expires_in_s: float | None = None


class BrokenState(FromPage):
    """The script ran and wa-js is not there."""

    phase: Literal["broken"]


class LoadingState(FromPage):
    """WhatsApp Web is not there yet."""

    phase: Literal["loading"]
    load: str
    look: Literal[0] = 0


class RunningState(FromPage):
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


class PageMessage(FromPage):
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
    contact_name: str | None = None
    file: PageFile | None = None
    place: PagePlace | None = None
    cards: tuple[PageCard, ...] = ()
    poll: PagePoll | None = None
    forwarded: bool = False
    edited: bool = False
    notice: PageNotice | None = None
    quoted: str | None = None
    mentioned: tuple[str, ...] = ()
    identities: tuple[tuple[str, str], ...] = ()
    """LID and number of those whom it names, where the page knows both."""


class _Numbered(FromPage):
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


class EditFact(_Numbered):
    """A message has another text."""

    kind: Literal["edit"]
    id: str
    chat: str | None = None
    body: str
    t: float


class RevokeFact(_Numbered):
    """A message was deleted for everyone."""

    kind: Literal["revoke"]
    id: str
    chat: str | None = None
    t: float


class ReactionFact(_Numbered):
    """Somebody reacted, or took a reaction back."""

    kind: Literal["reaction"]
    id: str
    """Of the message."""
    chat: str | None = None
    sender: str
    emoji: str = ""
    t: float


Fact: TypeAlias = StateFact | LogoutFact | MessageFact | AckFact | EditFact | RevokeFact | ReactionFact
FACT: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="kind")])


class Batch(FromPage):
    """What the page tells at once. The facts are checked singly: a strange one must not hold up the rest."""

    load: str
    overflowed: bool = False
    facts: tuple[Any, ...]


class Answer(FromPage):
    """The answer to a call: `value`, or a refusal with a code."""

    ok: bool
    value: Any = None
    code: str = "error"
    message: str = ""
    limit: int | None = None


class Nothing(FromPage):
    """An answer that says no more than that it was done."""


class PageCode(FromPage):
    """A pairing code."""

    code: str


class Found(FromPage):
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
        return {**given, "messages": messages, "strange": len(read) - len(messages)}


class Missed(Found):
    """What came while nobody listened: messages, and what became of others. Checked singly, as above."""

    changes: tuple[EditFact | RevokeFact | ReactionFact, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _changes_singly(cls, given: Any) -> Any:  # noqa: ANN401  whatever the page said
        if not isinstance(given, dict):
            return given
        read = [_read_change(change) for change in given.get("changes", ())]
        return {**given, "changes": [change for change in read if change is not None]}


class SendAnswer(FromPage):
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


def _read_change(raw: object) -> EditFact | RevokeFact | ReactionFact | None:
    try:
        fact = FACT.validate_python(raw)
    except ValidationError:
        return None
    return fact if isinstance(fact, EditFact | RevokeFact | ReactionFact) else None


def _read_message(raw: object) -> PageMessage | None:
    try:
        return PageMessage.model_validate(raw)
    except ValidationError:
        return None
