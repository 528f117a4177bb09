"""What a linked device and the network say to each other: the device protocol, as objects.

Inside one process these objects are passed as they are; over a socket they travel as JSON, field names in
camel case, the kind in `t`.
"""

from __future__ import annotations

from openwa_engine_simulator.network.frames.answers import (
    Accepted,
    Answer,
    Existence,
    Found,
    HistoryPage,
    LinkCodeMade,
)
from openwa_engine_simulator.network.frames.device import (
    DeviceFrame,
    Exists,
    Got,
    Hello,
    History,
    LinkCode,
    Logout,
    Lookup,
    OutgoingMessage,
    Read,
    Refresh,
    Send,
)
from openwa_engine_simulator.network.frames.parts import (
    Chat,
    Contact,
    LogoutReason,
    Me,
    QuotedRef,
    WireMessage,
)
from openwa_engine_simulator.network.frames.server import (
    Ack,
    Banned,
    Failure,
    LoggedOut,
    NewMessage,
    Paired,
    QrIdle,
    Ref,
    Replaced,
    Result,
    Resumed,
    Revoke,
    ServerFrame,
    Sync,
)

__all__ = [
    "Accepted",
    "Ack",
    "Answer",
    "Banned",
    "Chat",
    "Contact",
    "DeviceFrame",
    "Existence",
    "Exists",
    "Failure",
    "Found",
    "Got",
    "Hello",
    "History",
    "HistoryPage",
    "LinkCode",
    "LinkCodeMade",
    "LoggedOut",
    "Logout",
    "LogoutReason",
    "Lookup",
    "Me",
    "NewMessage",
    "OutgoingMessage",
    "Paired",
    "QrIdle",
    "QuotedRef",
    "Read",
    "Ref",
    "Refresh",
    "Replaced",
    "Result",
    "Resumed",
    "Revoke",
    "Send",
    "ServerFrame",
    "Sync",
    "WireMessage",
]
