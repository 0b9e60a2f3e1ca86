"""Which personal-looking columns a catalogue leaves alone: of the entity classes, without asking anybody, and of an environment.

The scan of an environment reads definitions only: every lookup to a person, every email, phone and URL column of every table, and every
column of the person's tables whose name speaks of a person. What the catalogue neither reads, masks nor keeps for a reason is a finding.
Knows names, formats and lookups; refuses to know rows, and to decide what is personal: that is what a finding asks somebody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Batch, ColumnInfo
from dataverse_sdk.errors import ServiceError
from dataverse_sdk.operations import ColumnMetadata, Flow, column_metadata, metadata, who_am_i

from .declarations import AnyDeclaration, Catalogue, Keep
from .outcomes import Status, error_code

__all__ = ["CoverageReport", "Gap", "Uncovered", "UncoveredKind", "coverage", "scan_coverage"]

GapKind: TypeAlias = Literal["read, not masked", "not touched"]
UncoveredKind: TypeAlias = Literal["lookup to a person", "email", "phone", "url", "name"]

_FORMATS: Final = frozenset({"Email", "Phone", "PhoneticGuide", "Url"})
_NAMES: Final = re.compile(
    r"name|mail|phone|fax|pager|mobile|address|line[123]|city|postal|street|county|country|latitude|longitude"
    r"|birth|gender|government|salutation|jobtitle|description|notetext|spous|child|anniversary|composite|document|photo|entityimage"
)

_DATES: Final = re.compile(r"birth|anniversary|wedding|death")


@frozen
class Gap:
    """A column that looks personal and that the catalogue does not mask. `kind` says whether an access report holds it."""

    collection: str
    column: str
    kind: GapKind


def coverage(catalogue: Catalogue) -> tuple[Gap, ...]:
    """Gives the gaps of every table the catalogue masks, in its order; what is retained or kept is left alone on purpose."""
    kept = {(keep.table, keep.column) for keep in catalogue.keep}
    return tuple(
        gap
        for declaration in catalogue
        if declaration.retained is None
        for gap in _gaps(declaration)
        if kept.isdisjoint({(declaration.info.logical_name, gap.column), (declaration.info.logical_name, None)})
    )


def _gaps(declaration: AnyDeclaration) -> Iterator[Gap]:
    masked = {one.column.wire_name for one in declaration.writable}
    computed = {one.column.wire_name for one in declaration.computed}
    read = {info.wire_name for info in declaration.read}
    for name, info in declaration.info.columns.items():
        if name not in masked | computed and _looks_personal(info):
            yield Gap(declaration.name, name, "read, not masked" if name in read else "not touched")


def _looks_personal(info: ColumnInfo) -> bool:
    """Text, dates and coordinates that can be written; copies the service computes follow their sources."""
    if info.is_lookup or not info.update or info.python_type in (bool, int, UUID) or info.options is not None:
        return False
    if info.python_type in (date, datetime):
        return _DATES.search(info.logical_name) is not None
    return info.format in _FORMATS or _NAMES.search(info.logical_name) is not None


@frozen
class Uncovered:
    """A column of an environment that looks personal and that the catalogue does not mention. Tables and columns by logical name."""

    table: str
    column: str
    kind: UncoveredKind


@frozen
class CoverageReport:
    """What a scan found. `kept` are the findings that the catalogue answers for, each with the reason; `errors` are unread tables."""

    environment_id: UUID
    catalogue: str
    tables: int
    findings: tuple[Uncovered, ...] = ()
    kept: tuple[tuple[Uncovered, str], ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    http_calls: int = field(default=0, eq=False)

    @property
    def status(self) -> Status:
        """Complete when nothing is left to answer and everything was read, else partial."""
        return Status.PARTIAL if self.findings or self.errors else Status.COMPLETE


_STRICT: Final[Mapping[str, UncoveredKind]] = {"Email": "email", "Phone": "phone", "Url": "url"}
# Types whose columns can hold something personal of their own; a choice or a number named after a person rarely does.
_TYPES: Final = frozenset({"String", "Memo", "DateTime", "Virtual", "Double"})


def scan_coverage(catalogue: Catalogue) -> Flow[CoverageReport]:
    """Reads an environment's definitions and gives what the catalogue does not mention: two HTTP requests for up to 1,000 tables."""
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    listed = batch.add(metadata.tables())
    people = [root.info.logical_name for root in catalogue.roots]
    asked = [batch.add(metadata.relationships(name, "OneToMany")) for name in people]
    yield from batch.flow()
    tables = {table.logical_name for table in listed.value if table.set_name is not None}
    lookups = sorted({(one.referencing, one.referencing_column) for handle in asked for one in handle.value if one.referencing in tables})
    declared = {declaration.info.logical_name for declaration in catalogue}
    near = (declared | {table for table, _ in lookups}) & tables

    batch = Batch(continue_on_error=True)
    texts = {name: batch.add(metadata.text_columns(name)) for name in sorted(tables)}
    columns = {name: batch.add(column_metadata(name)) for name in sorted(near)}
    yield from batch.flow()

    found = [Uncovered(table, column, "lookup to a person") for table, column in lookups]
    errors: list[tuple[str, str]] = []
    for name in sorted(tables):
        try:
            found += _by_format(name, texts[name].value)
            found += _by_name(name, columns[name].value, texts[name].value) if name in near else []
        except ServiceError as error:
            errors.append((name, error_code(error)))
    return _report(me.value.organization_id, catalogue, len(tables), found, errors)


