# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
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
    from .invoice import Invoice
    from .letter import Letter
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .quote import Quote
    from .salesorderdetail import SalesOrderDetail
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class SalesOrderFreightTermsCode(Choice):
    """The choices of salesorder.freighttermscode: Freight Terms."""

    FOB = 1, "FOB"
    NO_CHARGE = 2, "No Charge"


class SalesOrderPaymentTermsCode(Choice):
    """The choices of salesorder.paymenttermscode: Payment Terms."""

    NET_30 = 1, "Net 30"
    N2_10_NET_30 = 2, "2% 10, Net 30"
    NET_45 = 3, "Net 45"
    NET_60 = 4, "Net 60"


class SalesOrderPricingErrorCode(Choice):
    """The choices of salesorder.pricingerrorcode: Pricing Error."""

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


class SalesOrderPriorityCode(Choice):
    """The choices of salesorder.prioritycode: Priority."""

    DEFAULT_VALUE = 1, "Default Value"


class SalesOrderShipToFreightTermsCode(Choice):
    """The choices of salesorder.shipto_freighttermscode: Ship To Freight Terms."""

    DEFAULT_VALUE = 1, "Default Value"


class SalesOrderShippingMethodCode(Choice):
    """The choices of salesorder.shippingmethodcode: Shipping Method."""

    AIRBORNE = 1, "Airborne"
    DHL = 2, "DHL"
    FEDEX = 3, "FedEx"
    UPS = 4, "UPS"
    POSTAL_MAIL = 5, "Postal Mail"
    FULL_LOAD = 6, "Full Load"
    WILL_CALL = 7, "Will Call"


class SalesOrderSkipPriceCalculation(Choice):
    """The choices of salesorder.skippricecalculation."""

    DOPRICECALCALWAYS = 0, "DoPriceCalcAlways"
    SKIPPRICECALCONRETRIEVE = 1, "SkipPriceCalcOnRetrieve"


class SalesOrderStateCode(Choice):
    """The choices of salesorder.statecode: Status."""

    ACTIVE = 0, "Active"
    SUBMITTED = 1, "Submitted"
    CANCELED = 2, "Canceled"
    FULFILLED = 3, "Fulfilled"
    INVOICED = 4, "Invoiced"


class SalesOrderStatusCode(Choice):
    """The choices of salesorder.statuscode: Status Reason."""

    NEW = 1, "New"
    PENDING = 2, "Pending"
    IN_PROGRESS = 3, "In Progress"
    NO_MONEY = 4, "No Money"
    COMPLETE = 100001, "Complete"
    PARTIAL = 100002, "Partial"
    INVOICED = 100003, "Invoiced"


@entity("salesorder", set_name="salesorders", key="salesorderid", primary_name="name")
class SalesOrder(Entity):
    """A row of the table salesorder, as `salesorders` gives it."""

    salesorderid: Column[UUID] = column(required="SystemRequired", update=False)
    """Order."""
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
    createdon: Column[datetime | None] = column(create=False, update=False)
    datefulfilled: Column[datetime | None] = column(format="DateOnly")
    """Date Fulfilled."""
    description: Column[str | None] = column(max_length=2000, memo=True)
    discountamount: Column[Decimal | None] = column()
    """Order Discount Amount."""
    discountamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Order Discount Amount (Base)."""
    discountpercentage: Column[Decimal | None] = column()
    """Order Discount (%)."""
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    """Email Address."""
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    freightamount: Column[Decimal | None] = column()
    """Freight Amount."""
    freightamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Freight Amount (Base)."""
    freighttermscode: Column[SalesOrderFreightTermsCode | None] = column()
    """Freight Terms."""
    importsequencenumber: Column[int | None] = column(update=False)
    ispricelocked: Column[bool | None] = column(required="ApplicationRequired", create=False)
    """Prices Locked."""
    lastbackofficesubmit: Column[datetime | None] = column(format="DateOnly")
    """Last Submitted to Back Office."""
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    name: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    ordernumber: Column[str | None] = column(max_length=100, required="SystemRequired", update=False)
    """Order ID."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    paymenttermscode: Column[SalesOrderPaymentTermsCode | None] = column()
    """Payment Terms."""
    pricingerrorcode: Column[SalesOrderPricingErrorCode | None] = column()
    """Pricing Error."""
    prioritycode: Column[SalesOrderPriorityCode | None] = column()
    """Priority."""
    processid: Column[UUID | None] = column()
    """Process Id."""
    requestdeliveryby: Column[datetime | None] = column(format="DateOnly")
    """Requested Delivery Date."""
    shippingmethodcode: Column[SalesOrderShippingMethodCode | None] = column()
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
    """Ship to Fax."""
    shipto_freighttermscode: Column[SalesOrderShipToFreightTermsCode | None] = column()
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
    skippricecalculation: Column[SalesOrderSkipPriceCalculation | None] = column()
    stageid: Column[UUID | None] = column()
    """Stage Id."""
    statecode: Column[SalesOrderStateCode | None] = column(required="SystemRequired", create=False)
    """Status."""
    statuscode: Column[SalesOrderStatusCode | None] = column()
    """Status Reason."""
    submitdate: Column[datetime | None] = column(format="DateOnly")
    """Date Submitted."""
    submitstatus: Column[int | None] = column()
    """Submitted Status."""
    submitstatusdescription: Column[str | None] = column(max_length=2000, memo=True)
    """Submitted Status Description."""
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
    quoteid: Lookup[Quote] = lookup({"quote": "quoteid"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_salesorder_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_salesorder_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup(
        {"transactioncurrency": "transactioncurrencyid"}, required="ApplicationRequired", update=False
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
    quoteid_nav: Navigation[Quote] = navigation("quote", name="quoteid")
    sla_salesorder_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_salesorder_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    contactorders_association: Collection[Contact] = collection("contact", many_to_many=True)
    order_details: Collection[SalesOrderDetail] = collection("salesorderdetail")
    order_invoices: Collection[Invoice] = collection("invoice")
    salesorder_activity_parties: Collection[ActivityParty] = collection("activityparty")
    SalesOrder_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    SalesOrder_Annotation: Collection[Annotation] = collection("annotation")
    SalesOrder_Appointments: Collection[Appointment] = collection("appointment")
    SalesOrder_Emails: Collection[Email] = collection("email")
    SalesOrder_Faxes: Collection[Fax] = collection("fax")
    SalesOrder_Letters: Collection[Letter] = collection("letter")
    SalesOrder_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    SalesOrder_Tasks: Collection[Task] = collection("task")
