"""What is rendered, and where it goes."""

from collections.abc import Callable, Mapping

from scripts.reference import cli, configuration, errors, example, rest, vectors

PAGES: Mapping[str, Callable[[], str]] = {
    "config.example.yaml": example.render,
    "docs/reference/cli.md": cli.render,
    "docs/reference/configuration.md": configuration.render,
    "docs/reference/errors.md": errors.render,
    "docs/reference/rest.md": rest.render,
    vectors.PAGE: vectors.render,
}
