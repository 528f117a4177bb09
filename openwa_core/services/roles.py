"""What a role may do."""

from __future__ import annotations

from openwa_hookspecs.errors import ForbiddenError
from openwa_hookspecs.models.keys import Principal, Role

__all__ = ["require"]


def require(principal: Principal, role: Role) -> None:
    """Raises `ForbiddenError` when the caller's role does not reach `role`."""
    if not principal.may(role):
        raise ForbiddenError(
            f"This needs the role {role.label}; the key has {principal.role.label}", required=role.label
        )
