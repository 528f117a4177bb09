from __future__ import annotations

from openwa_core.services.messages import merge_history
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Message

CHAT = ChatId("628123456789@c.us")


def message(name: str, at: int, body: str = "") -> Message:
    return Message(
        id=MessageId(name),
        chat_id=CHAT,
        sender=CHAT,
        recipient=CHAT,
        from_me=False,
        type="chat",
        body=body,
        wa_timestamp=at,
    )


def names(*lists: list[Message]) -> list[str]:
    return [each.id for each in merge_history(*lists)]


def test_both_lists_come_out_newest_first() -> None:
    stored = [message("s5", 5), message("s1", 1)]
    seen = [message("e4", 4), message("e2", 2)]
    assert names(stored, seen) == ["s5", "e4", "e2", "s1"]


def test_a_message_in_both_comes_once_as_stored() -> None:
    stored, seen = [message("m", 3, "stored")], [message("m", 3, "seen"), message("old", 1)]
    merged = list(merge_history(stored, seen))
    assert [(each.id, each.body) for each in merged] == [("m", "stored"), ("old", "")]


def test_messages_of_one_second_keep_the_order_of_their_list() -> None:
    stored = [message("b", 7), message("a", 7)]
    assert names(stored, []) == ["b", "a"]
    assert names([], stored) == ["b", "a"]


def test_one_empty_list_gives_the_other() -> None:
    assert names([], []) == []
    assert names([message("x", 1)], []) == ["x"]
