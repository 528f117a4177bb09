"""The small types of the device protocol."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from openwa_engine_simulator.network.ids import NUMBER_PATTERN

__all__ = [
    "AnyMessageId",
    "ChatId",
    "GroupAddress",
    "InviteText",
    "LogoutReason",
    "MediaId",
    "MessageKey",
    "PersonId",
    "Phone",
    "RequestNumber",
    "WireObject",
]

Phone = Annotated[str, Field(pattern=NUMBER_PATTERN)]
PersonId = Annotated[str, Field(pattern=r"^[0-9]{5,25}@(?:c\.us|lid)$")]
GroupAddress = Annotated[str, Field(pattern=r"^[0-9]{5,25}(?:-[0-9]{1,20})?@g\.us$")]
ChatId = Annotated[str, Field(pattern=r"^[0-9]{5,25}(?:@(?:c\.us|lid)|(?:-[0-9]{1,20})?@g\.us)$")]
MessageKey = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,64}$")]
AnyMessageId = Annotated[str, Field(max_length=192)]
"""A whole message id, as the owner of the device sees it: `<true|false>_<chat>_<key>[_<author>]`."""
MediaId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""What `GET /media/<id>` takes: the SHA-256 of the bytes, hex."""
InviteText = Annotated[str, Field(min_length=1, max_length=64)]
RequestNumber = Annotated[int, Field(ge=0, lt=2**53)]
LogoutReason = Literal["user_initiated", "device_removed", "banned"]


class WireObject:
    """Field names travel in camel case."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True
    )
