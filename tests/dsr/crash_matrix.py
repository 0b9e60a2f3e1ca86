"""A simulator of an erasure that goes wrong: every effect boundary, every fault, a second actor, and an oracle that looks at the end.

The flow is stepped through by hand over an emulator. A schedule says what happens at which effect: the process dies before or after it, an
answer is lost though the request was applied or was not, the service throttles, the disk is full; and when another actor does something.
A process that died is started again with the same journal, as often as it takes. Then the oracle holds the store, the journal, the receipt
and everything the service applied against the invariants of erasure (I1 to I11), as they are numbered in the tests of this package.
Run as a script it goes through the whole matrix; the suite takes a seeded slice of it.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import product
from pathlib import Path

from attrs import define, field, frozen

sys.path.insert(0, str(Path(__file__).parent))

from people import ADA, WON, case, contact, everything, load, note, party, quote

from dataverse_dsr import REFERENCE, ErasurePlan, Identity, JournalUnavailable, Receipt, Status
from dataverse_dsr.effects import OnDisk, one, step
from dataverse_dsr.events import ignore
from dataverse_dsr.flows import RequestFlows
from dataverse_dsr.requests import _utc_now
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import ConnectionLost, DataverseError
from dataverse_sdk.operations import Locate, Send, who_am_i
from dataverse_sdk.testing import error_reply

PERSON = Identity(email=ADA)
EVE = "eve@example.com"
CANARIES = (ADA, "Lovelock", "Ada's engine", "Ada called", "GU23", "Surrey")
PASSING = ("@odata.etag", "versionnumber", "modifiedon", "_modifiedby_value")
# Columns the service computes from others, and those a reopening goes through.
CONSEQUENCES = (*PASSING, "fullname", "statecode", "statuscode", "closedon")
KEYS = {
    "contact": "contacts",
    "lead": "leads",
    "activityparty": "activityparties",
    "customeraddress": "customeraddresses",
    "annotation": "annotations",
    "incident": "incidents",
    "quote": "quotes",
    "salesorder": "salesorders",
    "invoice": "invoices",
}
ON_SEND = ("crash_before", "crash_after", "lost_applied", "lost_unapplied", "throttled")
ON_DISK = ("crash_before", "crash_after", "disk_full")


class Died(Exception):
    """The process is gone."""


@frozen
class Schedule:
    """What goes wrong at which effect, counted over all processes, and what another actor does just before which effect."""

    faults: tuple[tuple[int, str], ...] = ()
    actor: str | None = None
    moment: int = 0


@define
class Journal:
    """A disk that survives the process: what was appended is there, all of it or nothing."""

    events: list = field(factory=list)

    def open(self, run):
        return Opened(self, list(self.events))


@define
class Opened:
    journal: Journal
    events: list

    def append(self, events):
        self.journal.events += json.loads(json.dumps(list(events)))

    def close(self):
        pass


@define
class Applied:
    """A write the service carried out for us."""

    table: str
    record_id: str
    values: dict
    bound: bool
    intended: bool


class World:
    """One scenario: an emulator, its clean state, a plan, and what the whole run leads to without faults. Mutable."""

    def __init__(self, name, build, *, known=True, **decisions):
        self.name = name
        self.emulator = Emulator(seed="empty")
        self.rows = build()
        self.eve = contact(EVE, "Eve", "Other")
        load(self.emulator, {"contacts": [self.eve]}, self.rows)
        self.client = self.emulator.client()
        self.driver = self.client._driver
        plan = self.client.run(self._requests(known=True).plan(PERSON, (), **decisions))
        self.client.send(who_am_i())
        self.before = everything(self.emulator)
        self.clean = self.emulator.snapshot()  # after the reads, which make tables that are empty
        self.plan = plan if known else ErasurePlan.from_json(plan.to_json())
        self.known = known
        self.mine = False
        self.applied: list[Applied] = []
        self.edits: dict = {}
        self.deleted: set = set()
        self.reverting = False
        for table in KEYS:
            self.emulator.plugins.after("Update", table, self._note)
        self.planned = {(write.collection, str(write.record_id)): set(write.columns) for write in plan.operations}
        self.roots = {str(key) for ids in plan.roots.values() for key in ids}
        self.end = None
        self.boundaries: list[tuple[str, ...]] = []
        trace, _ = self.run(Schedule())
        self.boundaries = trace
        self.end = contents_of(everything(self.emulator))

    def _requests(self, *, known):
        made = RequestFlows(REFERENCE, 5, None, False, ignore, _utc_now)
        if known and hasattr(self, "plan"):
            made.environment_id = self.plan.environment_id
        return made

    # --- what the service does

    def _note(self, context):
        """Keeps what was applied for us; a reverting plug-in then puts a name back."""
        if not self.mine:
            return
        values = {name: value for name, value in context.values.items() if name not in PASSING}
        place = KEYS[context.table], context.record_id
        masked = self.planned.get(place, set()) & values.keys()
        intents = {event["record"] for event in self.journal.events if event["event"] == "intent"}
        known = context.record_id in intents or context.table == "activityparty"
        self.applied.append(Applied(*place, values, not masked or self._is_bound(context.table, context.before), known))
        if self.reverting and context.table == "contact" and "lastname" in values:
            self.emulator.store.connection.execute("UPDATE contact SET lastname = 'Lovelock' WHERE contactid = ?", (context.record_id,))

    def _is_bound(self, table, row):
        """Tells whether a record was the person's when it was written, by its own columns."""
        if table in ("contact", "lead"):
            return row["emailaddress1"] in (ADA, "MASKED")
        owner = {"annotation": "_objectid_value", "activityparty": "addressused", "customeraddress": "_parentid_value"}
        value = row[owner.get(table, "_customerid_value")]
        if table == "annotation" and value not in self.roots:
            return True  # by way of another record: its own version cannot vouch for that, see test_execution
        return value in (*self.roots, ADA, "MASKED")

    def act(self, what):
        """The other actor does one thing, past our driver."""
        connection = self.emulator.store.connection

        def touch(table, record_id, **columns):
            sets = ", ".join(f'"{name}" = ?' for name in columns)
            key = {"activityparty": "activitypartyid", "annotation": "annotationid"}.get(table, f"{table}id")
            version = self.emulator.store.next_version()
            connection.execute(f'UPDATE "{table}" SET {sets}, versionnumber = ? WHERE "{key}" = ?', (*columns.values(), version, record_id))
            self.edits.setdefault((KEYS[table], record_id), {}).update(columns)

        cases = self.rows.get("incidents", [])
        if what == "edit":
            touch("contact", self.rows["contacts"][0]["contactid"], jobtitle="Countess")
            for row in cases:
                touch("incident", row["incidentid"], ticketnumber="NEW-1")
            for row in self.rows.get("quotes", []):
                touch("quote", row["quoteid"], name="Another name")
        elif what == "reassign_child":
            for row in cases:
                touch("incident", row["incidentid"], _customerid_value=self.eve["contactid"])
            for row in self.rows.get("quotes", []):
                touch("quote", row["quoteid"], _customerid_value=self.eve["contactid"])
        elif what == "reassign_person":
            row = self.rows["contacts"][0]
            (now,) = connection.execute("SELECT emailaddress1 FROM contact WHERE contactid = ?", (row["contactid"],)).fetchone()
            if now == ADA:  # a person who was erased is nobody's to give away
                touch("contact", row["contactid"], emailaddress1=EVE)
        elif what == "delete":
            for row in self.rows.get("annotations", []):
                connection.execute("DELETE FROM annotation WHERE annotationid = ?", (row["annotationid"],))
                self.deleted.add(("annotations", row["annotationid"]))
        elif what == "late_writer":
            touch("contact", self.rows["contacts"][0]["contactid"], lastname="Lovelock")

    # --- one run

    def run(self, schedule, journal=None):
        """Runs a schedule to its end; gives the effects that were met and what the oracle has against the end."""
        self.emulator.restore(self.clean)
        self.applied, self.edits, self.deleted = [], {}, set()
        self.reverting = schedule.actor == "revert"
        self.journal = journal or Journal()
        faults = dict(schedule.faults)
        trace: list[str] = []
        receipt = None
        for _process in range(len(faults) + 3):
            try:
                receipt = self._process(self._requests(known=self.known), faults, schedule, trace)
            except (Died, JournalUnavailable):
                continue
            except DataverseError:
                # WhoAmI without an answer: nothing is known, and nothing was written; the operator runs it again.
                continue
            over = not faults or max(faults) < len(trace)
            if over and all(record.outcome.settled for record in receipt.outcomes):
                break
        if schedule.actor not in (None, "revert") and schedule.moment >= len(trace):
            self.act(schedule.actor)
        check = self.client.run(self._requests(known=True).verify(receipt, PERSON, again=False))
        return trace, [] if self.end is None and not self.boundaries else list(self._oracle(schedule, receipt, check))

    def _process(self, requests, faults, schedule, trace):
        """One process: steps through the flow until it ends or dies."""
        steps = requests.erase(self.plan, self.journal, PERSON, timedelta(days=1))
        answer = error = None
        try:
            while True:
                try:
                    effect = step(steps, answer, error)
                except StopIteration as stop:
                    return stop.value
                answer = error = None
                if isinstance(effect, Locate):
                    answer = self.driver.root
                    continue
                place = len(trace)
                trace.append("disk" if isinstance(effect, OnDisk) else "send")
                if schedule.actor and schedule.moment == place:
                    self.act(schedule.actor)
                fault = faults.get(place)
                try:
                    answer = self._perform(effect, fault)
                except Died:
                    raise
                except Exception as raised:
                    answer, error = None, raised
        finally:
            with suppress(RuntimeError):
                steps.close()

    def _perform(self, effect, fault):
        if fault == "crash_before":
            raise Died
        if isinstance(effect, OnDisk):
            if fault == "disk_full":
                raise JournalUnavailable("the journal cannot be used: database or disk is full")
            answer = effect.work()
        else:
            assert isinstance(effect, Send)
            if fault == "lost_unapplied":
                raise ConnectionLost("lost")
            if fault == "throttled":
                return error_reply(429, "0x80072322", headers={"Retry-After": "9999"})
            self.mine = True
            try:
                answer = self.driver.run(one(effect))
            finally:
                self.mine = False
            if fault == "lost_applied":
                raise ConnectionLost("lost")
        if fault == "crash_after":
            raise Died
        return answer

    # --- the oracle

    def _oracle(self, schedule, receipt, check):
        after = everything(self.emulator)
        yield from self._unplanned(after)
        yield from self._planned(after, receipt, check)
        for write in self.applied:
            if not write.bound:
                yield f"I2: {write.table} was written though it was somebody else's"
            if not write.intended:
                yield f"I7: {write.table} was written without an intent"
        if receipt.status not in Status or len(receipt.outcomes) != len(self.plan.operations) + len(self.plan.withheld):
            yield "I4: the run ended without an outcome for each record"
        if schedule.actor is None and contents_of(after) != self.end:
            yield "I5: it did not come to the same end"
        if all(record.outcome.settled for record in receipt.outcomes):
            writes = len(self.applied)
            again = self._process(self._requests(known=self.known), {}, Schedule(), [])
            if len(self.applied) != writes or again.counts != receipt.counts:
                yield "I6: a finished run wrote again"
        said = json.dumps(self.journal.events) + receipt.to_json()
        yield from (f"I9: the journal or the receipt holds {canary!r}" for canary in CANARIES if canary in said)
        seen: dict = {}
        for write in self.applied:
            for name in self.planned.get((write.table, write.record_id), set()) & write.values.keys():
                if seen.setdefault((write.record_id, name), write.values[name]) != write.values[name]:
                    yield f"I10: {write.table}.{name} was masked in two ways"
        if Receipt.from_json(receipt.to_json()) != receipt:
            yield "I11: the receipt does not read back"

    def _unplanned(self, after):
        """I1: a record outside the plan is as it was, but for what the other actor did; none is new and none is gone."""
        mine = {place for place in after if place[0] != "activityparties"}
        there = {place for place in self.before if place[0] != "activityparties"} - self.deleted
        if mine != there:
            yield "I1: records appeared or vanished"
        for place in (mine & there) - self.planned.keys():
            expected = {**self.before[place], **self.edits.get(place, {})}
            ignored = PASSING if place in self.edits else ()
            if any(after[place][name] != expected[name] for name in expected if name not in ignored):
                yield f"I1: a record of {place[0]} outside the plan changed"

    def _planned(self, after, receipt, check):
        outcomes = {(record.collection, str(record.record_id)): record.outcome for record in receipt.outcomes}
        for place, columns in self.planned.items():
            row = after.get(place)
            if row is None:
                continue
            edits = self.edits.get(place, {})
            for name, value in self.before[place].items():
                if name in columns or name in CONSEQUENCES or "composite" in name:
                    continue
                if row[name] != edits.get(name, value):
                    yield f"I8: {place[0]}.{name} lost what stood there"
            states = [(each["statecode"], each["statuscode"]) for each in (row, self.before[place]) if "statecode" in each]
            if len(set(states)) > 1 and outcomes[place] != "left_open":
                yield f"I1: a record of {place[0]} was not put back into its state"
            left = [name for name in columns if row[name] not in (None, "MASKED") and edits.get(name) != row[name]]
            claimed = receipt.status is Status.COMPLETE and check.status is Status.COMPLETE
            if left and claimed:
                yield f"I3: complete, and {place[0]}.{left[0]} is not masked"
            if left and outcomes[place] == "masked" and not self.reverting and not edits:
                yield f"I3: called masked, and {place[0]}.{left[0]} is not"
        if self.reverting and receipt.status is Status.COMPLETE and check.status is Status.COMPLETE:
            yield "I3: a value that a plug-in put back was not noticed"


