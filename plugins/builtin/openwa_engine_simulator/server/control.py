"""The control API: what a test or a demo does with the phones, as HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isawaitable
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from quart import Blueprint, Response, request

from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.frames import Chat, Contact, Group, WireMessage
from openwa_engine_simulator.network.ids import NUMBER_PATTERN, Number
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.switches import Fault
from openwa_engine_simulator.server import bodies
from openwa_engine_simulator.server.actions import ACTIONS, JsonObject, full_chat
from openwa_engine_simulator.server.answers import json_answer

__all__ = ["control_api"]

Model = TypeVar("Model", bound=BaseModel)

_NUMBER: Final = TypeAdapter(Annotated[str, Field(pattern=NUMBER_PATTERN)])
_PLACE: Final = TypeAdapter(Annotated[int, Field(ge=0, lt=2**53)])
_LIMIT: Final = TypeAdapter(Annotated[int, Field(ge=1, le=10_000)])
_LATER: Final = ConfigDict(defer_build=True)
_MESSAGES: Final = TypeAdapter(list[WireMessage], config=_LATER)
_CHATS: Final = TypeAdapter(list[Chat], config=_LATER)
_CONTACTS: Final = TypeAdapter(list[Contact], config=_LATER)
_GROUPS: Final = TypeAdapter(list[Group], config=_LATER)
_DEFAULT_LIMIT: Final = "1000"


def control_api(network: Network) -> Blueprint:
    """`/control/…` over this network."""
    api = Blueprint("control", __name__, url_prefix="/control")
    _add_phones(api, network)
    _add_looks(api, network)
    _add_network(api, network)

    @api.after_request
    async def close_connection(answer: Response) -> Response:
        """Control calls are few, and an idle connection would hold up the end of the server."""
        answer.headers["Connection"] = "close"
        return answer

    return api


def _add_phones(api: Blueprint, network: Network) -> None:
    @api.post("/phones")
    async def save_phone() -> Response:
        body = await _body(bodies.Phone)
        phones = network.phones
        account = phones.save(
            Number(body.number),
            push_name=body.push_name,
            platform=body.platform,
            is_business=body.business,
        )
        return json_answer(_phone(network, account))

    @api.get("/phones/<number>/messages")
    async def messages(number: str) -> Response:
        chat = bodies.ChatOnly.model_validate({"chat": request.args.get("chat", "")}).chat
        limit = _LIMIT.validate_strings(request.args.get("limit", _DEFAULT_LIMIT))
        found = network.phones.messages(_number(number), full_chat(chat), limit)
        return json_answer(_MESSAGES.dump_python(list(found), mode="json"))

    @api.post("/phones/<number>/<action>")
    async def act(number: str, action: str) -> Response:
        wanted = ACTIONS.get(action)
        if wanted is None:
            raise not_found(f"the action {action}")
        done = wanted.run(network, _number(number), await _body(wanted.body))
        return json_answer(await done if isawaitable(done) else done)


def _add_looks(api: Blueprint, network: Network) -> None:
    """What a phone's owner sees."""
    listings = network.office.listings

    @api.get("/phones/<number>/chats")
    async def chats(number: str) -> Response:
        found = listings.chats(network.phones.account(_number(number)).number)
        return json_answer(_CHATS.dump_python(list(found), mode="json"))

    @api.get("/phones/<number>/contacts")
    async def contacts(number: str) -> Response:
        found = listings.contacts(network.phones.account(_number(number)).number)
        return json_answer(_CONTACTS.dump_python(list(found), mode="json"))

    @api.get("/phones/<number>/groups")
    async def groups(number: str) -> Response:
        found = listings.groups(network.phones.account(_number(number)).number)
        return json_answer(_GROUPS.dump_python(list(found), mode="json"))

    @api.get("/phones/<number>/presence")
    async def presence(number: str) -> Response:
        chat = bodies.ChatOnly.model_validate({"chat": request.args.get("chat", "")}).chat
        seen = network.office.chats.presence(_number(number), full_chat(chat))
        if seen is None:
            return json_answer(None)
        return json_answer({"number": seen.number, "state": seen.state, "at": seen.at})


def _add_network(api: Blueprint, network: Network) -> None:
    @api.get("/state")
    async def state() -> Response:
        return json_answer(_state(network))

    @api.post("/switches")
    async def switches() -> Response:
        body = await _body(bodies.SwitchSet)
        fault = Fault(
            delay_s=body.delay_ms / 1000,
            fail=body.fail,
            silent=body.silent,
            ciphertext_s=body.ciphertext_ms / 1000,
            auth_fails=body.auth_fails,
            keeps_out_of_groups=body.keeps_out_of_groups,
            max_file_bytes=body.max_file_bytes,
        )
        number = None if body.number is None else Number(body.number)
        network.throw(number, fault, cut_s=body.drop_for_ms / 1000)
        return json_answer({"ok": True})

    @api.get("/log")
    async def log() -> Response:
        since = _PLACE.validate_strings(request.args.get("since", "0"))
        limit = _LIMIT.validate_strings(request.args.get("limit", _DEFAULT_LIMIT))
        return json_answer(list(_log(network, since, limit)))


async def _body(model: type[Model]) -> Model:
    """The request's body, whatever its content type says (a bare `curl -d` says form); empty means {}."""
    return model.model_validate_json(await request.get_data(as_text=False) or b"{}")


def _number(text: str) -> Number:
    return Number(_NUMBER.validate_python(text))


def _state(network: Network) -> JsonObject:
    state = network.book.state
    return {
        "phones": [_phone(network, account) for account in state.accounts.values()],
        "qr": list(network.lobby.showing()),
        "log": len(state.log),
    }


def _phone(network: Network, account: Account) -> JsonObject:
    ban = account.ban_at(network.book.timers.now())
    return {
        "number": account.number,
        "pushName": account.push_name,
        "platform": account.platform,
        "lid": account.lid,
        "receive": account.receipts,
        "addressing": account.addressing,
        "business": account.is_business,
        "picture": account.picture,
        "banned": None if ban is None else ban.reason,
        "chats": {
            network.office.views.chat(peer, account.number): len(found)
            for peer, found in account.conversations.items()
        },
        "devices": [
            {"device": link.device, "online": network.board.is_on(link)} for link in account.links.values()
        ],
    }


def _log(network: Network, since: int, limit: int) -> Iterator[JsonObject]:
    for n, entry in network.book.state.log.since(since, limit):
        yield {
            "n": n,
            "at": entry.at,
            "from": entry.sender,
            "to": entry.to,
            "id": entry.id,
            "type": entry.type,
            "body": entry.body,
            "outcome": entry.outcome,
        }
