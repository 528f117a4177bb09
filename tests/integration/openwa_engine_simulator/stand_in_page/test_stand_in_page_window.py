"""What a person, a camera and a security policy see of the page."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, ViewportSize

from openwa_engine_simulator.server import Simulator
from tests.support.qr_reader import read_qr
from tests.support.simulated_network import RecordingDevice
from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT = f"{PEER}@c.us"
NARROW: ViewportSize = {"width": 380, "height": 740}
KEY = "3EB0A1B2C3D4E5F60718"
# In one go: the window draws its elements anew whenever something happens.
BOX = "(part) => document.querySelector(part).getBoundingClientRect().toJSON()"
CONTRASTS = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255);
  const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map(light);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor.endsWith(', 0)') ? ground(element.parentElement) : backgroundColor;
  };
  const contrast = (element) => {
    const shades = [getComputedStyle(element).color, ground(element)].map(luminance).sort((a, b) => b - a);
    return (shades[0] + 0.05) / (shades[1] + 0.05);
  };
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim()));
  return texts.map((element) => [element.textContent, contrast(element)]);
}"""
READABLE = 4.5
"""The contrast that WCAG 2 asks of a text."""


async def unreadable(page: Page) -> list[str]:
    return [text for text, contrast in await page.evaluate(CONTRASTS) if contrast < READABLE]


async def test_the_code_on_the_screen_is_the_code_of_wa_js(fresh: StandIn) -> None:
    await fresh.page.wait_for_load_state("networkidle")
    shown = Image.open(io.BytesIO(await fresh.page.screenshot()))
    assert read_qr(shown) == await fresh.qr()


async def test_a_browser_keeps_no_scripts_of_another_version(phones: Phones) -> None:
    page = await (await phones.request.get("/")).text()
    [script] = re.findall(r'<script[^>]* src="([^"]+)"', page)
    answer = await phones.request.get(script)
    assert answer.ok
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await phones.request.get("/static/0123456789abcdef/main.js")).status == 404


async def test_a_linked_page_shows_the_account_the_chats_and_the_messages(
    linked: StandIn, phones: Phones
) -> None:
    await phones.act(PEER, "send", to=OWN, text="Hello Anna")
    await linked.send_text(PEER_CHAT, "Hello Budi", "3EB0A1B2C3D4E5F60718")
    await phones.act(PEER, "read", chat=OWN)
    page = linked.page
    await page.locator("#messages li.own", has_text="· read").wait_for()
    assert await page.locator("#account").inner_text() == f"Anna\n+{OWN} · android"
    assert await page.locator("#state").inner_text() == "Connected"
    assert await page.locator("#messages p").all_inner_texts() == ["Hello Anna", "Hello Budi"]
    assert await unreadable(page) == []


async def test_a_narrow_window_shows_the_whole_code(fresh: StandIn) -> None:
    await fresh.page.set_viewport_size(NARROW)
    await fresh.page.wait_for_load_state("networkidle")
    shown = Image.open(io.BytesIO(await fresh.page.screenshot()))
    assert read_qr(shown) == await fresh.qr()


async def test_a_narrow_window_shows_the_chats_and_the_messages(linked: StandIn, phones: Phones) -> None:
    await phones.act(PEER, "send", to=OWN, text="Hello Anna, " * 20)
    await linked.page.set_viewport_size(NARROW)
    for part in ("#account", ".chat", "#messages li"):
        await linked.page.locator(part).wait_for()
        box = await linked.page.evaluate(BOX, part)
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]
        assert box["width"] > NARROW["width"] / 2


async def test_a_quote_is_shown_whoever_wrote_it_and_whenever(
    linked: StandIn, phones: Phones, browser: StandInBrowser, profile: Path
) -> None:
    await linked.send_text(PEER_CHAT, "A question", KEY)
    await phones.act(PEER, "send", to=OWN, text="An answer", quoted=f"false_{OWN}@c.us_{KEY}")
    await linked.page.locator("#messages li.theirs blockquote", has_text="A question").wait_for()
    await linked.send_text(PEER_CHAT, "Once more", f"{KEY}01", quotedMsg=f"true_{PEER_CHAT}_{KEY}")
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        await again.page.locator("#messages li.own blockquote", has_text="A question").wait_for()
        assert await again.page.locator("#messages blockquote").count() == 2


async def test_a_deleted_message_is_named_in_the_list_of_chats(linked: StandIn, phones: Phones) -> None:
    key = (await phones.act(PEER, "send", to=OWN, text="a slip"))["id"]
    await linked.page.locator(".preview", has_text="a slip").wait_for()
    await phones.act(PEER, "revoke", chat=OWN, id=key)
    await linked.page.locator(".preview", has_text="This message was deleted.").wait_for()


