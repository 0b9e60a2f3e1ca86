"""What a catalogue says about a table: how a person's records are found, what is read, what is masked and what is kept.

Refuses at import what contradicts itself or the entity classes. Refuses to know environments (see `checks`), persons and the network.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

from attrs import evolve, field, fields, frozen

from dataverse_sdk import ColumnInfo, Entity, TableInfo, table_of

from .errors import CatalogueError
from .masking import Computed, Masked, Mirror, facts_of
from .ways import AnyColumn, Followed, Linked, Matched, Way, own

__all__ = ["STAGES", "AnyDeclaration", "Catalogue", "Declaration", "Guard", "Keep", "ReadOnlyWhen", "Stage"]

E = TypeVar("E", bound=Entity)
Stage: TypeAlias = Literal["notes", "records", "roots"]
STAGES: Final[Sequence[Stage]] = ("notes", "records", "roots")


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


def _maybe_own(column: AnyColumn | ColumnInfo | None) -> ColumnInfo | None:
    return None if column is None else own(column)


def _infos(columns: Sequence[AnyColumn | ColumnInfo]) -> tuple[ColumnInfo, ...]:
    return tuple(own(column) for column in columns)


@frozen(slots=False)
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

    @cached_property
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

    @cached_property
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

    @cached_property
    def links(self) -> tuple[Linked, ...]:
        """The links to discovered records."""
        return tuple(way for way in self.found_by if isinstance(way, Linked))

    @cached_property
    def follows(self) -> tuple[Followed, ...]:
        """The lookups of discovered records that lead here."""
        return tuple(way for way in self.found_by if isinstance(way, Followed))

    @cached_property
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
        # Past the checks, which the declaration has been through; what was computed from the old ways is left behind.
        twin: Declaration[E] = object.__new__(type(self))
        twin.__dict__.update({each.name: getattr(self, each.name) for each in fields(type(self))}, found_by=tuple(kept))
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
