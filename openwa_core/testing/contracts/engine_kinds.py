"""Every kind of message on its way out: what the peer's phone has of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pytest

from openwa_core.testing.contracts.engine_phone_view import PLAIN, view_of
from openwa_core.testing.contracts.engine_rig import fresh_key
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.models.content import (
    ContactCard,
    Content,
    LinkPreview,
    Location,
    MediaKind,
    Poll,
    Text,
)
from openwa_hookspecs.models.messages import SendOutcome

__all__ = ["ALL_KINDS", "EngineKinds", "content_of"]

ALL_KINDS = ("text", "image", "video", "audio", "ptt", "document", "sticker", "location", "contact", "poll")
"""Names of what `content_of` makes."""

_PLACE = Location(latitude=-6.175392, longitude=106.827153, description="Monas\nJakarta")
_POLL = Poll(question="Where to?", options=("Bogor", "Bandung", "Depok"), selectable=2)
_CARD = ContactCard(name="Dewi; Sari, Ltd", phone="628111222333")
_PREVIEW = LinkPreview(
    url="https://example.org/page",
    title="An example",
    description="It explains itself",
    thumbnail=b"\xff\xd8\xff\xe0 a very small picture \xff\xd9",
)

_WITHOUT_A_FILE: Final[Mapping[str, Content]] = MappingProxyType(
    {"location": _PLACE, "contact": _CARD, "poll": _POLL}
)


def content_of(kind: str, talk: Talk) -> Content:
    """Something new of this kind."""
    match kind:
        case "text":
            return Text(text=f"good morning ☀ {fresh_key()}")
        case "ptt":
            return talk.file(MediaKind.AUDIO, ptt=True)
        case "document":
            return talk.file(MediaKind.DOCUMENT, filename="report.pdf")
        case "image" | "video" | "audio" | "sticker":
            return talk.file(MediaKind(kind))
        case _:
            return _WITHOUT_A_FILE[kind]


class EngineKinds:
    async def test_text_with_all_that_belongs_to_it_arrives(self, talk: Talk) -> None:
        question = await talk.says("who is coming?")
        text = "@Ben is ☀\nand *nobody* else"
        await talk.send(Text(text=text), quoted=question.id, mentioned=(talk.chat,))
        arrived = await talk.on_peers_phone()
        assert view_of(arrived) == PLAIN | {
            "text": text,
            "quoted": question.key,
            "mentioned": [talk.chat],
        }

    async def test_preview_of_a_link_arrives_with_its_picture(self, talk: Talk) -> None:
        text = "look: https://example.org/page"
        await talk.send(Text(text=text, preview=_PREVIEW))
        link = (_PREVIEW.url, _PREVIEW.title, _PREVIEW.description, _PREVIEW.thumbnail)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {"text": text, "preview": link}

    async def test_link_without_a_preview_arrives_without_one(self, talk: Talk) -> None:
        await talk.send(Text(text="look: https://example.org/page"))
        assert (await talk.on_peers_phone()).preview is None

    async def test_location_arrives(self, talk: Talk) -> None:
        await talk.send(_PLACE)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "location",
            "text": "Monas\nJakarta",
            "location": (-6.175392, 106.827153),
        }

    async def test_location_without_a_description_arrives(self, talk: Talk) -> None:
        await talk.send(Location(latitude=0.0, longitude=-180.0))
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "location",
            "location": (0.0, -180.0),
        }

    async def test_contact_card_arrives_with_a_name_and_a_number_to_tap_on(self, talk: Talk) -> None:
        await talk.send(_CARD)
        arrived = await talk.on_peers_phone()
        (card,) = arrived.cards
        assert view_of(arrived) == PLAIN | {"type": "vcard", "text": _CARD.name, "cards": [card]}
        assert re.search(r"^FN:Dewi\\?; Sari\\?, Ltd\r?$", card, re.MULTILINE)
        assert re.search(r"^TEL[^:]*\bwaid=628111222333[^:]*:\+?628111222333\r?$", card, re.MULTILINE)

    async def test_poll_arrives_with_its_choices_in_their_order(self, talk: Talk) -> None:
        await talk.send(_POLL)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "poll_creation",
            "text": "Where to?",
            "poll": (["Bogor", "Bandung", "Depok"], 2),
        }

    async def test_poll_with_any_number_of_answers_arrives(self, talk: Talk) -> None:
        await talk.send(Poll(question="What else?", options=("a", "b"), selectable=0))
        assert (await talk.on_peers_phone()).poll == (["a", "b"], 0)

    @pytest.mark.parametrize("kind", ALL_KINDS)
    async def test_every_kind_goes_under_the_chosen_id_once_and_is_found_by_it(
        self, talk: Talk, kind: str
    ) -> None:
        key, content = fresh_key(), content_of(kind, talk)
        first = await talk.send(content, key=key)
        second = await talk.send(content, key=key)
        assert first.message_id == second.message_id == f"true_{talk.chat}_{key}"
        arrived = await talk.world.messages(talk.peer, talk.phone)
        assert [message.key for message in arrived] == [key]
        assert first.wa_timestamp == arrived[0].at
        found = await talk.engine.lookup(key, talk.chat)
        assert found.outcome is SendOutcome.SENT
        assert found.sent is not None
        assert (found.sent.message_id, found.sent.wa_timestamp) == (first.message_id, arrived[0].at)

    @pytest.mark.parametrize("kind", ["image", "ptt", "document", "location", "contact", "poll"])
    async def test_every_kind_can_answer_a_message(self, talk: Talk, kind: str) -> None:
        question = await talk.says("where is it?")
        await talk.send(content_of(kind, talk), quoted=question.id)
        assert (await talk.on_peers_phone()).quoted_key == question.key

    async def test_caption_can_mention_somebody(self, talk: Talk) -> None:
        picture = talk.file(MediaKind.IMAGE, caption="@Ben, look")
        await talk.send(picture, mentioned=(talk.chat,))
        assert list((await talk.on_peers_phone()).mentioned) == [talk.chat]
