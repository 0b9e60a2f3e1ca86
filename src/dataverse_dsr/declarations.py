"""What a catalogue says about a table: how a person's records are found, what is read, what is masked and what is kept.

Knows columns as the entity classes show them, and refuses at import what can never work: a mask that does not fit, a write to a column
that cannot be written. Refuses to know environments (see `checks`), persons and the network.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence, Set
from copy import copy
from functools import cached_property
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

from attrs import evolve, field, frozen

from dataverse_sdk import ColumnExpr, ColumnInfo, Entity, LookupExpr, Predicate, TableInfo, any_of, table_of

from .errors import CatalogueError
from .rules import ColumnFacts, Rule

__all__ = [
    "Catalogue",
    "Computed",
    "Declaration",
    "Guard",
    "Linked",
    "Masked",
    "Matched",
    "ReadOnlyWhen",
    "Stage",
    "computed",
    "linked",
    "mask",
    "matched",
]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

AnyColumn: TypeAlias = ColumnExpr[Any] | LookupExpr[Any]  # Any: a catalogue lists columns of every type
TextColumn: TypeAlias = ColumnExpr[str] | ColumnExpr[str | None]
Stage: TypeAlias = Literal["notes", "records", "roots"]

STAGES: Final[Sequence[Stage]] = ("notes", "records", "roots")


@frozen
class Masked:
    """A column and the rule that masks it. Make one with `mask`, which type-checks the pair."""

    column: ColumnInfo
    rule: Rule[Any]  # Any: the column's type was checked against the rule's in `mask`


def mask(column: ColumnExpr[T], rule: Rule[T]) -> Masked:
    """Declares that a column is masked by a rule; a rule whose values the column cannot hold is a type error.

    The same is checked again here, for callers without a type checker, and what types cannot say: length, writability, requirement.
    """
    info = column.info
    _own(column)
    if info.is_lookup:
        raise CatalogueError(f"{info.wire_name} is a lookup; a lookup is not masked")
    if not info.update:
        raise CatalogueError(f"{info.wire_name} cannot be written; mask the columns it is computed from")
    if info.logical_name in ("statecode", "statuscode"):
        raise CatalogueError(f"{info.wire_name} is the record's state; a state is not masked")
    complaint = rule.complaint(facts_of(info))
    if complaint is not None:
        raise CatalogueError(f"{info.wire_name}: {complaint}")
    return Masked(info, rule)


def facts_of(info: ColumnInfo, *, unique: bool = False) -> ColumnFacts:
    """Gives what the entity class states about a column, in the words of rules."""
    return ColumnFacts(
        kind="text" if info.python_type is str else "other",
        max_length=info.max_length,
        required=info.required,
        nullable=info.nullable,
        unique=unique,
    )


@frozen
class Computed:
    """A column the service computes from masked ones, read back after an erasure.

    `whole` says that nothing but masks may be left in it (`fullname`); otherwise a mask must at least appear (an address in one
    text, where the catalogue masks some of its lines).
    """

    column: ColumnInfo
    sources: tuple[ColumnInfo, ...]
    whole: bool


def computed(column: ColumnExpr[Any], *, of: Sequence[ColumnExpr[Any]], whole: bool) -> Computed:
    """Declares a computed column and the columns it is computed from."""
    return Computed(_own(column), tuple(_own(source) for source in of), whole)


@frozen
class Matched:
    """Records that carry the person's address. A hit on any column but the first is a secondary match."""

    columns: tuple[ColumnInfo, ...]
    expressions: tuple[TextColumn, ...] = field(repr=False, eq=False)

    def where(self, forms: Sequence[str]) -> Predicate:
        """Gives the filter for some spellings of the person's addresses."""
        return any_of([expression == form for expression in self.expressions for form in forms])


def matched(*columns: TextColumn) -> Matched:
    """Declares the columns that hold the person's address, the principal one first."""
    if not columns:
        raise CatalogueError("a match needs at least one column")
    return Matched(tuple(_own(column) for column in columns), columns)


@frozen
class Linked:
    """Records that point to a discovered record, by a lookup of their own or of the record they hang on.

    `path` reads as the filter does (`objectid_incident/_customerid_value`). `to` names the tables whose ids are compared.
    `by` says in plain words what the link is.
    """

    path: str
    to: tuple[str, ...]
    by: str
    expression: LookupExpr[Any] = field(repr=False, eq=False)

    def where(self, ids: Sequence[UUID]) -> Predicate:
        """Gives the filter for some discovered records."""
        return any_of([self.expression == record_id for record_id in ids])


