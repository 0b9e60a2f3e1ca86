"""A catalogue held against an environment, before anything is written.

Knows what an environment can say about its tables (types, lengths, required levels, what may be written) and turns each contradiction
into a complaint. Its lengths can differ from stock ones: what fitted at import may not fit there. Reads metadata only, one HTTP request.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Batch, ColumnInfo, Handle
from dataverse_sdk.errors import NotFound, ServiceError
from dataverse_sdk.operations import ColumnMetadata, Flow, column_lengths, column_metadata, who_am_i

from .declarations import AnyDeclaration, Catalogue
from .outcomes import Status, error_code
from .rules import ColumnFacts

__all__ = ["CheckReport", "Complaint", "TableFacts", "check", "complaints"]

_TEXT_TYPES: Final = frozenset({"String", "Memo", "EntityName"})


@frozen
class TableFacts:
    """What an environment says of a table: columns by logical name, text lengths; `error` when it would not say."""

    columns: Mapping[str, ColumnMetadata] = field(factory=dict)
    lengths: Mapping[str, int] = field(factory=dict)
    error: str | None = None


@frozen
class Complaint:
    """Something of the catalogue that cannot work in the environment. `blocks` is False where only a report would be poorer."""

    collection: str
    column: str | None
    problem: str
    blocks: bool


@frozen
class CheckReport:
    """The result of a check: who we are, and every complaint."""

    environment_id: UUID
    user_id: UUID
    catalogue: str
    tables: int
    complaints: tuple[Complaint, ...]
    http_calls: int = field(default=0, eq=False)

    @property
    def status(self) -> Status:
        """Complete without complaints, partial when the rest works, failed when a write could not be carried out."""
        if not self.complaints:
            return Status.COMPLETE
        return Status.FAILED if any(complaint.blocks for complaint in self.complaints) else Status.PARTIAL


def check(catalogue: Catalogue) -> Flow[CheckReport]:
    """Tests the connection and holds the catalogue against the environment's metadata, in one `$batch`."""
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    asked = [
        (
            declaration,
            batch.add(column_metadata(declaration.info.logical_name)),
            batch.add(column_lengths(declaration.info.logical_name)),
            batch.add(column_lengths(declaration.info.logical_name, memo=True)),
        )
        for declaration in catalogue
    ]
    yield from batch.flow()
    who = me.value
    found = [
        complaint for declaration, columns, texts, memos in asked for complaint in complaints(declaration, _facts(columns, texts, memos))
    ]
    return CheckReport(who.organization_id, who.user_id, catalogue.name, len(asked), tuple(found))


def _facts(columns: Handle[Mapping[str, ColumnMetadata]], texts: Handle[Mapping[str, int]], memos: Handle[Mapping[str, int]]) -> TableFacts:
    try:
        return TableFacts(columns.value, {**texts.value, **memos.value})
    except NotFound as error:
        return TableFacts(error=f"the table is not in this environment ({error_code(error)})")
    except ServiceError as error:
        return TableFacts(error=f"its metadata cannot be read ({error_code(error)})")


def complaints(declaration: AnyDeclaration, facts: TableFacts) -> Iterator[Complaint]:
    """Gives what a table of an environment has against a declaration."""
    name = declaration.name
    if facts.error is not None:
        yield Complaint(name, None, facts.error, blocks=False)
        return
    masked = {one.column.wire_name: one for one in declaration.masks}
    for info in _columns(declaration):
        found = facts.columns.get(info.logical_name)
        if found is None:
            yield Complaint(name, info.wire_name, "the column does not exist here", blocks=True)
        elif not found.read:
            yield Complaint(name, info.wire_name, "the column cannot be read here", blocks=True)
        elif info.wire_name in masked:
            if not found.update:
                yield Complaint(name, info.wire_name, "the column cannot be written here", blocks=True)
            problem = masked[info.wire_name].rule.complaint(_column_facts(info, found, facts.lengths))
            if problem is not None:
                yield Complaint(name, info.wire_name, problem, blocks=True)


def _columns(declaration: AnyDeclaration) -> Iterable[ColumnInfo]:
    infos = [*declaration.read, *declaration.match_columns, *declaration.person]
    infos += [masked.column for masked in declaration.masks]
    infos += [computed.column for computed in declaration.computed]
    # A link through another record ends in that record's table, which is checked where it is declared.
    infos += [link.expression.info for link in declaration.links if "/" not in link.path]
    return {info.wire_name: info for info in infos}.values()


def _column_facts(info: ColumnInfo, found: ColumnMetadata, lengths: Mapping[str, int]) -> ColumnFacts:
    return ColumnFacts(
        kind="text" if found.attribute_type in _TEXT_TYPES else "other",
        max_length=lengths.get(info.logical_name),
        required=found.required_level,
    )
