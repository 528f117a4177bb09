"""What happened to groups, in the gateway's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openwa_engine_playwright.messages import chat_id
from openwa_engine_playwright.wire import PageMessage
from openwa_hookspecs.models.groups import GroupAction, GroupNotice
from openwa_hookspecs.models.ids import ChatId, MessageId, is_chat_id, is_group

__all__ = ["as_notice"]

_ACTIONS: Final[Mapping[str, GroupAction]] = {
    **{action.value: action for action in GroupAction},
    "linked_group_join": GroupAction.INVITE,
}
"""WhatsApp Web's subtypes of `gp2`; it has some dozens more, of settings."""
_TEXTS: Final = frozenset({GroupAction.CREATE, GroupAction.SUBJECT, GroupAction.DESCRIPTION})
_SWITCHES: Final = frozenset({GroupAction.ANNOUNCE, GroupAction.RESTRICT})


def as_notice(page: PageMessage) -> GroupNotice | None:
    """What the page says of a group, or None when it is something else."""
    group = chat_id(page.chat)
    if page.notice is None or page.t is None or not is_chat_id(group) or not is_group(group):
        return None
    action = _ACTIONS.get(page.notice.action or "", GroupAction.OTHER)
    return GroupNotice(
        id=MessageId(page.id),
        group_id=group,
        action=action,
        wa_timestamp=int(page.t),
        author=_person(page.author),
        participants=tuple(one for one in map(_person, page.notice.participants) if one is not None),
        text=page.notice.text or "" if action in _TEXTS else None,
        is_on={"on": True, "off": False}.get(page.notice.text or "") if action in _SWITCHES else None,
    )


def _person(text: str | None) -> ChatId | None:
    """Of some notices WhatsApp says the group itself is the author."""
    person = chat_id(text)
    return person if is_chat_id(person) and not is_group(person) else None
