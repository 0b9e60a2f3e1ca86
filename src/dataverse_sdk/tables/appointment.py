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


class AppointmentAttachmentErrors(Choice):
    """The choices of appointment.attachmenterrors."""

    NONE = 0, "None"
    THE_APPOINTMENT_WAS_SAVED_AS_A_MICROSOFT_DYNAMICS_365_APPOINTMENT_RECORD_BUT_NOT_ALL_THE_ATTACHMENTS_COULD_BE_SAVED_WITH_IT_AN_ATTACHMENT_CANNOT_BE_SAVED_IF_IT_IS_BLOCKED_OR_IF_ITS_FILE_TYPE_IS_INVALID = 1, "The appointment was saved as a Microsoft Dynamics 365 appointment record, but not all the attachments could be saved with it. An attachment cannot be saved if it is blocked or if its file type is invalid."


class AppointmentCommunity(Choice):
    """The choices of appointment.community."""

    OTHER = 0, "Other"
    FACEBOOK = 1, "Facebook"
    TWITTER = 2, "Twitter"


class AppointmentDeliveryPriorityCode(Choice):
    """The choices of appointment.deliveryprioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class AppointmentInstanceTypeCode(Choice):
    """The choices of appointment.instancetypecode."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class AppointmentOnlineMeetingType(Choice):
    """The choices of appointment.onlinemeetingtype."""

    TEAMS_MEETING = 1, "Teams Meeting"


