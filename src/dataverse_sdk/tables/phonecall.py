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
    from .letter import Letter
    from .opportunity import Opportunity
    from .quote import Quote
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class PhoneCallCommunity(Choice):
    """The choices of phonecall.community."""

    OTHER = 0, "Other"
    FACEBOOK = 1, "Facebook"
    TWITTER = 2, "Twitter"


class PhoneCallDeliveryPriorityCode(Choice):
    """The choices of phonecall.deliveryprioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class PhoneCallInstanceTypeCode(Choice):
    """The choices of phonecall.instancetypecode."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class PhoneCallPriorityCode(Choice):
    """The choices of phonecall.prioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class PhoneCallStateCode(Choice):
    """The choices of phonecall.statecode: Activity Status."""

    OPEN = 0, "Open"
    COMPLETED = 1, "Completed"
    CANCELED = 2, "Canceled"


class PhoneCallStatusCode(Choice):
    """The choices of phonecall.statuscode: Status Reason."""

    OPEN = 1, "Open"
    MADE = 2, "Made"
    CANCELED = 3, "Canceled"
    RECEIVED = 4, "Received"


@entity("phonecall", set_name="phonecalls", key="activityid", primary_name="subject")
class PhoneCall(Entity):
    """A row of the table phonecall, as `phonecalls` gives it."""

    activityid: Column[UUID] = column(required="SystemRequired", update=False)
    activityadditionalparams: Column[str | None] = column(max_length=8192, memo=True)
    activitytypecode: Column[str | None] = column(required="SystemRequired", create=False, update=False)
    actualdurationminutes: Column[int | None] = column(format="Duration")
    actualend: Column[datetime | None] = column(format="DateOnly")
    actualstart: Column[datetime | None] = column(format="DateOnly")
    category: Column[str | None] = column(max_length=250)
    community: Column[PhoneCallCommunity | None] = column()
    createdon: Column[datetime | None] = column(create=False, update=False)
    deliverylastattemptedon: Column[datetime | None] = column(create=False, update=False)
    deliveryprioritycode: Column[PhoneCallDeliveryPriorityCode | None] = column(update=False)
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
    instancetypecode: Column[PhoneCallInstanceTypeCode | None] = column(
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
    msdyn_ci_call_summary_control_field: Column[int | None] = column()
    msdyn_ci_id: Column[str | None] = column()
    msdyn_ci_insights_json: Column[str | None] = column()
    msdyn_ci_keywords: Column[str | None] = column()
    msdyn_ci_media_reference_id: Column[str | None] = column()
    msdyn_ci_transcript: Column[str | None] = column()
    msdyn_ci_transcript_json: Column[str | None] = column()
    msdyn_ci_translated_transcript: Column[str | None] = column()
    msdyn_ci_translated_transcript_json: Column[str | None] = column()
    msdyn_ci_url: Column[str | None] = column()
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    phonenumber: Column[str | None] = column(max_length=200, format="Phone")
    """Phone Number."""
    postponeactivityprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    prioritycode: Column[PhoneCallPriorityCode | None] = column()
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
    statecode: Column[PhoneCallStateCode | None] = column(required="SystemRequired", create=False)
    """Activity Status."""
    statuscode: Column[PhoneCallStatusCode | None] = column()
    """Status Reason."""
    subcategory: Column[str | None] = column(max_length=250)
    subject: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    subscriptionid: Column[UUID | None] = column(update=False, read=False)
    timezoneruleversionnumber: Column[int | None] = column()
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby_phonecall"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "createdonbehalfby_phonecall"}, create=False, update=False
    )
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby_phonecall"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "modifiedonbehalfby_phonecall"}, create=False, update=False
    )
    ownerid: Lookup[SystemUser | Team] = lookup(
        {"systemuser": "ownerid_phonecall", "team": "ownerid_phonecall"}, required="SystemRequired"
    )
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit_phonecall"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam_phonecall"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser_phonecall"}, create=False, update=False)
    regardingobjectid: Lookup[Entity] = lookup(
        {
            "account": "regardingobjectid_account_phonecall",
            "bookableresourcebooking": "regardingobjectid_bookableresourcebooking_phonecall",
            "bookableresourcebookingheader": "regardingobjectid_bookableresourcebookingheader_phonecall",
            "bulkoperation": "regardingobjectid_bulkoperation_phonecall",
            "campaign": "regardingobjectid_campaign_phonecall",
            "campaignactivity": "regardingobjectid_campaignactivity_phonecall",
            "contact": "regardingobjectid_contact_phonecall",
            "contract": "regardingobjectid_contract_phonecall",
            "entitlement": "regardingobjectid_entitlement_phonecall",
            "entitlementtemplate": "regardingobjectid_entitlementtemplate_phonecall",
            "incident": "regardingobjectid_incident_phonecall",
            "interactionforemail": "regardingobjectid_new_interactionforemail",
            "invoice": "regardingobjectid_invoice_phonecall",
            "knowledgearticle": "regardingobjectid_knowledgearticle_phonecall",
            "knowledgebaserecord": "regardingobjectid_knowledgebaserecord_phonecall",
            "lead": "regardingobjectid_lead_phonecall",
            "msdyn_customerasset": "regardingobjectid_msdyn_customerasset_phonecall",
            "msdyn_playbookinstance": "regardingobjectid_msdyn_playbookinstance_phonecall",
            "msdyn_postalbum": "regardingobjectid_msdyn_postalbum_phonecall",
            "msdyn_salessuggestion": "regardingobjectid_msdyn_salessuggestion_phonecall",
            "opportunity": "regardingobjectid_opportunity_phonecall",
            "quote": "regardingobjectid_quote_phonecall",
            "salesorder": "regardingobjectid_salesorder_phonecall",
            "site": "regardingobjectid_site_phonecall",
        },
    )
    sendermailboxid: Lookup[Entity] = lookup({"mailbox": "sendermailboxid"}, create=False, update=False)
    serviceid: Lookup[Entity] = lookup({"service": "serviceid_phonecall"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_phonecall_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_phonecall_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup(
        {"transactioncurrency": "transactioncurrencyid_phonecall"}
    )
    activityid_activitypointer: Navigation[ActivityPointer] = navigation("activitypointer")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdby_phonecall: Navigation[SystemUser] = navigation("systemuser")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    createdonbehalfby_phonecall: Navigation[SystemUser] = navigation("systemuser")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedby_phonecall: Navigation[SystemUser] = navigation("systemuser")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    modifiedonbehalfby_phonecall: Navigation[SystemUser] = navigation("systemuser")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    ownerid_phonecall: Navigation[Entity] = navigation("principal")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningbusinessunit_phonecall: Navigation[BusinessUnit] = navigation("businessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owningteam_phonecall: Navigation[Team] = navigation("team")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    owninguser_phonecall: Navigation[SystemUser] = navigation("systemuser")
    regardingobjectid_account: Navigation[Account] = navigation("account")
    regardingobjectid_account_phonecall: Navigation[Account] = navigation("account")
    regardingobjectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebooking_phonecall: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    regardingobjectid_bookableresourcebookingheader_phonecall: Navigation[Entity] = navigation(
        "bookableresourcebookingheader"
    )
    regardingobjectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_bulkoperation_phonecall: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_campaign: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaign_phonecall: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_campaignactivity_phonecall: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_contact: Navigation[Contact] = navigation("contact")
    regardingobjectid_contact_phonecall: Navigation[Contact] = navigation("contact")
    regardingobjectid_contract: Navigation[Entity] = navigation("contract")
    regardingobjectid_contract_phonecall: Navigation[Entity] = navigation("contract")
    regardingobjectid_entitlement: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlement_phonecall: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_entitlementtemplate_phonecall: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_incident: Navigation[Incident] = navigation("incident")
    regardingobjectid_incident_phonecall: Navigation[Incident] = navigation("incident")
    regardingobjectid_invoice: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_invoice_phonecall: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgearticle_phonecall: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_knowledgebaserecord_phonecall: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_lead: Navigation[Lead] = navigation("lead")
    regardingobjectid_lead_phonecall: Navigation[Lead] = navigation("lead")
    regardingobjectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_customerasset_phonecall: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_playbookinstance_phonecall: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_postalbum_phonecall: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_msdyn_salessuggestion_phonecall: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_new_interactionforemail: Navigation[Entity] = navigation("interactionforemail")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_opportunity_phonecall: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_quote: Navigation[Quote] = navigation("quote")
    regardingobjectid_quote_phonecall: Navigation[Quote] = navigation("quote")
    regardingobjectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_salesorder_phonecall: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_site: Navigation[Entity] = navigation("site")
    regardingobjectid_site_phonecall: Navigation[Entity] = navigation("site")
    sendermailboxid_nav: Navigation[Entity] = navigation("mailbox", name="sendermailboxid")
    serviceid_nav: Navigation[Entity] = navigation("service", name="serviceid")
    serviceid_phonecall: Navigation[Entity] = navigation("service")
    sla_activitypointer_sla: Navigation[Entity] = navigation("sla")
    sla_phonecall_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_activitypointer_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_phonecall_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    transactioncurrencyid_phonecall: Navigation[TransactionCurrency] = navigation("transactioncurrency")
    activity_pointer_appointment: Collection[Appointment] = collection("appointment")
    activity_pointer_email: Collection[Email] = collection("email")
    activity_pointer_fax: Collection[Fax] = collection("fax")
    activity_pointer_letter: Collection[Letter] = collection("letter")
    activity_pointer_phonecall: Collection[PhoneCall] = collection("phonecall")
    activity_pointer_task: Collection[Task] = collection("task")
    activitypointer_activity_parties: Collection[ActivityParty] = collection("activityparty")
    phonecall_activity_parties: Collection[ActivityParty] = collection("activityparty")
    PhoneCall_Annotation: Collection[Annotation] = collection("annotation")
