"""Rules for texts that hold for requests and are told in their schema as well. A `code` that is an
`ErrorCode` gives the answer that code (`faults.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

__all__ = ["AtMost", "PlainText", "Shape", "whole"]

_NO_ZERO: Final = r"^[^\u0000]*$"


def whole(pattern: re.Pattern[str]) -> str:
    """The pattern as JSON Schema writes one that the whole text must match."""
    return f"^(?:{pattern.pattern})$"


@dataclass(frozen=True)
class Shape:
    """A text that matches the pattern as a whole."""

    pattern: re.Pattern[str]
    message: str
    code: str = "shape"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": whole(self.pattern)}

    def _check(self, text: str) -> str:
        if self.pattern.fullmatch(text) is None:
            raise PydanticCustomError(self.code, self.message)
        return text


@dataclass(frozen=True)
class AtMost:
    """A text of so many code points at most."""

    length: int
    code: str = "shape"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "maxLength": self.length}

    def _check(self, text: str) -> str:
        if len(text) > self.length:
            raise PydanticCustomError(
                self.code,
                "is longer than {limit} characters",
                {"limit": f"{self.length:,}"},
            )
        return text


class PlainText:
    """Says in the schema what `body.py` holds for each text: no U+0000."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": _NO_ZERO}
