"""The steps of a data subject request as flows: what both faces run, and nothing of how they wait.

Knows the order of things, the limits and the clock; what is found, planned, written and compared is decided in the modules named so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from attrs import define, evolve

from dataverse_sdk.errors import UsageError
from dataverse_sdk.operations import Flow, counted

from .checks import CheckReport, TableFacts, check
from .coverage import CoverageReport, scan_coverage
from .declarations import Catalogue
from .discovery import discover
from .effects import Steps, counting, on_disk, performing
from .errors import Refused
from .events import Listener
from .execution import carry_out, open_run
from .found import Discovery
from .history import HistoryDeletion, delete_history
from .holds import Hold, find_holds
from .identity import Identity
from .journal import Journal, Ledger, MemoryJournal, end_event
from .labels import read_labels
from .outcomes import Status
from .plan import ErasurePlan
from .planning import make_plan
from .privileges import TablePrivileges, read_privileges
from .queries import Purpose
from .report.access import AccessReport, Labels, make_report
from .report.receipt import Receipt, make_receipt
from .selftest import SelfTest, selftest
from .verification import Verification, verify

__all__ = ["LONGEST_PLAN_AGE", "RequestFlows", "groups"]

LONGEST_PLAN_AGE = timedelta(days=30)
# The links of records that hang on the person by way of another record are read again before they are written when a plan is older:
# their own versions do not vouch for them. Within this time the search itself is the reading.
RECHECK_AFTER = timedelta(minutes=5)
# Two machines' clocks agree better than this; a plan from further ahead was made by a clock that is wrong.
LARGEST_SKEW = timedelta(days=1)


def _who(given: Identity | None, known: Identity | None) -> Identity | None:
    """Gives the person as the caller says it, with what was found out about them meanwhile."""
    return given.knowing(known.words) if given is not None and known is not None else given or known


@define
class RequestFlows:
    """What the two faces share: a catalogue, limits, a clock, and the flows made of them.

    Mutable for one reason: it remembers which environment its client turned out to talk to, so that an erasure in the same process
    needs no proof of that.
    """

    catalogue: Catalogue
    max_roots: int
    page_size: int | None
    four_eyes: bool
    listen: Listener
    clock: Callable[[], datetime]
    environment_id: UUID | None = None
    # What the environment says of the catalogue's tables; read once, with the first request that needs it.
    facts: Mapping[str, TableFacts] | None = None

    def check(self) -> Flow[CheckReport]:
        """Holds the catalogue against the environment, and remembers which environment that is."""
        report, calls = yield from counted(check(self.catalogue))
        self.environment_id = report.environment_id
        return evolve(report, http_calls=calls)

    def privileges(self) -> Flow[tuple[TablePrivileges, ...]]:
        """Reads what the caller may do with each table."""
        return read_privileges(self.catalogue)

    def labels(self) -> Flow[Labels]:
        """Reads what the environment calls tables and columns."""
        return read_labels(self.catalogue)

    def selftest(self) -> Flow[SelfTest]:
        """Takes a made-up person the whole way."""
        return selftest(_Way(self))

    def access(self, identity: Identity, third_parties: bool = False, near_matches: bool = False) -> Flow[AccessReport]:
        """Finds and reads a person's records."""
        ((found, calls),) = yield from self._discover([identity], "access", near_matches)
        return make_report(found, self.catalogue, generated_at=self.clock(), http_calls=calls, third_parties=third_parties)

    def _discover(self, identities: Sequence[Identity], purpose: Purpose, near_matches: bool) -> Flow[list[tuple[Discovery, int]]]:
        searched = yield from discover(
            identities,
            self.catalogue,
            purpose=purpose,
            max_roots=self.max_roots,
            page_size=self.page_size,
            listen=self.listen,
            near_matches=near_matches,
            facts=self.facts,
        )
        for found, _ in searched:
            self.environment_id = found.environment_id
            # A table whose metadata could not be read is asked about again.
            if found.facts and not any(facts.error is not None and not facts.absent for facts in found.facts.values()):
                self.facts = found.facts
        return searched

    def coverage(self) -> Flow[CoverageReport]:
        """Scans the environment for what the catalogue does not mention."""
        report, calls = yield from counted(scan_coverage(self.catalogue))
        return evolve(report, http_calls=calls)

    def plan(self, identity: Identity, holds: Sequence[Hold], *, near_matches: bool = False, **decisions: Any) -> Flow[ErasurePlan]:
        """Finds a person's records and what holds them, and makes the plan."""
        (plan,) = yield from self.plans([identity], holds, near_matches=near_matches, **decisions)
        return plan

    def plans(
        self, identities: Sequence[Identity], holds: Sequence[Hold], *, near_matches: bool = False, **decisions: Any
    ) -> Flow[list[ErasurePlan]]:
        """Makes the plans of some people, whose searches share their requests."""
        now = self.clock()
        searched = yield from self._discover(identities, "erasure", near_matches)
        made: list[ErasurePlan] = []
        for identity, (found, calls) in zip(identities, searched, strict=True):
            held, more = yield from counted(find_holds(holds, found, self.catalogue, today=now.date()))
            plan = make_plan(found, self.catalogue, created_at=now, holds=held, identity=identity, http_calls=calls + more, **decisions)
            made.append(plan)
        return made

    def erase(self, plan: ErasurePlan, journal: Journal, identity: Identity | None, max_age: timedelta) -> Steps[Receipt]:
        """Carries out a plan that is approved, young and of this environment, under the journal's lease."""
        started = self.clock()
        if started - plan.created_at > max_age:
            raise Refused("the plan is too old; make a new one")
        if plan.created_at - started > LARGEST_SKEW:
            raise Refused("the plan was made in the future; a clock is wrong")
        plan.check_approval(required=self.four_eyes)
        ledger: Ledger = yield from open_run(plan, self.catalogue, journal, environment_id=self.environment_id)
        try:
            receipt = yield from self._carried_out(plan, ledger, _who(identity, plan.identity), started)
            yield from on_disk("close", ledger.close)
        finally:
            ledger.close()
        return receipt

    def _carried_out(self, plan: ErasurePlan, ledger: Ledger, who: Identity | None, started: datetime) -> Steps[Receipt]:
        results, calls = yield from counting(
            carry_out(
                plan,
                self.catalogue,
                ledger,
                identity=who,
                environment_id=self.environment_id,
                recheck=bool(ledger.events) or started - plan.created_at > RECHECK_AFTER,
                listen=self.listen,
            )
        )
        receipt = make_receipt(
            plan, results, started_at=started, finished_at=self.clock(), http_calls=calls, identity=who, catalogue=self.catalogue
        )
        if plan.operations and plan.status is not Status.NEEDS_REVIEW:
            yield from on_disk("end", lambda: ledger.append([end_event(receipt.status.value)]))
        return receipt

    def verify(self, receipt: Receipt, identity: Identity | None, again: bool) -> Flow[Verification]:
        """Reads back what a receipt claims."""
        found, calls = yield from counted(
            verify(receipt, self.catalogue, identity=_who(identity, receipt.identity), again=again, listen=self.listen)
        )
        return evolve(found, at=self.clock(), http_calls=calls)

    def delete_history(self, receipt: Receipt, check: Verification) -> Flow[HistoryDeletion]:
        """Deletes the audit history of what was verified."""
        done, calls = yield from counted(delete_history(receipt, check, self.catalogue, listen=self.listen))
        return evolve(done, at=self.clock(), http_calls=calls)


@define
class _Way:
    """The steps of a request as the self-test takes them. Its journal is in memory, so nothing waits for a disk."""

    requests: RequestFlows

    @property
    def catalogue(self) -> Catalogue:
        return self.requests.catalogue

    def plan(self, identity: Identity) -> Flow[ErasurePlan]:
        return self.requests.plan(identity, ())

    def erase(self, plan: ErasurePlan) -> Flow[Receipt]:
        return performing(self.requests.erase(plan, MemoryJournal(), plan.identity, LONGEST_PLAN_AGE))

    def verify(self, receipt: Receipt, identity: Identity) -> Flow[Verification]:
        return self.requests.verify(receipt, identity, again=False)


def groups(identities: Iterable[Identity], at_once: int) -> Iterator[list[Identity]]:
    """Splits people into groups that are searched for together."""
    if at_once < 1:
        raise UsageError("at_once is how many people are searched for together: at least 1")
    rest = iter(identities)
    while group := list(islice(rest, at_once)):
        yield group
