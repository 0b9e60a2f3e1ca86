"""The reference catalogue: what the Fides connector for Dynamics 365 CRM documents, and nothing more.

Nine collections, matched by email address or linked to a discovered contact; masked in place with "MASKED" or null; never deleted.
Its gaps are the reference's own and are listed in `docs/reference-catalogue.md`: a lead keeps its email address, a contact its
government ID, addresses and quotes lose only state and postal code.

Source: https://docs.ethyca.com/ (the connector's page "Dynamics 365 CRM"), table by table.
"""

from typing import Any, Final

from dataverse_sdk import ColumnExpr
from dataverse_sdk.tables import (
    ActivityParty,
    Annotation,
    Contact,
    CustomerAddress,
    Incident,
    Invoice,
    Lead,
    Queue,
    Quote,
    SalesOrder,
    SystemUser,
)

from ..declarations import Catalogue, Declaration, Guard, ReadOnlyWhen
from ..masking import Masked, computed, mask
from ..masks import Null, Replace
from ..ways import linked, matched

__all__ = ["REFERENCE"]

MASKED: Final = Replace("MASKED")
EMPTY: Final = Null()


def _masked(*columns: ColumnExpr[str | None]) -> tuple[Masked, ...]:
    return tuple(mask(column, MASKED) for column in columns)


_CONTACT_NAMES = (Contact.firstname, Contact.middlename, Contact.lastname)
_CONTACT_EMAILS = (Contact.emailaddress1, Contact.emailaddress2, Contact.emailaddress3)
# Every number at which the person answers. Assistants and managers are other people, so theirs are not touched.
_CONTACT_PHONES = (
    Contact.telephone1,
    Contact.telephone2,
    Contact.telephone3,
    Contact.mobilephone,
    Contact.home2,
    Contact.business2,
    Contact.company,  # its label is "Company Phone"
    Contact.callback,
    Contact.fax,
    Contact.pager,
)

CONTACTS: Final = Declaration(
    Contact,
    found_by=(matched(*_CONTACT_EMAILS),),
    read=(
        *_CONTACT_NAMES,
        Contact.fullname,
        *_CONTACT_EMAILS,
        *_CONTACT_PHONES,
        Contact.birthdate,
        Contact.governmentid,
    ),
    masks=(
        *_masked(*_CONTACT_NAMES, *_CONTACT_PHONES, *_CONTACT_EMAILS),
        mask(Contact.birthdate, EMPTY),
        mask(Contact.gendercode, EMPTY),
    ),
    computed=(computed(Contact.fullname, of=_CONTACT_NAMES, whole=True),),
    person=(Contact.firstname, Contact.lastname),
    stage="roots",
)

_LEAD_NAMES = (Lead.firstname, Lead.middlename, Lead.lastname)
_LEAD_EMAILS = (Lead.emailaddress1, Lead.emailaddress2, Lead.emailaddress3)
_LEAD_PHONES = (Lead.telephone1, Lead.telephone2, Lead.telephone3, Lead.mobilephone, Lead.fax, Lead.pager)

LEADS: Final = Declaration(
    Lead,
    found_by=(matched(*_LEAD_EMAILS),),
    read=(*_LEAD_NAMES, Lead.fullname, *_LEAD_EMAILS, *_LEAD_PHONES, Lead.companyname),
    masks=_masked(*_LEAD_NAMES, *_LEAD_PHONES),
    computed=(computed(Lead.fullname, of=_LEAD_NAMES, whole=True),),
    person=(Lead.firstname, Lead.lastname),
    stage="roots",
)

ACTIVITY_PARTIES: Final = Declaration(
    ActivityParty,
    found_by=(matched(ActivityParty.addressused),),
    read=(
        ActivityParty.activityid,
        ActivityParty.partyid,
        ActivityParty.participationtypemask,
        ActivityParty.addressused,
        ActivityParty.unresolvedpartyname,
        ActivityParty.scheduledstart,
        ActivityParty.scheduledend,
    ),
    # The table lists one message, RetrieveMultiple, so most environments refuse this write; the platform is asked all the same.
    masks=_masked(ActivityParty.addressused),
    owner=ActivityParty.partyid,
)

CUSTOMER_ADDRESSES: Final = Declaration(
    CustomerAddress,
    found_by=(linked(CustomerAddress.parentid, to=Contact, by="a postal address of a contact"),),
    read=(
        CustomerAddress.line1,
        CustomerAddress.line2,
        CustomerAddress.line3,
        CustomerAddress.city,
        CustomerAddress.stateorprovince,
        CustomerAddress.postalcode,
        CustomerAddress.country,
    ),
    masks=_masked(CustomerAddress.stateorprovince, CustomerAddress.postalcode),
    computed=(computed(CustomerAddress.composite, of=(CustomerAddress.stateorprovince, CustomerAddress.postalcode), whole=False),),
)

