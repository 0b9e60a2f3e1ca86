"""Change tracking: what was created, changed and deleted in a table since a token was given out.

Knows tokens, row versions and deleted ids. Refuses to know requests.
https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from attrs import define, field, frozen

from ...schema.model import TableSchema
from ..http.refusals import Refusal, bad_request
from ..storage.store import Store, quoted

__all__ = ["ChangeTracking", "Token"]

GONE = "dv@gone"
TOKEN = re.compile(r"(\d+)!(\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2})")
STAMP = "%m/%d/%Y %H:%M:%S"


@frozen
class Token:
    """A point from which changes are told: a row version and when it was, written as `919042!08/22/2017 08:10:44`, percent-encoded."""

    version: int
    given: datetime

    def text(self) -> str:
        """As it stands in a link."""
        return quote(f"{self.version}!{self.given.strftime(STAMP)}", safe="")


@define
class ChangeTracking:
    """Tells changes of the tables that are switched on; mutable. `days` is how long a token serves, 7 unless changed."""

    store: Store
    now: Callable[[], datetime]
    tables: set[str] = field(factory=set, init=False)
    days: int = field(default=7, init=False)

    def switch_on(self, *tables: str, days: int = 7) -> None:
        """Track these tables, by logical name. `days` is ExpireChangeTrackingInDays. ValueError for a table that does not exist.

        Deletions are noted from now on, whoever deletes.
        """
        for name in tables:
            if name not in self.store.schema.tables:
                raise ValueError(f"there is no table {name!r}")
        if not tables:
            return
        self.days = days
        with self.store.transaction():
            self.store.execute(
                f"CREATE TABLE IF NOT EXISTS {quoted(GONE)} (name TEXT, id TEXT, version INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID"
            )
            for name in tables:
                self._watch(self.store.schema.tables[name])
        self.tables |= set(tables)

    def _watch(self, table: TableSchema) -> None:
        # a trigger, because rows also go by cascades and with their parents, past everything that could tell
        self.store.make(table.logical_name)
        name, key = table.logical_name, quoted(table.key or "")
        self.store.execute(
            f"CREATE TRIGGER IF NOT EXISTS {quoted(name + '@gone')} AFTER DELETE ON {quoted(name)} BEGIN "
            f"INSERT OR REPLACE INTO {quoted(GONE)} VALUES ('{name}', OLD.{key}, dv_next_version()); END"
        )

    def token(self) -> Token:
        """The point that has been reached."""
        return Token(self.store.version, self.now())

    def read(self, table: TableSchema, text: str) -> Token:
        """The token in a delta link; Refusal when it is none, or too old."""
        self.require(table)
        match = TOKEN.fullmatch(unquote(text))
        if match is None:
            # the service's words for it are not public
            raise bad_request("The delta token is not valid.")
        given = datetime.strptime(match[2], STAMP).replace(tzinfo=self.now().tzinfo)
        if self.now() - given > timedelta(days=self.days):
            # ExpiredVersionStamp, -2147204270 (page "Web service error codes")
            raise Refusal(400, "0x80044352", "Version stamp associated with the client has expired. Please perform a full sync.")
        return Token(int(match[1]), given)

    def require(self, table: TableSchema) -> None:
        """Refuse for a table that is not tracked: EntityNotEnabledForChangeTracking (the sentence is unverified)."""
        if table.logical_name not in self.tables:
            raise Refusal(400, "0x80060888", f"Change tracking is not enabled for entity '{table.logical_name}'.")

    def deleted(self, table: TableSchema, since: Token) -> list[str]:
        """The ids of rows that are gone since."""
        with self.store.lock:
            rows = self.store.execute(
                f"SELECT id FROM {quoted(GONE)} AS gone WHERE name = ? AND version > ? AND NOT EXISTS "
                f"(SELECT 1 FROM {quoted(table.logical_name)} WHERE {quoted(table.key or '')} = gone.id) ORDER BY version",
                (table.logical_name, since.version),
            )
            return [str(row[0]) for row in rows]
