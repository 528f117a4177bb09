"""Groups: the list, one, its members, its name, its invitation."""

from typing import Any

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_core.testing.fakes.sessions import START
from openwa_hookspecs.errors import ErrorCode, NotGroupAdminError
from openwa_hookspecs.models.groups import Group, Participant, ParticipantResult
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.shapes.groups import result_views
from tests.unit.openwa_transport_http.rest_client import RestClient

OWNER = ChatId("628123456789@c.us")
OTHER = ChatId("628987654321@c.us")
FAMILY = ChatId("628123456789-1234567890@g.us")
SUMMARY = {
    "id": FAMILY,
    "name": "Family Group",
    "description": "Family chat",
    "participantsCount": 2,
    "createdAt": "2026-01-01T00:00:00.000Z",
}


@pytest.fixture(autouse=True)
def family(context: FakeGatewayContext) -> None:
    context.gateway.groups.stored[FAMILY] = Group(
        id=FAMILY,
        name="Family Group",
        description="Family chat",
        owner=OWNER,
        created_at=START,
        participants=(
            Participant(id=OWNER, is_admin=True, is_super_admin=True),
            Participant(id=OTHER, lid=ChatId("12345@lid")),
        ),
    )


async def test_groups_come_in_pages_without_their_members(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/groups")
    assert answer.data == [SUMMARY]
    assert answer.json["pagination"]["total"] == 1


async def test_one_group_shows_its_members(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/groups/{FAMILY}")
    assert answer.data == SUMMARY | {
        "owner": OWNER,
        "participants": [
            {"id": OWNER, "isAdmin": True, "isSuperAdmin": True},
            {"id": OTHER, "isAdmin": False, "isSuperAdmin": False, "lid": "12345@lid"},
        ],
    }


async def test_a_group_is_made_with_a_result_for_each_participant(
    client: RestClient, session: SessionRecord
) -> None:
    body = {"name": "New Group", "participants": [OWNER, OTHER]}
    answer = await client.post(f"/api/sessions/{session.id}/groups", body)
    assert answer.status == 201
    assert (answer.data["name"], answer.data["participantsCount"]) == ("New Group", 2)
    assert answer.data["results"] == [{"id": OWNER, "status": "done"}, {"id": OTHER, "status": "done"}]


def test_a_result_that_failed_says_why() -> None:
    views = result_views(
        [
            ParticipantResult(id=OWNER, code=ErrorCode.GROUP_PARTICIPANT_EXISTS, message="is there"),
            ParticipantResult(id=OTHER, code=ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
        ]
    )
    assert views == [
        {
            "id": OWNER,
            "status": "failed",
            "error": {"code": "GROUP_PARTICIPANT_EXISTS", "message": "is there"},
        },
        {
            "id": OTHER,
            "status": "failed",
            "error": {"code": "GROUP_PARTICIPANT_NOT_FOUND", "message": "could not be done"},
        },
    ]


@pytest.mark.parametrize("change", ["add", "remove", "promote", "demote"])
async def test_members_are_changed(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext, change: str
) -> None:
    path = f"/api/sessions/{session.id}/groups/{FAMILY}/participants/{change}"
    answer = await client.post(path, {"participants": [OTHER, "12345@lid"]})
    assert answer.data == [{"id": OTHER, "status": "done"}, {"id": "12345@lid", "status": "done"}]
    assert context.gateway.groups.done == [(change, FAMILY, OTHER, "12345@lid")]


async def test_every_route_of_members_is_there(client: RestClient, session: SessionRecord) -> None:
    body = {"participants": [OTHER]}
    for path in (
        f"/api/sessions/{session.id}/groups/{FAMILY}/participants/add",
        f"/api/sessions/{session.id}/groups/{FAMILY}/participants/remove",
        f"/api/sessions/{session.id}/groups/{FAMILY}/participants/promote",
        f"/api/sessions/{session.id}/groups/{FAMILY}/participants/demote",
    ):
        assert (await client.post(path, body)).status == 200


async def test_subject_and_description_are_set(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    path = f"/api/sessions/{session.id}/groups/{FAMILY}"
    subject = await client.call("PUT", f"{path}/subject", {"subject": "Friends"})
    description = await client.call("PUT", f"{path}/description", {"description": ""})
    assert (subject.status, description.status) == (200, 200)
    group = context.gateway.groups.stored[FAMILY]
    assert (group.name, group.description) == ("Friends", "")


async def test_the_invite_code_is_shown_and_revoked(client: RestClient, session: SessionRecord) -> None:
    shown = await client.get(f"/api/sessions/{session.id}/groups/{FAMILY}/invite-code")
    assert shown.data == {
        "code": "AbCdEfGhIjKlMnOpQrStUv",
        "link": "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
    }
    renewed = await client.post(f"/api/sessions/{session.id}/groups/{FAMILY}/invite-code/revoke")
    assert renewed.data["code"] == "BcDeFgHiJkLmNoPqRsTuVw"


async def test_a_group_is_joined_and_left(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    link = "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"
    joined = await client.post(f"/api/sessions/{session.id}/groups/join", {"code": link})
    assert joined.data == {"groupId": "120363000000000099@g.us"}
    assert context.gateway.groups.done == [("join", link)]
    left = await client.post(f"/api/sessions/{session.id}/groups/{FAMILY}/leave")
    assert left.data == {"message": "Group left"}
    assert FAMILY not in context.gateway.groups.stored


async def test_a_group_that_is_not_there_is_not_found(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/groups/120363000000000001@g.us")
    assert (answer.status, answer.error["code"]) == (404, "GROUP_NOT_FOUND")


async def test_what_is_no_id_is_refused(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/groups/family")
    assert (answer.status, answer.error["code"]) == (400, "MESSAGE_INVALID_CHAT_ID")
    assert set(answer.fields) == {"groupId"}


async def test_only_admins_may(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.groups.error = NotGroupAdminError(FAMILY)
    answer = await client.post(f"/api/sessions/{session.id}/groups/{FAMILY}/leave")
    assert (answer.status, answer.error["code"]) == (403, "GROUP_NOT_ADMIN")


@pytest.mark.parametrize(
    "case",
    [
        ("POST", "", {"name": "a" * 101, "participants": [OWNER]}, "GROUP_NAME_TOO_LONG", "name"),
        ("POST", "", {"name": " ", "participants": [OWNER]}, "VALIDATION_ERROR", "name"),
        ("POST", "", {"name": "x", "participants": []}, "VALIDATION_ERROR", "participants"),
        ("POST", "", {"name": "x", "participants": [OWNER, OWNER]}, "VALIDATION_ERROR", "participants"),
        ("POST", "", {"name": "x", "participants": [FAMILY]}, "MESSAGE_INVALID_CHAT_ID", "participants[0]"),
        (
            "POST",
            "",
            {"name": "x", "participants": [f"6281{n:08}@c.us" for n in range(1025)]},
            "VALIDATION_ERROR",
            "participants",
        ),
        ("POST", f"/{FAMILY}/participants/add", {}, "VALIDATION_ERROR", "participants"),
        ("PUT", f"/{FAMILY}/subject", {"subject": "👋" * 101}, "GROUP_NAME_TOO_LONG", "subject"),
        ("PUT", f"/{FAMILY}/description", {"description": "a" * 2049}, "VALIDATION_ERROR", "description"),
        ("POST", "/join", {"code": ""}, "VALIDATION_ERROR", "code"),
        ("POST", "/join", {"code": "a" * 201}, "VALIDATION_ERROR", "code"),
    ],
)
async def test_each_fault_is_named(
    client: RestClient,
    session: SessionRecord,
    case: tuple[str, str, dict[str, Any], str, str],
) -> None:
    method, path, body, code, fault = case
    answer = await client.call(method, f"/api/sessions/{session.id}/groups{path}", body)
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, code, {fault})
