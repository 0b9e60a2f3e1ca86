# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import date, datetime
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
    from .letter import Letter
    from .opportunity import Opportunity
    from .phonecall import PhoneCall
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class LeadAddress1AddressTypeCode(Choice):
    """The choices of lead.address1_addresstypecode: Address 1: Address Type."""

    DEFAULT_VALUE = 1, "Default Value"


class LeadAddress1ShippingMethodCode(Choice):
    """The choices of lead.address1_shippingmethodcode: Address 1: Shipping Method."""

    DEFAULT_VALUE = 1, "Default Value"


class LeadAddress2AddressTypeCode(Choice):
    """The choices of lead.address2_addresstypecode: Address 2: Address Type."""

    DEFAULT_VALUE = 1, "Default Value"


class LeadAddress2ShippingMethodCode(Choice):
    """The choices of lead.address2_shippingmethodcode: Address 2: Shipping Method."""

    DEFAULT_VALUE = 1, "Default Value"


class LeadBudgetStatus(Choice):
    """The choices of lead.budgetstatus: Budget."""

    NO_COMMITTED_BUDGET = 0, "No Committed Budget"
    MAY_BUY = 1, "May Buy"
    CAN_BUY = 2, "Can Buy"
    WILL_BUY = 3, "Will Buy"


class LeadIndustryCode(Choice):
    """The choices of lead.industrycode: Industry."""

    ACCOUNTING = 1, "Accounting"
    AGRICULTURE_AND_NON_PETROL_NATURAL_RESOURCE_EXTRACTION = 2, "Agriculture and Non-petrol Natural Resource Extraction"
    BROADCASTING_PRINTING_AND_PUBLISHING = 3, "Broadcasting Printing and Publishing"
    BROKERS = 4, "Brokers"
    BUILDING_SUPPLY_RETAIL = 5, "Building Supply Retail"
    BUSINESS_SERVICES = 6, "Business Services"
    CONSULTING = 7, "Consulting"
    CONSUMER_SERVICES = 8, "Consumer Services"
    DESIGN_DIRECTION_AND_CREATIVE_MANAGEMENT = 9, "Design, Direction and Creative Management"
    DISTRIBUTORS_DISPATCHERS_AND_PROCESSORS = 10, "Distributors, Dispatchers and Processors"
    DOCTOR_S_OFFICES_AND_CLINICS = 11, "Doctor's Offices and Clinics"
    DURABLE_MANUFACTURING = 12, "Durable Manufacturing"
    EATING_AND_DRINKING_PLACES = 13, "Eating and Drinking Places"
    ENTERTAINMENT_RETAIL = 14, "Entertainment Retail"
    EQUIPMENT_RENTAL_AND_LEASING = 15, "Equipment Rental and Leasing"
    FINANCIAL = 16, "Financial"
    FOOD_AND_TOBACCO_PROCESSING = 17, "Food and Tobacco Processing"
    INBOUND_CAPITAL_INTENSIVE_PROCESSING = 18, "Inbound Capital Intensive Processing"
    INBOUND_REPAIR_AND_SERVICES = 19, "Inbound Repair and Services"
    INSURANCE = 20, "Insurance"
    LEGAL_SERVICES = 21, "Legal Services"
    NON_DURABLE_MERCHANDISE_RETAIL = 22, "Non-Durable Merchandise Retail"
    OUTBOUND_CONSUMER_SERVICE = 23, "Outbound Consumer Service"
    PETROCHEMICAL_EXTRACTION_AND_DISTRIBUTION = 24, "Petrochemical Extraction and Distribution"
    SERVICE_RETAIL = 25, "Service Retail"
    SIG_AFFILIATIONS = 26, "SIG Affiliations"
    SOCIAL_SERVICES = 27, "Social Services"
    SPECIAL_OUTBOUND_TRADE_CONTRACTORS = 28, "Special Outbound Trade Contractors"
    SPECIALTY_REALTY = 29, "Specialty Realty"
    TRANSPORTATION = 30, "Transportation"
    UTILITY_CREATION_AND_DISTRIBUTION = 31, "Utility Creation and Distribution"
    VEHICLE_RETAIL = 32, "Vehicle Retail"
    WHOLESALE = 33, "Wholesale"


