"""What people write, and do to messages, chats and each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

__all__ = ["WritingWorld"]


class WritingWorld(Protocol):
    """A part of `World`. What is sent gives its key."""

    async def sends(self, number: str, to: str, text: str, *, quoted: str | None = None) -> str:
        """The owner types a text; gives its key. `quoted` is the key of a message of that chat."""
        ...

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
        """`kind` is image, video, audio, ptt, document or sticker; the bytes go as they are."""
        ...

    async def sends_sample(self, number: str, to: str, kind: str, *, caption: str = "") -> str:
        """A small file of this kind, another one each time."""
        ...

    async def sends_location(
        self, number: str, to: str, latitude: float, longitude: float, description: str = ""
    ) -> str: ...

    async def sends_contacts(self, number: str, to: str, people: Sequence[tuple[str, str]]) -> str:
        """Cards of people: name and number each."""
        ...

    async def sends_poll(
        self, number: str, to: str, question: str, options: Sequence[str], *, selectable: int = 1
    ) -> str: ...

    async def forwards(self, number: str, chat: str, key: str, to: str) -> str:
        """The owner forwards a message of the chat."""
        ...

    async def reacts(self, number: str, chat: str, key: str, emoji: str) -> None:
        """The empty emoji takes the reaction back."""
        ...

    async def edits(self, number: str, chat: str, key: str, text: str) -> None: ...
    async def revokes(self, number: str, peer: str, key: str) -> None:
        """The owner deletes a message for everyone."""
        ...

    async def reads(self, number: str, peer: str) -> None:
        """The owner reads all that came in the chat."""
        ...

    async def plays(self, number: str, chat: str, key: str) -> None:
        """The owner reads the chat and listens to a voice note of it."""
        ...

    async def types(self, number: str, chat: str, state: str = ...) -> None:
        """The owner is `typing`, `recording`, or has `paused`."""
        ...

    async def archives(self, number: str, chat: str, *, archived: bool = ...) -> None: ...
    async def marks_unread(self, number: str, chat: str) -> None: ...

    async def names(self, number: str, person: str, name: str | None) -> None:
        """The owner puts somebody into the address book; None takes him out."""
        ...

    async def blocks(self, number: str, person: str, *, blocked: bool = ...) -> None: ...

    async def shows_picture(self, number: str, path: Path | None, *, group: str | None = None) -> None:
        """The owner sets the phone's profile picture, or a group's; None takes it away."""
        ...

    async def goes_by_lid(self, number: str, *, hidden: bool = False) -> None:
        """Others see the number under its LID from now on; unless `hidden`, they are told of both."""
        ...

    async def goes_by_number(self, number: str) -> None: ...
