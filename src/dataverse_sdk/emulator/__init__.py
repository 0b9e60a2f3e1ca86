"""A Dataverse environment to develop and test on, embedded: in process or over HTTP, in memory or in a file.

Knows how its parts fit together. Written from the documented behaviour of the service; shares no code with the client in this package,
so that it can disagree with it. What it does not imitate it answers with 501 and a sentence.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from ..schema.model import Schema
from .behaviours import jobs
from .behaviours.around import Behaviours
from .behaviours.auditing import Auditing
from .behaviours.clock import Clock
from .behaviours.faults import Faults
from .behaviours.limits import Limits, Protection
from .behaviours.messages import Called, Made, Messages
from .behaviours.permissions import Permissions
from .behaviours.plugins import Context, Plugins, reject
from .behaviours.recycle_bin import RecycleBin
from .behaviours.tracking import ChangeTracking
from .definitions import message_filters
from .definitions.schemas import tables_and_messages
from .http.messages import Reply, Request
from .reading.reader import Reader
from .routes.service import Service
from .seeding import seeds
from .seeding.loading import load, rows, write
from .seeding.scenarios import play
from .serving.control import ROOT as CONTROL
from .serving.control import answer as steer
from .serving.front import Front
from .serving.page import PATHS as PAGE
from .serving.page import answer as show
from .serving.trace import Traced
from .signin.oauth import IdentityProvider
from .storage import identity as environment
from .storage.identity import Identity
from .storage.like import register_functions
from .storage.store import Store
from .storage.values import WireValue
from .writing.duplicates import STOCK_RULES, DuplicateRule
from .writing.records import Records
from .writing.states import Switches

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken

    from dataverse_sdk import AsyncDataverseClient, DataverseClient

    from .serving.transport import Transport

__all__ = ["Called", "Clock", "Context", "Emulator", "Limits", "Made", "Permissions", "Plugins", "Switches", "Traced", "reject"]

URL = "https://emulator.localhost"


class _Credential:
    """A credential whose token never expires while a test runs; in strict mode, one that asks the emulator's own identity service."""

    def __init__(self, token: str | None, identity: IdentityProvider) -> None:
        self._token = token
        self._identity = identity

    def get_token(self, *_scopes: str, **_options: object) -> "AccessToken":
        """The one token, or a new one."""
        from azure.core.credentials import AccessToken

        if self._identity.strict and self._token is None:
            return AccessToken(self._identity.issue_token(URL), int(self._identity.now() + self._identity.token_seconds))
        return AccessToken(self._token or "emulator", int(time.time()) + 86_400)