async def test_messages_of_every_kind_can_be_seen(linked: StandIn, phones: Phones) -> None:
    page = linked.page
    for kind in ("image", "document", "sticker"):
        await phones.act(PEER, "send-media", to=OWN, kind=kind)
    await phones.act(PEER, "send-location", to=OWN, latitude=1.5, longitude=2.5, description="Office")
    await phones.act(PEER, "send-contacts", to=OWN, cards=[{"name": "Cici", "phone": "6281100000003"}])
    await phones.act(PEER, "send-poll", to=OWN, question="When?", options=["Now", "Later"])
    messages = page.locator("#messages li.theirs")
    await messages.filter(has_text="When?").wait_for()
    await messages.filter(has_text="1.5, 2.5").filter(has_text="Office").wait_for()
    await messages.filter(has_text="Cici").filter(has_text="+6281100000003").wait_for()
    assert await page.locator(".poll li").all_inner_texts() == ["Now", "Later"]
    assert await page.locator("#messages img").count() == 0
    await page.get_by_role("button", name="Picture").click()
    await page.locator("#messages img").wait_for()
    drawn = "(image) => image.decode().then(() => image.naturalWidth)"
    assert await page.locator("#messages img").evaluate(drawn) > 0
    await page.get_by_role("button", name="Document").click()
    await page.locator("#messages a[download='page.pdf']").wait_for()
    assert await unreadable(page) == []


async def test_what_became_of_a_message_can_be_seen(linked: StandIn, phones: Phones) -> None:
    key = (await phones.act(PEER, "send", to=OWN, text="Helo", forwarded=True))["id"]
    await phones.act(PEER, "edit", chat=OWN, id=key, text="Hello")
    await phones.act(PEER, "react", chat=OWN, id=key, emoji="👍")
    await phones.act(OWN, "star", chat=PEER, id=key)
    row = linked.page.locator("#messages li", has_text="Hello")
    await row.filter(has_text="edited · starred").filter(has_text="Forwarded").wait_for()
    await row.get_by_role("img", name="Reactions: 👍").wait_for()
    await phones.act(PEER, "typing", chat=OWN, state="typing")
    await linked.page.locator("article header", has_text="typing …").wait_for()
    await phones.act(OWN, "archive", chat=PEER)
    await linked.page.locator(".preview", has_text="Archived · Hello").wait_for()


async def test_a_group_shows_its_members_and_what_happened(linked: StandIn, phones: Phones) -> None:
    gid = (await phones.act(PEER, "group-make", subject="Friends", participants=[OWN]))["id"]
    await phones.act(PEER, "send", to=gid, text="Hello all")
    await linked.page.locator("article header", has_text="Budi, You").wait_for()
    await linked.page.locator("#messages .notice", has_text="Budi made the group “Friends”.").wait_for()
    await linked.page.locator("#messages li.theirs", has_text="Budi").wait_for()


async def test_what_can_be_done_about_another_client_can_be_read(
    linked: StandIn, simulator: Simulator
) -> None:
    [token] = simulator.network.book.state.links
    RecordingDevice(simulator.network).hello(token)
    await linked.page.get_by_role("button", name="Use here").wait_for()
    assert await unreadable(linked.page) == []


async def test_who_cannot_see_the_page_is_told_the_same(linked: StandIn, phones: Phones) -> None:
    page = linked.page
    await phones.act(PEER, "send", to=OWN, text="Hello Anna")
    await page.get_by_role("status").filter(has_text="Connected").wait_for()
    row = page.get_by_role("navigation", name="Chats").get_by_role("button", name="1 unread")
    await row.wait_for()
    assert await row.get_attribute("aria-current") == "true"
    await page.get_by_role("list", name="Messages with Budi").wait_for()


async def test_the_policy_lets_no_foreign_script_in(fresh: StandIn) -> None:
    refused: list[Any] = await fresh.call(
        """async () => {
          const refused = [];
          document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));
          // In a task of its own: an evaluation by the debugger may use eval itself.
          setTimeout(() => { try { new Function('1')(); } catch (error) { refused.push(error.name); } });
          const script = document.createElement('script');
          script.textContent = 'window.stranger = true';
          document.head.append(script);
          await fetch('http://127.0.0.2:9/').catch(() => undefined);
          await new Promise((resolve) => setTimeout(resolve, 50));
          return [...refused, window.stranger ?? null];
        }"""
    )
    fresh.console_errors.clear()  # the browser writes each refusal to the console: they were wanted
    assert "EvalError" in refused
    assert {"script-src-elem", "connect-src"} <= set(refused)
    assert refused[-1] is None