def _by_format(table: str, texts: Mapping[str, metadata.TextMetadata]) -> Iterator[Uncovered]:
    for name, text in sorted(texts.items()):
        kind = _STRICT.get(text.format or "")
        if (text.create or text.update) and kind is not None:
            yield Uncovered(table, name, kind)


def _by_name(table: str, columns: Mapping[str, ColumnMetadata], texts: Mapping[str, metadata.TextMetadata]) -> Iterator[Uncovered]:
    strict = {name for name, text in texts.items() if text.format in _STRICT}
    for name, column in sorted(columns.items()):
        names = _DATES if column.attribute_type == "DateTime" else _NAMES
        if column.update and column.attribute_type in _TYPES and name not in strict and names.search(name) is not None:
            yield Uncovered(table, name, "name")


def _report(
    environment_id: UUID, catalogue: Catalogue, tables: int, found: Iterable[Uncovered], errors: Iterable[tuple[str, str]]
) -> CoverageReport:
    mentioned = {declaration.info.logical_name: set(_mentioned(declaration)) for declaration in catalogue}
    for declaration in catalogue:
        for way in declaration.follows:
            mentioned[way.source].add(way.lookup.logical_name)
    retained = {declaration.info.logical_name: declaration.retained for declaration in catalogue if declaration.retained is not None}
    answers = {(keep.table, keep.column): keep for keep in catalogue.keep}
    left: list[Uncovered] = []
    kept: list[tuple[Uncovered, str]] = []
    for finding in dict.fromkeys(found):
        if finding.column in mentioned.get(finding.table, ()):
            continue
        answer = _answer(answers, finding)
        reason = answer.reason if answer is not None else retained.get(finding.table) if finding.kind != "lookup to a person" else None
        if reason is None:
            left.append(finding)
        else:
            kept.append((finding, reason))
    return CoverageReport(environment_id, catalogue.name, tables, tuple(left), tuple(kept), tuple(errors))


def _answer(answers: Mapping[tuple[str, str | None], Keep], finding: Uncovered) -> Keep | None:
    return answers.get((finding.table, finding.column)) or answers.get((finding.table, None))


def _mentioned(declaration: AnyDeclaration) -> Iterator[str]:
    """Gives the logical names of the columns that a declaration reads, masks or goes by."""
    infos = [*declaration.read, *declaration.secrets, *declaration.match_columns, *declaration.match_phones, *declaration.person]
    infos += [masked.column for masked in declaration.writable]
    infos += [one.column for one in declaration.computed]
    infos += [one.key for one in declaration.mirrors]
    infos += [column for link in declaration.links if (column := link.column) is not None]
    infos += [] if declaration.owner is None else [declaration.owner]
    yield from (info.logical_name for info in infos)
