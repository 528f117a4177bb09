"""Test vectors for those who write receivers: deliveries as the webhook sink makes them, and forged ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_sink_webhook.envelope import Request, letter_of, written

PAGE: Final = "docs/webhook-vectors.json"
TOLERANCE_S: Final = 300
_NOW: Final = 1770026400
_PLAIN: Final = "correct horse battery staple"
_BASE64: Final = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_OTHER: Final = "whsec_" + "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
_ABOUT: Final = (
    "Deliveries of openwa-gateway and forged ones. `body` is the exact text of the request's body, in UTF-8; "
    "`now` is the receiver's clock, in epoch seconds; `secrets` are those that the receiver knows. "
    "`standard`: whether the Standard Webhooks headers verify, with a tolerance of 300 seconds. `openwa`: "
    "whether X-OpenWA-Signature does, by the specification's example (6.5) with the first secret."
)
_MESSAGE: Final[dict[str, Any]] = {
    "id": "false_628222222222@c.us_3EB0C767D26A1B2C3D4E",
    "messageId": "false_628222222222@c.us_3EB0C767D26A1B2C3D4E",
    "chatId": "628222222222@c.us",
    "from": "628222222222@c.us",
    "to": "628111111111@c.us",
    "body": "Hello!",
    "type": "chat",
    "fromMe": False,
    "isGroup": False,
    "hasMedia": False,
    "waTimestamp": _NOW - 1,
    "timestamp": "2026-02-02T09:59:59.000Z",
}


@dataclass(frozen=True, kw_only=True)
class _Vector:
    name: str
    request: Request
    secrets: Sequence[str]
    now: int = _NOW
    standard: bool = True
    openwa: bool = True

    def forged(self, name: str, *, standard: bool = False, openwa: bool = False, **changes: Any) -> _Vector:  # noqa: ANN401
        return replace(self, name=name, standard=standard, openwa=openwa, **changes)

    def with_headers(self, name: str, **headers: str | None) -> _Vector:
        """Headers changed; None takes one away. Which of the two checks sees it is in their names."""
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        kept = {key: value for key, value in self.request.headers.items() if key.lower() not in given}
        new = {key: value for key, value in given.items() if value is not None}
        own = "x-openwa-signature" in given
        request = replace(self.request, headers={**kept, **new})
        return self.forged(name, request=request, standard=own, openwa=not own)

    def with_body(self, name: str, body: str, *, openwa: bool = False) -> _Vector:
        return self.forged(name, request=replace(self.request, body=body.encode()), openwa=openwa)


def render() -> str:
    """The file's text."""
    vectors = [_shown(vector) for vector in (*_genuine(), *_forged())]
    return json.dumps({"about": _ABOUT, "toleranceSeconds": TOLERANCE_S, "vectors": vectors}, indent=2) + "\n"


def _genuine() -> Iterator[_Vector]:
    yield _vector("text, plain secret")
    yield _vector("text, whsec_ secret", secrets=[_BASE64])
    yield _vector("second attempt: other deliveryId, same idempotencyKey", retry=1)
    yield _vector("two secrets are live, the receiver knows both", secrets=[_BASE64, _PLAIN])
    yield _vector(
        "two secrets are live, the receiver knows the new one", secrets=[_BASE64, _PLAIN], known=[_BASE64]
    )
    yield _vector(
        "two secrets are live, the receiver knows the old one",
        secrets=[_BASE64, _PLAIN],
        known=[_PLAIN],
        openwa=False,
    )
    yield from _contents()
    yield _vector("within the tolerance", now=_NOW + TOLERANCE_S)
    unsigned = _vector("a webhook without a secret is not signed", secrets=[], known=[_PLAIN])
    yield unsigned.forged(unsigned.name)


