"""What a request to send brings, one model a kind. Each says with `message()` what core is to send."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, JsonValue, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import ContactCard, Content, Forward, Location, Poll, Text
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.fields import (
    ChatIdField,
    Flag,
    MessageIdField,
    MessageText,
    Phone,
    RequestModel,
)
from openwa_transport_http.patterns import ONE_LINE

__all__ = [
    "CHAT",
    "Addressed",
    "ContactContent",
    "ContactObject",
    "ForwardMessage",
    "LocationContent",
    "MentionOptions",
    "MessageContent",
    "PollContent",
    "PollObject",
    "ReplyOptions",
    "ReplyToMessage",
    "SendContact",
    "SendLocation",
    "SendOptions",
    "SendPoll",
    "SendText",
    "TextContent",
    "TextOptions",
    "example",
    "outbound",
]

CHAT: Final = "628123456789@c.us"
"""Of the examples."""

_MESSAGE: Final = "false_628123456789@c.us_3EB0ABC123"
_MAX_MENTIONS: Final = 1024
"""A group has at most so many members."""

_LONGEST_DESCRIPTION: Final = 1024
_LONGEST_NAME: Final = 100
_LONGEST_QUESTION: Final = 255
_LONGEST_CHOICE: Final = 100
_MOST_CHOICES: Final = 12

_Whom = Field(description="whom it is for: `<digits>@c.us`, `…@g.us`, `…@lid`")
_BLANK: Final = "expected one line that is not blank"


def example(**members: JsonValue) -> JsonDict:
    """A request to show in documents, as a piece of a model's schema."""
    return {"examples": [members]}


class MentionOptions(RequestModel):
    """Who is mentioned."""

    mentioned_ids: tuple[ChatIdField, ...] = Field(
        default=(), max_length=_MAX_MENTIONS, description="who is mentioned, as `@<number>` in the text"
    )


class SendOptions(MentionOptions):
    """What may go with any message."""

    quoted_message_id: MessageIdField | None = Field(
        default=None, description="the message that this one answers"
    )


class TextOptions(SendOptions):
    """What may go with a text."""

    link_preview: Flag = Field(default=False, description="show what is behind the first link of the text")


class ReplyOptions(MentionOptions):
    """What may go with a reply."""

    link_preview: Flag = Field(default=False, description="show what is behind the first link of the text")


_NO_OPTIONS: Final = SendOptions()
_NO_TEXT_OPTIONS: Final = TextOptions()
_NO_REPLY_OPTIONS: Final = ReplyOptions()


def outbound(chat_id: ChatId, content: Content, options: SendOptions) -> OutboundMessage:
    """A message as core wants it."""
    return OutboundMessage(
        chat_id=chat_id,
        content=content,
        quoted_message_id=options.quoted_message_id,
        mentioned_ids=options.mentioned_ids,
    )


class MessageContent(RequestModel):
    """What a message holds, whoever it is for."""

    def to(self, chat_id: ChatId) -> OutboundMessage:
        """The same as core wants it."""
        raise NotImplementedError


class Addressed(MessageContent):
    """Who a message is for."""

    chat_id: ChatIdField = _Whom

    def message(self) -> OutboundMessage:
        """The same as core wants it."""
        return self.to(self.chat_id)


class TextContent(MessageContent):
    """A text."""

    text: MessageText = Field(description="1 to 65,536 characters (Unicode code points)")
    options: TextOptions = Field(default=_NO_TEXT_OPTIONS, description="quote, mentions, preview")

    def to(self, chat_id: ChatId) -> OutboundMessage:
        options = self.options
        return OutboundMessage(
            chat_id=chat_id,
            content=Text(text=self.text, wants_preview=options.link_preview),
            quoted_message_id=options.quoted_message_id,
            mentioned_ids=options.mentioned_ids,
        )


class SendText(
    TextContent,
    Addressed,
    json_schema_extra=example(
        chatId=CHAT,
        text="Hello, @628111111111!",
        options={"quotedMessageId": _MESSAGE, "mentionedIds": ["628111111111@c.us"]},
    ),
):
    """`POST …/messages/send-text`."""


class ReplyToMessage(
    RequestModel,
    json_schema_extra=example(chatId=CHAT, messageId=_MESSAGE, text="Yes, it does."),
):
    """`POST …/messages/reply`."""

    chat_id: ChatIdField = _Whom
    message_id: MessageIdField = Field(description="the message that is answered")
    text: MessageText = Field(description="1 to 65,536 characters (Unicode code points)")
    options: ReplyOptions = Field(default=_NO_REPLY_OPTIONS, description="mentions, preview")

    def message(self) -> OutboundMessage:
        """The same as core wants it: a text that quotes."""
        return OutboundMessage(
            chat_id=self.chat_id,
            content=Text(text=self.text, wants_preview=self.options.link_preview),
            quoted_message_id=self.message_id,
            mentioned_ids=self.options.mentioned_ids,
        )


