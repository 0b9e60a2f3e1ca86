# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import date, datetime
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
    from .incident import Incident
    from .letter import Letter
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


@entity("lead", set_name="leads", key="leadid", primary_name="fullname")
class Lead(Entity):
    """A row of the table lead, as `leads` gives it."""

    leadid: Column[UUID] = column(required="SystemRequired", update=False)
    address1_addressid: Column[UUID | None] = column()
    address1_addresstypecode: Column[int | None] = column(options={1: "Default Value"})
    address1_city: Column[str | None] = column(max_length=80)
    address1_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address1_country: Column[str | None] = column(max_length=80)
    address1_county: Column[str | None] = column(max_length=50)
    address1_fax: Column[str | None] = column(max_length=50)
    address1_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address1_line1: Column[str | None] = column(max_length=250)
    address1_line2: Column[str | None] = column(max_length=250)
    address1_line3: Column[str | None] = column(max_length=250)
    address1_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address1_name: Column[str | None] = column(max_length=100)
    address1_postalcode: Column[str | None] = column(max_length=20)
    address1_postofficebox: Column[str | None] = column(max_length=20)
    address1_shippingmethodcode: Column[int | None] = column(options={1: "Default Value"})
    address1_stateorprovince: Column[str | None] = column(max_length=50)
    address1_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address1_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address1_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address1_upszone: Column[str | None] = column(max_length=4)
    address1_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    address2_addressid: Column[UUID | None] = column()
    address2_addresstypecode: Column[int | None] = column(options={1: "Default Value"})
    address2_city: Column[str | None] = column(max_length=80)
    address2_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address2_country: Column[str | None] = column(max_length=80)
    address2_county: Column[str | None] = column(max_length=50)
    address2_fax: Column[str | None] = column(max_length=50)
    address2_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address2_line1: Column[str | None] = column(max_length=250)
    address2_line2: Column[str | None] = column(max_length=250)
    address2_line3: Column[str | None] = column(max_length=250)
    address2_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address2_name: Column[str | None] = column(max_length=100)
    address2_postalcode: Column[str | None] = column(max_length=20)
    address2_postofficebox: Column[str | None] = column(max_length=20)
    address2_shippingmethodcode: Column[int | None] = column(options={1: "Default Value"})
    address2_stateorprovince: Column[str | None] = column(max_length=50)
    address2_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address2_upszone: Column[str | None] = column(max_length=4)
    address2_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    budgetamount: Column[Decimal | None] = column(minimum=0, maximum=1000000000000, precision=2)
    budgetamount_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    budgetstatus: Column[int | None] = column(
        options={0: "No Committed Budget", 1: "May Buy", 2: "Can Buy", 3: "Will Buy"}
    )
    businesscard: Column[str | None] = column(max_length=1073741823, memo=True)
    businesscardattributes: Column[str | None] = column(max_length=4000)
    companyname: Column[str | None] = column(max_length=100, required="Recommended")
    confirminterest: Column[bool | None] = column()
    createdon: Column[datetime | None] = column(format="DateOnly", create=False, update=False)
    decisionmaker: Column[bool | None] = column()
    description: Column[str | None] = column(max_length=2000, memo=True)
    donotbulkemail: Column[bool | None] = column()
    donotemail: Column[bool | None] = column()
    donotfax: Column[bool | None] = column()
    donotphone: Column[bool | None] = column()
    donotpostalmail: Column[bool | None] = column()
    donotsendmm: Column[bool | None] = column()
    emailaddress1: Column[str | None] = column(max_length=100, format="Email")
    emailaddress2: Column[str | None] = column(max_length=100, format="Email")
    emailaddress3: Column[str | None] = column(max_length=100, format="Email")
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    estimatedamount: Column[Decimal | None] = column(minimum=0, maximum=1000000000000, precision=2)
    estimatedamount_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    estimatedclosedate: Column[date | None] = column()
    estimatedvalue: Column[float | None] = column(minimum=0, maximum=1000000000, precision=2)
    evaluatefit: Column[bool | None] = column()
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    fax: Column[str | None] = column(max_length=50)
    firstname: Column[str | None] = column(max_length=50, required="Recommended")
    followemail: Column[bool | None] = column()
    fullname: Column[str | None] = column(max_length=160, create=False, update=False)
    importsequencenumber: Column[int | None] = column(update=False)
    industrycode: Column[int | None] = column(
        options={
            1: "Accounting",
            2: "Agriculture and Non-petrol Natural Resource Extraction",
            3: "Broadcasting Printing and Publishing",
            4: "Brokers",
            5: "Building Supply Retail",
            6: "Business Services",
            7: "Consulting",
            8: "Consumer Services",
            9: "Design, Direction and Creative Management",
            10: "Distributors, Dispatchers and Processors",
            11: "Doctor's Offices and Clinics",
            12: "Durable Manufacturing",
            13: "Eating and Drinking Places",
            14: "Entertainment Retail",
            15: "Equipment Rental and Leasing",
            16: "Financial",
            17: "Food and Tobacco Processing",
            18: "Inbound Capital Intensive Processing",
            19: "Inbound Repair and Services",
            20: "Insurance",
            21: "Legal Services",
            22: "Non-Durable Merchandise Retail",
            23: "Outbound Consumer Service",
            24: "Petrochemical Extraction and Distribution",
            25: "Service Retail",
            26: "SIG Affiliations",
            27: "Social Services",
            28: "Special Outbound Trade Contractors",
            29: "Specialty Realty",
            30: "Transportation",
            31: "Utility Creation and Distribution",
            32: "Vehicle Retail",
            33: "Wholesale",
        },
    )
    initialcommunication: Column[int | None] = column(options={0: "Contacted", 1: "Not Contacted"})
    jobtitle: Column[str | None] = column(max_length=100)
    lastname: Column[str | None] = column(max_length=50, required="ApplicationRequired")
    lastonholdtime: Column[datetime | None] = column()
    lastusedincampaign: Column[datetime | None] = column(format="DateOnly", create=False)
    leadqualitycode: Column[int | None] = column(options={1: "Hot", 2: "Warm", 3: "Cold"})
    leadsourcecode: Column[int | None] = column(
        options={
            1: "Advertisement",
            2: "Employee Referral",
            3: "External Referral",
            4: "Partner",
            5: "Public Relations",
            6: "Seminar",
            7: "Trade Show",
            8: "Web",
            9: "Word of Mouth",
            10: "Other",
        },
    )
    merged: Column[bool | None] = column(create=False, update=False)
    middlename: Column[str | None] = column(max_length=50)
    mobilephone: Column[str | None] = column(max_length=20, format="Phone")
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_leadgrade: Column[int | None] = column(options={0: "Grade A", 1: "Grade B", 2: "Grade C", 3: "Grade D"})
    msdyn_leadscore: Column[int | None] = column()
    msdyn_leadscoretrend: Column[int | None] = column(
        options={0: "Improving", 1: "Steady", 2: "Declining", 3: "Not enough info"}
    )
    msdyn_salesassignmentresult: Column[int | None] = column(options={0: "Succeeded", 1: "Failed"})
    msdyn_scorehistory: Column[str | None] = column(max_length=2000, memo=True)
    msdyn_scorereasons: Column[str | None] = column(max_length=2000, memo=True)
    need: Column[int | None] = column(options={0: "Must have", 1: "Should have", 2: "Good to have", 3: "No need"})
    numberofemployees: Column[int | None] = column(minimum=0, maximum=1000000)
    onholdtime: Column[int | None] = column(create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    pager: Column[str | None] = column(max_length=20)
    participatesinworkflow: Column[bool | None] = column()
    preferredcontactmethodcode: Column[int | None] = column(
        options={1: "Any", 2: "Email", 3: "Phone", 4: "Fax", 5: "Mail"}
    )
    prioritycode: Column[int | None] = column(options={1: "Default Value"})
    processid: Column[UUID | None] = column()
    purchaseprocess: Column[int | None] = column(options={0: "Individual", 1: "Committee", 2: "Unknown"})
    purchasetimeframe: Column[int | None] = column(
        options={0: "Immediate", 1: "This Quarter", 2: "Next Quarter", 3: "This Year", 4: "Unknown"}
    )
    qualificationcomments: Column[str | None] = column(max_length=2000, memo=True)
    revenue: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    revenue_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    salesstage: Column[int | None] = column(options={0: "Qualify"})
    salesstagecode: Column[int | None] = column(options={1: "Default Value"})
    salutation: Column[str | None] = column(max_length=100)
    schedulefollowup_prospect: Column[datetime | None] = column(format="DateOnly")
    schedulefollowup_qualify: Column[datetime | None] = column(format="DateOnly")
    sic: Column[str | None] = column(max_length=20)
    stageid: Column[UUID | None] = column()
    statecode: Column[int | None] = column(
        required="SystemRequired", options={0: "Open", 1: "Qualified", 2: "Disqualified"}
    )
    statuscode: Column[int | None] = column(
        options={
            1: "New",
            2: "Contacted",
            3: "Qualified",
            4: "Lost",
            5: "Cannot Contact",
            6: "No Longer Interested",
            7: "Canceled",
        },
    )
    subject: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    teamsfollowed: Column[int | None] = column()
    telephone1: Column[str | None] = column(max_length=50, format="Phone")
    telephone2: Column[str | None] = column(max_length=50, format="Phone")
    telephone3: Column[str | None] = column(max_length=50, format="Phone")
    timespentbymeonemailandmeetings: Column[str | None] = column(max_length=1250, create=False, update=False)
    timezoneruleversionnumber: Column[int | None] = column(minimum=-1, maximum=2147483647)
    traversedpath: Column[str | None] = column(max_length=1250)
    utcconversiontimezonecode: Column[int | None] = column(minimum=-1, maximum=2147483647)
    versionnumber: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    websiteurl: Column[str | None] = column(max_length=200, format="Url")
    yomicompanyname: Column[str | None] = column(max_length=100, format="PhoneticGuide")
    yomifirstname: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    yomifullname: Column[str | None] = column(max_length=450, format="PhoneticGuide", create=False, update=False)
    yomilastname: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    yomimiddlename: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    campaignid: Lookup[Entity] = lookup({"campaign": "campaignid"})
    contactid: Lookup[Contact] = lookup({}, create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    customerid: Lookup[Account | Contact] = lookup({"account": "customerid_account", "contact": "customerid_contact"})
    masterid: Lookup[Lead] = lookup({"lead": "masterid"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_leadkpiid: Lookup[Entity] = lookup({"msdyn_leadkpiitem": "msdyn_leadkpiid"})
    msdyn_predictivescoreid: Lookup[Entity] = lookup({"msdyn_predictivescore": "msdyn_PredictiveScoreId"})
    msdyn_segmentid: Lookup[Entity] = lookup({"msdyn_segment": "msdyn_segmentid"})
    originatingcaseid: Lookup[Incident] = lookup({"incident": "originatingcaseid"})
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    parentaccountid: Lookup[Account] = lookup({"account": "parentaccountid"})
    parentcontactid: Lookup[Contact] = lookup({"contact": "parentcontactid"})
    qualifyingopportunityid: Lookup[Opportunity] = lookup({"opportunity": "qualifyingopportunityid"})
    relatedobjectid: Lookup[Entity] = lookup({"campaignresponse": "relatedobjectid"}, update=False)
    slaid: Lookup[Entity] = lookup({"sla": "sla_lead_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_lead_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    campaignid_nav: Navigation[Entity] = navigation("campaign", name="campaignid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    customerid_account: Navigation[Account] = navigation("account")
    customerid_contact: Navigation[Contact] = navigation("contact")
    masterid_nav: Navigation[Lead] = navigation("lead", name="masterid")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_leadkpiid_nav: Navigation[Entity] = navigation("msdyn_leadkpiitem", name="msdyn_leadkpiid")
    msdyn_PredictiveScoreId_nav: Navigation[Entity] = navigation(
        "msdyn_predictivescore", name="msdyn_PredictiveScoreId"
    )
    msdyn_segmentid_nav: Navigation[Entity] = navigation("msdyn_segment", name="msdyn_segmentid")
    originatingcaseid_nav: Navigation[Incident] = navigation("incident", name="originatingcaseid")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    parentaccountid_nav: Navigation[Account] = navigation("account", name="parentaccountid")
    parentcontactid_nav: Navigation[Contact] = navigation("contact", name="parentcontactid")
    qualifyingopportunityid_nav: Navigation[Opportunity] = navigation("opportunity", name="qualifyingopportunityid")
    relatedobjectid_nav: Navigation[Entity] = navigation("campaignresponse", name="relatedobjectid")
    sla_lead_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_lead_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    account_originating_lead: Collection[Account] = collection("account")
    accountleads_association: Collection[Account] = collection("account")
    contact_originating_lead: Collection[Contact] = collection("contact")
    contactleads_association: Collection[Contact] = collection("contact")
    lead_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Lead_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    Lead_Annotation: Collection[Annotation] = collection("annotation")
    Lead_Appointments: Collection[Appointment] = collection("appointment")
    Lead_Email_EmailSender: Collection[Email] = collection("email")
    Lead_Emails: Collection[Email] = collection("email")
    Lead_Faxes: Collection[Fax] = collection("fax")
    Lead_Letters: Collection[Letter] = collection("letter")
    lead_master_lead: Collection[Lead] = collection("lead")
    Lead_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    Lead_Tasks: Collection[Task] = collection("task")
    opportunity_originating_lead: Collection[Opportunity] = collection("opportunity")