class LeadInitialCommunication(Choice):
    """The choices of lead.initialcommunication: Initial Communication."""

    CONTACTED = 0, "Contacted"
    NOT_CONTACTED = 1, "Not Contacted"


class LeadLeadQualityCode(Choice):
    """The choices of lead.leadqualitycode: Rating."""

    HOT = 1, "Hot"
    WARM = 2, "Warm"
    COLD = 3, "Cold"


class LeadLeadSourceCode(Choice):
    """The choices of lead.leadsourcecode: Lead Source."""

    ADVERTISEMENT = 1, "Advertisement"
    EMPLOYEE_REFERRAL = 2, "Employee Referral"
    EXTERNAL_REFERRAL = 3, "External Referral"
    PARTNER = 4, "Partner"
    PUBLIC_RELATIONS = 5, "Public Relations"
    SEMINAR = 6, "Seminar"
    TRADE_SHOW = 7, "Trade Show"
    WEB = 8, "Web"
    WORD_OF_MOUTH = 9, "Word of Mouth"
    OTHER = 10, "Other"


class LeadMsdynLeadGrade(Choice):
    """The choices of lead.msdyn_leadgrade."""

    GRADE_A = 0, "Grade A"
    GRADE_B = 1, "Grade B"
    GRADE_C = 2, "Grade C"
    GRADE_D = 3, "Grade D"


class LeadMsdynLeadScoreTrend(Choice):
    """The choices of lead.msdyn_leadscoretrend."""

    IMPROVING = 0, "Improving"
    STEADY = 1, "Steady"
    DECLINING = 2, "Declining"
    NOT_ENOUGH_INFO = 3, "Not enough info"


class LeadMsdynSalesassignmentresult(Choice):
    """The choices of lead.msdyn_salesassignmentresult."""

    SUCCEEDED = 0, "Succeeded"
    FAILED = 1, "Failed"


class LeadNeed(Choice):
    """The choices of lead.need."""

    MUST_HAVE = 0, "Must have"
    SHOULD_HAVE = 1, "Should have"
    GOOD_TO_HAVE = 2, "Good to have"
    NO_NEED = 3, "No need"


class LeadPreferredContactMethodCode(Choice):
    """The choices of lead.preferredcontactmethodcode: Preferred Method of Contact."""

    ANY = 1, "Any"
    EMAIL = 2, "Email"
    PHONE = 3, "Phone"
    FAX = 4, "Fax"
    MAIL = 5, "Mail"


class LeadPriorityCode(Choice):
    """The choices of lead.prioritycode: Priority."""

    DEFAULT_VALUE = 1, "Default Value"


class LeadPurchaseProcess(Choice):
    """The choices of lead.purchaseprocess: Purchase Process."""

    INDIVIDUAL = 0, "Individual"
    COMMITTEE = 1, "Committee"
    UNKNOWN = 2, "Unknown"


class LeadPurchaseTimeFrame(Choice):
    """The choices of lead.purchasetimeframe: Purchase Timeframe."""

    IMMEDIATE = 0, "Immediate"
    THIS_QUARTER = 1, "This Quarter"
    NEXT_QUARTER = 2, "Next Quarter"
    THIS_YEAR = 3, "This Year"
    UNKNOWN = 4, "Unknown"


class LeadSalesStage(Choice):
    """The choices of lead.salesstage: Sales Stage."""

    QUALIFY = 0, "Qualify"


class LeadSalesStageCode(Choice):
    """The choices of lead.salesstagecode: Sales Stage Code."""

    DEFAULT_VALUE = 1, "Default Value"


