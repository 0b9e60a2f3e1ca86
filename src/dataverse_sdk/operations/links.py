"""Links between records: associate and disassociate, for collection-valued (1:N, N:N) and single-valued (N:1) navigation properties.

The parties of an activity are replaced all together (`replace`).

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import UsageError
from ..model import CollectionExpr, Entity, Reference, reference_to
from ..model.columns import NavigationExpr
from ..model.converter import to_wire
from ..model.entity import class_of
from ..model.values import AddressedReference, id_of
from ..wire import json
from ..wire.messages import Link, Request
from ..wire.operation import Operation
from ..wire.replies import expect
from .rows import JSON

__all__ = ["associate", "disassociate", "replace"]


def row_address(row: Entity | Reference[Any]) -> str:
    """Gives the address of a record, or `$1` for one that the same change set makes."""
    reference = reference_to(row) if isinstance(row, Entity) else row
    given: object = reference  # what callers without a type checker pass
    if not isinstance(given, Reference):
        raise UsageError("links are made between rows or references, such as Reference(Contact, id)")
    if isinstance(reference, AddressedReference):
        return reference.address
    cls = class_of(reference.table)
    if cls is None:
        raise UsageError(f"the class of {reference.table} was not imported; import it, so that its entity set is known")
    return f"{cls.__table__.set_name}({reference.id})"


def place_of(navigation: Any) -> tuple[str, bool, str]:
    """Gives a navigation property's wire name, whether it is collection-valued, and the table it leads to."""
    if not isinstance(navigation, NavigationExpr | CollectionExpr) or len(navigation._path) != 1:
        raise UsageError("links go through a navigation property of the row's own class, such as Account.contact_customer_accounts")
    return navigation._info.wire_name, isinstance(navigation, CollectionExpr), navigation._info.target


def _check(other: Entity | Reference[Any], table: str) -> None:
    found = other.__table__.logical_name if isinstance(other, Entity) else other.table
    if found != table:
        raise UsageError(f"this navigation property leads to {table}, not to {found}")


def associate(
    row: Entity | Reference[Any], navigation: type[Entity] | CollectionExpr[Any], other: Entity | Reference[Any]
) -> Operation[None]:
    """Links two records; linking them again changes nothing.

    `associate(account, Account.contact_customer_accounts, contact)` adds to a collection,
    `associate(contact, Contact.parentcustomerid_account, account)` points a lookup.
    """
    name, collection, table = place_of(navigation)
    target = row_address(other)
    _check(other, table)
    request = Request("POST" if collection else "PUT", f"{row_address(row)}/{name}/$ref", (JSON,), Link(target), replayable=True)
    return Operation(request, lambda reply: expect(reply, 204))


def disassociate(
    row: Entity | Reference[Any], navigation: type[Entity] | CollectionExpr[Any], other: Entity | Reference[Any] | None = None
) -> Operation[None]:
    """Removes a link; the records stay. `other` is needed for a collection, and not for a lookup, which points to one record only."""
    name, collection, table = place_of(navigation)
    if collection != (other is not None):
        raise UsageError("name the other record for a collection, and only for a collection")
    if other is None:
        return Operation(Request("DELETE", f"{row_address(row)}/{name}/$ref"), lambda reply: expect(reply, 204))
    _check(other, table)
    key = id_of(reference_to(other) if isinstance(other, Entity) else other, "removing a link")
    return Operation(Request("DELETE", f"{row_address(row)}/{name}({key})/$ref"), lambda reply: expect(reply, 204))


def replace(row: Entity | Reference[Any], navigation: CollectionExpr[Any], rows: Sequence[Entity]) -> Operation[None]:
    """Puts new rows in the place of all that a collection holds, which the service does for the parties of an activity only.

    `replace(email, Email.email_activity_parties, [ActivityParty(partyid=contact, participationtypemask=2)])`: name every party that is to
    stay.
    """
    name, collection, table = place_of(navigation)
    if not collection:
        raise UsageError("a lookup points to one record: assign it, or use associate")
    for each in rows:
        _check(each, table)
    values = [to_wire(each, message="create") for each in rows]
    request = Request("PUT", f"{row_address(row)}/{name}", (JSON,), json.dumps({"value": values}), replayable=True)
    return Operation(request, lambda reply: expect(reply, 204, 200))