def contents_of(rows):
    """What a store holds, without versions and without what the service numbers by itself."""
    return {
        place: {name: value for name, value in row.items() if name not in PASSING}
        for place, row in rows.items()
        if place[0] != "activityparties"
    }


def simple():
    ada = contact(jobtitle="Lady")
    one_case = case(ada["contactid"])
    return {"contacts": [ada], "incidents": [one_case], "annotations": [note("contact", ada["contactid"])]}


def closed():
    ada = contact()
    return {"contacts": [ada], "quotes": [quote(ada["contactid"], **WON)]}


def mailed():
    ada = contact()
    mail, row = party(ADA, ada["contactid"])
    return {"contacts": [ada], "emails": [mail], "activityparties": [row], "annotations": [note("contact", ada["contactid"])]}


SCENARIOS: dict[str, Callable[[], World]] = {
    "known": lambda: World("known", simple),
    "from_file": lambda: World("from_file", simple, known=False),
    "reopen": lambda: World("reopen", closed, known=False, read_only="reopen"),
    "parties": lambda: World("parties", mailed, known=False, parties="rewrite"),
}
ACTORS = ("edit", "reassign_child", "reassign_person", "delete", "late_writer", "revert")


def singles(world):
    """Every fault at every boundary, and no fault at all."""
    yield ()
    for place, kind in enumerate(world.boundaries):
        for fault in ON_DISK if kind == "disk" else ON_SEND:
            yield ((place, fault),)


