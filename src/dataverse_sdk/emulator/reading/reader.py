"""Rows to JSON text: pages, single records, expanded records.

Knows what the service adds to what was selected, and writes text directly: a page of 5,000 rows is the hot path of the emulator.
Refuses to know URLs of requests and how a filter becomes SQL.
"""

# ruff: noqa: S608 -- names in SQL are the schema's, quoted; values are parameters

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring
from urllib.parse import quote

from attrs import define, evolve, field, frozen

from ...schema.model import ColumnSchema, NavigationSchema, TableSchema
from ..behaviours.permissions import Permissions
from ..http.refusals import no_property, not_imitated
from ..language.spelling import spell_options
from ..language.syntax import ExpandItem, Expr, OrderTerm
from ..sql.compiler import Context, compile_count, compile_query, compile_related
from ..storage.identity import Identity
from ..storage.layout import declared
from ..storage.relations import ManyLink, child_link, lookup_column, many_link, table_named
from ..storage.store import Store, quoted, stored_columns, target_column
from ..storage.values import SqlValue, json_writer
from ..writing.rules import rules_of
from ..writing.states import Switches
from .annotations import NONE, Annotations, Cell, Values, annotated, chunks
from .paging import query_identity, write_token

__all__ = ["Annotations", "Page", "Reader", "context_columns"]

ETAG = re.compile(r'\{"@odata\.etag":"W/\\"\d+\\"",?')
SAFE = "!$'()*,-./:;@_~"
"""What stands unencoded in the query of a link, as in the links of the service."""
COUNT_CAP = 5000


@frozen
class Page:
    """Rows as JSON texts, and the place after the last one when there are more."""

    rows: tuple[str, ...]
    after: tuple[SqlValue, ...] | None = None


def context_columns(select: Sequence[str] | None, expand: Sequence[ExpandItem]) -> str:
    """What follows the set name in a context URL: `(name,primarycontactid(fullname))`."""
    parts = list(select or ())
    for item in expand:
        inner = "" if item.reference else context_columns(item.select, item.expand) or "()"
        parts.append(f"{item.navigation}{inner}")
    return f"({','.join(parts)})" if parts else ""


def _joined(*parts: str) -> str:
    return ",".join(part for part in parts if part)


def _cells(columns: Sequence[ColumnSchema], place: Mapping[str, int]) -> tuple[list[Cell], str]:
    """A cell for each column that was read, in order; and the columns after the last one that were not, because they are null anyway."""
    cells: list[Cell] = []
    empty: list[str] = []
    for column in columns:
        null = f'"{column.name}":null'
        if place.get(column.name) == len(cells):
            cells.append(Cell(f'"{column.name}":', null, json_writer(column), column, ",".join(empty)))
            empty = []
        else:
            empty.append(null)
    return cells, ",".join(empty)


