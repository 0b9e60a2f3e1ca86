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


@entity("account", set_name="accounts", key="accountid", primary_name="name")
class Account(Entity):
    """A row of the table account, as `accounts` gives it."""

    accountid: Column[UUID] = column(required="SystemRequired", update=False)
    accountcategorycode: Column[int | None] = column(options={1: "Preferred Customer", 2: "Standard"})
    accountclassificationcode: Column[int | None] = column(options={1: "Default Value"})
    accountnumber: Column[str | None] = column(max_length=20)
    accountratingcode: Column[int | None] = column(options={1: "Default Value"})
    address1_addressid: Column[UUID | None] = column()
    address1_addresstypecode: Column[int | None] = column(
        options={1: "Bill To", 2: "Ship To", 3: "Primary", 4: "Other"}
    )
    address1_city: Column[str | None] = column(max_length=80)
    address1_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address1_country: Column[str | None] = column(max_length=80)
    address1_county: Column[str | None] = column(max_length=50)
    address1_fax: Column[str | None] = column(max_length=50)
    address1_freighttermscode: Column[int | None] = column(options={1: "FOB", 2: "No Charge"})
    address1_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address1_line1: Column[str | None] = column(max_length=250)
    address1_line2: Column[str | None] = column(max_length=250)
    address1_line3: Column[str | None] = column(max_length=250)
    address1_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address1_name: Column[str | None] = column(max_length=200)
    address1_postalcode: Column[str | None] = column(max_length=20)
    address1_postofficebox: Column[str | None] = column(max_length=20)
    address1_primarycontactname: Column[str | None] = column(max_length=100)
    address1_shippingmethodcode: Column[int | None] = column(
        options={1: "Airborne", 2: "DHL", 3: "FedEx", 4: "UPS", 5: "Postal Mail", 6: "Full Load", 7: "Will Call"}
    )
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
    address2_freighttermscode: Column[int | None] = column(options={1: "Default Value"})
    address2_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address2_line1: Column[str | None] = column(max_length=250)
    address2_line2: Column[str | None] = column(max_length=250)
    address2_line3: Column[str | None] = column(max_length=250)
    address2_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address2_name: Column[str | None] = column(max_length=200)
    address2_postalcode: Column[str | None] = column(max_length=20)
    address2_postofficebox: Column[str | None] = column(max_length=20)
    address2_primarycontactname: Column[str | None] = column(max_length=100)
    address2_shippingmethodcode: Column[int | None] = column(options={1: "Default Value"})
    address2_stateorprovince: Column[str | None] = column(max_length=50)
    address2_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address2_upszone: Column[str | None] = column(max_length=4)
    address2_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    aging30: Column[Decimal | None] = column(
        create=False, update=False, minimum=0, maximum=100000000000000, precision=2
    )
    aging30_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    aging60: Column[Decimal | None] = column(
        create=False, update=False, minimum=0, maximum=100000000000000, precision=2
    )
    aging60_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    aging90: Column[Decimal | None] = column(
        create=False, update=False, minimum=0, maximum=100000000000000, precision=2
    )
    aging90_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    businesstypecode: Column[int | None] = column(options={1: "Default Value"})
    createdon: Column[datetime | None] = column(create=False, update=False)
    creditlimit: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    creditlimit_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    creditonhold: Column[bool | None] = column()
    customersizecode: Column[int | None] = column(options={1: "Default Value"})
    customertypecode: Column[int | None] = column(
        options={
            1: "Competitor",
            2: "Consultant",
            3: "Customer",
            4: "Investor",
            5: "Partner",
            6: "Influencer",
            7: "Press",
            8: "Prospect",
            9: "Reseller",
            10: "Supplier",
            11: "Vendor",
            12: "Other",
        },
    )
    description: Column[str | None] = column(max_length=2000, memo=True)
    donotbulkemail: Column[bool | None] = column()
    donotbulkpostalmail: Column[bool | None] = column()
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
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    fax: Column[str | None] = column(max_length=50)
    followemail: Column[bool | None] = column()
    ftpsiteurl: Column[str | None] = column(max_length=200, format="Url")
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
    lastonholdtime: Column[datetime | None] = column()
    lastusedincampaign: Column[datetime | None] = column(format="DateOnly", create=False)
    marketcap: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    marketcap_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    marketingonly: Column[bool | None] = column()
    merged: Column[bool | None] = column(create=False, update=False)
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_gdproptout: Column[bool | None] = column()
    name: Column[str | None] = column(max_length=160, required="ApplicationRequired")
    numberofemployees: Column[int | None] = column(minimum=0, maximum=1000000000)
    onholdtime: Column[int | None] = column(create=False, update=False)
    opendeals: Column[int | None] = column()
    opendeals_date: Column[datetime | None] = column()
    opendeals_state: Column[int | None] = column()
    openrevenue: Column[Decimal | None] = column()
    openrevenue_base: Column[Decimal | None] = column()
    openrevenue_date: Column[datetime | None] = column()
    openrevenue_state: Column[int | None] = column()
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    ownershipcode: Column[int | None] = column(options={1: "Public", 2: "Private", 3: "Subsidiary", 4: "Other"})
    participatesinworkflow: Column[bool | None] = column()
    paymenttermscode: Column[int | None] = column(options={1: "Net 30", 2: "2% 10, Net 30", 3: "Net 45", 4: "Net 60"})
    preferredappointmentdaycode: Column[int | None] = column(
        options={0: "Sunday", 1: "Monday", 2: "Tuesday", 3: "Wednesday", 4: "Thursday", 5: "Friday", 6: "Saturday"}
    )
    preferredappointmenttimecode: Column[int | None] = column(options={1: "Morning", 2: "Afternoon", 3: "Evening"})
    preferredcontactmethodcode: Column[int | None] = column(
        options={1: "Any", 2: "Email", 3: "Phone", 4: "Fax", 5: "Mail"}
    )
    primarysatoriid: Column[str | None] = column(max_length=200)
    primarytwitterid: Column[str | None] = column(max_length=128)
    processid: Column[UUID | None] = column()
    revenue: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    revenue_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    sharesoutstanding: Column[int | None] = column(minimum=0, maximum=1000000000)
    shippingmethodcode: Column[int | None] = column(options={1: "Default Value"})
    sic: Column[str | None] = column(max_length=20)
    stageid: Column[UUID | None] = column()
    statecode: Column[int | None] = column(
        required="SystemRequired", create=False, options={0: "Active", 1: "Inactive"}
    )
    statuscode: Column[int | None] = column(options={1: "Active", 2: "Inactive"})
    stockexchange: Column[str | None] = column(max_length=20)
    teamsfollowed: Column[int | None] = column()
    telephone1: Column[str | None] = column(max_length=50, format="Phone")
    telephone2: Column[str | None] = column(max_length=50, format="Phone")
    telephone3: Column[str | None] = column(max_length=50, format="Phone")
    territorycode: Column[int | None] = column(options={1: "Default Value"})
    tickersymbol: Column[str | None] = column(max_length=10, format="TickerSymbol")
    timespentbymeonemailandmeetings: Column[str | None] = column(max_length=1250, create=False, update=False)
    timezoneruleversionnumber: Column[int | None] = column(minimum=-1, maximum=2147483647)
    traversedpath: Column[str | None] = column(max_length=1250)
    utcconversiontimezonecode: Column[int | None] = column(minimum=-1, maximum=2147483647)
    versionnumber: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    websiteurl: Column[str | None] = column(max_length=200, format="Url")
    yominame: Column[str | None] = column(max_length=160, format="PhoneticGuide")
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    defaultpricelevelid: Lookup[Entity] = lookup({"pricelevel": "defaultpricelevelid"})
    masterid: Lookup[Account] = lookup({"account": "masterid"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
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
    accountleads_association: Collection[Lead] = collection("lead")
    contact_customer_accounts: Collection[Contact] = collection("contact")
    incident_customer_accounts: Collection[Incident] = collection("incident")
    invoice_customer_accounts: Collection[Invoice] = collection("invoice")
    lead_customer_accounts: Collection[Lead] = collection("lead")
    lead_parent_account: Collection[Lead] = collection("lead")
    opportunity_customer_accounts: Collection[Opportunity] = collection("opportunity")
    opportunity_parent_account: Collection[Opportunity] = collection("opportunity")
    order_customer_accounts: Collection[SalesOrder] = collection("salesorder")
    quote_customer_accounts: Collection[Quote] = collection("quote")
