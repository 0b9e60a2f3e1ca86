"""Two workers on the same records at the same time, in every order of their steps: the concurrent half of the crash matrix (E10).

Each worker has a plan and a journal of its own, on another machine as it were, so that no lease keeps them apart: what keeps the records
right is the condition on each write. An interleaving is a sequence of "who does the next step", drawn by a seed. The oracle asks for what
both plans promise together: nothing outside them changed, no mask was undone by the other, and nothing is called complete that is not.
"""

import random
import sys
from datetime import timedelta
from pathlib import Path

from attrs import define

sys.path.insert(0, str(Path(__file__).parent))

from crash_matrix import HOUR, everywhere, mailed, simple
from crash_worlds import PASSING, PERSON, Journal, Schedule, World, contents_of
from people import bound, contact, every_table, key, note

from dataverse_dsr import COMPLETE, Identity, Status
from dataverse_dsr.effects import step
from dataverse_sdk.operations import Locate

EVE = Identity(email="eve.other@example.com")


def meeting():
    """A case of a company in which two people are named, of whom each is contact person in turn, and a note of each."""
    ada, eve = contact(), contact("eve.other@example.com", "Eve", "Other")
    start = "2026-01-01T00:00:00Z"
    meet = {"activityid": key(), "subject": "Ada Lovelock meets Eve Other", "description": "Eve, Ada", "location": "At Ada's"}
    meet |= {"scheduledstart": start, "scheduledend": start}
    parties = [
        {"activitypartyid": key(), "participationtypemask": 5, **bound("activityid", "appointment", meet["activityid"])}
        | bound("partyid", "contact", one["contactid"])
        for one in (ada, eve)
    ]
    notes = [note("contact", ada["contactid"]), note("contact", eve["contactid"])]
    return {"contacts": [ada, eve], "appointments": [meet], "activityparties": parties, "annotations": notes}


@define
class Worker:
    """One run of one plan, step by step. Mutable."""

    world: World
    plan: object
    journal: Journal
    identity: Identity
    steps: object = None
    answer: object = None
    error: BaseException | None = None
    receipt: object = None

    def begin(self):
        requests = self.world.requests(known=False)
        self.steps = requests.erase(self.plan, self.journal, self.identity, timedelta(days=1))

    def advance(self):
        """Does one step; True until the run has ended."""
        while True:
            try:
                effect = step(self.steps, self.answer, self.error)
            except StopIteration as stop:
                self.receipt = stop.value
                return False
            self.answer = self.error = None
            if isinstance(effect, Locate):
                self.answer = self.world.driver.root
                continue
            try:
                self.answer = self.world.perform(effect)
            except Exception as raised:
                self.error = raised
            return True


class Pair:
    """Two plans over one environment, and what is left of it when both were carried out one after the other. Mutable."""

    def __init__(self, name, build, *, other=PERSON, catalogue=None, age=timedelta(0)):
        options = {} if catalogue is None else {"catalogue": catalogue}
        self.name = name
        self.world = World(name, build, age=age, **options)
        self.world.begin(Schedule())
        made = self.world.requests(known=True)
        self.plans = [self.world.plan, self.world.client.run(made.plan(other, ()))]
        self.people = [self.world.identity, other]
        self.before = every_table(self.world.emulator)
        self.world.clean = self.world.emulator.snapshot()
        self.planned = {}
        for plan in self.plans:
            for write in plan.operations:
                self.planned.setdefault((write.collection, str(write.record_id)), set()).update(write.columns)
        self.end = None
        self.statuses: list[Status] = []
        self.run([0] * 60)
        self.end = contents_of(every_table(self.world.emulator))

    def run(self, order):
        """Runs one interleaving, and what is left of it in turn; gives what the oracle has against the end."""
        self.world.begin(Schedule())
        journals = [Journal(), Journal()]
        self.world.journal = Journal()
        for turn in range(3):
            workers = [Worker(self.world, plan, journal, who) for plan, journal, who in zip(self.plans, journals, self.people, strict=True)]
            for worker in workers:
                worker.begin()
            running = [True, True]
            # Once in the order that was drawn; what was in conflict is run again, by one worker after the other.
            for who in order if turn == 0 else ():
                running[who] = running[who] and workers[who].advance()
            for who, worker in enumerate(workers):
                while running[who]:
                    running[who] = worker.advance()
            receipts = [worker.receipt for worker in workers]
            if all(record.outcome.settled for receipt in receipts for record in receipt.outcomes):
                break
        if self.end is None:
            self.statuses = [receipt.status for receipt in receipts]
            return []
        return list(self._oracle(receipts))

    def _oracle(self, receipts):
        after = every_table(self.world.emulator)
        if after.keys() != self.before.keys():
            yield "I1: records appeared or vanished"
        for place in self.before.keys() - self.planned.keys():
            if after[place] != self.before[place]:
                yield f"I1: a record of {place[0]} outside the plans changed"
        if [receipt.status for receipt in receipts] != self.statuses:
            yield f"I5: it did not end as one after the other: {[receipt.status.value for receipt in receipts]}"
        mine = {place: {name: row[name] for name in row if name not in PASSING} for place, row in contents_of(after).items()}
        for place, row in self.end.items():
            if wrong := [name for name in row if mine[place][name] != row[name]]:
                yield f"I3: {place[0]}.{wrong[0]} is not what both plans made of it one after the other"


PAIRS = {
    "one person, two workers": lambda: Pair("same", simple),
    "one person, an old plan": lambda: Pair("old", simple, age=HOUR),
    "one person, the complete catalogue": lambda: Pair("complete", everywhere, catalogue=COMPLETE),
    "a mail": lambda: Pair("mail", mailed),
    "two people, one meeting": lambda: Pair("meeting", meeting, other=EVE, catalogue=COMPLETE),
}


def orders(count, seed, steps=24):
    """Interleavings drawn by a seed."""
    draw = random.Random(seed)
    for _ in range(count):
        yield [draw.randrange(2) for _ in range(steps)]


def main(arguments):
    """Runs `--count N` interleavings of each pair, drawn by `--seed`; the status is 1 when something did not hold."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    count, seed = int(options.get("--count", 2500)), int(options.get("--seed", 1))
    failures = 0
    for name, build in PAIRS.items():
        pair = build()
        wrong = [(order, problems) for order in orders(count, f"{seed} {name}") if (problems := pair.run(order))]
        failures += len(wrong)
        print(f"{name}: {count:,} interleavings, {len(wrong)} violations, seed {seed}", *wrong[:3], sep="\n", flush=True)
    return 1 if failures else 0


__all__ = ["PAIRS", "Pair", "orders"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
