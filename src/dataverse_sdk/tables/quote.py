# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import (
    Choice,
    Collection,
    Column,
    Entity,
    Lookup,
    Navigation,
    collection,
    column,
    entity,
    lookup,
    navigation,
)

if TYPE_CHECKING:
    from .account import Account
    from .activityparty import ActivityParty
    from .activitypointer import ActivityPointer
    from .annotation import Annotation
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .email import Email
    from .fax import Fax
    from .letter import Letter
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .quotedetail import QuoteDetail
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class QuoteFreightTermsCode(Choice):
    """The choices of quote.freighttermscode: Freight Terms."""

    FOB = 1, "FOB"
    NO_CHARGE = 2, "No Charge"


class QuotePaymentTermsCode(Choice):
    """The choices of quote.paymenttermscode: Payment Terms."""

    NET_30 = 1, "Net 30"
    N2_10_NET_30 = 2, "2% 10, Net 30"
    NET_45 = 3, "Net 45"
    NET_60 = 4, "Net 60"


class QuotePricingErrorCode(Choice):
    """The choices of quote.pricingerrorcode: Pricing Error."""

    NONE = 0, "None"
    DETAIL_ERROR = 1, "Detail Error"
    MISSING_PRICE_LEVEL = 2, "Missing Price Level"
    INACTIVE_PRICE_LEVEL = 3, "Inactive Price Level"
    MISSING_QUANTITY = 4, "Missing Quantity"
    MISSING_UNIT_PRICE = 5, "Missing Unit Price"
    MISSING_PRODUCT = 6, "Missing Product"
    INVALID_PRODUCT = 7, "Invalid Product"
    MISSING_PRICING_CODE = 8, "Missing Pricing Code"
    INVALID_PRICING_CODE = 9, "Invalid Pricing Code"
    MISSING_UOM = 10, "Missing UOM"
    PRODUCT_NOT_IN_PRICE_LEVEL = 11, "Product Not In Price Level"
    MISSING_PRICE_LEVEL_AMOUNT = 12, "Missing Price Level Amount"
    MISSING_PRICE_LEVEL_PERCENTAGE = 13, "Missing Price Level Percentage"
    MISSING_PRICE = 14, "Missing Price"
    MISSING_CURRENT_COST = 15, "Missing Current Cost"
    MISSING_STANDARD_COST = 16, "Missing Standard Cost"
    INVALID_PRICE_LEVEL_AMOUNT = 17, "Invalid Price Level Amount"
    INVALID_PRICE_LEVEL_PERCENTAGE = 18, "Invalid Price Level Percentage"
    INVALID_PRICE = 19, "Invalid Price"
    INVALID_CURRENT_COST = 20, "Invalid Current Cost"
    INVALID_STANDARD_COST = 21, "Invalid Standard Cost"
    INVALID_ROUNDING_POLICY = 22, "Invalid Rounding Policy"
    INVALID_ROUNDING_OPTION = 23, "Invalid Rounding Option"
    INVALID_ROUNDING_AMOUNT = 24, "Invalid Rounding Amount"
    PRICE_CALCULATION_ERROR = 25, "Price Calculation Error"
    INVALID_DISCOUNT_TYPE = 26, "Invalid Discount Type"
    DISCOUNT_TYPE_INVALID_STATE = 27, "Discount Type Invalid State"
    INVALID_DISCOUNT = 28, "Invalid Discount"
    INVALID_QUANTITY = 29, "Invalid Quantity"
    INVALID_PRICING_PRECISION = 30, "Invalid Pricing Precision"
    MISSING_PRODUCT_DEFAULT_UOM = 31, "Missing Product Default UOM"
    MISSING_PRODUCT_UOM_SCHEDULE = 32, "Missing Product UOM Schedule"
    INACTIVE_DISCOUNT_TYPE = 33, "Inactive Discount Type"
    INVALID_PRICE_LEVEL_CURRENCY = 34, "Invalid Price Level Currency"
    PRICE_ATTRIBUTE_OUT_OF_RANGE = 35, "Price Attribute Out Of Range"
    BASE_CURRENCY_ATTRIBUTE_OVERFLOW = 36, "Base Currency Attribute Overflow"
    BASE_CURRENCY_ATTRIBUTE_UNDERFLOW = 37, "Base Currency Attribute Underflow"
    TRANSACTION_CURRENCY_IS_NOT_SET_FOR_THE_PRODUCT_PRICE_LIST_ITEM = 38, "Transaction currency is not set for the product price list item"


class QuoteShipToFreightTermsCode(Choice):
    """The choices of quote.shipto_freighttermscode: Ship To Freight Terms."""

    DEFAULT_VALUE = 1, "Default Value"


