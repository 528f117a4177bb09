"""What is done to a message that is there."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from openwa_transport_http.constraints import AtMost, PlainText
from openwa_transport_http.fields import Flag, MessageIdField, MessageText, RequestModel
from openwa_transport_http.shapes.sending import example

__all__ = ["DeleteMessage", "EditMessage", "ReactToMessage", "StarMessage"]

_THEIRS: Final = "false_628123456789@c.us_3EB0ABC123"
_OURS: Final = "true_628123456789@c.us_3EB0ABC123"
_LONGEST_EMOJI: Final = 64
"""Code points: an emoji may be a sequence of several, such as a family or a flag."""


class ReactToMessage(RequestModel, json_schema_extra=example(messageId=_THEIRS, emoji="👍")):
    """`POST …/messages/react`."""

    message_id: MessageIdField = Field(description="the message")
    emoji: Annotated[str, AtMost(_LONGEST_EMOJI), PlainText()] = Field(
        description="one emoji; the empty text takes the reaction back"
    )


class EditMessage(RequestModel, json_schema_extra=example(messageId=_OURS, text="Hello again!")):
    """`POST …/messages/edit`."""

    message_id: MessageIdField = Field(description="a text that this account sent within the last 15 minutes")
    text: MessageText = Field(description="what it says from now on")


class DeleteMessage(RequestModel, json_schema_extra=example(messageId=_OURS, forEveryone=True)):
    """`POST …/messages/delete`."""

    message_id: MessageIdField = Field(description="the message")
    for_everyone: Flag = Field(
        default=False, description="for everyone in the chat, not for this account alone"
    )


class StarMessage(RequestModel, json_schema_extra=example(messageId=_THEIRS, starred=True)):
    """`POST …/messages/star`."""

    message_id: MessageIdField = Field(description="the message")
    starred: Flag = Field(default=True, description="false takes the star away")
