"""RetrievePrincipalAccess: what a user or a team may do with a record.

Knows the names of rights. Refuses to know access levels and sharing: a privilege is there for a whole table, or missing.
"""

from typing import TYPE_CHECKING

from ..behaviours.permissions import PRIVILEGES
from ..http.refusals import Refusal

if TYPE_CHECKING:
    from ..http.messages import Reply
    from .invocation import Invocation

__all__ = ["principal_access"]

ORDER = ("Read", "Write", "Append", "AppendTo", "Create", "Delete", "Share", "Assign")
"""The order of the flags in the enumeration AccessRights, as far as they can be told by their use."""


def principal_access(asked: "Invocation") -> "Reply":
    """The rights that were not taken away, as the flags of an enumeration are written."""
    _, principal = asked.bound_row()
    target = asked.entity("Target")
    target.row(asked.call)  # of a record that does not exist nothing can be said
    held, user = asked.call.records.behaviours.permissions, str(principal["ownerid"])
    rights = []
    for kind in sorted(PRIVILEGES, key=ORDER.index):
        try:
            held.require(kind, target.table, user)
        except Refusal:
            continue
        rights.append(f"{kind}Access")
    return asked.response({"AccessRights": ", ".join(rights) or "None"})
