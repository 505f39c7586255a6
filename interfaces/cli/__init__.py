"""The command line: server and database, demo, register, follow-ups, explanations and split."""

from __future__ import annotations

import typer

from interfaces import explain, split
from interfaces.cli import asking, backups, case, configuration, serving, upkeep
from interfaces.cli.opening import snapshot_reader
from interfaces.cli.usage import SaidInSwedish

app = typer.Typer(
    name="samsyn",
    cls=SaidInSwedish,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Samsyn: shared decisions, one log, every municipality's share. "
    "Samsyn: gemensamma beslut, en logg, varje kommuns andel.",
)
split.register(app)
app.command()(upkeep.migrate)
app.command()(serving.serve)
app.command()(case.demo)
app.command()(asking.decisions)
app.command()(asking.follow_ups)
explain.register(app, snapshot_reader, asking.program_called)
app.command()(upkeep.check)
app.command()(upkeep.rebuild)
app.command()(backups.backup)
app.command(name="restore")(backups.restore_backup)
app.command(name="settings")(configuration.show_settings)
