"""QualifyLead: a lead becomes an account, a contact and an opportunity, as far as asked for.

Knows what is taken over from the lead. Refuses to know the lead's states beyond the one it ends in.
"""

from typing import TYPE_CHECKING

from ...schema.model import TableSchema
from ..http.refusals import Refusal
from ..storage.store import Row, target_column

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["qualify_lead"]

QUALIFIED = 1
NOT_TAKEN = frozenset(
    {"createdon", "modifiedon", "overriddencreatedon", "importsequencenumber", "statecode", "statuscode", "versionnumber"}
)
NAMES = {"account": ("companyname", "name"), "opportunity": ("subject", "name")}
"""For two of the tables, the column of the lead that becomes another column."""


def _taken(lead: TableSchema, row: Row, table: TableSchema) -> Row:
    """What both tables have under one name, and a client could write; a text longer than its new column stays behind."""
    taken: Row = {}
    for column in lead.columns:
        other, value = table.column(column.name), row.get(column.name)
        if other is None or value is None or column.is_lookup or column.name in NOT_TAKEN or not other.valid_for_create:
            continue
        if other.edm_type != column.edm_type or column.attribute_type in ("Picklist", "Image", "Uniqueidentifier"):
            continue
        if isinstance(value, str) and other.max_length is not None and len(value) > other.max_length:
            continue
        taken[column.name] = value
    source, name = NAMES.get(table.logical_name, ("", ""))
    if row.get(source) is not None:
        taken[name] = row[source]
    pointer = "_originatingleadid_value"
    if table.column(pointer) is not None:
        taken |= {pointer: row[lead.key or ""], target_column(pointer): lead.logical_name}
    return taken


def _pointer(name: str, target: tuple[TableSchema, str] | None) -> Row:
    return {} if target is None else {name: target[1], target_column(name): target[0].logical_name}


def qualify_lead(asked: "Invocation") -> "Reply":
    """Carry out the message; answers with the ids of what was created."""
    lead, row = asked.bound_row()
    records, terms = asked.call.records, asked.call.terms
    if row["statecode"] != 0:
        # the sentence of the service is not public
        raise Refusal(400, "0x80040203", "The lead is already closed.")
    made: list[tuple[TableSchema, str]] = []
    account = contact = None
    if asked.flag("CreateAccount"):
        table = asked.table_named("account")
        account = (table, records.insert(table, {}, terms, None, _taken(lead, row, table)))
        made.append(account)
    if asked.flag("CreateContact"):
        table = asked.table_named("contact")
        parent = _pointer("_parentcustomerid_value", account)
        contact = (table, records.insert(table, {}, terms, None, _taken(lead, row, table) | parent))
        made.append(contact)
    changes: Row = {}
    # that the lead then names what it became is common knowledge among practitioners
    for name, target in (("_parentaccountid_value", account), ("_parentcontactid_value", contact)):
        if lead.column(name) is not None and row.get(name) is None:
            changes |= _pointer(name, target)
    if asked.flag("CreateOpportunity"):
        table = asked.table_named("opportunity")
        customer = asked.optional_entity("OpportunityCustomerId")
        named = None if customer is None else (customer.table, str(customer.row(asked.call)[customer.table.key or ""]))
        currency = asked.optional_entity("OpportunityCurrencyId")
        values = _taken(lead, row, table) | _pointer("_customerid_value", named or account or contact)
        if currency is not None:
            values |= _pointer("_transactioncurrencyid_value", (currency.table, str(currency.record_id)))
        opportunity = (table, records.insert(table, {}, terms, None, values))
        made.append(opportunity)
        if lead.column("_qualifyingopportunityid_value") is not None:
            changes |= _pointer("_qualifyingopportunityid_value", opportunity)
    status = asked.number("Status")
    records.change(lead, row, changes, terms, QUALIFIED, None if status == -1 else status, unlocked=True)
    return asked.references(made)
