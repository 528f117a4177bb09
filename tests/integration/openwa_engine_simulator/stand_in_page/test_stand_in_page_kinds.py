"""Messages that are neither text nor file, as wa-js sends and sees them: places, cards, polls."""

from typing import Any, Final

import pytest

from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
THIRD: Final = "6281100000003"
KEY: Final = "3EB0A1B2C3D4E5F60718"
ID: Final = f"true_{PEER_CHAT}_{KEY}"


async def call(page: StandIn, script: str, *args: object) -> Any:  # noqa: ANN401
    """Calls `script(chat, options, …)` and gives what the bundle says of the sending."""
    options = {"messageId": ID, "markIsRead": False}
    return await page.call(f"(args) => ({script})(...args)", PEER_CHAT, options, *args)


async def got(phones: Phones) -> dict[str, Any]:
    [message] = await phones.messages(PEER, OWN)
    return message


async def received(page: StandIn, phones: Phones, action: str, fields: str, **body: object) -> Any:  # noqa: ANN401
    """Attributes of the message that comes in when the peer does this."""
    sent = await phones.act(PEER, action, to=OWN, **body)
    whole = f"false_{PEER_CHAT}_{sent['id']}"
    await page.event("chat.new_message", lambda args: args[0]["id"] == whole)
    return await page.call(
        f"([id]) => WPP.chat.getMessageById(id).then(({fields}) => [{fields[1:-1]}])", whole
    )


async def test_a_place_goes_out_with_its_name_and_address(linked: StandIn, phones: Phones) -> None:
    place = {"lat": -6.2, "lng": 106.8, "name": "Office", "address": "1 Street"}
    sent = await call(
        linked, "(chat, o, place) => WPP.chat.sendLocationMessage(chat, {...o, ...place})", place
    )
    assert (sent["id"], sent["ack"]) == (ID, 1)
    message = await got(phones)
    assert (message["type"], message["body"]) == ("location", "Office\n1 Street")
    assert message["enclosed"] == {"kind": "place", "latitude": -6.2, "longitude": 106.8}


async def test_a_place_comes_in(linked: StandIn, phones: Phones) -> None:
    seen = await received(
        linked,
        phones,
        "send-location",
        "{type, lat, lng, loc}",
        latitude=1.5,
        longitude=2.5,
        description="Here",
    )
    assert seen == ["location", 1.5, 2.5, "Here"]


async def test_a_card_of_somebody_goes_out(linked: StandIn, phones: Phones) -> None:
    person = {"id": f"{THIRD}@c.us", "name": "Cici, the third"}
    await call(linked, "(chat, o, who) => WPP.chat.sendVCardContactMessage(chat, who, o)", person)
    message = await got(phones)
    assert (message["type"], message["body"]) == ("vcard", "Cici, the third")
    [card] = message["enclosed"]["cards"]
    assert card["name"] == "Cici, the third"
    assert "FN:Cici\\, the third" in card["vcard"].splitlines()
    assert f"TEL;type=CELL;waid={THIRD}:+{THIRD}" in card["vcard"].splitlines()


async def test_several_cards_go_out_as_one_message(linked: StandIn, phones: Phones) -> None:
    people = [{"id": f"{THIRD}@c.us", "name": "Cici"}, {"id": f"{OWN}@c.us", "name": "Anna"}]
    await call(linked, "(chat, o, who) => WPP.chat.sendVCardContactMessage(chat, who, o)", people)
    message = await got(phones)
    assert message["type"] == "multi_vcard"
    assert [card["name"] for card in message["enclosed"]["cards"]] == ["Cici", "Anna"]


async def test_a_card_comes_in(linked: StandIn, phones: Phones) -> None:
    cards = [{"name": "Cici", "phone": THIRD}]
    kind, name, text = await received(
        linked, phones, "send-contacts", "{type, vcardFormattedName, body}", cards=cards
    )
    assert (kind, name) == ("vcard", "Cici")
    assert text.startswith("BEGIN:VCARD")


async def test_several_cards_come_in(linked: StandIn, phones: Phones) -> None:
    cards = [{"name": "Cici", "phone": THIRD}, {"name": "Anna", "phone": OWN}]
    kind, found = await received(linked, phones, "send-contacts", "{type, vcardList}", cards=cards)
    assert (kind, [card["displayName"] for card in found]) == ("multi_vcard", ["Cici", "Anna"])


@pytest.mark.parametrize("selectable", [0, 1])
async def test_a_poll_goes_out(linked: StandIn, phones: Phones, selectable: int) -> None:
    script = """(chat, o, n) =>
      WPP.chat.sendCreatePollMessage(chat, 'When?', ['Now', 'Later'], {...o, selectableCount: n})"""
    sent = await call(linked, script, selectable)
    assert (sent["id"], sent["ack"]) == (ID, 1)
    message = await got(phones)
    assert (message["type"], message["body"]) == ("poll_creation", "When?")
    assert message["enclosed"] == {"kind": "poll", "options": ["Now", "Later"], "selectable": selectable}


async def test_a_poll_comes_in(linked: StandIn, phones: Phones) -> None:
    kind, name, options, count = await received(
        linked,
        phones,
        "send-poll",
        "{type, pollName, pollOptions, pollSelectableOptionsCount}",
        question="When?",
        options=["Now", "Later"],
        selectable=2,
    )
    assert (kind, name, count) == ("poll_creation", "When?", 2)
    assert options == [{"name": "Now", "localId": 0}, {"name": "Later", "localId": 1}]
