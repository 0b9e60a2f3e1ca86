"""The way in: data subject requests over a client, synchronous and asynchronous.

One line a method over the flows of this package; what is decided, is decided there. The two classes differ in `await` alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from attrs import define, evolve

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.operations import Flow, counted

from .catalogues import REFERENCE
from .checks import CheckReport, TableFacts, check
from .coverage import CoverageReport, scan_coverage
from .declarations import Catalogue
from .discovery import discover
from .effects import OnDisk, Steps, counting, on_disk, one, performing, step
from .errors import Refused
from .events import Listener, ignore
from .execution import carry_out, open_run
from .found import Discovery
from .history import HistoryDeletion, delete_history
from .holds import Hold, find_holds
from .identity import Identity
from .journal import Journal, Ledger, MemoryJournal, SqliteJournal, end_event
from .labels import read_labels
from .outcomes import Status
from .plan import Bypass, ErasurePlan, PartyPolicy, ReadOnlyPolicy, make_plan
from .privileges import TablePrivileges, read_privileges
from .queries import Purpose
from .report.access import AccessReport, Labels, make_report
from .report.context import Context
from .report.package import PackageOptions, package
from .report.receipt import Receipt, make_receipt
from .selftest import SelfTest, selftest
from .verification import Verification, verify

__all__ = ["AsyncDataSubjectRequests", "DataSubjectRequests"]

LONGEST_PLAN_AGE = timedelta(days=30)
# The links of records that hang on the person by way of another record are read again before they are written when a plan is older:
# their own versions do not vouch for them. Within this time the search itself is the reading.
RECHECK_AFTER = timedelta(minutes=5)
# Two machines' clocks agree better than this; a plan from further ahead was made by a clock that is wrong.
LARGEST_SKEW = timedelta(days=1)

T = TypeVar("T")

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
    four_eyes: bool
    listen: Listener
    clock: Callable[[], datetime]
    environment_id: UUID | None = None
    # What the environment says of the catalogue's tables; read once, with the first request that needs it.
    facts: Mapping[str, TableFacts] | None = None

    def check(self) -> Flow[CheckReport]:
        report, calls = yield from counted(check(self.catalogue))
        self.environment_id = report.environment_id
        return evolve(report, http_calls=calls)

    def privileges(self) -> Flow[tuple[TablePrivileges, ...]]:
        return read_privileges(self.catalogue)

    def labels(self) -> Flow[Labels]:
        return read_labels(self.catalogue)

    def selftest(self) -> Flow[SelfTest]:
        return selftest(_Way(self))

    def access(self, identity: Identity, third_parties: bool = False, near_matches: bool = False) -> Flow[AccessReport]:
        found, calls = yield from counted(self._discover(identity, "access", near_matches))
        return make_report(found, self.catalogue, generated_at=self.clock(), http_calls=calls, third_parties=third_parties)

    def _discover(self, identity: Identity, purpose: Purpose, near_matches: bool) -> Flow[Discovery]:
        found = yield from discover(
            identity,
            self.catalogue,
            purpose=purpose,
            max_roots=self.max_roots,
            page_size=self.page_size,
            listen=self.listen,
            near_matches=near_matches,
            facts=self.facts,
        )
        self.environment_id = found.environment_id
        # A table whose metadata could not be read is asked about again.
        if found.facts and not any(facts.error is not None and not facts.absent for facts in found.facts.values()):
            self.facts = found.facts
        return found

    def coverage(self) -> Flow[CoverageReport]:
        report, calls = yield from counted(scan_coverage(self.catalogue))
        return evolve(report, http_calls=calls)

    def plan(self, identity: Identity, holds: Sequence[Hold], *, near_matches: bool = False, **decisions: Any) -> Flow[ErasurePlan]:
        now = self.clock()
        (found, held), calls = yield from counted(self._found_and_held(identity, holds, now, near_matches))
        return make_plan(found, self.catalogue, created_at=now, holds=held, identity=identity, http_calls=calls, **decisions)

    def _found_and_held(
        self, identity: Identity, holds: Sequence[Hold], now: datetime, near_matches: bool
    ) -> Flow[tuple[Discovery, Mapping[tuple[str, UUID], Hold]]]:
        found = yield from self._discover(identity, "erasure", near_matches)
        return found, (yield from find_holds(holds, found, self.catalogue, today=now.date()))

    def erase(self, plan: ErasurePlan, journal: Journal, identity: Identity | None, max_age: timedelta) -> Steps[Receipt]:
        started = self.clock()
        if started - plan.created_at > max_age:
            raise Refused("the plan is too old; make a new one")
        if plan.created_at - started > LARGEST_SKEW:
            raise Refused("the plan was made in the future; a clock is wrong")
        plan.check_approval(required=self.four_eyes)
        ledger: Ledger = yield from open_run(plan, self.catalogue, journal, environment_id=self.environment_id)
        try:
            receipt = yield from self._carried_out(plan, ledger, identity or plan.identity, started)
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
        found, calls = yield from counted(
            verify(receipt, self.catalogue, identity=identity or receipt.identity, again=again, listen=self.listen)
        )
        return evolve(found, at=self.clock(), http_calls=calls)

    def delete_history(self, receipt: Receipt, check: Verification) -> Flow[HistoryDeletion]:
        done, calls = yield from counted(delete_history(receipt, check, self.catalogue, listen=self.listen))
        return evolve(done, at=self.clock(), http_calls=calls)


@define
class _Way:
    """The steps of a request as the self-test takes them. Its journal is in memory, so nothing waits for a disk."""

    requests: _Requests

    @property
    def catalogue(self) -> Catalogue:
        return self.requests.catalogue

    def plan(self, identity: Identity) -> Flow[ErasurePlan]:
        return self.requests.plan(identity, ())

    def erase(self, plan: ErasurePlan) -> Flow[Receipt]:
        return performing(self.requests.erase(plan, MemoryJournal(), plan.identity, LONGEST_PLAN_AGE))

    def verify(self, receipt: Receipt, identity: Identity) -> Flow[Verification]:
        return self.requests.verify(receipt, identity, again=False)


def _journal(given: JournalLike) -> Journal:
    if given is None:
        return MemoryJournal()
    if isinstance(given, str | PathLike):
        return SqliteJournal(given)
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
        four_eyes: bool = False,
        listen: Listener = ignore,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client = client
        self._requests = _Requests(catalogue, max_roots, page_size, four_eyes, listen, clock)

    def check(self) -> CheckReport:
        """Tests the connection and holds the catalogue against the environment: one HTTP request, nothing is written."""
        return self._client.run(self._requests.check())

    def privileges(self) -> tuple[TablePrivileges, ...]:
        """Tells which tables of the catalogue the caller may read and write: two HTTP requests."""
        return self._client.run(self._requests.privileges())

    def selftest(self) -> SelfTest:
        """Makes a made-up person, finds, erases and verifies them, and takes their records away: it writes to the environment."""
        return self._client.run(self._requests.selftest())

    def access(self, identity: Identity, *, third_parties: bool = False, near_matches: bool = False) -> AccessReport:
        """Finds and reads a person's records: two HTTP requests, one when there is nobody, one more for each round of next links.

        Columns about other people are withheld; with `third_parties` they are in the report. `near_matches` lists records that are almost
        theirs, as hints.
        """
        return self._client.run(self._requests.access(identity, third_parties, near_matches))

    def coverage(self) -> CoverageReport:
        """Scans the environment's metadata for personal data that the catalogue does not mention: three HTTP requests for 1,000 tables."""
        return self._client.run(self._requests.coverage())

    def labels(self) -> Labels:
        """Reads what the environment calls the catalogue's tables and columns, for `report.labelled(...)`: one HTTP request."""
        return self._client.run(self._requests.labels())

    def package(
        self,
        report: AccessReport,
        place: PathLike[str] | str,
        *,
        context: Context | None = None,
        attachments: bool = False,
        recipients: Iterable[str] = (),
    ) -> tuple[Path, ...]:
        """Writes the access package into a folder, with the contents of attached files on request: one HTTP request a file and more.

        With `recipients` (age public keys, `age1...`) it becomes one encrypted file instead, and nothing unencrypted touches the disk;
        this needs the extra `age`. Gives the paths of what was written.
        """
        options = PackageOptions(context or Context(), attachments, tuple(recipients))
        return self._client.run(package(report, Path(place), options))

    def plan(
        self,
        identity: Identity,
        *,
        read_only: ReadOnlyPolicy = "report",
        parties: PartyPolicy = "direct",
        holds: Sequence[Hold] = (),
        bypass: Bypass | None = None,
        do_not_contact: bool = False,
        delete_history: bool = False,
        requested_by: str | None = None,
        near_matches: bool = False,
    ) -> ErasurePlan:
        """Finds a person's records and says what an erasure would write: two HTTP requests, nothing is written.

        `read_only` says what becomes of closed records, `parties` of the parties of activities; `holds` keep records from being erased,
        and take one more request when they have predicates. `do_not_contact` sets the flags that close a channel. `bypass` and
        `delete_history` are decisions that an approval covers. `near_matches` lists records that are almost the person's, as hints.
        """
        return self._client.run(
            self._requests.plan(
                identity,
                holds,
                read_only=read_only,
                parties=parties,
                bypass=bypass,
                do_not_contact=do_not_contact,
                delete_history=delete_history,
                requested_by=requested_by,
                near_matches=near_matches,
            )
        )

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
        return self._client.run(performing(self._requests.erase(plan, _journal(journal), identity, max_age)))

    def verify(self, receipt: Receipt, *, identity: Identity | None = None, again: bool = False) -> Verification:
        """Reads back what a receipt claims and searches for the person once more: one HTTP request.

        `again` is for later: what does not read as its mask is named as come back, with the time its record was last changed.
        """
        return self._client.run(self._requests.verify(receipt, identity, again))

    def delete_history(self, receipt: Receipt, check: Verification) -> HistoryDeletion:
        """Deletes the audit history of the records that a verification found masked: two HTTP requests for up to 1,000.

        All of a record's history goes, not the masked columns' alone. Refused unless the plan said so and the verification is complete.
        """
        return self._client.run(self._requests.delete_history(receipt, check))


