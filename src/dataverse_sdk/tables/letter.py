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
    from .incident import Incident
    from .invoice import Invoice
    from .lead import Lead
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .quote import Quote
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class LetterCommunity(Choice):
    """The choices of letter.community."""

    OTHER = 0, "Other"
    FACEBOOK = 1, "Facebook"
    TWITTER = 2, "Twitter"


class LetterDeliveryPriorityCode(Choice):
    """The choices of letter.deliveryprioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class LetterInstanceTypeCode(Choice):
    """The choices of letter.instancetypecode."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class LetterPriorityCode(Choice):
    """The choices of letter.prioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class LetterStateCode(Choice):
    """The choices of letter.statecode: Activity Status."""

    OPEN = 0, "Open"
    COMPLETED = 1, "Completed"
    CANCELED = 2, "Canceled"


class LetterStatusCode(Choice):
    """The choices of letter.statuscode: Status Reason."""

    OPEN = 1, "Open"
    DRAFT = 2, "Draft"
    RECEIVED = 3, "Received"
    SENT = 4, "Sent"
    CANCELED = 5, "Canceled"


@entity("letter", set_name="letters", key="activityid", primary_name="subject")
class Letter(Entity):
    """A row of the table letter, as `letters` gives it."""

    activityid: Column[UUID] = column(required="SystemRequired", update=False)
    activityadditionalparams: Column[str | None] = column(max_length=8192, memo=True)
    activitytypecode: Column[str | None] = column(required="SystemRequired", create=False, update=False)
    actualdurationminutes: Column[int | None] = column(format="Duration")
    actualend: Column[datetime | None] = column(format="DateOnly")
    actualstart: Column[datetime | None] = column(format="DateOnly")
    address: Column[str | None] = column(max_length=200)
    category: Column[str | None] = column(max_length=250)
    community: Column[LetterCommunity | None] = column()
    createdon: Column[datetime | None] = column(create=False, update=False)
    deliverylastattemptedon: Column[datetime | None] = column(create=False, update=False)
    deliveryprioritycode: Column[LetterDeliveryPriorityCode | None] = column(update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    descriptionblobid: Column[bytes | None] = column(create=False, update=False)
    descriptionblobid_name: Column[str | None] = column(max_length=200, create=False, update=False)
    directioncode: Column[bool | None] = column()
    exchangeitemid: Column[str | None] = column(max_length=200)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    exchangeweblink: Column[str | None] = column(max_length=1250)
    formattedscheduledend: Column[datetime | None] = column(create=False, update=False)
    formattedscheduledstart: Column[datetime | None] = column(create=False, update=False)
    importsequencenumber: Column[int | None] = column(update=False)
    instancetypecode: Column[LetterInstanceTypeCode | None] = column(
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
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    postponeactivityprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    prioritycode: Column[LetterPriorityCode | None] = column()
    processid: Column[UUID | None] = column()
    """Process."""
    scheduleddurationminutes: Column[int | None] = column(format="Duration", create=False, update=False)
    scheduledend: Column[datetime | None] = column()
    scheduledstart: Column[datetime | None] = column()
    senton: Column[datetime | None] = column(create=False, update=False)
    seriesid: Column[UUID | None] = column(create=False, update=False)
    sortdate: Column[datetime | None] = column()
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    statecode: Column[LetterStateCode | None] = column(required="SystemRequired", create=False)
    """Activity Status."""
    statuscode: Column[LetterStatusCode | None] = column()
    """Status Reason."""
    subcategory: Column[str | None] = column(max_length=250)
    subject: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    subscriptionid: Column[UUID | None] = column(update=False, read=False)
    timezoneruleversionnumber: Column[int | None] = column()
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby_letter"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "createdonbehalfby_letter"}, create=False, update=False
    )
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby_letter"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "modifiedonbehalfby_letter"}, create=False, update=False
    )
    ownerid: Lookup[SystemUser | Team] = lookup(
        {"systemuser": "ownerid_letter", "team": "ownerid_letter"}, required="SystemRequired"
    )
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit_letter"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam_letter"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser_letter"}, create=False, update=False)
    regardingobjectid: Lookup[Entity] = lookup(
        {
            "account": "regardingobjectid_account_letter",
            "bookableresourcebooking": "regardingobjectid_bookableresourcebooking_letter",
            "bookableresourcebookingheader": "regardingobjectid_bookableresourcebookingheader_letter",
            "bulkoperation": "regardingobjectid_bulkoperation_letter",
            "campaign": "regardingobjectid_campaign_letter",
            "campaignactivity": "regardingobjectid_campaignactivity_letter",
            "contact": "regardingobjectid_contact_letter",
            "contract": "regardingobjectid_contract_letter",
            "entitlement": "regardingobjectid_entitlement_letter",
            "entitlementtemplate": "regardingobjectid_entitlementtemplate_letter",
            "incident": "regardingobjectid_incident_letter",
            "interactionforemail": "regardingobjectid_new_interactionforemail",
            "invoice": "regardingobjectid_invoice_letter",
            "knowledgearticle": "regardingobjectid_knowledgearticle_letter",
            "knowledgebaserecord": "regardingobjectid_knowledgebaserecord_letter",
            "lead": "regardingobjectid_lead_letter",
            "msdyn_customerasset": "regardingobjectid_msdyn_customerasset_letter",
            "msdyn_playbookinstance": "regardingobjectid_msdyn_playbookinstance_letter",
            "msdyn_postalbum": "regardingobjectid_msdyn_postalbum_letter",
            "msdyn_salessuggestion": "regardingobjectid_msdyn_salessuggestion_letter",
            "opportunity": "regardingobjectid_opportunity_letter",
            "quote": "regardingobjectid_quote_letter",
            "salesorder": "regardingobjectid_salesorder_letter",
            "site": "regardingobjectid_site_letter",
        },
    )
    sendermailboxid: Lookup[Entity] = lookup({"mailbox": "sendermailboxid"}, create=False, update=False)
    serviceid: Lookup[Entity] = lookup({"service": "serviceid_letter"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_letter_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_letter_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid_letter"})
    activityid_activitypointer: Navigation[ActivityPointer] = navigation("activitypointer")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdby_letter: Navigation[SystemUser] = navigation("systemuser")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    createdonbehalfby_letter: Navigation[SystemUser] = navigation("systemuser")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedby_letter: Navigation[SystemUser] = navigation("systemuser")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    modifiedonbehalfby_letter: Navigation[SystemUser] = navigation("systemuser")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    ownerid_letter: Navigation[Entity] = navigation("principal")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningbusinessunit_letter: Navigation[BusinessUnit] = navigation("businessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owningteam_letter: Navigation[Team] = navigation("team")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    owninguser_letter: Navigation[SystemUser] = navigation("systemuser")
    regardingobjectid_account: Navigation[Account] = navigation("account")
    regardingobjectid_account_letter: Navigation[Account] = navigation("account")
    regardingobjectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebooking_letter: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    regardingobjectid_bookableresourcebookingheader_letter: Navigation[Entity] = navigation(
        "bookableresourcebookingheader"
    )
    regardingobjectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_bulkoperation_letter: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_campaign: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaign_letter: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_campaignactivity_letter: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_contact: Navigation[Contact] = navigation("contact")
    regardingobjectid_contact_letter: Navigation[Contact] = navigation("contact")
    regardingobjectid_contract: Navigation[Entity] = navigation("contract")
    regardingobjectid_contract_letter: Navigation[Entity] = navigation("contract")
    regardingobjectid_entitlement: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlement_letter: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_entitlementtemplate_letter: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_incident: Navigation[Incident] = navigation("incident")
    regardingobjectid_incident_letter: Navigation[Incident] = navigation("incident")
    regardingobjectid_invoice: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_invoice_letter: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgearticle_letter: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_knowledgebaserecord_letter: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_lead: Navigation[Lead] = navigation("lead")
    regardingobjectid_lead_letter: Navigation[Lead] = navigation("lead")
    regardingobjectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_customerasset_letter: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_playbookinstance_letter: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_postalbum_letter: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_msdyn_salessuggestion_letter: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_new_interactionforemail: Navigation[Entity] = navigation("interactionforemail")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_opportunity_letter: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_quote: Navigation[Quote] = navigation("quote")
    regardingobjectid_quote_letter: Navigation[Quote] = navigation("quote")
    regardingobjectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_salesorder_letter: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_site: Navigation[Entity] = navigation("site")
    regardingobjectid_site_letter: Navigation[Entity] = navigation("site")
    sendermailboxid_nav: Navigation[Entity] = navigation("mailbox", name="sendermailboxid")
    serviceid_nav: Navigation[Entity] = navigation("service", name="serviceid")
    serviceid_letter: Navigation[Entity] = navigation("service")
    sla_activitypointer_sla: Navigation[Entity] = navigation("sla")
    sla_letter_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_activitypointer_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_letter_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    transactioncurrencyid_letter: Navigation[TransactionCurrency] = navigation("transactioncurrency")
    activity_pointer_appointment: Collection[Appointment] = collection("appointment")
    activity_pointer_email: Collection[Email] = collection("email")
    activity_pointer_fax: Collection[Fax] = collection("fax")
    activity_pointer_letter: Collection[Letter] = collection("letter")
    activity_pointer_phonecall: Collection[PhoneCall] = collection("phonecall")
    activity_pointer_task: Collection[Task] = collection("task")
    activitypointer_activity_parties: Collection[ActivityParty] = collection("activityparty")
    letter_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Letter_Annotation: Collection[Annotation] = collection("annotation")
