"""What a person, a camera and a security policy see of the page."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.support.qr_reader import read_qr
from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn

pytestmark = pytest.mark.browser

PEER_CHAT = f"{PEER}@c.us"


async def test_the_code_on_the_screen_is_the_code_of_wa_js(fresh: StandIn) -> None:
    await fresh.page.wait_for_load_state("networkidle")
    shown = Image.open(io.BytesIO(await fresh.page.screenshot()))
    assert read_qr(shown) == await fresh.qr()


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
