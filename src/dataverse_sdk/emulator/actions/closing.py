"""Messages that end a quote, an order, a case or an opportunity: the record changes its state, and an activity says so.

Knows which state each leads to and which activity it leaves behind. Refuses to know what the states mean (`states`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import frozen

from ...schema.model import TableSchema
from ..http.refusals import Refusal
from ..storage.relations import lookup_column
from ..storage.store import Row, target_column
from ..storage.values import to_sql
from ..writing import states

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["CLOSERS", "revise_quote"]

ACTIVE_QUOTE, CLOSED_QUOTE, REVISED = 1, 3, 7
COMPLETED = 1
REGARDING = "_regardingobjectid_value"


@frozen
class Closer:
    """`table` goes to `state`; `parameter` holds the closing activity, whose navigation property `link` says which record.

    `sources` are the states it may come from.
    """

    table: str
    parameter: str
    activity: str
    link: str
    state: int
    sources: tuple[int, ...] = (0,)

    def __call__(self, asked: "Invocation") -> "Reply":
        """Carry out the message."""
        named = asked.entity(self.parameter)
        if named.table.logical_name != self.activity:
            raise Refusal(400, "0x80040203", f"The parameter '{self.parameter}' is not of the type '{self.activity}'.")
        records, terms = asked.call.records, asked.call.terms
        record_id = records.insert(named.table, named.body, terms)
        activity = records.store.get(named.table, record_id) or {}
        navigation = named.table.navigation(self.link)
        column = None if navigation is None else lookup_column(named.table, navigation)
        if column is None or activity.get(column) is None:
            raise Refusal(400, "0x80040203", f"Required field '{self.link}' is missing")
        table = asked.table_named(self.table)
        row = records.store.get(table, activity[column]) or {}
        current = row.get("statecode")
        if current not in self.sources:
            # the codes and sentences of these refusals are not public
            label = states.STATES[self.table][current].label if isinstance(current, int) else ""
            raise Refusal(
                400, "0x80040203", f"The {self.table} is in the state '{label}', from which {asked.signature.name} does not lead."
            )
        status: int | None = asked.number("Status")
        if status == -1:
            status = None  # the default status of the state, as in the SDK's samples
        values: Row = {}
        if self.table == "opportunity":
            values = {name: activity[closing] for name, closing in OPPORTUNITY.items() if activity.get(closing) is not None}
        records.change(table, row, values, terms, self.state, status, unlocked=True)
        # a closing activity regards the record it closes
        regarding: Row = {REGARDING: activity[column], target_column(REGARDING): self.table}
        records.change(named.table, activity, regarding, terms, COMPLETED, None, unlocked=True)
        return asked.done()


OPPORTUNITY = {"actualvalue": "actualrevenue", "actualclosedate": "actualend"}

CLOSERS: dict[str, Callable[["Invocation"], "Reply"]] = {
    "CancelSalesOrder": Closer("salesorder", "OrderClose", "orderclose", "salesorderid", 2, (0, 1)),
    "CloseIncident": Closer("incident", "IncidentResolution", "incidentresolution", "incidentid", 1),
    "CloseQuote": Closer("quote", "QuoteClose", "quoteclose", "quoteid", 3, (1,)),
    "FulfillSalesOrder": Closer("salesorder", "OrderClose", "orderclose", "salesorderid", 3, (0, 1)),
    "LoseOpportunity": Closer("opportunity", "OpportunityClose", "opportunityclose", "opportunityid", 2),
    "WinOpportunity": Closer("opportunity", "OpportunityClose", "opportunityclose", "opportunityid", 1),
    "WinQuote": Closer("quote", "QuoteClose", "quoteclose", "quoteid", 2, (1,)),
}

NOT_COPIED = frozenset(
    {"statecode", "statuscode", "createdon", "modifiedon", "versionnumber", "overriddencreatedon", "importsequencenumber", "revisionnumber"}
)


def _copy(asked: "Invocation", table: TableSchema, row: Row, changes: Row) -> str:
    """A new row with the columns of another that a client could write."""
    kept: Row = {}
    for column in table.columns:
        if column.name == table.key or column.name in NOT_COPIED or not column.valid_for_read or row.get(column.name) is None:
            continue
        if column.valid_for_create:
            kept[column.name] = row[column.name]
            if column.is_lookup:
                kept[target_column(column.name)] = row[target_column(column.name)]
    return asked.call.records.insert(table, {}, asked.call.terms, None, kept | changes)


def revise_quote(asked: "Invocation") -> "Reply":
    """ReviseQuote: closes the quote as revised and creates a draft like it, with its lines; answers with the draft."""
    call, table = asked.call, asked.table_named("quote")
    records = call.records
    quote_id = str(to_sql(table.columns[[each.name for each in table.columns].index("quoteid")], asked.arguments["QuoteId"]))
    row = records.store.get(table, quote_id)
    if row is None:
        raise Refusal(404, "0x80040217", f"quote With Id = {quote_id} Does Not Exist")
    if row["statecode"] == 0:
        # the sentence of the service is not public
        raise Refusal(400, "0x80040203", "A quote in the state 'Draft' cannot be revised.")
    revision = row.get("revisionnumber")
    number = {"revisionnumber": (revision if isinstance(revision, int) else 0) + 1, "quotenumber": row.get("quotenumber")}
    draft = _copy(asked, table, row, {name: value for name, value in number.items() if table.column(name) is not None})
    lines = asked.table_named("quotedetail")
    for line in records.store.find_by(lines, {"_quoteid_value": quote_id}):
        _copy(asked, lines, line, {"_quoteid_value": draft, target_column("_quoteid_value"): "quote"})
    if row["statecode"] == ACTIVE_QUOTE:
        records.change(table, row, {}, call.terms, CLOSED_QUOTE, REVISED, unlocked=True)
    wanted = asked.arguments.get("ColumnSet")
    columns = wanted.get("Columns") if isinstance(wanted, dict) and not wanted.get("AllColumns") else None
    select = tuple(str(each) for each in columns) if isinstance(columns, list) else None
    text = call.reader.record(table, draft, select=select)
    return call.json(f'{{"@odata.context":"{call.root}/$metadata#quotes/$entity",{(text or "{}")[1:]}')
