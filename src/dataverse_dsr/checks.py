"""A catalogue held against an environment, before anything is written.

Knows what an environment can say about its tables (types, lengths, formats, required levels, keys, what may be written) and turns each
contradiction into a complaint. Its lengths can differ from stock ones: what fitted at import may not fit there. Reads metadata only, one
HTTP request; a plan asks the same questions in the batch that it sends anyway.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Batch, ColumnInfo, Handle
from dataverse_sdk.errors import NotFound, ServiceError
from dataverse_sdk.operations import ColumnMetadata, Flow, column_lengths, column_metadata, metadata, who_am_i

from .declarations import AnyDeclaration, Catalogue
from .masking import Masked, facts_of
from .outcomes import Status, error_code
from .rules import ColumnFacts

__all__ = ["CheckReport", "Complaint", "TableFacts", "ask_facts", "check", "complaints", "mask_complaints"]

_TEXT_TYPES: Final = frozenset({"String", "Memo", "EntityName"})


@frozen
class TableFacts:
    """What an environment says of a table: columns by logical name, text lengths, columns of alternate keys.

    `error` when it would not say; `absent` when it does not have the table.
    """

    columns: Mapping[str, ColumnMetadata] = field(factory=dict)
    lengths: Mapping[str, int] = field(factory=dict)
    error: str | None = None
    keys: frozenset[str] = frozenset()
    absent: bool = False


@frozen
class Complaint:
    """Something of the catalogue that cannot work in the environment. `blocks` is False where only a report would be poorer."""

    collection: str
    column: str | None
    problem: str
    blocks: bool


@frozen
class CheckReport:
    """The result of a check: who we are, and every complaint.

    `absent` names what the environment lacks and the catalogue says that it may lack: tables, and columns as `contacts.adx_...`.
    """

    environment_id: UUID
    user_id: UUID
    catalogue: str
    tables: int
    complaints: tuple[Complaint, ...]
    http_calls: int = field(default=0, eq=False)
    absent: tuple[str, ...] = ()
    facts: Mapping[str, TableFacts] = field(factory=dict, eq=False, repr=False)

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
    asked = ask_facts(batch, catalogue)
    yield from batch.flow()
    who = me.value
    facts = {name: read() for name, read in asked.items()}
    found = [complaint for declaration in catalogue for complaint in complaints(declaration, facts[declaration.info.logical_name])]
    absent = [name for declaration in catalogue for name in _absent(declaration, facts[declaration.info.logical_name])]
    return CheckReport(who.organization_id, who.user_id, catalogue.name, len(asked), tuple(found), absent=tuple(absent), facts=facts)


def ask_facts(batch: Batch, catalogue: Catalogue) -> Mapping[str, Callable[[], TableFacts]]:
    """Adds the questions about a catalogue's tables to a batch; each answer is read when the batch was sent. By logical name."""
    return {declaration.info.logical_name: _ask(batch, declaration.info.logical_name) for declaration in catalogue}


def _ask(batch: Batch, table: str) -> Callable[[], TableFacts]:
    columns = batch.add(column_metadata(table))
    lengths = batch.add(column_lengths(table)), batch.add(column_lengths(table, memo=True))
    keys = batch.add(metadata.keys(table))
    return lambda: _facts(columns, lengths, keys)


def _facts(
    columns: Handle[Mapping[str, ColumnMetadata]],
    lengths: tuple[Handle[Mapping[str, int]], Handle[Mapping[str, int]]],
    keys: Handle[tuple[metadata.KeyMetadata, ...]],
) -> TableFacts:
    texts, memos = lengths
    try:
        found, limits = columns.value, {**texts.value, **memos.value}
        return TableFacts(found, limits, keys=frozenset(name for key in keys.value for name in key.columns))
    except NotFound as error:
        return TableFacts(error=f"the table is not in this environment ({error_code(error)})", absent=True)
    except ServiceError as error:
        return TableFacts(error=f"its metadata cannot be read ({error_code(error)})")


def _absent(declaration: AnyDeclaration, facts: TableFacts) -> Iterator[str]:
    if declaration.optional and facts.absent:
        yield declaration.name
    elif facts.error is None:
        columns = declaration.optional_columns
        yield from (f"{declaration.name}.{info.wire_name}" for info in columns if info.logical_name not in facts.columns)


def complaints(declaration: AnyDeclaration, facts: TableFacts) -> Iterator[Complaint]:
    """Gives what a table of an environment has against a declaration."""
    name = declaration.name
    if facts.error is not None:
        if not (facts.absent and declaration.optional):
            yield Complaint(name, None, facts.error, blocks=False)
        return
    masked = {one.column.wire_name: one for one in declaration.writable}
    for info in _columns(declaration):
        found = facts.columns.get(info.logical_name)
        if found is None:
            if info not in declaration.optional_columns:
                yield Complaint(name, info.wire_name, "the column does not exist here", blocks=True)
        elif not found.read:
            yield Complaint(name, info.wire_name, "the column cannot be read here", blocks=True)
        elif info.wire_name in masked:
            for problem in mask_complaints(masked[info.wire_name], facts):
                yield Complaint(name, info.wire_name, problem, blocks=True)


def mask_complaints(masked: Masked, facts: TableFacts) -> Iterator[str]:
    """Gives the reasons why a mask cannot be written in an environment; none where it does not know the column."""
    found = facts.columns.get(masked.column.logical_name)
    if found is None:
        return
    if not found.update:
        yield "the column cannot be written here"
    for rule in (masked.rule, masked.shared):
        problem = None if rule is None else rule.complaint(_column_facts(masked.column, found, facts))
        if problem is not None:
            yield problem


def _columns(declaration: AnyDeclaration) -> Iterable[ColumnInfo]:
    infos = [*declaration.read, *declaration.match_columns, *declaration.person]
    infos += [*declaration.match_phones, *declaration.secrets]
    infos += [masked.column for masked in declaration.writable]
    infos += [computed.column for computed in declaration.computed]
    # A link through another record ends in that record's table, which is checked where it is declared.
    infos += [column for link in declaration.links if (column := link.column) is not None]
    return {info.wire_name: info for info in infos}.values()


def _column_facts(info: ColumnInfo, found: ColumnMetadata, facts: TableFacts) -> ColumnFacts:
    return ColumnFacts(
        kind=_kind(info, found),
        max_length=facts.lengths.get(info.logical_name),
        required=found.required_level,
        unique=info.logical_name in facts.keys,
        # The format is the entity class's: an environment cannot change the format of a stock column.
        format=facts_of(info).format,
    )


def _kind(info: ColumnInfo, found: ColumnMetadata) -> Literal["text", "date", "boolean", "other"]:
    if found.attribute_type in _TEXT_TYPES:
        return "text"
    if found.attribute_type == "Boolean":
        return "boolean"
    # Whether a DateTime has a time stands in another part of the metadata; the entity class knows what travels.
    return facts_of(info).kind if found.attribute_type == "DateTime" else "other"
