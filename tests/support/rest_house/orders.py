"""A good request for each operation: it succeeds on the session that is meant for it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import cache
from secrets import token_hex
from typing import Any, Final

from tests.support.media_samples import an_image, mp4_of, sound

__all__ = ["KNOWN_PEOPLE", "NOBODY", "PEER", "PERSON_OF", "PLANTED", "SESSION_FOR", "another", "order"]

PEER: Final = "628222222222@c.us"
NOBODY: Final = "628999999999@c.us"
"""Has no WhatsApp."""
KNOWN_PEOPLE: Final = ("628233333333@c.us", "628244444444@c.us", "628255555555@c.us")

PLANTED: Final[Mapping[str, str]] = {
    "text": "planted text Quoll",
    "caption": "planted caption Numbat",
    "filename": "planted-filename-Potoroo.txt",
    "group": "planted group Bettong",
    "description": "planted description Dunnart",
    "question": "planted question Bilby?",
    "person": "Planted Person Kowari",
    "place": "planted place Antechinus",
    "incoming": "planted incoming text Wombat",
    "proxy-password": "planted-password-Echidna",
    "secret": "planted-secret-Antechinomys",
    "header": "planted-header-Pademelon",
}
"""What callers and phones write, and no log and no error repeats."""

SESSION_FOR: Final[Mapping[str, str]] = {
    "getSessionQr": "linking",
    "requestPairingCode": "linking",
    "getSessionScreenshot": "refuses",
    "deleteSession": "spare",
    "startSession": "spare",
    "stopSession": "spare",
    "restartSession": "spare",
    "logoutSession": "leaving",
}
"""The session on which it succeeds; `ready` for all others."""

PERSON_OF: Final[Mapping[str, str]] = {"blockContact": KNOWN_PEOPLE[0], "unblockContact": KNOWN_PEOPLE[1]}
"""Whom it is about; the peer for all others."""


def order(operation: str, known: Mapping[str, str]) -> dict[str, Any] | None:
    """Its body; None for an operation that takes none, or none that matters."""
    build = _ORDERS.get(operation)
    return None if build is None else build(known)


def another(body: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """A body that is as well-formed and asks for something else."""
    changes = {
        "chatId": KNOWN_PEOPLE[2],
        "messageId": known["own-text"] if body.get("messageId") != known["own-text"] else known["their-text"],
        "participants": [KNOWN_PEOPLE[2]],
        "name": "yet-another",
        "subject": "Yet another name",
        "description": "Something else",
        "code": "AAAAAAAAAAAAAAAAAAAAAA",
        "phone": "628288888888",
        "archived": True,
        "state": "paused",
        "secret": "another secret",
        "messages": [
            {"chatId": KNOWN_PEOPLE[2], "type": "text", "content": {"text": "something else"}},
        ],
        "since": "2026-02-01T00:00:00Z",
    }
    name = next(name for name in changes if name in body)
    return {**body, name: changes[name]}


@cache
def _file(kind: str) -> dict[str, str]:
    return {"base64": base64.b64encode(_content(kind)).decode()}


def _content(kind: str) -> bytes:
    match kind:
        case "png":
            return an_image("PNG")
        case "webp":
            return an_image("WEBP", 512, 512)
        case "mp4":
            return mp4_of(b"isom", b"vide")
        case "wav":
            return sound(seconds=0.1)
    return b"just a note\n"


_TO_PEER: Final = {"chatId": PEER}
_ORDERS: Final[Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]]] = {
    "createSession": lambda _: {"name": f"one-more-{token_hex(4)}"},
    "requestPairingCode": lambda _: {"phone": "628277777777"},
    "sendText": lambda _: {**_TO_PEER, "text": PLANTED["text"]},
    "sendImage": lambda _: {**_TO_PEER, "image": _file("png"), "caption": PLANTED["caption"]},
    "sendVideo": lambda _: {**_TO_PEER, "video": _file("mp4"), "caption": PLANTED["caption"]},
    "sendAudio": lambda _: {**_TO_PEER, "audio": _file("wav")},
    "sendDocument": lambda _: {
        **_TO_PEER,
        "document": _file("txt"),
        "filename": PLANTED["filename"],
        "caption": PLANTED["caption"],
    },
    "sendSticker": lambda _: {**_TO_PEER, "sticker": _file("webp")},
    "sendLocation": lambda _: {
        **_TO_PEER,
        "description": PLANTED["place"],
        "latitude": 1.5,
        "longitude": 2.5,
    },
    "sendContact": lambda _: {**_TO_PEER, "contact": {"name": PLANTED["person"], "phone": "628244444444"}},
    "sendPoll": lambda _: {**_TO_PEER, "poll": {"question": PLANTED["question"], "options": ["yes", "no"]}},
    "replyToMessage": lambda known: {**_TO_PEER, "messageId": known["their-text"], "text": PLANTED["text"]},
    "forwardMessage": lambda known: {**_TO_PEER, "messageId": known["their-text"]},
    "reactToMessage": lambda known: {"messageId": known["their-text"], "emoji": "👍"},
    "editMessage": lambda known: {"messageId": known["own-text"], "text": PLANTED["text"] + " and more"},
    "deleteMessage": lambda known: {"messageId": known["doomed"], "forEveryone": True},
    "starMessage": lambda known: {"messageId": known["their-text"], "starred": True},
    "archiveChat": lambda _: {"archived": False},
    "showTyping": lambda _: {"state": "typing"},
    "createGroup": lambda _: {"name": PLANTED["group"], "participants": [PEER]},
    "joinGroup": lambda known: {"code": known["invite"]},
    "addParticipants": lambda _: {"participants": [KNOWN_PEOPLE[0]]},
    "removeParticipants": lambda _: {"participants": [KNOWN_PEOPLE[0]]},
    "promoteParticipants": lambda _: {"participants": [PEER]},
    "demoteParticipants": lambda _: {"participants": [PEER]},
    "setGroupSubject": lambda _: {"subject": PLANTED["group"] + " too"},
    "setGroupDescription": lambda _: {"description": PLANTED["description"]},
    "sendBulk": lambda _: {
        "messages": [{**_TO_PEER, "type": "text", "content": {"text": PLANTED["text"]}}],
        "options": {"delayBetweenMessages": 1000, "randomizeDelay": False},
    },
    "createWebhook": lambda known: {
        "url": f"{known['receiver']}?for={token_hex(8)}",
        "events": ["session.qr"],
        "secret": PLANTED["secret"],
        "headers": {"X-Planted": PLANTED["header"]},
    },
    "updateWebhook": lambda _: {"active": True, "headers": {"X-Planted": PLANTED["header"]}},
    "rotateWebhookSecret": lambda _: {"secret": PLANTED["secret"]},
    "recoverWebhookEvents": lambda _: {"since": "2026-01-01T00:00:00Z"},
    "createKey": lambda _: {"name": "one more", "role": "viewer"},
}
