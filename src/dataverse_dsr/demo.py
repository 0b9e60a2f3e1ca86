"""A whole request on the embedded Dataverse, over real HTTP on this machine: what `dataverse-dsr demo` and `nox -s demo` show.

Each step is the command itself, with its own options and exit status; the requests are counted by the emulator, not by the client.
Afterwards every row of the nine tables is compared with what it was before. All people are made up.
"""

import hashlib
import shlex
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dataverse_sdk.emulator import Emulator, seeds

from .catalogues import REFERENCE
from .console import Console
from .errors import DataSubjectError
from .plan import ErasurePlan
from .presentation import requests_text

__all__ = ["run"]

PERSON: Final = seeds.ADA
RELATED_PER_CONTACT: Final = 5
SHOWN: Final = {
    "contacts": ("fullname", "emailaddress1", "birthdate", "governmentid", "jobtitle"),
    "leads": ("fullname", "emailaddress1", "companyname"),
    "incidents": ("title", "description"),
    "quotes": ("statecode", "billto_city", "billto_stateorprovince", "billto_postalcode"),
    "activityparties": ("addressused",),
}
EXPECTED: Final = {"check": 0, "access": 0, "plan": 0, "approve": 0, "erase": 4, "verify": 0, "receipt verify": 0}
LEFT: Final = {
    "access/index.html": "the data held about the person, as they would be given it",
    "access/data.json": "the same for machines; csv/ for spreadsheets",
    "plan.html": "the plan, as an approver reads it",
    "receipts/": "the sealed receipt and verification, each with the digest of the one before",
}
# What the service changes by itself when a record is written.
CONSEQUENCES: Final = frozenset({"@odata.etag", "versionnumber", "modifiedon", "fullname", "yomifullname", "composite"})


def run(console: Console, folder: Path, *, contacts: int, command: Callable[[Sequence[str]], int]) -> int:
    """Runs the demo and gives 0 when every step ended as it should."""
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    with Emulator(seed="empty") as dataverse:
        rows = _fill(dataverse, contacts)
        console.line(f"An embedded Dataverse with {rows:,} rows of made-up people, {contacts:,} contacts among them.")
        with dataverse.serve() as url:
            console.line(f"It answers at {url}.")
            steps = _steps(url, folder)
            statuses = _run_steps(console, dataverse, steps, folder, command)
    console.line()
    console.table(
        ("step", "HTTP requests", "seconds", "exit status"),
        [(name, str(calls), f"{seconds:.2f}", str(status)) for name, calls, seconds, status in statuses],
    )
    console.line()
    console.line("Exit status 4 (partial) of the erasure is the honest one: the won quote, the paid invoice and the activity")
    console.line("parties cannot be changed on this platform, and the receipt names each of them with its reason.")
    console.line()
    console.line(f"To look at, in {folder.resolve()}:")
    for name, what in LEFT.items():
        console.line(f"  {name:20} {what}")
    console.line(f"{time.perf_counter() - started:.1f} s in all.")
    return 0 if {name: status for name, *_, status in statuses} == EXPECTED else 1


def _fill(dataverse: Emulator, contacts: int) -> int:
    data = seeds.crm(contacts=contacts, related=contacts * RELATED_PER_CONTACT)
    counted = {name: list(rows) for name, rows in data.items()}
    dataverse.load(counted)
    return sum(len(rows) for rows in counted.values())


def _steps(url: str, folder: Path) -> dict[str, list[str]]:
    out, chain = str(folder), str(folder / "receipts")
    return {
        "check": ["check", "--url", url],
        "access": ["access", "--url", url, "--email", PERSON, "--out", str(folder / "access")],
        "plan": ["plan", "--url", url, "--email", PERSON, "--requested-by", "Charles Cabbage", "--out", out],
        "approve": ["approve", str(folder / "plan.json"), "--by", "Grace Hopwood"],
        "erase": ["erase", "--url", url, "--plan", str(folder / "plan.json"), "--four-eyes", "--chain", chain, "--out", out],
        "verify": ["verify", "--url", url, "--email", PERSON, "--chain", chain, "--out", out],
        "receipt verify": ["receipt", "verify", chain],
    }


