"""What all bodies of the control API have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from openwa_engine_simulator.network.ids import NUMBER_PATTERN

__all__ = ["Body", "ChatName", "GroupName", "MediaName", "MessageName", "PersonName", "PhoneNumber"]

PhoneNumber = Annotated[str, Field(pattern=NUMBER_PATTERN)]
PersonName = Annotated[str, Field(pattern=r"^[0-9]{5,25}(?:@(?:c\.us|lid))?$")]
"""A person's id, or a bare number for short."""
GroupName = Annotated[str, Field(pattern=r"^[0-9]{5,25}(?:-[0-9]{1,20})?@g\.us$")]
ChatName = Annotated[str, Field(pattern=r"^[0-9]{5,25}(?:@(?:c\.us|lid)|(?:-[0-9]{1,20})?@g\.us)?$")]
"""A chat id, or a bare number for short."""
MessageName = Annotated[str, Field(pattern=r"^[0-9A-Za-z_@.-]{4,192}$")]
"""A message's id, bare or serialised."""
MediaName = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""What `POST /media` answers with."""


class Body(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        defer_build=True,
    )