def _contents() -> Iterator[_Vector]:
    yield _vector("emoji and scripts", data=_MESSAGE | {"body": "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 שלום مرحبا 你好 Z͑ͫ̓ͪ"})
    yield _vector(
        "line separators, controls, quotes",
        data=_MESSAGE | {"body": '\u2028\u2029\x00\x1f\x7f\b\f\n\r\t"\\/</script>'},
    )
    yield _vector("half a surrogate pair", data=_MESSAGE | {"body": "\ud800 and \udfff"})
    numbers = [
        -6.2,
        106.816666,
        0.1,
        1.0,
        -0.0,
        1e21,
        1e-7,
        5e-324,
        1.7976931348623157e308,
        123456789012345680000.0,
    ]
    yield _vector(
        "floats", data=_MESSAGE | {"type": "location", "location": {"latitude": -6.2, "numbers": numbers}}
    )
    integers = [2**53 - 1, 2**53, -(2**53) - 1, 2**64, 10**30]
    yield _vector("integers: strings beyond 2^53 - 1", data=_MESSAGE | {"numbers": integers})
    yield _vector("keys that look like indices come first", data={"b": 1, "10": 2, "9": 3, "": 4, "01": 5})
    yield _vector("too long: cut to ids", data=_MESSAGE | {"body": "ü" * 50_000})


def _forged() -> Iterator[_Vector]:
    good = _vector("")
    body = good.request.body.decode()
    yield good.with_body("one letter of the body", body.replace("Hello!", "Hallo!"))
    yield good.with_body("a member added", body.replace('{"event"', '{"admin":true,"event"'))
    yield good.with_body("a member taken away", body.replace('"fromMe":false,', ""))
    first, second, _ = body.removeprefix("{").split(",", 2)
    yield good.with_body("members in another order", body.replace(f"{first},{second}", f"{second},{first}"))
    yield good.with_body("cut short", body[:-1])
    yield good.with_body("a space added: other bytes, the same value", body + " ", openwa=True)
    yield good.with_headers("another webhook-id", webhook_id="evt_01JZZZZZZZZZZZZZZZZZZZZZZZ")
    yield good.with_headers("another webhook-timestamp", webhook_timestamp=str(_NOW + 1))
    yield good.with_headers("a webhook-timestamp that is no number", webhook_timestamp="yesterday")
    yield good.forged("too old", now=_NOW + TOLERANCE_S + 1, openwa=True)
    yield good.forged("from the future", now=_NOW - TOLERANCE_S - 1, openwa=True)
    standard, own = good.request.headers["webhook-signature"], good.request.headers["X-OpenWA-Signature"]
    yield good.with_headers("another webhook-signature", webhook_signature=_next_letter(standard, 5))
    yield good.with_headers(
        "a webhook-signature of another version", webhook_signature=standard.replace("v1,", "v1a,")
    )
    yield good.with_headers("an empty webhook-signature", webhook_signature="")
    yield good.with_headers("no webhook-signature", webhook_signature=None)
    yield good.with_headers("another X-OpenWA-Signature", x_openwa_signature=_next_letter(own, 7))
    yield good.with_headers("a shorter X-OpenWA-Signature", x_openwa_signature=own[:-1])
    yield good.with_headers("no X-OpenWA-Signature", x_openwa_signature=None)
    yield good.forged("another secret", secrets=[_OTHER])
    yield _vector("", secrets=[_BASE64]).forged(
        "a secret in other letters", secrets=[_BASE64.replace("M", "N", 1)]
    )


def _vector(
    name: str,
    *,
    data: Mapping[str, Any] = _MESSAGE,
    secrets: Sequence[str] = (_PLAIN,),
    known: Sequence[str] | None = None,
    retry: int = 0,
    **members: Any,  # noqa: ANN401
) -> _Vector:
    event = Event(
        id=EventId("evt_01KGEXAMPLE000000000000000"),
        type=EventType.MESSAGE_RECEIVED,
        session_id=SessionId("sess_5f0c1a2b3c4d5e6f"),
        time=datetime.fromtimestamp(_NOW - 1, UTC),
        data=js_text(dict(data)),
        seq=42,
    )
    request = written(
        letter_of(event),
        delivery_id=f"dlv_550e8400-e29b-41d4-a716-44665544000{retry}",
        retry=retry,
        at=_NOW,
        secrets=secrets,
        headers={},
    )
    return _Vector(name=name, request=request, secrets=secrets if known is None else known, **members)


def _next_letter(text: str, place: int) -> str:
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def _shown(vector: _Vector) -> dict[str, object]:
    return {
        "name": vector.name,
        "secrets": list(vector.secrets),
        "now": vector.now,
        "headers": dict(vector.request.headers),
        "body": vector.request.body.decode(),
        "standard": vector.standard,
        "openwa": vector.openwa,
    }
