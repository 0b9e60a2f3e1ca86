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
    from .activitypointer import ActivityPointer
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .customeraddress import CustomerAddress
    from .email import Email
    from .fax import Fax
    from .incident import Incident
    from .invoice import Invoice
    from .invoicedetail import InvoiceDetail
    from .lead import Lead
    from .letter import Letter
    from .opportunity import Opportunity
    from .organization import Organization
    from .phonecall import PhoneCall
    from .queue import Queue
    from .quote import Quote
    from .quotedetail import QuoteDetail
    from .salesorder import SalesOrder
    from .salesorderdetail import SalesOrderDetail
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team


class TransactionCurrencyStatecode(Choice):
    """The choices of transactioncurrency.statecode."""

    ACTIVE = 0, "Active"
    INACTIVE = 1, "Inactive"


class TransactionCurrencyStatuscode(Choice):
    """The choices of transactioncurrency.statuscode."""

    ACTIVE = 1, "Active"
    INACTIVE = 2, "Inactive"


@entity(
    "transactioncurrency", set_name="transactioncurrencies", key="transactioncurrencyid", primary_name="currencyname"
)
class TransactionCurrency(Entity):
    """A row of the table transactioncurrency, as `transactioncurrencies` gives it."""

    transactioncurrencyid: Column[UUID] = column(update=False)
    createdon: Column[datetime | None] = column(create=False, update=False)
    currencyname: Column[str | None] = column(max_length=100, required="SystemRequired")
    currencyprecision: Column[int | None] = column(required="SystemRequired", minimum=0, maximum=10)
    currencysymbol: Column[str | None] = column(max_length=10, required="SystemRequired")
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, create=False, update=False)
    entityimageid: Column[UUID | None] = column()
    exchangerate: Column[Decimal | None] = column(
        required="SystemRequired", minimum=1e-12, maximum=100000000000, precision=12
    )
    importsequencenumber: Column[int | None] = column(update=False)
    isocurrencycode: Column[str | None] = column(max_length=5, required="SystemRequired")
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(update=False)
    statecode: Column[TransactionCurrencyStatecode | None] = column(required="SystemRequired")
    statuscode: Column[TransactionCurrencyStatuscode | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    organizationid: Lookup[Organization] = lookup(
        {"organization": "organizationid"}, required="SystemRequired", create=False, update=False
    )
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    organizationid_nav: Navigation[Organization] = navigation("organization", name="organizationid")
    basecurrency_organization: Collection[Organization] = collection("organization")
    transactioncurrency_account: Collection[Account] = collection("account")
    TransactionCurrency_ActivityPointer: Collection[ActivityPointer] = collection("activitypointer")
    TransactionCurrency_Appointment: Collection[Appointment] = collection("appointment")
    TransactionCurrency_BusinessUnit: Collection[BusinessUnit] = collection("businessunit")
    transactioncurrency_contact: Collection[Contact] = collection("contact")
    TransactionCurrency_CustomerAddress: Collection[CustomerAddress] = collection("customeraddress")
    TransactionCurrency_Email: Collection[Email] = collection("email")
    TransactionCurrency_Fax: Collection[Fax] = collection("fax")
    TransactionCurrency_Incident: Collection[Incident] = collection("incident")
    transactioncurrency_invoice: Collection[Invoice] = collection("invoice")
    transactioncurrency_invoicedetail: Collection[InvoiceDetail] = collection("invoicedetail")
    transactioncurrency_lead: Collection[Lead] = collection("lead")
    TransactionCurrency_Letter: Collection[Letter] = collection("letter")
    transactioncurrency_opportunity: Collection[Opportunity] = collection("opportunity")
    TransactionCurrency_PhoneCall: Collection[PhoneCall] = collection("phonecall")
    TransactionCurrency_Queue: Collection[Queue] = collection("queue")
    transactioncurrency_quote: Collection[Quote] = collection("quote")
    transactioncurrency_quotedetail: Collection[QuoteDetail] = collection("quotedetail")
    transactioncurrency_salesorder: Collection[SalesOrder] = collection("salesorder")
    transactioncurrency_salesorderdetail: Collection[SalesOrderDetail] = collection("salesorderdetail")
    TransactionCurrency_SystemUser: Collection[SystemUser] = collection("systemuser")
    TransactionCurrency_Task: Collection[Task] = collection("task")
    TransactionCurrency_Team: Collection[Team] = collection("team")
