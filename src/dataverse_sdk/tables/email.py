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
    from .fax import Fax
    from .incident import Incident
    from .invoice import Invoice
    from .lead import Lead
    from .letter import Letter
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .queue import Queue
    from .quote import Quote
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class EmailCommunity(Choice):
    """The choices of email.community."""

    OTHER = 0, "Other"
    FACEBOOK = 1, "Facebook"
    TWITTER = 2, "Twitter"


class EmailCorrelationMethod(Choice):
    """The choices of email.correlationmethod: Correlation Method."""

    NONE = 0, "None"
    SKIPPED = 1, "Skipped"
    XHEADER = 2, "XHeader"
    INREPLYTO = 3, "InReplyTo"
    TRACKINGTOKEN = 4, "TrackingToken"
    CONVERSATIONINDEX = 5, "ConversationIndex"
    SMARTMATCHING = 6, "SmartMatching"
    CUSTOMCORRELATION = 7, "CustomCorrelation"


class EmailDeliveryPriorityCode(Choice):
    """The choices of email.deliveryprioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class EmailEmailReminderStatus(Choice):
    """The choices of email.emailreminderstatus: Email Reminder Status."""

    NOTSET = 0, "NotSet"
    REMINDERSET = 1, "ReminderSet"
    REMINDEREXPIRED = 2, "ReminderExpired"
    REMINDERINVALID = 3, "ReminderInvalid"


class EmailEmailReminderType(Choice):
    """The choices of email.emailremindertype: Email Reminder Type."""

    IF_I_DO_NOT_RECEIVE_A_REPLY_BY = 0, "If I do not receive a reply by"
    IF_THE_EMAIL_IS_NOT_OPENED_BY = 1, "If the email is not opened by"
    REMIND_ME_ANYWAYS_AT = 2, "Remind me anyways at"


class EmailInstanceTypeCode(Choice):
    """The choices of email.instancetypecode."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class EmailNotifications(Choice):
    """The choices of email.notifications."""

    NONE = 0, "None"
    THE_MESSAGE_WAS_SAVED_AS_A_MICROSOFT_DYNAMICS_365_EMAIL_RECORD_BUT_NOT_ALL_THE_ATTACHMENTS_COULD_BE_SAVED_WITH_IT_AN_ATTACHMENT_CANNOT_BE_SAVED_IF_IT_IS_BLOCKED_OR_IF_ITS_FILE_TYPE_IS_INVALID = 1, "The message was saved as a Microsoft Dynamics 365 email record, but not all the attachments could be saved with it. An attachment cannot be saved if it is blocked or if its file type is invalid."
    TRUNCATED_BODY = 2, "Truncated body."