class AsyncDataSubjectRequests:
    """Data subject requests over an `AsyncDataverseClient`: the same methods, awaited. The journal is written in a thread."""

    def __init__(
        self,
        client: AsyncDataverseClient,
        catalogue: Catalogue = REFERENCE,
        *,
        max_roots: int = 5,
        page_size: int | None = None,
        four_eyes: bool = False,
        listen: Listener = ignore,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client = client
        self._requests = _Requests(catalogue, max_roots, page_size, four_eyes, listen, clock)

    async def _run(self, steps: Steps[T]) -> T:
        """Performs steps: the work on the journal in a thread, everything else by the client."""
        from anyio import to_thread

        answer: Any = None
        error: Exception | None = None
        try:
            while True:
                try:
                    effect = step(steps, answer, error)
                except StopIteration as stop:
                    value: T = stop.value
                    return value
                try:
                    if isinstance(effect, OnDisk):
                        answer, error = await to_thread.run_sync(effect.work), None
                    else:
                        answer, error = await self._client.run(one(effect)), None
                except Exception as raised:
                    answer, error = None, raised
        finally:
            steps.close()

    async def check(self) -> CheckReport:
        """Tests the connection and holds the catalogue against the environment: one HTTP request, nothing is written."""
        return await self._client.run(self._requests.check())

    async def privileges(self) -> tuple[TablePrivileges, ...]:
        """Tells which tables of the catalogue the caller may read and write: two HTTP requests."""
        return await self._client.run(self._requests.privileges())

    async def selftest(self) -> SelfTest:
        """Makes a made-up person, finds, erases and verifies them, and takes their records away: it writes to the environment."""
        return await self._client.run(self._requests.selftest())

    async def access(self, identity: Identity, *, third_parties: bool = False, near_matches: bool = False) -> AccessReport:
        """Finds and reads a person's records: two HTTP requests, one when there is nobody, one more for each round of next links.

        Columns about other people are withheld; with `third_parties` they are in the report. `near_matches` lists records that are almost
        theirs, as hints.
        """
        return await self._client.run(self._requests.access(identity, third_parties, near_matches))

    async def coverage(self) -> CoverageReport:
        """Scans the environment's metadata for personal data that the catalogue does not mention: three HTTP requests for 1,000 tables."""
        return await self._client.run(self._requests.coverage())

    async def labels(self) -> Labels:
        """Reads what the environment calls the catalogue's tables and columns, for `report.labelled(...)`: one HTTP request."""
        return await self._client.run(self._requests.labels())

    async def package(
        self,
        report: AccessReport,
        place: PathLike[str] | str,
        *,
        context: Context | None = None,
        attachments: bool = False,
        recipients: Iterable[str] = (),
    ) -> tuple[Path, ...]:
        """Writes the access package into a folder, with the contents of attached files on request: one HTTP request a file and more.

        With `recipients` (age public keys, `age1...`) it becomes one encrypted file instead, and nothing unencrypted touches the disk;
        this needs the extra `age`. Gives the paths of what was written.
        """
        options = PackageOptions(context or Context(), attachments, tuple(recipients))
        return await self._client.run(package(report, Path(place), options))

    async def plan(
        self,
        identity: Identity,
        *,
        read_only: ReadOnlyPolicy = "report",
        parties: PartyPolicy = "direct",
        holds: Sequence[Hold] = (),
        bypass: Bypass | None = None,
        do_not_contact: bool = False,
        delete_history: bool = False,
        requested_by: str | None = None,
        near_matches: bool = False,
    ) -> ErasurePlan:
        """Finds a person's records and says what an erasure would write: two HTTP requests, nothing is written.

        `read_only` says what becomes of closed records, `parties` of the parties of activities; `holds` keep records from being erased,
        and take one more request when they have predicates. `do_not_contact` sets the flags that close a channel. `bypass` and
        `delete_history` are decisions that an approval covers. `near_matches` lists records that are almost the person's, as hints.
        """
        return await self._client.run(
            self._requests.plan(
                identity,
                holds,
                read_only=read_only,
                parties=parties,
                bypass=bypass,
                do_not_contact=do_not_contact,
                delete_history=delete_history,
                requested_by=requested_by,
                near_matches=near_matches,
            )
        )

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
        return await self._run(self._requests.erase(plan, _journal(journal), identity, max_age))

    async def verify(self, receipt: Receipt, *, identity: Identity | None = None, again: bool = False) -> Verification:
        """Reads back what a receipt claims and searches for the person once more: one HTTP request.

        `again` is for later: what does not read as its mask is named as come back, with the time its record was last changed.
        """
        return await self._client.run(self._requests.verify(receipt, identity, again))

    async def delete_history(self, receipt: Receipt, check: Verification) -> HistoryDeletion:
        """Deletes the audit history of the records that a verification found masked: two HTTP requests for up to 1,000.

        All of a record's history goes, not the masked columns' alone. Refused unless the plan said so and the verification is complete.
        """
        return await self._client.run(self._requests.delete_history(receipt, check))
