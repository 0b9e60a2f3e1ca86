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
    from .activityparty import ActivityParty
    from .activitypointer import ActivityPointer
    from .annotation import Annotation
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .customeraddress import CustomerAddress
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


class AccountAccountCategoryCode(Choice):
    """The choices of account.accountcategorycode: Category."""

    PREFERRED_CUSTOMER = 1, "Preferred Customer"
    STANDARD = 2, "Standard"


class AccountAccountClassificationCode(Choice):
    """The choices of account.accountclassificationcode: Classification."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountAccountRatingCode(Choice):
    """The choices of account.accountratingcode: Account Rating."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountAddress1AddressTypeCode(Choice):
    """The choices of account.address1_addresstypecode."""

    BILL_TO = 1, "Bill To"
    SHIP_TO = 2, "Ship To"
    PRIMARY = 3, "Primary"
    OTHER = 4, "Other"


class AccountAddress1FreightTermsCode(Choice):
    """The choices of account.address1_freighttermscode."""

    FOB = 1, "FOB"
    NO_CHARGE = 2, "No Charge"


class AccountAddress1ShippingMethodCode(Choice):
    """The choices of account.address1_shippingmethodcode."""

    AIRBORNE = 1, "Airborne"
    DHL = 2, "DHL"
    FEDEX = 3, "FedEx"
    UPS = 4, "UPS"
    POSTAL_MAIL = 5, "Postal Mail"
    FULL_LOAD = 6, "Full Load"
    WILL_CALL = 7, "Will Call"


