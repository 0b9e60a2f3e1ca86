"""The complete catalogue: what the reference leaves, masked as well, and the tables that the reference does not know.

Every personal column of the nine collections, the person's activities with their parties and files, opportunities, connections, feedback,
social profiles, addresses of leads, merged contacts, leads of a contact. Records that belong to others as well are reported, and erased
only as far as the person's names and addresses stand in them. Orders are retained, as in the reference. What it leaves alone it answers for
with `Keep`; `docs/complete-catalogue.md` lists all of it.

Texts become "MASKED", addresses an address of their own, telephones a number nobody has; identifiers, dates, choices and files are
emptied. Source of the columns: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/
"""

from typing import Final

from dataverse_sdk.tables import Queue, SystemUser

from ...declarations import Catalogue, Guard
from ...ways import matched
from ..kept import KEPT
from .activities import (
    ACTIVITY_PARTIES,
    ANNOTATIONS,
    APPOINTMENTS,
    ATTACHMENTS,
    CONNECTIONS,
    EMAILS,
    FAXES,
    FEEDBACK,
    LETTERS,
    PHONE_CALLS,
    SOCIAL_PROFILES,
    TASKS,
)
from .business import INCIDENTS, INVOICE_LINES, INVOICES, OPPORTUNITIES, ORDER_LINES, QUOTE_LINES, QUOTES, SALES_ORDERS
from .people import CONTACTS, CUSTOMER_ADDRESSES, LEAD_ADDRESSES, LEADS

__all__ = ["COMPLETE"]

COMPLETE: Final = Catalogue(
    "complete",
    (
        CONTACTS,
        LEADS,
        ACTIVITY_PARTIES,
        CUSTOMER_ADDRESSES,
        LEAD_ADDRESSES,
        ANNOTATIONS,
        ATTACHMENTS,
        INCIDENTS,
        OPPORTUNITIES,
        QUOTES,
        QUOTE_LINES,
        SALES_ORDERS,
        ORDER_LINES,
        INVOICES,
        INVOICE_LINES,
        EMAILS,
        PHONE_CALLS,
        TASKS,
        APPOINTMENTS,
        LETTERS,
        FAXES,
        CONNECTIONS,
        FEEDBACK,
        SOCIAL_PROFILES,
    ),
    guards=(
        Guard(SystemUser, matched(SystemUser.internalemailaddress, SystemUser.personalemailaddress)),
        Guard(Queue, matched(Queue.emailaddress)),
    ),
    keep=KEPT,
)
