"""`openwa serve`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import typer

from openwa_core import loop
from openwa_core.cli.failing import fail_config
from openwa_core.config import ConfigError, ConfigFault, ServerConfig
from openwa_core.config.validation import SectionError, validate
from openwa_core.lifecycle import run
from openwa_core.loader import LoadedPlugins, load
from openwa_core.logging import log_for, set_up_logging
from openwa_core.version import VERSION

__all__ = ["serve"]


def serve(file: Path | None, bind: str | None) -> None:
    """Run the gateway; ends the process with its exit code."""
    try:
        loaded = _with_bind(load(file, os.environ), bind)
    except ConfigError as error:
        fail_config(error)
    set_up_logging(loaded.config.log)
    for left in loaded.left_out:
        log_for("core").warning("plugin left out", role=left.role, name=left.name, reason=left.reason)
    raise typer.Exit(loop.run(run(loaded, version=VERSION)))


def _with_bind(loaded: LoadedPlugins, bind: str | None) -> LoadedPlugins:
    if bind is None:
        return loaded
    try:
        server = validate(ServerConfig, {**loaded.config.server.model_dump(), "bind": bind})
    except SectionError as error:
        raise ConfigError(
            ConfigFault(path="--bind", message=fault.message) for fault in error.faults
        ) from error
    return replace(loaded, config=loaded.config.model_copy(update={"server": server}))