def doubles(world, *, reach=8):
    """Every pair of faults; the second can lie in the run that resumes after the first."""
    firsts = [one for one in singles(world) if one]
    places = range(len(world.boundaries) + reach)
    for first, place, fault in product(firsts, places, ("crash_before", "crash_after", "lost_applied", "lost_unapplied", "throttled")):
        if place > first[0][0]:
            yield (*first, (place, fault))


def matrix(world):
    """The whole matrix of one world: singles and doubles, and each single with each actor at each moment."""
    for faults in (*singles(world), *doubles(world)):
        yield Schedule(faults)
    moments = range(len(world.boundaries) + 1)
    for faults, actor, moment in product(list(singles(world)), ACTORS, moments):
        yield Schedule(faults, actor, moment)


def triples(world, count, seed):
    """Schedules drawn by a seed: up to three faults and an actor."""
    draw = random.Random(seed)
    faults = ("crash_before", "crash_after", "lost_applied", "lost_unapplied", "throttled")
    for _ in range(count):
        places = sorted(draw.sample(range(len(world.boundaries) + 12), draw.randint(1, 3)))
        chosen = tuple((place, draw.choice(faults)) for place in places)
        actor = draw.choice((None, *ACTORS))
        yield Schedule(chosen, actor, draw.randrange(len(world.boundaries) + 6))


def main(arguments):
    """Runs everything; `--seed N` and `--extra N` draw more schedules."""
    wanted = [name for name in SCENARIOS if name in arguments] or list(SCENARIOS)
    arguments = [each for each in arguments if each not in SCENARIOS]
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    seed, extra = int(options.get("--seed", 1)), int(options.get("--extra", 2000))
    total, failures, started = Counter(), [], time.monotonic()
    for name in wanted:
        world = SCENARIOS[name]()
        for schedule in (*matrix(world), *triples(world, extra, seed)):
            total[name] += 1
            _, problems = world.run(schedule)
            if problems:
                failures.append((name, schedule, problems))
                print(name, schedule, problems[:3], flush=True)
                if len(failures) > 20:
                    return 1
        print(f"{name}: {total[name]:,} runs, {len(world.boundaries)} boundaries, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{sum(total.values()):,} runs, {len(failures)} violations, seed {seed}, {time.monotonic() - started:.0f} s")
    return 1 if failures else 0


__all__ = ["ACTORS", "SCENARIOS", "Schedule", "World", "doubles", "matrix", "singles", "triples"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
