"""The access report: everything found about a person, collection by collection.

Rows are plain dictionaries by column, in the service's own spelling. A collection that could not be read says so; it is never just
empty. Columns about somebody else are withheld unless they are asked for, and the report says so (Article 15(4) of the GDPR). This and
the package made of it are the one place where personal data leaves the library, so nothing here shows a value in a `repr`.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve, field, frozen

from dataverse_sdk import ColumnInfo, Reference, formatted_value

from ..declarations import AnyDeclaration, Catalogue
from ..found import Collected, Discovery, NearMatch, Record, Review, found_status
from ..outcomes import Status
from ..vocabulary import table_label, within, word_for

__all__ = ["AccessCollection", "AccessColumn", "AccessReport", "Labels", "make_report"]

# A row in plain form: column names to text, numbers, booleans, lists of numbers or None.
Row = dict[str, Any]


@frozen
class Labels:
    """What an environment calls its tables and columns, by logical names: better words than ours, where it has any."""

    tables: Mapping[str, str] = field(factory=dict)
    columns: Mapping[tuple[str, str], str] = field(factory=dict)


@frozen
class AccessColumn:
    """A column of a report: the service's name, a label for people, and a data category."""

    name: str
    logical_name: str
    label: str
    category: str


@frozen
class AccessCollection:
    """What one collection holds about the person. `error` is None only when it was read whole.

    `found_by` names the columns and links that were asked; `rejected` counts rows that the service returned and that are not the
    person's (`accent`: equal but for accents). `withheld` are the columns that hold something about somebody else. `texts` are the
    service's own words for values that are numbers or ids, by record id and column.
    """

    name: str
    rows: tuple[Row, ...] = field(default=(), repr=False)
    found_by: tuple[str, ...] = ()
    error: str | None = None
    pages: int = 0
    secondary_matches: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    table: str = ""
    key: str = ""
    label: str = ""
    columns: tuple[AccessColumn, ...] = ()
    withheld: tuple[AccessColumn, ...] = ()
    texts: Mapping[tuple[str, str], str] = field(factory=dict, repr=False)

    @property
    def queried(self) -> bool:
        """True when the service was asked at all."""
        return bool(self.found_by)

    def text(self, row: Row, column: str) -> str:
        """Gives a value as a person reads it: the service's words for it, else the value itself."""
        value = row[column]
        said = self.texts.get((row[self.key], column))
        if said is not None or value is None:
            return said or ""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, Decimal):
            # The service keeps four places of an amount; two are enough to read, unless the others hold something.
            return f"{value:.2f}" if value == round(value, 2) else str(value.normalize())
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def labelled(self, labels: Labels) -> "AccessCollection":
        """Gives the collection in an environment's own words."""

        def named(column: AccessColumn) -> AccessColumn:
            return evolve(column, label=labels.columns.get((self.table, column.logical_name), column.label))

        return evolve(
            self,
            label=labels.tables.get(self.table, self.label),
            columns=tuple(map(named, self.columns)),
            withheld=tuple(map(named, self.withheld)),
        )

    def narrowed(self, keep: Callable[[AccessColumn], bool]) -> "AccessCollection":
        """Gives the collection with some of its columns only; the record's id always stays."""
        columns = tuple(column for column in self.columns if keep(column))
        names = (self.key, *(column.name for column in columns))
        rows = tuple({name: row[name] for name in names} for row in self.rows)
        return evolve(self, columns=columns, rows=rows, withheld=tuple(column for column in self.withheld if keep(column)))


