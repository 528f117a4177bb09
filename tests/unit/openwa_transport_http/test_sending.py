"""Every kind of message, from the request to what core is asked to send."""

from typing import Any

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    MediaBase64,
    MediaKind,
    MediaPath,
    MediaUrl,
    Poll,
    Text,
)
from openwa_hookspecs.models.ids import MessageId
from openwa_hookspecs.models.sessions import SessionRecord
from tests.unit.openwa_transport_http.rest_client import RestClient

PEER = "628123456789@c.us"
QUOTED = f"false_{PEER}_3EB0ABC123"
URL = "https://example.com/file"
KINDS = ["image", "video", "audio", "document", "sticker"]

GOOD: list[tuple[str, tuple[dict[str, Any], Content]]] = [
    (
        "send-image",
        (
            {"image": {"url": "https://example.com/image.jpg"}, "caption": "Check this out!"},
            Attachment(
                kind=MediaKind.IMAGE,
                source=MediaUrl(url="https://example.com/image.jpg"),
                caption="Check this out!",
            ),
        ),
    ),
    (
        "send-image",
        (
            {
                "image": {"base64": "data:image/jpeg;base64,/9j/4AAQ", "mimetype": "image/jpeg"},
                "caption": None,
            },
            Attachment(
                kind=MediaKind.IMAGE,
                source=MediaBase64(text="data:image/jpeg;base64,/9j/4AAQ"),
                mimetype="image/jpeg",
            ),
        ),
    ),
    (
        "send-video",
        (
            {"video": {"path": "/uploads/video.mp4", "url": None}, "caption": "x", "gifPlayback": True},
            Attachment(
                kind=MediaKind.VIDEO,
                source=MediaPath(path="/uploads/video.mp4"),
                caption="x",
                gif_playback=True,
            ),
        ),
    ),
    (
        "send-audio",
        (
            {"audio": {"url": URL, "mimetype": "audio/ogg; codecs=opus"}, "ptt": True},
            Attachment(
                kind=MediaKind.AUDIO, source=MediaUrl(url=URL), mimetype="audio/ogg; codecs=opus", ptt=True
            ),
        ),
    ),
    (
        "send-document",
        (
            {"document": {"url": URL}, "filename": "Bericht März.pdf", "caption": "👋" * 1024},
            Attachment(
                kind=MediaKind.DOCUMENT,
                source=MediaUrl(url=URL),
                filename="Bericht März.pdf",
                caption="👋" * 1024,
            ),
        ),
    ),
    (
        "send-sticker",
        ({"sticker": {"url": URL}}, Attachment(kind=MediaKind.STICKER, source=MediaUrl(url=URL))),
    ),
    (
        "send-location",
        (
            {"latitude": -6.2088, "longitude": 106.8456, "description": "Jakarta, Indonesia"},
            Location(latitude=-6.2088, longitude=106.8456, description="Jakarta, Indonesia"),
        ),
    ),
    ("send-location", ({"latitude": 90, "longitude": -180}, Location(latitude=90, longitude=-180))),
    (
        "send-contact",
        (
            {"contact": {"name": "John Doe", "phone": "+628987654321"}},
            ContactCard(name="John Doe", phone="628987654321"),
        ),
    ),
    (
        "send-poll",
        (
            {"poll": {"question": "Tea?", "options": ["yes", "no"], "selectable": 0}},
            Poll(question="Tea?", options=("yes", "no"), selectable=0),
        ),
    ),
    ("send-text", ({"text": "x", "options": {"linkPreview": True}}, Text(text="x", wants_preview=True))),
]


def send_path(session: SessionRecord, action: str) -> str:
    return f"/api/sessions/{session.id}/messages/{action}"


