# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import Choice, Column, Entity, Lookup, Navigation, column, entity, lookup, navigation

if TYPE_CHECKING:
    from .account import Account
    from .activitypointer import ActivityPointer
    from .appointment import Appointment
    from .contact import Contact
    from .email import Email
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


class ActivityPartyInstanceTypeCode(Choice):
    """The choices of activityparty.instancetypecode: Appointment Type."""

    NOT_RECURRING = 0, "Not Recurring"
    RECURRING_MASTER = 1, "Recurring Master"
    RECURRING_INSTANCE = 2, "Recurring Instance"
    RECURRING_EXCEPTION = 3, "Recurring Exception"
    RECURRING_FUTURE_EXCEPTION = 4, "Recurring Future Exception"


class ActivityPartyParticipationTypeMask(Choice):
    """The choices of activityparty.participationtypemask: Participation Type."""

    SENDER = 1, "Sender"
    TO_RECIPIENT = 2, "To Recipient"
    CC_RECIPIENT = 3, "CC Recipient"
    BCC_RECIPIENT = 4, "BCC Recipient"
    REQUIRED_ATTENDEE = 5, "Required attendee"
    OPTIONAL_ATTENDEE = 6, "Optional attendee"
    ORGANIZER = 7, "Organizer"
    REGARDING = 8, "Regarding"
    OWNER = 9, "Owner"
    RESOURCE = 10, "Resource"
    CUSTOMER = 11, "Customer"
    CHAT_PARTICIPANT = 12, "Chat Participant"