def linked(expression: LookupExpr[Any], *, to: type[Entity] | Sequence[type[Entity]], by: str) -> Linked:
    """Declares a link: `linked(Annotation.objectid_incident.customerid, to=Contact, by="a note on one of their cases")`."""
    targets = (to,) if isinstance(to, type) else tuple(to)
    names = tuple(table_of(target).logical_name for target in targets)
    possible = expression.info.targets
    if possible is None:
        raise CatalogueError(f"{expression.info.wire_name} is not a lookup")
    strangers = [name for name in names if possible and name not in possible]
    if strangers:
        raise CatalogueError(f"{expression.info.wire_name} cannot point to {', '.join(strangers)}")
    return Linked("/".join(expression.path), names, by, expression)


@frozen
class ReadOnlyWhen:
    """The states in which the platform refuses to change a record (documentation, "read-only" rows of the state tables)."""

    column: ColumnInfo
    values: frozenset[int]


def _own(column: AnyColumn) -> ColumnInfo:
    if len(column.path) != 1:
        raise CatalogueError(f"{'/'.join(column.path)} belongs to another table; only a link may reach through one")
    info: ColumnInfo = column.info
    return info


def _maybe_own(column: AnyColumn | None) -> ColumnInfo | None:
    return None if column is None else _own(column)


def _infos(columns: Sequence[AnyColumn]) -> tuple[ColumnInfo, ...]:
    return tuple(_own(column) for column in columns)


@frozen
class Declaration(Generic[E]):
    """Everything a catalogue says about one table.

    `read` are the columns an access report holds. `person` are the name columns by which two people on one address are told apart;
    a declaration that has them is a root: its records *are* the person. `owner` is the lookup by which a row found by address says
    whose it is. `retained` gives the reason why records are never written.
    """

    table: type[E]
    found_by: tuple[Matched | Linked, ...] = field(converter=tuple[Matched | Linked, ...])
    read: tuple[ColumnInfo, ...] = field(converter=_infos)
    masks: tuple[Masked, ...] = field(converter=tuple[Masked, ...], default=())
    computed: tuple[Computed, ...] = field(converter=tuple[Computed, ...], default=())
    person: tuple[ColumnInfo, ...] = field(converter=_infos, default=())
    owner: ColumnInfo | None = field(converter=_maybe_own, default=None)
    stage: Stage = "records"
    read_only_when: ReadOnlyWhen | None = None
    retained: str | None = None

    def __attrs_post_init__(self) -> None:
        name, columns = self.name, self.info.columns
        if not self.found_by:
            raise CatalogueError(f"{name}: nothing says how its records are found")
        if bool(self.person) != (self.stage == "roots"):
            raise CatalogueError(f"{name}: the records that are the person, and only they, have name columns")
        if self.person and any(isinstance(way, Linked) for way in self.found_by):
            raise CatalogueError(f"{name}: a person's own record is found by address, not by a link")
        if self.retained is not None and self.masks:
            raise CatalogueError(f"{name}: its records are retained, so nothing of them is masked")
        if (self.owner is not None) != (self.match is not None and not self.is_root):
            raise CatalogueError(f"{name}: a row found by address, and only that, needs the lookup that says whose it is")
        named = (*self.read, *self.person, *(masked.column for masked in self.masks), *self.match_columns)
        for info in named if self.owner is None else (*named, self.owner):
            if columns.get(info.wire_name) != info:
                raise CatalogueError(f"{name} has no column {info.wire_name}")
        for info in self.read:
            if not info.read:
                raise CatalogueError(f"{name}: {info.wire_name} cannot be read")
        seen: set[str] = set()
        for masked in self.masks:
            if masked.column.wire_name in seen:
                raise CatalogueError(f"{name}: {masked.column.wire_name} is masked twice")
            seen.add(masked.column.wire_name)

    @property
    def info(self) -> TableInfo:
        """The table's names and columns."""
        return table_of(self.table)

    @property
    def name(self) -> str:
        """The collection's name: the table's entity set."""
        return self.info.set_name

    @property
    def is_root(self) -> bool:
        """True when the records are the person, not something about them."""
        return self.stage == "roots"

    @property
    def match(self) -> Matched | None:
        """The match by address, where there is one."""
        return next((way for way in self.found_by if isinstance(way, Matched)), None)

    @property
    def match_columns(self) -> tuple[ColumnInfo, ...]:
        """The columns that hold the address, the principal one first; none for records found by links."""
        return () if self.match is None else self.match.columns

    @property
    def links(self) -> tuple[Linked, ...]:
        """The links to discovered records."""
        return tuple(way for way in self.found_by if isinstance(way, Linked))

    def masked(self, wire_name: str) -> Masked | None:
        """The mask of a column, or None."""
        return next((masked for masked in self.masks if masked.column.wire_name == wire_name), None)

    def unlinked(self, tables: Set[str]) -> "Declaration[E]":
        """Gives the declaration without links that lead to or through some tables, by logical name."""
        through = {info.wire_name: info.target for info in self.info.navigations.values()}
        kept: list[Matched | Linked] = []
        for way in self.found_by:
            if isinstance(way, Linked):
                left = tuple(name for name in way.to if name not in tables)
                if left and through.get(way.path.partition("/")[0]) not in tables:
                    kept.append(evolve(way, to=left))
            else:
                kept.append(way)
        twin = copy(self)
        # Past the converters, which take expressions where the fields hold facts about columns.
        object.__setattr__(twin, "found_by", tuple(kept))
        if not kept:
            raise CatalogueError(f"{self.name}: nothing would say how its records are found")
        return twin

    @property
    def loses_its_match(self) -> bool:
        """True when masking takes away every column the record is found by: a second search must not find it."""
        return bool(self.match_columns) and all(self.masked(info.wire_name) for info in self.match_columns)


