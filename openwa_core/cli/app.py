"""The commands of core. Each imports what it needs when it runs: `openwa --version` shall be quick."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from openwa_core.cli.options import ConfigFile

__all__ = ["BUILT_IN", "create_app", "group"]

BUILT_IN: Final = frozenset({"batch", "config", "doctor", "events", "plugins", "serve"})

_BindOption = Annotated[
    str | None,
    typer.Option(metavar="HOST:PORT", help="Listen here instead of `server.bind`; port 0 takes a free one."),
]
_KeyArgument = Annotated[
    str, typer.Argument(metavar="[KEY]", help="Such as server.bind or engines[0].config; all without one.")
]
_SinkOption = Annotated[str, typer.Option(metavar="NAME", help="A sink's name in the configuration.")]
_SinceOption = Annotated[
    str,
    typer.Option(
        metavar="PLACE",
        help="A time such as 2026-02-02T10:00:00Z, the id of an event, or a seq: what came after it is sent.",
    ),
]
_BatchArgument = Annotated[str, typer.Argument(metavar="ID", help="The batchId.")]
_SessionOption = Annotated[
    str | None,
    typer.Option(metavar="SESSION", help="The session's id or name, when several have such a batch."),
]
_VersionOption = Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and end.")]


def create_app(*, epilog: str | None = None) -> typer.Typer:
    """The app with core's own commands."""
    app = group("A self-hosted WhatsApp API gateway.", epilog=epilog)
    app.callback(invoke_without_command=True)(_root)
    app.command("serve")(_serve)
    app.command("doctor")(_doctor)
    configuration = group("Look at the configuration.")
    configuration.command("check")(_check)
    configuration.command("explain")(_explain)
    configuration.command("schema")(_schema)
    app.add_typer(configuration, name="config")
    plugins = group("Look at the plugins.")
    plugins.command("list")(_list)
    app.add_typer(plugins, name="plugins")
    events = group("Look after the event log.")
    events.command("replay")(_replay)
    events.command("dead-letters")(_dead_letters)
    app.add_typer(events, name="events")
    batch = group("Look at bulk sending.")
    batch.command("watch")(_watch)
    app.add_typer(batch, name="batch")
    return app


def group(help_text: str, *, epilog: str | None = None) -> typer.Typer:
    """An empty group of commands in the house's manner; it stays one with a single command in it."""
    app = typer.Typer(
        help=help_text,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_nothing)
    return app


def _nothing() -> None: ...


def _root(context: typer.Context, version: _VersionOption = False) -> None:
    from openwa_core.version import VERSION  # noqa: PLC0415

    if version:
        typer.echo(f"openwa {VERSION}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _serve(config: ConfigFile = None, bind: _BindOption = None) -> None:
    """Run the gateway until SIGTERM or SIGINT."""
    from openwa_core.collector import resting  # noqa: PLC0415

    with resting():
        from openwa_core.cli.serving import serve  # noqa: PLC0415

        serve(config, bind)


def _doctor(config: ConfigFile = None) -> None:
    """Look for what would keep the gateway from working."""
    from openwa_core.cli.doctor import diagnose  # noqa: PLC0415

    diagnose(config)


def _replay(sink: _SinkOption, since: _SinceOption, config: ConfigFile = None) -> None:
    """Send a sink the events again that happened since a time; the gateway may run meanwhile."""
    from openwa_core.cli.event_log import replay  # noqa: PLC0415

    typer.echo(replay(config, sink, since))


def _dead_letters(sink: _SinkOption, config: ConfigFile = None) -> None:
    """List the events that a sink has refused for good."""
    from openwa_core.cli.event_log import dead_letters  # noqa: PLC0415

    typer.echo(dead_letters(config, sink))


def _watch(batch_id: _BatchArgument, session: _SessionOption = None, config: ConfigFile = None) -> None:
    """Show how far a batch is until it ends; the exit code is 0 when all of it was sent."""
    from openwa_core.cli.batches import watch  # noqa: PLC0415

    raise typer.Exit(watch(config, batch_id, session))


def _check(config: ConfigFile = None) -> None:
    """Say all that is wrong with the configuration."""
    from openwa_core.cli.checking import check  # noqa: PLC0415

    check(config)


def _explain(key: _KeyArgument = "", config: ConfigFile = None) -> None:
    """Say what a key means and what it is now."""
    from openwa_core.cli.explaining import explain  # noqa: PLC0415

    explain(config, key)


def _schema(config: ConfigFile = None) -> None:
    """Print the JSON Schema of the configuration, for editors."""
    from openwa_core.cli.schema import print_schema  # noqa: PLC0415

    print_schema(config)


def _list(config: ConfigFile = None) -> None:
    """Show which plugins are installed and which are used."""
    from openwa_core.cli.listing import list_plugins  # noqa: PLC0415

    list_plugins(config)
