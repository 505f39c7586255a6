"""Backups: the log and what lies beside it in one file, the same whatever database serves."""

from infrastructure.backup.file import Backup, Manifest, Stage, Stages, examined
from infrastructure.backup.restoring import Restored, foreseen, restore
from infrastructure.backup.taking import Taken, take

__all__ = [
    "Backup",
    "Manifest",
    "Restored",
    "Stage",
    "Stages",
    "Taken",
    "examined",
    "foreseen",
    "restore",
    "take",
]