@frozen
class Guard:
    """An internal table whose address must not be mistaken for a person's: a user's, a queue's."""

    table: type[Entity]
    match: Matched

    @property
    def name(self) -> str:
        """The table's entity set."""
        return table_of(self.table).set_name


# Declaration is generic in its table; a catalogue holds all kinds.
AnyDeclaration: TypeAlias = Declaration[Any]


@frozen(slots=False)
class Catalogue:
    """A named set of declarations, one for each table, and the guards that keep internal mailboxes out."""

    name: str
    declarations: tuple[AnyDeclaration, ...] = field(converter=tuple[AnyDeclaration, ...])
    guards: tuple[Guard, ...] = field(converter=tuple[Guard, ...], default=())

    def __attrs_post_init__(self) -> None:
        names = [declaration.name for declaration in self.declarations]
        if len(names) != len(set(names)):
            raise CatalogueError("a table is declared twice")
        roots = {declaration.info.logical_name for declaration in self.declarations if declaration.is_root}
        if len({len(declaration.person) for declaration in self.roots}) > 1:
            raise CatalogueError("the records that are the person must have the same number of name columns, to be compared")
        for declaration in self.declarations:
            for link in declaration.links:
                if not set(link.to) <= roots:
                    raise CatalogueError(f"{declaration.name}: {link.path} leads to a table that is found by nothing")

    def __iter__(self) -> Iterator[AnyDeclaration]:
        return iter(self.declarations)

    def __getitem__(self, name: str) -> AnyDeclaration:
        """The declaration of a collection, by entity set name."""
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def _by_name(self) -> dict[str, AnyDeclaration]:
        return {declaration.name: declaration for declaration in self.declarations}

    @property
    def roots(self) -> tuple[AnyDeclaration, ...]:
        """The declarations whose records are the person."""
        return tuple(declaration for declaration in self.declarations if declaration.is_root)

    def without(self, *names: str) -> "Catalogue":
        """Gives the catalogue without some collections, for environments that lack the tables."""
        unknown = [name for name in names if name not in self]
        if unknown:
            raise CatalogueError(f"the catalogue has no {', '.join(unknown)}")
        gone = {self[name].info.logical_name for name in names}
        kept = tuple(declaration.unlinked(gone) for declaration in self.declarations if declaration.name not in names)
        return Catalogue(f"{self.name} without {', '.join(names)}", kept, self.guards)

    @cached_property
    def digest(self) -> str:
        """A SHA-256 over what the catalogue says, so that a plan made with one is not carried out with another."""
        said = [
            {
                "table": declaration.info.logical_name,
                "found_by": [
                    [column.wire_name for column in way.columns] if isinstance(way, Matched) else [way.path, *way.to]
                    for way in declaration.found_by
                ],
                "read": [column.wire_name for column in declaration.read],
                "masks": [[masked.column.wire_name, masked.rule.label] for masked in declaration.masks],
                "stage": declaration.stage,
                "retained": declaration.retained,
            }
            for declaration in self.declarations
        ]
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
