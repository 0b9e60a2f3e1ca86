"""The options of `dataverse-sdk emulator` that make an environment behave, and what each does.

Knows the spelling of options. Refuses to know sockets and how to print.
"""

from __future__ import annotations

import argparse
import json
import runpy
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import fields, frozen

from ..behaviours.described_plugins import DEEDS, describe
from ..behaviours.faults import KINDS, PARTS, STATUSES
from ..behaviours.limits import Limits
from ..behaviours.permissions import PRIVILEGES
from ..seeding.scenarios import SCENARIOS, play
from ..writing.states import Switches, changed

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
STORM_RATE = 0.1


def _shown(value: object) -> str:
    return "TABLES" if isinstance(value, frozenset) else str(value).lower() if isinstance(value, bool) else str(value)


@frozen
class _Option:
    """An option: its name, what stands behind it (nothing for a flag), what it does, whether it may be given several times, its type."""

    name: str
    metavar: str | None
    help: str
    many: bool = False
    type: Callable[[str], object] = str


def _many(name: str, metavar: str, text: str, type: Callable[[str], object] = str) -> _Option:
    return _Option(name, metavar, text, True, type)


SWITCHES = ", ".join(f"{each.name}={_shown(each.default)}" for each in fields(Switches))
REJECTION = '{"message": "Create", "table": "contact", "does": "reject", "text": "No."}'
GROUPS: Mapping[str, tuple[_Option, ...]] = {
    "what is in it": (
        _Option("--attributes", "FILE", "what $metadata lacks: the saved reply to EntityDefinitions?$expand=Attributes", type=Path),
        _many("--load", "FILE.json", 'rows to add: {"contacts": [{"lastname": "Ada"}]}', Path),
        _many("--setup", "FILE.py", "Python that defines setup(emulator): plug-ins, rows, anything", Path),
    ),
    "how it behaves (off until asked for; TABLES are logical names, with commas)": (
        _many("--scenario", "NAME", f"several of these at once: {', '.join(SCENARIOS.known)}"),
        _Option("--limits", "NAME=N,...", f"service protection limits: 'default', or some of {', '.join(NUMBERS)}"),
        _many("--audit", "TABLES", "keep the history of rows"),
        _many("--recycle-bin", "TABLES", "keep deleted rows, to be restored"),
        _many("--track-changes", "TABLES", "tell changes by delta links"),
        _Option("--ignore-accents", None, "compare texts without accents"),
        _many("--duplicates", "TABLE:COLUMNS", "a rule of duplicate detection: contact:firstname,lastname"),
        _many("--plugin", "JSON", f"a plug-in without Python; it does one of {', '.join(DEEDS)}: {REJECTION}"),
        _Option("--freeze", "MOMENT", "stop the clock at 2026-01-02T03:04:05Z"),
        _many("--switch", "NAME=VALUE", f"where environments differ: {SWITCHES}"),
    ),
    "who may do what": (
        _many("--deny", "PRIVILEGE:TABLE", "take a privilege away from everybody: Delete:contact"),
        _many("--secure", "TABLE.COLUMN", "a column nobody may read or write"),
        _Option("--strict", None, "take only tokens of the emulator's own sign-in, for this address, while they last"),
        _many("--application", "ID[:SECRET]", "an application that can sign in"),
        _many("--stranger", "ID[:SECRET]", "one that can sign in, and has no user in the environment: 403"),
        _Option("--token-seconds", "N", "how long tokens last", type=float),
    ),
    "what goes wrong": (
        _many("--fault", "N:WHAT[:applied]", "the N-th request gets a status (3:503), or breaks by one of "
            f"{', '.join(KINDS)}; ':applied' applies it first. part:N:WHAT: the N-th operation of batches; a status, lost, doubled"),
        _Option("--storm", "SEED[:RATE[:parts]]", f"requests fail by chance, {STORM_RATE:g} unless said; with ':parts' operations of "
            "batches too; the same ones with the same seed"),
    ),
}  # fmt: skip
"""The options, by the titles under which `--help` shows them."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    for title, options in GROUPS.items():
        group = parser.add_argument_group(title)
        for each in options:
            if each.metavar is None:
                group.add_argument(each.name, action="store_true", help=each.help)
            elif each.many:
                group.add_argument(each.name, action="append", default=[], metavar=each.metavar, type=each.type, help=each.help)
            else:
                group.add_argument(each.name, metavar=each.metavar, type=each.type, help=each.help)


def apply(options: argparse.Namespace, emulator: Emulator) -> None:
    """Make an environment behave as the options say; ValueError for those that make no sense."""
    _fill(options, emulator)
    if options.ignore_accents:
        emulator.accents = False
    if options.freeze:
        emulator.clock.freeze(datetime.fromisoformat(options.freeze))
    if options.limits:
        emulator.limits = _limits(options.limits)
    emulator.auditing.switch_on(*_names(options.audit))
    emulator.recycle_bin.switch_on(*_names(options.recycle_bin))
    emulator.change_tracking.switch_on(*_names(options.track_changes))
    for rule in options.duplicates:
        table, _, columns = rule.partition(":")
        emulator.add_duplicate_rule(table, *_names([columns]))
    for text in options.plugin:
        _plugin(emulator, text)
    emulator.switches = changed(emulator.switches, dict(map(_switch, options.switch)))
    _protect(options, emulator)
    for name in options.scenario:
        play(emulator, name)
    for text in options.fault:
        _fault(emulator, text)
    if options.storm:
        seed, _, more = options.storm.partition(":")
        rate, _, parts = more.partition(":")
        if parts not in ("", "parts"):
            raise ValueError(f"--storm takes SEED, SEED:RATE or SEED:RATE:parts, not {options.storm!r}")
        emulator.faults.storm(int(seed), float(rate or STORM_RATE), parts=(*STATUSES, *PARTS) if parts else ())


def _fill(options: argparse.Namespace, emulator: Emulator) -> None:
    for path in options.load:
        emulator.load(json.loads(path.read_text("utf-8")))
    for path in options.setup:
        setup = runpy.run_path(str(path)).get("setup")
        if not callable(setup):
            raise ValueError(f"{path} defines no function setup(emulator)")
        setup(emulator)


def _protect(options: argparse.Namespace, emulator: Emulator) -> None:
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
    if options.strict:
        emulator.identity.strict = True
    if options.token_seconds is not None:
        emulator.identity.token_seconds = options.token_seconds
    for registered, inside in ((options.application, True), (options.stranger, False)):
        for text in registered:
            client_id, _, secret = text.partition(":")
            emulator.identity.register_application(client_id, secret=secret or None, in_environment=inside)


def _plugin(emulator: Emulator, text: str) -> None:
    try:
        description = json.loads(text)
        describe(emulator, description)
    except (KeyError, TypeError) as error:
        raise ValueError(f"--plugin {text}: {type(error).__name__}: {error}") from error


def _switch(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    default = getattr(Switches(), name, "")
    if isinstance(default, bool) and value in ("true", "false"):
        return name, value == "true"
    if isinstance(default, frozenset):
        return name, _names([value])
    return name, int(value) if isinstance(default, int) and value.isdigit() else value


def _fault(emulator: Emulator, text: str) -> None:
    """`3:503`, `3:reset:applied`, `part:2:429`, `part:2:lost`."""
    faults, part = emulator.faults, text.startswith("part:")
    nth, _, rest = text.removeprefix("part:").partition(":")
    what, _, applied = rest.partition(":")
    if not nth.isdigit() or not what or applied not in ("", "applied") or (what in PARTS and applied):
        raise ValueError(f"--fault takes N:WHAT, N:WHAT:applied or part:N:WHAT, not {text!r}")
    number = int(nth)
    if part and what == "lost":
        faults.lose_part(nth=number)
    elif part and what == "doubled":
        faults.double_part(nth=number)
    elif part:
        faults.answer_part(int(what), nth=number, applied=bool(applied))
    elif what.isdigit():
        faults.answer(int(what), nth=number, applied=bool(applied))
    else:
        faults.breaks(what, nth=number, applied=bool(applied))


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
