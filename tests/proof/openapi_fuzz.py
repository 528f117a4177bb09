"""Requests by the thousand, good and bad, made from the OpenAPI document and sent to a gateway: nothing is
answered that the document does not say.

`python tests/proof/openapi_fuzz.py [--examples 200] [--seed N]`. Gateway and simulator are processes of their
own; one session is linked, and schemathesis looks with all of its checks. The suite runs a short one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.rest_client import KEY, Phones, RestClient, callers
from tests.support.served import ServedGateway, served_simulator

ME, PEER = "628111111111", "628222222222"
GROUP = {"name": "Fuzzed", "participants": [f"{PEER}@c.us"]}
UNPINNED = frozenset({"other", "left"})
HOOKS = Path(__file__).with_name("openapi_hooks.py")
ROOT = HOOKS.parents[2]
LIMIT_S = 3600.0
ENDS_SESSIONS = ("deleteSession", "logoutSession", "stopSession", "restartSession", "startSession")
"""Not asked of the session that the others need."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """How schemathesis ended, and what it said."""

    code: int
    output: str

    @property
    def cases(self) -> int:
        found = re.search(r"([\d,]+) generated", self.output)
        return int(found[1].replace(",", "")) if found else 0


async def prove(directory: Path, *, examples: int, seed: int = 1, phases: str = "all") -> Run:
    """One run over all operations; a linked session is there for those that need one."""
    async with served_simulator(directory) as simulator:
        gateway = ServedGateway(directory=directory, config=_config(simulator))
        await gateway.start()
        try:
            async with callers(gateway.url, simulator) as (client, phones):
                places = await _prepare(client, phones)
            toml = directory / "schemathesis.toml"
            toml.write_text(_toml(places))
            return await _schemathesis(toml, gateway.url, examples=examples, seed=seed, phases=phases)
        finally:
            await gateway.stop()


def _config(simulator: str) -> dict[str, Any]:
    return {
        "engines": [{"use": "simulator", "config": {"url": simulator}}],
        # Schemathesis shows many wrong keys.
        "auth": [{"use": "api-key", "config": {"failed_attempts_per_minute": 10_000}}],
        "rate_limits": dict.fromkeys(("session", "send", "read", "webhook")),
    }


async def _prepare(client: RestClient, phones: Phones) -> dict[str, str]:
    """A session that is linked, one that is not, and what the places of a path should name."""
    session, other = await client.create("fuzzed", "simulator"), await client.create("ended", "simulator")
    await client.until_status(session, "SCAN_QR")
    qr = await client.data("GET", f"/sessions/{session}/qr")
    await phones.call("POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"})
    await phones.scan(ME, qr["code"])
    await client.until_status(session, "CONNECTED")
    sent = await client.send(session, f"{PEER}@c.us", "hello")
    group, left = [(await client.data("POST", f"/sessions/{session}/groups", GROUP))["id"] for _ in range(2)]
    return {
        "sessionId": session,
        "other": other,
        "left": left,
        "messageId": sent["messageId"],
        "contactId": f"{PEER}@c.us",
        "groupId": group,
        "chatId": f"{PEER}@c.us",
        "phone": PEER,
    }


def _toml(places: dict[str, str]) -> str:
    """The configuration of schemathesis."""
    pinned = "\n".join(f'"path.{name}" = "{text}"' for name, text in places.items() if name not in UNPINNED)
    ended = "\n".join(
        f'[[operations]]\ninclude-operation-id = "{name}"\n'
        f'parameters = {{ "path.sessionId" = "{places["other"]}" }}'
        for name in ENDS_SESSIONS
    )
    return f"""
hooks = {json.dumps(str(HOOKS))}
request-timeout = 30.0

[headers]
X-API-Key = "{KEY}"

[checks]
# Which of 500 and 501 are right is for the hooks to say.
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 500, 501]
positive_data_acceptance.expected-statuses = ["2xx", 400, 401, 403, 404, 409, 413, 500, 501]
# A path that is to be bad names the linked session all the same: what the engine cannot do is 501 then.
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 413, 415, 501]

[parameters]
{pinned}

{ended}

[[operations]]
include-operation-id = "leaveGroup"
parameters = {{ "path.groupId" = "{places["left"]}" }}
"""


async def _schemathesis(config: Path, url: str, *, examples: int, seed: int, phases: str) -> Run:
    chosen = () if phases == "all" else ("--phases", phases)
    process = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "--no-color"),
        *("run", f"{url}/api/docs-json", "--checks", "all", "--max-examples", str(examples)),
        *("--seed", str(seed), "--continue-on-failure", *chosen),
        cwd=config.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Run(code=process.returncode or 0, output=output.decode())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--examples", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default="all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-fuzz-") as folder:
        run = asyncio.run(
            prove(Path(folder), examples=options.examples, seed=options.seed, phases=options.phases)
        )
    print(run.output)
    return run.code


if __name__ == "__main__":
    sys.exit(main())
