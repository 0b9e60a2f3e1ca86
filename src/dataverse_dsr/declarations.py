"""What a catalogue says about a table: how a person's records are found, what is read, what is masked and what is kept.

Knows columns as the entity classes show them, and refuses at import what can never work: a mask that does not fit, a write to a column
that cannot be written. Refuses to know environments (see `checks`), persons and the network.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from copy import copy
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

from attrs import evolve, field, frozen

from dataverse_sdk import CollectionExpr, ColumnExpr, ColumnInfo, Entity, LookupExpr, Predicate, TableInfo, any_of, table_of

from .errors import CatalogueError
from .rules import ColumnFacts, Rule, Target, fitted

__all__ = [
    "Catalogue",
    "Computed",
    "Declaration",
    "Followed",
    "Guard",
    "Keep",
    "Linked",
    "Masked",
    "Matched",
    "Mirror",
    "ReadOnlyWhen",
    "Stage",
    "Way",
    "computed",
    "followed",
    "linked",
    "mask",
    "matched",
    "mirror",
    "needs_no_write",
    "takes_part",
]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

AnyColumn: TypeAlias = ColumnExpr[Any] | LookupExpr[Any]  # Any: a catalogue lists columns of every type
TextColumn: TypeAlias = ColumnExpr[str] | ColumnExpr[str | None]
Stage: TypeAlias = Literal["notes", "records", "roots"]

STAGES: Final[Sequence[Stage]] = ("notes", "records", "roots")


@frozen
class Masked:
    """A column and the rule that masks it. Make one with `mask`, which type-checks the pair.

    `shared` is the rule for records that belong to others as well; without one the column of such a record is left alone.
    """

    column: ColumnInfo
    rule: Rule[Any]  # Any: the column's type was checked against the rule's in `mask`
    shared: Rule[Any] | None = None

    def rule_of(self, label: str) -> Rule[Any] | None:
        """The rule a plan names, or None when this column has no such rule."""
        return next((rule for rule in (self.rule, self.shared) if rule is not None and rule.label == label), None)


def needs_no_write(rule: Rule[Any], value: object, target: Target) -> bool:
    """Tells whether a stored value needs no write by a rule: nothing there to mask, or masked already."""
    return not rule.fills if value is None or value in ("", b"") else rule.has_masked(value, target)


def mask(
    column: ColumnExpr[T],
    rule: Rule[T],
    *,
    shared: Rule[T] | None = None,
) -> Masked:
    """Declares that a column is masked by a rule; a rule whose values the column cannot hold is a type error.

    The same is checked again here, for callers without a type checker, and what types cannot say: length, writability, requirement,
    format. A mask that can be shortened without breaking its format is shortened to the column's length.
    """
    info = column.info
    _own(column)
    if info.is_lookup:
        raise CatalogueError(f"{info.wire_name} is a lookup; a lookup is not masked")
    if not info.update:
        raise CatalogueError(f"{info.wire_name} cannot be written; mask the columns it is computed from")
    if info.logical_name in ("statecode", "statuscode"):
        raise CatalogueError(f"{info.wire_name} is the record's state; a state is not masked")
    rules = [fitted(one, info.max_length) for one in (rule, shared) if one is not None]
    for one in rules:
        complaint = one.complaint(facts_of(info))
        if complaint is not None:
            raise CatalogueError(f"{info.wire_name}: {complaint}")
    return Masked(info, rules[0], rules[1] if shared is not None else None)


def facts_of(info: ColumnInfo, *, unique: bool = False) -> ColumnFacts:
    """Gives what the entity class states about a column, in the words of rules."""
    return ColumnFacts(
        kind=_kind(info.python_type),
        max_length=info.max_length,
        required=info.required,
        nullable=info.nullable,
        unique=unique,
        # A memo's "format" says how it is shown; one line of text is the only kind that has to have one.
        format=None if info.memo else info.format,
    )


def _kind(python_type: Any) -> Literal["text", "date", "boolean", "other"]:
    if python_type is str:
        return "text"
    if python_type is bool:
        return "boolean"
    # A datetime is a date to Python; to Dataverse they are two types.
    return "date" if python_type is date and python_type is not datetime else "other"


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
    return Matched(tuple(_own(column) for column in columns), columns, tuple(_own(column) for column in phones), tuple(phones))


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
    info = _own(lookup)
    name = table_of(source).logical_name
    if table_of(source).columns.get(info.wire_name) != info:
        raise CatalogueError(f"{name} has no column {info.wire_name}")
    return Followed(info, name, by, shared)


Way: TypeAlias = Matched | Linked | Followed


@frozen
class Mirror:
    """Columns that show another record's values: `address1_line1` of a contact is `line1` of the address row `address1_addressid` names.

    Where that row is written too, the value is written there, once. Source: entity reference of customeraddress; `addressN_addressid`.
    """

    key: ColumnInfo
    table: str
    columns: Mapping[str, str]


def mirror(key: ColumnExpr[Any], *, of: type[Entity], columns: Mapping[str, str]) -> Mirror:
    """Declares which columns show those of another table, by wire names; `key` holds the id of the other record."""
    return Mirror(_own(key), table_of(of).logical_name, dict(columns))


@frozen
class Keep:
    """The answer to a finding of the coverage scan: a table, or one column of it, that is left alone on purpose, and why."""

    table: str
    reason: str = field()
    column: str | None = None

    @reason.validator
    def _given(self, _attribute: object, value: object) -> None:
        if not isinstance(value, str) or not value.strip():
            raise CatalogueError("what is kept is kept for a reason; give it")


@frozen
class ReadOnlyWhen:
    """The states in which the platform refuses to change a record (documentation, "read-only" rows of the state tables)."""

    column: ColumnInfo
    values: frozenset[int]


def _own(column: AnyColumn | ColumnInfo) -> ColumnInfo:
    if isinstance(column, ColumnInfo):
        return column
    if len(column.path) != 1:
        raise CatalogueError(f"{'/'.join(column.path)} belongs to another table; only a link may reach through one")
    info: ColumnInfo = column.info
    return info


def _maybe_own(column: AnyColumn | ColumnInfo | None) -> ColumnInfo | None:
    return None if column is None else _own(column)


def _infos(columns: Sequence[AnyColumn | ColumnInfo]) -> tuple[ColumnInfo, ...]:
    return tuple(_own(column) for column in columns)


@frozen
class Declaration(Generic[E]):
    """Everything a catalogue says about one table.

    `read` are the columns an access report holds. `third_party` are those of them that are about other people (a spouse, an assistant),
    which it shows only when asked for. `secrets` are never reported, only masked. `person` are the name columns by which two people on one
    address are told apart; a declaration that has them is a root: its records *are* the person. `owner` is the lookup by which a row found
    by address says whose it is. `retained` gives the reason why records are never written.

    `do_not_contact` are flags that are set only when asked for. `optional` says that an environment may lack the table,
    `optional_columns` which columns it may lack: what is not there is not asked for, and that is no error.
    """

    table: type[E]
    found_by: tuple[Way, ...] = field(converter=tuple[Way, ...])
    read: tuple[ColumnInfo, ...] = field(converter=_infos)
    masks: tuple[Masked, ...] = field(converter=tuple[Masked, ...], default=())
    computed: tuple[Computed, ...] = field(converter=tuple[Computed, ...], default=())
    person: tuple[ColumnInfo, ...] = field(converter=_infos, default=())
    owner: ColumnInfo | None = field(converter=_maybe_own, default=None)
    stage: Stage = "records"
    read_only_when: ReadOnlyWhen | None = None
    retained: str | None = None
    optional: bool = field(default=False, kw_only=True)
    optional_columns: tuple[ColumnInfo, ...] = field(converter=_infos, default=(), kw_only=True)
    third_party: tuple[ColumnInfo, ...] = field(converter=_infos, default=(), kw_only=True)
    secrets: tuple[ColumnInfo, ...] = field(converter=_infos, default=(), kw_only=True)
    do_not_contact: tuple[Masked, ...] = field(converter=tuple[Masked, ...], default=(), kw_only=True)
    mirrors: tuple[Mirror, ...] = field(converter=tuple[Mirror, ...], default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        for problem in self._problems():
            raise CatalogueError(f"{self.name}: {problem}")

    def _problems(self) -> Iterator[str]:
        """Gives what contradicts itself or the entity class; the first one is raised."""
        if not self.found_by:
            yield "nothing says how its records are found"
        if bool(self.person) != self.is_root:
            yield "the records that are the person, and only they, have name columns"
        if self.is_root and self.match is None:
            yield "a person's own record is found by address; links may only lead to more of them"
        if self.retained is not None and self.writable:
            yield "its records are retained, so nothing of them is masked"
        if (self.owner is not None) != (self.match is not None and not self.is_root):
            yield "a row found by address, and only that, needs the lookup that says whose it is"
        for info in self._named():
            if self.info.columns.get(info.wire_name) != info:
                yield f"it has no column {info.wire_name}"
        reported = {info.wire_name for info in self.read}
        for info in (*self.read, *(masked.column for masked in self.writable)):
            if not info.read:
                yield f"{info.wire_name} cannot be read"
        for info in self.third_party:
            if info.wire_name not in reported:
                yield f"{info.wire_name} is about somebody else, and nothing reports it"
        for info in self.secrets:
            if info.wire_name in reported:
                yield f"{info.wire_name} is a secret, and a secret is never reported"
            if self.masked(info.wire_name) is None:
                yield f"{info.wire_name} is a secret, and nothing masks it"
        for name in (name for mirror in self.mirrors for name in mirror.columns):
            if name not in self.info.columns:
                yield f"it has no column {name}"
        names = [masked.column.wire_name for masked in self.writable]
        for name in {name for name in names if names.count(name) > 1}:
            yield f"{name} is masked twice"
        keys = {name for columns in self.info.alternate_keys.values() for name in columns}
        for masked in self.masks:
            if masked.column.wire_name in keys and (complaint := masked.rule.complaint(facts_of(masked.column, unique=True))):
                yield f"{masked.column.wire_name}: {complaint}"

    def _named(self) -> Iterator[ColumnInfo]:
        yield from (*self.read, *self.third_party, *self.secrets, *self.person, *self.match_columns, *self.match_phones)
        yield from self.optional_columns
        yield from (masked.column for masked in self.writable)
        yield from (mirror.key for mirror in self.mirrors)
        yield from (info for computed in self.computed for info in (computed.column, *computed.sources))
        if self.owner is not None:
            yield self.owner

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
    def match_phones(self) -> tuple[ColumnInfo, ...]:
        """The columns that hold the person's telephone numbers."""
        return () if self.match is None else self.match.phones

    @property
    def links(self) -> tuple[Linked, ...]:
        """The links to discovered records."""
        return tuple(way for way in self.found_by if isinstance(way, Linked))

    @property
    def follows(self) -> tuple[Followed, ...]:
        """The lookups of discovered records that lead here."""
        return tuple(way for way in self.found_by if isinstance(way, Followed))

    @property
    def writable(self) -> tuple[Masked, ...]:
        """Every column a plan may write: the masks, and the flags that are set on request."""
        return (*self.masks, *self.do_not_contact)

    def masked(self, wire_name: str) -> Masked | None:
        """The mask of a column, or None."""
        return next((masked for masked in self.writable if masked.column.wire_name == wire_name), None)

    def unlinked(self, tables: Set[str]) -> "Declaration[E]":
        """Gives the declaration without links that lead to or through some tables, by logical name."""
        through = {info.wire_name: info.target for info in self.info.navigations.values()}
        kept: list[Way] = []
        for way in self.found_by:
            if isinstance(way, Linked):
                left = tuple(name for name in way.to if name not in tables)
                if left and through.get(way.path.partition("/")[0]) not in tables:
                    kept.append(evolve(way, to=left))
            elif isinstance(way, Matched) or way.source not in tables:
                kept.append(way)
        if not kept:
            raise CatalogueError(f"{self.name}: nothing would say how its records are found")
        twin = copy(self)
        # Past the checks, which the declaration has been through.
        object.__setattr__(twin, "found_by", tuple(kept))
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
    """A named set of declarations, one for each table, and the guards that keep internal mailboxes out.

    `keep` answers the coverage scan. `validated` says that masks are held against the environment's metadata before a plan is made.
    """

    name: str
    declarations: tuple[AnyDeclaration, ...] = field(converter=tuple[AnyDeclaration, ...])
    guards: tuple[Guard, ...] = field(converter=tuple[Guard, ...], default=())
    keep: tuple[Keep, ...] = field(converter=tuple[Keep, ...], default=(), kw_only=True)
    validated: bool = field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        names = [declaration.name for declaration in self.declarations]
        if len(names) != len(set(names)):
            raise CatalogueError("a table is declared twice")
        roots = {declaration.info.logical_name for declaration in self.declarations if declaration.is_root}
        if len({len(declaration.person) for declaration in self.roots}) > 1:
            raise CatalogueError("the records that are the person must have the same number of name columns, to be compared")
        declared = {declaration.info.logical_name for declaration in self.declarations}
        for declaration in self.declarations:
            for link in declaration.links:
                if not set(link.to) <= (roots if declaration.is_root else declared):
                    raise CatalogueError(f"{declaration.name}: {link.path} leads to a table that is found by nothing")
            for way in declaration.follows:
                if way.source not in declared:
                    raise CatalogueError(f"{declaration.name}: {way.path} starts from a table that is found by nothing")

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
        return Catalogue(f"{self.name} without {', '.join(names)}", kept, self.guards, keep=self.keep, validated=self.validated)

    @cached_property
    def digest(self) -> str:
        """A SHA-256 over what the catalogue says, so that a plan made with one is not carried out with another."""
        said = [_said(declaration) for declaration in self.declarations]
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def _said(declaration: AnyDeclaration) -> dict[str, Any]:
    """What a digest speaks for. Later additions stand in it only where they are used, so that older plans keep their digest."""

    def found(way: Way) -> list[str]:
        if isinstance(way, Matched):
            return [column.wire_name for column in way.columns] + [f"phone:{column.wire_name}" for column in way.phones]
        if isinstance(way, Followed):
            return [way.path, *(["shared"] if way.shared else [])]
        return [way.path, *way.to, *(["shared"] if way.shared else [])]

    def masked(one: Masked) -> list[str]:
        return [one.column.wire_name, one.rule.label, *([one.shared.label] if one.shared is not None else [])]

    said = {
        "table": declaration.info.logical_name,
        "found_by": [found(way) for way in declaration.found_by],
        "read": [column.wire_name for column in declaration.read],
        "masks": [masked(one) for one in declaration.masks],
        "stage": declaration.stage,
        "retained": declaration.retained,
        "third_party": [column.wire_name for column in declaration.third_party],
        "do_not_contact": [masked(one) for one in declaration.do_not_contact],
        "mirrors": [[one.key.wire_name, one.table, *map(list, one.columns.items())] for one in declaration.mirrors],
    }
    return {name: value for name, value in said.items() if value or name not in ("third_party", "do_not_contact", "mirrors")}