class AccountAddress2AddressTypeCode(Choice):
    """The choices of account.address2_addresstypecode."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountAddress2FreightTermsCode(Choice):
    """The choices of account.address2_freighttermscode."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountAddress2ShippingMethodCode(Choice):
    """The choices of account.address2_shippingmethodcode."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountBusinessTypeCode(Choice):
    """The choices of account.businesstypecode: Business Type."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountCustomerSizeCode(Choice):
    """The choices of account.customersizecode: Customer Size."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountCustomerTypeCode(Choice):
    """The choices of account.customertypecode: Relationship Type."""

    COMPETITOR = 1, "Competitor"
    CONSULTANT = 2, "Consultant"
    CUSTOMER = 3, "Customer"
    INVESTOR = 4, "Investor"
    PARTNER = 5, "Partner"
    INFLUENCER = 6, "Influencer"
    PRESS = 7, "Press"
    PROSPECT = 8, "Prospect"
    RESELLER = 9, "Reseller"
    SUPPLIER = 10, "Supplier"
    VENDOR = 11, "Vendor"
    OTHER = 12, "Other"


class AccountIndustryCode(Choice):
    """The choices of account.industrycode: Industry."""

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


class AccountOwnershipCode(Choice):
    """The choices of account.ownershipcode: Ownership."""

    PUBLIC = 1, "Public"
    PRIVATE = 2, "Private"
    SUBSIDIARY = 3, "Subsidiary"
    OTHER = 4, "Other"


class AccountPaymentTermsCode(Choice):
    """The choices of account.paymenttermscode: Payment Terms."""

    NET_30 = 1, "Net 30"
    N2_10_NET_30 = 2, "2% 10, Net 30"
    NET_45 = 3, "Net 45"
    NET_60 = 4, "Net 60"


class AccountPreferredAppointmentDayCode(Choice):
    """The choices of account.preferredappointmentdaycode: Preferred Day."""

    SUNDAY = 0, "Sunday"
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"


class AccountPreferredAppointmentTimeCode(Choice):
    """The choices of account.preferredappointmenttimecode: Preferred Time."""

    MORNING = 1, "Morning"
    AFTERNOON = 2, "Afternoon"
    EVENING = 3, "Evening"


class AccountPreferredContactMethodCode(Choice):
    """The choices of account.preferredcontactmethodcode: Preferred Method of Contact."""

    ANY = 1, "Any"
    EMAIL = 2, "Email"
    PHONE = 3, "Phone"
    FAX = 4, "Fax"
    MAIL = 5, "Mail"


class AccountShippingMethodCode(Choice):
    """The choices of account.shippingmethodcode: Shipping Method."""

    DEFAULT_VALUE = 1, "Default Value"


class AccountStateCode(Choice):
    """The choices of account.statecode: Status."""

    ACTIVE = 0, "Active"
    INACTIVE = 1, "Inactive"


class AccountStatusCode(Choice):
    """The choices of account.statuscode: Status Reason."""

    ACTIVE = 1, "Active"
    INACTIVE = 2, "Inactive"


class AccountTerritoryCode(Choice):
    """The choices of account.territorycode: Territory Code."""

    DEFAULT_VALUE = 1, "Default Value"


@entity("account", set_name="accounts", key="accountid", primary_name="name")
class Account(Entity):
    """A row of the table account, as `accounts` gives it."""

    accountid: Column[UUID] = column(required="SystemRequired", update=False)
    """Account."""
    accountcategorycode: Column[AccountAccountCategoryCode | None] = column()
    """Category."""
    accountclassificationcode: Column[AccountAccountClassificationCode | None] = column()
    """Classification."""
    accountnumber: Column[str | None] = column(max_length=20)
    """Account Number."""
    accountratingcode: Column[AccountAccountRatingCode | None] = column()
    """Account Rating."""
    address1_addressid: Column[UUID | None] = column()
    address1_addresstypecode: Column[AccountAddress1AddressTypeCode | None] = column()
    address1_city: Column[str | None] = column(max_length=80)
    address1_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address1_country: Column[str | None] = column(max_length=80)
    address1_county: Column[str | None] = column(max_length=50)
    address1_fax: Column[str | None] = column(max_length=50)
    address1_freighttermscode: Column[AccountAddress1FreightTermsCode | None] = column()
    address1_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address1_line1: Column[str | None] = column(max_length=250)
    address1_line2: Column[str | None] = column(max_length=250)
    address1_line3: Column[str | None] = column(max_length=250)
    address1_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address1_name: Column[str | None] = column(max_length=200)
    address1_postalcode: Column[str | None] = column(max_length=20)
    address1_postofficebox: Column[str | None] = column(max_length=20)
    address1_primarycontactname: Column[str | None] = column(max_length=100)
    address1_shippingmethodcode: Column[AccountAddress1ShippingMethodCode | None] = column()
    address1_stateorprovince: Column[str | None] = column(max_length=50)
    address1_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address1_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address1_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address1_upszone: Column[str | None] = column(max_length=4)
    address1_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    address2_addressid: Column[UUID | None] = column()
    address2_addresstypecode: Column[AccountAddress2AddressTypeCode | None] = column()
    address2_city: Column[str | None] = column(max_length=80)
    address2_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address2_country: Column[str | None] = column(max_length=80)
    address2_county: Column[str | None] = column(max_length=50)
    address2_fax: Column[str | None] = column(max_length=50)
    address2_freighttermscode: Column[AccountAddress2FreightTermsCode | None] = column()
    address2_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address2_line1: Column[str | None] = column(max_length=250)
    address2_line2: Column[str | None] = column(max_length=250)
    address2_line3: Column[str | None] = column(max_length=250)
    address2_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address2_name: Column[str | None] = column(max_length=200)
    address2_postalcode: Column[str | None] = column(max_length=20)
    address2_postofficebox: Column[str | None] = column(max_length=20)
    address2_primarycontactname: Column[str | None] = column(max_length=100)
    address2_shippingmethodcode: Column[AccountAddress2ShippingMethodCode | None] = column()
    address2_stateorprovince: Column[str | None] = column(max_length=50)
    address2_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address2_upszone: Column[str | None] = column(max_length=4)
    address2_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    aging30: Column[Decimal | None] = column(
        create=False, update=False, minimum=0, maximum=100000000000000, precision=2
    )
    """Aging 30."""
    aging30_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Aging 30 (Base)."""
    aging60: Column[Decimal | None] = column(
        create=False, update=False, minimum=0, maximum=100000000000000, precision=2
    )
    """Aging 60."""
    aging60_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Aging 60 (Base)."""
    aging90: Column[Decimal | None] = column(
        create=False, update=False, minimum=0, maximum=100000000000000, precision=2
    )
    """Aging 90."""
    aging90_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Aging 90 (Base)."""
    businesstypecode: Column[AccountBusinessTypeCode | None] = column()
    """Business Type."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    creditlimit: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    """Credit Limit."""
    creditlimit_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Credit Limit (Base)."""
    creditonhold: Column[bool | None] = column()
    """Credit Hold."""
    customersizecode: Column[AccountCustomerSizeCode | None] = column()
    """Customer Size."""
    customertypecode: Column[AccountCustomerTypeCode | None] = column()
    """Relationship Type."""
    description: Column[str | None] = column(max_length=2000, memo=True)
    donotbulkemail: Column[bool | None] = column()
    """Do not allow Bulk Emails."""
    donotbulkpostalmail: Column[bool | None] = column()
    """Do not allow Bulk Mails."""
    donotemail: Column[bool | None] = column()
    """Do not allow Emails."""
    donotfax: Column[bool | None] = column()
    """Do not allow Faxes."""
    donotphone: Column[bool | None] = column()
    """Do not allow Phone Calls."""
    donotpostalmail: Column[bool | None] = column()
    """Do not allow Mails."""
    donotsendmm: Column[bool | None] = column()
    """Send Marketing Materials."""
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
    """Entity Image Id."""
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    fax: Column[str | None] = column(max_length=50)
    followemail: Column[bool | None] = column()
    """Follow Email Activity."""
    ftpsiteurl: Column[str | None] = column(max_length=200, format="Url")
    """FTP Site."""
    importsequencenumber: Column[int | None] = column(update=False)
    industrycode: Column[AccountIndustryCode | None] = column()
    """Industry."""
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    lastusedincampaign: Column[datetime | None] = column(format="DateOnly", create=False)
    """Last Date Included in Campaign."""
    marketcap: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    """Market Capitalization."""
    marketcap_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Market Capitalization (Base)."""
    marketingonly: Column[bool | None] = column()
    """Marketing Only."""
    merged: Column[bool | None] = column(create=False, update=False)
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_gdproptout: Column[bool | None] = column()
    name: Column[str | None] = column(max_length=160, required="ApplicationRequired")
    """Account Name."""
    numberofemployees: Column[int | None] = column(minimum=0, maximum=1000000000)
    """Number of Employees."""
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    opendeals: Column[int | None] = column()
    opendeals_date: Column[datetime | None] = column()
    opendeals_state: Column[int | None] = column()
    openrevenue: Column[Decimal | None] = column()
    openrevenue_base: Column[Decimal | None] = column()
    openrevenue_date: Column[datetime | None] = column()
    openrevenue_state: Column[int | None] = column()
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    ownershipcode: Column[AccountOwnershipCode | None] = column()
    """Ownership."""
    participatesinworkflow: Column[bool | None] = column()
    """Participates in Workflow."""
    paymenttermscode: Column[AccountPaymentTermsCode | None] = column()
    """Payment Terms."""
    preferredappointmentdaycode: Column[AccountPreferredAppointmentDayCode | None] = column()
    """Preferred Day."""
    preferredappointmenttimecode: Column[AccountPreferredAppointmentTimeCode | None] = column()
    """Preferred Time."""
    preferredcontactmethodcode: Column[AccountPreferredContactMethodCode | None] = column()
    """Preferred Method of Contact."""
    primarysatoriid: Column[str | None] = column(max_length=200)
    """Primary Satori ID."""
    primarytwitterid: Column[str | None] = column(max_length=128)
    """Primary Twitter ID."""
    processid: Column[UUID | None] = column()
    """Process."""
    revenue: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    """Annual Revenue."""
    revenue_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Annual Revenue (Base)."""
    sharesoutstanding: Column[int | None] = column(minimum=0, maximum=1000000000)
    """Shares Outstanding."""
    shippingmethodcode: Column[AccountShippingMethodCode | None] = column()
    """Shipping Method."""
    sic: Column[str | None] = column(max_length=20)
    """SIC Code."""
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    statecode: Column[AccountStateCode | None] = column(required="SystemRequired", create=False)
    """Status."""
    statuscode: Column[AccountStatusCode | None] = column()
    """Status Reason."""
    stockexchange: Column[str | None] = column(max_length=20)
    """Stock Exchange."""
    teamsfollowed: Column[int | None] = column()
    telephone1: Column[str | None] = column(max_length=50, format="Phone")
    """Main Phone."""
    telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Other Phone."""
    telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Telephone 3."""
    territorycode: Column[AccountTerritoryCode | None] = column()
    """Territory Code."""
    tickersymbol: Column[str | None] = column(max_length=10, format="TickerSymbol")
    """Ticker Symbol."""
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
    yominame: Column[str | None] = column(max_length=160, format="PhoneticGuide")
    """Yomi Account Name."""
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    """Created By (External Party)."""
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    defaultpricelevelid: Lookup[Entity] = lookup({"pricelevel": "defaultpricelevelid"})
    masterid: Lookup[Account] = lookup({"account": "masterid"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    """Modified By (External Party)."""
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_accountkpiid: Lookup[Entity] = lookup({"msdyn_accountkpiitem": "msdyn_accountkpiid"})
    msdyn_salesaccelerationinsightid: Lookup[Entity] = lookup(
        {"msdyn_salesaccelerationinsight": "msdyn_salesaccelerationinsightid"}
    )
    originatingleadid: Lookup[Lead] = lookup({"lead": "originatingleadid"})
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    parentaccountid: Lookup[Account] = lookup({"account": "parentaccountid"})
    preferredequipmentid: Lookup[Entity] = lookup({"equipment": "preferredequipmentid"})
    preferredserviceid: Lookup[Entity] = lookup({"service": "preferredserviceid"})
    preferredsystemuserid: Lookup[SystemUser] = lookup({"systemuser": "preferredsystemuserid"})
    primarycontactid: Lookup[Contact] = lookup({"contact": "primarycontactid"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_account_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_account_sla"}, create=False, update=False)
    territoryid: Lookup[Entity] = lookup({"territory": "territoryid"})
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    defaultpricelevelid_nav: Navigation[Entity] = navigation("pricelevel", name="defaultpricelevelid")
    masterid_nav: Navigation[Account] = navigation("account", name="masterid")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_accountkpiid_nav: Navigation[Entity] = navigation("msdyn_accountkpiitem", name="msdyn_accountkpiid")
    msdyn_salesaccelerationinsightid_nav: Navigation[Entity] = navigation(
        "msdyn_salesaccelerationinsight", name="msdyn_salesaccelerationinsightid"
    )
    originatingleadid_nav: Navigation[Lead] = navigation("lead", name="originatingleadid")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    parentaccountid_nav: Navigation[Account] = navigation("account", name="parentaccountid")
    preferredequipmentid_nav: Navigation[Entity] = navigation("equipment", name="preferredequipmentid")
    preferredserviceid_nav: Navigation[Entity] = navigation("service", name="preferredserviceid")
    preferredsystemuserid_nav: Navigation[SystemUser] = navigation("systemuser", name="preferredsystemuserid")
    primarycontactid_nav: Navigation[Contact] = navigation("contact", name="primarycontactid")
    sla_account_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_account_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    territoryid_nav: Navigation[Entity] = navigation("territory", name="territoryid")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    account_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Account_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    Account_Annotation: Collection[Annotation] = collection("annotation")
    Account_Appointments: Collection[Appointment] = collection("appointment")
    Account_CustomerAddress: Collection[CustomerAddress] = collection("customeraddress")
    Account_Email_EmailSender: Collection[Email] = collection("email")
    Account_Email_SendersAccount: Collection[Email] = collection("email")
    Account_Emails: Collection[Email] = collection("email")
    Account_Faxes: Collection[Fax] = collection("fax")
    Account_Letters: Collection[Letter] = collection("letter")
    account_master_account: Collection[Account] = collection("account")
    account_parent_account: Collection[Account] = collection("account")
    Account_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    Account_Tasks: Collection[Task] = collection("task")
    accountleads_association: Collection[Lead] = collection("lead", many_to_many=True)
    contact_customer_accounts: Collection[Contact] = collection("contact")
    incident_customer_accounts: Collection[Incident] = collection("incident")
    invoice_customer_accounts: Collection[Invoice] = collection("invoice")
    lead_customer_accounts: Collection[Lead] = collection("lead")
    lead_parent_account: Collection[Lead] = collection("lead")
    opportunity_customer_accounts: Collection[Opportunity] = collection("opportunity")
    opportunity_parent_account: Collection[Opportunity] = collection("opportunity")
    order_customer_accounts: Collection[SalesOrder] = collection("salesorder")
    quote_customer_accounts: Collection[Quote] = collection("quote")
