"""A gateway as a process of its own, on both servers: its log keeps no key, and it says goodbye."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.support.rest_client import KEY
from tests.support.served import ServedGateway
from tests.support.socket_client import socket_client


@pytest.mark.parametrize("use", ["hypercorn", "uvicorn"])
async def test_a_key_in_the_address_is_in_no_log_and_sockets_end_with_1001(tmp_path: Path, use: str) -> None:
    simulator = {"control": None, "state_file": str(tmp_path / "simulator.json")}
    gateway = ServedGateway(
        directory=tmp_path,
        config={"engines": [{"use": "simulator", "config": simulator}], "log": {"level": "debug"}},
    )
    transports = [{"use": "rest"}, {"use": "websocket"}]
    gateway.config = {
        **gateway.config,
        "transports": transports,
        "server": {"bind": f"127.0.0.1:{gateway.port}", "use": use},
    }
    try:
        await gateway.start()
        async with socket_client(gateway.url, query=f"?apiKey={KEY}", headers={}) as client:
            assert (await client.subscribe(since=0))["type"] == "subscribed"
            with pytest.raises(aiohttp.WSServerHandshakeError):
                async with socket_client(gateway.url, query=f"?apiKey={KEY}", headers={"X-API-Key": "x"}):
                    pass
            assert gateway.process is not None
            gateway.process.terminate()
            assert await client.until_closed() == 1001
        await gateway.process.wait()  # a second signal would end it at once
        assert await gateway.stop() == 0  # which looks for the key in the log
    finally:
        await gateway.kill()
    assert "Traceback" not in gateway.log.read_text()
