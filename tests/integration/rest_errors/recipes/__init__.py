"""All recipes."""

from __future__ import annotations

from typing import Final

from tests.integration.rest_errors.cookbook import Recipe
from tests.integration.rest_errors.recipes import bulk, general, messages, people, states, webhooks

__all__ = ["RECIPES"]

RECIPES: Final[tuple[Recipe, ...]] = tuple(
    recipe
    for book in (general.BOOK, states.BOOK, messages.BOOK, people.BOOK, webhooks.BOOK, bulk.BOOK)
    for recipe in book.recipes
)
