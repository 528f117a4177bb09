"""Each route of the registry stands in the REST reference and is requested by a test."""

from functools import cache
from itertools import chain

import pytest

from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.registry import ENDPOINTS
from tests.support.documents import pages
from tests.support.requested import requests_of
from tests.support.source import ROOT

REFERENCE = "docs/reference/rest.md"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_route_is_documented_with_what_it_does(endpoint: Endpoint) -> None:
    assert endpoint.summary
    assert f"### `{endpoint.name}`\n\n{endpoint.summary}" in pages()[REFERENCE], "run make docs"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_route_is_requested_by_a_test(endpoint: Endpoint) -> None:
    asked = [path for method, path in _requests() if method == endpoint.method]
    is_asked = any(_leads_to(path, endpoint.path.text) for path in asked)
    assert is_asked, f"no test in tests/unit or tests/integration requests {endpoint.name}"


@cache
def _requests() -> frozenset[tuple[str, str]]:
    files = chain.from_iterable((ROOT / "tests" / kind).rglob("*.py") for kind in ("unit", "integration"))
    return frozenset(chain.from_iterable(requests_of(file) for file in files))


def _leads_to(path: str, template: str) -> bool:
    """A place of the template takes anything; its words must be spelled out in the test."""
    given, wanted = path.strip("/").split("/"), template.strip("/").split("/")
    return len(given) == len(wanted) and all(
        word == expected or expected.startswith("{") for word, expected in zip(given, wanted, strict=True)
    )
