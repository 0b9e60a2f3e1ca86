"""The way in: data subject requests over a client, synchronous and asynchronous.

One line a method over the flows of this package; what is decided, is decided there. The two classes differ in `await` alone.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from dataverse_sdk import AsyncDataverseClient, DataverseClient

from .catalogues import REFERENCE
from .checks import CheckReport
from .coverage import CoverageReport
from .declarations import Catalogue
from .effects import OnDisk, Steps, one, performing, step
from .events import Listener, ignore
from .flows import LONGEST_PLAN_AGE, RequestFlows, groups
from .history import HistoryDeletion
from .holds import Hold
from .identity import Identity
from .journal import Journal, MemoryJournal
from .plan import Bypass, ErasurePlan, PartyPolicy, ReadOnlyPolicy
from .privileges import TablePrivileges
from .report.access import AccessReport, Labels
from .report.context import Context
from .report.package import PackageOptions, package
from .report.receipt import Receipt
from .selftest import SelfTest
from .sqlite_journal import SqliteJournal
from .verification import Verification

__all__ = ["AsyncDataSubjectRequests", "DataSubjectRequests"]

T = TypeVar("T")
JournalLike = Journal | PathLike[str] | str | None


def _utc_now() -> datetime:
    return datetime.now(UTC)


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
        self._requests = RequestFlows(catalogue, max_roots, page_size, four_eyes, listen, clock)

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

    def plan_many(
        self,
        identities: Iterable[Identity],
        *,
        at_once: int = 20,
        read_only: ReadOnlyPolicy = "report",
        parties: PartyPolicy = "direct",
        holds: Sequence[Hold] = (),
        bypass: Bypass | None = None,
        do_not_contact: bool = False,
        delete_history: bool = False,
        requested_by: str | None = None,
        near_matches: bool = False,
    ) -> Iterator[ErasurePlan]:
        """Makes the plans of many people, whose searches share their requests: two or three HTTP requests for each `at_once` of them.

        Plans come in the order of the identities, each group as soon as it is made; what is decided is decided for all. An error ends it:
        what was given before stands. `http_calls` of a plan counts the requests its search took part in.
        """
        decisions: dict[str, Any] = {
            "read_only": read_only,
            "parties": parties,
            "bypass": bypass,
            "do_not_contact": do_not_contact,
            "delete_history": delete_history,
            "requested_by": requested_by,
            "near_matches": near_matches,
        }
        for group in groups(identities, at_once):
            yield from self._client.run(self._requests.plans(group, holds, **decisions))

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
        self._requests = RequestFlows(catalogue, max_roots, page_size, four_eyes, listen, clock)

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

    async def plan_many(
        self,
        identities: Iterable[Identity],
        *,
        at_once: int = 20,
        read_only: ReadOnlyPolicy = "report",
        parties: PartyPolicy = "direct",
        holds: Sequence[Hold] = (),
        bypass: Bypass | None = None,
        do_not_contact: bool = False,
        delete_history: bool = False,
        requested_by: str | None = None,
        near_matches: bool = False,
    ) -> AsyncIterator[ErasurePlan]:
        """Makes the plans of many people, whose searches share their requests: two or three HTTP requests for each `at_once` of them.

        Plans come in the order of the identities, each group as soon as it is made; what is decided is decided for all. An error ends it:
        what was given before stands. `http_calls` of a plan counts the requests its search took part in.
        """
        decisions: dict[str, Any] = {
            "read_only": read_only,
            "parties": parties,
            "bypass": bypass,
            "do_not_contact": do_not_contact,
            "delete_history": delete_history,
            "requested_by": requested_by,
            "near_matches": near_matches,
        }
        for group in groups(identities, at_once):
            for plan in await self._client.run(self._requests.plans(group, holds, **decisions)):
                yield plan

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
