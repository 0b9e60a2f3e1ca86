"""Cases, opportunities and sales, with their lines."""

from typing import Any, Final

from dataverse_sdk import Entity
from dataverse_sdk.tables import Contact, Incident, Invoice, InvoiceDetail, Opportunity, Quote, QuoteDetail, SalesOrder, SalesOrderDetail

from ...declarations import AnyDeclaration, Declaration, ReadOnlyWhen
from ...masking import Masked, computed, mask
from ...ways import linked
from ..further_tables import Case
from .pieces import COMPOSED, EMAIL, EMPTY, MASKED, PHONE, REDACT, all_by, columns_of, of

__all__ = ["INCIDENTS", "INVOICES", "INVOICE_LINES", "OPPORTUNITIES", "ORDER_LINES", "QUOTES", "QUOTE_LINES", "SALES_ORDERS"]

_CASE_MASKS = (
    mask(Incident.title, MASKED, shared=REDACT),
    mask(Incident.description, MASKED, shared=REDACT),
    mask(Incident.emailaddress, EMAIL),
    mask(Incident.entityimage, EMPTY),
    # What was sold to the person, by a number that leads to them.
    mask(Incident.productserialnumber, EMPTY),
)

INCIDENTS: Final = Declaration(
    Case,
    found_by=(
        linked(Incident.customerid, to=Contact, by="a case whose customer is a contact"),
        # The customer is somebody else: an account, say. The person is named in it.
        linked(Incident.primarycontactid, to=Contact, by="a case in which a contact is the contact person", shared=True),
        linked(Case.responsible, to=Contact, by="a case for which a contact is responsible", shared=True),
    ),
    read=(
        Incident.title,
        Incident.description,
        Incident.emailaddress,
        Incident.entityimage,
        Incident.productserialnumber,
        Incident.ticketnumber,
        Incident.createdon,
        Incident.modifiedon,
        Incident.statecode,
        Incident.statuscode,
    ),
    masks=_CASE_MASKS,
    optional_columns=(Case.responsible, Incident.entityimage),
)

_OPPORTUNITY_TEXTS = (
    Opportunity.name,
    Opportunity.description,
    Opportunity.currentsituation,
    Opportunity.customerneed,
    Opportunity.customerpainpoints,
    Opportunity.proposedsolution,
    Opportunity.qualificationcomments,
    Opportunity.quotecomments,
)

# What a model says of the person's deal, where sales insights are installed.
_SCORES = (Opportunity.msdyn_scorereasons, Opportunity.msdyn_scorehistory, Opportunity.msdyn_similaropportunities)

OPPORTUNITIES: Final = Declaration(
    Opportunity,
    found_by=(
        linked(Opportunity.customerid, to=Contact, by="an opportunity whose customer is a contact"),
        linked(Opportunity.parentcontactid, to=Contact, by="an opportunity in which a contact is the contact person", shared=True),
    ),
    read=(
        *_OPPORTUNITY_TEXTS,
        *_SCORES,
        Opportunity.emailaddress,
        Opportunity.estimatedvalue,
        Opportunity.createdon,
        Opportunity.statecode,
    ),
    masks=(
        *(mask(column, MASKED, shared=REDACT) for column in _OPPORTUNITY_TEXTS),
        mask(Opportunity.emailaddress, EMAIL),
        *all_by(EMPTY, *_SCORES),
    ),
    optional=True,
    optional_columns=_SCORES,
)

# Quotes that are active (1), won (2) or closed (3); invoices that are closed (1, deprecated), paid (2) or canceled (3).
_QUOTE_CLOSED = ReadOnlyWhen(Quote.statecode.info, frozenset({1, 2, 3}))
_INVOICE_CLOSED = ReadOnlyWhen(Invoice.statecode.info, frozenset({1, 2, 3}))
_SALE_ADDRESS = ("name", "line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")
_TOTALS = ("totallineitemamount", "totaldiscountamount", "totalamountlessfreight", "totaltax", "totalamount")


