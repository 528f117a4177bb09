"""The one table from error codes to HTTP statuses, with when each of them is answered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from openwa_hookspecs.errors import ErrorCode

__all__ = ["CODES", "MEANINGS", "STATUSES", "Meaning"]


class Meaning(NamedTuple):
    """What a code comes as, and `when`: a phrase for documents."""

    status: int
    when: str

    @property
    def sentence(self) -> str:
        """What an error of this code may say, in an example."""
        plain = self.when.partition(";")[0].replace("`", "")
        return plain[0].upper() + plain[1:]


MEANINGS: Final[Mapping[ErrorCode, Meaning]] = MappingProxyType(
    {
        ErrorCode.VALIDATION_ERROR: Meaning(
            400, "the request is malformed; `details.fields` names each fault"
        ),
        ErrorCode.UNAUTHORIZED: Meaning(
            401, "no key, or one that is wrong, expired, revoked, or used from a network that it is not for"
        ),
        ErrorCode.FORBIDDEN: Meaning(403, "the key's role is too low; `details.required`"),
        ErrorCode.NOT_FOUND: Meaning(404, "there is nothing at this path"),
        ErrorCode.RATE_LIMITED: Meaning(
            429, "too many requests, or too many wrong keys; the header `Retry-After`"
        ),
        ErrorCode.INTERNAL_ERROR: Meaning(500, "a fault of the gateway: the log has it under the request id"),
        ErrorCode.SESSION_NOT_FOUND: Meaning(404, "no such session, or none that the key may see"),
        ErrorCode.SESSION_NOT_READY: Meaning(
            400, "the session cannot do this in its status; `details.status`"
        ),
        ErrorCode.SESSION_ALREADY_EXISTS: Meaning(409, "the name is taken"),
        ErrorCode.SESSION_INITIALIZING: Meaning(400, "its engine still boots"),
        ErrorCode.SESSION_QR_EXPIRED: Meaning(400, "nobody scanned in time; start it again"),
        ErrorCode.SESSION_AUTH_FAILED: Meaning(401, "WhatsApp refused the device"),
        ErrorCode.SESSION_DISCONNECTED: Meaning(
            400, "the connection to WhatsApp is lost; it comes back by itself"
        ),
        ErrorCode.SESSION_LOGGED_OUT: Meaning(400, "the device is not linked any more; start it and scan"),
        ErrorCode.SESSION_LIMIT_REACHED: Meaning(
            403, "the gateway or the engine runs as many sessions as it may"
        ),
        ErrorCode.SESSION_BANNED: Meaning(403, "WhatsApp has banned the number"),
        ErrorCode.MESSAGE_SEND_FAILED: Meaning(
            500,
            'WhatsApp or the engine refused it; with `details.outcome: "unknown"` it may have been sent',
        ),
        ErrorCode.MESSAGE_NOT_FOUND: Meaning(404, "no such message in this session"),
        ErrorCode.MESSAGE_INVALID_CHAT_ID: Meaning(400, "the text is no chat id"),
        ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP: Meaning(400, "the number has no WhatsApp"),
        ErrorCode.MESSAGE_MEDIA_TOO_LARGE: Meaning(
            413, "the file is larger than its kind may be; `details.limit` in bytes"
        ),
        ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED: Meaning(
            400, "the file cannot be had from the URL or path given"
        ),
        ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT: Meaning(
            400, "the file is not what its kind may be, or not what the request says it is"
        ),
        ErrorCode.MESSAGE_TEXT_TOO_LONG: Meaning(400, "the text has more than 65,536 characters"),
        ErrorCode.MESSAGE_BLOCKED_CONTACT: Meaning(403, "the contact is blocked"),
        ErrorCode.MESSAGE_RATE_LIMITED: Meaning(
            429, "the session may send no more for now: a limit a minute, or pacing; header `Retry-After`"
        ),
        ErrorCode.MESSAGE_QUOTED_NOT_FOUND: Meaning(400, "the message to quote is not known"),
        ErrorCode.GROUP_NOT_FOUND: Meaning(404, "no such group, or the account is not in it"),
        ErrorCode.GROUP_NOT_ADMIN: Meaning(403, "only an admin of the group may do this"),
        ErrorCode.GROUP_PARTICIPANT_EXISTS: Meaning(409, "is in the group already"),
        ErrorCode.GROUP_PARTICIPANT_NOT_FOUND: Meaning(404, "is not in the group, or not on WhatsApp"),
        ErrorCode.GROUP_INVITE_INVALID: Meaning(400, "the invite link was revoked or never existed"),
        ErrorCode.GROUP_NAME_TOO_LONG: Meaning(400, "the name has more than 100 characters"),
        ErrorCode.CONTACT_NOT_FOUND: Meaning(404, "the account knows nobody under this id"),
        ErrorCode.CONTACT_BLOCKED: Meaning(400, "is blocked already"),
        ErrorCode.CONTACT_NOT_BLOCKED: Meaning(400, "is not blocked"),
        ErrorCode.WEBHOOK_NOT_FOUND: Meaning(404, "the session has no such webhook"),
        ErrorCode.WEBHOOK_URL_INVALID: Meaning(
            400, "the text is no URL that a webhook may have, or its host is not to be reached from here"
        ),
        ErrorCode.WEBHOOK_URL_UNREACHABLE: Meaning(400, "nothing takes a connection at the webhook's URL"),
        ErrorCode.WEBHOOK_DUPLICATE: Meaning(409, "the session has a webhook with this URL"),
        ErrorCode.WEBHOOK_LIMIT_REACHED: Meaning(403, "the session has as many webhooks as it may"),
        ErrorCode.BATCH_NOT_FOUND: Meaning(404, "the session has no such batch"),
        ErrorCode.BATCH_ALREADY_EXISTS: Meaning(409, "the session has a batch of this id"),
        ErrorCode.BATCH_FINISHED: Meaning(400, "the batch has ended: nothing is left to cancel"),
        ErrorCode.CAPABILITY_NOT_SUPPORTED: Meaning(
            501, "the engine cannot do this; `details.engine`, `details.capability`"
        ),
        ErrorCode.SERVICE_UNAVAILABLE: Meaning(
            503, "the gateway starts, drains or is full; the header `Retry-After`"
        ),
        ErrorCode.REQUEST_TIMEOUT: Meaning(408, "the body did not arrive in time"),
        ErrorCode.METHOD_NOT_ALLOWED: Meaning(405, "the path does not take this method; the header `Allow`"),
        ErrorCode.PAYLOAD_TOO_LARGE: Meaning(413, "the body is too large; `details.limit` in bytes"),
        ErrorCode.UNSUPPORTED_MEDIA_TYPE: Meaning(
            415, "the body is not `application/json` in UTF-8, or is compressed"
        ),
        ErrorCode.IDEMPOTENCY_CONFLICT: Meaning(
            409, "the `Idempotency-Key` was used for another body, or its answer cannot be given again"
        ),
        ErrorCode.MEDIA_NOT_FOUND: Meaning(404, "the message has no file that can be had"),
        ErrorCode.DELIVERY_NOT_FOUND: Meaning(404, "the webhook's delivery log has no such attempt"),
        ErrorCode.EVENT_NOT_FOUND: Meaning(404, "the log has no such event, or has it no more"),
        ErrorCode.API_KEY_NOT_FOUND: Meaning(404, "no such API key"),
    }
)
"""Complete: a test holds it against `ErrorCode`. Documents and the OpenAPI description are made from it."""

STATUSES: Final[Mapping[ErrorCode, int]] = MappingProxyType(
    {code: meaning.status for code, meaning in MEANINGS.items()}
)

CODES: Final[Mapping[int, ErrorCode]] = MappingProxyType(
    {
        401: ErrorCode.UNAUTHORIZED,
        403: ErrorCode.FORBIDDEN,
        404: ErrorCode.NOT_FOUND,
        405: ErrorCode.METHOD_NOT_ALLOWED,
        408: ErrorCode.REQUEST_TIMEOUT,
        413: ErrorCode.PAYLOAD_TOO_LARGE,
        415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        429: ErrorCode.RATE_LIMITED,
        503: ErrorCode.SERVICE_UNAVAILABLE,
    }
)
"""The code for a status that Quart itself answers with; another 4xx is a VALIDATION_ERROR."""
