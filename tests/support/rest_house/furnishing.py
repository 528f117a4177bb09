"""What is in the main gateway before the tests begin: sessions in every state, messages, groups, keys."""

from __future__ import annotations

from typing import Final

from tests.support.rest_client import KEY, Phones, RestClient
from tests.support.rest_house.gateways import LARGEST_FILE
from tests.support.rest_house.orders import KNOWN_PEOPLE, PEER, PLANTED, order
from tests.support.waiting import until

__all__ = ["furnish", "wayward_session"]

_ME: Final = "628111111111"
_PEERS_PHONE: Final = PEER.partition("@")[0]
_TEXTS: Final = ("own-text", "doomed", "revoked")


async def furnish(
    client: RestClient, phones: Phones, *, engine: str = "simulator"
) -> tuple[dict[str, str], dict[str, str]]:
    """Ids of sessions and of everything else by what they are. `engine` drives those in which the phones of
    others matter: `ready`, `ended`, `banned`."""
    for person in (PEER, *KNOWN_PEOPLE):
        await phones.call("POST", "/phones", {"number": person.partition("@")[0]})
    sessions = await _states(client, phones, engine)
    ready = sessions["ready"]
    for person in KNOWN_PEOPLE[1:]:
        await client.data("POST", f"/sessions/{ready}/contacts/{person}/block")
    known = await _messages(client, phones, ready) | await _groups(client, phones, ready)
    known |= await _webhooks(client, ready)
    known |= await _batches(client, ready)
    viewer = await client.data("POST", "/keys", {"name": "viewer", "role": "viewer"})
    operator = await client.data("POST", "/keys", {"name": "operator", "role": "operator"})
    doomed = await client.data("POST", "/keys", {"name": "doomed", "role": "viewer"})
    keys = {"viewer": viewer["key"], "operator": operator["key"], "admin": KEY, "key": doomed["id"]}
    return sessions, known | keys


async def _states(client: RestClient, phones: Phones, engine: str) -> dict[str, str]:
    """A session in every state."""
    sessions = {
        "ready": await _linked(client, phones, "ready", _ME, engine),
        "ended": await _linked(client, phones, "ended", "628100000003", engine),
        "banned": await _linked(client, phones, "banned", "628100000004", engine),
        "leaving": await _linked(client, phones, "leaving", "628100000001"),
        "lost": await _linked(client, phones, "lost", "628100000002"),
        "linking": await client.create("linking", "simulator"),
        "spare": await client.create("spare", "simulator"),
        "stopped": await client.create("stopped", "simulator"),
        "expired": await client.create("expired", "hasty"),
        "refused": await _turned_away(client, phones, "628100000005"),
        "bare": await client.create("bare", "bare"),
    }
    for mode in ("boots", "breaks", "refuses", "shows", "without-window"):
        sessions[mode] = await wayward_session(client, mode, mode)
    await client.data("POST", f"/sessions/{sessions['stopped']}/stop")
    await phones.call("POST", "/switches", {"number": "628100000002", "dropForMs": 600_000})
    await phones.call("POST", "/phones/628100000003/unlink", {})
    await phones.call("POST", "/phones/628100000004/ban", {})
    for name in ("lost", "ended", "banned", "expired", "refused"):
        await client.until_status(sessions[name], "DISCONNECTED")
    for name in ("bare", "breaks", "refuses", "without-window"):
        await client.until_status(sessions[name], "CONNECTED")
    for name in ("linking", "shows"):
        await client.until_status(sessions[name], "SCAN_QR")
    return sessions


async def _linked(
    client: RestClient, phones: Phones, name: str, number: str, engine: str = "simulator"
) -> str:
    session = await client.create(name, engine)
    await _scanned(client, phones, session, number)
    await client.until_status(session, "CONNECTED")
    return session


async def _turned_away(client: RestClient, phones: Phones, number: str) -> str:
    """Its phone scans, and WhatsApp takes the device not in."""
    await phones.call("POST", "/switches", {"number": number, "authFails": True})
    session = await client.create("refused", "simulator")
    await _scanned(client, phones, session, number)
    return session


async def _scanned(client: RestClient, phones: Phones, session: str, number: str) -> None:
    await client.until_status(session, "SCAN_QR")
    await phones.scan(number, (await client.data("GET", f"/sessions/{session}/qr"))["code"])