class Emulator:
    """A Dataverse environment of its own; mutable, safe to use from several threads.

    `seed` is what a new environment holds: "demo", a few hundred rows of made-up people, or "empty". `path` names an SQLite file that
    keeps the data; an existing one is taken up as it is. `metadata` is a Schema, or the path of a `$metadata` document, for other tables
    than the stock ones. `token` is the only bearer token accepted; None accepts any. `attributes` is a file with what `$metadata` lacks
    (`schemas.schema_of`). `accents` says whether accents count where texts are compared; None leaves a file as it is. `limits` are service
    protection limits. `audited`, `recycled` and `tracked` are logical names of tables that keep history, a recycle bin, changes.
    `scenarios` are names of `scenarios.SCENARIOS`. The remaining options are those of `Switches`.
    """

    def __init__(
        self,
        seed: Literal["demo", "empty"] = "demo",
        path: str | Path | None = None,
        metadata: str | Path | Schema | None = None,
        token: str | None = None,
        *,
        activityparty_writable: bool = False,
        sales_records_locked: bool = True,
        resolved_cases_locked: bool = False,
        closed_leads_locked: bool = False,
        closed_activities_locked: bool = False,
        read_only_columns: Literal["ignore", "refuse"] = "ignore",
        leading_wildcards: Literal["answer", "refuse"] = "answer",
        closed_parties_locked: bool = False,
        cases_resolved_by_update: bool = False,
        jobs_wait: bool = False,
        elastic_tables: Iterable[str] = (),
        largest_attachment: int = 5 * 1024 * 1024,
        count_mark: bool = True,
        attributes: str | Path | None = None,
        accents: bool | None = None,
        limits: Limits | None = None,
        audited: Iterable[str] = (),
        recycled: Iterable[str] = (),
        tracked: Iterable[str] = (),
        scenarios: Iterable[str] = (),
    ) -> None:
        if seed not in ("demo", "empty"):
            raise ValueError(f"seed is 'demo' or 'empty', not {seed!r}")
        fresh = path is None or not Path(path).exists()
        self.schema, declared = tables_and_messages(metadata, attributes)
        self.store = Store(self.schema, None if path is None else Path(path))
        self.store.fillers = dict.fromkeys(("sdkmessage", "sdkmessagefilter"), message_filters.fill)
        register_functions(self.store.connection)
        self._ids = Identity()
        self.identity: IdentityProvider = IdentityProvider(self._ids.tenant_id)
        environment.install(self.store, self._ids)
        self.behaviours = Behaviours(self.store)
        self.plugins: Plugins = Plugins(lambda delay, action: self.store.after_commit(lambda: self.clock.after(delay, action)))
        self.faults = Faults()
        self.protection = Protection(self.clock.now)
        self.certificate: Path | None = None
        self._token = token
        switches = Switches(
            activityparty_writable=activityparty_writable,
            sales_records_locked=sales_records_locked,
            resolved_cases_locked=resolved_cases_locked,
            closed_leads_locked=closed_leads_locked,
            closed_activities_locked=closed_activities_locked,
            read_only_columns=read_only_columns,
            leading_wildcards=leading_wildcards,
            closed_parties_locked=closed_parties_locked,
            cases_resolved_by_update=cases_resolved_by_update,
            jobs_wait=jobs_wait,
            elastic_tables=frozenset(elastic_tables),
            largest_attachment=largest_attachment,
            count_mark=count_mark,
        )
        self._switches = switches
        records = Records(self.store, self._ids, self.plugins, switches, self.behaviours)
        reader = Reader(self.store, self._ids, self.clock.now, lambda: records.switches, self.permissions, self.recycle_bin.ready)
        self._service = Service(records, reader, declared)
        self._front = Front(self._service.answer, self.identity, self._ids, token, self.clock, self.faults, self.protection)
        self._service.around_part = self._front.around_part
        if seed == "demo" and fresh:
            self.load(seeds.demo())
        if accents is not None:
            self.accents = accents
        asked_for = limits, tuple(audited), tuple(recycled), tuple(tracked), tuple(scenarios)
        self._begin: Callable[[], None] = partial(self._behave, *asked_for)
        self._begin()

    def _behave(
        self, limits: Limits | None, audited: Iterable[str], recycled: Iterable[str], tracked: Iterable[str], scenarios: Iterable[str]
    ) -> None:
        self.limits = limits
        self.auditing.switch_on(*audited)
        self.recycle_bin.switch_on(*recycled)
        self.change_tracking.switch_on(*tracked)
        for name in scenarios:
            play(self, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; data in memory is gone."""
        self.store.close()

    # -- doors -------------------------------------------------------------------------------------------------------

    def transport(self) -> "Transport":
        """A transport for `httpx.Client(transport=...)` and `httpx.AsyncClient(transport=...)`."""
        # imported here: an emulator that only serves sockets begins without waiting for httpx
        from .serving.transport import Transport

        return Transport(self.handle)

    def client(self) -> "DataverseClient":
        """A client of this package, in process."""
        # imported here only: the emulator must not lean on the client that it is there to check
        import httpx

        from dataverse_sdk import DataverseClient

        return DataverseClient(URL, _Credential(self._token, self.identity), http=httpx.Client(transport=self.transport()))

    def async_client(self) -> "AsyncDataverseClient":
        """An asynchronous client of this package, in process."""
        import httpx

        from dataverse_sdk import AsyncDataverseClient

        return AsyncDataverseClient(URL, _Credential(self._token, self.identity), http=httpx.AsyncClient(transport=self.transport()))

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0, tls: bool = False) -> Iterator[str]:
        """Serve over HTTP, or HTTPS with a certificate made for the purpose, and yield the URL.

        `port` 0 takes a free one. The certificate for clients to trust is the file `certificate` while serving.
        """
        from .serving.server import serving

        with serving(self.handle, host, port, tls, self.faults) as (url, certificate):
            self.certificate = certificate
            try:
                yield url
            finally:
                self.certificate = None

    # -- requests ----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Reply:
        """Answer one request; `Reply.breaks` says what goes wrong with its connection, if a fault was planned for it."""
        with self.store.collating():
            if request.target.startswith(CONTROL):
                return steer(self, request)
            if request.target.partition("?")[0] in PAGE:
                return show(self, request)
            return self._front.answer(request)

    @property
    def requests(self) -> tuple[Traced, ...]:
        """What was asked so far: one entry for each HTTP request, in order, without any values."""
        return self._front.requests

    # -- data --------------------------------------------------------------------------------------------------------

    def load(self, data: Mapping[str, Iterable[Mapping[str, WireValue]]]) -> None:
        """Put rows straight into the store, past the API: `{"contacts": [{"contactid": ..., "_parentcustomerid_value": ...}]}`.

        Names and values are in wire form. A lookup with several possible targets says which by
        `_x_value@Microsoft.Dynamics.CRM.lookuplogicalname`; without it, the table that holds the id is found. No rule applies, except
        that computed columns are filled in where they are not given. ValueError for unknown names and wrong values.
        """
        with self.store.collating():
            load(self.store, self._ids, data, self.clock.now())

    def rows(self, set_name: str) -> list[dict[str, WireValue]]:
        """The rows of an entity set straight from the store, in wire form, decimals as Decimal, in the order of the primary id."""
        return rows(self.store, set_name)

    def write(self, set_name: str, record_id: str, values: Mapping[str, WireValue]) -> None:
        """Change a row as another user or an integration would, at any moment: with a new version, without plug-ins and permissions.

        Names and values are in wire form, lookups as `_x_value`. LookupError when there is no such row, ValueError for wrong values.
        """
        with self.store.collating():
            write(self._service.records, set_name, record_id, values)

    def reset(self, snapshot: bytes) -> None:
        """Begin anew with the data of a snapshot, and with the behaviours that `Emulator` was made with, whatever was asked for since.

        No faults, plug-ins, applications and trace remain, and the clock runs.
        """
        self.faults.clear()
        self.clock.reset()
        self.plugins.clear()
        self.messages.clear()
        self.permissions.reset()
        for tables in (self.auditing.tables, self.recycle_bin.tables, self.change_tracking.tables):
            tables.clear()
        self.identity.reset()
        self.duplicate_rules[:] = STOCK_RULES
        self._service.records.switches = self._switches
        self.forget_requests()
        self.restore(snapshot)
        self._begin()

    def save(self, path: str | Path) -> None:
        """Write all data to a file that `Emulator(path=...)` and `restore(Path(...).read_bytes())` take up."""
        Path(path).write_bytes(self.snapshot())

    def snapshot(self) -> bytes:
        """All data as it is now, to hand to `restore`."""
        return self.store.snapshot()

    def restore(self, snapshot: bytes) -> None:
        """Put all data back as it was at the snapshot."""
        self.store.restore(snapshot)
        self.behaviours.customizing.reload()

    # -- behaviour ---------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The emulator's clock: freeze it, move it."""
        return self.behaviours.clock

    @property
    def permissions(self) -> Permissions:
        """Privileges to take away, columns to secure."""
        return self.behaviours.permissions

    @property
    def messages(self) -> Messages:
        """Functions and actions of the environment's own, answered by Python callables: `messages.answer("new_Foo", handler)`."""
        return self.behaviours.messages

    @property
    def auditing(self) -> Auditing:
        """Audit history: off until tables are switched on."""
        return self.behaviours.auditing

    @property
    def recycle_bin(self) -> RecycleBin:
        """The recycle bin: off until tables are switched on."""
        return self.behaviours.recycle_bin

    @property
    def change_tracking(self) -> ChangeTracking:
        """Change tracking: off until tables are switched on."""
        return self.behaviours.change_tracking

    @property
    def accents(self) -> bool:
        """Whether accents count where texts are compared: the collation. Setting it makes every index again."""
        return self.store.accents

    @accents.setter
    def accents(self, count: bool) -> None:
        self.store.count_accents(count)

    def forget_requests(self) -> None:
        """Begin the trace anew."""
        self._front.forget_requests()

    @property
    def limits(self) -> Limits | None:
        """The service protection limits in force; None, as at first, for none. Setting them begins the count anew."""
        return self.protection.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.protection.limits = limits
        self.protection.reset()

    @property
    def duplicate_rules(self) -> list[DuplicateRule]:
        """The published rules of duplicate detection; change the list to change them."""
        return self._service.records.duplicates.rules

    def add_duplicate_rule(self, table: str, *columns: str) -> None:
        """Publish a rule: two rows of a table are duplicates when these columns, by wire name, are equal. ValueError for unknown names."""
        known = self.store.schema.tables.get(table)
        if known is None or not columns or any(known.column(name) is None for name in columns):
            raise ValueError(f"a duplicate rule takes a table and columns of it, not {table!r} and {', '.join(columns) or 'none'}")
        self.duplicate_rules.append(DuplicateRule(table, columns))

    def run_jobs(self) -> int:
        """Run the bulk deletions whose time has come and that wait; returns how many."""
        return jobs.run_due(self._service.records, self._service.reader)

    @property
    def switches(self) -> Switches:
        """How this environment behaves where environments differ."""
        return self._service.records.switches

    @switches.setter
    def switches(self, switches: Switches) -> None:
        self._service.records.switches = switches
