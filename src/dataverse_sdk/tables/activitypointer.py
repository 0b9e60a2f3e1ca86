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
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .email import Email
    from .fax import Fax
    from .incident import Incident
    from .invoice import Invoice
    from .lead import Lead
    from .letter import Letter
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .quote import Quote
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class ActivityPointerCommunity(Choice):
    """The choices of activitypointer.community."""

    OTHER = 0, "Other"
    FACEBOOK = 1, "Facebook"
    TWITTER = 2, "Twitter"


class ActivityPointerDeliveryPriorityCode(Choice):
    """The choices of activitypointer.deliveryprioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class ActivityPointerInstanceTypeCode(Choice):
    """The choices of activitypointer.instancetypecode."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class ActivityPointerPriorityCode(Choice):
    """The choices of activitypointer.prioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class ActivityPointerStateCode(Choice):
    """The choices of activitypointer.statecode: Activity Status."""

    OPEN = 0, "Open"
    COMPLETED = 1, "Completed"
    CANCELED = 2, "Canceled"
    SCHEDULED = 3, "Scheduled"


class ActivityPointerStatusCode(Choice):
    """The choices of activitypointer.statuscode: Status Reason."""

    OPEN = 1, "Open"
    COMPLETED = 2, "Completed"
    CANCELED = 3, "Canceled"
    SCHEDULED = 4, "Scheduled"


@entity("activitypointer", set_name="activitypointers", key="activityid", primary_name="subject")
class ActivityPointer(Entity):
    """A row of the table activitypointer, as `activitypointers` gives it."""

    activityid: Column[UUID] = column(required="SystemRequired", update=False)
    activityadditionalparams: Column[str | None] = column(max_length=8192, memo=True)
    activitytypecode: Column[str | None] = column(required="SystemRequired", create=False, update=False)
    actualdurationminutes: Column[int | None] = column(format="Duration")
    actualend: Column[datetime | None] = column()
    actualstart: Column[datetime | None] = column()
    community: Column[ActivityPointerCommunity | None] = column()
    createdon: Column[datetime | None] = column(create=False, update=False)
    deliverylastattemptedon: Column[datetime | None] = column(create=False, update=False)
    deliveryprioritycode: Column[ActivityPointerDeliveryPriorityCode | None] = column(update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    descriptionblobid: Column[bytes | None] = column(create=False, update=False)
    descriptionblobid_name: Column[str | None] = column(max_length=200, create=False, update=False)
    exchangeitemid: Column[str | None] = column(max_length=200)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    exchangeweblink: Column[str | None] = column(max_length=1250)
    formattedscheduledend: Column[datetime | None] = column(create=False, update=False)
    formattedscheduledstart: Column[datetime | None] = column(create=False, update=False)
    instancetypecode: Column[ActivityPointerInstanceTypeCode | None] = column(
        required="SystemRequired", create=False, update=False
    )
    isbilled: Column[bool | None] = column()
    ismapiprivate: Column[bool | None] = column()
    isregularactivity: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    isworkflowcreated: Column[bool | None] = column()
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    leftvoicemail: Column[bool | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    postponeactivityprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    prioritycode: Column[ActivityPointerPriorityCode | None] = column()
    processid: Column[UUID | None] = column()
    """Process."""
    scheduleddurationminutes: Column[int | None] = column(format="Duration")
    scheduledend: Column[datetime | None] = column()
    scheduledstart: Column[datetime | None] = column()
    senton: Column[datetime | None] = column(create=False, update=False)
    seriesid: Column[UUID | None] = column(create=False, update=False)
    sortdate: Column[datetime | None] = column()
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    statecode: Column[ActivityPointerStateCode | None] = column(required="SystemRequired", create=False)
    """Activity Status."""
    statuscode: Column[ActivityPointerStatusCode | None] = column()
    """Status Reason."""
    subject: Column[str | None] = column(max_length=400, required="ApplicationRequired")
    timezoneruleversionnumber: Column[int | None] = column()
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    ownerid: Lookup[SystemUser | Team] = lookup(
        {"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired", update=False
    )
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    regardingobjectid: Lookup[Entity] = lookup(
        {
            "account": "regardingobjectid_account",
            "bookableresourcebooking": "regardingobjectid_bookableresourcebooking",
            "bookableresourcebookingheader": "regardingobjectid_bookableresourcebookingheader",
            "bulkoperation": "regardingobjectid_bulkoperation",
            "campaign": "regardingobjectid_campaign",
            "campaignactivity": "regardingobjectid_campaignactivity",
            "contact": "regardingobjectid_contact",
            "contract": "regardingobjectid_contract",
            "entitlement": "regardingobjectid_entitlement",
            "entitlementtemplate": "regardingobjectid_entitlementtemplate",
            "incident": "regardingobjectid_incident",
            "interactionforemail": "regardingobjectid_new_interactionforemail",
            "invoice": "regardingobjectid_invoice",
            "knowledgearticle": "regardingobjectid_knowledgearticle",
            "knowledgebaserecord": "regardingobjectid_knowledgebaserecord",
            "lead": "regardingobjectid_lead",
            "msdyn_customerasset": "regardingobjectid_msdyn_customerasset",
            "msdyn_playbookinstance": "regardingobjectid_msdyn_playbookinstance",
            "msdyn_postalbum": "regardingobjectid_msdyn_postalbum",
            "msdyn_salessuggestion": "regardingobjectid_msdyn_salessuggestion",
            "opportunity": "regardingobjectid_opportunity",
            "quote": "regardingobjectid_quote",
            "salesorder": "regardingobjectid_salesorder",
            "site": "regardingobjectid_site",
        },
    )
    sendermailboxid: Lookup[Entity] = lookup({"mailbox": "sendermailboxid"}, create=False, update=False)
    serviceid: Lookup[Entity] = lookup({"service": "serviceid"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_activitypointer_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_activitypointer_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    regardingobjectid_account: Navigation[Account] = navigation("account")
    regardingobjectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    regardingobjectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_campaign: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_contact: Navigation[Contact] = navigation("contact")
    regardingobjectid_contract: Navigation[Entity] = navigation("contract")
    regardingobjectid_entitlement: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_incident: Navigation[Incident] = navigation("incident")
    regardingobjectid_invoice: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_lead: Navigation[Lead] = navigation("lead")
    regardingobjectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_new_interactionforemail: Navigation[Entity] = navigation("interactionforemail")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_quote: Navigation[Quote] = navigation("quote")
    regardingobjectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_site: Navigation[Entity] = navigation("site")
    sendermailboxid_nav: Navigation[Entity] = navigation("mailbox", name="sendermailboxid")
    serviceid_nav: Navigation[Entity] = navigation("service", name="serviceid")
    sla_activitypointer_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_activitypointer_sla: Navigation[Entity] = navigation("sla")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    activity_pointer_appointment: Collection[Appointment] = collection("appointment")
    activity_pointer_email: Collection[Email] = collection("email")
    activity_pointer_fax: Collection[Fax] = collection("fax")
    activity_pointer_letter: Collection[Letter] = collection("letter")
    activity_pointer_phonecall: Collection[PhoneCall] = collection("phonecall")
    activity_pointer_task: Collection[Task] = collection("task")
    activitypointer_activity_parties: Collection[ActivityParty] = collection("activityparty")
