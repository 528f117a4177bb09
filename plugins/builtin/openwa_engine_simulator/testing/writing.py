"""What people write, and do to messages, chats and each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openwa_engine_simulator.testing.part import WorldPart

__all__ = ["Writing"]


class Writing(WorldPart):
    async def sends_file(
        self,
        number: str,
        to: str,
        path: Path,
        *,
        kind: str,
        mimetype: str,
        filename: str | None = None,
        caption: str = "",
        seconds: float | None = None,
        gif: bool = False,
    ) -> str:
        answer = await self._control.act(
            number,
            "send-media",
            to=to,
            kind=kind,
            media=await self._control.upload(path),
            mimetype=mimetype,
            filename=filename,
            caption=caption,
            seconds=seconds,
            gif=gif,
        )
        return str(answer["id"])

    async def sends_sample(self, number: str, to: str, kind: str, *, caption: str = "") -> str:
        answer = await self._control.act(number, "send-media", to=to, kind=kind, caption=caption)
        return str(answer["id"])

    async def sends_location(
        self, number: str, to: str, latitude: float, longitude: float, description: str = ""
    ) -> str:
        answer = await self._control.act(
            number,
            "send-location",
            to=to,
            latitude=latitude,
            longitude=longitude,
            description=description,
        )
        return str(answer["id"])

    async def sends_contacts(self, number: str, to: str, people: Sequence[tuple[str, str]]) -> str:
        cards = [{"name": name, "phone": phone} for name, phone in people]
        answer = await self._control.act(number, "send-contacts", to=to, cards=cards)
        return str(answer["id"])

    async def sends_poll(
        self, number: str, to: str, question: str, options: Sequence[str], *, selectable: int = 1
    ) -> str:
        answer = await self._control.act(
            number,
            "send-poll",
            to=to,
            question=question,
            options=list(options),
            selectable=selectable,
        )
        return str(answer["id"])

    async def forwards(self, number: str, chat: str, key: str, to: str) -> str:
        answer = await self._control.act(number, "forward", chat=chat, id=key, to=to)
        return str(answer["id"])

    async def reacts(self, number: str, chat: str, key: str, emoji: str) -> None:
        await self._control.act(number, "react", chat=chat, id=key, emoji=emoji)

    async def edits(self, number: str, chat: str, key: str, text: str) -> None:
        await self._control.act(number, "edit", chat=chat, id=key, text=text)

    async def revokes(self, number: str, peer: str, key: str) -> None:
        await self._control.act(number, "revoke", chat=peer, id=key)

    async def plays(self, number: str, chat: str, key: str) -> None:
        await self._control.act(number, "play", chat=chat, id=key)

    async def types(self, number: str, chat: str, state: str = "typing") -> None:
        await self._control.act(number, "typing", chat=chat, state=state)

    async def archives(self, number: str, chat: str, *, archived: bool = True) -> None:
        await self._control.act(number, "archive", chat=chat, archived=archived)

    async def marks_unread(self, number: str, chat: str) -> None:
        await self._control.act(number, "mark-unread", chat=chat)

    async def names(self, number: str, person: str, name: str | None) -> None:
        await self._control.act(number, "name", person=person, name=name)

    async def blocks(self, number: str, person: str, *, blocked: bool = True) -> None:
        await self._control.act(number, "block", person=person, blocked=blocked)

    async def shows_picture(self, number: str, path: Path | None, *, group: str | None = None) -> None:
        media = None if path is None else await self._control.upload(path)
        await self._control.act(number, "picture", media=media, group=group)

    async def goes_by_lid(self, number: str, *, hidden: bool = False) -> None:
        await self._control.act(number, "address", by="hidden" if hidden else "lid")

    async def goes_by_number(self, number: str) -> None:
        await self._control.act(number, "address", by="number")
