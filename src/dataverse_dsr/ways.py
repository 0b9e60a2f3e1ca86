"""The ways by which a person's records are found: by an address they carry, by a link to a found record, by a found record's lookup.

Knows columns as the entity classes show them, and refuses at import a way that leads nowhere. Refuses to know what becomes of the records.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import CollectionExpr, ColumnExpr, ColumnInfo, Entity, LookupExpr, Predicate, any_of, table_of

from .errors import CatalogueError

__all__ = ["AnyColumn", "Followed", "Linked", "Matched", "TextColumn", "Way", "followed", "linked", "matched", "own", "takes_part"]

AnyColumn: TypeAlias = ColumnExpr[Any] | LookupExpr[Any]  # Any: a catalogue lists columns of every type
TextColumn: TypeAlias = ColumnExpr[str] | ColumnExpr[str | None]


def own(column: AnyColumn | ColumnInfo) -> ColumnInfo:
    """Gives what the entity class states of a column, and refuses one that is reached through a link."""
    if isinstance(column, ColumnInfo):
        return column
    if len(column.path) != 1:
        raise CatalogueError(f"{'/'.join(column.path)} belongs to another table; only a link may reach through one")
    info: ColumnInfo = column.info
    return info


@frozen
class Matched:
    """Records that carry the person's address. A hit on any column but the first is a secondary match.

    `phones` are the columns that hold telephone numbers; they are asked for only when a number is given.
    """

    columns: tuple[ColumnInfo, ...]
    expressions: tuple[TextColumn, ...] = field(repr=False, eq=False)
    phones: tuple[ColumnInfo, ...] = ()
    phone_expressions: tuple[TextColumn, ...] = field(repr=False, eq=False, default=())

    def where(self, forms: Sequence[str]) -> Predicate:
        """Gives the filter for some spellings of the person's addresses."""
        return any_of([expression == form for expression in self.expressions for form in forms])

    def where_phone(self, forms: Sequence[str]) -> Predicate:
        """Gives the filter for some spellings of the person's telephone numbers."""
        return any_of([expression == form for expression in self.phone_expressions for form in forms])


def matched(*columns: TextColumn, phones: Sequence[TextColumn] = ()) -> Matched:
    """Declares the columns that hold the person's address, the principal one first, and those that hold a telephone number."""
    if not columns:
        raise CatalogueError("a match needs at least one column")
    return Matched(tuple(own(column) for column in columns), columns, tuple(own(column) for column in phones), tuple(phones))


@frozen
class Linked:
    """Records that point to a discovered record, by a lookup of their own or of the record they hang on.

    `path` reads as the filter does (`objectid_incident/_customerid_value`). `to` names the tables whose ids are compared.
    `by` says in plain words what the link is. `shared` says that such a record belongs to others as well: it is reported, and erased only
    as far as its columns have a rule for that, unless no other way leads to it. `early` is the way through the link to the columns of the
    record it points to, for people who are found by way of other people. `same_person` says that the platform itself holds both for one.
    `last` says that what hangs on such a record is found by links that reach through it, so that it need not be asked about.
    """

    path: str
    to: tuple[str, ...]
    by: str
    expression: Any = field(repr=False, eq=False)  # Any: a lookup of any table, or a collection of activity parties
    shared: bool = False
    early: Any = field(repr=False, eq=False, default=None)  # Any: a navigation to any table
    same_person: bool = False
    last: bool = False

    def where(self, ids: Sequence[UUID]) -> Predicate:
        """Gives the filter for some discovered records."""
        if isinstance(self.expression, CollectionExpr):
            return self.expression.any(lambda party: any_of([party.partyid == record_id for record_id in ids]))
        return any_of([self.expression == record_id for record_id in ids])

    @property
    def column(self) -> ColumnInfo | None:
        """The table's own lookup that makes the link, or None where the link reaches through another record."""
        if isinstance(self.expression, CollectionExpr) or "/" in self.path:
            return None
        info: ColumnInfo = self.expression.info
        return info

    def where_early(self, target: Matched, forms: Sequence[str]) -> Predicate:
        """Gives the filter for records that point to somebody with one of these addresses, before that somebody is known."""
        return any_of([getattr(self.early, info.attribute) == form for info in target.columns for form in forms])


def linked(
    expression: LookupExpr[Any],
    *,
    to: type[Entity] | Sequence[type[Entity]],
    by: str,
    shared: bool = False,
    early: Any = None,
    same_person: bool = False,
    last: bool = False,
) -> Linked:
    """Declares a link: `linked(Annotation.objectid_incident.customerid, to=Contact, by="a note on one of their cases")`."""
    names = _tables(to)
    possible = expression.info.targets
    if possible is None:
        raise CatalogueError(f"{expression.info.wire_name} is not a lookup")
    strangers = [name for name in names if possible and name not in possible]
    if strangers:
        raise CatalogueError(f"{expression.info.wire_name} cannot point to {', '.join(strangers)}")
    return Linked("/".join(expression.path), names, by, expression, shared, early, same_person, last)


def takes_part(table: type[Entity], parties: str, *, to: type[Entity] | Sequence[type[Entity]], by: str, shared: bool = False) -> Linked:
    """Declares a link by an activity's parties: `takes_part(Email, "email_activity_parties", to=Contact, by="an email with a contact")`."""
    expression = getattr(table, parties, None)
    if not isinstance(expression, CollectionExpr):
        raise CatalogueError(f"{table_of(table).logical_name} has no collection {parties}")
    return Linked(f"{parties}/_partyid_value", _tables(to), by, expression, shared)


def _tables(to: type[Entity] | Sequence[type[Entity]]) -> tuple[str, ...]:
    targets = (to,) if isinstance(to, type) else tuple(to)
    return tuple(table_of(target).logical_name for target in targets)


@frozen
class Followed:
    """Records that a discovered record points to: the activity whose party carries the person's address.

    `lookup` is the column of `source`, a table by its logical name, that holds their ids.
    """

    lookup: ColumnInfo
    source: str
    by: str
    shared: bool = False

    @property
    def path(self) -> str:
        """`activityparty:_activityid_value`."""
        return f"{self.source}:{self.lookup.wire_name}"


def followed(source: type[Entity], lookup: LookupExpr[Any], *, by: str, shared: bool = False) -> Followed:
    """Declares that records are found which a discovered record points to."""
    info = own(lookup)
    name = table_of(source).logical_name
    if table_of(source).columns.get(info.wire_name) != info:
        raise CatalogueError(f"{name} has no column {info.wire_name}")
    return Followed(info, name, by, shared)


Way: TypeAlias = Matched | Linked | Followed
