"""Operations by what they are about. None is chosen by the errors that the document promises: that would
prove nothing."""

from __future__ import annotations

__all__ = [
    "ACTIONS",
    "ADMIN",
    "ASKS",
    "BATCH",
    "BLOCKS",
    "CAPTIONED",
    "CHAT_MARKS",
    "DELIVERS",
    "FILES",
    "GROUP_ORDERS",
    "IN_GROUP",
    "KEYS",
    "MEMBERS",
    "NEEDS_CONNECTED",
    "OPERATOR",
    "PERSON",
    "QUOTING",
    "SENDS",
    "TEXTS",
    "TO_PEOPLE",
    "WEBHOOK",
    "WEBHOOKS",
]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILES = _names("sendImage sendVideo sendAudio sendDocument sendSticker")
CAPTIONED = _names("sendImage sendVideo sendDocument")
QUOTING = FILES | _names("sendText sendLocation sendContact sendPoll replyToMessage")
"""Messages that may quote another."""
SENDS = QUOTING | {"forwardMessage"}
ACTIONS = _names("reactToMessage editMessage deleteMessage starMessage")
TEXTS = CAPTIONED | _names("sendText replyToMessage sendLocation sendPoll editMessage")
"""Those with a text that may be too long."""

CHAT_MARKS = _names("markChatRead markChatUnread archiveChat showTyping")
BLOCKS = _names("blockContact unblockContact")
PERSON = BLOCKS | _names("getContact getProfilePicture")
MEMBERS = _names("addParticipants removeParticipants promoteParticipants demoteParticipants")
GROUP_ORDERS = MEMBERS | _names("setGroupSubject setGroupDescription getInviteCode revokeInviteCode")
"""What only an admin of a group may do."""
IN_GROUP = GROUP_ORDERS | _names("getGroup leaveGroup")
BATCH = _names("getBatch cancelBatch")
TO_PEOPLE = MEMBERS | {"createGroup"}
_LISTS = _names("listChats listContacts listGroups checkNumber joinGroup createGroup")

_DESK = ACTIONS | CHAT_MARKS | PERSON | IN_GROUP | _LISTS
ASKS = _DESK | SENDS
"""What the engine of a connected session is asked."""
NEEDS_CONNECTED = ASKS | {"logoutSession", "getMessageMedia", "sendBulk"}

DELIVERS = _names("testWebhook redeliverWebhookEvent recoverWebhookEvents")
WEBHOOK = DELIVERS | _names(
    "getWebhook updateWebhook deleteWebhook rotateWebhookSecret listWebhookDeliveries"
)
"""What is about one webhook."""
WEBHOOKS = WEBHOOK | _names("createWebhook listWebhooks")

KEYS = _names("createKey listKeys revokeKey")
ADMIN = KEYS
OPERATOR = (
    SENDS
    | ACTIONS
    | CHAT_MARKS
    | BLOCKS
    | GROUP_ORDERS
    | WEBHOOKS
    | {"sendBulk", "cancelBatch"}
    | _names(
        """createGroup joinGroup leaveGroup createSession deleteSession startSession stopSession
        restartSession logoutSession requestPairingCode getSessionQr getSessionScreenshot"""
    )
)
"""What a viewer may not do."""