class AppointmentPriorityCode(Choice):
    """The choices of appointment.prioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class AppointmentStateCode(Choice):
    """The choices of appointment.statecode: Status."""

    OPEN = 0, "Open"
    COMPLETED = 1, "Completed"
    CANCELED = 2, "Canceled"
    SCHEDULED = 3, "Scheduled"


class AppointmentStatusCode(Choice):
    """The choices of appointment.statuscode: Status Reason."""

    FREE = 1, "Free"
    TENTATIVE = 2, "Tentative"
    COMPLETED = 3, "Completed"
    CANCELED = 4, "Canceled"
    BUSY = 5, "Busy"
    OUT_OF_OFFICE = 6, "Out of Office"


@entity("appointment", set_name="appointments", key="activityid", primary_name="subject")
class Appointment(Entity):
    """A row of the table appointment, as `appointments` gives it."""

    activityid: Column[UUID] = column(required="SystemRequired", update=False)
    activityadditionalparams: Column[str | None] = column(max_length=8192, memo=True)
    activitytypecode: Column[str | None] = column(required="SystemRequired", create=False, update=False)
    actualdurationminutes: Column[int | None] = column(format="Duration")
    actualend: Column[datetime | None] = column()
    actualstart: Column[datetime | None] = column()
    attachmenterrors: Column[AppointmentAttachmentErrors | None] = column()
    category: Column[str | None] = column(max_length=250)
    community: Column[AppointmentCommunity | None] = column()
    createdon: Column[datetime | None] = column(create=False, update=False)
    deliverylastattemptedon: Column[datetime | None] = column(create=False, update=False)
    deliveryprioritycode: Column[AppointmentDeliveryPriorityCode | None] = column(update=False)
    description: Column[str | None] = column(max_length=1048576, memo=True)
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
    globalobjectid: Column[str | None] = column(max_length=300)
    """Outlook Appointment."""
    importsequencenumber: Column[int | None] = column(update=False)
    instancetypecode: Column[AppointmentInstanceTypeCode | None] = column(
        required="SystemRequired", create=False, update=False
    )
    isalldayevent: Column[bool | None] = column()
    """All Day Event."""
    isbilled: Column[bool | None] = column()
    isdraft: Column[bool | None] = column(required="SystemRequired")
    ismapiprivate: Column[bool | None] = column()
    isonlinemeeting: Column[bool | None] = column()
    isregularactivity: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    isunsafe: Column[int | None] = column(create=False, update=False)
    isworkflowcreated: Column[bool | None] = column()
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    leftvoicemail: Column[bool | None] = column()
    location: Column[str | None] = column(max_length=200)
    modifiedfieldsmask: Column[str | None] = column(max_length=1073741823, create=False, update=False, memo=True)
    """Modified Fields Mask."""
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
    onlinemeetingchatid: Column[str | None] = column(max_length=200)
    onlinemeetingid: Column[str | None] = column(max_length=300)
    onlinemeetingjoinurl: Column[str | None] = column(max_length=600)
    onlinemeetingtype: Column[AppointmentOnlineMeetingType | None] = column()
    originalstartdate: Column[datetime | None] = column(create=False, update=False)
    """Original Start Date."""
    outlookownerapptid: Column[int | None] = column()
    """Outlook Appointment Owner."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    postponeactivityprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    prioritycode: Column[AppointmentPriorityCode | None] = column()
    processid: Column[UUID | None] = column()
    """Process."""
    scheduleddurationminutes: Column[int | None] = column(format="Duration")
    scheduledend: Column[datetime | None] = column(required="ApplicationRequired")
    scheduledstart: Column[datetime | None] = column(required="ApplicationRequired")
    senton: Column[datetime | None] = column(create=False, update=False)
    seriesid: Column[UUID | None] = column(create=False, update=False)
    sortdate: Column[datetime | None] = column()
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    statecode: Column[AppointmentStateCode | None] = column(required="SystemRequired", create=False)
    """Status."""
    statuscode: Column[AppointmentStatusCode | None] = column()
    """Status Reason."""
    subcategory: Column[str | None] = column(max_length=250)
    subject: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    subscriptionid: Column[UUID | None] = column(update=False, read=False)
    timezoneruleversionnumber: Column[int | None] = column()
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby_appointment"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "createdonbehalfby_appointment"}, create=False, update=False
    )
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby_appointment"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "modifiedonbehalfby_appointment"}, create=False, update=False
    )
    ownerid: Lookup[SystemUser | Team] = lookup(
        {"systemuser": "ownerid_appointment", "team": "ownerid_appointment"}, required="SystemRequired"
    )
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit_appointment"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam_appointment"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser_appointment"}, create=False, update=False)
    regardingobjectid: Lookup[Entity] = lookup(
        {
            "account": "regardingobjectid_account_appointment",
            "bookableresourcebooking": "regardingobjectid_bookableresourcebooking_appointment",
            "bookableresourcebookingheader": "regardingobjectid_bookableresourcebookingheader_appointment",
            "bulkoperation": "regardingobjectid_bulkoperation_appointment",
            "campaign": "regardingobjectid_campaign_appointment",
            "campaignactivity": "regardingobjectid_campaignactivity_appointment",
            "contact": "regardingobjectid_contact_appointment",
            "contract": "regardingobjectid_contract_appointment",
            "entitlement": "regardingobjectid_entitlement_appointment",
            "entitlementtemplate": "regardingobjectid_entitlementtemplate_appointment",
            "incident": "regardingobjectid_incident_appointment",
            "interactionforemail": "regardingobjectid_new_interactionforemail",
            "invoice": "regardingobjectid_invoice_appointment",
            "knowledgearticle": "regardingobjectid_knowledgearticle_appointment",
            "knowledgebaserecord": "regardingobjectid_knowledgebaserecord_appointment",
            "lead": "regardingobjectid_lead_appointment",
            "msdyn_customerasset": "regardingobjectid_msdyn_customerasset_appointment",
            "msdyn_playbookinstance": "regardingobjectid_msdyn_playbookinstance_appointment",
            "msdyn_postalbum": "regardingobjectid_msdyn_postalbum_appointment",
            "msdyn_salessuggestion": "regardingobjectid_msdyn_salessuggestion_appointment",
            "opportunity": "regardingobjectid_opportunity_appointment",
            "quote": "regardingobjectid_quote_appointment",
            "salesorder": "regardingobjectid_salesorder_appointment",
            "site": "regardingobjectid_site_appointment",
        },
    )
    sendermailboxid: Lookup[Entity] = lookup({"mailbox": "sendermailboxid"}, create=False, update=False)
    serviceid: Lookup[Entity] = lookup({"service": "serviceid_appointment"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_appointment_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_appointment_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup(
        {"transactioncurrency": "transactioncurrencyid_appointment"}
    )
    activityid_activitypointer: Navigation[ActivityPointer] = navigation("activitypointer")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdby_appointment: Navigation[SystemUser] = navigation("systemuser")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    createdonbehalfby_appointment: Navigation[SystemUser] = navigation("systemuser")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedby_appointment: Navigation[SystemUser] = navigation("systemuser")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    modifiedonbehalfby_appointment: Navigation[SystemUser] = navigation("systemuser")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    ownerid_appointment: Navigation[Entity] = navigation("principal")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningbusinessunit_appointment: Navigation[BusinessUnit] = navigation("businessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owningteam_appointment: Navigation[Team] = navigation("team")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    owninguser_appointment: Navigation[SystemUser] = navigation("systemuser")
    regardingobjectid_account: Navigation[Account] = navigation("account")
    regardingobjectid_account_appointment: Navigation[Account] = navigation("account")
    regardingobjectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebooking_appointment: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    regardingobjectid_bookableresourcebookingheader_appointment: Navigation[Entity] = navigation(
        "bookableresourcebookingheader"
    )
    regardingobjectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_bulkoperation_appointment: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_campaign: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaign_appointment: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_campaignactivity_appointment: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_contact: Navigation[Contact] = navigation("contact")
    regardingobjectid_contact_appointment: Navigation[Contact] = navigation("contact")
    regardingobjectid_contract: Navigation[Entity] = navigation("contract")
    regardingobjectid_contract_appointment: Navigation[Entity] = navigation("contract")
    regardingobjectid_entitlement: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlement_appointment: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_entitlementtemplate_appointment: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_incident: Navigation[Incident] = navigation("incident")
    regardingobjectid_incident_appointment: Navigation[Incident] = navigation("incident")
    regardingobjectid_invoice: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_invoice_appointment: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgearticle_appointment: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_knowledgebaserecord_appointment: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_lead: Navigation[Lead] = navigation("lead")
    regardingobjectid_lead_appointment: Navigation[Lead] = navigation("lead")
    regardingobjectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_customerasset_appointment: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_playbookinstance_appointment: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_postalbum_appointment: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_msdyn_salessuggestion_appointment: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_new_interactionforemail: Navigation[Entity] = navigation("interactionforemail")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_opportunity_appointment: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_quote: Navigation[Quote] = navigation("quote")
    regardingobjectid_quote_appointment: Navigation[Quote] = navigation("quote")
    regardingobjectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_salesorder_appointment: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_site: Navigation[Entity] = navigation("site")
    regardingobjectid_site_appointment: Navigation[Entity] = navigation("site")
    sendermailboxid_nav: Navigation[Entity] = navigation("mailbox", name="sendermailboxid")
    seriesid_recurringappointmentmaster: Navigation[Entity] = navigation("recurringappointmentmaster")
    serviceid_nav: Navigation[Entity] = navigation("service", name="serviceid")
    serviceid_appointment: Navigation[Entity] = navigation("service")
    sla_activitypointer_sla: Navigation[Entity] = navigation("sla")
    sla_appointment_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_activitypointer_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_appointment_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    transactioncurrencyid_appointment: Navigation[TransactionCurrency] = navigation("transactioncurrency")
    activity_pointer_appointment: Collection[Appointment] = collection("appointment")
    activity_pointer_email: Collection[Email] = collection("email")
    activity_pointer_fax: Collection[Fax] = collection("fax")
    activity_pointer_letter: Collection[Letter] = collection("letter")
    activity_pointer_phonecall: Collection[PhoneCall] = collection("phonecall")
    activity_pointer_task: Collection[Task] = collection("task")
    activitypointer_activity_parties: Collection[ActivityParty] = collection("activityparty")
    appointment_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Appointment_Annotation: Collection[Annotation] = collection("annotation")