class QuoteShippingMethodCode(Choice):
    """The choices of quote.shippingmethodcode: Shipping Method."""

    AIRBORNE = 1, "Airborne"
    DHL = 2, "DHL"
    FEDEX = 3, "FedEx"
    UPS = 4, "UPS"
    POSTAL_MAIL = 5, "Postal Mail"
    FULL_LOAD = 6, "Full Load"
    WILL_CALL = 7, "Will Call"


class QuoteSkipPriceCalculation(Choice):
    """The choices of quote.skippricecalculation."""

    DOPRICECALCALWAYS = 0, "DoPriceCalcAlways"
    SKIPPRICECALCONRETRIEVE = 1, "SkipPriceCalcOnRetrieve"


class QuoteStateCode(Choice):
    """The choices of quote.statecode: Status."""

    DRAFT = 0, "Draft"
    ACTIVE = 1, "Active"
    WON = 2, "Won"
    CLOSED = 3, "Closed"


class QuoteStatusCode(Choice):
    """The choices of quote.statuscode: Status Reason."""

    IN_PROGRESS_1 = 1, "In Progress"
    IN_PROGRESS_2 = 2, "In Progress"
    OPEN = 3, "Open"
    WON = 4, "Won"
    LOST = 5, "Lost"
    CANCELED = 6, "Canceled"
    REVISED = 7, "Revised"


