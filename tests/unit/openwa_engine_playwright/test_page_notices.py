"""What WhatsApp says in a group of what happened to it, in the gateway's words."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.messages import as_message
from openwa_engine_playwright.notices import as_notice
from openwa_engine_playwright.wire import PageMessage
from openwa_hookspecs.models.groups import GroupAction, GroupNotice
from openwa_hookspecs.models.ids import ChatId, MessageId

GROUP = ChatId("120363000000000001@g.us")
ANN, BEN = ChatId("628111000001@c.us"), ChatId("628111000002@c.us")
GIVEN = {
    "id": f"false_{GROUP}_3EB0AA_{ANN}",
    "chat": GROUP,
    "fromMe": False,
    "from": GROUP,
    "to": "628111000003@c.us",
    "author": "628111000001:7@c.us",
    "type": "gp2",
    "body": "on",
    "t": 1_770_000_100,
}


def _page(about: dict[str, object], **given: object) -> PageMessage:
    return PageMessage.model_validate({**GIVEN, "notice": {"text": "on", **about}, **given})


@pytest.mark.parametrize(
    ("subtype", "action", "text", "is_on"),
    [
        ("create", GroupAction.CREATE, "on", None),
        ("add", GroupAction.ADD, None, None),
        ("invite", GroupAction.INVITE, None, None),
        ("linked_group_join", GroupAction.INVITE, None, None),
        ("remove", GroupAction.REMOVE, None, None),
        ("leave", GroupAction.LEAVE, None, None),
        ("promote", GroupAction.PROMOTE, None, None),
        ("demote", GroupAction.DEMOTE, None, None),
        ("subject", GroupAction.SUBJECT, "on", None),
        ("description", GroupAction.DESCRIPTION, "on", None),
        ("picture", GroupAction.PICTURE, None, None),
        ("announce", GroupAction.ANNOUNCE, None, True),
        ("restrict", GroupAction.RESTRICT, None, True),
        ("ephemeral", GroupAction.OTHER, None, None),
        (None, GroupAction.OTHER, None, None),
    ],
)
def test_every_subtype_has_its_word(
    subtype: str | None, action: GroupAction, text: str | None, is_on: bool | None
) -> None:
    page = _page({"action": subtype, "participants": ["628111000002@s.whatsapp.net"]})
    assert as_message(page) is None
    assert as_notice(page) == GroupNotice(
        id=MessageId(f"false_{GROUP}_3EB0AA_{ANN}"),
        group_id=GROUP,
        action=action,
        wa_timestamp=1_770_000_100,
        author=ANN,
        participants=(BEN,),
        text=text,
        is_on=is_on,
    )


@pytest.mark.parametrize(("text", "is_on"), [("on", True), ("off", False), ("", None), (None, None)])
def test_switch_is_on_or_off_or_nobody_knows(text: str | None, is_on: bool | None) -> None:
    notice = as_notice(_page({"action": "announce", "text": text}))
    assert notice is not None
    assert notice.is_on is is_on


def test_description_that_was_taken_away_is_empty() -> None:
    notice = as_notice(_page({"action": "description", "text": None}))
    assert notice is not None
    assert notice.text == ""


def test_group_itself_and_what_is_nobody_is_no_person() -> None:
    notice = as_notice(_page({"action": "add", "participants": [GROUP, "", "?", BEN]}, author=GROUP))
    assert notice is not None
    assert (notice.author, notice.participants) == (None, (BEN,))


@pytest.mark.parametrize(
    "given",
    [{"t": None}, {"chat": "628222000001@c.us"}, {"chat": "?@g.us"}, {"notice": None}],
    ids=["no time", "no group", "strange group", "no notice"],
)
def test_what_says_nothing_of_a_group_is_no_notice(given: dict[str, object]) -> None:
    assert as_notice(_page({"action": "add", "participants": [BEN]}, **given)) is None
