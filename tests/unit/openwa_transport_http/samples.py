"""A good request to each endpoint, from what its parts say of themselves."""

from typing import Any

from openwa_transport_http.endpoint import Endpoint

__all__ = ["sample_body", "sample_path"]


def sample_path(endpoint: Endpoint, **places: str) -> str:
    """The path with an example in each place that is not given."""
    examples = {place.name: place.type.example for place in endpoint.places}
    return endpoint.path.text.format(**(examples | places))


def sample_body(endpoint: Endpoint) -> Any:  # noqa: ANN401
    """The example of its body; None when it takes none."""
    return None if endpoint.body is None else endpoint.body.model_json_schema()["examples"][0]