@entity("activityparty", set_name="activityparties", key="activitypartyid", primary_name="partyidname")
class ActivityParty(Entity):
    """A row of the table activityparty, as `activityparties` gives it."""

    activitypartyid: Column[UUID] = column(required="SystemRequired", update=False)
    """Activity Party."""
    addressused: Column[str | None] = column(max_length=320)
    """Address."""
    addressusedemailcolumnnumber: Column[int | None] = column(create=False, update=False)
    """Email column number of party."""
    donotemail: Column[bool | None] = column(create=False, update=False)
    """Do not allow Emails."""
    donotfax: Column[bool | None] = column(create=False, update=False)
    """Do not allow Faxes."""
    donotphone: Column[bool | None] = column(create=False, update=False)
    """Do not allow Phone Calls."""
    donotpostalmail: Column[bool | None] = column(create=False, update=False)
    """Do not allow Postal Mails."""
    effort: Column[float | None] = column(minimum=0, maximum=1000000000)
    exchangeentryid: Column[str | None] = column(max_length=1024)
    """Exchange Entry."""
    instancetypecode: Column[ActivityPartyInstanceTypeCode | None] = column(
        required="SystemRequired", create=False, update=False
    )
    """Appointment Type."""
    ispartydeleted: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    """Is Party Deleted."""
    participationtypemask: Column[ActivityPartyParticipationTypeMask | None] = column(required="SystemRequired")
    """Participation Type."""
    scheduledend: Column[datetime | None] = column(format="DateOnly", create=False, update=False)
    """Scheduled End."""
    scheduledstart: Column[datetime | None] = column(format="DateOnly", create=False, update=False)
    """Scheduled Start."""
    unresolvedpartyname: Column[str | None] = column(max_length=200)
    versionnumber: Column[int | None] = column(create=False, update=False)
    activityid: Lookup[Entity] = lookup(
        {
            "activitypointer": "activityid_activitypointer",
            "appointment": "activityid_appointment",
            "campaignactivity": "activityid_campaignactivity",
            "campaignresponse": "activityid_campaignresponse",
            "chat": "activityid_chat_activityparty",
            "email": "activityid_email",
            "fax": "activityid_fax",
            "incidentresolution": "activityid_incidentresolution",
            "letter": "activityid_letter",
            "msdyn_ocliveworkitem": "activityid_msdyn_ocliveworkitem_activityparty",
            "msdyn_ocsession": "activityid_msdyn_ocsession_activityparty",
            "msfp_alert": "activityid_msfp_alert_activityparty",
            "msfp_surveyinvite": "activityid_msfp_surveyinvite_activityparty",
            "msfp_surveyresponse": "activityid_msfp_surveyresponse_activityparty",
            "opportunityclose": "activityid_opportunityclose",
            "orderclose": "activityid_orderclose",
            "phonecall": "activityid_phonecall",
            "quoteclose": "activityid_quoteclose",
            "recurringappointmentmaster": "activityid_recurringappointmentmaster",
            "serviceappointment": "activityid_serviceappointment",
            "socialactivity": "activityid_socialactivity",
            "task": "activityid_task",
        },
        required="SystemRequired",
    )
    ownerid: Lookup[SystemUser | Team] = lookup({}, required="ApplicationRequired", create=False, update=False)
    partyid: Lookup[Entity] = lookup(
        {
            "account": "partyid_account",
            "bulkoperation": "partyid_bulkoperation",
            "campaign": "partyid_campaign",
            "campaignactivity": "partyid_campaignactivity",
            "contact": "partyid_contact",
            "contract": "partyid_contract",
            "entitlement": "partyid_entitlement",
            "equipment": "partyid_equipment",
            "incident": "partyid_incident",
            "invoice": "partyid_invoice",
            "knowledgearticle": "partyid_knowledgearticle",
            "lead": "partyid_lead",
            "msdyn_salessuggestion": "partyid_msdyn_salessuggestion",
            "opportunity": "partyid_opportunity",
            "queue": "partyid_queue",
            "quote": "partyid_quote",
            "salesorder": "partyid_salesorder",
            "systemuser": "partyid_systemuser",
        },
    )
    resourcespecid: Lookup[Entity] = lookup({"resourcespec": "resourcespecid"})
    activityid_activitypointer: Navigation[ActivityPointer] = navigation("activitypointer")
    activityid_appointment: Navigation[Appointment] = navigation("appointment")
    activityid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    activityid_campaignresponse: Navigation[Entity] = navigation("campaignresponse")
    activityid_chat_activityparty: Navigation[Entity] = navigation("chat")
    activityid_email: Navigation[Email] = navigation("email")
    activityid_fax: Navigation[Fax] = navigation("fax")
    activityid_incidentresolution: Navigation[Entity] = navigation("incidentresolution")
    activityid_letter: Navigation[Letter] = navigation("letter")
    activityid_msdyn_ocliveworkitem_activityparty: Navigation[Entity] = navigation("msdyn_ocliveworkitem")
    activityid_msdyn_ocsession_activityparty: Navigation[Entity] = navigation("msdyn_ocsession")
    activityid_msfp_alert_activityparty: Navigation[Entity] = navigation("msfp_alert")
    activityid_msfp_surveyinvite_activityparty: Navigation[Entity] = navigation("msfp_surveyinvite")
    activityid_msfp_surveyresponse_activityparty: Navigation[Entity] = navigation("msfp_surveyresponse")
    activityid_opportunityclose: Navigation[Entity] = navigation("opportunityclose")
    activityid_orderclose: Navigation[Entity] = navigation("orderclose")
    activityid_phonecall: Navigation[PhoneCall] = navigation("phonecall")
    activityid_quoteclose: Navigation[Entity] = navigation("quoteclose")
    activityid_recurringappointmentmaster: Navigation[Entity] = navigation("recurringappointmentmaster")
    activityid_serviceappointment: Navigation[Entity] = navigation("serviceappointment")
    activityid_socialactivity: Navigation[Entity] = navigation("socialactivity")
    activityid_task: Navigation[Task] = navigation("task")
    partyid_account: Navigation[Account] = navigation("account")
    partyid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    partyid_campaign: Navigation[Entity] = navigation("campaign")
    partyid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    partyid_contact: Navigation[Contact] = navigation("contact")
    partyid_contract: Navigation[Entity] = navigation("contract")
    partyid_entitlement: Navigation[Entity] = navigation("entitlement")
    partyid_equipment: Navigation[Entity] = navigation("equipment")
    partyid_incident: Navigation[Incident] = navigation("incident")
    partyid_invoice: Navigation[Invoice] = navigation("invoice")
    partyid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    partyid_lead: Navigation[Lead] = navigation("lead")
    partyid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    partyid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    partyid_queue: Navigation[Queue] = navigation("queue")
    partyid_quote: Navigation[Quote] = navigation("quote")
    partyid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    partyid_systemuser: Navigation[SystemUser] = navigation("systemuser")
    resourcespecid_nav: Navigation[Entity] = navigation("resourcespec", name="resourcespecid")
