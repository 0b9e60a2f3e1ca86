# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import Column, Entity, Lookup, Navigation, column, entity, lookup, navigation

if TYPE_CHECKING:
    from .account import Account
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


@entity("annotation", set_name="annotations", key="annotationid", primary_name="subject")
class Annotation(Entity):
    """A row of the table annotation, as `annotations` gives it."""

    annotationid: Column[UUID] = column(required="SystemRequired", update=False)
    """Note."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    """Created On."""
    documentbody: Column[str | None] = column(max_length=1073741823)
    """Document."""
    documentbody_binary: Column[bytes | None] = column(create=False, update=False)
    filename: Column[str | None] = column(max_length=255)
    """File Name."""
    filesize: Column[int | None] = column(create=False, update=False, minimum=0, maximum=1000000000)
    """File Size (Bytes)."""
    importsequencenumber: Column[int | None] = column(update=False)
    """Import Sequence Number."""
    isdocument: Column[bool | None] = column(required="SystemRequired")
    """Is Document."""
    langid: Column[str | None] = column(max_length=2)
    """Language ID."""
    mimetype: Column[str | None] = column(max_length=256)
    """Mime Type."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    """Modified On."""
    notetext: Column[str | None] = column(max_length=1073741823, memo=True)
    """Description."""
    objecttypecode: Column[str | None] = column()
    """Object Type."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    """Record Created On."""
    prefix: Column[str | None] = column(max_length=10, create=False, update=False)
    stepid: Column[str | None] = column(max_length=32)
    """Step Id."""
    subject: Column[str | None] = column(max_length=500, required="ApplicationRequired")
    """Title."""
    versionnumber: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    """Version Number."""
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    objectid: Lookup[Entity] = lookup(
        {
            "account": "objectid_account",
            "appointment": "objectid_appointment",
            "bookableresource": "objectid_bookableresource",
            "bookableresourcebooking": "objectid_bookableresourcebooking",
            "bookableresourcebookingheader": "objectid_bookableresourcebookingheader",
            "bookableresourcecategoryassn": "objectid_bookableresourcecategoryassn",
            "bookableresourcecharacteristic": "objectid_bookableresourcecharacteristic",
            "bookableresourcegroup": "objectid_bookableresourcegroup",
            "bulkoperation": "objectid_bulkoperation",
            "calendar": "objectid_calendar",
            "campaign": "objectid_campaign",
            "campaignactivity": "objectid_campaignactivity",
            "campaignresponse": "objectid_campaignresponse",
            "chat": "objectid_chat",
            "competitor": "objectid_competitor",
            "contact": "objectid_contact",
            "contract": "objectid_contract",
            "contractdetail": "objectid_contractdetail",
            "duplicaterule": "objectid_duplicaterule",
            "email": "objectid_email",
            "emailserverprofile": "objectid_emailserverprofile",
            "entitlement": "objectid_entitlement",
            "entitlementchannel": "objectid_entitlementchannel",
            "entitlementtemplate": "objectid_entitlementtemplate",
            "equipment": "objectid_equipment",
            "fax": "objectid_fax",
            "goal": "objectid_goal",
            "incident": "objectid_incident",
            "incidentresolution": "objectid_incidentresolution",
            "invoice": "objectid_invoice",
            "kbarticle": "objectid_kbarticle",
            "knowledgearticle": "objectid_knowledgearticle",
            "knowledgebaserecord": "objectid_knowledgebaserecord",
            "lead": "objectid_lead",
            "letter": "objectid_letter",
            "list": "objectid_list",
            "mailbox": "objectid_mailbox",
            "msdyn_aifptrainingdocument": "objectid_msdyn_aifptrainingdocument",
            "msdyn_aimodel": "objectid_msdyn_aimodel",
            "msdyn_aiodimage": "objectid_msdyn_aiodimage",
            "msdyn_customerasset": "objectid_msdyn_customerasset",
            "msdyn_forecastconfiguration": "objectid_msdyn_forecastconfiguration",
            "msdyn_forecastpredictionstatus": "objectid_msdyn_forecastpredictionstatus",
            "msdyn_iotalert": "objectid_msdyn_iotalert",
            "msdyn_iotdevice": "objectid_msdyn_iotdevice",
            "msdyn_iotdevicecategory": "objectid_msdyn_iotdevicecategory",
            "msdyn_iotdevicecommand": "objectid_msdyn_iotdevicecommand",
            "msdyn_iotdeviceregistrationhistory": "objectid_msdyn_iotdeviceregistrationhistory",
            "msdyn_liveconversation": "objectid_msdyn_liveconversation",
            "msdyn_ocflaggedspam": "objectid_msdyn_ocflaggedspam",
            "msdyn_ocliveworkitem": "objectid_msdyn_ocliveworkitem",
            "msdyn_ocsession": "objectid_msdyn_ocsession",
            "msdyn_overflowactionconfig": "objectid_msdyn_overflowactionconfig",
            "msdyn_personalsoundsetting": "objectid_msdyn_personalsoundsetting",
            "msdyn_playbookinstance": "objectid_msdyn_playbookinstance",
            "msdyn_playbooktemplate": "objectid_msdyn_playbooktemplate",
            "msdyn_postalbum": "objectid_msdyn_postalbum",
            "msdyn_salessuggestion": "objectid_msdyn_salessuggestion",
            "msdyn_soundfile": "objectid_msdyn_soundfile",
            "msdyn_soundnotificationsetting": "objectid_msdyn_soundnotificationsetting",
            "msdyn_taggedrecord": "objectid_msdyn_taggedrecord",
            "msdyn_transcript": "objectid_msdyn_transcript",
            "msfp_alert": "objectid_msfp_alert",
            "msfp_question": "objectid_msfp_question",
            "msfp_surveyinvite": "objectid_msfp_surveyinvite",
            "msfp_surveyresponse": "objectid_msfp_surveyresponse",
            "opportunity": "objectid_opportunity",
            "opportunityclose": "objectid_opportunityclose",
            "orderclose": "objectid_orderclose",
            "phonecall": "objectid_phonecall",
            "product": "objectid_product",
            "quote": "objectid_quote",
            "quoteclose": "objectid_quoteclose",
            "recurringappointmentmaster": "objectid_recurringappointmentmaster",
            "resourcespec": "objectid_resourcespec",
            "salesorder": "objectid_salesorder",
            "service": "objectid_service",
            "serviceappointment": "objectid_serviceappointment",
            "sla": "objectid_sla",
            "socialactivity": "objectid_socialactivity",
            "task": "objectid_task",
            "workflow": "objectid_workflow",
        },
    )
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    objectid_account: Navigation[Account] = navigation("account")
    objectid_appointment: Navigation[Appointment] = navigation("appointment")
    objectid_bookableresource: Navigation[Entity] = navigation("bookableresource")
    objectid_bookableresourcebooking: Navigation[Entity] = navigation("bookableresourcebooking")
    objectid_bookableresourcebookingheader: Navigation[Entity] = navigation("bookableresourcebookingheader")
    objectid_bookableresourcecategoryassn: Navigation[Entity] = navigation("bookableresourcecategoryassn")
    objectid_bookableresourcecharacteristic: Navigation[Entity] = navigation("bookableresourcecharacteristic")
    objectid_bookableresourcegroup: Navigation[Entity] = navigation("bookableresourcegroup")
    objectid_bulkoperation: Navigation[Entity] = navigation("bulkoperation")
    objectid_calendar: Navigation[Entity] = navigation("calendar")
    objectid_campaign: Navigation[Entity] = navigation("campaign")
    objectid_campaignactivity: Navigation[Entity] = navigation("campaignactivity")
    objectid_campaignresponse: Navigation[Entity] = navigation("campaignresponse")
    objectid_chat: Navigation[Entity] = navigation("chat")
    objectid_competitor: Navigation[Entity] = navigation("competitor")
    objectid_contact: Navigation[Contact] = navigation("contact")
    objectid_contract: Navigation[Entity] = navigation("contract")
    objectid_contractdetail: Navigation[Entity] = navigation("contractdetail")
    objectid_duplicaterule: Navigation[Entity] = navigation("duplicaterule")
    objectid_email: Navigation[Email] = navigation("email")
    objectid_emailserverprofile: Navigation[Entity] = navigation("emailserverprofile")
    objectid_entitlement: Navigation[Entity] = navigation("entitlement")
    objectid_entitlementchannel: Navigation[Entity] = navigation("entitlementchannel")
    objectid_entitlementtemplate: Navigation[Entity] = navigation("entitlementtemplate")
    objectid_equipment: Navigation[Entity] = navigation("equipment")
    objectid_fax: Navigation[Fax] = navigation("fax")
    objectid_goal: Navigation[Entity] = navigation("goal")
    objectid_incident: Navigation[Incident] = navigation("incident")
    objectid_incidentresolution: Navigation[Entity] = navigation("incidentresolution")
    objectid_invoice: Navigation[Invoice] = navigation("invoice")
    objectid_kbarticle: Navigation[Entity] = navigation("kbarticle")
    objectid_knowledgearticle: Navigation[Entity] = navigation("knowledgearticle")
    objectid_knowledgebaserecord: Navigation[Entity] = navigation("knowledgebaserecord")
    objectid_lead: Navigation[Lead] = navigation("lead")
    objectid_letter: Navigation[Letter] = navigation("letter")
    objectid_list: Navigation[Entity] = navigation("list")
    objectid_mailbox: Navigation[Entity] = navigation("mailbox")
    objectid_msdyn_aifptrainingdocument: Navigation[Entity] = navigation("msdyn_aifptrainingdocument")
    objectid_msdyn_aimodel: Navigation[Entity] = navigation("msdyn_aimodel")
    objectid_msdyn_aiodimage: Navigation[Entity] = navigation("msdyn_aiodimage")
    objectid_msdyn_customerasset: Navigation[Entity] = navigation("msdyn_customerasset")
    objectid_msdyn_forecastconfiguration: Navigation[Entity] = navigation("msdyn_forecastconfiguration")
    objectid_msdyn_forecastpredictionstatus: Navigation[Entity] = navigation("msdyn_forecastpredictionstatus")
    objectid_msdyn_iotalert: Navigation[Entity] = navigation("msdyn_iotalert")
    objectid_msdyn_iotdevice: Navigation[Entity] = navigation("msdyn_iotdevice")
    objectid_msdyn_iotdevicecategory: Navigation[Entity] = navigation("msdyn_iotdevicecategory")
    objectid_msdyn_iotdevicecommand: Navigation[Entity] = navigation("msdyn_iotdevicecommand")
    objectid_msdyn_iotdeviceregistrationhistory: Navigation[Entity] = navigation("msdyn_iotdeviceregistrationhistory")
    objectid_msdyn_liveconversation: Navigation[Entity] = navigation("msdyn_liveconversation")
    objectid_msdyn_ocflaggedspam: Navigation[Entity] = navigation("msdyn_ocflaggedspam")
    objectid_msdyn_ocliveworkitem: Navigation[Entity] = navigation("msdyn_ocliveworkitem")
    objectid_msdyn_ocsession: Navigation[Entity] = navigation("msdyn_ocsession")
    objectid_msdyn_overflowactionconfig: Navigation[Entity] = navigation("msdyn_overflowactionconfig")
    objectid_msdyn_personalsoundsetting: Navigation[Entity] = navigation("msdyn_personalsoundsetting")
    objectid_msdyn_playbookinstance: Navigation[Entity] = navigation("msdyn_playbookinstance")
    objectid_msdyn_playbooktemplate: Navigation[Entity] = navigation("msdyn_playbooktemplate")
    objectid_msdyn_postalbum: Navigation[Entity] = navigation("msdyn_postalbum")
    objectid_msdyn_salessuggestion: Navigation[Entity] = navigation("msdyn_salessuggestion")
    objectid_msdyn_soundfile: Navigation[Entity] = navigation("msdyn_soundfile")
    objectid_msdyn_soundnotificationsetting: Navigation[Entity] = navigation("msdyn_soundnotificationsetting")
    objectid_msdyn_taggedrecord: Navigation[Entity] = navigation("msdyn_taggedrecord")
    objectid_msdyn_transcript: Navigation[Entity] = navigation("msdyn_transcript")
    objectid_msfp_alert: Navigation[Entity] = navigation("msfp_alert")
    objectid_msfp_question: Navigation[Entity] = navigation("msfp_question")
    objectid_msfp_surveyinvite: Navigation[Entity] = navigation("msfp_surveyinvite")
    objectid_msfp_surveyresponse: Navigation[Entity] = navigation("msfp_surveyresponse")
    objectid_opportunity: Navigation[Opportunity] = navigation("opportunity")
    objectid_opportunityclose: Navigation[Entity] = navigation("opportunityclose")
    objectid_orderclose: Navigation[Entity] = navigation("orderclose")
    objectid_phonecall: Navigation[PhoneCall] = navigation("phonecall")
    objectid_product: Navigation[Entity] = navigation("product")
    objectid_quote: Navigation[Quote] = navigation("quote")
    objectid_quoteclose: Navigation[Entity] = navigation("quoteclose")
    objectid_recurringappointmentmaster: Navigation[Entity] = navigation("recurringappointmentmaster")
    objectid_resourcespec: Navigation[Entity] = navigation("resourcespec")
    objectid_salesorder: Navigation[SalesOrder] = navigation("salesorder")
    objectid_service: Navigation[Entity] = navigation("service")
    objectid_serviceappointment: Navigation[Entity] = navigation("serviceappointment")
    objectid_sla: Navigation[Entity] = navigation("sla")
    objectid_socialactivity: Navigation[Entity] = navigation("socialactivity")
    objectid_task: Navigation[Task] = navigation("task")
    objectid_workflow: Navigation[Entity] = navigation("workflow")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
