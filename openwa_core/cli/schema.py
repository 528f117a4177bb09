"""`openwa config schema`: the JSON Schema of the YAML, for editors."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import typer

from openwa_core.config import GatewayConfig, read
from openwa_core.config.entries import ROLE_OF_SECTION
from openwa_core.discovery import discover
from openwa_core.loader import Offer, survey

__all__ = ["print_schema", "schema_of"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def print_schema(file: Path | None) -> None:
    """Print the schema, with the sections of the plugins that the YAML names."""
    found = survey(read(file, os.environ).entries, discover())
    typer.echo(json.dumps(schema_of(found.offers), indent=2))


def schema_of(offers: Iterable[Offer]) -> dict[str, Any]:
    """The schema of the whole YAML; `config:` is as loose as an unknown plugin's where no offer is known."""
    schema: dict[str, Any] = {"$schema": _DIALECT, **GatewayConfig.model_json_schema()}
    sections = {role: section for section, role in ROLE_OF_SECTION.items()}
    for offer in {(offer.role, offer.plugin.name): offer for offer in offers}.values():
        definition = _define(schema["$defs"], offer)
        place = schema["properties"][sections[offer.role]]
        _when_used(place.get("items", place), offer.plugin.name, definition)
    return schema


def _define(definitions: dict[str, Any], offer: Offer) -> str:
    prefix = f"{offer.role}.{offer.plugin.name}"
    section = offer.provider.config.model_json_schema(ref_template=f"#/$defs/{prefix}.{{model}}")
    inner = section.pop("$defs", {})
    definitions.update({f"{prefix}.{name}": model for name, model in inner.items()})
    definitions[prefix] = section
    return f"#/$defs/{prefix}"


def _when_used(place: dict[str, Any], name: str, reference: str) -> None:
    condition = {"properties": {"use": {"const": name}}}
    section = {"properties": {"config": {"$ref": reference}}}
    place.setdefault("allOf", []).append({"if": condition, "then": section})