async def wayward_session(client: RestClient, name: str, mode: str) -> str:
    proxy = {"server": "http://127.0.0.1:9", "username": "me", "password": PLANTED["proxy-password"]}
    body = {"name": name, "engine": "wayward", "config": {"mode": mode}, "proxy": proxy}
    session: str = (await client.data("POST", "/sessions", body))["id"]
    return session


async def _messages(client: RestClient, phones: Phones, session: str) -> dict[str, str]:
    known = {name: (await client.send(session, PEER, name))["messageId"] for name in _TEXTS}
    key = await phones.send(_PEERS_PHONE, _ME, PLANTED["incoming"])
    known["their-text"] = f"false_{PEER}_{key}"
    messages = f"/sessions/{session}/messages"
    revoked = {"messageId": known["revoked"], "forEveryone": True}
    await client.data("POST", f"{messages}/delete", revoked)
    picture = await client.data("POST", f"{messages}/send-image", order("sendImage", known))
    known["picture"] = picture["messageId"]
    known["large-file"] = await _large_file(phones)

    async def arrived() -> bool:
        status, _ = await client.call("GET", f"{messages}/{known['large-file']}")
        return status == 200

    await until(arrived)
    return known


async def _large_file(phones: Phones) -> str:
    """The peer sends one that is larger than the gateway takes."""
    async with phones.http.post(f"{phones.base}/media", data=bytes(LARGEST_FILE + 1)) as answer:
        file = (await answer.json())["id"]
    body = {"to": _ME, "kind": "document", "media": file}
    sent = await phones.call("POST", f"/phones/{_PEERS_PHONE}/send-media", body)
    return f"false_{PEER}_{sent['id']}"


async def _groups(client: RestClient, phones: Phones, session: str) -> dict[str, str]:
    """Two of ours, one in which we have no say, the door to another, and one that is closed to us."""
    known = {}
    for name in ("own-group", "left-group"):
        body = {"name": name, "participants": [PEER]}
        known[name] = (await client.data("POST", f"/sessions/{session}/groups", body))["id"]
    for name, members in (("ruled", [_ME]), ("open", []), ("closed", [])):
        made = {"subject": name, "participants": members}
        known[name] = (await phones.call("POST", f"/phones/{_PEERS_PHONE}/group-make", made))["id"]
    for rule in ("restrict", "announce"):
        fact = {"group": known["ruled"], "rule": rule, "on": True}
        await phones.call("POST", f"/phones/{_PEERS_PHONE}/group-rule", fact)
    key = await phones.send(_PEERS_PHONE, known["ruled"], "what I say here stays")
    known["ruled-text"] = f"false_{known['ruled']}_{key}_{PEER}"
    invite = await phones.call("POST", f"/phones/{_PEERS_PHONE}/group-invite", {"group": known["open"]})
    return {**known, "invite": invite["code"]}


async def _webhooks(client: RestClient, session: str) -> dict[str, str]:
    """Three whose receiver is the gateway itself, which takes none of it. One has been told of a message."""
    path = f"/sessions/{session}/webhooks"
    known = {"receiver": f"{client.base}/health"}
    for name in ("webhook", "other-webhook", "doomed-webhook"):
        body = {
            "url": f"{known['receiver']}?for={name}",
            "events": ["message.sent"],
            "secret": PLANTED["secret"],
        }
        known[name] = (await client.data("POST", path, body))["id"]
    await client.send(session, PEER, "told to nobody")
    log = f"{path}/{known['webhook']}/deliveries"

    async def told() -> bool:
        return bool(await client.data("GET", log))

    await until(told)
    for name in ("webhook", "other-webhook", "doomed-webhook"):
        await client.data("PUT", f"{path}/{known[name]}", {"events": ["session.qr"]})
    return known | {"delivery": (await client.data("GET", log))[0]["id"]}


async def _batches(client: RestClient, session: str) -> dict[str, str]:
    """One that has ended, and one that runs for as long as the house stands."""
    path = f"/sessions/{session}/messages"
    message = {"chatId": PEER, "type": "text", "content": {"text": PLANTED["text"]}}
    short = {"batchId": "ended-batch", "messages": [message]}
    long = {
        "batchId": "running-batch",
        "messages": [message] * 3,
        "options": {"delayBetweenMessages": 3_600_000},
    }
    for body in (short, long):
        await client.data("POST", f"{path}/send-bulk", body)

    async def ended() -> bool:
        batch = await client.data("GET", f"{path}/batch/ended-batch")
        return bool(batch["status"] == "completed")

    await until(ended)
    return {"batch": "ended-batch", "running-batch": "running-batch"}
