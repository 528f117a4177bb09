"""Errors of chats, contacts and groups."""

from __future__ import annotations

from openwa_hookspecs.errors.codes import ErrorCode, GatewayError

__all__ = [
    "ChatNotFoundError",
    "ContactNotFoundError",
    "GroupNotFoundError",
    "InviteInvalidError",
    "NotGroupAdminError",
]


class ChatNotFoundError(GatewayError):
    """The account has no such chat."""

    def __init__(self, chat_id: str) -> None:
        super().__init__(ErrorCode.NOT_FOUND, f"Chat {chat_id} not found", details={"chatId": chat_id})


class ContactNotFoundError(GatewayError):
    """The account knows nobody under this id."""

    def __init__(self, contact_id: str) -> None:
        super().__init__(
            ErrorCode.CONTACT_NOT_FOUND,
            f"Contact {contact_id} not found",
            details={"contactId": contact_id},
        )


class GroupNotFoundError(GatewayError):
    """There is no such group, or the account is not in it."""

    def __init__(self, group_id: str) -> None:
        super().__init__(
            ErrorCode.GROUP_NOT_FOUND, f"Group {group_id} not found", details={"groupId": group_id}
        )


class NotGroupAdminError(GatewayError):
    """Only an admin of the group may do this."""

    def __init__(self, group_id: str) -> None:
        super().__init__(
            ErrorCode.GROUP_NOT_ADMIN,
            f"Only an admin of {group_id} may do this",
            details={"groupId": group_id},
        )


class InviteInvalidError(GatewayError):
    """The invitation was revoked or never existed."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.GROUP_INVITE_INVALID, "The invite link is not valid")