class EmailPriorityCode(Choice):
    """The choices of email.prioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class EmailStateCode(Choice):
    """The choices of email.statecode: Activity Status."""

    OPEN = 0, "Open"
    COMPLETED = 1, "Completed"
    CANCELED = 2, "Canceled"


class EmailStatusCode(Choice):
    """The choices of email.statuscode: Status Reason."""

    DRAFT = 1, "Draft"
    COMPLETED = 2, "Completed"
    SENT = 3, "Sent"
    RECEIVED = 4, "Received"
    CANCELED = 5, "Canceled"
    PENDING_SEND = 6, "Pending Send"
    SENDING = 7, "Sending"
    FAILED = 8, "Failed"


@entity("email", set_name="emails", key="activityid", primary_name="subject")
class Email(Entity):
    """A row of the table email, as `emails` gives it."""

    activityid: Column[UUID] = column(required="SystemRequired", update=False)
    activityadditionalparams: Column[str | None] = column(max_length=8192, memo=True)
    activitytypecode: Column[str | None] = column(required="SystemRequired", create=False, update=False)
    actualdurationminutes: Column[int | None] = column()
    actualend: Column[datetime | None] = column(format="DateOnly")
    actualstart: Column[datetime | None] = column(format="DateOnly")
    attachmentcount: Column[int | None] = column(required="SystemRequired", create=False, update=False)
    """Attachment Count."""
    attachmentopencount: Column[int | None] = column(create=False)
    """Attachment Open Count."""
    baseconversationindexhash: Column[int | None] = column()
    """Conversation Index (Hash)."""
    category: Column[str | None] = column(max_length=250)
    community: Column[EmailCommunity | None] = column()
    compressed: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    """Compression."""
    conversationindex: Column[str | None] = column(max_length=2048, create=False, update=False)
    """Conversation Index."""
    conversationtrackingid: Column[UUID | None] = column(update=False)
    """Conversation Tracking Id."""
    correlationmethod: Column[EmailCorrelationMethod | None] = column(create=False, update=False)
    """Correlation Method."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    delayedemailsendtime: Column[datetime | None] = column()
    """Send Later."""
    deliveryattempts: Column[int | None] = column()
    """No. of Delivery Attempts."""
    deliverylastattemptedon: Column[datetime | None] = column(create=False, update=False)
    deliveryprioritycode: Column[EmailDeliveryPriorityCode | None] = column(update=False)
    deliveryreceiptrequested: Column[bool | None] = column()
    """Delivery Receipt Requested."""
    description: Column[str | None] = column(max_length=1073741823, format="Email", memo=True)
    descriptionblobid: Column[bytes | None] = column(create=False, update=False)
    descriptionblobid_name: Column[str | None] = column(max_length=200, create=False, update=False)
    directioncode: Column[bool | None] = column()
    emailreminderexpirytime: Column[datetime | None] = column()
    """Email Reminder Expiry Time."""
    emailreminderstatus: Column[EmailEmailReminderStatus | None] = column(
        required="SystemRequired", create=False, update=False
    )
    """Email Reminder Status."""
    emailremindertext: Column[str | None] = column(max_length=1250)
    """Email Reminder Text."""
    emailremindertype: Column[EmailEmailReminderType | None] = column()
    """Email Reminder Type."""
    emailtrackingid: Column[UUID | None] = column(update=False)
    """Email Tracking Id."""
    exchangeitemid: Column[str | None] = column(max_length=200)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    exchangeweblink: Column[str | None] = column(max_length=1250)
    followemailuserpreference: Column[bool | None] = column()
    """Following."""
    formattedscheduledend: Column[datetime | None] = column(create=False, update=False)
    formattedscheduledstart: Column[datetime | None] = column(create=False, update=False)
    importsequencenumber: Column[int | None] = column(update=False)
    inreplyto: Column[str | None] = column(max_length=320, create=False, update=False)
    """In Reply To Message."""
    instancetypecode: Column[EmailInstanceTypeCode | None] = column(
        required="SystemRequired", create=False, update=False
    )
    isbilled: Column[bool | None] = column()
    isemailfollowed: Column[bool | None] = column(create=False, update=False)
    """Followed."""
    isemailreminderset: Column[bool | None] = column(create=False, update=False)
    """Reminder Set."""
    ismapiprivate: Column[bool | None] = column()
    isregularactivity: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    isunsafe: Column[int | None] = column(create=False, update=False)
    isworkflowcreated: Column[bool | None] = column()
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    lastopenedtime: Column[datetime | None] = column()
    """Last Opened Time."""
    leftvoicemail: Column[bool | None] = column()
    linksclickedcount: Column[int | None] = column(create=False)
    """Links Clicked Count."""
    messageid: Column[str | None] = column(max_length=320)
    """Message ID."""
    mimetype: Column[str | None] = column(max_length=256)
    """Mime Type."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_recipientlist: Column[str | None] = column()
    notifications: Column[EmailNotifications | None] = column()
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    opencount: Column[int | None] = column(create=False)
    """Open Count."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    postponeactivityprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    postponeemailprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    """Delay email processing until."""
    prioritycode: Column[EmailPriorityCode | None] = column()
    processid: Column[UUID | None] = column()
    """Process."""
    readreceiptrequested: Column[bool | None] = column()
    """Read Receipt Requested."""
    reminderactioncardid: Column[UUID | None] = column()
    """Reminder Action Card Id."""
    replycount: Column[int | None] = column(create=False, update=False)
    """Reply Count."""
    reservedforinternaluse: Column[str | None] = column(max_length=40000, memo=True)
    safedescription: Column[str | None] = column(
        max_length=1073741823, format="Email", create=False, update=False, memo=True
    )
    scheduleddurationminutes: Column[int | None] = column(create=False, update=False)
    scheduledend: Column[datetime | None] = column()
    scheduledstart: Column[datetime | None] = column()
    sender: Column[str | None] = column(max_length=250)
    """From."""
    senton: Column[datetime | None] = column(create=False, update=False)
    seriesid: Column[UUID | None] = column(create=False, update=False)
    sortdate: Column[datetime | None] = column()
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    statecode: Column[EmailStateCode | None] = column(required="SystemRequired", create=False)
    """Activity Status."""
    statuscode: Column[EmailStatusCode | None] = column()
    """Status Reason."""
    subcategory: Column[str | None] = column(max_length=250)
    subject: Column[str | None] = column(max_length=800)
    submittedby: Column[str | None] = column(max_length=250)
    """Submitted By."""
    timezoneruleversionnumber: Column[int | None] = column()
    torecipients: Column[str | None] = column(max_length=500)
    """To Recipients."""
    trackingtoken: Column[str | None] = column(max_length=50)
    """Tracking Token."""
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    acceptingentityid: Lookup[Queue] = lookup({"queue": "acceptingentityid"}, update=False)
    correlatedactivityid: Lookup[Email] = lookup({"email": "CorrelatedActivityId_Email"}, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby_email"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "createdonbehalfby_email"}, create=False, update=False
    )
    emailsender: Lookup[Entity] = lookup(
        {
            "account": "emailsender_account",
            "contact": "emailsender_contact",
            "equipment": "emailsender_equipment",
            "lead": "emailsender_lead",
            "queue": "emailsender_queue",
            "systemuser": "emailsender_systemuser",
        },
        create=False,
        update=False,
    )
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby_email"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "modifiedonbehalfby_email"}, create=False, update=False
    )
    ownerid: Lookup[SystemUser | Team] = lookup(
        {"systemuser": "ownerid_email", "team": "ownerid_email"}, required="SystemRequired"
    )
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit_email"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam_email"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser_email"}, create=False, update=False)
    parentactivityid: Lookup[Email] = lookup({"email": "parentactivityid"}, update=False)
    receivingmailboxid: Lookup[Entity] = lookup({"mailbox": "ReceivingMailboxId_Email"})
    regardingobjectid: Lookup[Entity] = lookup(
        {
            "account": "regardingobjectid_account_email",
            "asyncoperation": "regardingobjectid_asyncoperation",
            "bookableresourcebooking": "regardingobjectid_bookableresourcebooking_email",
            "bookableresourcebookingheader": "regardingobjectid_bookableresourcebookingheader_email",
            "bulkoperation": "regardingobjectid_bulkoperation_email",
            "campaign": "regardingobjectid_campaign_email",
            "campaignactivity": "regardingobjectid_campaignactivity_email",
            "contact": "regardingobjectid_contact_email",
            "contract": "regardingobjectid_contract_email",
            "entitlement": "regardingobjectid_entitlement_email",
            "entitlementtemplate": "regardingobjectid_entitlementtemplate_email",
            "incident": "regardingobjectid_incident_email",
            "interactionforemail": "regardingobjectid_new_interactionforemail",
            "invoice": "regardingobjectid_invoice_email",
            "knowledgearticle": "regardingobjectid_knowledgearticle_email",
            "knowledgebaserecord": "regardingobjectid_knowledgebaserecord_email",
            "lead": "regardingobjectid_lead_email",
            "msdyn_customerasset": "regardingobjectid_msdyn_customerasset_email",
            "msdyn_playbookinstance": "regardingobjectid_msdyn_playbookinstance_email",
            "msdyn_postalbum": "regardingobjectid_msdyn_postalbum_email",
            "msdyn_salessuggestion": "regardingobjectid_msdyn_salessuggestion_email",
            "opportunity": "regardingobjectid_opportunity_email",
            "quote": "regardingobjectid_quote_email",
            "salesorder": "regardingobjectid_salesorder_email",
            "site": "regardingobjectid_site_email",
        },
    )
    sendermailboxid: Lookup[Entity] = lookup({"mailbox": "sendermailboxid_email"}, create=False, update=False)
    sendersaccount: Lookup[Account] = lookup({"account": "sendersaccount"}, create=False, update=False)
    serviceid: Lookup[Entity] = lookup({"service": "serviceid_email"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_email_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_email_sla"}, create=False, update=False)
    templateid: Lookup[Entity] = lookup({"template": "templateid"})
    """ID for template used."""
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid_email"})
    acceptingentityid_nav: Navigation[Queue] = navigation("queue", name="acceptingentityid")
    activityid_activitypointer: Navigation[ActivityPointer] = navigation("activitypointer")
    CorrelatedActivityId_Email: Navigation[Email] = navigation("email")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdby_email: Navigation[SystemUser] = navigation("systemuser")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    createdonbehalfby_email: Navigation[SystemUser] = navigation("systemuser")
    descriptionblobid_email: Navigation[Entity] = navigation("fileattachment")
    emailsender_account: Navigation[Account] = navigation("account")
    emailsender_contact: Navigation[Contact] = navigation("contact")
    emailsender_equipment: Navigation[Entity] = navigation("equipment")
    emailsender_lead: Navigation[Lead] = navigation("lead")
    emailsender_queue: Navigation[Queue] = navigation("queue")
    emailsender_systemuser: Navigation[SystemUser] = navigation("systemuser")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedby_email: Navigation[SystemUser] = navigation("systemuser")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    modifiedonbehalfby_email: Navigation[SystemUser] = navigation("systemuser")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    ownerid_email: Navigation[Entity] = navigation("principal")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningbusinessunit_email: Navigation[BusinessUnit] = navigation("businessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owningteam_email: Navigation[Team] = navigation("team")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    owninguser_email: Navigation[SystemUser] = navigation("systemuser")
    parentactivityid_nav: Navigation[Email] = navigation("email", name="parentactivityid")
    ReceivingMailboxId_Email: Navigation[Entity] = navigation("mailbox")
    regardingobjectid_account: Navigation[Account] = navigation("account")
    regardingobjectid_account_email: Navigation[Account] = navigation("account")
    regardingobjectid_asyncoperation: Navigation[Entity] = navigation("asyncoperation")
    regardingobjectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebooking_email: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    regardingobjectid_bookableresourcebookingheader_email: Navigation[Entity] = navigation(
        "bookableresourcebookingheader"
    )
    regardingobjectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_bulkoperation_email: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_campaign: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaign_email: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_campaignactivity_email: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_contact: Navigation[Contact] = navigation("contact")
    regardingobjectid_contact_email: Navigation[Contact] = navigation("contact")
    regardingobjectid_contract: Navigation[Entity] = navigation("contract")
    regardingobjectid_contract_email: Navigation[Entity] = navigation("contract")
    regardingobjectid_entitlement: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlement_email: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_entitlementtemplate_email: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_incident: Navigation[Incident] = navigation("incident")
    regardingobjectid_incident_email: Navigation[Incident] = navigation("incident")
    regardingobjectid_invoice: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_invoice_email: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgearticle_email: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_knowledgebaserecord_email: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_lead: Navigation[Lead] = navigation("lead")
    regardingobjectid_lead_email: Navigation[Lead] = navigation("lead")
    regardingobjectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_customerasset_email: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_playbookinstance_email: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_postalbum_email: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_msdyn_salessuggestion_email: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_new_interactionforemail: Navigation[Entity] = navigation("interactionforemail")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_opportunity_email: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_quote: Navigation[Quote] = navigation("quote")
    regardingobjectid_quote_email: Navigation[Quote] = navigation("quote")
    regardingobjectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_salesorder_email: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_site: Navigation[Entity] = navigation("site")
    regardingobjectid_site_email: Navigation[Entity] = navigation("site")
    sendermailboxid_nav: Navigation[Entity] = navigation("mailbox", name="sendermailboxid")
    sendermailboxid_email: Navigation[Entity] = navigation("mailbox")
    sendersaccount_nav: Navigation[Account] = navigation("account", name="sendersaccount")
    serviceid_nav: Navigation[Entity] = navigation("service", name="serviceid")
    serviceid_email: Navigation[Entity] = navigation("service")
    sla_activitypointer_sla: Navigation[Entity] = navigation("sla")
    sla_email_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_activitypointer_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_email_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    templateid_nav: Navigation[Entity] = navigation("template", name="templateid")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    transactioncurrencyid_email: Navigation[TransactionCurrency] = navigation("transactioncurrency")
    activity_pointer_appointment: Collection[Appointment] = collection("appointment")
    activity_pointer_email: Collection[Email] = collection("email")
    activity_pointer_fax: Collection[Fax] = collection("fax")
    activity_pointer_letter: Collection[Letter] = collection("letter")
    activity_pointer_phonecall: Collection[PhoneCall] = collection("phonecall")
    activity_pointer_task: Collection[Task] = collection("task")
    activitypointer_activity_parties: Collection[ActivityParty] = collection("activityparty")
    email_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Email_Annotation: Collection[Annotation] = collection("annotation")
    email_email_CorrelatedActivityId: Collection[Email] = collection("email")
    email_email_parentactivityid: Collection[Email] = collection("email")
