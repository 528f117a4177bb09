"""A file as a caller names it: by URL, in the request itself, or in the uploads folder of the gateway."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from openwa_hookspecs.models.content import MediaBase64, MediaPath, MediaSource, MediaUrl
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.fields import RequestModel
from openwa_transport_http.patterns import MIMETYPE, WEB_URL

__all__ = ["MAX_MEDIA_BODY_BYTES", "MediaObject", "Mimetype"]

_MIB: Final = 1024 * 1024
MAX_MEDIA_BODY_BYTES: Final = 7 * _MIB + 64 * 1024
"""A file of 5 MiB is 7 MiB in base64; the rest is for what stands around it."""

_LONGEST_PATH: Final = 1024

Mimetype = Annotated[str, Shape(MIMETYPE, "expected a type such as image/jpeg")]

_SOURCES: Final = ("url", "base64", "path")
_ONE_OF: Final[JsonDict] = {
    "oneOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in _SOURCES]
}


class MediaObject(RequestModel, json_schema_extra=_ONE_OF):
    """A file: exactly one of `url`, `base64` and `path`."""

    url: Annotated[str, Shape(WEB_URL, "expected a URL such as https://example.com/file")] | None = Field(
        default=None, description="where the gateway fetches it, `http` or `https`"
    )
    base64: Annotated[str, Field(min_length=1), PlainText()] | None = Field(
        default=None,
        repr=False,
        description="its bytes in base64 with padding, bare or as a data URL; for files below 5 MB",
    )
    path: Annotated[str, Field(min_length=1), AtMost(_LONGEST_PATH), PlainText()] | None = Field(
        default=None, description="below the gateway's uploads folder, for which `/uploads/` may stand"
    )
    mimetype: Mimetype | None = Field(
        default=None, description="what it is, such as `image/jpeg`; its content must agree"
    )

    @model_validator(mode="after")
    def _is_one_file(self) -> Self:
        if sum(getattr(self, name) is not None for name in _SOURCES) != 1:
            raise PydanticCustomError("media", "expected exactly one of url, base64 and path")
        return self

    def source(self) -> MediaSource:
        """The same as core wants it."""
        if self.url is not None:
            return MediaUrl(url=self.url)
        if self.base64 is not None:
            return MediaBase64(text=self.base64)
        return MediaPath(path=self.path or "")
