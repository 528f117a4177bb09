"""Every endpoint of the REST API: nothing else knows a path."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.keys import Role
from openwa_transport_http.endpoint import Endpoint, RateCategory, Run, define
from openwa_transport_http.endpoint_errors import (
    ACT,
    ASK,
    CAPTIONED,
    CONTACT,
    GROUP,
    GROUP_ORDER,
    MEDIA,
    QUOTING,
    READY,
    SEND,
    TEXT,
    Codes,
)
from openwa_transport_http.endpoints import (
    bulk,
    chats,
    contacts,
    events,
    groups,
    keys,
    messages,
    sessions,
    webhooks,
)
from openwa_transport_http.health_endpoints import HEALTH
from openwa_transport_http.keyed import Repetition
from openwa_transport_http.shapes.bulk import MAX_BULK_BODY_BYTES
from openwa_transport_http.shapes.media_objects import MAX_MEDIA_BODY_BYTES

__all__ = ["ENDPOINTS"]

_VIEWER: Final = Role.VIEWER
_OPERATOR: Final = Role.OPERATOR
_ADMIN: Final = Role.ADMIN
_SESSION: Final = RateCategory.SESSION
_SEND: Final = RateCategory.SEND
_READ: Final = RateCategory.READ
_WEBHOOK: Final = RateCategory.WEBHOOK

_ONE: Final = "/api/sessions/{sessionId}"
_MESSAGES: Final = f"{_ONE}/messages"
_BATCHES: Final = f"{_MESSAGES}/batch"
_BATCH: Final = f"{_BATCHES}/{{batchId}}"
_CHATS: Final = f"{_ONE}/chats"
_CHAT: Final = f"{_CHATS}/{{chatId}}"
_CONTACTS: Final = f"{_ONE}/contacts"
_CONTACT: Final = f"{_CONTACTS}/{{contactId}}"
_GROUPS: Final = f"{_ONE}/groups"
_GROUP: Final = f"{_GROUPS}/{{groupId}}"
_HOOKS: Final = f"{_ONE}/webhooks"
_HOOK: Final = f"{_HOOKS}/{{webhookId}}"
_MEMBERS: Final = f"{_GROUP}/participants"

_HOOK_MEMBERS: Final = (
    ErrorCode.MESSAGE_INVALID_CHAT_ID,
    ErrorCode.WEBHOOK_URL_INVALID,
    ErrorCode.WEBHOOK_URL_UNREACHABLE,
)
_CREATE: Final = (
    *_HOOK_MEMBERS,
    ErrorCode.SESSION_ALREADY_EXISTS,
    ErrorCode.SESSION_LIMIT_REACHED,
    ErrorCode.CAPABILITY_NOT_SUPPORTED,
)
_CHANGED_HOOK: Final = (*_HOOK_MEMBERS, ErrorCode.WEBHOOK_DUPLICATE)
_NEW_HOOK: Final = (*_CHANGED_HOOK, ErrorCode.WEBHOOK_LIMIT_REACHED, ErrorCode.CAPABILITY_NOT_SUPPORTED)
_DELIVER: Final = (ErrorCode.CAPABILITY_NOT_SUPPORTED,)
_BULK: Final = (
    *ASK,
    ErrorCode.BATCH_ALREADY_EXISTS,
    ErrorCode.MESSAGE_INVALID_CHAT_ID,
    ErrorCode.MESSAGE_TEXT_TOO_LONG,
    ErrorCode.MESSAGE_MEDIA_TOO_LARGE,
    ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED,
    ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT,
)
_KEYS: Final = (ErrorCode.CAPABILITY_NOT_SUPPORTED,)
_NOBODY: Final = (*ASK, ErrorCode.NOT_FOUND)
_NUMBER: Final = (*ASK, ErrorCode.VALIDATION_ERROR)
_BLOCK: Final = (*CONTACT, ErrorCode.CONTACT_BLOCKED)
_UNBLOCK: Final = (*CONTACT, ErrorCode.CONTACT_NOT_BLOCKED)
_FORWARD: Final = (*SEND, ErrorCode.MESSAGE_NOT_FOUND)
_EDIT: Final = (*ACT, ErrorCode.MESSAGE_TEXT_TOO_LONG)
_DELETE: Final = (*ACT, ErrorCode.GROUP_NOT_ADMIN)
_FILE: Final = (
    *ASK,
    ErrorCode.MEDIA_NOT_FOUND,
    ErrorCode.MESSAGE_NOT_FOUND,
    ErrorCode.MESSAGE_MEDIA_TOO_LARGE,
)
_PEOPLE: Final = (
    *GROUP_ORDER,
    ErrorCode.MESSAGE_INVALID_CHAT_ID,
    ErrorCode.GROUP_PARTICIPANT_NOT_FOUND,
)
_NEWCOMERS: Final = (*_PEOPLE, ErrorCode.GROUP_PARTICIPANT_EXISTS)
_NEW_GROUP: Final = (*ASK, ErrorCode.MESSAGE_INVALID_CHAT_ID, ErrorCode.GROUP_NAME_TOO_LONG)
_NAME: Final = (*GROUP_ORDER, ErrorCode.GROUP_NAME_TOO_LONG)
_SCREENSHOT: Final = (ErrorCode.SESSION_NOT_READY, ErrorCode.CAPABILITY_NOT_SUPPORTED)
_LOG: Final = (ErrorCode.EVENT_NOT_FOUND,)
_JOIN: Final = (*ASK, ErrorCode.GROUP_INVITE_INVALID)


def _send(path: str, run: Run, *, errors: Codes, max_body_bytes: int | None = None) -> Endpoint:
    """What goes out to WhatsApp."""
    return define("POST", path, run, role=_OPERATOR, rate=_SEND, errors=errors, max_body_bytes=max_body_bytes)


def _send_file(kind: str, run: Run, *, errors: Codes = MEDIA) -> Endpoint:
    """A message with a file, which may come in the body."""
    path = f"{_MESSAGES}/send-{kind}"
    return _send(path, run, errors=errors, max_body_bytes=MAX_MEDIA_BODY_BYTES)


def _put(path: str, run: Run, *, errors: Codes) -> Endpoint:
    """What sets one thing."""
    return define("PUT", path, run, role=_OPERATOR, rate=_SEND, errors=errors)


def _ask(path: str, run: Run, *, errors: Codes = ASK) -> Endpoint:
    """What only looks."""
    return define("GET", path, run, role=_VIEWER, rate=_READ, errors=errors)


def _steer(
    path: str, run: Run, *, errors: Codes = (), repetition: Repetition = Repetition.ANSWER
) -> Endpoint:
    """What runs a session."""
    return define("POST", path, run, role=_OPERATOR, rate=_SESSION, errors=errors, repetition=repetition)


def _look(path: str, run: Run) -> Endpoint:
    """What shows a webhook: its URL and what its receiver answers are for operators."""
    return define("GET", path, run, role=_OPERATOR, rate=_READ)


def _deliver(
    path: str,
    run: Run,
    *,
    statuses: tuple[int, ...] = (200,),
    errors: Codes = _DELIVER,
    repetition: Repetition = Repetition.ANSWER,
) -> Endpoint:
    """What is asked of a webhook."""
    return define(
        "POST",
        path,
        run,
        role=_OPERATOR,
        rate=_WEBHOOK,
        statuses=statuses,
        errors=errors,
        repetition=repetition,
    )


_SESSIONS: Final = (
    define(
        "POST",
        "/api/sessions",
        sessions.create_session,
        role=_OPERATOR,
        rate=_SESSION,
        statuses=(201,),
        errors=_CREATE,
    ),
    _ask("/api/sessions", sessions.list_sessions, errors=()),
    _ask(_ONE, sessions.get_session, errors=()),
    define("DELETE", _ONE, sessions.delete_session, role=_OPERATOR, rate=_SESSION),
    define("GET", f"{_ONE}/qr", sessions.get_session_qr, role=_OPERATOR, rate=_READ, errors=ASK),
    _steer(f"{_ONE}/start", sessions.start_session),
    _steer(f"{_ONE}/stop", sessions.stop_session),
    _steer(f"{_ONE}/restart", sessions.restart_session),
    _steer(f"{_ONE}/logout", sessions.logout_session, errors=READY),
    _steer(f"{_ONE}/pairing-code", sessions.request_pairing_code, errors=ASK, repetition=Repetition.RUN),
    _ask(f"{_ONE}/capabilities", sessions.get_session_capabilities, errors=()),
    define(
        "GET",
        f"{_ONE}/screenshot",
        sessions.get_session_screenshot,
        role=_OPERATOR,
        rate=_READ,
        errors=_SCREENSHOT,
        media_type="image/png",
    ),
)

_MESSAGES_TABLE: Final = (
    define(
        "POST",
        f"{_MESSAGES}/send-text",
        messages.send_text,
        role=_OPERATOR,
        rate=_SEND,
        hot=True,
        errors=TEXT,
    ),
    _send_file("image", messages.send_image, errors=CAPTIONED),
    _send_file("video", messages.send_video, errors=CAPTIONED),
    _send_file("audio", messages.send_audio),
    _send_file("document", messages.send_document, errors=CAPTIONED),
    _send_file("sticker", messages.send_sticker),
    _send(f"{_MESSAGES}/send-location", messages.send_location, errors=TEXT),
    _send(f"{_MESSAGES}/send-contact", messages.send_contact, errors=QUOTING),
    _send(f"{_MESSAGES}/send-poll", messages.send_poll, errors=TEXT),
    _send(f"{_MESSAGES}/reply", messages.reply_to_message, errors=TEXT),
    _send(f"{_MESSAGES}/forward", messages.forward_message, errors=_FORWARD),
    _send(f"{_MESSAGES}/react", messages.react_to_message, errors=ACT),
    _send(f"{_MESSAGES}/edit", messages.edit_message, errors=_EDIT),
    _send(f"{_MESSAGES}/delete", messages.delete_message, errors=_DELETE),
    _send(f"{_MESSAGES}/star", messages.star_message, errors=ACT),
    _ask(f"{_MESSAGES}/{{messageId}}", messages.get_message, errors=()),
    define(
        "GET",
        f"{_MESSAGES}/{{messageId}}/media",
        messages.get_message_media,
        role=_VIEWER,
        rate=_READ,
        errors=_FILE,
        statuses=(200, 206, 304),
        media_type="application/octet-stream",
    ),
    _ask(f"{_CHAT}/messages", messages.list_messages, errors=()),
)

_BULK_TABLE: Final = (
    define(
        "POST",
        f"{_MESSAGES}/send-bulk",
        bulk.send_bulk,
        role=_OPERATOR,
        rate=_SEND,
        statuses=(202,),
        errors=_BULK,
        max_body_bytes=MAX_BULK_BODY_BYTES,
    ),
    _ask(_BATCHES, bulk.list_batches, errors=()),
    _ask(_BATCH, bulk.get_batch, errors=()),
    _send(f"{_BATCH}/cancel", bulk.cancel_batch, errors=(ErrorCode.BATCH_FINISHED,)),
)

_CHATS_TABLE: Final = (
    _ask(_CHATS, chats.list_chats),
    _send(f"{_CHAT}/read", chats.mark_chat_read, errors=_NOBODY),
    _send(f"{_CHAT}/unread", chats.mark_chat_unread, errors=_NOBODY),
    _send(f"{_CHAT}/archive", chats.archive_chat, errors=_NOBODY),
    _send(f"{_CHAT}/typing", chats.show_typing, errors=_NOBODY),
)

_CONTACTS_TABLE: Final = (
    _ask(_CONTACTS, contacts.list_contacts),
    _ask(f"{_CONTACTS}/check/{{phone}}", contacts.check_number, errors=_NUMBER),
    _ask(_CONTACT, contacts.get_contact, errors=CONTACT),
    _ask(f"{_CONTACT}/profile-picture", contacts.get_profile_picture, errors=CONTACT),
    _send(f"{_CONTACT}/block", contacts.block_contact, errors=_BLOCK),
    _send(f"{_CONTACT}/unblock", contacts.unblock_contact, errors=_UNBLOCK),
)

_GROUPS_TABLE: Final = (
    _ask(_GROUPS, groups.list_groups),
    define(
        "POST", _GROUPS, groups.create_group, role=_OPERATOR, rate=_SEND, statuses=(201,), errors=_NEW_GROUP
    ),
    _send(f"{_GROUPS}/join", groups.join_group, errors=_JOIN),
    _ask(_GROUP, groups.get_group, errors=GROUP),
    _send(f"{_MEMBERS}/add", groups.add_participants, errors=_NEWCOMERS),
    _send(f"{_MEMBERS}/remove", groups.remove_participants, errors=_PEOPLE),
    _send(f"{_MEMBERS}/promote", groups.promote_participants, errors=_PEOPLE),
    _send(f"{_MEMBERS}/demote", groups.demote_participants, errors=_PEOPLE),
    _put(f"{_GROUP}/subject", groups.set_group_subject, errors=_NAME),
    _put(f"{_GROUP}/description", groups.set_group_description, errors=GROUP_ORDER),
    _send(f"{_GROUP}/leave", groups.leave_group, errors=GROUP),
    define(
        "GET", f"{_GROUP}/invite-code", groups.get_invite_code, role=_OPERATOR, rate=_READ, errors=GROUP_ORDER
    ),
    _send(f"{_GROUP}/invite-code/revoke", groups.revoke_invite_code, errors=GROUP_ORDER),
)

_WEBHOOKS_TABLE: Final = (
    define(
        "POST",
        _HOOKS,
        webhooks.create_webhook,
        role=_OPERATOR,
        rate=_WEBHOOK,
        statuses=(201,),
        errors=_NEW_HOOK,
    ),
    _look(_HOOKS, webhooks.list_webhooks),
    _look(_HOOK, webhooks.get_webhook),
    define("PUT", _HOOK, webhooks.update_webhook, role=_OPERATOR, rate=_WEBHOOK, errors=_CHANGED_HOOK),
    define("DELETE", _HOOK, webhooks.delete_webhook, role=_OPERATOR, rate=_WEBHOOK),
    _deliver(f"{_HOOK}/test", webhooks.test_webhook, repetition=Repetition.RUN),
    _deliver(f"{_HOOK}/rotate-secret", webhooks.rotate_webhook_secret, errors=()),
    _deliver(f"{_HOOK}/recover", webhooks.recover_webhook_events, statuses=(202,)),
    _look(f"{_HOOK}/deliveries", webhooks.list_webhook_deliveries),
    _deliver(
        f"{_HOOK}/deliveries/{{deliveryId}}/redeliver", webhooks.redeliver_webhook_event, statuses=(202,)
    ),
)

_EVENTS_TABLE: Final = (_ask(f"{_ONE}/events", events.list_events, errors=_LOG),)

_KEYS_TABLE: Final = (
    define(
        "POST",
        "/api/keys",
        keys.create_key,
        role=_ADMIN,
        rate=_SESSION,
        statuses=(201,),
        errors=_KEYS,
    ),
    define("GET", "/api/keys", keys.list_keys, role=_ADMIN, rate=_READ, errors=_KEYS),
    define("DELETE", "/api/keys/{keyId}", keys.revoke_key, role=_ADMIN, rate=_SESSION, errors=_KEYS),
)

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *HEALTH,
    *_SESSIONS,
    *_BULK_TABLE,
    *_MESSAGES_TABLE,
    *_CHATS_TABLE,
    *_CONTACTS_TABLE,
    *_GROUPS_TABLE,
    *_WEBHOOKS_TABLE,
    *_EVENTS_TABLE,
    *_KEYS_TABLE,
)
