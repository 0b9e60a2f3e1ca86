# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import (
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


@entity("salesorder", set_name="salesorders", key="salesorderid", primary_name="name")
class SalesOrder(Entity):
    """A row of the table salesorder, as `salesorders` gives it."""

    salesorderid: Column[UUID] = column(required="SystemRequired", update=False)
    billto_addressid: Column[UUID | None] = column()
    billto_city: Column[str | None] = column(max_length=80)
    billto_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    billto_contactname: Column[str | None] = column(max_length=150)
    billto_country: Column[str | None] = column(max_length=80)
    billto_fax: Column[str | None] = column(max_length=50)
    billto_line1: Column[str | None] = column(max_length=250)
    billto_line2: Column[str | None] = column(max_length=250)
    billto_line3: Column[str | None] = column(max_length=250)
    billto_name: Column[str | None] = column(max_length=200)
    billto_postalcode: Column[str | None] = column(max_length=20)
    billto_stateorprovince: Column[str | None] = column(max_length=50)
    billto_telephone: Column[str | None] = column(max_length=50)
    createdon: Column[datetime | None] = column(create=False, update=False)
    datefulfilled: Column[datetime | None] = column(format="DateOnly")
    description: Column[str | None] = column(max_length=2000, memo=True)
    discountamount: Column[Decimal | None] = column()
    discountamount_base: Column[Decimal | None] = column(create=False, update=False)
    discountpercentage: Column[Decimal | None] = column()
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    freightamount: Column[Decimal | None] = column()
    freightamount_base: Column[Decimal | None] = column(create=False, update=False)
    freighttermscode: Column[int | None] = column(options={1: "FOB", 2: "No Charge"})
    importsequencenumber: Column[int | None] = column(update=False)
    ispricelocked: Column[bool | None] = column(required="ApplicationRequired", create=False)
    lastbackofficesubmit: Column[datetime | None] = column(format="DateOnly")
    lastonholdtime: Column[datetime | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    name: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    onholdtime: Column[int | None] = column(create=False, update=False)
    ordernumber: Column[str | None] = column(max_length=100, required="SystemRequired", update=False)
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    paymenttermscode: Column[int | None] = column(options={1: "Net 30", 2: "2% 10, Net 30", 3: "Net 45", 4: "Net 60"})
    pricingerrorcode: Column[int | None] = column(
        options={
            0: "None",
            1: "Detail Error",
            2: "Missing Price Level",
            3: "Inactive Price Level",
            4: "Missing Quantity",
            5: "Missing Unit Price",
            6: "Missing Product",
            7: "Invalid Product",
            8: "Missing Pricing Code",
            9: "Invalid Pricing Code",
            10: "Missing UOM",
            11: "Product Not In Price Level",
            12: "Missing Price Level Amount",
            13: "Missing Price Level Percentage",
            14: "Missing Price",
            15: "Missing Current Cost",
            16: "Missing Standard Cost",
            17: "Invalid Price Level Amount",
            18: "Invalid Price Level Percentage",
            19: "Invalid Price",
            20: "Invalid Current Cost",
            21: "Invalid Standard Cost",
            22: "Invalid Rounding Policy",
            23: "Invalid Rounding Option",
            24: "Invalid Rounding Amount",
            25: "Price Calculation Error",
            26: "Invalid Discount Type",
            27: "Discount Type Invalid State",
            28: "Invalid Discount",
            29: "Invalid Quantity",
            30: "Invalid Pricing Precision",
            31: "Missing Product Default UOM",
            32: "Missing Product UOM Schedule",
            33: "Inactive Discount Type",
            34: "Invalid Price Level Currency",
            35: "Price Attribute Out Of Range",
            36: "Base Currency Attribute Overflow",
            37: "Base Currency Attribute Underflow",
            38: "Transaction currency is not set for the product price list item",
        },
    )
    prioritycode: Column[int | None] = column(options={1: "Default Value"})
    processid: Column[UUID | None] = column()
    requestdeliveryby: Column[datetime | None] = column(format="DateOnly")
    shippingmethodcode: Column[int | None] = column(
        options={1: "Airborne", 2: "DHL", 3: "FedEx", 4: "UPS", 5: "Postal Mail", 6: "Full Load", 7: "Will Call"}
    )
    shipto_addressid: Column[UUID | None] = column()
    shipto_city: Column[str | None] = column(max_length=80)
    shipto_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    shipto_contactname: Column[str | None] = column(max_length=150)
    shipto_country: Column[str | None] = column(max_length=80)
    shipto_fax: Column[str | None] = column(max_length=50)
    shipto_freighttermscode: Column[int | None] = column(options={1: "Default Value"})
    shipto_line1: Column[str | None] = column(max_length=250)
    shipto_line2: Column[str | None] = column(max_length=250)
    shipto_line3: Column[str | None] = column(max_length=250)
    shipto_name: Column[str | None] = column(max_length=200)
    shipto_postalcode: Column[str | None] = column(max_length=20)
    shipto_stateorprovince: Column[str | None] = column(max_length=50)
    shipto_telephone: Column[str | None] = column(max_length=50)
    skippricecalculation: Column[int | None] = column(options={0: "DoPriceCalcAlways", 1: "SkipPriceCalcOnRetrieve"})
    stageid: Column[UUID | None] = column()
    statecode: Column[int | None] = column(
        required="SystemRequired",
        create=False,
        options={0: "Active", 1: "Submitted", 2: "Canceled", 3: "Fulfilled", 4: "Invoiced"},
    )
    statuscode: Column[int | None] = column(
        options={
            1: "New",
            2: "Pending",
            3: "In Progress",
            4: "No Money",
            100001: "Complete",
            100002: "Partial",
            100003: "Invoiced",
        },
    )
    submitdate: Column[datetime | None] = column(format="DateOnly")
    submitstatus: Column[int | None] = column()
    submitstatusdescription: Column[str | None] = column(max_length=2000, memo=True)
    timezoneruleversionnumber: Column[int | None] = column()
    totalamount: Column[Decimal | None] = column(create=False)
    totalamount_base: Column[Decimal | None] = column(create=False, update=False)
    totalamountlessfreight: Column[Decimal | None] = column(create=False)
    totalamountlessfreight_base: Column[Decimal | None] = column(create=False, update=False)
    totaldiscountamount: Column[Decimal | None] = column(create=False)
    totaldiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    totallineitemamount: Column[Decimal | None] = column(create=False)
    totallineitemamount_base: Column[Decimal | None] = column(create=False, update=False)
    totallineitemdiscountamount: Column[Decimal | None] = column(create=False)
    totallineitemdiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    totaltax: Column[Decimal | None] = column(create=False)
    totaltax_base: Column[Decimal | None] = column(create=False, update=False)
    traversedpath: Column[str | None] = column(max_length=1250)
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    willcall: Column[bool | None] = column()
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    campaignid: Lookup[Entity] = lookup({"campaign": "campaignid"})
    contactid: Lookup[Contact] = lookup({}, create=False, update=False)
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
    contactorders_association: Collection[Contact] = collection("contact")
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