@frozen
class AccessReport:
    """The answer to an access request. `http_calls` is the number of HTTP requests it took, retries included."""

    status: Status
    environment_id: UUID
    catalogue: str
    generated_at: datetime
    http_calls: int
    collections: Mapping[str, AccessCollection]
    reviews: tuple[Review, ...] = ()
    warnings: tuple[str, ...] = ()
    near_matches: tuple[NearMatch, ...] = ()

    @property
    def records(self) -> int:
        """How many records were found in all."""
        return sum(len(collection.rows) for collection in self.collections.values())

    def labelled(self, labels: Labels) -> "AccessReport":
        """Gives the report in an environment's own words; see `DataSubjectRequests.labels`."""
        return evolve(self, collections={name: collection.labelled(labels) for name, collection in self.collections.items()})

    def only(self, *categories: str) -> "AccessReport":
        """Gives the report with the columns of some data categories only: `report.only("user.contact", "user.name")`."""

        def keep(column: AccessColumn) -> bool:
            return any(within(column.category, category) for category in categories)

        return evolve(self, collections={name: collection.narrowed(keep) for name, collection in self.collections.items()})


def make_report(
    discovery: Discovery, catalogue: Catalogue, *, generated_at: datetime, http_calls: int, third_parties: bool = False
) -> AccessReport:
    """Gives the report on what was found; columns about somebody else are in it only with `third_parties`."""
    return AccessReport(
        status=found_status(discovery),
        environment_id=discovery.environment_id,
        catalogue=catalogue.name,
        generated_at=generated_at.astimezone(UTC),
        http_calls=http_calls,
        collections={
            declaration.name: _collection(declaration, discovery.collections[declaration.name], third_parties) for declaration in catalogue
        },
        reviews=discovery.reviews,
        warnings=discovery.warnings,
        near_matches=discovery.near_matches,
    )


def access_column(info: ColumnInfo) -> AccessColumn:
    """Gives a column in the words of the package."""
    word = word_for(info.logical_name)
    return AccessColumn(info.wire_name, info.logical_name, word.label, word.category)


def is_third_party(declaration: AnyDeclaration, info: ColumnInfo) -> bool:
    """Tells whether a column is about somebody else: the catalogue says so, or its name does."""
    return info in declaration.third_party or word_for(info.logical_name).third_party


def _collection(declaration: AnyDeclaration, collected: Collected, third_parties: bool) -> AccessCollection:
    shown = [info for info in declaration.read if third_parties or not is_third_party(declaration, info)]
    hidden = [info for info in declaration.read if info not in shown]
    return AccessCollection(
        name=collected.name,
        rows=tuple(_row(declaration, shown, record) for record in collected.records),
        found_by=collected.queries,
        error=collected.error if collected.failed else None,
        pages=collected.pages,
        secondary_matches=sum(record.secondary for record in collected.records),
        rejected=collected.rejected,
        table=declaration.info.logical_name,
        key=declaration.info.key,
        label=table_label(declaration.info.logical_name),
        columns=tuple(map(access_column, shown)),
        withheld=tuple(access_column(info) for info in hidden if any(record.value(info) not in (None, "") for record in collected.records)),
        texts={
            (str(record.id), info.wire_name): text
            for record in collected.records
            for info in shown
            if (text := _words(info, record)) is not None
        },
    )


def _row(declaration: AnyDeclaration, shown: list[ColumnInfo], record: Record) -> Row:
    row: Row = {declaration.info.key: str(record.id)}
    for info in shown:
        row[info.wire_name] = _plain(record.value(info))
    return row


def _words(info: ColumnInfo, record: Record) -> str | None:
    """What the service calls a value, else what stock Dataverse calls an option."""
    value = record.value(info)
    if value is None or info.python_type is str:
        return None
    said = formatted_value(record.row, getattr(type(record.row), info.attribute))
    if said is not None:
        return said
    if isinstance(value, Reference):
        return value.name
    return info.options.get(int(value)) if info.options is not None and not isinstance(value, frozenset) else None


def _plain(value: Any) -> Any:
    """Gives a value as the service writes it in JSON; a decimal stays one, because JSON numbers are read as floats elsewhere."""
    match value:
        case Reference():
            return str(value.id)
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(int(each) for each in value)
        case bytes():
            return b64encode(value).decode()
        case bool() | None:
            return value
        case int():
            return int(value)
        case _:
            return value
