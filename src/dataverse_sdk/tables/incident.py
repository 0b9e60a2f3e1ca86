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
    from .lead import Lead
    from .letter import Letter
    from .phonecall import PhoneCall
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class IncidentCaseOriginCode(Choice):
    """The choices of incident.caseorigincode: Origin."""

    PHONE = 1, "Phone"
    EMAIL = 2, "Email"
    WEB = 3, "Web"
    FACEBOOK = 2483, "Facebook"
    TWITTER = 3986, "Twitter"
    IOT = 700610000, "IoT"


class IncidentCaseTypeCode(Choice):
    """The choices of incident.casetypecode: Case Type."""

    QUESTION = 1, "Question"
    PROBLEM = 2, "Problem"
    REQUEST = 3, "Request"


class IncidentContractServiceLevelCode(Choice):
    """The choices of incident.contractservicelevelcode: Service Level."""

    GOLD = 1, "Gold"
    SILVER = 2, "Silver"
    BRONZE = 3, "Bronze"


class IncidentCustomerSatisfactionCode(Choice):
    """The choices of incident.customersatisfactioncode: Satisfaction."""

    VERY_DISSATISFIED = 1, "Very Dissatisfied"
    DISSATISFIED = 2, "Dissatisfied"
    NEUTRAL = 3, "Neutral"
    SATISFIED = 4, "Satisfied"
    VERY_SATISFIED = 5, "Very Satisfied"


class IncidentFirstResponseSLAStatus(Choice):
    """The choices of incident.firstresponseslastatus: First Response SLA Status."""

    IN_PROGRESS = 1, "In Progress"
    NEARING_NONCOMPLIANCE = 2, "Nearing Noncompliance"
    SUCCEEDED = 3, "Succeeded"
    NONCOMPLIANT = 4, "Noncompliant"


class IncidentIncidentStageCode(Choice):
    """The choices of incident.incidentstagecode: Case Stage."""

    DEFAULT_VALUE = 1, "Default Value"


class IncidentMessageTypeCode(Choice):
    """The choices of incident.messagetypecode: Received As."""

    PUBLIC_MESSAGE = 0, "Public Message"
    PRIVATE_MESSAGE = 1, "Private Message"


class IncidentPriorityCode(Choice):
    """The choices of incident.prioritycode: Priority."""

    HIGH = 1, "High"
    NORMAL = 2, "Normal"
    LOW = 3, "Low"


class IncidentResolveBySLAStatus(Choice):
    """The choices of incident.resolvebyslastatus: Resolve By SLA Status."""

    IN_PROGRESS = 1, "In Progress"
    NEARING_NONCOMPLIANCE = 2, "Nearing Noncompliance"
    SUCCEEDED = 3, "Succeeded"
    NONCOMPLIANT = 4, "Noncompliant"


class IncidentServiceStage(Choice):
    """The choices of incident.servicestage: Service Stage."""

    IDENTIFY = 0, "Identify"
    RESEARCH = 1, "Research"
    RESOLVE = 2, "Resolve"


class IncidentSeverityCode(Choice):
    """The choices of incident.severitycode: Severity."""

    DEFAULT_VALUE = 1, "Default Value"


class IncidentStateCode(Choice):
    """The choices of incident.statecode: Status."""

    ACTIVE = 0, "Active"
    RESOLVED = 1, "Resolved"
    CANCELLED = 2, "Cancelled"


class IncidentStatusCode(Choice):
    """The choices of incident.statuscode: Status Reason."""

    IN_PROGRESS = 1, "In Progress"
    ON_HOLD = 2, "On Hold"
    WAITING_FOR_DETAILS = 3, "Waiting for Details"
    RESEARCHING = 4, "Researching"
    PROBLEM_SOLVED = 5, "Problem Solved"
    CANCELLED = 6, "Cancelled"
    INFORMATION_PROVIDED = 1000, "Information Provided"
    MERGED = 2000, "Merged"


