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
    from .lead import Lead
    from .letter import Letter
    from .phonecall import PhoneCall
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


@entity("incident", set_name="incidents", key="incidentid", primary_name="title")
class Incident(Entity):
    """A row of the table incident, as `incidents` gives it."""

    incidentid: Column[UUID] = column(required="SystemRequired", update=False)
    activitiescomplete: Column[bool | None] = column()
    actualserviceunits: Column[int | None] = column()
    billedserviceunits: Column[int | None] = column()
    blockedprofile: Column[bool | None] = column(update=False)
    caseage: Column[str | None] = column(max_length=4000, create=False, update=False)
    caseorigincode: Column[int | None] = column(
        options={1: "Phone", 2: "Email", 3: "Web", 2483: "Facebook", 3986: "Twitter", 700610000: "IoT"}
    )
    casetypecode: Column[int | None] = column(options={1: "Question", 2: "Problem", 3: "Request"})
    checkemail: Column[bool | None] = column()
    contractservicelevelcode: Column[int | None] = column(options={1: "Gold", 2: "Silver", 3: "Bronze"})
    createdon: Column[datetime | None] = column(create=False, update=False)
    customercontacted: Column[bool | None] = column(update=False)
    customersatisfactioncode: Column[int | None] = column(
        options={1: "Very Dissatisfied", 2: "Dissatisfied", 3: "Neutral", 4: "Satisfied", 5: "Very Satisfied"}
    )
    deactivatedon: Column[datetime | None] = column()
    decremententitlementterm: Column[bool | None] = column()
    description: Column[str | None] = column(max_length=2000, memo=True)
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    escalatedon: Column[datetime | None] = column(create=False, update=False)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    firstresponsesent: Column[bool | None] = column()
    firstresponseslastatus: Column[int | None] = column(
        options={1: "In Progress", 2: "Nearing Noncompliance", 3: "Succeeded", 4: "Noncompliant"}
    )
    followupby: Column[datetime | None] = column(format="DateOnly")
    followuptaskcreated: Column[bool | None] = column()
    importsequencenumber: Column[int | None] = column(update=False)
    incidentstagecode: Column[int | None] = column(options={1: "Default Value"})
    influencescore: Column[float | None] = column(update=False)
    isdecrementing: Column[bool | None] = column()
    isescalated: Column[bool | None] = column()
    lastinteraction: Column[str | None] = column(max_length=200, create=False, update=False)
    lastonholdtime: Column[datetime | None] = column()
    merged: Column[bool | None] = column(create=False, update=False)
    messagetypecode: Column[int | None] = column(update=False, options={0: "Public Message", 1: "Private Message"})
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    nextsla: Column[str | None] = column(max_length=400)
    numberofchildincidents: Column[int | None] = column(create=False, update=False)
    onholdtime: Column[int | None] = column(create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    prioritycode: Column[int | None] = column(options={1: "High", 2: "Normal", 3: "Low"})
    processid: Column[UUID | None] = column()
    productserialnumber: Column[str | None] = column(max_length=100)
    resolveby: Column[datetime | None] = column()
    resolvebyslastatus: Column[int | None] = column(
        options={1: "In Progress", 2: "Nearing Noncompliance", 3: "Succeeded", 4: "Noncompliant"}
    )
    responseby: Column[datetime | None] = column()
    routecase: Column[bool | None] = column(update=False)
    sentimentvalue: Column[float | None] = column(update=False)
    servicestage: Column[int | None] = column(options={0: "Identify", 1: "Research", 2: "Resolve"})
    severitycode: Column[int | None] = column(options={1: "Default Value"})
    stageid: Column[UUID | None] = column()
    statecode: Column[int | None] = column(
        required="SystemRequired", create=False, options={0: "Active", 1: "Resolved", 2: "Cancelled"}
    )
    statuscode: Column[int | None] = column(
        options={
            1: "In Progress",
            2: "On Hold",
            3: "Waiting for Details",
            4: "Researching",
            5: "Problem Solved",
            6: "Cancelled",
            1000: "Information Provided",
            2000: "Merged",
        },
    )
    ticketnumber: Column[str | None] = column(max_length=100, update=False)
    timezoneruleversionnumber: Column[int | None] = column()
    title: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    traversedpath: Column[str | None] = column(max_length=1250)
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    contactid: Lookup[Contact] = lookup({}, create=False, update=False)
    contractdetailid: Lookup[Entity] = lookup({"contractdetail": "contractdetailid"})
    contractid: Lookup[Entity] = lookup({"contract": "contractid"})
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
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
