"""Take a backup, verify one, restore one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from infrastructure.backup import Manifest, Restored, foreseen, restore, take
from interfaces.cli.opening import err, opened, stages_shown
from interfaces.main import now
from interfaces.version import VERSION

_FILE = typer.Argument(
    metavar="FILE",
    dir_okay=False,
    readable=False,  # whether it is, is told in both languages
    help="The backup's file. Säkerhetskopians fil.",
)


def backup(
    file: Annotated[Path, _FILE],
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace an earlier backup. Ersätt en tidigare kopia."),
    ] = False,
) -> None:
    """Write the log to one file, verified, while the server runs. Säkerhetskopiera loggen."""
    with opened() as database, stages_shown() as stages:
        taken = take(database, file, force=force, program=VERSION, now=now(), stages=stages)
    size = f"{taken.size / 1_000_000:.1f} MB"
    err.print(
        f"Säkerhetskopian {file} är skriven och verifierad: {_sv(taken.manifest)}, {size}.\n"
        f"The backup {file} is written and verified: {_en(taken.manifest)}, {size}."
    )
    typer.echo(f"{taken.sha256}  {file}")


def restore_backup(
    file: Annotated[Path, _FILE],
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Replace the log that is there, if the backup has all of it. "
            "Ersätt loggen som finns, om kopian har hela den.",
        ),
    ] = False,
    discard_newer: Annotated[
        bool,
        typer.Option(
            "--discard-newer",
            help="With --replace: lose entries that the backup has not. "
            "Med --replace: mista poster som kopian inte har.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Verify the backup and say what it would replace. "
            "Verifiera kopian och säg vad den skulle ersätta.",
        ),
    ] = False,
) -> None:
    """Verify a backup and put its log in place, whole or not at all. Återställ loggen."""
    with opened() as database, stages_shown() as stages:
        if dry_run:
            restored = foreseen(database, file, stages)
        else:
            restored = restore(
                database, file, replace=replace, discard_newer=discard_newer, stages=stages
            )
    if dry_run:
        _say_what_is_foreseen(file, restored)
        return
    err.print(
        f"Loggen är återställd från {file}: {_sv(restored.manifest)}. "
        f"{_replaced_sv(restored)}Läsmodellerna är gjorda på nytt och kontrollerade.\n"
        f"The log is restored from {file}: {_en(restored.manifest)}. "
        f"{_replaced_en(restored)}The read models are made again and checked."
    )


def _say_what_is_foreseen(file: Path, restored: Restored) -> None:
    err.print(
        f"Säkerhetskopian {file} är hel: {_sv(restored.manifest)}. {_there_sv(restored)}\n"
        f"The backup {file} is whole: {_en(restored.manifest)}. {_there_en(restored)}"
    )


def _sv(manifest: Manifest) -> str:
    return (
        f"position {manifest.position}, tagen {manifest.taken} från {manifest.source}, "
        f"rot {manifest.root}"
    )


def _en(manifest: Manifest) -> str:
    return (
        f"position {manifest.position}, taken {manifest.taken} from {manifest.source}, "
        f"root {manifest.root}"
    )


def _replaced_sv(restored: Restored) -> str:
    return f"Den ersatte {restored.replaced.sv()}. " if restored.replaced else ""


def _replaced_en(restored: Restored) -> str:
    return f"It replaced {restored.replaced.en()}. " if restored.replaced else ""


def _there_sv(restored: Restored) -> str:
    if restored.replaced is None:
        return "Databasen har ingen logg."
    return f"Databasen har {restored.replaced.sv()}. {restored.replaced.loss_sv()}"


def _there_en(restored: Restored) -> str:
    if restored.replaced is None:
        return "The database has no log."
    return f"The database has {restored.replaced.en()}. {restored.replaced.loss_en()}"
