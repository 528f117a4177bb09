"""What a role and a key without limits may do."""

from __future__ import annotations

from openwa_hookspecs.errors import ForbiddenError
from openwa_hookspecs.models.keys import Principal, Role

__all__ = ["require", "require_unlimited"]


def require(principal: Principal, role: Role) -> None:
    """Raises `ForbiddenError` when the caller's role does not reach `role`."""
    if not principal.may(role):
        raise ForbiddenError(
            f"This needs the role {role.label}; the key has {principal.role.label}", required=role.label
        )


def require_unlimited(principal: Principal) -> None:
    """Raises `ForbiddenError` for a caller who is limited to sessions: this concerns all of them."""
    if principal.sessions is not None:
        raise ForbiddenError("A key that is limited to sessions may not do this")