class LocationContent(MessageContent):
    """A place."""

    latitude: float = Field(ge=-90, le=90, strict=True, allow_inf_nan=False, description="degrees, WGS 84")
    longitude: float = Field(ge=-180, le=180, strict=True, allow_inf_nan=False, description="degrees, WGS 84")
    description: (
        Annotated[str, AtMost(_LONGEST_DESCRIPTION, ErrorCode.MESSAGE_TEXT_TOO_LONG), PlainText()] | None
    ) = Field(default=None, description="what is there, at most 1,024 characters")
    options: SendOptions = Field(default=_NO_OPTIONS, description="quote and mentions")

    def to(self, chat_id: ChatId) -> OutboundMessage:
        place = Location(latitude=self.latitude, longitude=self.longitude, description=self.description or "")
        return outbound(chat_id, place, self.options)


class SendLocation(
    LocationContent,
    Addressed,
    json_schema_extra=example(
        chatId=CHAT, latitude=-6.2088, longitude=106.8456, description="Jakarta, Indonesia"
    ),
):
    """`POST …/messages/send-location`."""


class ContactObject(RequestModel):
    """Somebody's name and number."""

    name: Annotated[str, Shape(ONE_LINE, _BLANK), AtMost(_LONGEST_NAME)] = Field(
        description="1 to 100 characters"
    )
    phone: Phone = Field(description="the number, international, digits")


class ContactContent(MessageContent):
    """Somebody to save in the address book."""

    contact: ContactObject = Field(description="whom the reader may save")
    options: SendOptions = Field(default=_NO_OPTIONS, description="quote and mentions")

    def to(self, chat_id: ChatId) -> OutboundMessage:
        card = ContactCard(name=self.contact.name, phone=self.contact.phone)
        return outbound(chat_id, card, self.options)


class SendContact(
    ContactContent,
    Addressed,
    json_schema_extra=example(chatId=CHAT, contact={"name": "John Doe", "phone": "628987654321"}),
):
    """`POST …/messages/send-contact`."""


class PollObject(RequestModel):
    """A question and its answers."""

    question: Annotated[
        str,
        Field(min_length=1),
        AtMost(_LONGEST_QUESTION, ErrorCode.MESSAGE_TEXT_TOO_LONG),
        PlainText(),
    ] = Field(description="1 to 255 characters")
    options: tuple[Annotated[str, Shape(ONE_LINE, _BLANK), AtMost(_LONGEST_CHOICE)], ...] = Field(
        min_length=2,
        max_length=_MOST_CHOICES,
        json_schema_extra={"uniqueItems": True},
        description="2 to 12 different answers of 1 to 100 characters",
    )
    selectable: int = Field(
        default=1,
        ge=0,
        le=_MOST_CHOICES,
        strict=True,
        description="how many may be chosen; 0 for any number",
    )

    @field_validator("options")
    @classmethod
    def _are_different(cls, options: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(options)) < len(options):
            raise PydanticCustomError("poll", "expected different answers")
        return options

    @field_validator("selectable")
    @classmethod
    def _can_be_selected(cls, selectable: int, info: ValidationInfo) -> int:
        options = info.data.get("options")
        if options is not None and selectable > len(options):
            raise PydanticCustomError("poll", "expected no more than there are answers")
        return selectable


class PollContent(MessageContent):
    """A question with answers to choose from."""

    poll: PollObject = Field(description="the question")
    options: SendOptions = Field(default=_NO_OPTIONS, description="quote and mentions")

    def to(self, chat_id: ChatId) -> OutboundMessage:
        poll = Poll(question=self.poll.question, options=self.poll.options, selectable=self.poll.selectable)
        return outbound(chat_id, poll, self.options)


class SendPoll(
    PollContent,
    Addressed,
    json_schema_extra=example(chatId=CHAT, poll={"question": "Tea or coffee?", "options": ["tea", "coffee"]}),
):
    """`POST …/messages/send-poll`."""


class ForwardMessage(RequestModel, json_schema_extra=example(messageId=_MESSAGE, chatId=CHAT)):
    """`POST …/messages/forward`."""

    message_id: MessageIdField = Field(description="the message to pass on")
    chat_id: ChatIdField = _Whom

    def message(self) -> OutboundMessage:
        """The same as core wants it."""
        return OutboundMessage(chat_id=self.chat_id, content=Forward(message_id=self.message_id))
