"""The options of `dataverse-sdk emulator` that make an environment behave, and what each does.

Knows the spelling of options. Refuses to know sockets and how to print.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..behaviours.limits import Limits
from ..behaviours.permissions import PRIVILEGES
from ..seeding.scenarios import SCENARIOS, play

if TYPE_CHECKING:
    from .. import Emulator

__all__ = ["add_options", "apply"]

NUMBERS: dict[str, type[int] | type[float]] = {
    "requests": int,
    "seconds": float,
    "concurrent": int,
    "window": float,
    "cost": float,
    "parallelism": int,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    names = [*dict(SCENARIOS.summaries())]
    parser.add_argument(
        "--attributes",
        type=Path,
        metavar="FILE",
        help="lengths, options and so on: the saved reply to EntityDefinitions?$expand=Attributes",
    )
    parser.add_argument("--load", type=Path, action="append", default=[], metavar="FILE.json", help='rows to add: {"contacts": [...]}')
    parser.add_argument("--scenario", action="append", default=[], choices=names, metavar="NAME", help=f"one of: {', '.join(names)}")
    parser.add_argument("--limits", metavar="NAME=N,...", help=f"service protection limits; 'default', or some of {', '.join(NUMBERS)}")
    parser.add_argument("--audit", action="append", default=[], metavar="TABLES", help="keep the history of these tables")
    parser.add_argument("--recycle-bin", action="append", default=[], metavar="TABLES", help="keep deleted rows of these tables")
    parser.add_argument(
        "--track-changes", action="append", default=[], metavar="TABLES", help="tell changes of these tables by delta links"
    )
    parser.add_argument("--ignore-accents", action="store_true", help="compare texts without accents")
    parser.add_argument("--deny", action="append", default=[], metavar="PRIVILEGE:TABLE", help="take a privilege away: Delete:contact")
    parser.add_argument("--secure", action="append", default=[], metavar="TABLE.COLUMN", help="a column nobody may read or write")
    parser.add_argument("--storm", metavar="SEED[:RATE]", help="let requests fail by chance, the same ones with the same seed")
    parser.add_argument("--freeze", metavar="MOMENT", help="stand still at 2026-01-02T03:04:05Z")


def apply(options: argparse.Namespace, emulator: Emulator) -> None:
    """Make an environment behave as the options say; ValueError for those that make no sense."""
    for path in options.load:
        emulator.load(json.loads(path.read_text("utf-8")))
    if options.ignore_accents:
        emulator.accents = False
    if options.freeze:
        emulator.clock.freeze(datetime.fromisoformat(options.freeze))
    if options.limits:
        emulator.limits = _limits(options.limits)
    emulator.auditing.switch_on(*_names(options.audit))
    emulator.recycle_bin.switch_on(*_names(options.recycle_bin))
    emulator.change_tracking.switch_on(*_names(options.track_changes))
    for pair in options.deny:
        privilege, _, table = pair.partition(":")
        if privilege not in PRIVILEGES or table not in emulator.store.schema.tables:
            raise ValueError(f"--deny takes one of {', '.join(PRIVILEGES)}, a colon and a table, not {pair!r}")
        emulator.permissions.deny(privilege, table)
    for pair in options.secure:
        table, _, column = pair.partition(".")
        known = emulator.store.schema.tables.get(table)
        if known is None or known.column(column) is None:
            raise ValueError(f"--secure takes a table, a point and a column, not {pair!r}")
        emulator.permissions.secure(table, column)
    for name in options.scenario:
        play(emulator, name)
    if options.storm:
        seed, _, rate = options.storm.partition(":")
        emulator.faults.storm(int(seed), float(rate or 0.1))


def _names(lists: Iterable[str]) -> list[str]:
    return [name.strip() for text in lists for name in text.split(",") if name.strip()]


def _limits(text: str) -> Limits:
    if text == "default":
        return Limits()
    pairs = [piece.partition("=") for piece in text.split(",")]
    unknown = [name for name, _, _ in pairs if name not in NUMBERS]
    if unknown:
        raise ValueError(f"--limits has {', '.join(NUMBERS)}, not {unknown[0]!r}")
    values: dict[str, Any] = {name: NUMBERS[name](value) for name, _, value in pairs}
    return Limits(**values)
