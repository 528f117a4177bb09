"""Contacts: the list, one, numbers, pictures, blocking."""

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.shapes.contacts import number_view
from tests.unit.openwa_transport_http.rest_client import RestClient

PEER = ChatId("628123456789@c.us")
JOHN = Contact(id=PEER, name="John Doe", push_name="John", is_my_contact=True, lid=ChatId("12345@lid"))


@pytest.fixture(autouse=True)
def known(context: FakeGatewayContext) -> None:
    context.gateway.contacts.stored = {PEER: JOHN}


async def test_contacts_come_in_pages(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/contacts?limit=5")
    assert answer.data == [
        {
            "id": PEER,
            "name": "John Doe",
            "pushName": "John",
            "isMyContact": True,
            "isBlocked": False,
            "isBusiness": False,
            "lid": "12345@lid",
        }
    ]
    assert answer.json["pagination"] == {"page": 1, "limit": 5, "total": 1, "totalPages": 1}


async def test_one_contact_is_shown_as_in_the_list(client: RestClient, session: SessionRecord) -> None:
    [listed] = (await client.get(f"/api/sessions/{session.id}/contacts")).data
    assert (await client.get(f"/api/sessions/{session.id}/contacts/{PEER}")).data == listed


async def test_nobody_is_not_found(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/contacts/628999999999@c.us")
    assert (answer.status, answer.error["code"]) == (404, "CONTACT_NOT_FOUND")


@pytest.mark.parametrize("path", ["", "/profile-picture"])
async def test_what_is_no_id_is_refused_before_any_look_up(
    client: RestClient, context: FakeGatewayContext, path: str
) -> None:
    context.gateway.contacts.error = GatewayError(ErrorCode.INTERNAL_ERROR, "looked up")
    answer = await client.get(f"/api/sessions/sess_1/contacts/john{path}")
    assert (answer.status, answer.error["code"], set(answer.fields)) == (
        400,
        "MESSAGE_INVALID_CHAT_ID",
        {"contactId"},
    )


@pytest.mark.parametrize("phone", ["628123456789", "+628123456789", "%2B628123456789"])
async def test_a_number_is_checked_with_and_without_its_plus(
    client: RestClient, session: SessionRecord, phone: str
) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/contacts/check/{phone}")
    assert answer.data == {"exists": True, "chatId": PEER}


def test_the_hidden_id_of_a_number_goes_along() -> None:
    check = NumberCheck(exists=True, chat_id=PEER, lid=ChatId("12345@lid"))
    assert number_view(check) == {"exists": True, "chatId": PEER, "lid": "12345@lid"}


@pytest.mark.parametrize("phone", ["0628123456789", "12345", "6281234567890123", "john", "62-812"])
async def test_what_is_no_number_is_refused(client: RestClient, session: SessionRecord, phone: str) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/contacts/check/{phone}")
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, "VALIDATION_ERROR", {"phone"})


async def test_the_picture_is_a_url(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/contacts/{PEER}/profile-picture")
    assert answer.data == {"url": "https://pps.example.com/picture.jpg"}


@pytest.mark.parametrize("change", ["block", "unblock"])
async def test_a_person_is_blocked_and_unblocked(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext, change: str
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/contacts/{PEER}/{change}")
    assert (answer.status, answer.data) == (200, {"message": f"Contact {change}ed"})
    assert context.gateway.contacts.done == [(change, PEER)]


@pytest.mark.parametrize(
    ("change", "code"), [("block", "CONTACT_BLOCKED"), ("unblock", "CONTACT_NOT_BLOCKED")]
)
async def test_what_is_so_already_is_400(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext, change: str, code: str
) -> None:
    context.gateway.contacts.error = GatewayError(ErrorCode(code), "is so already")
    answer = await client.post(f"/api/sessions/{session.id}/contacts/{PEER}/{change}")
    assert (answer.status, answer.error["code"]) == (400, code)
