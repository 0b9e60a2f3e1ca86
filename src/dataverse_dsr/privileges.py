"""Which kinds of access the caller has to a catalogue's tables, before a request finds out the hard way.

Compares the privileges the tables ask for with those the caller's roles give. Where the service will not say (an emulator, a role that
may not read definitions) the answer is "not known", never "missing". Refuses to know what will be done with them.
Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/retrieveuserprivileges
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from attrs import frozen

from dataverse_sdk import Batch, Reference
from dataverse_sdk.errors import ProtocolError, ServiceError
from dataverse_sdk.operations import Flow, execute, function, table_privileges, who_am_i
from dataverse_sdk.tables import SystemUser

from .declarations import Catalogue

__all__ = ["Having", "TablePrivileges", "read_privileges"]

Having: TypeAlias = Literal["yes", "no", "not known", "not needed"]
KINDS: Final = ("Read", "Write")


@frozen
class TablePrivileges:
    """Whether the caller may read and write the records of a table."""

    collection: str
    read: Having
    write: Having

    @property
    def missing(self) -> bool:
        """True when a privilege the catalogue needs is known to be missing."""
        return "no" in (self.read, self.write)


def read_privileges(catalogue: Catalogue) -> Flow[tuple[TablePrivileges, ...]]:
    """Reads what the caller may do with each table of a catalogue, in two HTTP requests. Writes are asked about where it masks."""
    batch = Batch(continue_on_error=True)
    me = batch.add(who_am_i())
    asked = [(declaration, batch.add(table_privileges(declaration.info.logical_name))) for declaration in catalogue]
    yield from batch.flow()
    try:
        mine = yield from execute(function("RetrieveUserPrivileges", on=Reference(SystemUser, me.value.user_id), returns=_held))
    except (ServiceError, ProtocolError):
        mine = None
    found = []
    for declaration, handle in asked:
        try:
            wanted: Mapping[str, UUID] | None = handle.value
        except (ServiceError, ProtocolError):
            wanted = None
        read, write = (_having(kind, wanted, mine) for kind in KINDS)
        found.append(TablePrivileges(declaration.name, read, write if declaration.masks else "not needed"))
    return tuple(found)


def _held(reply: dict[str, Any]) -> frozenset[UUID] | None:
    try:
        return frozenset(UUID(each["PrivilegeId"]) for each in reply["RolePrivileges"])
    except (KeyError, TypeError, ValueError):
        return None


def _having(kind: str, wanted: Mapping[str, UUID] | None, mine: frozenset[UUID] | None) -> Having:
    if wanted is None or mine is None or kind not in wanted:
        return "not known"
    return "yes" if wanted[kind] in mine else "no"
