"""`docs/reference/configuration.md`: every key of the YAML, the built-in plugins' own sections included."""

import inspect
from collections.abc import Iterator

from pydantic import BaseModel

from openwa_core.config.entries import ROLE_OF_SECTION
from openwa_core.config.models import GatewayConfig, PluginRef
from openwa_core.config.reference import Key, keys_of
from scripts.reference.defaults import as_default
from scripts.reference.markdown import code, page, table
from scripts.reference.plugins import offers_in

HEADS = ("key", "type", "default", "meaning")
INTRODUCTION = """
`openwa serve --config FILE`, or `OPENWA_CONFIG`, names a YAML file (JSON is YAML). Every key may be left out.
Relative paths begin at the working directory. Hooks of plugins run in the order in which the file names them.

In any text `${NAME}` stands for a variable of the environment, `${NAME:-default}` for one that may be
missing or empty, and `$${` for a plain `${`. A text that is `file:PATH` after that stands for what the file
holds, without the line ends at its end (a secret of Docker or Kubernetes); `file://…` stays a URL.

Faults are told all at once, each with its path (`openwa config check`); `openwa config explain KEY` says what
a key means and what it is now.
"""
PLUGINS = """
An entry of `engines`, `transports`, `auth` and `extensions` names a plugin, and so do `storage` and `media`:
"""


def render() -> str:
    return page(
        "Configuration",
        INTRODUCTION,
        *_core_sections(),
        "## Naming a plugin",
        PLUGINS,
        _table(PluginRef, ""),
        *_plugin_sections(),
    )


def _core_sections() -> Iterator[str]:
    loose = []
    for key in keys_of(GatewayConfig):
        if key.model is None or key.name in ROLE_OF_SECTION:
            loose.append(_row(key.name, GatewayConfig, key))
    yield "## The whole file"
    yield table(HEADS, loose)
    for key in keys_of(GatewayConfig):
        if key.model is not None and key.name not in ROLE_OF_SECTION:
            yield f"## {code(key.name)}"
            yield f"{key.description[:1].upper()}{key.description[1:]}."
            yield _table(key.model, f"{key.name}.")


def _plugin_sections() -> Iterator[str]:
    for section, role in ROLE_OF_SECTION.items():
        for offer in offers_in(section):
            yield f"## {code(f'use: {offer.plugin.name}')}, {_article(role)} {role}"
            yield inspect.cleandoc(offer.provider.config.__doc__ or "")
            yield _table(offer.provider.config, "config.") or "It has no keys of its own."


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _table(model: type[BaseModel], prefix: str) -> str:
    return table(HEADS, _rows(model, prefix))


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str, str]]:
    """Every key with its path below `prefix`, those of inner models after their parent."""
    for key in keys_of(model):
        path = f"{prefix}{key.name}"
        yield _row(path, model, key)
        if key.model is not None and key.model is not PluginRef:
            yield from _rows(key.model, f"{path}[]." if key.many else f"{path}.")


def _row(path: str, model: type[BaseModel], key: Key) -> tuple[str, str, str, str]:
    return code(path), key.kind, _default(model, key), key.description


def _default(model: type[BaseModel], key: Key) -> str:
    if key.required:
        return "required"
    if key.model is not None and not key.many:
        return ""
    field = next(field for name, field in model.model_fields.items() if key.name in {name, field.alias})
    written = as_default(field.get_default(call_default_factory=True, validated_data={}))
    return "" if written is None else code(written)
