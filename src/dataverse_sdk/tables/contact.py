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


@entity("contact", set_name="contacts", key="contactid", primary_name="fullname")
class Contact(Entity):
    """A row of the table contact, as `contacts` gives it."""

    contactid: Column[UUID] = column(required="SystemRequired", update=False)
    accountrolecode: Column[int | None] = column(options={1: "Decision Maker", 2: "Employee", 3: "Influencer"})
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
    address2_name: Column[str | None] = column(max_length=100)
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
    address3_addressid: Column[UUID | None] = column()
    address3_addresstypecode: Column[int | None] = column(options={1: "Default Value"})
    address3_city: Column[str | None] = column(max_length=80)
    address3_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address3_country: Column[str | None] = column(max_length=80)
    address3_county: Column[str | None] = column(max_length=50)
    address3_fax: Column[str | None] = column(max_length=50)
    address3_freighttermscode: Column[int | None] = column(options={1: "Default Value"})
    address3_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address3_line1: Column[str | None] = column(max_length=250)
    address3_line2: Column[str | None] = column(max_length=250)
    address3_line3: Column[str | None] = column(max_length=250)
    address3_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address3_name: Column[str | None] = column(max_length=200)
    address3_postalcode: Column[str | None] = column(max_length=20)
    address3_postofficebox: Column[str | None] = column(max_length=20)
    address3_primarycontactname: Column[str | None] = column(max_length=100)
    address3_shippingmethodcode: Column[int | None] = column(options={1: "Default Value"})
    address3_stateorprovince: Column[str | None] = column(max_length=50)
    address3_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address3_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address3_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address3_upszone: Column[str | None] = column(max_length=4)
    address3_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
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
    anniversary: Column[date | None] = column()
    annualincome: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    annualincome_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    assistantname: Column[str | None] = column(max_length=100)
    assistantphone: Column[str | None] = column(max_length=50, format="Phone")
    birthdate: Column[date | None] = column()
    business2: Column[str | None] = column(max_length=50, format="Phone")
    businesscard: Column[str | None] = column()
    businesscardattributes: Column[str | None] = column()
    callback: Column[str | None] = column(max_length=50, format="Phone")
    childrensnames: Column[str | None] = column(max_length=255)
    company: Column[str | None] = column(max_length=50, format="Phone")
    createdon: Column[datetime | None] = column(create=False, update=False)
    creditlimit: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    creditlimit_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    creditonhold: Column[bool | None] = column()
    customersizecode: Column[int | None] = column(options={1: "Default Value"})
    customertypecode: Column[int | None] = column(options={1: "Default Value"})
    department: Column[str | None] = column(max_length=100)
    description: Column[str | None] = column(max_length=2000, memo=True)
    donotbulkemail: Column[bool | None] = column()
    donotbulkpostalmail: Column[bool | None] = column()
    donotemail: Column[bool | None] = column()
    donotfax: Column[bool | None] = column()
    donotphone: Column[bool | None] = column()
    donotpostalmail: Column[bool | None] = column()
    donotsendmm: Column[bool | None] = column()
    educationcode: Column[int | None] = column(options={1: "Default Value"})
    emailaddress1: Column[str | None] = column(max_length=100, format="Email")
    emailaddress2: Column[str | None] = column(max_length=100, format="Email")
    emailaddress3: Column[str | None] = column(max_length=100, format="Email")
    employeeid: Column[str | None] = column(max_length=50)
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    externaluseridentifier: Column[str | None] = column(max_length=50)
    familystatuscode: Column[int | None] = column(options={1: "Single", 2: "Married", 3: "Divorced", 4: "Widowed"})
    fax: Column[str | None] = column(max_length=50)
    firstname: Column[str | None] = column(max_length=50, required="Recommended")
    followemail: Column[bool | None] = column()
    ftpsiteurl: Column[str | None] = column(max_length=200, format="Url")
    fullname: Column[str | None] = column(max_length=160, create=False, update=False)
    gendercode: Column[int | None] = column(options={1: "Male", 2: "Female"})
    governmentid: Column[str | None] = column(max_length=50)
    haschildrencode: Column[int | None] = column(options={1: "Default Value"})
    home2: Column[str | None] = column(max_length=50, format="Phone")
    importsequencenumber: Column[int | None] = column(update=False)
    isbackofficecustomer: Column[bool | None] = column()
    jobtitle: Column[str | None] = column(max_length=100)
    lastname: Column[str | None] = column(max_length=50, required="ApplicationRequired")
    lastonholdtime: Column[datetime | None] = column()
    lastusedincampaign: Column[datetime | None] = column(format="DateOnly", create=False)
    leadsourcecode: Column[int | None] = column(options={1: "Default Value"})
    managername: Column[str | None] = column(max_length=100)
    managerphone: Column[str | None] = column(max_length=50, format="Phone")
    marketingonly: Column[bool | None] = column()
    merged: Column[bool | None] = column(create=False, update=False)
    middlename: Column[str | None] = column(max_length=50)
    mobilephone: Column[str | None] = column(max_length=50, format="Phone")
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_orgchangestatus: Column[int | None] = column()
    nickname: Column[str | None] = column(max_length=100)
    numberofchildren: Column[int | None] = column(minimum=0, maximum=1000000000)
    onholdtime: Column[int | None] = column(create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    pager: Column[str | None] = column(max_length=50)
    participatesinworkflow: Column[bool | None] = column()
    paymenttermscode: Column[int | None] = column(options={1: "Net 30", 2: "2% 10, Net 30", 3: "Net 45", 4: "Net 60"})
    preferredappointmentdaycode: Column[int | None] = column(
        options={0: "Sunday", 1: "Monday", 2: "Tuesday", 3: "Wednesday", 4: "Thursday", 5: "Friday", 6: "Saturday"}
    )
    preferredappointmenttimecode: Column[int | None] = column(options={1: "Morning", 2: "Afternoon", 3: "Evening"})
    preferredcontactmethodcode: Column[int | None] = column(
        options={1: "Any", 2: "Email", 3: "Phone", 4: "Fax", 5: "Mail"}
    )
    processid: Column[UUID | None] = column()
    salutation: Column[str | None] = column(max_length=100)
    shippingmethodcode: Column[int | None] = column(options={1: "Default Value"})
    spousesname: Column[str | None] = column(max_length=100)
    stageid: Column[UUID | None] = column()
    statecode: Column[int | None] = column(
        required="SystemRequired", create=False, options={0: "Active", 1: "Inactive"}
    )
    statuscode: Column[int | None] = column(options={1: "Active", 2: "Inactive"})
    subscriptionid: Column[UUID | None] = column(update=False, read=False)
    suffix: Column[str | None] = column(max_length=10)
    teamsfollowed: Column[int | None] = column()
    telephone1: Column[str | None] = column(max_length=50, format="Phone")
    telephone2: Column[str | None] = column(max_length=50, format="Phone")
    telephone3: Column[str | None] = column(max_length=50, format="Phone")
    territorycode: Column[int | None] = column(options={1: "Default Value"})
    timespentbymeonemailandmeetings: Column[str | None] = column(max_length=1250, create=False, update=False)
    timezoneruleversionnumber: Column[int | None] = column(minimum=-1, maximum=2147483647)
    traversedpath: Column[str | None] = column(max_length=1250)
    utcconversiontimezonecode: Column[int | None] = column(minimum=-1, maximum=2147483647)
    versionnumber: Column[int | None] = column(
        create=False, update=False, minimum=-9223372036854775808, maximum=9223372036854775808
    )
    websiteurl: Column[str | None] = column(max_length=200, format="Url")
    yomifirstname: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    yomifullname: Column[str | None] = column(max_length=450, format="PhoneticGuide", create=False, update=False)
    yomilastname: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    yomimiddlename: Column[str | None] = column(max_length=150, format="PhoneticGuide")
    accountid: Lookup[Account] = lookup({}, create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    defaultpricelevelid: Lookup[Entity] = lookup({"pricelevel": "defaultpricelevelid"})
    masterid: Lookup[Contact] = lookup({"contact": "masterid"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_contactkpiid: Lookup[Entity] = lookup({"msdyn_contactkpiitem": "msdyn_contactkpiid"})
    originatingleadid: Lookup[Lead] = lookup({"lead": "originatingleadid"})
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    parentcontactid: Lookup[Contact] = lookup({}, create=False, update=False)
    parentcustomerid: Lookup[Account | Contact] = lookup(
        {"account": "parentcustomerid_account", "contact": "parentcustomerid_contact"}
    )
    preferredequipmentid: Lookup[Entity] = lookup({"equipment": "preferredequipmentid"})
    preferredserviceid: Lookup[Entity] = lookup({"service": "preferredserviceid"})
    preferredsystemuserid: Lookup[SystemUser] = lookup({"systemuser": "preferredsystemuserid"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_contact_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_contact_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    defaultpricelevelid_nav: Navigation[Entity] = navigation("pricelevel", name="defaultpricelevelid")
    masterid_nav: Navigation[Contact] = navigation("contact", name="masterid")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_contactkpiid_nav: Navigation[Entity] = navigation("msdyn_contactkpiitem", name="msdyn_contactkpiid")
    originatingleadid_nav: Navigation[Lead] = navigation("lead", name="originatingleadid")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    parentcustomerid_account: Navigation[Account] = navigation("account")
    parentcustomerid_contact: Navigation[Contact] = navigation("contact")
    preferredequipmentid_nav: Navigation[Entity] = navigation("equipment", name="preferredequipmentid")
    preferredserviceid_nav: Navigation[Entity] = navigation("service", name="preferredserviceid")
    preferredsystemuserid_nav: Navigation[SystemUser] = navigation("systemuser", name="preferredsystemuserid")
    sla_contact_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_contact_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    account_primary_contact: Collection[Account] = collection("account")
    contact_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Contact_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    Contact_Annotation: Collection[Annotation] = collection("annotation")
    Contact_Appointments: Collection[Appointment] = collection("appointment")
    contact_as_primary_contact: Collection[Incident] = collection("incident")
    contact_as_responsible_contact: Collection[Incident] = collection("incident")
    contact_customer_contacts: Collection[Contact] = collection("contact")
    Contact_CustomerAddress: Collection[CustomerAddress] = collection("customeraddress")
    Contact_Email_EmailSender: Collection[Email] = collection("email")
    Contact_Emails: Collection[Email] = collection("email")
    Contact_Faxes: Collection[Fax] = collection("fax")
    Contact_Letters: Collection[Letter] = collection("letter")
    contact_master_contact: Collection[Contact] = collection("contact")
    Contact_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    Contact_Tasks: Collection[Task] = collection("task")
    contactinvoices_association: Collection[Invoice] = collection("invoice")
    contactleads_association: Collection[Lead] = collection("lead")
    contactorders_association: Collection[SalesOrder] = collection("salesorder")
    contactquotes_association: Collection[Quote] = collection("quote")
    incident_customer_contacts: Collection[Incident] = collection("incident")
    invoice_customer_contacts: Collection[Invoice] = collection("invoice")
    lead_customer_contacts: Collection[Lead] = collection("lead")
    lead_parent_contact: Collection[Lead] = collection("lead")
    opportunity_customer_contacts: Collection[Opportunity] = collection("opportunity")
    opportunity_parent_contact: Collection[Opportunity] = collection("opportunity")
    order_customer_contacts: Collection[SalesOrder] = collection("salesorder")
    quote_customer_contacts: Collection[Quote] = collection("quote")