@pytest.mark.parametrize(("action", "case"), GOOD)
async def test_a_message_reaches_the_gateway_as_it_was_meant(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    action: str,
    case: tuple[dict[str, Any], Content],
) -> None:
    body, content = case
    options = {**body.get("options", {}), "quotedMessageId": QUOTED, "mentionedIds": ["628111111111@c.us"]}
    answer = await client.post(send_path(session, action), {"chatId": PEER, **body, "options": options})
    assert answer.status == 200, answer.body
    assert answer.data["messageId"] == f"true_{PEER}_3EB0000000000000000001"
    [sent] = context.gateway.messages.sent
    assert sent.content == content
    assert (sent.chat_id, sent.quoted_message_id) == (PEER, QUOTED)
    assert sent.mentioned_ids == ("628111111111@c.us",)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("send-image", {"image": {"url": URL}}),
        ("send-video", {"video": {"url": URL}}),
        ("send-audio", {"audio": {"url": URL}}),
        ("send-document", {"document": {"url": URL}}),
        ("send-sticker", {"sticker": {"url": URL}}),
        ("send-location", {"latitude": 0, "longitude": 0.5}),
        ("send-contact", {"contact": {"name": "J", "phone": "628987654321"}}),
        ("send-poll", {"poll": {"question": "?", "options": ["a", "b"]}}),
    ],
)
async def test_the_least_of_each_kind_is_enough(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext, action: str, body: dict[str, Any]
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/messages/{action}", {"chatId": PEER, **body})
    assert answer.status == 200, answer.body
    [sent] = context.gateway.messages.sent
    assert (sent.quoted_message_id, sent.mentioned_ids) == (None, ())


async def test_a_reply_is_a_text_that_quotes(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    body = {"chatId": PEER, "messageId": QUOTED, "text": "Yes", "options": {"mentionedIds": [PEER]}}
    answer = await client.post(f"/api/sessions/{session.id}/messages/reply", body)
    assert answer.status == 200
    [sent] = context.gateway.messages.sent
    assert (sent.content, sent.quoted_message_id) == (Text(text="Yes"), QUOTED)
    assert sent.mentioned_ids == (PEER,)


async def test_forward_names_the_message(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    body = {"chatId": "628111111111@c.us", "messageId": QUOTED}
    answer = await client.post(f"/api/sessions/{session.id}/messages/forward", body)
    assert answer.status == 200
    [sent] = context.gateway.messages.sent
    assert sent.content == Forward(message_id=MessageId(QUOTED))
    assert sent.chat_id == "628111111111@c.us"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("media", "paths"),
    [
        ({}, {""}),
        ({"mimetype": "image/png"}, {""}),
        ({"url": URL, "path": "a.png"}, {""}),
        ({"url": URL, "base64": "AAAA"}, {""}),
        ({"url": None}, {""}),
        (None, {""}),
        (URL, {""}),
        ({"url": "ftp://example.com/x"}, {".url"}),
        ({"url": "https://"}, {".url"}),
        ({"url": "https://example.com/a b"}, {".url"}),
        ({"url": "https://example.com/" + "a" * 2000}, {".url"}),
        ({"url": 1}, {".url"}),
        ({"base64": ""}, {".base64"}),
        ({"base64": ["AAAA"]}, {".base64"}),
        ({"path": ""}, {".path"}),
        ({"path": "a" * 1025}, {".path"}),
        ({"url": URL, "mimetype": "png"}, {".mimetype"}),
        ({"url": URL, "mimetype": "image/png\n"}, {".mimetype"}),
        ({"url": URL, "size": 1}, {".size"}),
    ],
)
async def test_a_file_has_exactly_one_good_source(
    client: RestClient, session: SessionRecord, kind: str, media: object, paths: set[str]
) -> None:
    answer = await client.post(send_path(session, f"send-{kind}"), {"chatId": PEER, kind: media})
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert set(answer.fields) == {f"{kind}{path}" for path in paths}


MEDIA = {"url": URL}
FAULTS: list[tuple[str, tuple[dict[str, Any], str, str]]] = [
    ("send-image", ({"image": MEDIA, "caption": "a" * 1025}, "MESSAGE_TEXT_TOO_LONG", "caption")),
    ("send-video", ({"video": MEDIA, "caption": "👋" * 1025}, "MESSAGE_TEXT_TOO_LONG", "caption")),
    ("send-document", ({"document": MEDIA, "caption": "a" * 1025}, "MESSAGE_TEXT_TOO_LONG", "caption")),
    ("send-document", ({"document": MEDIA, "filename": "a" * 101}, "VALIDATION_ERROR", "filename")),
    ("send-document", ({"document": MEDIA, "filename": ""}, "VALIDATION_ERROR", "filename")),
    ("send-document", ({"document": MEDIA, "filename": "../a"}, "VALIDATION_ERROR", "filename")),
    ("send-document", ({"document": MEDIA, "filename": "a\r\nb"}, "VALIDATION_ERROR", "filename")),
    ("send-audio", ({"audio": MEDIA, "caption": "x"}, "VALIDATION_ERROR", "caption")),
    ("send-audio", ({"audio": MEDIA, "ptt": "yes"}, "VALIDATION_ERROR", "ptt")),
    ("send-audio", ({"audio": MEDIA, "ptt": 1}, "VALIDATION_ERROR", "ptt")),
    ("send-video", ({"video": MEDIA, "gifPlayback": None}, "VALIDATION_ERROR", "gifPlayback")),
    ("send-sticker", ({"sticker": MEDIA, "caption": "x"}, "VALIDATION_ERROR", "caption")),
    ("send-location", ({"latitude": 90.1, "longitude": 0}, "VALIDATION_ERROR", "latitude")),
    ("send-location", ({"latitude": 0, "longitude": 180.1}, "VALIDATION_ERROR", "longitude")),
    ("send-location", ({"latitude": "0", "longitude": 0}, "VALIDATION_ERROR", "latitude")),
    ("send-location", ({"latitude": True, "longitude": 0}, "VALIDATION_ERROR", "latitude")),
    ("send-location", ({"latitude": 0, "longitude": 1e30}, "VALIDATION_ERROR", "longitude")),
    ("send-location", ({"latitude": 0}, "VALIDATION_ERROR", "longitude")),
    (
        "send-location",
        ({"latitude": 0, "longitude": 0, "description": "a" * 1025}, "MESSAGE_TEXT_TOO_LONG", "description"),
    ),
    (
        "send-contact",
        ({"contact": {"name": " ", "phone": "628987654321"}}, "VALIDATION_ERROR", "contact.name"),
    ),
    (
        "send-contact",
        ({"contact": {"name": "a" * 101, "phone": "628987654321"}}, "VALIDATION_ERROR", "contact.name"),
    ),
    ("send-contact", ({"contact": {"name": "J", "phone": "06281"}}, "VALIDATION_ERROR", "contact.phone")),
    ("send-poll", ({"poll": {"question": "?", "options": ["a"]}}, "VALIDATION_ERROR", "poll.options")),
    ("send-poll", ({"poll": {"question": "?", "options": ["a", "a"]}}, "VALIDATION_ERROR", "poll.options")),
    ("send-poll", ({"poll": {"question": "?", "options": ["a", ""]}}, "VALIDATION_ERROR", "poll.options[1]")),
    (
        "send-poll",
        (
            {"poll": {"question": "?", "options": [str(n) for n in range(13)]}},
            "VALIDATION_ERROR",
            "poll.options",
        ),
    ),
    (
        "send-poll",
        ({"poll": {"question": "?", "options": ["a\n", "b"]}}, "VALIDATION_ERROR", "poll.options[0]"),
    ),
    (
        "send-poll",
        (
            {"poll": {"question": "?" * 256, "options": ["a", "b"]}},
            "MESSAGE_TEXT_TOO_LONG",
            "poll.question",
        ),
    ),
    (
        "send-poll",
        (
            {"poll": {"question": "?", "options": ["a", "b"], "selectable": 3}},
            "VALIDATION_ERROR",
            "poll.selectable",
        ),
    ),
    (
        "send-poll",
        (
            {"poll": {"question": "?", "options": ["a", "b"], "selectable": 13}},
            "VALIDATION_ERROR",
            "poll.selectable",
        ),
    ),
    (
        "send-poll",
        (
            {"poll": {"question": "?", "options": ["a", "b"], "selectable": "1"}},
            "VALIDATION_ERROR",
            "poll.selectable",
        ),
    ),
    ("reply", ({"text": "x"}, "VALIDATION_ERROR", "messageId")),
    (
        "reply",
        (
            {"messageId": QUOTED, "text": "x", "options": {"quotedMessageId": QUOTED}},
            "VALIDATION_ERROR",
            "options.quotedMessageId",
        ),
    ),
    ("reply", ({"messageId": QUOTED, "text": "a" * 65_537}, "MESSAGE_TEXT_TOO_LONG", "text")),
    ("forward", ({"messageId": "3EB0"}, "VALIDATION_ERROR", "messageId")),
    (
        "send-text",
        ({"text": "x", "options": {"linkPreview": "no"}}, "VALIDATION_ERROR", "options.linkPreview"),
    ),
    (
        "send-image",
        ({"image": MEDIA, "options": {"linkPreview": True}}, "VALIDATION_ERROR", "options.linkPreview"),
    ),
]


@pytest.mark.parametrize(("action", "case"), FAULTS)
async def test_each_limit_of_a_kind_is_held(
    client: RestClient, session: SessionRecord, action: str, case: tuple[dict[str, Any], str, str]
) -> None:
    body, code, path = case
    answer = await client.post(send_path(session, action), {"chatId": PEER, **body})
    assert (answer.status, answer.error["code"]) == (400, code), answer.body
    assert set(answer.fields) == {path}


async def test_a_file_of_five_megabytes_fits_into_a_body(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    text = "A" * (7 * 1024 * 1024)
    answer = await client.post(
        send_path(session, "send-document"), {"chatId": PEER, "document": {"base64": text}}
    )
    assert answer.status == 200
    [sent] = context.gateway.messages.sent
    assert isinstance(sent.content, Attachment)
    assert sent.content.source == MediaBase64(text=text)


async def test_a_larger_one_does_not(client: RestClient, session: SessionRecord) -> None:
    body = {"chatId": PEER, "document": {"base64": "A" * (7 * 1024 * 1024 + 70_000)}}
    answer = await client.post(send_path(session, "send-document"), body)
    assert (answer.status, answer.error["code"]) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("action", ["send-location", "reply", "send-poll"])
async def test_other_bodies_stay_small(client: RestClient, session: SessionRecord, action: str) -> None:
    answer = await client.post(send_path(session, action), b" " * (1024 * 1024 + 1))
    assert answer.status == 413
