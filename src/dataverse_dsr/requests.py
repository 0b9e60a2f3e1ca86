"""The way in: data subject requests over a client, synchronous and asynchronous.

One line a method over the flows of this package; what is decided, is decided there. The two classes differ in `await` alone.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from os import PathLike
from uuid import UUID

from attrs import define, evolve

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.operations import Flow, counted

from .catalogues import REFERENCE
from .checks import CheckReport, check
from .declarations import Catalogue
from .discovery import discover
from .errors import Refused
from .events import Listener, ignore
from .execution import carry_out
from .identity import Identity
from .journal import FileJournal, Journal, MemoryJournal, end_event
from .outcomes import Status
from .plan import ErasurePlan, ReadOnlyPolicy, make_plan
from .report.access import AccessReport, make_report
from .report.receipt import Receipt, make_receipt
from .verification import Verification, verify

__all__ = ["AsyncDataSubjectRequests", "DataSubjectRequests"]

LONGEST_PLAN_AGE = timedelta(days=30)

JournalLike = Journal | PathLike[str] | str | None


def _utc_now() -> datetime:
    return datetime.now(UTC)


@define
class _Requests:
    """What the two faces share: a catalogue, limits, a clock, and the flows made of them.

    Mutable for one reason: it remembers which environment its client turned out to talk to, so that an erasure in the same process
    needs no proof of that.
    """

    catalogue: Catalogue
    max_roots: int
    page_size: int | None
    listen: Listener
    clock: Callable[[], datetime]
    environment_id: UUID | None = None

    def check(self) -> Flow[CheckReport]:
        report, calls = yield from counted(check(self.catalogue))
        self.environment_id = report.environment_id
        return evolve(report, http_calls=calls)

    def access(self, identity: Identity) -> Flow[AccessReport]:
        found, calls = yield from counted(
            discover(
                identity,
                self.catalogue,
                purpose="access",
                max_roots=self.max_roots,
                page_size=self.page_size,
                listen=self.listen,
            )
        )
        self.environment_id = found.environment_id
        return make_report(found, self.catalogue, generated_at=self.clock(), http_calls=calls)

    def plan(self, identity: Identity, read_only: ReadOnlyPolicy) -> Flow[ErasurePlan]:
        found, calls = yield from counted(
            discover(
                identity,
                self.catalogue,
                purpose="erasure",
                max_roots=self.max_roots,
                page_size=self.page_size,
                listen=self.listen,
            )
        )
        self.environment_id = found.environment_id
        return make_plan(
            found,
            self.catalogue,
            created_at=self.clock(),
            read_only=read_only,
            identity=identity,
            http_calls=calls,
        )

    def erase(self, plan: ErasurePlan, journal: Journal, identity: Identity | None, max_age: timedelta) -> Flow[Receipt]:
        started = self.clock()
        if started - plan.created_at > max_age:
            raise Refused("the plan is too old; make a new one")
        who = identity or plan.identity
        results, calls = yield from counted(
            carry_out(
                plan,
                self.catalogue,
                journal=journal,
                identity=who,
                environment_id=self.environment_id,
                listen=self.listen,
            )
        )
        receipt = make_receipt(plan, results, started_at=started, finished_at=self.clock(), http_calls=calls, identity=who)
        if plan.operations and plan.status is not Status.NEEDS_REVIEW:
            journal.append([end_event(receipt.status.value)])
        return receipt

    def verify(self, receipt: Receipt, identity: Identity | None) -> Flow[Verification]:
        found, calls = yield from counted(verify(receipt, self.catalogue, identity=identity or receipt.identity, listen=self.listen))
        return evolve(found, http_calls=calls)


def _journal(given: JournalLike) -> Journal:
    if given is None:
        return MemoryJournal()
    if isinstance(given, str | PathLike):
        return FileJournal(given)
    return given


class DataSubjectRequests:
    """Data subject requests over a `DataverseClient`."""

    def __init__(
        self,
        client: DataverseClient,
        catalogue: Catalogue = REFERENCE,
        *,
        max_roots: int = 5,
        page_size: int | None = None,
        listen: Listener = ignore,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client = client
        self._requests = _Requests(catalogue, max_roots, page_size, listen, clock)

    def check(self) -> CheckReport:
        """Tests the connection and holds the catalogue against the environment: one HTTP request, nothing is written."""
        return self._client.run(self._requests.check())

    def access(self, identity: Identity) -> AccessReport:
        """Finds and reads a person's records: two HTTP requests, one when there is nobody, one more for each round of next links."""
        return self._client.run(self._requests.access(identity))

    def plan(self, identity: Identity, *, read_only: ReadOnlyPolicy = "report") -> ErasurePlan:
        """Finds a person's records and says what an erasure would write: two HTTP requests, nothing is written."""
        return self._client.run(self._requests.plan(identity, read_only))

    def erase(
        self,
        plan: ErasurePlan,
        *,
        journal: JournalLike = None,
        identity: Identity | None = None,
        max_age: timedelta = LONGEST_PLAN_AGE,
    ) -> Receipt:
        """Carries out a plan: two HTTP requests for up to 999 records, more where a doubt has to be settled.

        With a journal a run that was cut short goes on where it stopped; without one the plan must be made again. `identity` lets a
        record of a plan from a file be planned once more after somebody changed it.
        """
        return self._client.run(self._requests.erase(plan, _journal(journal), identity, max_age))

    def verify(self, receipt: Receipt, *, identity: Identity | None = None) -> Verification:
        """Reads back what a receipt claims and searches for the person once more: one HTTP request."""
        return self._client.run(self._requests.verify(receipt, identity))


class AsyncDataSubjectRequests:
    """Data subject requests over an `AsyncDataverseClient`: the same methods, awaited. The journal is written without awaiting."""

    def __init__(
        self,
        client: AsyncDataverseClient,
        catalogue: Catalogue = REFERENCE,
        *,
        max_roots: int = 5,
        page_size: int | None = None,
        listen: Listener = ignore,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client = client
        self._requests = _Requests(catalogue, max_roots, page_size, listen, clock)

    async def check(self) -> CheckReport:
        """Tests the connection and holds the catalogue against the environment: one HTTP request, nothing is written."""
        return await self._client.run(self._requests.check())

    async def access(self, identity: Identity) -> AccessReport:
        """Finds and reads a person's records: two HTTP requests, one when there is nobody, one more for each round of next links."""
        return await self._client.run(self._requests.access(identity))

    async def plan(self, identity: Identity, *, read_only: ReadOnlyPolicy = "report") -> ErasurePlan:
        """Finds a person's records and says what an erasure would write: two HTTP requests, nothing is written."""
        return await self._client.run(self._requests.plan(identity, read_only))

    async def erase(
        self,
        plan: ErasurePlan,
        *,
        journal: JournalLike = None,
        identity: Identity | None = None,
        max_age: timedelta = LONGEST_PLAN_AGE,
    ) -> Receipt:
        """Carries out a plan: two HTTP requests for up to 999 records, more where a doubt has to be settled.

        With a journal a run that was cut short goes on where it stopped; without one the plan must be made again. `identity` lets a
        record of a plan from a file be planned once more after somebody changed it.
        """
        return await self._client.run(self._requests.erase(plan, _journal(journal), identity, max_age))

    async def verify(self, receipt: Receipt, *, identity: Identity | None = None) -> Verification:
        """Reads back what a receipt claims and searches for the person once more: one HTTP request."""
        return await self._client.run(self._requests.verify(receipt, identity))
