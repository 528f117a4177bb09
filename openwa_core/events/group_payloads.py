"""What callers are told of what happened to a group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.groups import GroupAction, GroupNotice
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.payloads import timestamp

__all__ = ["group_payloads", "kind_of"]

_KINDS: Final[Mapping[GroupAction, EventType]] = {
    GroupAction.ADD: EventType.GROUP_JOIN,
    GroupAction.INVITE: EventType.GROUP_JOIN,
    GroupAction.REMOVE: EventType.GROUP_LEAVE,
    GroupAction.LEAVE: EventType.GROUP_LEAVE,
}
_TEXTS: Final[Mapping[GroupAction, str]] = {
    GroupAction.CREATE: "subject",
    GroupAction.SUBJECT: "subject",
    GroupAction.DESCRIPTION: "description",
}
_OF_ONESELF: Final = frozenset({GroupAction.INVITE, GroupAction.LEAVE})
"""What nobody does to others: author and member are one, and WhatsApp may name him as only one of them."""


def kind_of(action: GroupAction) -> EventType:
    """Members who come and go have kinds of their own; all else is an update."""
    return _KINDS.get(action, EventType.GROUP_UPDATE)


def group_payloads(
    notice: GroupNotice, lid_of: Callable[[ChatId], ChatId | None]
) -> Sequence[dict[str, JsonValue]]:
    """One for each member that it happened to; one, for what happened to none."""
    return [_payload(notice, one, None if one is None else lid_of(one)) for one in _people(notice)]


def _people(notice: GroupNotice) -> Sequence[ChatId | None]:
    if notice.participants:
        return notice.participants
    if notice.action in _OF_ONESELF and notice.author is not None:
        return [notice.author]
    return [] if notice.action in _KINDS else [None]


def _payload(notice: GroupNotice, participant: ChatId | None, lid: ChatId | None) -> dict[str, JsonValue]:
    by_himself = participant if notice.action in _OF_ONESELF else None
    told: dict[str, JsonValue] = {
        "id": notice.id,
        "groupId": notice.group_id,
        "chatId": notice.group_id,
        "action": notice.action.value,
        "author": notice.author or by_himself,
        "participantId": participant,
        "lid": lid,
        "waTimestamp": notice.wa_timestamp,
        "timestamp": timestamp(datetime.fromtimestamp(notice.wa_timestamp, UTC)),
    }
    if notice.action in _TEXTS:
        told[_TEXTS[notice.action]] = notice.text
    if notice.is_on is not None:
        told[notice.action.value] = notice.is_on
    return {name: value for name, value in told.items() if value is not None}