ANNOTATIONS: Final = Declaration(
    Annotation,
    found_by=(
        linked(Annotation.objectid, to=(Contact, Lead), by="a note on a contact or a lead"),
        linked(Annotation.objectid_incident.customerid, to=Contact, by="a note on a case of a contact"),
        linked(Annotation.objectid_quote.customerid, to=Contact, by="a note on a quote of a contact"),
        linked(Annotation.objectid_salesorder.customerid, to=Contact, by="a note on an order of a contact"),
        linked(Annotation.objectid_invoice.customerid, to=Contact, by="a note on an invoice of a contact"),
    ),
    read=(Annotation.subject, Annotation.notetext, Annotation.filename, Annotation.mimetype, Annotation.filesize),
    masks=_masked(Annotation.subject, Annotation.notetext),
    stage="notes",
)

INCIDENTS: Final = Declaration(
    Incident,
    found_by=(linked(Incident.customerid, to=Contact, by="a case whose customer is a contact"),),
    read=(
        Incident.title,
        Incident.description,
        Incident.ticketnumber,
        Incident.createdon,
        Incident.modifiedon,
        Incident.statecode,
        Incident.statuscode,
    ),
    masks=_masked(Incident.title, Incident.description),
)

# Quotes that are active (1), won (2) or closed (3); invoices that are closed (1, deprecated), paid (2) or canceled (3).
# An administrator may be let through: https://learn.microsoft.com/dynamics365/sales/dynamics-365-sales-privacy
_QUOTE_CLOSED = ReadOnlyWhen(Quote.statecode.info, frozenset({1, 2, 3}))
_INVOICE_CLOSED = ReadOnlyWhen(Invoice.statecode.info, frozenset({1, 2, 3}))


def _commercial(table: type[Any], number: str, *, contact_names: bool) -> tuple[ColumnExpr[Any], ...]:
    """The columns that quotes, orders and invoices share: numbers, names, both addresses, totals."""
    parts = ("name", "line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country", "telephone", "fax")
    names = [number, "name"]
    for side in ("billto", "shipto"):
        names += [f"{side}_{part}" for part in parts]
        names += [f"{side}_contactname"] if contact_names else []
    names += ["totallineitemamount", "totaldiscountamount", "totalamountlessfreight", "totaltax", "totalamount"]
    return tuple(getattr(table, name) for name in names)


QUOTES: Final = Declaration(
    Quote,
    found_by=(linked(Quote.customerid, to=Contact, by="a quote whose customer is a contact"),),
    read=_commercial(Quote, "quotenumber", contact_names=True),
    masks=_masked(Quote.billto_stateorprovince, Quote.billto_postalcode, Quote.shipto_stateorprovince, Quote.shipto_postalcode),
    computed=(
        computed(Quote.billto_composite, of=(Quote.billto_stateorprovince, Quote.billto_postalcode), whole=False),
        computed(Quote.shipto_composite, of=(Quote.shipto_stateorprovince, Quote.shipto_postalcode), whole=False),
    ),
    read_only_when=_QUOTE_CLOSED,
)

SALES_ORDERS: Final = Declaration(
    SalesOrder,
    found_by=(linked(SalesOrder.customerid, to=Contact, by="an order whose customer is a contact"),),
    read=_commercial(SalesOrder, "ordernumber", contact_names=True),
    retained="orders are accounting records: they are returned in an access request and never written",
)

INVOICES: Final = Declaration(
    Invoice,
    found_by=(linked(Invoice.customerid, to=Contact, by="an invoice whose customer is a contact"),),
    read=_commercial(Invoice, "invoicenumber", contact_names=False),
    masks=_masked(
        Invoice.billto_stateorprovince,
        Invoice.billto_postalcode,
        Invoice.shipto_stateorprovince,
        Invoice.shipto_postalcode,
    ),
    computed=(
        computed(Invoice.billto_composite, of=(Invoice.billto_stateorprovince, Invoice.billto_postalcode), whole=False),
        computed(Invoice.shipto_composite, of=(Invoice.shipto_stateorprovince, Invoice.shipto_postalcode), whole=False),
    ),
    read_only_when=_INVOICE_CLOSED,
)

REFERENCE: Final = Catalogue(
    "reference",
    (
        CONTACTS,
        LEADS,
        ACTIVITY_PARTIES,
        CUSTOMER_ADDRESSES,
        ANNOTATIONS,
        INCIDENTS,
        QUOTES,
        SALES_ORDERS,
        INVOICES,
    ),
    guards=(
        Guard(SystemUser, matched(SystemUser.internalemailaddress)),
        Guard(Queue, matched(Queue.emailaddress)),
    ),
    # Two requests and the reference's own behaviour, no more; `check` holds it against an environment.
    validated=False,
)
