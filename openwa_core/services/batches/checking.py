"""A request for a batch, looked at as a whole before anything of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from openwa_core.services.batches.templates import filled
from openwa_core.services.content_capability import capability_of
from openwa_core.services.live_session import LiveSession
from openwa_core.services.message_rules import check_message
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    ErrorCode,
    FieldError,
    GatewayError,
    JsonValue,
    ValidationFailedError,
)
from openwa_hookspecs.gateway import NewBatch, NewBatchItem
from openwa_hookspecs.models.batches import BATCH_ID, MAX_ITEMS, MIN_DELAY_MS
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["MAX_DELAY_MS", "checked_messages", "in_place", "require_capabilities"]

MAX_DELAY_MS: Final = 3_600_000
_MOST_FAULTS: Final = 50


def checked_messages(new: NewBatch) -> Sequence[OutboundMessage]:
    """The messages with their placeholders filled in. Raises one error for all faults: of their code when
    they have one in common, else VALIDATION_ERROR."""
    _check_request(new)
    messages: list[OutboundMessage] = []
    faults: list[tuple[ErrorCode, FieldError]] = []
    for index, item in enumerate(new.items):
        try:
            messages.append(_checked(item))
        except GatewayError as error:
            faults += [(error.code, fault) for fault in _located(error, index)]
    if faults:
        raise _refusal(faults[:_MOST_FAULTS])
    return messages


def in_place(error: GatewayError, index: int) -> GatewayError:
    """An error about one message, under the paths of the request."""
    faults = list(_located(error, index))
    details: dict[str, JsonValue] = {**error.details}
    details["fields"] = [{"path": fault.path, "message": fault.message} for fault in faults]
    if "field" in details:
        details["field"] = faults[0].path
    return GatewayError(error.code, error.message, details=details, retry_after_s=error.retry_after_s)


def require_capabilities(live: LiveSession, messages: Iterable[OutboundMessage]) -> None:
    """Raises `CapabilityNotSupportedError` for the first message that the session's engine cannot send."""
    for message in messages:
        needed = capability_of(message.content)
        if needed not in live.engine.capabilities:
            raise CapabilityNotSupportedError(live.record.engine, needed.value)


def _check_request(new: NewBatch) -> None:
    if not 1 <= len(new.items) <= MAX_ITEMS:
        raise _fault("messages", f"expected 1 to {MAX_ITEMS} messages")
    if new.id is not None and BATCH_ID.fullmatch(new.id) is None:
        raise _fault("batchId", "expected 1 to 64 characters of A-Z a-z 0-9 _ -")
    if not MIN_DELAY_MS <= new.options.delay_ms <= MAX_DELAY_MS:
        raise _fault("options.delayBetweenMessages", f"expected {MIN_DELAY_MS} to {MAX_DELAY_MS}")


def _checked(item: NewBatchItem) -> OutboundMessage:
    message = replace(item.message, content=filled(item.message.content, item.variables))
    check_message(message)
    return message


def _located(error: GatewayError, index: int) -> Iterable[FieldError]:
    """The error's faults under the paths of the request."""
    listed = error.details.get("fields")
    if not isinstance(listed, Sequence):
        path = str(error.details.get("field", ""))
        yield FieldError(path=_path(index, path), message=error.message)
        return
    for fault in listed:
        members = cast("Mapping[str, JsonValue]", fault)
        yield FieldError(path=_path(index, str(members["path"])), message=str(members["message"]))


def _path(index: int, path: str) -> str:
    if path == "chatId":
        return f"messages[{index}].chatId"
    return f"messages[{index}].content" + (f".{path}" if path else "")


def _refusal(faults: Sequence[tuple[ErrorCode, FieldError]]) -> GatewayError:
    whole = ValidationFailedError(*(fault for _, fault in faults))
    codes = {code for code, _ in faults}
    if len(codes) > 1:
        return whole
    return GatewayError(codes.pop(), whole.message, details=whole.details)


def _fault(path: str, message: str) -> ValidationFailedError:
    return ValidationFailedError(FieldError(path=path, message=message))
