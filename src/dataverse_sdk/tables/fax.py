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


class FaxCommunity(Choice):
    """The choices of fax.community."""

    OTHER = 0, "Other"
    FACEBOOK = 1, "Facebook"
    TWITTER = 2, "Twitter"


class FaxDeliveryPriorityCode(Choice):
    """The choices of fax.deliveryprioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class FaxInstanceTypeCode(Choice):
    """The choices of fax.instancetypecode."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class FaxPriorityCode(Choice):
    """The choices of fax.prioritycode."""

    LOW = 0, "Low"
    NORMAL = 1, "Normal"
    HIGH = 2, "High"


class FaxStateCode(Choice):
    """The choices of fax.statecode: Activity Status."""

    OPEN = 0, "Open"
    COMPLETED = 1, "Completed"
    CANCELED = 2, "Canceled"


class FaxStatusCode(Choice):
    """The choices of fax.statuscode: Status Reason."""

    OPEN = 1, "Open"
    COMPLETED = 2, "Completed"
    SENT = 3, "Sent"
    RECEIVED = 4, "Received"
    CANCELED = 5, "Canceled"


@entity("fax", set_name="faxes", key="activityid", primary_name="subject")
class Fax(Entity):
    """A row of the table fax, as `faxes` gives it."""

    activityid: Column[UUID] = column(required="SystemRequired", update=False)
    activityadditionalparams: Column[str | None] = column(max_length=8192, memo=True)
    activitytypecode: Column[str | None] = column(required="SystemRequired", create=False, update=False)
    actualdurationminutes: Column[int | None] = column(format="Duration")
    actualend: Column[datetime | None] = column(format="DateOnly")
    actualstart: Column[datetime | None] = column(format="DateOnly")
    billingcode: Column[str | None] = column(max_length=50)
    """Billing Code."""
    category: Column[str | None] = column(max_length=250)
    community: Column[FaxCommunity | None] = column()
    coverpagename: Column[str | None] = column(max_length=100)
    """Cover Page Name."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    deliverylastattemptedon: Column[datetime | None] = column(create=False, update=False)
    deliveryprioritycode: Column[FaxDeliveryPriorityCode | None] = column(update=False)
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
    faxnumber: Column[str | None] = column(max_length=200)
    """Fax Number."""
    formattedscheduledend: Column[datetime | None] = column(create=False, update=False)
    formattedscheduledstart: Column[datetime | None] = column(create=False, update=False)
    importsequencenumber: Column[int | None] = column(update=False)
    instancetypecode: Column[FaxInstanceTypeCode | None] = column(required="SystemRequired", create=False, update=False)
    isbilled: Column[bool | None] = column()
    """Is Billed."""
    ismapiprivate: Column[bool | None] = column()
    isregularactivity: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    isworkflowcreated: Column[bool | None] = column()
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    leftvoicemail: Column[bool | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    numberofpages: Column[int | None] = column()
    """Number of Pages."""
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    postponeactivityprocessinguntil: Column[datetime | None] = column(create=False, update=False)
    prioritycode: Column[FaxPriorityCode | None] = column()
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
    statecode: Column[FaxStateCode | None] = column(required="SystemRequired", create=False)
    """Activity Status."""
    statuscode: Column[FaxStatusCode | None] = column()
    """Status Reason."""
    subcategory: Column[str | None] = column(max_length=250)
    subject: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    subscriptionid: Column[UUID | None] = column(update=False, read=False)
    timezoneruleversionnumber: Column[int | None] = column()
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    tsid: Column[str | None] = column(max_length=20)
    """Transmit. Station Id."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby_fax"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby_fax"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby_fax"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup(
        {"systemuser": "modifiedonbehalfby_fax"}, create=False, update=False
    )
    ownerid: Lookup[SystemUser | Team] = lookup(
        {"systemuser": "ownerid_fax", "team": "ownerid_fax"}, required="SystemRequired"
    )
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit_fax"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam_fax"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser_fax"}, create=False, update=False)
    regardingobjectid: Lookup[Entity] = lookup(
        {
            "account": "regardingobjectid_account_fax",
            "bookableresourcebooking": "regardingobjectid_bookableresourcebooking_fax",
            "bookableresourcebookingheader": "regardingobjectid_bookableresourcebookingheader_fax",
            "bulkoperation": "regardingobjectid_bulkoperation_fax",
            "campaign": "regardingobjectid_campaign_fax",
            "campaignactivity": "regardingobjectid_campaignactivity_fax",
            "contact": "regardingobjectid_contact_fax",
            "contract": "regardingobjectid_contract_fax",
            "entitlement": "regardingobjectid_entitlement_fax",
            "entitlementtemplate": "regardingobjectid_entitlementtemplate_fax",
            "incident": "regardingobjectid_incident_fax",
            "interactionforemail": "regardingobjectid_new_interactionforemail",
            "invoice": "regardingobjectid_invoice_fax",
            "knowledgearticle": "regardingobjectid_knowledgearticle_fax",
            "knowledgebaserecord": "regardingobjectid_knowledgebaserecord_fax",
            "lead": "regardingobjectid_lead_fax",
            "msdyn_customerasset": "regardingobjectid_msdyn_customerasset_fax",
            "msdyn_playbookinstance": "regardingobjectid_msdyn_playbookinstance_fax",
            "msdyn_postalbum": "regardingobjectid_msdyn_postalbum_fax",
            "msdyn_salessuggestion": "regardingobjectid_msdyn_salessuggestion_fax",
            "opportunity": "regardingobjectid_opportunity_fax",
            "quote": "regardingobjectid_quote_fax",
            "salesorder": "regardingobjectid_salesorder_fax",
            "site": "regardingobjectid_site_fax",
        },
    )
    sendermailboxid: Lookup[Entity] = lookup({"mailbox": "sendermailboxid"}, create=False, update=False)
    serviceid: Lookup[Entity] = lookup({"service": "serviceid_fax"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_fax_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_fax_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid_fax"})
    activityid_activitypointer: Navigation[ActivityPointer] = navigation("activitypointer")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdby_fax: Navigation[SystemUser] = navigation("systemuser")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    createdonbehalfby_fax: Navigation[SystemUser] = navigation("systemuser")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedby_fax: Navigation[SystemUser] = navigation("systemuser")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    modifiedonbehalfby_fax: Navigation[SystemUser] = navigation("systemuser")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    ownerid_fax: Navigation[Entity] = navigation("principal")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningbusinessunit_fax: Navigation[BusinessUnit] = navigation("businessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owningteam_fax: Navigation[Team] = navigation("team")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    owninguser_fax: Navigation[SystemUser] = navigation("systemuser")
    regardingobjectid_account: Navigation[Account] = navigation("account")
    regardingobjectid_account_fax: Navigation[Account] = navigation("account")
    regardingobjectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebooking_fax: Navigation[Entity] = navigation("bookableresourcebooking")
    regardingobjectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    regardingobjectid_bookableresourcebookingheader_fax: Navigation[Entity] = navigation(
        "bookableresourcebookingheader"
    )
    regardingobjectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_bulkoperation_fax: Navigation[Entity] = navigation("bulkoperation")
    regardingobjectid_campaign: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaign_fax: Navigation[Entity] = navigation("campaign")
    regardingobjectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_campaignactivity_fax: Navigation[Entity] = navigation("campaignactivity")
    regardingobjectid_contact: Navigation[Contact] = navigation("contact")
    regardingobjectid_contact_fax: Navigation[Contact] = navigation("contact")
    regardingobjectid_contract: Navigation[Entity] = navigation("contract")
    regardingobjectid_contract_fax: Navigation[Entity] = navigation("contract")
    regardingobjectid_entitlement: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlement_fax: Navigation[Entity] = navigation("entitlement")
    regardingobjectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_entitlementtemplate_fax: Navigation[Entity] = navigation("entitlementtemplate")
    regardingobjectid_incident: Navigation[Incident] = navigation("incident")
    regardingobjectid_incident_fax: Navigation[Incident] = navigation("incident")
    regardingobjectid_invoice: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_invoice_fax: Navigation[Invoice] = navigation("invoice")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgearticle_fax: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_knowledgebaserecord_fax: Navigation[Entity] = navigation("knowledgebaserecord")
    regardingobjectid_lead: Navigation[Lead] = navigation("lead")
    regardingobjectid_lead_fax: Navigation[Lead] = navigation("lead")
    regardingobjectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_customerasset_fax: Navigation[Entity] = navigation("msdyn_customerasset")
    regardingobjectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_playbookinstance_fax: Navigation[Entity] = navigation("msdyn_playbookinstance")
    regardingobjectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_postalbum_fax: Navigation[Entity] = navigation("msdyn_postalbum")
    regardingobjectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_msdyn_salessuggestion_fax: Navigation[Entity] = navigation("msdyn_salessuggestion")
    regardingobjectid_new_interactionforemail: Navigation[Entity] = navigation("interactionforemail")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_opportunity_fax: Navigation[Opportunity] = navigation("opportunity")
    regardingobjectid_quote: Navigation[Quote] = navigation("quote")
    regardingobjectid_quote_fax: Navigation[Quote] = navigation("quote")
    regardingobjectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_salesorder_fax: Navigation[SalesOrder] = navigation("salesorder")
    regardingobjectid_site: Navigation[Entity] = navigation("site")
    regardingobjectid_site_fax: Navigation[Entity] = navigation("site")
    sendermailboxid_nav: Navigation[Entity] = navigation("mailbox", name="sendermailboxid")
    serviceid_nav: Navigation[Entity] = navigation("service", name="serviceid")
    serviceid_fax: Navigation[Entity] = navigation("service")
    sla_activitypointer_sla: Navigation[Entity] = navigation("sla")
    sla_fax_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_activitypointer_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_fax_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    transactioncurrencyid_fax: Navigation[TransactionCurrency] = navigation("transactioncurrency")
    activity_pointer_appointment: Collection[Appointment] = collection("appointment")
    activity_pointer_email: Collection[Email] = collection("email")
    activity_pointer_fax: Collection[Fax] = collection("fax")
    activity_pointer_letter: Collection[Letter] = collection("letter")
    activity_pointer_phonecall: Collection[PhoneCall] = collection("phonecall")
    activity_pointer_task: Collection[Task] = collection("task")
    activitypointer_activity_parties: Collection[ActivityParty] = collection("activityparty")
    fax_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Fax_Annotation: Collection[Annotation] = collection("annotation")
