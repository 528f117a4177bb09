"""Messages, and what happens to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from openwa_hookspecs.models.events import Event, MessageEdited, ReactionSeen
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, key_of
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutgoingRow, Reaction, SentMessage
from openwa_hookspecs.models.sent import as_sent
from openwa_hookspecs.storage import SendEnd
from openwa_strangers.files import Media
from openwa_strangers.log import Events
from openwa_strangers.sessions import Sessions

_OPEN = frozenset({MessageState.ACCEPTED, MessageState.SENDING})


class Messages:
    def __init__(self, sessions: Sessions, events: Events, media: Media) -> None:
        self._sessions = sessions
        self._events = events
        self._media = media
        self._rows: dict[tuple[SessionId, MessageKey], OutgoingRow] = {}
        self._seen: dict[tuple[SessionId, MessageId], Message] = {}
        self._acks: dict[tuple[SessionId, MessageKey], Ack] = {}
        self._edited: dict[tuple[SessionId, MessageId], int] = {}
        self._reactions: dict[tuple[SessionId, MessageId, ChatId], Reaction] = {}
        self._notices: dict[tuple[SessionId, MessageId], bool] = {}
        sessions.on_remove(self._forget)

    async def add_outgoing(
        self, row: OutgoingRow, events: Sequence[Event], claim: IdempotencyClaim | None = None
    ) -> bool:
        if not self._sessions.is_current(row.session_id, row.epoch):
            return False
        self._sessions.claims.write(claim)
        self._rows[row.session_id, row.key] = row
        self._media.note_outgoing(row)
        self._events.write(events)
        return True

    async def claim_outgoing(self, session_id: SessionId, key: MessageKey, *, epoch: int) -> bool:
        row = self._rows.get((session_id, key))
        if row is None or row.state not in _OPEN or not self._sessions.is_current(session_id, epoch):
            return False
        self._rows[session_id, key] = replace(
            row, state=MessageState.SENDING, epoch=epoch, attempts=row.attempts + 1
        )
        return True

    async def end_outgoing(
        self, session_id: SessionId, key: MessageKey, *, epoch: int, end: SendEnd, events: Sequence[Event]
    ) -> bool:
        row = self._rows.get((session_id, key))
        if row is None or not self._sessions.is_current(session_id, epoch):
            return False
        late = (row.state, end.state) == (MessageState.UNKNOWN, MessageState.SENT)
        if row.state not in _OPEN and not late:
            return False
        self._rows[session_id, key] = self._ended(row, end)
        self._events.write(events)
        return True

    def _ended(self, row: OutgoingRow, end: SendEnd) -> OutgoingRow:
        ended = replace(row, state=end.state, error_code=end.error_code, error_message=end.error_message)
        if end.sent is None:
            return ended
        self._show(row, end.sent)
        return replace(ended, message_id=end.sent.message_id, wa_timestamp=end.sent.wa_timestamp)

    def _show(self, row: OutgoingRow, sent: SentMessage) -> None:
        me = self._sessions.records[row.session_id].phone_number
        ack = max(sent.ack, self._acks.get((row.session_id, row.key), Ack.ERROR))
        sender = ChatId(f"{me}@c.us") if me else row.message.chat_id
        message = as_sent(row.message, replace(sent, ack=ack), sender=sender)
        self._seen[row.session_id, sent.message_id] = message

    async def outgoing(self, session_id: SessionId, key: MessageKey) -> OutgoingRow | None:
        return self._rows.get((session_id, key))

    async def unsettled(self, session_id: SessionId) -> Sequence[OutgoingRow]:
        rows = [row for row in self._rows.values() if row.session_id == session_id and row.state in _OPEN]
        return sorted(rows, key=lambda row: row.created_at)

    async def record(
        self,
        session_id: SessionId,
        *,
        epoch: int,
        message: Message,
        events: Sequence[Event],
        fetch_at: datetime | None = None,
    ) -> bool:
        if not self._sessions.is_current(session_id, epoch) or self._is_known(session_id, message):
            return False
        self._seen[session_id, message.id] = message
        self._media.note_seen(session_id, message, fetch_at)
        self._events.write(events)
        return True

    def _is_known(self, session_id: SessionId, message: Message) -> bool:
        if (session_id, message.id) in self._seen:
            return True
        return message.from_me and (
            (session_id, message.key) in self._rows or self._own(session_id, message.key) is not None
        )

    def _own(self, session_id: SessionId, key: MessageKey) -> Message | None:
        return next(
            (
                message
                for (session, _), message in self._seen.items()
                if session == session_id and message.from_me and message.key == key
            ),
            None,
        )

    async def raise_ack(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, ack: Ack, events: Sequence[Event]
    ) -> bool:
        if not message_id.startswith("true_") or not self._sessions.is_current(session_id, epoch):
            return False
        key = key_of(message_id)
        own = self._own(session_id, key)
        if own is None and (session_id, key) not in self._rows:
            return False
        known = own.ack if own is not None else self._acks.get((session_id, key))
        if known is not None and ack <= known:
            return False
        self._acks[session_id, key] = ack
        if own is not None:
            self._seen[session_id, own.id] = replace(own, ack=ack)
        self._events.write(events)
        return True

    async def edit(
        self, session_id: SessionId, edit: MessageEdited, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        found = self._amendable(session_id, edit.message_id, epoch)
        if found is None or found.body == edit.body:
            return False
        if self._edited.get((session_id, found.id), 0) > edit.wa_timestamp:
            return False
        self._edited[session_id, found.id] = edit.wa_timestamp
        self._seen[session_id, found.id] = replace(found, body=edit.body, is_edited=True)
        self._events.write(events)
        return True

    async def revoke(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        found = self._amendable(session_id, message_id, epoch)
        if found is None:
            return False
        bare = Message(
            id=found.id,
            chat_id=found.chat_id,
            sender=found.sender,
            recipient=found.recipient,
            from_me=found.from_me,
            type="revoked",
            body="",
            wa_timestamp=found.wa_timestamp,
            ack=found.ack,
            author=found.author,
            push_name=found.push_name,
            lid=found.lid,
        )
        self._seen[session_id, found.id] = bare
        self._media.forget_message(session_id, found)
        self._events.write(events)
        return True

    def _amendable(self, session_id: SessionId, message_id: MessageId, epoch: int) -> Message | None:
        if not self._sessions.is_current(session_id, epoch):
            return None
        own = message_id.startswith("true_")
        found = self._own(session_id, key_of(message_id)) if own else self._seen.get((session_id, message_id))
        return None if found is None or found.type == "revoked" else found

    async def react(
        self, session_id: SessionId, reaction: ReactionSeen, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        place = (session_id, reaction.message_id, reaction.sender)
        known = self._reactions.get(place)
        if not self._sessions.is_current(session_id, epoch) or (known is None and not reaction.emoji):
            return False
        if known and (known.emoji == reaction.emoji or known.wa_timestamp > reaction.wa_timestamp):
            return False
        self._reactions[place] = Reaction(
            sender=reaction.sender, emoji=reaction.emoji, wa_timestamp=reaction.wa_timestamp
        )
        self._events.write(events)
        return True

    async def note(
        self, session_id: SessionId, notice_id: MessageId, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        place = (session_id, notice_id)
        if not self._sessions.is_current(session_id, epoch) or place in self._notices:
            return False
        self._notices[place] = True
        self._events.write(events)
        return True

    async def forget_notices(self, *, keep: int) -> int:
        doomed = [
            place
            for session_id in {session_id for session_id, _ in self._notices}
            for place in [place for place in self._notices if place[0] == session_id][:-keep]
        ]
        for place in doomed:
            del self._notices[place]
        return len(doomed)

    async def reactions(
        self, session_id: SessionId, message_ids: Collection[MessageId]
    ) -> Mapping[MessageId, Sequence[Reaction]]:
        found: dict[MessageId, list[Reaction]] = {}
        for (session, message_id, _), one in self._reactions.items():
            if session == session_id and message_id in message_ids and one.emoji:
                found.setdefault(message_id, []).append(one)
        return {one: sorted(all_, key=lambda each: each.wa_timestamp) for one, all_ in found.items()}

    async def _shown(self, session_id: SessionId, message: Message) -> Message:
        reactions = (await self.reactions(session_id, [message.id])).get(message.id, ())
        return replace(self._media.shown(session_id, message), reactions=tuple(reactions))

    async def get(self, session_id: SessionId, message_id: MessageId) -> Message | None:
        found = self._seen.get((session_id, message_id))
        return found and await self._shown(session_id, found)

    async def history(
        self, session_id: SessionId, chat_ids: Sequence[ChatId], *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        chat = [
            await self._shown(session, message)
            for (session, _), message in self._seen.items()
            if session == session_id and message.chat_id in chat_ids
        ]
        newest_first = sorted(reversed(chat), key=lambda message: -message.wa_timestamp)
        if before is not None:
            places = [place for place, message in enumerate(newest_first, 1) if message.id == before]
            newest_first = newest_first[places[0] :] if places else []
        return newest_first[:limit]

    def unsettled_keys(self) -> set[tuple[SessionId, str]]:
        return {place for place, row in self._rows.items() if row.state in _OPEN}

    def _forget(self, session_id: SessionId) -> None:
        for area in (self._rows, self._seen, self._acks, self._edited, self._reactions, self._notices):
            for key in [key for key in area if key[0] == session_id]:
                del area[key]  # type: ignore[attr-defined]
