"""The engine's script in a page that is none: Node, with a `WPP` that the test makes up.

For what the stand-in cannot show, such as answers that WhatsApp has never given yet.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Final, TypeAlias

import playwright

from openwa_engine_playwright.script import page_script

__all__ = ["FromPage", "in_page"]

FromPage: TypeAlias = Any
"""Whatever JSON a script of the test gives."""

_NODE: Final = Path(playwright.__file__).parent / "driver" / "node"
_LIMIT_S: Final = 30.0
_PAGE: Final = """
globalThis.window = globalThis.self = globalThis.top = globalThis;
globalThis.location = { host: 'web.whatsapp.test' };
globalThis.document = { querySelectorAll: () => [] };
const told = [];
window.__gatewayTell = async (text) => void told.push(...JSON.parse(text).facts);
const call = async (name, argument = {}) =>
  JSON.parse(await window.__gatewayCall(name, JSON.stringify(argument)));
const settled = () => new Promise((resume) => setTimeout(resume, 50));
"""


async def in_page(wpp: str, script: str) -> FromPage:
    """What `script` returns, the body of an async function, with `wpp` in place of the bundle.

    It has `call(name, argument)`, which gives the answer of the bridge, and `told`, the facts that it told.
    """
    source = "\n".join(
        (
            _PAGE,
            page_script(wpp, device_name="Tests"),
            f"(async () => {{ {script} }})()",
            "  .then((value) => process.stdout.write(JSON.stringify(value ?? null), () => process.exit(0)));",
        )
    )
    process = await asyncio.create_subprocess_exec(
        _NODE, "-", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(_LIMIT_S):
        output, _ = await process.communicate(source.encode())
    assert process.returncode == 0
    return json.loads(output)
