# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict
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
    from .annotation import Annotation
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
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
    from .transactioncurrency import TransactionCurrency


class TeamMembershiptype(Choice):
    """The choices of team.membershiptype."""

    MEMBERS_AND_GUESTS = 0, "Members and guests"
    MEMBERS = 1, "Members"
    OWNERS = 2, "Owners"
    GUESTS = 3, "Guests"


class TeamTeamtype(Choice):
    """The choices of team.teamtype."""

    OWNER = 0, "Owner"
    ACCESS = 1, "Access"
    AAD_SECURITY_GROUP = 2, "AAD Security Group"
    AAD_OFFICE_GROUP = 3, "AAD Office Group"


@entity(
    "team",
    set_name="teams",
    key="ownerid",
    primary_name="name",
    alternate_keys={"membershiptype_azureactivedirectoryobjectid": ("membershiptype", "azureactivedirectoryobjectid")},
)
class Team(Entity):
    """A row of the table team, as `teams` gives it."""

    ownerid: Column[UUID] = column(update=False)
    azureactivedirectoryobjectid: Column[UUID | None] = column(update=False)
    createdon: Column[datetime | None] = column(create=False, update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    importsequencenumber: Column[int | None] = column(update=False)
    isdefault: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    issastokenset: Column[bool | None] = column()
    membershiptype: Column[TeamMembershiptype | None] = column(required="SystemRequired", update=False)
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    name: Column[str | None] = column(max_length=160, required="SystemRequired")
    organizationid: Column[UUID | None] = column(required="SystemRequired", create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(update=False)
    processid: Column[UUID | None] = column()
    sharelinkqualifier: Column[str | None] = column()
    stageid: Column[UUID | None] = column()
    systemmanaged: Column[bool | None] = column(create=False, update=False)
    teamid: Column[UUID | None] = column(required="SystemRequired", update=False)
    teamtype: Column[TeamTeamtype | None] = column(required="SystemRequired", update=False)
    traversedpath: Column[str | None] = column(max_length=1250)
    versionnumber: Column[int | None] = column(create=False, update=False)
    yominame: Column[str | None] = column(max_length=160, format="PhoneticGuide")
    administratorid: Lookup[SystemUser] = lookup({"systemuser": "administratorid"}, required="SystemRequired")
    businessunitid: Lookup[BusinessUnit] = lookup({"businessunit": "businessunitid"}, required="SystemRequired")
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    queueid: Lookup[Queue] = lookup({"queue": "queueid"})
    regardingobjectid: Lookup[Entity] = lookup(
        {"knowledgearticle": "regardingobjectid_knowledgearticle", "opportunity": "regardingobjectid_opportunity"}
    )
    teamtemplateid: Lookup[Entity] = lookup({"teamtemplate": "associatedteamtemplateid"})
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    administratorid_nav: Navigation[SystemUser] = navigation("systemuser", name="administratorid")
    associatedteamtemplateid: Navigation[Entity] = navigation("teamtemplate")
    businessunitid_nav: Navigation[BusinessUnit] = navigation("businessunit", name="businessunitid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    organizationid_organization: Navigation[Organization] = navigation("organization")
    queueid_nav: Navigation[Queue] = navigation("queue", name="queueid")
    regardingobjectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    regardingobjectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    lead_owning_team: Collection[Lead] = collection("lead")
    owner_accounts: Collection[Account] = collection("account")
    owner_activitypointers: Collection[ActivityPointer] = collection("activitypointer")
    owner_annotations: Collection[Annotation] = collection("annotation")
    owner_appointments: Collection[Appointment] = collection("appointment")
    owner_contacts: Collection[Contact] = collection("contact")
    owner_emails: Collection[Email] = collection("email")
    owner_faxes: Collection[Fax] = collection("fax")
    owner_incidents: Collection[Incident] = collection("incident")
    owner_invoices: Collection[Invoice] = collection("invoice")
    owner_leads: Collection[Lead] = collection("lead")
    owner_letters: Collection[Letter] = collection("letter")
    owner_opportunitys: Collection[Opportunity] = collection("opportunity")
    owner_phonecalls: Collection[PhoneCall] = collection("phonecall")
    owner_queues: Collection[Queue] = collection("queue")
    owner_quotes: Collection[Quote] = collection("quote")
    owner_salesorders: Collection[SalesOrder] = collection("salesorder")
    owner_tasks: Collection[Task] = collection("task")
    team_accounts: Collection[Account] = collection("account")
    team_activity: Collection[ActivityPointer] = collection("activitypointer")
    team_annotations: Collection[Annotation] = collection("annotation")
    team_appointment: Collection[Appointment] = collection("appointment")
    team_contacts: Collection[Contact] = collection("contact")
    team_email: Collection[Email] = collection("email")
    team_fax: Collection[Fax] = collection("fax")
    team_incidents: Collection[Incident] = collection("incident")
    team_invoicedetail: Collection[InvoiceDetail] = collection("invoicedetail")
    team_invoices: Collection[Invoice] = collection("invoice")
    team_letter: Collection[Letter] = collection("letter")
    team_opportunities: Collection[Opportunity] = collection("opportunity")
    team_orders: Collection[SalesOrder] = collection("salesorder")
    team_phonecall: Collection[PhoneCall] = collection("phonecall")
    team_quotedetail: Collection[QuoteDetail] = collection("quotedetail")
    team_quotes: Collection[Quote] = collection("quote")
    team_salesorderdetail: Collection[SalesOrderDetail] = collection("salesorderdetail")
    team_task: Collection[Task] = collection("task")
    teammembership_association: Collection[SystemUser] = collection("systemuser", many_to_many=True)


class TeamMembershiptypeAzureactivedirectoryobjectidKey(TypedDict):
    """Names one row by the alternate key membershiptype_azureactivedirectoryobjectid."""

    membershiptype: TeamMembershiptype
    azureactivedirectoryobjectid: UUID
