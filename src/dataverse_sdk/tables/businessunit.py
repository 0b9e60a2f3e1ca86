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
    from .activitypointer import ActivityPointer
    from .annotation import Annotation
    from .appointment import Appointment
    from .contact import Contact
    from .email import Email
    from .fax import Fax
    from .incident import Incident
    from .invoice import Invoice
    from .lead import Lead
    from .letter import Letter
    from .opportunity import Opportunity
    from .organization import Organization
    from .phonecall import PhoneCall
    from .queue import Queue
    from .quote import Quote
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


@entity("businessunit", set_name="businessunits", key="businessunitid", primary_name="name")
class BusinessUnit(Entity):
    """A row of the table businessunit, as `businessunits` gives it."""

    businessunitid: Column[UUID] = column(update=False)
    address1_addressid: Column[UUID | None] = column()
    address1_addresstypecode: Column[int | None] = column()
    address1_city: Column[str | None] = column(max_length=80)
    address1_country: Column[str | None] = column(max_length=80)
    address1_county: Column[str | None] = column(max_length=50)
    address1_fax: Column[str | None] = column(max_length=50)
    address1_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address1_line1: Column[str | None] = column(max_length=250)
    address1_line2: Column[str | None] = column(max_length=250)
    address1_line3: Column[str | None] = column(max_length=250)
    address1_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address1_name: Column[str | None] = column(max_length=100)
    address1_postalcode: Column[str | None] = column(max_length=20)
    address1_postofficebox: Column[str | None] = column(max_length=20)
    address1_shippingmethodcode: Column[int | None] = column()
    address1_stateorprovince: Column[str | None] = column(max_length=50)
    address1_telephone1: Column[str | None] = column(max_length=50)
    address1_telephone2: Column[str | None] = column(max_length=50)
    address1_telephone3: Column[str | None] = column(max_length=50)
    address1_upszone: Column[str | None] = column(max_length=4)
    address1_utcoffset: Column[int | None] = column(minimum=-1500, maximum=1500)
    address2_addressid: Column[UUID | None] = column()
    address2_addresstypecode: Column[int | None] = column()
    address2_city: Column[str | None] = column(max_length=80)
    address2_country: Column[str | None] = column(max_length=80)
    address2_county: Column[str | None] = column(max_length=50)
    address2_fax: Column[str | None] = column(max_length=50)
    address2_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address2_line1: Column[str | None] = column(max_length=250)
    address2_line2: Column[str | None] = column(max_length=250)
    address2_line3: Column[str | None] = column(max_length=250)
    address2_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address2_name: Column[str | None] = column(max_length=100)
    address2_postalcode: Column[str | None] = column(max_length=20)
    address2_postofficebox: Column[str | None] = column(max_length=20)
    address2_shippingmethodcode: Column[int | None] = column()
    address2_stateorprovince: Column[str | None] = column(max_length=50)
    address2_telephone1: Column[str | None] = column(max_length=50)
    address2_telephone2: Column[str | None] = column(max_length=50)
    address2_telephone3: Column[str | None] = column(max_length=50)
    address2_upszone: Column[str | None] = column(max_length=4)
    address2_utcoffset: Column[int | None] = column(minimum=-1500, maximum=1500)
    costcenter: Column[str | None] = column(max_length=100)
    createdon: Column[datetime | None] = column(create=False, update=False)
    creditlimit: Column[float | None] = column()
    description: Column[str | None] = column(max_length=2000, memo=True)
    disabledreason: Column[str | None] = column()
    divisionname: Column[str | None] = column(max_length=100)
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    fileasname: Column[str | None] = column(max_length=100)
    ftpsiteurl: Column[str | None] = column(max_length=200, format="Url")
    importsequencenumber: Column[int | None] = column(update=False)
    inheritancemask: Column[int | None] = column()
    isdisabled: Column[bool | None] = column(required="SystemRequired")
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    name: Column[str | None] = column(max_length=160, required="SystemRequired")
    overriddencreatedon: Column[datetime | None] = column(update=False)
    picture: Column[str | None] = column()
    stockexchange: Column[str | None] = column()
    tickersymbol: Column[str | None] = column()
    utcoffset: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    websiteurl: Column[str | None] = column(max_length=200, format="Url")
    workflowsuspended: Column[bool | None] = column()
    calendarid: Lookup[Entity] = lookup({"calendar": "calendarid"})
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    organizationid: Lookup[Organization] = lookup(
        {"organization": "organizationid"}, required="SystemRequired", create=False, update=False
    )
    parentbusinessunitid: Lookup[BusinessUnit] = lookup({"businessunit": "parentbusinessunitid"})
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    calendarid_nav: Navigation[Entity] = navigation("calendar", name="calendarid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    organizationid_nav: Navigation[Organization] = navigation("organization", name="organizationid")
    parentbusinessunitid_nav: Navigation[BusinessUnit] = navigation("businessunit", name="parentbusinessunitid")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    business_unit_accounts: Collection[Account] = collection("account")
    business_unit_activitypointer: Collection[ActivityPointer] = collection("activitypointer")
    business_unit_annotations: Collection[Annotation] = collection("annotation")
    business_unit_appointment_activities: Collection[Appointment] = collection("appointment")
    business_unit_contacts: Collection[Contact] = collection("contact")
    business_unit_email_activities: Collection[Email] = collection("email")
    business_unit_fax_activities: Collection[Fax] = collection("fax")
    business_unit_incidents: Collection[Incident] = collection("incident")
    business_unit_invoices: Collection[Invoice] = collection("invoice")
    business_unit_leads: Collection[Lead] = collection("lead")
    business_unit_letter_activities: Collection[Letter] = collection("letter")
    business_unit_opportunities: Collection[Opportunity] = collection("opportunity")
    business_unit_orders: Collection[SalesOrder] = collection("salesorder")
    business_unit_parent_business_unit: Collection[BusinessUnit] = collection("businessunit")
    business_unit_phone_call_activities: Collection[PhoneCall] = collection("phonecall")
    business_unit_queues: Collection[Queue] = collection("queue")
    business_unit_queues2: Collection[Queue] = collection("queue")
    business_unit_quotes: Collection[Quote] = collection("quote")
    business_unit_system_users: Collection[SystemUser] = collection("systemuser")
    business_unit_task_activities: Collection[Task] = collection("task")
    business_unit_teams: Collection[Team] = collection("team")
