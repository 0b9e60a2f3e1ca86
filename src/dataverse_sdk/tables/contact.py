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


class ContactAccountRoleCode(Choice):
    """The choices of contact.accountrolecode: Role."""

    DECISION_MAKER = 1, "Decision Maker"
    EMPLOYEE = 2, "Employee"
    INFLUENCER = 3, "Influencer"


class ContactAddress1AddressTypeCode(Choice):
    """The choices of contact.address1_addresstypecode."""

    BILL_TO = 1, "Bill To"
    SHIP_TO = 2, "Ship To"
    PRIMARY = 3, "Primary"
    OTHER = 4, "Other"


class ContactAddress1FreightTermsCode(Choice):
    """The choices of contact.address1_freighttermscode."""

    FOB = 1, "FOB"
    NO_CHARGE = 2, "No Charge"


class ContactAddress1ShippingMethodCode(Choice):
    """The choices of contact.address1_shippingmethodcode."""

    AIRBORNE = 1, "Airborne"
    DHL = 2, "DHL"
    FEDEX = 3, "FedEx"
    UPS = 4, "UPS"
    POSTAL_MAIL = 5, "Postal Mail"
    FULL_LOAD = 6, "Full Load"
    WILL_CALL = 7, "Will Call"


class ContactAddress2AddressTypeCode(Choice):
    """The choices of contact.address2_addresstypecode."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactAddress2FreightTermsCode(Choice):
    """The choices of contact.address2_freighttermscode."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactAddress2ShippingMethodCode(Choice):
    """The choices of contact.address2_shippingmethodcode."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactAddress3AddressTypeCode(Choice):
    """The choices of contact.address3_addresstypecode."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactAddress3FreightTermsCode(Choice):
    """The choices of contact.address3_freighttermscode."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactAddress3ShippingMethodCode(Choice):
    """The choices of contact.address3_shippingmethodcode."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactCustomerSizeCode(Choice):
    """The choices of contact.customersizecode: Customer Size."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactCustomerTypeCode(Choice):
    """The choices of contact.customertypecode: Relationship Type."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactEducationCode(Choice):
    """The choices of contact.educationcode: Education."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactFamilyStatusCode(Choice):
    """The choices of contact.familystatuscode: Marital Status."""

    SINGLE = 1, "Single"
    MARRIED = 2, "Married"
    DIVORCED = 3, "Divorced"
    WIDOWED = 4, "Widowed"


class ContactGenderCode(Choice):
    """The choices of contact.gendercode: Gender."""

    MALE = 1, "Male"
    FEMALE = 2, "Female"


class ContactHasChildrenCode(Choice):
    """The choices of contact.haschildrencode: Has Children."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactLeadSourceCode(Choice):
    """The choices of contact.leadsourcecode: Lead Source."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactPaymentTermsCode(Choice):
    """The choices of contact.paymenttermscode: Payment Terms."""

    NET_30 = 1, "Net 30"
    N2_10_NET_30 = 2, "2% 10, Net 30"
    NET_45 = 3, "Net 45"
    NET_60 = 4, "Net 60"


class ContactPreferredAppointmentDayCode(Choice):
    """The choices of contact.preferredappointmentdaycode: Preferred Day."""

    SUNDAY = 0, "Sunday"
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"


class ContactPreferredAppointmentTimeCode(Choice):
    """The choices of contact.preferredappointmenttimecode: Preferred Time."""

    MORNING = 1, "Morning"
    AFTERNOON = 2, "Afternoon"
    EVENING = 3, "Evening"


class ContactPreferredContactMethodCode(Choice):
    """The choices of contact.preferredcontactmethodcode: Preferred Method of Contact."""

    ANY = 1, "Any"
    EMAIL = 2, "Email"
    PHONE = 3, "Phone"
    FAX = 4, "Fax"
    MAIL = 5, "Mail"


class ContactShippingMethodCode(Choice):
    """The choices of contact.shippingmethodcode: Shipping Method."""

    DEFAULT_VALUE = 1, "Default Value"


class ContactStateCode(Choice):
    """The choices of contact.statecode: Status."""

    ACTIVE = 0, "Active"
    INACTIVE = 1, "Inactive"


class ContactStatusCode(Choice):
    """The choices of contact.statuscode: Status Reason."""

    ACTIVE = 1, "Active"
    INACTIVE = 2, "Inactive"


class ContactTerritoryCode(Choice):
    """The choices of contact.territorycode: Territory."""

    DEFAULT_VALUE = 1, "Default Value"


@entity("contact", set_name="contacts", key="contactid", primary_name="fullname")
class Contact(Entity):
    """A row of the table contact, as `contacts` gives it."""

    contactid: Column[UUID] = column(required="SystemRequired", update=False)
    """Contact."""
    accountrolecode: Column[ContactAccountRoleCode | None] = column()
    """Role."""
    address1_addressid: Column[UUID | None] = column()
    address1_addresstypecode: Column[ContactAddress1AddressTypeCode | None] = column()
    address1_city: Column[str | None] = column(max_length=80)
    address1_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address1_country: Column[str | None] = column(max_length=80)
    address1_county: Column[str | None] = column(max_length=50)
    address1_fax: Column[str | None] = column(max_length=50)
    address1_freighttermscode: Column[ContactAddress1FreightTermsCode | None] = column()
    address1_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address1_line1: Column[str | None] = column(max_length=250)
    address1_line2: Column[str | None] = column(max_length=250)
    address1_line3: Column[str | None] = column(max_length=250)
    address1_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address1_name: Column[str | None] = column(max_length=200)
    address1_postalcode: Column[str | None] = column(max_length=20)
    address1_postofficebox: Column[str | None] = column(max_length=20)
    address1_primarycontactname: Column[str | None] = column(max_length=100)
    address1_shippingmethodcode: Column[ContactAddress1ShippingMethodCode | None] = column()
    address1_stateorprovince: Column[str | None] = column(max_length=50)
    address1_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address1_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address1_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address1_upszone: Column[str | None] = column(max_length=4)
    address1_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    address2_addressid: Column[UUID | None] = column()
    address2_addresstypecode: Column[ContactAddress2AddressTypeCode | None] = column()
    address2_city: Column[str | None] = column(max_length=80)
    address2_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address2_country: Column[str | None] = column(max_length=80)
    address2_county: Column[str | None] = column(max_length=50)
    address2_fax: Column[str | None] = column(max_length=50)
    address2_freighttermscode: Column[ContactAddress2FreightTermsCode | None] = column()
    address2_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address2_line1: Column[str | None] = column(max_length=250)
    address2_line2: Column[str | None] = column(max_length=250)
    address2_line3: Column[str | None] = column(max_length=250)
    address2_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address2_name: Column[str | None] = column(max_length=100)
    address2_postalcode: Column[str | None] = column(max_length=20)
    address2_postofficebox: Column[str | None] = column(max_length=20)
    address2_primarycontactname: Column[str | None] = column(max_length=100)
    address2_shippingmethodcode: Column[ContactAddress2ShippingMethodCode | None] = column()
    address2_stateorprovince: Column[str | None] = column(max_length=50)
    address2_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address2_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address2_upszone: Column[str | None] = column(max_length=4)
    address2_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
    address3_addressid: Column[UUID | None] = column()
    address3_addresstypecode: Column[ContactAddress3AddressTypeCode | None] = column()
    address3_city: Column[str | None] = column(max_length=80)
    address3_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    address3_country: Column[str | None] = column(max_length=80)
    address3_county: Column[str | None] = column(max_length=50)
    address3_fax: Column[str | None] = column(max_length=50)
    address3_freighttermscode: Column[ContactAddress3FreightTermsCode | None] = column()
    address3_latitude: Column[float | None] = column(minimum=-90, maximum=90, precision=5)
    address3_line1: Column[str | None] = column(max_length=250)
    address3_line2: Column[str | None] = column(max_length=250)
    address3_line3: Column[str | None] = column(max_length=250)
    address3_longitude: Column[float | None] = column(minimum=-180, maximum=180, precision=5)
    address3_name: Column[str | None] = column(max_length=200)
    address3_postalcode: Column[str | None] = column(max_length=20)
    address3_postofficebox: Column[str | None] = column(max_length=20)
    address3_primarycontactname: Column[str | None] = column(max_length=100)
    address3_shippingmethodcode: Column[ContactAddress3ShippingMethodCode | None] = column()
    address3_stateorprovince: Column[str | None] = column(max_length=50)
    address3_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    address3_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    address3_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    address3_upszone: Column[str | None] = column(max_length=4)
    address3_utcoffset: Column[int | None] = column(format="TimeZone", minimum=-1500, maximum=1500)
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
    anniversary: Column[date | None] = column()
    annualincome: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    """Annual Income."""
    annualincome_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Annual Income (Base)."""
    assistantname: Column[str | None] = column(max_length=100)
    """Assistant."""
    assistantphone: Column[str | None] = column(max_length=50, format="Phone")
    """Assistant Phone."""
    birthdate: Column[date | None] = column()
    """Birthday."""
    business2: Column[str | None] = column(max_length=50, format="Phone")
    """Business Phone 2."""
    businesscard: Column[str | None] = column()
    businesscardattributes: Column[str | None] = column()
    callback: Column[str | None] = column(max_length=50, format="Phone")
    """Callback Number."""
    childrensnames: Column[str | None] = column(max_length=255)
    """Children's Names."""
    company: Column[str | None] = column(max_length=50, format="Phone")
    """Company Phone."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    creditlimit: Column[Decimal | None] = column(minimum=0, maximum=100000000000000, precision=2)
    """Credit Limit."""
    creditlimit_base: Column[Decimal | None] = column(
        create=False, update=False, minimum=-922337203685477, maximum=922337203685477, precision=4
    )
    """Credit Limit (Base)."""
    creditonhold: Column[bool | None] = column()
    """Credit Hold."""
    customersizecode: Column[ContactCustomerSizeCode | None] = column()
    """Customer Size."""
    customertypecode: Column[ContactCustomerTypeCode | None] = column()
    """Relationship Type."""
    department: Column[str | None] = column(max_length=100)
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
    educationcode: Column[ContactEducationCode | None] = column()
    """Education."""
    emailaddress1: Column[str | None] = column(max_length=100, format="Email")
    """Email."""
    emailaddress2: Column[str | None] = column(max_length=100, format="Email")
    """Email Address 2."""
    emailaddress3: Column[str | None] = column(max_length=100, format="Email")
    """Email Address 3."""
    employeeid: Column[str | None] = column(max_length=50)
    """Employee."""
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
    externaluseridentifier: Column[str | None] = column(max_length=50)
    """External User Identifier."""
    familystatuscode: Column[ContactFamilyStatusCode | None] = column()
    """Marital Status."""
    fax: Column[str | None] = column(max_length=50)
    firstname: Column[str | None] = column(max_length=50, required="Recommended")
    """First Name."""
    followemail: Column[bool | None] = column()
    """Follow Email Activity."""
    ftpsiteurl: Column[str | None] = column(max_length=200, format="Url")
    """FTP Site."""
    fullname: Column[str | None] = column(max_length=160, create=False, update=False)
    """Full Name."""
    gendercode: Column[ContactGenderCode | None] = column()
    """Gender."""
    governmentid: Column[str | None] = column(max_length=50)
    """Government."""
    haschildrencode: Column[ContactHasChildrenCode | None] = column()
    """Has Children."""
    home2: Column[str | None] = column(max_length=50, format="Phone")
    """Home Phone 2."""
    importsequencenumber: Column[int | None] = column(update=False)
    isbackofficecustomer: Column[bool | None] = column()
    """Back Office Customer."""
    jobtitle: Column[str | None] = column(max_length=100)
    """Job Title."""
    lastname: Column[str | None] = column(max_length=50, required="ApplicationRequired")
    """Last Name."""
    lastonholdtime: Column[datetime | None] = column()
    """Last On Hold Time."""
    lastusedincampaign: Column[datetime | None] = column(format="DateOnly", create=False)
    """Last Date Included in Campaign."""
    leadsourcecode: Column[ContactLeadSourceCode | None] = column()
    """Lead Source."""
    managername: Column[str | None] = column(max_length=100)
    """Manager."""
    managerphone: Column[str | None] = column(max_length=50, format="Phone")
    """Manager Phone."""
    marketingonly: Column[bool | None] = column()
    """Marketing Only."""
    merged: Column[bool | None] = column(create=False, update=False)
    middlename: Column[str | None] = column(max_length=50)
    """Middle Name."""
    mobilephone: Column[str | None] = column(max_length=50, format="Phone")
    """Mobile Phone."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_orgchangestatus: Column[int | None] = column()
    nickname: Column[str | None] = column(max_length=100)
    numberofchildren: Column[int | None] = column(minimum=0, maximum=1000000000)
    """No. of Children."""
    onholdtime: Column[int | None] = column(create=False, update=False)
    """On Hold Time (Minutes)."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    pager: Column[str | None] = column(max_length=50)
    participatesinworkflow: Column[bool | None] = column()
    """Participates in Workflow."""
    paymenttermscode: Column[ContactPaymentTermsCode | None] = column()
    """Payment Terms."""
    preferredappointmentdaycode: Column[ContactPreferredAppointmentDayCode | None] = column()
    """Preferred Day."""
    preferredappointmenttimecode: Column[ContactPreferredAppointmentTimeCode | None] = column()
    """Preferred Time."""
    preferredcontactmethodcode: Column[ContactPreferredContactMethodCode | None] = column()
    """Preferred Method of Contact."""
    processid: Column[UUID | None] = column()
    """Process."""
    salutation: Column[str | None] = column(max_length=100)
    shippingmethodcode: Column[ContactShippingMethodCode | None] = column()
    """Shipping Method."""
    spousesname: Column[str | None] = column(max_length=100)
    """Spouse/Partner Name."""
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    statecode: Column[ContactStateCode | None] = column(required="SystemRequired", create=False)
    """Status."""
    statuscode: Column[ContactStatusCode | None] = column()
    """Status Reason."""
    subscriptionid: Column[UUID | None] = column(update=False, read=False)
    suffix: Column[str | None] = column(max_length=10)
    teamsfollowed: Column[int | None] = column()
    telephone1: Column[str | None] = column(max_length=50, format="Phone")
    """Business Phone."""
    telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Home Phone."""
    telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Telephone 3."""
    territorycode: Column[ContactTerritoryCode | None] = column()
    """Territory."""
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
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    """Created By (External Party)."""
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    defaultpricelevelid: Lookup[Entity] = lookup({"pricelevel": "defaultpricelevelid"})
    masterid: Lookup[Contact] = lookup({"contact": "masterid"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedbyexternalparty: Lookup[Entity] = lookup({}, create=False, update=False)
    """Modified By (External Party)."""
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
    """Parent Contact."""
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
    contactinvoices_association: Collection[Invoice] = collection("invoice", many_to_many=True)
    contactleads_association: Collection[Lead] = collection("lead", many_to_many=True)
    contactorders_association: Collection[SalesOrder] = collection("salesorder", many_to_many=True)
    contactquotes_association: Collection[Quote] = collection("quote", many_to_many=True)
    incident_customer_contacts: Collection[Incident] = collection("incident")
    invoice_customer_contacts: Collection[Invoice] = collection("invoice")
    lead_customer_contacts: Collection[Lead] = collection("lead")
    lead_parent_contact: Collection[Lead] = collection("lead")
    opportunity_customer_contacts: Collection[Opportunity] = collection("opportunity")
    opportunity_parent_contact: Collection[Opportunity] = collection("opportunity")
    order_customer_contacts: Collection[SalesOrder] = collection("salesorder")
    quote_customer_contacts: Collection[Quote] = collection("quote")