@entity("incident", set_name="incidents", key="incidentid", primary_name="title")
class Incident(Entity):
    """A row of the table incident, as `incidents` gives it."""

    incidentid: Column[UUID] = column(required="SystemRequired", update=False)
    activitiescomplete: Column[bool | None] = column()
    """Activities Complete."""
    actualserviceunits: Column[int | None] = column()
    """Actual Service Units."""
    billedserviceunits: Column[int | None] = column()
    """Billed Service Units."""
    blockedprofile: Column[bool | None] = column(update=False)
    """Blocked Profile."""
    caseage: Column[str | None] = column(max_length=4000, create=False, update=False)
    caseorigincode: Column[IncidentCaseOriginCode | None] = column()
    """Origin."""
    casetypecode: Column[IncidentCaseTypeCode | None] = column()
    """Case Type."""
    checkemail: Column[bool | None] = column()
    """Check Email."""
    contractservicelevelcode: Column[IncidentContractServiceLevelCode | None] = column()
    """Service Level."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    customercontacted: Column[bool | None] = column(update=False)
    """Customer Contacted."""
    customersatisfactioncode: Column[IncidentCustomerSatisfactionCode | None] = column()
    """Satisfaction."""
    deactivatedon: Column[datetime | None] = column()
    decremententitlementterm: Column[bool | None] = column()
    """Decrement Entitlement Terms."""
    description: Column[str | None] = column(max_length=2000, memo=True)
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    """Email Address."""
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    escalatedon: Column[datetime | None] = column(create=False, update=False)
    """Escalated On."""
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    firstresponsesent: Column[bool | None] = column()
    """First Response Sent."""
    firstresponseslastatus: Column[IncidentFirstResponseSLAStatus | None] = column()
    """First Response SLA Status."""
    followupby: Column[datetime | None] = column(format="DateOnly")
    """Follow Up By."""
    followuptaskcreated: Column[bool | None] = column()
    """Follow up Task Created."""
    importsequencenumber: Column[int | None] = column(update=False)
    incidentstagecode: Column[IncidentIncidentStageCode | None] = column()
    """Case Stage."""
    influencescore: Column[float | None] = column(update=False)
    """Influence Score."""
    isdecrementing: Column[bool | None] = column()
    """Decrementing."""
    isescalated: Column[bool | None] = column()
    """Is Escalated."""
    lastinteraction: Column[str | None] = column(max_length=200, create=False, update=False)
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    merged: Column[bool | None] = column(create=False, update=False)
    """Internal Use Only."""
    messagetypecode: Column[IncidentMessageTypeCode | None] = column(update=False)
    """Received As."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    nextsla: Column[str | None] = column(max_length=400)
    numberofchildincidents: Column[int | None] = column(create=False, update=False)
    """Child Cases."""
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    prioritycode: Column[IncidentPriorityCode | None] = column()
    """Priority."""
    processid: Column[UUID | None] = column()
    """Process Id."""
    productserialnumber: Column[str | None] = column(max_length=100)
    """Serial Number."""
    resolveby: Column[datetime | None] = column()
    """Resolve By."""
    resolvebyslastatus: Column[IncidentResolveBySLAStatus | None] = column()
    """Resolve By SLA Status."""
    responseby: Column[datetime | None] = column()
    """First Response By."""
    routecase: Column[bool | None] = column(update=False)
    """Route Case."""
    sentimentvalue: Column[float | None] = column(update=False)
    """Sentiment Value."""
    servicestage: Column[IncidentServiceStage | None] = column()
    """Service Stage."""
    severitycode: Column[IncidentSeverityCode | None] = column()
    """Severity."""
    stageid: Column[UUID | None] = column()
    """Stage Id."""
    statecode: Column[IncidentStateCode | None] = column(required="SystemRequired", create=False)
    """Status."""
    statuscode: Column[IncidentStatusCode | None] = column()
    """Status Reason."""
    ticketnumber: Column[str | None] = column(max_length=100, update=False)
    """Case Number."""
    timezoneruleversionnumber: Column[int | None] = column()
    title: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    """Case Title."""
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    """Account."""
    contactid: Lookup[Contact] = lookup({}, create=False, update=False)
    """Contact."""
    contractdetailid: Lookup[Entity] = lookup({"contractdetail": "contractdetailid"})
    contractid: Lookup[Entity] = lookup({"contract": "contractid"})
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    """Created By (External Party)."""
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    customerid: Lookup[Account | Contact] = lookup(
        {"account": "customerid_account", "contact": "customerid_contact"}, required="SystemRequired"
    )
    entitlementid: Lookup[Entity] = lookup({"entitlement": "entitlementid"})
    existingcase: Lookup[Incident] = lookup({"incident": "existingcase"})
    firstresponsebykpiid: Lookup[Entity] = lookup({"slakpiinstance": "firstresponsebykpiid"})
    kbarticleid: Lookup[Entity] = lookup({"kbarticle": "kbarticleid"})
    masterid: Lookup[Incident] = lookup({"incident": "masterid"})
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    """Modified By (External Party)."""
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_iotalert: Lookup[Entity] = lookup({"msdyn_iotalert": "msdyn_IoTAlert"})
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    parentcaseid: Lookup[Incident] = lookup({"incident": "parentcaseid"})
    primarycontactid: Lookup[Contact] = lookup({"contact": "primarycontactid"})
    productid: Lookup[Entity] = lookup({"product": "productid"})
    resolvebykpiid: Lookup[Entity] = lookup({"slakpiinstance": "resolvebykpiid"})
    slaid: Lookup[Entity] = lookup({"sla": "slaid_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_sla"}, create=False, update=False)
    socialprofileid: Lookup[Entity] = lookup({"socialprofile": "socialprofileid"}, update=False)
    subjectid: Lookup[Entity] = lookup({"subject": "subjectid"})
    """Subject."""
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    contractdetailid_nav: Navigation[Entity] = navigation("contractdetail", name="contractdetailid")
    contractid_nav: Navigation[Entity] = navigation("contract", name="contractid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    customerid_account: Navigation[Account] = navigation("account")
    customerid_contact: Navigation[Contact] = navigation("contact")
    entitlementid_nav: Navigation[Entity] = navigation("entitlement", name="entitlementid")
    existingcase_nav: Navigation[Incident] = navigation("incident", name="existingcase")
    firstresponsebykpiid_nav: Navigation[Entity] = navigation("slakpiinstance", name="firstresponsebykpiid")
    kbarticleid_nav: Navigation[Entity] = navigation("kbarticle", name="kbarticleid")
    masterid_nav: Navigation[Incident] = navigation("incident", name="masterid")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_IoTAlert_nav: Navigation[Entity] = navigation("msdyn_iotalert", name="msdyn_IoTAlert")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    parentcaseid_nav: Navigation[Incident] = navigation("incident", name="parentcaseid")
    primarycontactid_nav: Navigation[Contact] = navigation("contact", name="primarycontactid")
    productid_nav: Navigation[Entity] = navigation("product", name="productid")
    resolvebykpiid_nav: Navigation[Entity] = navigation("slakpiinstance", name="resolvebykpiid")
    responsiblecontactid: Navigation[Contact] = navigation("contact")
    slaid_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_sla: Navigation[Entity] = navigation("sla")
    socialprofileid_nav: Navigation[Entity] = navigation("socialprofile", name="socialprofileid")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    subjectid_nav: Navigation[Entity] = navigation("subject", name="subjectid")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    incident_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Incident_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    Incident_Annotation: Collection[Annotation] = collection("annotation")
    Incident_Appointments: Collection[Appointment] = collection("appointment")
    Incident_Emails: Collection[Email] = collection("email")
    incident_existingcase: Collection[Incident] = collection("incident")
    Incident_Faxes: Collection[Fax] = collection("fax")
    Incident_Letters: Collection[Letter] = collection("letter")
    incident_master_incident: Collection[Incident] = collection("incident")
    incident_parent_incident: Collection[Incident] = collection("incident")
    Incident_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    Incident_Tasks: Collection[Task] = collection("task")
    OriginatingCase_Lead: Collection[Lead] = collection("lead")
