"""The simulator plugin: WhatsApp without a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openwa_engine_simulator.config import SimulatorConfig
from openwa_hookspecs import hookimpl
from openwa_hookspecs.provider import Provider

if TYPE_CHECKING:
    from openwa_engine_simulator.engine import SimulatorEngine
    from openwa_hookspecs.context import Context
    from openwa_hookspecs.startup import CommandLine

__all__ = ["OPENWA_API_VERSION", "register_commands", "register_engine"]

OPENWA_API_VERSION: Final = 1


def _create(config: SimulatorConfig, context: Context) -> SimulatorEngine:
    from openwa_engine_simulator.engine import SimulatorEngine  # noqa: PLC0415  only when it is built

    return SimulatorEngine(config, context)


@hookimpl
def register_engine() -> Provider[SimulatorConfig, Context, SimulatorEngine]:
    return Provider(name="simulator", config=SimulatorConfig, create=_create)


@hookimpl
def register_commands(cli: CommandLine) -> None:
    from openwa_engine_simulator.command import run_simulator  # noqa: PLC0415  the server is not cheap to import

    cli.add("simulator", run_simulator)
