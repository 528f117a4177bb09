"""How a command ends badly: one clear text on stderr and an exit code, never a stack trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

import typer

if TYPE_CHECKING:
    from openwa_core.config import ConfigError

__all__ = ["EXIT_CONFIG", "EXIT_FAILED", "fail", "fail_config"]

EXIT_FAILED: Final = 1
EXIT_CONFIG: Final = 78
"""EX_CONFIG of sysexits.h."""


def fail(message: str, code: int = EXIT_FAILED) -> NoReturn:
    """End with the message."""
    typer.echo(f"openwa: {message}", err=True)
    raise typer.Exit(code)


def fail_config(error: ConfigError, *, reason: str = "") -> NoReturn:
    """End with all faults, one a line, that an editor can jump to; `reason` says why that matters now."""
    count = len(error.faults)
    typer.echo(f"openwa: {reason}the configuration has {count} fault{'s' if count > 1 else ''}", err=True)
    typer.echo(str(error), err=True)
    raise typer.Exit(EXIT_CONFIG)
