"""The generated pages are those that the code renders now, and say something of every key."""

import pytest
from pydantic import BaseModel

from openwa_core.config import GatewayConfig
from openwa_core.config.entries import ROLE_OF_SECTION
from openwa_core.config.reference import keys_of
from openwa_core.loader import load
from scripts.reference.cli import commands
from scripts.reference.pages import PAGES
from scripts.reference.plugins import loaded, offers_in
from tests.support.documents import pages
from tests.support.source import ROOT

MODELS = [
    GatewayConfig,
    *(type(offer.section) for section in ROLE_OF_SECTION for offer in offers_in(section)),
]


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text() == PAGES[name](), "run make docs"


def test_example_configuration_is_the_embedded_default() -> None:
    example = load(ROOT / "config.example.yaml", {})
    assert example.config.model_dump(exclude=set(ROLE_OF_SECTION)) == loaded().config.model_dump(
        exclude=set(ROLE_OF_SECTION)
    )
    assert [(offer.path, offer.name, offer.section) for offer in example.offers] == [
        (offer.path, offer.name, offer.section) for offer in loaded().offers
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_of_the_configuration_says_what_it_means(model: type[BaseModel]) -> None:
    assert _silent(model) == []


def test_every_command_is_described() -> None:
    reference = pages()["docs/reference/cli.md"]
    assert {"openwa serve", "openwa keys create", "openwa doctor"} <= set(commands())
    for command in commands():
        assert f"## `{command}`" in reference


def _silent(model: type[BaseModel], prefix: str = "") -> list[str]:
    found = []
    for key in keys_of(model):
        if not key.description:
            found.append(f"{prefix}{key.name}")
        if key.model is not None:
            found += _silent(key.model, f"{prefix}{key.name}.")
    return found