def _run_steps(
    console: Console,
    dataverse: Emulator,
    steps: Mapping[str, list[str]],
    folder: Path,
    command: Callable[[Sequence[str]], int],
) -> list[tuple[str, int, float, int]]:
    statuses: list[tuple[str, int, float, int]] = []
    before: dict[str, dict[str, bytes]] = {}
    shown: dict[str, Mapping[str, Any]] = {}
    for name, arguments in steps.items():
        if name == "erase":
            before = _fingerprints(dataverse)
            plan = ErasurePlan.from_json((folder / "plan.json").read_bytes())
            shown = _shown(dataverse, plan)
        console.line()
        console.line(f"$ dataverse-dsr {shlex.join(arguments)}")
        seen, clock = len(dataverse.requests), time.perf_counter()
        status = command(arguments)
        calls = len(dataverse.requests) - seen
        statuses.append((name, calls, time.perf_counter() - clock, status))
        console.line(f"[{requests_text(calls)} counted at the emulator, exit status {status}]")
        if name == "erase":
            _compare(console, dataverse, plan, before, shown)
    return statuses


def _digest(row: Mapping[str, Any]) -> bytes:
    # Empty columns are most of a row, and a column that was emptied is missing from what is digested just as well.
    kept = [(column, value) for column, value in row.items() if value is not None and column not in CONSEQUENCES]
    return hashlib.blake2b(repr(kept).encode(), digest_size=16).digest()


def _fingerprints(dataverse: Emulator) -> dict[str, dict[str, bytes]]:
    """Gives a digest of every row of the nine tables: the rows themselves would take several times the memory."""
    return {
        declaration.name: {str(row[declaration.info.key]): _digest(row) for row in dataverse.rows(declaration.name)}
        for declaration in REFERENCE
    }


def _shown(dataverse: Emulator, plan: ErasurePlan) -> dict[str, Mapping[str, Any]]:
    """Gives the first planned or withheld record of some collections, to be looked at before and after."""
    wanted = {write.collection: str(write.record_id) for write in reversed(plan.operations)}
    found: dict[str, Mapping[str, Any]] = {}
    for name, columns in SHOWN.items():
        key = REFERENCE[name].info.key
        for row in dataverse.rows(name):
            if row[key] == wanted.get(name):
                found[name] = {key: row[key], **{column: row.get(column) for column in columns}}
    return found


def _compare(
    console: Console,
    dataverse: Emulator,
    plan: ErasurePlan,
    before: Mapping[str, Mapping[str, bytes]],
    shown: Mapping[str, Mapping[str, Any]],
) -> None:
    console.line()
    console.line("Before and after, read straight from the store:")
    after_rows = _shown(dataverse, plan)
    console.table(
        ("collection", "column", "before", "after"),
        [
            (name, column, _text(value), _text(after_rows[name][column]))
            for name, row in shown.items()
            for column, value in row.items()
            if column in SHOWN[name]
        ],
    )
    planned = {(write.collection, str(write.record_id)) for write in plan.operations}
    changed: Counter[str] = Counter()
    strangers = 0
    after = _fingerprints(dataverse)
    for name, rows in after.items():
        for key, digest in rows.items():
            if digest != before[name].get(key):
                changed[name] += 1
                strangers += (name, key) not in planned
    total = sum(len(rows) for rows in after.values())
    console.line()
    console.line(f"Of {total:,} rows {sum(changed.values())} changed, {strangers} of them outside the plan.")
    if strangers or {name: len(rows) for name, rows in before.items()} != {name: len(rows) for name, rows in after.items()}:
        raise DataSubjectError("a row outside the plan changed, appeared or vanished")


def _text(value: object) -> str:
    return "null" if value is None else str(value)
