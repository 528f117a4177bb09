"""The ledger of hand-overs."""

from __future__ import annotations

from openwa_engine_simulator.network.frames import OutgoingMessage
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.messages import KEPT_PER_CONVERSATION, Conversation, Message
from openwa_engine_simulator.network.send_log import LogEntry, Outcome, SendLog
from tests.support.simulated_network import ANN, BEN


def _entry(key: str, outcome: Outcome = "stored", sender: Number = ANN) -> LogEntry:
    message = OutgoingMessage(id=key, to=f"{BEN}@c.us", body="text")
    return LogEntry(
        at=1.0,
        sender=sender,
        to=message.to,
        id=message.id,
        type=message.type,
        body=message.body,
        outcome=outcome,
    )


def test_entries_are_numbered_from_one() -> None:
    log = SendLog()
    for key in ("3EB0A1", "3EB0A2", "3EB0A3"):
        log.append(_entry(key))
    assert [(n, entry.id) for n, entry in log.since(1, 10)] == [(2, "3EB0A2"), (3, "3EB0A3")]
    assert [n for n, _ in log.since(0, 2)] == [1, 2]
    assert list(log.since(99, 10)) == []


def test_lookup_knows_what_was_stored_and_by_whom() -> None:
    log = SendLog()
    log.append(_entry("3EB0A1", "swallowed"))
    log.append(_entry("3EB0A2"))
    assert log.lookup(ANN, "3EB0A1") is None
    assert log.lookup(BEN, "3EB0A2") is None
    assert log.lookup(ANN, "3EB0A2") is not None


def test_a_conversation_keeps_its_newest_messages() -> None:
    conversation = Conversation()
    for number in range(KEPT_PER_CONVERSATION + 5):
        conversation.add(
            Message(id=f"3EB0{number}", sender=ANN, recipient=BEN, type="chat", body="", at=number)
        )
    assert len(conversation) == KEPT_PER_CONVERSATION
    assert conversation.get(ANN, "3EB04") is None
    assert next(conversation.oldest_first()).id == "3EB05"
