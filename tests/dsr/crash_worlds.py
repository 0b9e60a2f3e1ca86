"""The worlds of the crash matrix: one small environment each, its erasure, another actor, and the oracle that judges the end.

A world is stepped through by hand, effect by effect. A schedule says what happens at which effect: the process dies before or after it, an
answer is lost though the request was applied or was not, the service throttles, the disk is full; and when another actor does something.
A process that died is started again with the same journal, as often as it takes. Then the oracle holds the store, the journal, the receipt
and everything the service applied against the invariants of erasure (I1 to I11), as they are numbered in the tests of this package.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import define, evolve, field, frozen
from people import ADA, contact, every_table, load

from dataverse_dsr import REFERENCE, ErasurePlan, Identity, JournalUnavailable, Receipt, Status
from dataverse_dsr.effects import OnDisk, one, step
from dataverse_dsr.events import ignore
from dataverse_dsr.flows import RequestFlows
from dataverse_dsr.rules import Target
from dataverse_sdk.emulator import Emulator
from dataverse_sdk.errors import ConnectionLost, DataverseError
from dataverse_sdk.operations import Locate, Send, who_am_i
from dataverse_sdk.testing import error_reply

PERSON = Identity(email=ADA)
EVE = "eve@example.com"
CANARIES = (ADA, "Lovelock", "Ada's engine", "Ada called", "GU23", "Surrey")
PASSING = ("versionnumber", "modifiedon", "_modifiedby_value", "_modifiedby_value@target")
# Columns the service computes from others, and those a reopening goes through.
CONSEQUENCES = (*PASSING, "fullname", "statecode", "statuscode", "closedon", "isdocument", "filesize")
# What the service changes on an activity whose party list was written.
LISTED = (*PASSING, "sender", "torecipients")
# Where a record says whose it is, where that is a column of its own.
OWNERS = {
    "annotations": ("_objectid_value",),
    "customeraddresses": ("_parentid_value",),
    "incidents": ("_customerid_value", "_primarycontactid_value"),
    "quotes": ("_customerid_value",),
    "invoices": ("_customerid_value",),
    "emails": ("_regardingobjectid_value",),
}
# A list of parties that takes another's place has ids of its own: compared by what they say, see `entries`. Closing a record again by the
# message that exists for it leaves an activity behind; the plan says so.
BY_THE_SERVICE = ("activityparties", "quotecloses", "incidentresolutions")


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
        return Opened(self, run.plan_digest, [event for event in self.events if event["plan"] == run.plan_digest])


@define
class Opened:
    journal: Journal
    plan: str
    events: list

    def append(self, events):
        self.journal.events += [{**event, "plan": self.plan} for event in json.loads(json.dumps(list(events)))]

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
    """One scenario: an emulator, its clean state, a plan, and what the whole run leads to without faults. Mutable.

    `known` says that the erasure runs where the plan was made; `age` makes the plan older than it is; `settings` are the emulator's;
    `plug_in` is called with the world after each write the service carries out for us, before it is committed.
    """

    def __init__(
        self, name, build, *, known=True, catalogue=REFERENCE, identity=PERSON, age=timedelta(0), settings=None, plug_in=None, **decisions
    ):
        self.name, self.catalogue, self.identity, self.known, self.plug_in = name, catalogue, identity, known, plug_in
        self.emulator = Emulator(seed="empty", **(settings or {}))
        self.rows = build()
        self.identity = identity(self.rows) if callable(identity) else identity
        self.eve = contact(EVE, "Eve", "Other")
        load(self.emulator, {"contacts": [self.eve]}, self.rows)
        self.client = self.emulator.client()
        self.driver = self.client._driver
        plan = self.client.run(self.requests(known=True).plan(self.identity, decisions.pop("holds", ()), **decisions))
        self.client.send(who_am_i())
        plan = evolve(plan, created_at=plan.created_at - age)
        self.plan = plan if known else ErasurePlan.from_json(plan.to_json())
        for table in {write.collection: self.logical(write.collection) for write in plan.operations}.values():
            self.emulator.plugins.after("Update", table, self._note)
        self.before = every_table(self.emulator)
        self.clean = self.emulator.snapshot()  # after the reads, which make tables that are empty
        self.mine = False
        self.applied: list[Applied] = []
        self.edits: dict = {}
        self.deleted: set = set()
        self.created: set = set()
        self.reverting = False
        self.planned = {(write.collection, str(write.record_id)): set(write.columns) for write in plan.operations}
        self.changes = {(write.collection, str(write.record_id)): write.changes for write in plan.operations}
        self.roots = {str(key) for ids in plan.roots.values() for key in ids}
        self.party_masks = {mask for place in self.planned if place[0] == "activityparties" for mask in self._masks(place, "addressused")}
        parties = [row for place, row in self.before.items() if place[0] == "activityparties"]
        self.activities = {row["_activityid_value"] for row in parties}
        self.parents = {row["_activityid_value"] for row in parties if ("activityparties", row["activitypartyid"]) in self.planned}
        self.end = None
        self.boundaries: list[str] = []
        trace, _ = self.run(Schedule())
        self.boundaries = trace
        self.end = contents_of(every_table(self.emulator))

    def logical(self, collection):
        """The logical name of a collection's table."""
        return self.catalogue[collection].info.logical_name

    def requests(self, *, known):
        """What a face makes of the flows: with or without knowing where it is."""
        made = RequestFlows(self.catalogue, 5, None, False, ignore, lambda: datetime.now(UTC))
        if known and hasattr(self, "plan"):
            made.environment_id = self.plan.environment_id
        return made

    # --- what the service does

    def _note(self, context):
        """Keeps what was applied for us; a reverting plug-in then puts a name back."""
        if not self.mine:
            return
        values = {name: value for name, value in context.values.items() if name not in PASSING}
        place = self.emulator.schema.tables[context.table].set_name, context.record_id
        masked = self.planned.get(place, set()) & values.keys()
        intents = {event["record"] for event in self.journal.events if event["event"] == "intent"}
        known = context.record_id in intents or context.table == "activityparty"
        self.applied.append(Applied(*place, values, not masked or self._is_bound(place, context.before), known))
        if self.reverting and context.table == "contact" and "lastname" in values:
            self.emulator.store.connection.execute("UPDATE contact SET lastname = 'Lovelock' WHERE contactid = ?", (context.record_id,))
        if self.plug_in is not None:
            self.plug_in(self, context)

    def _is_bound(self, place, row):
        """Tells whether a record was the person's when it was written, by its own columns."""
        collection, key = place
        if collection in ("contacts", "leads"):
            named = key in {str(one) for one in (*self.identity.contact_ids, *self.identity.lead_ids)}
            return named or row["emailaddress1"] in (ADA, *self._masks(place, "emailaddress1"))
        if collection == "activityparties":
            return row["addressused"] in (ADA, *self._masks(place, "addressused"))
        owners = [row[name] for name in OWNERS.get(collection, ())]
        if collection in ("annotations", "emails") and not self.roots.intersection(self.before[place][name] for name in OWNERS[collection]):
            return True  # by way of another record: its own version cannot vouch for that, see test_execution
        return not owners or not self.roots.isdisjoint(owners)

    def _target(self, place):
        return Target(self.plan.environment_id, self.logical(place[0]), UUID(place[1]), words=self.identity.words)

    def _masks(self, place, column):
        """What a column of a record may be masked as."""
        masked = self.catalogue[place[0]].masked(column)
        return () if masked is None or masked.rule.reads else (masked.rule(self._target(place)),)

    def is_masked(self, place, column, value):
        """Tells whether a stored value reads as the mask that the plan names for it."""
        label = next(change.mask for change in self.changes[place] if change.column == column)
        rule = self.catalogue[place[0]].masked(column).rule_of(label)
        target = self._target(place)
        if rule.reads:
            target = evolve(target, words=self.plan_words)
        return value is None or rule.has_masked(value, target)

    @property
    def plan_words(self):
        """The person's words as their records gave them."""
        return (self.plan.identity or self.identity).words | self.identity.words

    def act(self, what):
        """The other actor does one thing, past our driver."""
        connection, tables = self.emulator.store.connection, self.emulator.schema.tables
        person = self.rows["contacts"][0]["contactid"]

        def touch(table, record_id, **columns):
            sets = ", ".join(f'"{name}" = ?' for name in columns)
            version = self.emulator.store.next_version()
            statement = f'UPDATE "{table}" SET {sets}, versionnumber = ? WHERE "{tables[table].key}" = ?'
            changed = connection.execute(statement, (*columns.values(), version, record_id)).rowcount
            if changed:
                self.edits.setdefault((tables[table].set_name, record_id), {}).update(columns)

        def each(*collections):
            for collection in collections:
                table = self.emulator.schema.by_set(collection)
                yield from ((table.logical_name, row[table.key]) for row in self.rows.get(collection, []))

        match what:
            case "edit":
                touch("contact", person, nickname="Countess")
                for table, key in each("incidents"):
                    touch(table, key, ticketnumber="NEW-1")
                for table, key in each("quotes", "invoices"):
                    touch(table, key, name="Another name") if "name" not in self._columns_of(table, key) else None
                for table, key in each("emails"):
                    touch(table, key, category="Moved")
            case "reassign_child":
                for table, key in each("incidents", "quotes", "invoices"):
                    touch(table, key, _customerid_value=self.eve["contactid"])
                for table, key in each("customeraddresses"):
                    touch(table, key, _parentid_value=self.eve["contactid"])
            case "reassign_person":
                (now,) = connection.execute("SELECT emailaddress1 FROM contact WHERE contactid = ?", (person,)).fetchone() or (None,)
                if now == ADA:  # a person who was erased is nobody's to give away
                    touch("contact", person, emailaddress1=EVE)
            case "delete":
                for table, key in each("annotations"):
                    connection.execute(f'DELETE FROM "{table}" WHERE "{tables[table].key}" = ?', (key,))
                    self.deleted.add((tables[table].set_name, key))
            case "late_writer":
                touch("contact", person, lastname="Lovelock")
            case "merge":
                touch("contact", person, merged=1, statecode=1, statuscode=2, _masterid_value=self.eve["contactid"])
            case "recreate":
                # Deleted, and another record made with the same address: not the one that was approved.
                row = connection.execute("SELECT * FROM contact WHERE contactid = ?", (person,)).fetchone()
                if row is not None:
                    connection.execute("DELETE FROM contact WHERE contactid = ?", (person,))
                    self.deleted.add(("contacts", person))
                    another = contact()
                    load(self.emulator, {"contacts": [another]})
                    self.created.add(("contacts", another["contactid"]))

    def _columns_of(self, table, key):
        return self.planned.get((self.emulator.schema.tables[table].set_name, key), ())

    # --- one run

    def begin(self, schedule, journal=None):
        """Puts everything back."""
        self.emulator.restore(self.clean)
        self.applied, self.edits, self.deleted, self.created = [], {}, set(), set()
        self.reverting = schedule.actor == "revert"
        self.journal = journal or Journal()

    def run(self, schedule, journal=None):
        """Runs a schedule to its end; gives the effects that were met and what the oracle has against the end."""
        self.begin(schedule, journal)
        faults = dict(schedule.faults)
        trace: list[str] = []
        receipt = None
        for _process in range(len(faults) + 3):
            try:
                receipt = self._process(self.requests(known=self.known), faults, schedule, trace)
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
        check = self.client.run(self.requests(known=True).verify(receipt, self.identity, again=False))
        return trace, [] if self.end is None and not self.boundaries else list(self.oracle(schedule, receipt, check))

    def _process(self, requests, faults, schedule, trace):
        """One process: steps through the flow until it ends or dies."""
        steps = requests.erase(self.plan, self.journal, self.identity, timedelta(days=1))
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
                try:
                    answer = self.perform(effect, faults.get(place))
                except Died:
                    raise
                except Exception as raised:
                    answer, error = None, raised
        finally:
            with suppress(RuntimeError):
                steps.close()

    def perform(self, effect, fault=None):
        """Does what a flow asks for, or what a fault makes of it."""
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

    def oracle(self, schedule, receipt, check):
        """Gives every invariant that does not hold."""
        after = every_table(self.emulator)
        yield from self._unplanned(after)
        yield from self._planned(after, receipt, check)
        yield from self._written()
        if receipt.status not in Status or len(receipt.outcomes) != len(self.plan.operations) + len(self.plan.withheld):
            yield "I4: the run ended without an outcome for each record"
        if schedule.actor is None and contents_of(after) != self.end:
            yield "I5: it did not come to the same end"
        if all(record.outcome.settled for record in receipt.outcomes):
            writes = len(self.applied)
            again = self._process(self.requests(known=self.known), {}, Schedule(), [])
            if len(self.applied) != writes or again.counts != receipt.counts:
                yield "I6: a finished run wrote again"
        said = json.dumps(self.journal.events) + receipt.to_json()
        yield from (f"I9: the journal or the receipt holds {canary!r}" for canary in CANARIES if canary in said)
        if Receipt.from_json(receipt.to_json()) != receipt:
            yield "I11: the receipt does not read back"

    def _written(self):
        seen: dict = {}
        for write in self.applied:
            if not write.bound:
                yield f"I2: {write.table} was written though it was somebody else's"
            if not write.intended:
                yield f"I7: {write.table} was written without an intent"
            for name in self.planned.get((write.table, write.record_id), set()) & write.values.keys():
                if seen.setdefault((write.record_id, name), write.values[name]) != write.values[name]:
                    yield f"I10: {write.table}.{name} was masked in two ways"

    def _unplanned(self, after):
        """I1: a record outside the plan is as it was, but for what the other actor did; none is new and none is gone."""
        mine = {place for place in after if place[0] not in BY_THE_SERVICE} - self.created
        there = {place for place in self.before if place[0] not in BY_THE_SERVICE} - self.deleted
        if mine != there:
            yield "I1: records appeared or vanished"
        for place in (mine & there) - self.planned.keys():
            expected = {**self.before[place], **self.edits.get(place, {})}
            ignored = LISTED if place[1] in self.parents else PASSING if place in self.edits else ()
            if any(after[place][name] != expected[name] for name in expected if name not in ignored):
                yield f"I1: a record of {place[0]} outside the plan changed"
        if entries(after, self) != entries(self.before, self):
            yield "I1: a party of somebody else changed, or one was lost"

    def _planned(self, after, receipt, check):
        outcomes = {(record.collection, str(record.record_id)): record.outcome for record in receipt.outcomes}
        claimed = receipt.status is Status.COMPLETE and check.status is Status.COMPLETE
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
            expected = {**self.before[place], **edits}
            states = [(each["statecode"], each["statuscode"]) for each in (row, expected) if "statecode" in each]
            if len(set(states)) > 1 and outcomes[place] != "left_open":
                yield f"I1: a record of {place[0]} was not put back into its state"
            left = [name for name in columns if not self.is_masked(place, name, row[name]) and edits.get(name) != row[name]]
            if left and claimed:
                yield f"I3: complete, and {place[0]}.{left[0]} is not masked"
            if left and outcomes[place] == "masked" and not self.reverting:
                yield f"I3: called masked, and {place[0]}.{left[0]} is not"
        if self.reverting and claimed and ("contacts", self.rows["contacts"][0]["contactid"]) in self.planned:
            yield "I3: a value that a plug-in put back was not noticed"
        if self.created and claimed and not self.identity.named:
            yield "I3: complete, and somebody new answers to the address"


def entries(rows, world):
    """The parties of the activities there were that are not planned, as what they say."""
    said = []
    for place, row in rows.items():
        mine = place in world.planned or row.get("addressused") in world.party_masks
        if place[0] == "activityparties" and not mine and row["_activityid_value"] in world.activities:
            said.append((row["_activityid_value"], row["participationtypemask"], row["_partyid_value"], row["addressused"]))
    return sorted(said, key=repr)


def contents_of(rows):
    """What a store holds, without versions and without what the service numbers by itself."""
    return {
        place: {name: value for name, value in row.items() if name not in PASSING}
        for place, row in rows.items()
        if place[0] not in BY_THE_SERVICE
    }