def _sides(table: type[Entity], *sides: str, contact_name: bool) -> tuple[Masked, ...]:
    names = (*_SALE_ADDRESS, *(["contactname"] if contact_name else []))
    return tuple(
        one
        for side in sides
        for one in (*all_by(MASKED, *of(table, names, f"{side}_")), *all_by(PHONE, *of(table, ("telephone", "fax"), f"{side}_")))
    )


def _composites(table: type[Entity]) -> tuple[Any, ...]:
    return tuple(
        computed(getattr(table, f"{side}_composite"), of=of(table, COMPOSED, f"{side}_"), whole=True) for side in ("billto", "shipto")
    )


def _sale(table: type[Entity], *, contact_name: bool) -> tuple[Masked, ...]:
    return (
        *_sides(table, "billto", "shipto", contact_name=contact_name),
        *all_by(MASKED, *of(table, ("name", "description"))),
        *all_by(EMAIL, *of(table, ("emailaddress",))),
    )


_QUOTE_MASKS = _sale(Quote, contact_name=True)
_INVOICE_MASKS = (*_sale(Invoice, contact_name=False), mask(Invoice.entityimage, EMPTY))

QUOTES: Final = Declaration(
    Quote,
    found_by=(linked(Quote.customerid, to=Contact, by="a quote whose customer is a contact"),),
    read=(*columns_of(_QUOTE_MASKS, Quote), Quote.quotenumber, *of(Quote, _TOTALS), Quote.statecode),
    masks=_QUOTE_MASKS,
    computed=_composites(Quote),
    read_only_when=_QUOTE_CLOSED,
)

SALES_ORDERS: Final = Declaration(
    SalesOrder,
    found_by=(linked(SalesOrder.customerid, to=Contact, by="an order whose customer is a contact"),),
    read=(*columns_of(_sale(SalesOrder, contact_name=True), SalesOrder), SalesOrder.ordernumber, *of(SalesOrder, _TOTALS)),
    retained="orders are accounting records: they are returned in an access request and never written",
)

INVOICES: Final = Declaration(
    Invoice,
    found_by=(linked(Invoice.customerid, to=Contact, by="an invoice whose customer is a contact"),),
    read=(*columns_of(_INVOICE_MASKS, Invoice), Invoice.invoicenumber, *of(Invoice, _TOTALS), Invoice.statecode),
    masks=_INVOICE_MASKS,
    computed=_composites(Invoice),
    read_only_when=_INVOICE_CLOSED,
    optional_columns=(Invoice.entityimage,),
)


def _lines(table: type[Any], lookup: str, sale: type[Entity], by: str, **facts: Any) -> AnyDeclaration:
    """The lines of a quote, an order or an invoice: where each item is shipped to, and to whom."""
    names = ("name", "line1", "line2", "line3", "city", "stateorprovince", "postalcode", "country")
    contact = "shipto_contactname" in {info.wire_name for info in table.__table__.columns.values()}
    masks = (
        *all_by(MASKED, *of(table, (*names, *(["contactname"] if contact else [])), "shipto_"), table.description),
        *all_by(PHONE, *of(table, ("telephone", "fax"), "shipto_")),
    )
    if "shippingtrackingnumber" in {info.wire_name for info in table.__table__.columns.values()}:
        # The carrier tells whoever has the number where the parcel went.
        masks = (*masks, mask(table.shippingtrackingnumber, EMPTY))
    read = (*columns_of(masks, table), table.productdescription)
    if "retained" in facts:
        masks = ()
    return Declaration(table, found_by=(linked(getattr(table, lookup), to=sale, by=by),), read=read, masks=masks, optional=True, **facts)


QUOTE_LINES: Final = _lines(QuoteDetail, "quoteid", Quote, "a line of a quote")
ORDER_LINES: Final = _lines(
    SalesOrderDetail,
    "salesorderid",
    SalesOrder,
    "a line of an order",
    retained="orders are accounting records: they are returned in an access request and never written",
)
INVOICE_LINES: Final = _lines(InvoiceDetail, "invoiceid", Invoice, "a line of an invoice")
