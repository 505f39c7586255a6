"""What stands where a backup is to be restored: an earlier state of the same log, or another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from domain.errors import CorruptStream, Refused
from infrastructure.backup.file import STREAMED, Backup, Manifest
from infrastructure.canonical import utc_text
from infrastructure.event_log import Head, read_head
from infrastructure.merkle import Frontier
from infrastructure.migrate import require_known, require_unclaimed, revision_of
from infrastructure.tables import events

_LEAVES: Final = (
    select(events.c.leaf).where(events.c.position <= bindparam("until")).order_by(events.c.position)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The log of a database, seen from a backup.

    `lost` says how many entries it has that the backup has not: 0 when the backup is of the
    same log and at least as long, None when it is another log, or cannot be read. `head` is
    None when it cannot be read.
    """

    head: Head | None
    lost: int | None

    def sv(self) -> str:
        """Say what log it is, in Swedish."""
        if self.head is None:
            return "en logg som inte kan läsas"
        recorded, root = utc_text(self.head.recorded), self.head.frontier.root().hex()
        return f"en logg med {self.head.position} poster, den sista från {recorded}, rot {root}"

    def en(self) -> str:
        """Say what log it is, in English."""
        if self.head is None:
            return "a log that cannot be read"
        recorded, root = utc_text(self.head.recorded), self.head.frontier.root().hex()
        return f"a log of {self.head.position} entries, the last of {recorded}, root {root}"

    def loss_sv(self) -> str:
        """Say what would be lost, in Swedish."""
        match self.lost:
            case None:
                return "Det är en annan logg än säkerhetskopians."
            case 0:
                return "Säkerhetskopian har alla dess poster."
            case newer:
                return f"De sista {newer} posterna finns inte i säkerhetskopian."

    def loss_en(self) -> str:
        """Say what would be lost, in English."""
        match self.lost:
            case None:
                return "It is another log than the backup's."
            case 0:
                return "The backup has all its entries."
            case newer:
                return f"The backup does not have the last {newer} of them."


def standing_of(connection: Connection, backup: Backup) -> Standing | None:
    """Compare the log of a database with a backup's, by their leaves; None where there is none.

    Raises:
        Unavailable: the database belongs to a newer program, or to another one.
    """
    if revision_of(connection) is None:
        require_unclaimed(connection)
        return None
    require_known(connection)
    try:
        head = read_head(connection)
    except CorruptStream:
        return Standing(None, None)
    if not head.position:
        return None
    return Standing(head, _lost(connection, head, backup))


def refuse_to_lose(
    found: Standing | None, manifest: Manifest, *, replace: bool, discard_newer: bool
) -> None:
    """Check that what stands there may be replaced.

    Raises:
        Refused: there is a log and `replace` is not given, or it has entries that the backup has
            not and `discard_newer` is not given.
    """
    if found is None:
        return
    if found.lost != 0 and not (replace and discard_newer):
        raise Refused(
            "restore_would_lose",
            f"Databasen har {found.sv()}. {found.loss_sv()} Ta först en säkerhetskopia "
            "av den. Ange sedan --replace --discard-newer för att ändå ersätta den. "
            "Inget har ändrats.",
            f"The database has {found.en()}. {found.loss_en()} Take a backup of it "
            "first. Then give --replace --discard-newer to replace it all the same. "
            "Nothing was changed.",
            lost=found.lost,
        )
    if not replace:
        raise Refused(
            "restore_needs_replace",
            f"Databasen har redan {found.sv()}; säkerhetskopian har {manifest.position} poster av "
            "samma logg. Ange --replace för att ersätta den. Inget har ändrats.",
            f"The database has already {found.en()}; the backup has {manifest.position} entries "
            "of the same log. Give --replace to replace it. Nothing was changed.",
        )


def _lost(connection: Connection, head: Head, backup: Backup) -> int | None:
    """Return how many entries a log has that the backup has not; None for another log."""
    ours = backup.head
    if head.position <= ours.position:
        return 0 if _frontier(backup.connection, head.position) == head.frontier else None
    if _frontier(connection, ours.position) == ours.frontier:
        return head.position - ours.position
    return None


def _frontier(connection: Connection, until: int) -> Frontier:
    frontier = Frontier()
    with connection.execute(_LEAVES, {"until": until}, execution_options=STREAMED) as leaves:
        for leaf in leaves.scalars():
            frontier = frontier.append(leaf)
    return frontier
