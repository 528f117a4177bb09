"""Rules for texts that hold for requests and are told in their schema as well. A `code` that is an
`ErrorCode` gives the answer that code (`faults.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

__all__ = ["AtMost", "OnlyNames", "PlainText", "Shape", "whole"]

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
        fits, code, message = self.pattern.fullmatch, self.code, self.message

        def check(text: str) -> str:
            if fits(text) is None:
                raise PydanticCustomError(code, message)
            return text

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": whole(self.pattern)}


@dataclass(frozen=True)
class AtMost:
    """A text of so many code points at most."""

    length: int
    code: str = "shape"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        longest, code, facts = self.length, self.code, {"limit": f"{self.length:,}"}

        def check(text: str) -> str:
            if len(text) > longest:
                raise PydanticCustomError(code, "is longer than {limit} characters", facts)
            return text

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "maxLength": self.length}


class PlainText:
    """Says in the schema what `body.py` holds for each text: no U+0000."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": _NO_ZERO}


class OnlyNames:
    """Says in the schema of a map with names of a shape that there are no others."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "additionalProperties": False}
