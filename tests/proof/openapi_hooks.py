"""What schemathesis is told beside the document: a refusal of a good request names a fact, not its form."""

from __future__ import annotations

import re
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation

BAD_REQUEST = 400
INTERNAL = 500
NOT_IMPLEMENTED = 501
NOT_OURS = frozenset({"MESSAGE_SEND_FAILED", "CAPABILITY_NOT_SUPPORTED"})
OF_FORM = frozenset({"VALIDATION_ERROR", "MESSAGE_TEXT_TOO_LONG", "GROUP_NAME_TOO_LONG"})
BEYOND_SCHEMAS = frozenset(
    {
        "contact.phone",
        "emoji",
        "engine",
        "config",
        "expiresAt",
        "networks",
        "name",
        "phone",
        "poll.selectable",
        "since",
    }
)
"""Members whose good values no schema can tell: what the configuration names, the clock, the calendar,
numbering plans, emoji."""

_FACTS = (
    "is a header that the gateway sets itself, or none that a webhook may have",
    "is there twice",
    "cannot be given when one is to be generated",
    "what follows whsec_ must be base64",
)
"""Faults of members whose form is told, and that are about something else: capitals or small letters, two
members at once, base64."""

_AROUND = re.compile(r"^(?:messages\[[0-9]+\]\.(?:content\.)?|webhook\.)")
"""Of members that stand in a request of their own, too."""


@schemathesis.check
def good_requests_are_not_malformed(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """What fits the document is never refused for its form."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != BAD_REQUEST:
        return
    error = response.json()["error"]
    if error["code"] not in OF_FORM:
        return
    faults = [fault for fault in error["details"].get("fields", []) if fault["message"] not in _FACTS]
    paths = {_AROUND.sub("", fault["path"]).partition("[")[0] for fault in faults}
    told = {
        path for path in paths if path.partition(".")[0] not in BEYOND_SCHEMAS and path not in BEYOND_SCHEMAS
    }
    assert not told, f"fits the document, but was refused: {error}"


@schemathesis.check
def bad_bodies_never_reach_the_engine(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """What the engine is asked to do has a body that fits."""
    part = case.meta.components.get(ParameterLocation.BODY) if case.meta is not None else None
    if part is not None and part.mode.is_negative:
        assert response.status_code != NOT_IMPLEMENTED, "a bad body got as far as the engine"


@schemathesis.check
def server_errors_are_told_apart(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """500 and above say that WhatsApp refused, or that the engine cannot: never that the gateway broke."""
    if response.status_code >= INTERNAL:
        assert response.json()["error"]["code"] in NOT_OURS
