"""Reactions in what the gateway answers, whatever id the chat goes by and however old the message is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.every_event import ME, PEER, PEER_CHAT, Life, a_life
from tests.support.rest_client import KEY
from tests.support.waiting import until


@pytest.fixture(params=["simulator", pytest.param("playwright", marks=pytest.mark.browser)])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    if request.param == "playwright":
        request.getfixturevalue("chromium_path")
        request.getfixturevalue("wa_js_bundle")
    name: str = request.param
    return name


async def until_shown(life: Life, message_id: str, emoji: list[str]) -> None:
    """Wait until it has these, asked for alone and in the history, where it stands once."""
    key = message_id.split("_")[2]

    async def are_there() -> bool:
        one = await life.client.data("GET", f"/sessions/{life.session}/messages/{message_id}")
        [listed] = [each for each in await life.client.history(life.session, PEER_CHAT) if key in each["id"]]
        return [_emoji_of(one), _emoji_of(listed)] == [emoji, emoji]

    await until(are_there)


def _emoji_of(message: dict[str, Any]) -> list[str]:
    return [reaction["emoji"] for reaction in message.get("reactions", ())]


async def react(life: Life, message_id: str, emoji: str) -> tuple[int, Any]:
    body = {"messageId": message_id, "emoji": emoji}
    return await life.client.call("POST", f"/sessions/{life.session}/messages/react", body)


async def test_reactions_of_both_sides_are_shown_and_taken_back(engine: str, tmp_path: Path) -> None:
    async with a_life(engine, tmp_path) as life:
        await life.links()
        key = await life.world.sends(PEER, ME, "Hello!")
        await life.told("message.received")
        message = f"false_{PEER_CHAT}_{key}"
        await life.world.reacts(PEER, ME, key, "👍")
        await until_shown(life, message, ["👍"])
        assert (await react(life, message, "👩🏽‍🚀"))[0] == 200
        await until_shown(life, message, ["👍", "👩🏽‍🚀"])
        for text in ("hello", "👍👍", "1", " 👍"):
            status, answer = await react(life, message, text)
            assert (status, answer["error"]["code"]) == (400, "VALIDATION_ERROR")
            assert [fault["path"] for fault in answer["error"]["details"]["fields"]] == ["emoji"]
        assert (await react(life, message, ""))[0] == 200
        await until_shown(life, message, ["👍"])


async def test_reactions_to_what_is_older_than_the_link_or_the_lid_are_shown(
    engine: str, tmp_path: Path
) -> None:
    async with a_life(engine, tmp_path) as life:
        await life.world.has_phone(ME, push_name="Ann")
        await life.world.has_phone(PEER, push_name="John")
        key = await life.world.sends(PEER, ME, "before the link")
        await life.links()
        new = await life.world.sends(PEER, ME, "after the link")
        await life.world.reacts(PEER, ME, new, "😀")
        await life.told("message.reaction")  # from here on a new page hears of them
        await life.world.reacts(PEER, ME, key, "😀")
        await until_shown(life, f"false_{PEER_CHAT}_{key}", ["😀"])
        own = (await life.client.send(life.session, PEER_CHAT, "before the LID"))["messageId"]
        await life.world.goes_by_lid(PEER)
        await life.world.reacts(PEER, ME, own.split("_")[2], "👀")
        await until_shown(life, own, ["👀"])
        later = (await life.client.send(life.session, PEER_CHAT, "after the LID"))["messageId"]
        await life.world.reacts(PEER, ME, later.split("_")[2], "🙏")
        await until_shown(life, later, ["🙏"])
        assert later.startswith(f"true_{PEER_CHAT}_")
