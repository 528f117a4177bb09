"""JSON Schemas of what requests bring and answers show, by pydantic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias, cast, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema

from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Bare, File
from openwa_transport_http.download import Download
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.fields import RequestModel

__all__ = ["Schema", "Schemas", "shown_type"]

Schema: TypeAlias = dict[str, Any]

_REFERENCE: Final = "#/components/schemas/{model}"
_Input: TypeAlias = tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]


class Schemas:
    """The schemas of all endpoints; models that several share are components."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        table = tuple(endpoints)
        inputs = [_input(model, "validation") for model in _models(table)]
        inputs += [_input(shown, "serialization") for shown in _answers(table)]
        found, definitions = TypeAdapter.json_schemas(
            inputs, ref_template=_REFERENCE, schema_generator=_Generator
        )
        self._by_name: Mapping[str, Schema] = {name: schema for (name, _), schema in found.items()}
        self.components: Mapping[str, Schema] = definitions.get("$defs", {})

    def of(self, type_: object) -> Schema:
        """The schema of a body model or of what an endpoint answers with."""
        return self._by_name[_name(type_)]

    def example(self, model: type[RequestModel]) -> object:
        """The request that documents show."""
        schema = self.of(model)
        name = schema["$ref"].rpartition("/")[2] if "$ref" in schema else None
        return (self.components[name] if name else schema)["examples"][0]


class _Generator(GenerateJsonSchema):
    """Without a title for each member that only repeats its name."""

    def field_title_should_be_set(self, schema: CoreSchema) -> bool:
        return False


def shown_type(endpoint: Endpoint) -> object | None:
    """The type of an answer's data, of one item for a page; None for an answer that is no JSON."""
    answer = endpoint.answer
    if answer in (File, Download):
        return None
    return get_args(answer)[0] if get_origin(answer) in {Page, Bare} else answer


def _models(endpoints: tuple[Endpoint, ...]) -> list[type[RequestModel]]:
    found = [
        model for endpoint in endpoints for model in (endpoint.body, endpoint.query) if model is not None
    ]
    return list(dict.fromkeys(found))


def _answers(endpoints: tuple[Endpoint, ...]) -> list[object]:
    found = [shown for endpoint in endpoints if (shown := shown_type(endpoint)) is not None]
    return list({_name(shown): shown for shown in found}.values())


def _input(type_: object, mode: Literal["validation", "serialization"]) -> _Input:
    return _name(type_), mode, TypeAdapter(cast("type[Any]", type_))


def _name(type_: object) -> str:
    return getattr(type_, "__name__", None) if get_origin(type_) is None else repr(type_)  # type: ignore[return-value]
