"""What the complete catalogue leaves alone on purpose, and why: its answers to the coverage scan.

Knows tables and columns of stock environments. Refuses to answer for columns that an environment added itself.
"""

from collections.abc import Iterable
from typing import Final

from ..declarations import Keep

__all__ = ["KEPT"]

COMPANY: Final = "accounts are companies, and one of them belongs to many people; a sole trader's needs a declaration of its own"
STAFF: Final = "users, teams and queues are the organisation's own people and mailboxes; their addresses are guarded, not erased"
LINK: Final = "a link, which names nobody once the record it points to is masked"
CLOSING: Final = "closing activities hold the remarks of staff on a deal or a case that stays"
SYSTEM: Final = "the platform's own record of a job; it is deleted by the platform"
GOODS: Final = "names of goods"


def _columns(table: str, reason: str, columns: Iterable[str]) -> tuple[Keep, ...]:
    return tuple(Keep(table, reason, column) for column in columns)


KEPT: Final = (
    Keep("account", COMPANY),
    *(Keep(table, STAFF) for table in ("systemuser", "team", "businessunit", "queue")),
    *(Keep(table, CLOSING) for table in ("incidentresolution", "opportunityclose", "orderclose", "quoteclose")),
    *(Keep(table, SYSTEM) for table in ("asyncoperation", "bulkdeletefailure")),
    *_columns("contact", LINK, ("originatingleadid", "parentcustomerid")),
    *_columns("email", LINK, ("emailsender",)),
    *_columns("opportunity", LINK, ("originatingleadid",)),
    Keep("opportunity", "the name of a step of the sales process", "stepname"),
    *_columns("quotedetail", GOODS, ("productname", "productdescription", "quotedetailname")),
    *_columns("invoicedetail", GOODS, ("productname", "productdescription", "invoicedetailname")),
)
