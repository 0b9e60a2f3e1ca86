"""The way in: data subject requests over a client, synchronous and asynchronous.

One line a method over the flows of this package; what is decided, is decided there. The two classes differ in `await` alone.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from os import PathLike
from pathlib import Path
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
from .labels import read_labels
from .outcomes import Status
from .plan import ErasurePlan, ReadOnlyPolicy, make_plan
from .privileges import TablePrivileges, read_privileges
from .report.access import AccessReport, Labels, make_report
from .report.context import Context
from .report.package import PackageOptions, package
from .report.receipt import Receipt, make_receipt
from .selftest import SelfTest, selftest
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

    def privileges(self) -> Flow[tuple[TablePrivileges, ...]]:
        return read_privileges(self.catalogue)

    def labels(self) -> Flow[Labels]:
        return read_labels(self.catalogue)

    def selftest(self) -> Flow[SelfTest]:
        return selftest(_Way(self))

    def access(self, identity: Identity, third_parties: bool = False) -> Flow[AccessReport]:
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
        return make_report(found, self.catalogue, generated_at=self.clock(), http_calls=calls, third_parties=third_parties)

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
        receipt = make_receipt(
            plan, results, started_at=started, finished_at=self.clock(), http_calls=calls, identity=who, catalogue=self.catalogue
        )
        if plan.operations and plan.status is not Status.NEEDS_REVIEW:
            journal.append([end_event(receipt.status.value)])
        return receipt

    def verify(self, receipt: Receipt, identity: Identity | None) -> Flow[Verification]:
        found, calls = yield from counted(verify(receipt, self.catalogue, identity=identity or receipt.identity, listen=self.listen))
        return evolve(found, http_calls=calls)


@define
class _Way:
    """The steps of a request as the self-test takes them."""

    requests: _Requests

    @property
    def catalogue(self) -> Catalogue:
        return self.requests.catalogue

    def plan(self, identity: Identity) -> Flow[ErasurePlan]:
        return self.requests.plan(identity, "report")

    def erase(self, plan: ErasurePlan) -> Flow[Receipt]:
        return self.requests.erase(plan, MemoryJournal(), plan.identity, LONGEST_PLAN_AGE)

    def verify(self, receipt: Receipt, identity: Identity) -> Flow[Verification]:
        return self.requests.verify(receipt, identity)


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

    def privileges(self) -> tuple[TablePrivileges, ...]:
        """Tells which tables of the catalogue the caller may read and write: two HTTP requests."""
        return self._client.run(self._requests.privileges())

    def selftest(self) -> SelfTest:
        """Makes a made-up person, finds, erases and verifies them, and takes their records away: it writes to the environment."""
        return self._client.run(self._requests.selftest())

    def access(self, identity: Identity, *, third_parties: bool = False) -> AccessReport:
        """Finds and reads a person's records: two HTTP requests, one when there is nobody, one more for each round of next links.

        Columns about other people are withheld; with `third_parties` they are in the report.
        """
        return self._client.run(self._requests.access(identity, third_parties))

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

    async def privileges(self) -> tuple[TablePrivileges, ...]:
        """Tells which tables of the catalogue the caller may read and write: two HTTP requests."""
        return await self._client.run(self._requests.privileges())

    async def selftest(self) -> SelfTest:
        """Makes a made-up person, finds, erases and verifies them, and takes their records away: it writes to the environment."""
        return await self._client.run(self._requests.selftest())

    async def access(self, identity: Identity, *, third_parties: bool = False) -> AccessReport:
        """Finds and reads a person's records: two HTTP requests, one when there is nobody, one more for each round of next links.

        Columns about other people are withheld; with `third_parties` they are in the report.
        """
        return await self._client.run(self._requests.access(identity, third_parties))

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