@define
class Reader:
    """Reads from a store on behalf of one identity."""

    store: Store
    identity: Identity
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    switches: Callable[[], Switches] = field(default=Switches)
    permissions: Permissions = field(factory=Permissions)
    deleted: Callable[[TableSchema], str] | None = None
    _instead: Mapping[str, str] = field(factory=dict, kw_only=True)

    def context(self) -> Context:
        """What queries depend on besides their text."""
        refuses = self.switches().leading_wildcards == "refuse"
        return Context(self.clock(), self.identity.user_id, self.identity.business_unit_id, refuses, self.may_read)

    def may_read(self, table: TableSchema) -> None:
        """Refuse when whoever asks lacks the privilege to read a table."""
        self.permissions.require("Read", table, self.identity.user_id, self.identity.business_unit_id)

    def of_deleted(self, table: TableSchema) -> "Reader":
        """A reader that finds the deleted rows of a table in its place (page "Restore deleted records with code")."""
        if self.deleted is None:
            raise not_imitated("a recycle bin here")
        return evolve(self, instead={table.logical_name: self.deleted(table)})

    # -- what may be seen --------------------------------------------------------------------------------------------

    def unreadable(self, table: TableSchema) -> frozenset[str]:
        """The columns of a table whose values whoever asks does not see."""
        return self.permissions.unreadable(self.identity.user_id).get(table.logical_name, frozenset())

    def run(self, sql: str, params: Sequence[SqlValue] = ()) -> list[Values]:
        """The rows of a statement over the tables as whoever asks sees them."""
        with self.store.lock:
            return self.store.execute(self._seen() + sql, params).fetchall()

    def _seen(self) -> str:
        """What makes a statement see deleted rows, or no secured value: common table expressions that hide the tables of the same name.

        So there is no way around it: a value that cannot be read is null for filters, orders, groups and totals as well.
        """
        hidden = self.permissions.unreadable(self.identity.user_id)
        parts = []
        for name in dict.fromkeys((*self._instead, *hidden)):
            table = self.store.schema.tables.get(name)
            if table is None:
                continue
            secured = hidden.get(name, frozenset())
            secured |= {target_column(column) for column in secured}
            cells = [f"NULL AS {quoted(each)}" if each in secured else quoted(each) for each, _ in declared(table)]
            parts.append(f"{quoted(name)} AS (SELECT {', '.join(cells)} FROM main.{quoted(self._instead.get(name, name))})")
        return f"WITH {', '.join(parts)} " if parts else ""

    # -- what is asked -----------------------------------------------------------------------------------------------

    def columns(self, table: TableSchema, select: Sequence[str] | None, expand: Sequence[ExpandItem] = ()) -> list[ColumnSchema]:
        """The columns of a reply: those selected, the primary key, and what the service adds of its own accord.

        Money brings its currency, a part of an address brings the composite (page "Select columns").
        """
        stored = stored_columns(table)
        if select is None:
            return stored
        by_name = {column.name: column for column in stored}
        chosen: dict[str, ColumnSchema] = {}
        for name in select:
            if name == "versionnumber" and name not in by_name and table.column(name):
                continue
            if name not in by_name:
                raise no_property(name, table.logical_name)
            chosen[name] = by_name[name]
        extra = [rule.column for rule in rules_of(table) if not set(rule.inputs).isdisjoint(chosen)]
        extra = [name for name in extra if name.endswith("composite")]
        if any(column.edm_type == "Edm.Decimal" and column.attribute_type in ("Money", None) for column in chosen.values()):
            extra.append("_transactioncurrencyid_value")
        extra.append(table.key or "")
        # `$expand=nav/$ref` shows the lookup beside the reference (page "Retrieve related table records with a query")
        extra += [self._lookup(table, self._navigation(table, item)) for item in expand if item.reference]
        for name in extra:
            if name in by_name:
                chosen.setdefault(name, by_name[name])
        return list(chosen.values())

    # -- pages -------------------------------------------------------------------------------------------------------

    def page(
        self,
        table: TableSchema,
        *,
        select: Sequence[str] | None = None,
        where: Expr | None = None,
        orderby: Sequence[OrderTerm] = (),
        expand: Sequence[ExpandItem] = (),
        limit: int,
        after: Values | None = None,
        aliases: Mapping[str, str] | None = None,
        annotations: Annotations = NONE,
        root: str = "",
    ) -> Page:
        """At most `limit` rows, and the place to go on from."""
        columns = self.columns(table, select, expand)
        with self.store.lock:
            names = self._sql_columns(table, columns, expand, annotations)
            query = compile_query(
                table, self.store.schema, columns=names, where=where, orderby=orderby, limit=limit + 1, after=after,
                aliases=aliases, context=self.context(),
            )  # fmt: skip
            rows = self.run(query.sql, query.params)
        more = len(rows) > limit > 0  # `$top=0` asks for no rows, and for no more of them
        rows = rows[:limit]
        texts = self.texts(table, columns, names, rows, expand, annotations, root, single=False)
        width = len(names)
        return Page(tuple(texts), tuple(rows[-1][width : width + query.places]) if more and query.places else None)

    def count(self, table: TableSchema, where: Expr | None, aliases: Mapping[str, str] | None) -> tuple[int, bool]:
        """How many rows match, at most 5,000, and whether there are more (page "Count number of rows")."""
        query = compile_count(table, self.store.schema, where=where, limit=COUNT_CAP + 1, aliases=aliases, context=self.context())
        number = int(str(self.run(query.sql, query.params)[0][0]))
        return min(number, COUNT_CAP), number > COUNT_CAP

    def record(
        self,
        table: TableSchema,
        record_id: str,
        *,
        select: Sequence[str] | None = None,
        expand: Sequence[ExpandItem] = (),
        annotations: Annotations = NONE,
        root: str = "",
    ) -> str | None:
        """One record as JSON text, None when it does not exist."""
        columns = self.columns(table, select, expand)
        with self.store.lock:
            names = self._sql_columns(table, columns, expand, annotations)
            sql = f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table.logical_name)} WHERE {quoted(table.key or '')} = ?"
            rows = self.run(sql, (record_id,))
        return self.texts(table, columns, names, rows, expand, annotations, root, single=True)[0] if rows else None

    def _sql_columns(
        self,
        table: TableSchema,
        columns: Sequence[ColumnSchema],
        expand: Sequence[ExpandItem],
        annotations: Annotations,
    ) -> list[str]:
        """What to read: the columns to show, but for those that no row has a value in, and what is needed besides."""
        filled = self.store.filled(table.logical_name)
        shown = [column for column in columns if filled is None or column.name in filled]
        names = [column.name for column in shown]
        if annotations.patterns:
            names += [target_column(column.name) for column in shown if column.is_lookup]
        hidden = ["versionnumber", *([] if table.key is None else [table.key])]
        for item in expand:
            navigation = self._navigation(table, item)
            if not navigation.collection:
                column = self._lookup(table, navigation)
                hidden += [column, target_column(column)]
        return list(dict.fromkeys([*names, *hidden]))

    def _navigation(self, table: TableSchema, item: ExpandItem) -> NavigationSchema:
        navigation = table.navigation(item.navigation)
        if navigation is None:
            raise no_property(item.navigation, table.logical_name)
        return navigation

    def _lookup(self, table: TableSchema, navigation: NavigationSchema) -> str:
        column = lookup_column(table, navigation)
        if column is None:
            raise not_imitated(f"the navigation property '{navigation.name}', for which no lookup is known")
        return column

    # -- writing -----------------------------------------------------------------------------------------------------

    def texts(
        self,
        table: TableSchema,
        columns: Sequence[ColumnSchema],
        names: Sequence[str],
        rows: Sequence[Values],
        expand: Sequence[ExpandItem],
        annotations: Annotations,
        root: str,
        *,
        single: bool,
    ) -> list[str]:
        """The JSON text of each row; `names` says what each value of a row is, the columns to show come first."""
        place = {name: index for index, name in enumerate(names)}
        version = place["versionnumber"]
        cells, rest = _cells(columns, place)
        expanded = [self._expand(table, item, rows, place, annotations, root, single) for item in expand]
        if annotations.patterns:
            write = annotated(self.store, self.unreadable, table, cells, rows, place, annotations)
        else:
            prefixes, nulls, writers = (
                [_joined(cell.before, cell.prefix) for cell in cells], [_joined(cell.before, cell.null) for cell in cells],
                [cell.write for cell in cells],
            )  # fmt: skip

            def write(row: Values) -> list[str]:
                return [
                    null if value is None else prefix + writer(value)
                    for prefix, null, writer, value in zip(prefixes, nulls, writers, row, strict=False)
                ]

        texts = []
        for row in rows:
            parts = [f'"@odata.etag":"W/\\"{row[version]}\\""', *write(row)]
            if rest:
                parts.append(rest)
            for lookup in expanded:
                parts.append(lookup(row))
            texts.append("{" + ",".join(parts) + "}")
        return texts

    # -- expanding ---------------------------------------------------------------------------------------------------

    def _expand(
        self,
        table: TableSchema,
        item: ExpandItem,
        rows: Sequence[Values],
        place: Mapping[str, int],
        annotations: Annotations,
        root: str,
        single: bool,
    ) -> Callable[[Values], str]:
        navigation = self._navigation(table, item)
        name = f'"{item.navigation}":'
        if navigation.collection:
            return self._expand_many(table, item, navigation, rows, place[table.key or ""], annotations, root, single)
        target = table_named(self.store.schema, navigation.target)
        column = self._lookup(table, navigation)
        value_at, target_at = place[column], place[target_column(column)]

        def leads_here(row: Values) -> bool:
            return row[value_at] is not None and (row[target_at] == target.logical_name or self.store.is_view(target.logical_name))

        if item.reference:
            return lambda row: f'{name}{{"@odata.id":"{root}/{target.set_name}({row[value_at]})"}}' if leads_here(row) else f"{name}null"
        ids = {row[value_at] for row in rows if leads_here(row)}
        related = self._related(target, target.key or "", ids, item, None, annotations, root)
        # In a page the record behind a lookup has no etag, in a single record it has (samples of page "Query data").
        found = {record: texts[0] if single else ETAG.sub("{", texts[0], count=1) for record, texts in related.items()}
        return lambda row: name + (found.get(row[value_at], "null") if leads_here(row) else "null")

    def _expand_many(
        self,
        table: TableSchema,
        item: ExpandItem,
        navigation: NavigationSchema,
        rows: Sequence[Values],
        key_at: int,
        annotations: Annotations,
        root: str,
        single: bool,
    ) -> Callable[[Values], str]:
        many = many_link(self.store.schema, table, navigation)
        ids = {row[key_at] for row in rows}
        limit = COUNT_CAP if item.top is None else min(item.top, COUNT_CAP)
        if item.page is not None:
            limit = item.page
        places: dict[SqlValue, Values] = {}
        if many is not None:
            found = self._related(many.target, many, ids, item, limit, annotations, root, places)
        else:
            link = child_link(self.store.schema, table, navigation)
            found = self._related(link.child, link.column, ids, item, limit, annotations, root, places)
        options = list(spell_options(item))
        query = "&".join(f"{option}={quote(value, safe=SAFE)}" for option, value in options)

        def write(row: Values) -> str:
            texts = found.get(row[key_at], ())
            text = f'"{item.navigation}":[{",".join(texts)}]'
            path = f"{table.set_name}({row[key_at]})/{item.navigation}"
            if item.page is not None:
                # a full page leads on, whether or not there is more (the sample of a nested $expand on page "Join tables")
                if len(texts) < item.page:
                    return text
                token = write_token(query_identity(path, options), 2, places[row[key_at]])
                url = f"{root}/{path}?{query}{'&' if query else ''}$skiptoken={token}"
            elif single:
                return text
            else:
                # The link repeats the rows just given (page "Join tables"); a reply for a single record does not have it.
                url = f"{root}/{path}{'?' if query else ''}{query}"
            return f'{text},"{item.navigation}@odata.nextLink":{encode_basestring(url)}'

        return write

    def _related(
        self,
        table: TableSchema,
        link: str | ManyLink,
        ids: Iterable[SqlValue],
        item: ExpandItem,
        limit: int | None,
        annotations: Annotations,
        root: str,
        places: dict[SqlValue, Values] | None = None,
    ) -> dict[SqlValue, list[str]]:
        """The JSON texts of the rows behind each id; `places` is told where the last one of each lies in the order."""
        columns = self.columns(table, item.select, item.expand)
        found: dict[SqlValue, list[str]] = {}
        for some in chunks(ids):
            with self.store.lock:
                names = self._sql_columns(table, columns, item.expand, annotations)
                query = compile_related(
                    table, self.store.schema, link=link, values=[str(each) for each in some], columns=names,
                    where=item.filter, orderby=item.orderby, limit_each=limit, context=self.context(),
                )  # fmt: skip
                rows = self.run(query.sql, query.params)
            inner = [row[1:] for row in rows]
            texts = self.texts(table, columns, names, inner, item.expand, annotations, root, single=True)
            for row, text in zip(rows, texts, strict=True):
                found.setdefault(row[0], []).append(text)
                if places is not None:
                    places[row[0]] = row[1 + len(names) :]
        return found