class LeadStateCode(Choice):
    """The choices of lead.statecode: Status."""

    OPEN = 0, "Open"
    QUALIFIED = 1, "Qualified"
    DISQUALIFIED = 2, "Disqualified"


class LeadStatusCode(Choice):
    """The choices of lead.statuscode: Status Reason."""

    NEW = 1, "New"
    CONTACTED = 2, "Contacted"
    QUALIFIED = 3, "Qualified"
    LOST = 4, "Lost"
    CANNOT_CONTACT = 5, "Cannot Contact"
    NO_LONGER_INTERESTED = 6, "No Longer Interested"
    CANCELED = 7, "Canceled"


@entity("lead", set_name="leads", key="leadid", primary_name="fullname")
class Lead(Entity):
    """A row of the table lead, as `leads` gives it."""

    leadid: Column[UUID] = column(required="SystemRequired", update=False)
    """Lead."""
    address1_addressid: Column[UUID | None] = column()
    """Address 1: ID."""
    address1_addresstypecode: Column[LeadAddress1AddressTypeCode | None] = column()
    """Address 1: Address Type."""
    address1_city: Column[str | None] = column(max_length=80)
    """City."""
    address1_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Address 1."""
    address1_country: Column[str | None] = column(max_length=80)
    """Country/Region."""
    address1_county: Column[str | None] = column(max_length=50)
    """Address 1: County."""
    address1_fax: Column[str | None] = column(max_length=50)
    """Address 1: Fax."""
    address1_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    """Address 1: Latitude."""
    address1_line1: Column[str | None] = column(max_length=250)
    """Street 1."""
    address1_line2: Column[str | None] = column(max_length=250)
    """Street 2."""
    address1_line3: Column[str | None] = column(max_length=250)
    """Street 3."""
    address1_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    """Address 1: Longitude."""
    address1_name: Column[str | None] = column(max_length=100)
    """Address 1: Name."""
    address1_postalcode: Column[str | None] = column(max_length=20)
    """ZIP/Postal Code."""
    address1_postofficebox: Column[str | None] = column(max_length=20)
    """Address 1: Post Office Box."""
    address1_shippingmethodcode: Column[LeadAddress1ShippingMethodCode | None] = column()
    """Address 1: Shipping Method."""
    address1_stateorprovince: Column[str | None] = column(max_length=50)
    """State/Province."""
    address1_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    """Address 1: Telephone 1."""
    address1_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Address 1: Telephone 2."""
    address1_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Address 1: Telephone 3."""
    address1_upszone: Column[str | None] = column(max_length=4)
    """Address 1: UPS Zone."""
    address1_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    """Address 1: UTC Offset."""
    address2_addressid: Column[UUID | None] = column()
    """Address 2: ID."""
    address2_addresstypecode: Column[LeadAddress2AddressTypeCode | None] = column()
    """Address 2: Address Type."""
    address2_city: Column[str | None] = column(max_length=80)
    """Address 2: City."""
    address2_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Address 2."""
    address2_country: Column[str | None] = column(max_length=80)
    """Address 2: Country/Region."""
    address2_county: Column[str | None] = column(max_length=50)
    """Address 2: County."""
    address2_fax: Column[str | None] = column(max_length=50)
    """Address 2: Fax."""
    address2_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    """Address 2: Latitude."""
    address2_line1: Column[str | None] = column(max_length=250)
    """Address 2: Street 1."""
    address2_line2: Column[str | None] = column(max_length=250)
    """Address 2: Street 2."""
    address2_line3: Column[str | None] = column(max_length=250)
    """Address 2: Street 3."""
    address2_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    """Address 2: Longitude."""
    address2_name: Column[str | None] = column(max_length=100)
    """Address 2: Name."""
    address2_postalcode: Column[str | None] = column(max_length=20)
    """Address 2: ZIP/Postal Code."""
    address2_postofficebox: Column[str | None] = column(max_length=20)
    """Address 2: Post Office Box."""
    address2_shippingmethodcode: Column[LeadAddress2ShippingMethodCode | None] = column()
    """Address 2: Shipping Method."""
    address2_stateorprovince: Column[str | None] = column(max_length=50)
    """Address 2: State/Province."""
    address2_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    """Address 2: Telephone 1."""
    address2_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Address 2: Telephone 2."""
    address2_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Address 2: Telephone 3."""
    address2_upszone: Column[str | None] = column(max_length=4)
    """Address 2: UPS Zone."""
    address2_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    """Address 2: UTC Offset."""
    budgetamount: Column[Decimal | None] = column(minimum=0, maximum=1000000000000, precision=2)
    """Budget Amount."""
    budgetamount_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Budget Amount (Base)."""
    budgetstatus: Column[LeadBudgetStatus | None] = column()
    """Budget."""
    businesscard: Column[str | None] = column(max_length=1073741823, memo=True)
    businesscardattributes: Column[str | None] = column(max_length=4000)
    companyname: Column[str | None] = column(max_length=100, required="Recommended")
    """Company Name."""
    confirminterest: Column[bool | None] = column()
    """Confirm Interest."""
    createdon: Column[datetime | None] = column(format="DateOnly", create=False, update=False)
    decisionmaker: Column[bool | None] = column()
    """Decision Maker?"""
    description: Column[str | None] = column(max_length=2000, memo=True)
    donotbulkemail: Column[bool | None] = column()
    """Do not allow Bulk Emails."""
    donotemail: Column[bool | None] = column()
    """Do not allow Emails."""
    donotfax: Column[bool | None] = column()
    """Do not allow Faxes."""
    donotphone: Column[bool | None] = column()
    """Do not allow Phone Calls."""
    donotpostalmail: Column[bool | None] = column()
    """Do not allow Mails."""
    donotsendmm: Column[bool | None] = column()
    """Marketing Material."""
    emailaddress1: Column[str | None] = column(max_length=100, format="Email")
    """Email."""
    emailaddress2: Column[str | None] = column(max_length=100, format="Email")
    """Email Address 2."""
    emailaddress3: Column[str | None] = column(max_length=100, format="Email")
    """Email Address 3."""
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    estimatedamount: Column[Decimal | None] = column(minimum=0, maximum=1000000000000, precision=2)
    """Est. Value."""
    estimatedamount_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Est. Value (Base)."""
    estimatedclosedate: Column[date | None] = column()
    """Est. Close Date."""
    estimatedvalue: Column[float | None] = column(minimum=0, maximum=1000000000, precision=2)
    """Est. Value (deprecated)."""
    evaluatefit: Column[bool | None] = column()
    """Evaluate Fit."""
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    fax: Column[str | None] = column(max_length=50)
    firstname: Column[str | None] = column(max_length=50, required="Recommended")
    """First Name."""
    followemail: Column[bool | None] = column()
    """Follow Email Activity."""
    fullname: Column[str | None] = column(max_length=160, create=False, update=False)
    """Name."""
    importsequencenumber: Column[int | None] = column(update=False)
    industrycode: Column[LeadIndustryCode | None] = column()
    """Industry."""
    initialcommunication: Column[LeadInitialCommunication | None] = column()
    """Initial Communication."""
    jobtitle: Column[str | None] = column(max_length=100)
    """Job Title."""
    lastname: Column[str | None] = column(max_length=50, required="ApplicationRequired")
    """Last Name."""
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    lastusedincampaign: Column[datetime | None] = column(format="DateOnly", create=False)
    """Last Campaign Date."""
    leadqualitycode: Column[LeadLeadQualityCode | None] = column()
    """Rating."""
    leadsourcecode: Column[LeadLeadSourceCode | None] = column()
    """Lead Source."""
    merged: Column[bool | None] = column(create=False, update=False)
    middlename: Column[str | None] = column(max_length=50)
    """Middle Name."""
    mobilephone: Column[str | None] = column(max_length=20, format="Phone")
    """Mobile Phone."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_leadgrade: Column[LeadMsdynLeadGrade | None] = column()
    msdyn_leadscore: Column[int | None] = column()
    msdyn_leadscoretrend: Column[LeadMsdynLeadScoreTrend | None] = column()
    msdyn_salesassignmentresult: Column[LeadMsdynSalesassignmentresult | None] = column()
    msdyn_scorehistory: Column[str | None] = column(max_length=2000, memo=True)
    msdyn_scorereasons: Column[str | None] = column(max_length=2000, memo=True)
    need: Column[LeadNeed | None] = column()
    numberofemployees: Column[int | None] = column(minimum=0, maximum=1000000)
    """No. of Employees."""
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    pager: Column[str | None] = column(max_length=20)
    participatesinworkflow: Column[bool | None] = column()
    """Participates in Workflow."""
    preferredcontactmethodcode: Column[LeadPreferredContactMethodCode | None] = column()
    """Preferred Method of Contact."""
    prioritycode: Column[LeadPriorityCode | None] = column()
    """Priority."""
    processid: Column[UUID | None] = column()
    """Process Id."""
    purchaseprocess: Column[LeadPurchaseProcess | None] = column()
    """Purchase Process."""
    purchasetimeframe: Column[LeadPurchaseTimeFrame | None] = column()
    """Purchase Timeframe."""
    qualificationcomments: Column[str | None] = column(max_length=2000, memo=True)
    """Qualification Comments."""
    revenue: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    """Annual Revenue."""
    revenue_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Annual Revenue (Base)."""
    salesstage: Column[LeadSalesStage | None] = column()
    """Sales Stage."""
    salesstagecode: Column[LeadSalesStageCode | None] = column()
    """Sales Stage Code."""
    salutation: Column[str | None] = column(max_length=100)
    schedulefollowup_prospect: Column[datetime | None] = column(format="DateOnly")
    """Schedule Follow Up (Prospect)."""
    schedulefollowup_qualify: Column[datetime | None] = column(format="DateOnly")
    """Schedule Follow Up (Qualify)."""
    sic: Column[str | None] = column(max_length=20)
    """SIC Code."""
    stageid: Column[UUID | None] = column()
    """Stage Id."""
    statecode: Column[LeadStateCode | None] = column(required="SystemRequired")
    """Status."""
    statuscode: Column[LeadStatusCode | None] = column()
    """Status Reason."""
    subject: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    """Topic."""
    teamsfollowed: Column[int | None] = column()
    telephone1: Column[str | None] = column(max_length=50, format="Phone")
    """Business Phone."""
    telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Home Phone."""
    telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Other Phone."""
    timespentbymeonemailandmeetings: Column[str | None] = column(max_length=1250, create=False, update=False)
    """Time Spent by me."""
    timezoneruleversionnumber: Column[int | None] = column(minimum=-1, maximum=2147483647)
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    utcconversiontimezonecode: Column[int | None] = column(minimum=-1, maximum=2147483647)
    versionnumber: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    websiteurl: Column[str | None] = column(max_length=200, format="Url")
    """Website."""
    yomicompanyname: Column[str | None] = column(max_length=100, format="PhoneticGuide")
    """Yomi Company Name."""
    yomifirstname: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    """Yomi First Name."""
    yomifullname: Column[str | None] = column(max_length=450, format="PhoneticGuide", create=False, update=False)
    """Yomi Full Name."""
    yomilastname: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    """Yomi Last Name."""
    yomimiddlename: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    """Yomi Middle Name."""
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    """Account."""
    campaignid: Lookup[Entity] = lookup({"campaign": "campaignid"})
    contactid: Lookup[Contact] = lookup({}, create=False, update=False)
    """Contact."""
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
    accountleads_association: Collection[Account] = collection("account", many_to_many=True)
    contact_originating_lead: Collection[Contact] = collection("contact")
    contactleads_association: Collection[Contact] = collection("contact", many_to_many=True)
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
