"""What phones show: the looks that the engine suite takes at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

__all__ = ["HandOver", "PhoneChat", "PhoneContact", "PhoneFile", "PhoneGroup", "PhoneMessage", "PhonePreview"]


class PhoneFile(Protocol):
    """A file as one phone has it."""

    @property
    def sha256(self) -> str:
        """Of all its bytes, hex."""
        ...

    @property
    def size(self) -> int: ...
    @property
    def mimetype(self) -> str: ...
    @property
    def filename(self) -> str | None: ...
    @property
    def seconds(self) -> float | None: ...
    @property
    def waveform(self) -> Sequence[int] | None: ...
    @property
    def is_gif(self) -> bool: ...


class PhoneMessage(Protocol):
    """A message as one phone has it."""

    @property
    def key(self) -> str: ...
    @property
    def at(self) -> int:
        """Epoch seconds, WhatsApp's clock."""
        ...

    @property
    def from_me(self) -> bool: ...
    @property
    def type(self) -> str:
        """WhatsApp's word for the kind; `revoked` for one that was deleted for everyone."""
        ...

    @property
    def text(self) -> str:
        """Also a caption, the description of a place, the question of a poll, the name on a card."""
        ...

    @property
    def ack(self) -> int:
        """WhatsApp's own number: 1 the server has it, 2 delivered, 3 read, 4 played."""
        ...

    @property
    def quoted_key(self) -> str | None: ...
    @property
    def mentioned(self) -> Sequence[str]: ...
    @property
    def author(self) -> str | None:
        """Who wrote it, in a group."""
        ...

    @property
    def is_forwarded(self) -> bool: ...
    @property
    def is_edited(self) -> bool: ...
    @property
    def is_starred(self) -> bool: ...
    @property
    def reactions(self) -> Mapping[str, str]:
        """An emoji for each person's id."""
        ...

    @property
    def file(self) -> PhoneFile | None: ...
    @property
    def location(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        ...

    @property
    def cards(self) -> Sequence[str]:
        """vCards."""
        ...

    @property
    def poll(self) -> tuple[Sequence[str], int] | None:
        """The choices, and how many of them may be chosen (0 for any number)."""
        ...

    @property
    def preview(self) -> PhonePreview | None: ...


class PhonePreview(Protocol):
    """What a phone shows of a link in a text."""

    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def thumbnail(self) -> bytes | None: ...


class PhoneChat(Protocol):
    """A line of a phone's list of chats."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unread(self) -> int:
        """-1 when it was marked as unread by hand."""
        ...

    @property
    def is_archived(self) -> bool: ...


class PhoneContact(Protocol):
    """Somebody whom a phone knows."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def is_my_contact(self) -> bool:
        """Whether he is in the address book."""
        ...

    @property
    def is_blocked(self) -> bool: ...


class PhoneGroup(Protocol):
    """A group as one of its members sees it."""

    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def members(self) -> Mapping[str, str]:
        """`member`, `admin` or `owner`, for each person's id."""
        ...


class HandOver(Protocol):
    """A message that a linked device handed to the network's server, once for each time it did."""

    @property
    def key(self) -> str: ...
    @property
    def outcome(self) -> str:
        """`stored`, `duplicate`, `refused` or `swallowed`."""
        ...