@entity("quote", set_name="quotes", key="quoteid", primary_name="name")
class Quote(Entity):
    """A row of the table quote, as `quotes` gives it."""

    quoteid: Column[UUID] = column(required="SystemRequired", update=False)
    """Quote."""
    billto_addressid: Column[UUID | None] = column()
    """Bill To Address ID."""
    billto_city: Column[str | None] = column(max_length=80)
    """Bill To City."""
    billto_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Bill To Address."""
    billto_contactname: Column[str | None] = column(max_length=150)
    """Bill To Contact Name."""
    billto_country: Column[str | None] = column(max_length=80)
    """Bill To Country/Region."""
    billto_fax: Column[str | None] = column(max_length=50)
    """Bill To Fax."""
    billto_line1: Column[str | None] = column(max_length=250)
    """Bill To Street 1."""
    billto_line2: Column[str | None] = column(max_length=250)
    """Bill To Street 2."""
    billto_line3: Column[str | None] = column(max_length=250)
    """Bill To Street 3."""
    billto_name: Column[str | None] = column(max_length=200)
    """Bill To Name."""
    billto_postalcode: Column[str | None] = column(max_length=20)
    """Bill To ZIP/Postal Code."""
    billto_stateorprovince: Column[str | None] = column(max_length=50)
    """Bill To State/Province."""
    billto_telephone: Column[str | None] = column(max_length=50)
    """Bill To Phone."""
    closedon: Column[date | None] = column()
    """Closed On."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    discountamount: Column[Decimal | None] = column()
    """Quote Discount Amount."""
    discountamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Quote Discount Amount (Base)."""
    discountpercentage: Column[Decimal | None] = column()
    """Quote Discount (%)."""
    effectivefrom: Column[datetime | None] = column(format="DateOnly")
    """Effective From."""
    effectiveto: Column[datetime | None] = column(format="DateOnly")
    """Effective To."""
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    """Email Address."""
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    expireson: Column[date | None] = column()
    """Due By."""
    freightamount: Column[Decimal | None] = column()
    """Freight Amount."""
    freightamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Freight Amount (Base)."""
    freighttermscode: Column[QuoteFreightTermsCode | None] = column()
    """Freight Terms."""
    importsequencenumber: Column[int | None] = column(update=False)
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    name: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    paymenttermscode: Column[QuotePaymentTermsCode | None] = column()
    """Payment Terms."""
    pricingerrorcode: Column[QuotePricingErrorCode | None] = column()
    """Pricing Error."""
    processid: Column[UUID | None] = column()
    """Process Id."""
    quotenumber: Column[str | None] = column(max_length=100, required="SystemRequired", update=False)
    """Quote ID."""
    requestdeliveryby: Column[datetime | None] = column(format="DateOnly")
    """Requested Delivery Date."""
    revisionnumber: Column[int | None] = column(required="SystemRequired", create=False, update=False)
    """Revision ID."""
    shippingmethodcode: Column[QuoteShippingMethodCode | None] = column()
    """Shipping Method."""
    shipto_addressid: Column[UUID | None] = column()
    """Ship To Address ID."""
    shipto_city: Column[str | None] = column(max_length=80)
    """Ship To City."""
    shipto_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Ship To Address."""
    shipto_contactname: Column[str | None] = column(max_length=150)
    """Ship To Contact Name."""
    shipto_country: Column[str | None] = column(max_length=80)
    """Ship To Country/Region."""
    shipto_fax: Column[str | None] = column(max_length=50)
    """Ship To Fax."""
    shipto_freighttermscode: Column[QuoteShipToFreightTermsCode | None] = column()
    """Ship To Freight Terms."""
    shipto_line1: Column[str | None] = column(max_length=250)
    """Ship To Street 1."""
    shipto_line2: Column[str | None] = column(max_length=250)
    """Ship To Street 2."""
    shipto_line3: Column[str | None] = column(max_length=250)
    """Ship To Street 3."""
    shipto_name: Column[str | None] = column(max_length=200)
    """Ship To Name."""
    shipto_postalcode: Column[str | None] = column(max_length=20)
    """Ship To ZIP/Postal Code."""
    shipto_stateorprovince: Column[str | None] = column(max_length=50)
    """Ship To State/Province."""
    shipto_telephone: Column[str | None] = column(max_length=50)
    """Ship To Phone."""
    skippricecalculation: Column[QuoteSkipPriceCalculation | None] = column()
    stageid: Column[UUID | None] = column()
    """Stage Id."""
    statecode: Column[QuoteStateCode | None] = column(required="SystemRequired", create=False)
    """Status."""
    statuscode: Column[QuoteStatusCode | None] = column()
    """Status Reason."""
    timezoneruleversionnumber: Column[int | None] = column()
    totalamount: Column[Decimal | None] = column(create=False)
    """Total Amount."""
    totalamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Total Amount (Base)."""
    totalamountlessfreight: Column[Decimal | None] = column(create=False)
    """Total Pre-Freight Amount."""
    totalamountlessfreight_base: Column[Decimal | None] = column(create=False, update=False)
    """Total Pre-Freight Amount (Base)."""
    totaldiscountamount: Column[Decimal | None] = column(create=False)
    """Total Discount Amount."""
    totaldiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Total Discount Amount (Base)."""
    totallineitemamount: Column[Decimal | None] = column(create=False)
    """Total Detail Amount."""
    totallineitemamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Total Detail Amount (Base)."""
    totallineitemdiscountamount: Column[Decimal | None] = column(create=False)
    """Total Line Item Discount Amount."""
    totallineitemdiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Total Line Item Discount Amount (Base)."""
    totaltax: Column[Decimal | None] = column(create=False)
    """Total Tax."""
    totaltax_base: Column[Decimal | None] = column(create=False, update=False)
    """Total Tax (Base)."""
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    willcall: Column[bool | None] = column()
    """Ship To."""
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    """Account."""
    campaignid: Lookup[Entity] = lookup({"campaign": "campaignid"})
    contactid: Lookup[Contact] = lookup({}, create=False, update=False)
    """Contact."""
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    customerid: Lookup[Account | Contact] = lookup(
        {"account": "customerid_account", "contact": "customerid_contact"}, required="ApplicationRequired"
    )
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    opportunityid: Lookup[Opportunity] = lookup({"opportunity": "opportunityid"})
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    pricelevelid: Lookup[Entity] = lookup({"pricelevel": "pricelevelid"}, required="ApplicationRequired")
    slaid: Lookup[Entity] = lookup({"sla": "sla_quote_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_quote_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup(
        {"transactioncurrency": "transactioncurrencyid"}, required="ApplicationRequired"
    )
    campaignid_nav: Navigation[Entity] = navigation("campaign", name="campaignid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    customerid_account: Navigation[Account] = navigation("account")
    customerid_contact: Navigation[Contact] = navigation("contact")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    opportunityid_nav: Navigation[Opportunity] = navigation("opportunity", name="opportunityid")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    pricelevelid_nav: Navigation[Entity] = navigation("pricelevel", name="pricelevelid")
    sla_quote_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_quote_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    contactquotes_association: Collection[Contact] = collection("contact", many_to_many=True)
    quote_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Quote_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    Quote_Annotation: Collection[Annotation] = collection("annotation")
    Quote_Appointments: Collection[Appointment] = collection("appointment")
    quote_details: Collection[QuoteDetail] = collection("quotedetail")
    Quote_Emails: Collection[Email] = collection("email")
    Quote_Faxes: Collection[Fax] = collection("fax")
    Quote_Letters: Collection[Letter] = collection("letter")
    quote_orders: Collection[SalesOrder] = collection("salesorder")
    Quote_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    Quote_Tasks: Collection[Task] = collection("task")
