"""The simulator plugin: WhatsApp without a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openwa_hookspecs import hookimpl

if TYPE_CHECKING:
    from openwa_hookspecs.startup import CommandLine

__all__ = ["OPENWA_API_VERSION", "register_commands"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_commands(cli: CommandLine) -> None:
    from openwa_engine_simulator.command import run_simulator  # noqa: PLC0415  the server is not cheap to import

    cli.add("simulator", run_simulator)
