"""The servers that the test suites talk to: what was found or started, and why one is missing."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from scripts.steps import postgres, redis
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree


@dataclass(frozen=True, kw_only=True)
class Service:
    """`url` of a server that accepts us, else `missing`: the reason that a skipped suite prints."""

    url: str | None = None
    missing: str | None = None

    @classmethod
    def without(cls, failure: StepFailedError) -> Self:
        return cls(missing=f"{failure.problem.splitlines()[0]} ({failure.advice})")


def read(tree: Tree) -> dict[str, Service]:
    if not tree.services.exists():
        return {}
    known = json.loads(tree.services.read_text())
    return {name: Service(**fields) for name, fields in known.items()}


def write(tree: Tree, found: dict[str, Service]) -> None:
    tree.services.parent.mkdir(parents=True, exist_ok=True)
    known = {name: asdict(service) for name, service in found.items()}
    tree.services.write_text(json.dumps(known, indent=2) + "\n")


def prepare(tree: Tree, console: Console) -> None:
    """Leaves `.setup/services.json`; a server that cannot be had warns and does not stop the set-up."""
    known = read(tree)
    found: dict[str, Service] = {}
    for server in (postgres, redis):
        try:
            url = server.ensure(tree, console, known.get(server.STEP, Service()).url)
            found[server.STEP] = Service(url=url)
        except StepFailedError as failure:
            found[server.STEP] = Service.without(failure)
            console.warn(server.STEP, failure.problem, advice=failure.advice)
    if found != known:
        write(tree, found)
