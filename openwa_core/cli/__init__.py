"""`openwa`: the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

import typer

from openwa_core.cli.app import BUILT_IN, create_app
from openwa_core.cli.failing import EXIT_CONFIG, fail, fail_config
from openwa_core.cli.options import config_file, first_word

__all__ = ["build_app", "main"]

_DEBUG_VARIABLE = "OPENWA_DEBUG"
_EXIT_SOFTWARE = 70
"""EX_SOFTWARE of sysexits.h."""
_BROKEN = "Commands of plugins are missing, because the configuration has faults: see `openwa config check`."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        app = build_app(given, os.environ)
        app(given, prog_name="openwa")
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # supervisor: the last net, so that no user meets a stack trace
        if os.environ.get(_DEBUG_VARIABLE):
            raise
        hint = f"set {_DEBUG_VARIABLE}=1 to see where"
        sys.stderr.write(f"openwa: internal error: {type(error).__name__}: {error} ({hint})\n")
        sys.exit(_EXIT_SOFTWARE)


def build_app(arguments: Sequence[str], environ: Mapping[str, str]) -> typer.Typer:
    """The app with what these arguments may need: core's commands, and those of the plugins unless the first
    word is one of core's."""
    word = first_word(arguments)
    if word in BUILT_IN or (word is None and "--version" in arguments):
        return create_app()
    return _with_plugins(arguments, environ, called=word)


def _with_plugins(arguments: Sequence[str], environ: Mapping[str, str], *, called: str | None) -> typer.Typer:
    """`called` is a command that core does not have: then a broken configuration is the answer."""
    from openwa_core.cli.plugin_commands import add_commands  # noqa: PLC0415 - imports plugins' contracts
    from openwa_core.cli.running import run_command  # noqa: PLC0415
    from openwa_core.config import ConfigError  # noqa: PLC0415
    from openwa_core.loader import PluginError, commands_of, load  # noqa: PLC0415

    app = create_app()
    try:
        loaded = load(config_file(arguments, environ), environ)
        add_commands(app, commands_of(loaded), lambda *call: run_command(loaded, *call))
    except ConfigError as error:
        if called:
            fail_config(error, reason=f"'{called}' is no command of core, plugins' commands are not known: ")
    except PluginError as error:
        if called:
            fail(str(error), EXIT_CONFIG)
    else:
        return app
    return create_app(epilog=_BROKEN)
