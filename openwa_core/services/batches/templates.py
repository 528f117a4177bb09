"""Placeholders in the texts of a batch: `{name}` and `{{name}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.content import Attachment, ContactCard, Content, Location, Poll, Text

__all__ = ["filled"]

_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]*"
_PLACEHOLDER: Final = re.compile(rf"\{{\{{ ?({_NAME}) ?\}}\}}|\{{({_NAME})\}}", re.ASCII)


def filled(content: Content, variables: Mapping[str, str]) -> Content:
    """The content with each placeholder replaced; what is put in is not looked at again. Raises
    `ValidationFailedError` with every placeholder that has no value, under the path of its text."""
    faults: list[FieldError] = []

    def fill(text: str, path: str) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            if name not in variables:
                faults.append(FieldError(path=path, message=f"the placeholder {{{name}}} has no value"))
            return variables.get(name, "")

        return _PLACEHOLDER.sub(value, text)

    whole = _filled(content, fill)
    if faults:
        raise ValidationFailedError(*faults)
    return whole


def _filled(content: Content, fill: Callable[[str, str], str]) -> Content:
    match content:
        case Text():
            return replace(content, text=fill(content.text, "text"))
        case Attachment():
            name = content.filename
            return replace(
                content,
                caption=fill(content.caption, "caption"),
                filename=None if name is None else fill(name, "filename"),
            )
        case Location():
            return replace(content, description=fill(content.description, "description"))
        case ContactCard():
            return replace(content, name=fill(content.name, "contact.name"))
        case Poll():
            options = [fill(text, f"poll.options[{index}]") for index, text in enumerate(content.options)]
            return replace(content, question=fill(content.question, "poll.question"), options=tuple(options))
        case _:
            return content
