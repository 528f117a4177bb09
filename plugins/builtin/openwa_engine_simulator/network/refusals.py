"""What the network says no with."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["RefusalCode", "RefusedError", "not_found", "not_on_whatsapp"]

RefusalCode = Literal[
    "not_on_whatsapp",
    "blocked",
    "refused",
    "not_found",
    "banned",
    "conflict",
    "bad_frame",
    "too_large",
    "media_gone",
    "too_late",
    "not_admin",
    "not_a_member",
    "invite_invalid",
]


class RefusedError(Exception):
    """A definite no: nothing was done, and asking again gives the same answer."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(message)
        self.code: Final = code
        self.message: Final = message


def not_found(what: str) -> RefusedError:
    return RefusedError("not_found", f"{what} was not found")


def not_on_whatsapp(chat: str) -> RefusedError:
    return RefusedError("not_on_whatsapp", f"{chat} is not on WhatsApp")
