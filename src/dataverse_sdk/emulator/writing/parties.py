"""The parties of an activity: who sent it, who got it, whom it is about.

Knows that parties are written through their activity only, and that two kinds of them are the service's own (owner and regarding).
Refuses to know requests. https://learn.microsoft.com/power-apps/developer/data-platform/activityparty-entity
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from ...schema.model import NavigationSchema, TableSchema
from ..http import refusals
from ..http.refusals import bad_payload
from ..storage.store import Row, Store, target_column
from . import states
from .incoming import bound, given
from .payload import JsonObject, read_payload
from .terms import Terms

if TYPE_CHECKING:
    from .records import Records

__all__ = ["add", "after_write", "is_activity", "is_party_list", "replace"]

SENDER, TO = 1, 2
# "Regarding" and "Owner" mirror lookups of the activity (that the service keeps them is common knowledge among practitioners)
MIRRORS = {8: "_regardingobjectid_value", 9: "_ownerid_value"}
ADDRESSES = {
    "account": "emailaddress1", "contact": "emailaddress1", "lead": "emailaddress1", "queue": "emailaddress",
    "systemuser": "internalemailaddress",
}  # fmt: skip


def is_activity(table: TableSchema) -> bool:
    """True for tables whose rows are activities."""
    return table.base == "activitypointer"


def is_party_list(table: TableSchema, navigation: NavigationSchema) -> bool:
    """True for the navigation property that leads from an activity to its parties."""
    return is_activity(table) and navigation.target == "activityparty"


def _table(store: Store) -> TableSchema | None:
    return store.schema.tables.get("activityparty")


def _rows(store: Store, table: TableSchema, parties: TableSchema, record_id: str) -> list[Row]:
    column = "_activityid_value"
    found = store.find_by(parties, {column: record_id, target_column(column): table.logical_name})
    return sorted(found, key=lambda row: str(row[parties.key or ""]))


def add(records: "Records", table: TableSchema, record_id: str, items: Sequence[str | JsonObject], terms: Terms) -> None:
    """Give an activity parties, in order, besides those it has."""
    store, parties = records.store, _table(records.store)
    assert parties is not None  # noqa: S101 -- a navigation property led here
    assert parties.key is not None  # noqa: S101
    for item in items:
        if isinstance(item, str):
            raise bad_payload(table.set_name or "", "Microsoft.OData.ODataException: A party is made with its activity, not bound to it.")
        payload = read_payload(parties, item)
        row: Row = {"ispartydeleted": 0} if parties.column("ispartydeleted") is not None else {}
        row |= given(parties, payload, records.switches, creating=True).values
        if row.get("participationtypemask") in MIRRORS:
            continue  # the service keeps these itself; a client that hands back the whole list it read changes nothing
        row |= bound(store, parties, payload, terms.references)
        if table.logical_name == "email" and "addressused" not in item:
            row["addressused"] = _address(store, row)
        _insert(store, table, parties, record_id, row)


def _insert(store: Store, table: TableSchema, parties: TableSchema, record_id: str, row: Row) -> None:
    column = "_activityid_value"
    version = store.next_version()
    # ids in the order of creation, so that lists keep their order
    row.setdefault(parties.key or "", f"{version:08x}{str(uuid4())[8:]}")
    store.insert(parties, {**row, column: record_id, target_column(column): table.logical_name, "versionnumber": version})


def _address(store: Store, row: Row) -> str | None:
    """The address that mail to a party goes to: the first of its record, unless `addressused` says which."""
    target = store.schema.tables.get(str(row.get(target_column("_partyid_value"))))
    name = None if target is None else ADDRESSES.get(target.logical_name)
    if target is None or name is None or target.column(name) is None:
        return None
    found = store.get(target, row["_partyid_value"])
    address = None if found is None else found[name]
    return None if address is None else str(address)


def replace(records: "Records", table: TableSchema, row: Row, items: Sequence[str | JsonObject], terms: Terms) -> None:
    """Put these parties in place of those an activity has; order and `addressused` are kept.

    Page "Associate and disassociate table rows" shows the request; that it replaces the list is what PUT means, and unproven.
    On a completed or canceled activity `closed_parties_locked` decides.
    """
    store, parties = records.store, _table(records.store)
    assert parties is not None  # noqa: S101 -- a navigation property led here
    switches, state = records.switches, row.get("statecode")
    if states.is_closed_activity(table.logical_name, state) and (switches.closed_parties_locked or switches.closed_activities_locked):
        raise refusals.read_only_record()
    record_id = str(row[table.key or ""])
    for party in _rows(store, table, parties, record_id):
        if party["participationtypemask"] not in MIRRORS:
            store.delete(parties, party[parties.key or ""])
    add(records, table, record_id, items, terms)


def after_write(store: Store, table: TableSchema, row: Row, record_id: str, changed: frozenset[str], *, parties_changed: bool) -> Row:
    """Keep the owner and regarding parties of an activity; returns the columns of an email that are made from its parties."""
    parties = _table(store)
    if parties is None or parties.key is None:
        return {}
    for mask, column in MIRRORS.items():
        if column not in changed or table.column(column) is None:
            continue
        for party in _rows(store, table, parties, record_id):
            if party["participationtypemask"] == mask:
                store.delete(parties, party[parties.key])
        target = row.get(target_column(column))
        if row.get(column) is not None:
            pointer = {"_partyid_value": row[column], target_column("_partyid_value"): target}
            mirror: Row = {"participationtypemask": mask, "ispartydeleted": 0, **pointer}
            _insert(store, table, parties, record_id, {name: value for name, value in mirror.items() if parties.column(name.split("@")[0])})
    if table.logical_name != "email" or not parties_changed:
        return {}
    rows = _rows(store, table, parties, record_id)
    return {
        "sender": next((each["addressused"] for each in rows if each["participationtypemask"] == SENDER), None),
        "torecipients": "".join(f"{each['addressused']};" for each in rows if each["participationtypemask"] == TO and each["addressused"])
        or None,
    }
