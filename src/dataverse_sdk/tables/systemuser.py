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
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class SystemUserAccessMode(Choice):
    """The choices of systemuser.accessmode: Access Mode."""

    READ_WRITE = 0, "Read-Write"
    ADMINISTRATIVE = 1, "Administrative"
    READ = 2, "Read"
    SUPPORT_USER = 3, "Support User"
    NON_INTERACTIVE = 4, "Non-interactive"
    DELEGATED_ADMIN = 5, "Delegated Admin"


class SystemUserAddress1AddressTypeCode(Choice):
    """The choices of systemuser.address1_addresstypecode: Address 1: Address Type."""

    DEFAULT_VALUE = 1, "Default Value"


class SystemUserAddress1ShippingMethodCode(Choice):
    """The choices of systemuser.address1_shippingmethodcode: Address 1: Shipping Method."""

    DEFAULT_VALUE = 1, "Default Value"


class SystemUserAddress2AddressTypeCode(Choice):
    """The choices of systemuser.address2_addresstypecode: Address 2: Address Type."""

    DEFAULT_VALUE = 1, "Default Value"


class SystemUserAddress2ShippingMethodCode(Choice):
    """The choices of systemuser.address2_shippingmethodcode: Address 2: Shipping Method."""

    DEFAULT_VALUE = 1, "Default Value"


class SystemUserCALType(Choice):
    """The choices of systemuser.caltype: License Type."""

    PROFESSIONAL = 0, "Professional"
    ADMINISTRATIVE = 1, "Administrative"
    BASIC = 2, "Basic"
    DEVICE_PROFESSIONAL = 3, "Device Professional"
    DEVICE_BASIC = 4, "Device Basic"
    ESSENTIAL = 5, "Essential"
    DEVICE_ESSENTIAL = 6, "Device Essential"
    ENTERPRISE = 7, "Enterprise"
    DEVICE_ENTERPRISE = 8, "Device Enterprise"
    SALES = 9, "Sales"
    SERVICE = 10, "Service"
    FIELD_SERVICE = 11, "Field Service"
    PROJECT_SERVICE = 12, "Project Service"


class SystemUserEmailRouterAccessApproval(Choice):
    """The choices of systemuser.emailrouteraccessapproval: Primary Email Status."""

    EMPTY = 0, "Empty"
    APPROVED = 1, "Approved"
    PENDING_APPROVAL = 2, "Pending Approval"
    REJECTED = 3, "Rejected"


class SystemUserIncomingEmailDeliveryMethod(Choice):
    """The choices of systemuser.incomingemaildeliverymethod: Incoming Email Delivery Method."""

    NONE = 0, "None"
    MICROSOFT_DYNAMICS_365_FOR_OUTLOOK = 1, "Microsoft Dynamics 365 for Outlook"
    SERVER_SIDE_SYNCHRONIZATION_OR_EMAIL_ROUTER = 2, "Server-Side Synchronization or Email Router"
    FORWARD_MAILBOX = 3, "Forward Mailbox"


class SystemUserInviteStatusCode(Choice):
    """The choices of systemuser.invitestatuscode: Invitation Status."""

    INVITATION_NOT_SENT = 0, "Invitation Not Sent"
    INVITED = 1, "Invited"
    INVITATION_NEAR_EXPIRED = 2, "Invitation Near Expired"
    INVITATION_EXPIRED = 3, "Invitation Expired"
    INVITATION_ACCEPTED = 4, "Invitation Accepted"
    INVITATION_REJECTED = 5, "Invitation Rejected"
    INVITATION_REVOKED = 6, "Invitation Revoked"


class SystemUserOutgoingEmailDeliveryMethod(Choice):
    """The choices of systemuser.outgoingemaildeliverymethod: Outgoing Email Delivery Method."""

    NONE = 0, "None"
    MICROSOFT_DYNAMICS_365_FOR_OUTLOOK = 1, "Microsoft Dynamics 365 for Outlook"
    SERVER_SIDE_SYNCHRONIZATION_OR_EMAIL_ROUTER = 2, "Server-Side Synchronization or Email Router"


class SystemUserPreferredAddressCode(Choice):
    """The choices of systemuser.preferredaddresscode: Preferred Address."""

    MAILING_ADDRESS = 1, "Mailing Address"
    OTHER_ADDRESS = 2, "Other Address"


class SystemUserPreferredEmailCode(Choice):
    """The choices of systemuser.preferredemailcode: Preferred Email."""

    DEFAULT_VALUE = 1, "Default Value"


class SystemUserPreferredPhoneCode(Choice):
    """The choices of systemuser.preferredphonecode: Preferred Phone."""

    MAIN_PHONE = 1, "Main Phone"
    OTHER_PHONE = 2, "Other Phone"
    HOME_PHONE = 3, "Home Phone"
    MOBILE_PHONE = 4, "Mobile Phone"


@entity(
    "systemuser",
    set_name="systemusers",
    key="ownerid",
    primary_name="fullname",
    alternate_keys={"azureactivedirectoryobjectid": ("azureactivedirectoryobjectid",)},
)
class SystemUser(Entity):
    """A row of the table systemuser, as `systemusers` gives it."""

    ownerid: Column[UUID] = column(update=False)
    accessmode: Column[SystemUserAccessMode | None] = column(required="SystemRequired")
    """Access Mode."""
    address1_addressid: Column[UUID | None] = column()
    """Address 1: ID."""
    address1_addresstypecode: Column[SystemUserAddress1AddressTypeCode | None] = column()
    """Address 1: Address Type."""
    address1_city: Column[str | None] = column(max_length=128)
    """City."""
    address1_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Address."""
    address1_country: Column[str | None] = column(max_length=128)
    """Country/Region."""
    address1_county: Column[str | None] = column(max_length=128)
    """Address 1: County."""
    address1_fax: Column[str | None] = column(max_length=64)
    """Address 1: Fax."""
    address1_latitude: Column[float | None] = column()
    """Address 1: Latitude."""
    address1_line1: Column[str | None] = column(max_length=1024)
    """Street 1."""
    address1_line2: Column[str | None] = column(max_length=1024)
    """Street 2."""
    address1_line3: Column[str | None] = column(max_length=1024)
    """Street 3."""
    address1_longitude: Column[float | None] = column()
    """Address 1: Longitude."""
    address1_name: Column[str | None] = column(max_length=100)
    """Address 1: Name."""
    address1_postalcode: Column[str | None] = column(max_length=40)
    """ZIP/Postal Code."""
    address1_postofficebox: Column[str | None] = column(max_length=40)
    """Address 1: Post Office Box."""
    address1_shippingmethodcode: Column[SystemUserAddress1ShippingMethodCode | None] = column()
    """Address 1: Shipping Method."""
    address1_stateorprovince: Column[str | None] = column(max_length=128)
    """State/Province."""
    address1_telephone1: Column[str | None] = column(max_length=64, format="Phone")
    """Main Phone."""
    address1_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Other Phone."""
    address1_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Pager."""
    address1_upszone: Column[str | None] = column(max_length=4)
    """Address 1: UPS Zone."""
    address1_utcoffset: Column[int | None] = column(format="TimeZone")
    """Address 1: UTC Offset."""
    address2_addressid: Column[UUID | None] = column()
    """Address 2: ID."""
    address2_addresstypecode: Column[SystemUserAddress2AddressTypeCode | None] = column()
    """Address 2: Address Type."""
    address2_city: Column[str | None] = column(max_length=128)
    """Other City."""
    address2_composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Other Address."""
    address2_country: Column[str | None] = column(max_length=128)
    """Other Country/Region."""
    address2_county: Column[str | None] = column(max_length=128)
    """Address 2: County."""
    address2_fax: Column[str | None] = column(max_length=50)
    """Address 2: Fax."""
    address2_latitude: Column[float | None] = column()
    """Address 2: Latitude."""
    address2_line1: Column[str | None] = column(max_length=1024)
    """Other Street 1."""
    address2_line2: Column[str | None] = column(max_length=1024)
    """Other Street 2."""
    address2_line3: Column[str | None] = column(max_length=1024)
    """Other Street 3."""
    address2_longitude: Column[float | None] = column()
    """Address 2: Longitude."""
    address2_name: Column[str | None] = column(max_length=100)
    """Address 2: Name."""
    address2_postalcode: Column[str | None] = column(max_length=40)
    """Other ZIP/Postal Code."""
    address2_postofficebox: Column[str | None] = column(max_length=40)
    """Address 2: Post Office Box."""
    address2_shippingmethodcode: Column[SystemUserAddress2ShippingMethodCode | None] = column()
    """Address 2: Shipping Method."""
    address2_stateorprovince: Column[str | None] = column(max_length=128)
    """Other State/Province."""
    address2_telephone1: Column[str | None] = column(max_length=50, format="Phone")
    """Address 2: Telephone 1."""
    address2_telephone2: Column[str | None] = column(max_length=50, format="Phone")
    """Address 2: Telephone 2."""
    address2_telephone3: Column[str | None] = column(max_length=50, format="Phone")
    """Address 2: Telephone 3."""
    address2_upszone: Column[str | None] = column(max_length=4)
    """Address 2: UPS Zone."""
    address2_utcoffset: Column[int | None] = column(format="TimeZone")
    """Address 2: UTC Offset."""
    applicationid: Column[UUID | None] = column()
    """Application ID."""
    applicationiduri: Column[str | None] = column(max_length=1024, create=False, update=False)
    """Application ID URI."""
    azureactivedirectoryobjectid: Column[UUID | None] = column(create=False, update=False)
    """Azure AD Object ID."""
    azuredeletedon: Column[datetime | None] = column()
    azurestate: Column[int | None] = column()
    caltype: Column[SystemUserCALType | None] = column(required="SystemRequired")
    """License Type."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    """Created On."""
    defaultfilterspopulated: Column[bool | None] = column(required="SystemRequired", create=False, update=False)
    """Default Filters Populated."""
    defaultodbfoldername: Column[str | None] = column(
        max_length=200, required="SystemRequired", create=False, update=False
    )
    """Default OneDrive for Business Folder Name."""
    deletedstate: Column[int | None] = column()
    disabledreason: Column[str | None] = column(max_length=500, create=False, update=False)
    """Disabled Reason."""
    displayinserviceviews: Column[bool | None] = column()
    """Display in Service Views."""
    domainname: Column[str | None] = column(max_length=1024, required="SystemRequired")
    """User Name."""
    emailrouteraccessapproval: Column[SystemUserEmailRouterAccessApproval | None] = column(
        required="SystemRequired", create=False
    )
    """Primary Email Status."""
    employeeid: Column[str | None] = column(max_length=100)
    """Employee."""
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    """Entity Image Id."""
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    firstname: Column[str | None] = column(max_length=64, required="ApplicationRequired")
    """First Name."""
    fullname: Column[str | None] = column(max_length=200, create=False, update=False)
    """Full Name."""
    governmentid: Column[str | None] = column(max_length=100)
    """Government."""
    homephone: Column[str | None] = column(max_length=50, format="Phone")
    """Home Phone."""
    identityid: Column[int | None] = column(required="SystemRequired", create=False, update=False)
    """Unique user identity id."""
    importsequencenumber: Column[int | None] = column(update=False)
    """Import Sequence Number."""
    incomingemaildeliverymethod: Column[SystemUserIncomingEmailDeliveryMethod | None] = column(
        required="SystemRequired"
    )
    """Incoming Email Delivery Method."""
    internalemailaddress: Column[str | None] = column(max_length=100, format="Email", required="SystemRequired")
    """Primary Email."""
    invitestatuscode: Column[SystemUserInviteStatusCode | None] = column(required="ApplicationRequired")
    """Invitation Status."""
    isdisabled: Column[bool | None] = column(create=False)
    """Status."""
    isemailaddressapprovedbyo365admin: Column[bool | None] = column(
        required="SystemRequired", create=False, update=False
    )
    """Email Address O365 Admin Approval Status."""
    isintegrationuser: Column[bool | None] = column(required="SystemRequired")
    """Integration user mode."""
    islicensed: Column[bool | None] = column(required="SystemRequired")
    """User Licensed."""
    issyncwithdirectory: Column[bool | None] = column(required="SystemRequired")
    """User Synced."""
    jobtitle: Column[str | None] = column(max_length=100)
    """Job Title."""
    lastname: Column[str | None] = column(max_length=64, required="ApplicationRequired")
    """Last Name."""
    middlename: Column[str | None] = column(max_length=50)
    """Middle Name."""
    mobilealertemail: Column[str | None] = column(max_length=100, format="Email")
    """Mobile Alert Email."""
    mobilephone: Column[str | None] = column(max_length=64, format="Phone")
    """Mobile Phone."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    """Modified On."""
    msdyn_botdescription: Column[str | None] = column()
    msdyn_botendpoint: Column[str | None] = column()
    msdyn_botsecretkeys: Column[str | None] = column()
    msdyn_capacity: Column[int | None] = column()
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_gridwrappercontrolfield: Column[str | None] = column()
    msdyn_usertype: Column[int | None] = column()
    nickname: Column[str | None] = column(max_length=50)
    organizationid: Column[UUID | None] = column(required="SystemRequired", create=False, update=False)
    outgoingemaildeliverymethod: Column[SystemUserOutgoingEmailDeliveryMethod | None] = column(
        required="SystemRequired"
    )
    """Outgoing Email Delivery Method."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    """Record Created On."""
    passporthi: Column[int | None] = column()
    """Passport Hi."""
    passportlo: Column[int | None] = column()
    """Passport Lo."""
    personalemailaddress: Column[str | None] = column(max_length=100, format="Email")
    """Email 2."""
    photourl: Column[str | None] = column(max_length=200, format="Url")
    """Photo URL."""
    preferredaddresscode: Column[SystemUserPreferredAddressCode | None] = column()
    """Preferred Address."""
    preferredemailcode: Column[SystemUserPreferredEmailCode | None] = column()
    """Preferred Email."""
    preferredphonecode: Column[SystemUserPreferredPhoneCode | None] = column()
    """Preferred Phone."""
    processid: Column[UUID | None] = column()
    """Process."""
    salutation: Column[str | None] = column(max_length=20)
    setupuser: Column[bool | None] = column(required="SystemRequired")
    """Restricted Access Mode."""
    sharepointemailaddress: Column[str | None] = column(max_length=1024)
    """SharePoint Email Address."""
    skills: Column[str | None] = column(max_length=100)
    stageid: Column[UUID | None] = column()
    """Process Stage."""
    systemuserid: Column[UUID | None] = column(required="SystemRequired", update=False)
    """User."""
    timezoneruleversionnumber: Column[int | None] = column()
    """Time Zone Rule Version Number."""
    title: Column[str | None] = column(max_length=128)
    traversedpath: Column[str | None] = column(max_length=1250)
    """Traversed Path."""
    userlicensetype: Column[int | None] = column(required="SystemRequired")
    """User License Type."""
    userpuid: Column[str | None] = column(max_length=100, create=False, update=False)
    utcconversiontimezonecode: Column[int | None] = column()
    """UTC Conversion Time Zone Code."""
    versionnumber: Column[int | None] = column(create=False, update=False)
    """Version number."""
    windowsliveid: Column[str | None] = column(max_length=1024, format="Email")
    """Windows Live ID."""
    yammeremailaddress: Column[str | None] = column(max_length=200, format="Email")
    """Yammer Email."""
    yammeruserid: Column[str | None] = column(max_length=128)
    """Yammer User ID."""
    yomifirstname: Column[str | None] = column(max_length=64, format="PhoneticGuide")
    """Yomi First Name."""
    yomifullname: Column[str | None] = column(max_length=200, format="PhoneticGuide", create=False, update=False)
    """Yomi Full Name."""
    yomilastname: Column[str | None] = column(max_length=64, format="PhoneticGuide")
    """Yomi Last Name."""
    yomimiddlename: Column[str | None] = column(max_length=50, format="PhoneticGuide")
    """Yomi Middle Name."""
    businessunitid: Lookup[BusinessUnit] = lookup({"businessunit": "businessunitid"}, required="SystemRequired")
    calendarid: Lookup[Entity] = lookup({"calendar": "calendarid"})
    """Calendar."""
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    defaultmailbox: Lookup[Entity] = lookup({"mailbox": "defaultmailbox"}, create=False, update=False)
    """Mailbox."""
    mobileofflineprofileid: Lookup[Entity] = lookup({"mobileofflineprofile": "mobileofflineprofileid"})
    """Mobile Offline Profile."""
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_defaultpresenceiduser: Lookup[Entity] = lookup({"msdyn_presence": "msdyn_DefaultPresenceIdUser"})
    parentsystemuserid: Lookup[SystemUser] = lookup({"systemuser": "parentsystemuserid"})
    positionid: Lookup[Entity] = lookup({"position": "positionid"})
    queueid: Lookup[Queue] = lookup({"queue": "queueid"})
    siteid: Lookup[Entity] = lookup({"site": "siteid"})
    territoryid: Lookup[Entity] = lookup({"territory": "territoryid"})
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    businessunitid_nav: Navigation[BusinessUnit] = navigation("businessunit", name="businessunitid")
    calendarid_nav: Navigation[Entity] = navigation("calendar", name="calendarid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    defaultmailbox_nav: Navigation[Entity] = navigation("mailbox", name="defaultmailbox")
    mobileofflineprofileid_nav: Navigation[Entity] = navigation("mobileofflineprofile", name="mobileofflineprofileid")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_DefaultPresenceIdUser_nav: Navigation[Entity] = navigation(
        "msdyn_presence", name="msdyn_DefaultPresenceIdUser"
    )
    organizationid_organization: Navigation[Organization] = navigation("organization")
    parentsystemuserid_nav: Navigation[SystemUser] = navigation("systemuser", name="parentsystemuserid")
    positionid_nav: Navigation[Entity] = navigation("position", name="positionid")
    queueid_nav: Navigation[Queue] = navigation("queue", name="queueid")
    siteid_nav: Navigation[Entity] = navigation("site", name="siteid")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    territoryid_nav: Navigation[Entity] = navigation("territory", name="territoryid")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    annotation_owning_user: Collection[Annotation] = collection("annotation")
    contact_owning_user: Collection[Contact] = collection("contact")
    lead_owning_user: Collection[Lead] = collection("lead")
    lk_accountbase_createdby: Collection[Account] = collection("account")
    lk_accountbase_createdonbehalfby: Collection[Account] = collection("account")
    lk_accountbase_modifiedby: Collection[Account] = collection("account")
    lk_accountbase_modifiedonbehalfby: Collection[Account] = collection("account")
    lk_activitypointer_createdby: Collection[ActivityPointer] = collection("activitypointer")
    lk_activitypointer_createdonbehalfby: Collection[ActivityPointer] = collection("activitypointer")
    lk_activitypointer_modifiedby: Collection[ActivityPointer] = collection("activitypointer")
    lk_activitypointer_modifiedonbehalfby: Collection[ActivityPointer] = collection("activitypointer")
    lk_annotationbase_createdby: Collection[Annotation] = collection("annotation")
    lk_annotationbase_createdonbehalfby: Collection[Annotation] = collection("annotation")
    lk_annotationbase_modifiedby: Collection[Annotation] = collection("annotation")
    lk_annotationbase_modifiedonbehalfby: Collection[Annotation] = collection("annotation")
    lk_appointment_createdby: Collection[Appointment] = collection("appointment")
    lk_appointment_createdonbehalfby: Collection[Appointment] = collection("appointment")
    lk_appointment_modifiedby: Collection[Appointment] = collection("appointment")
    lk_appointment_modifiedonbehalfby: Collection[Appointment] = collection("appointment")
    lk_businessunit_createdonbehalfby: Collection[BusinessUnit] = collection("businessunit")
    lk_businessunit_modifiedonbehalfby: Collection[BusinessUnit] = collection("businessunit")
    lk_businessunitbase_createdby: Collection[BusinessUnit] = collection("businessunit")
    lk_businessunitbase_modifiedby: Collection[BusinessUnit] = collection("businessunit")
    lk_contact_createdonbehalfby: Collection[Contact] = collection("contact")
    lk_contact_modifiedonbehalfby: Collection[Contact] = collection("contact")
    lk_contactbase_createdby: Collection[Contact] = collection("contact")
    lk_contactbase_modifiedby: Collection[Contact] = collection("contact")
    lk_customeraddress_createdonbehalfby: Collection[CustomerAddress] = collection("customeraddress")
    lk_customeraddress_modifiedonbehalfby: Collection[CustomerAddress] = collection("customeraddress")
    lk_customeraddressbase_createdby: Collection[CustomerAddress] = collection("customeraddress")
    lk_customeraddressbase_modifiedby: Collection[CustomerAddress] = collection("customeraddress")
    lk_email_createdby: Collection[Email] = collection("email")
    lk_email_createdonbehalfby: Collection[Email] = collection("email")
    lk_email_modifiedby: Collection[Email] = collection("email")
    lk_email_modifiedonbehalfby: Collection[Email] = collection("email")
    lk_fax_createdby: Collection[Fax] = collection("fax")
    lk_fax_createdonbehalfby: Collection[Fax] = collection("fax")
    lk_fax_modifiedby: Collection[Fax] = collection("fax")
    lk_fax_modifiedonbehalfby: Collection[Fax] = collection("fax")
    lk_incidentbase_createdby: Collection[Incident] = collection("incident")
    lk_incidentbase_createdonbehalfby: Collection[Incident] = collection("incident")
    lk_incidentbase_modifiedby: Collection[Incident] = collection("incident")
    lk_incidentbase_modifiedonbehalfby: Collection[Incident] = collection("incident")
    lk_invoice_createdonbehalfby: Collection[Invoice] = collection("invoice")
    lk_invoice_modifiedonbehalfby: Collection[Invoice] = collection("invoice")
    lk_invoicebase_createdby: Collection[Invoice] = collection("invoice")
    lk_invoicebase_modifiedby: Collection[Invoice] = collection("invoice")
    lk_invoicedetail_createdonbehalfby: Collection[InvoiceDetail] = collection("invoicedetail")
    lk_invoicedetail_modifiedonbehalfby: Collection[InvoiceDetail] = collection("invoicedetail")
    lk_invoicedetailbase_createdby: Collection[InvoiceDetail] = collection("invoicedetail")
    lk_invoicedetailbase_modifiedby: Collection[InvoiceDetail] = collection("invoicedetail")
    lk_lead_createdonbehalfby: Collection[Lead] = collection("lead")
    lk_lead_modifiedonbehalfby: Collection[Lead] = collection("lead")
    lk_leadbase_createdby: Collection[Lead] = collection("lead")
    lk_leadbase_modifiedby: Collection[Lead] = collection("lead")
    lk_letter_createdby: Collection[Letter] = collection("letter")
    lk_letter_createdonbehalfby: Collection[Letter] = collection("letter")
    lk_letter_modifiedby: Collection[Letter] = collection("letter")
    lk_letter_modifiedonbehalfby: Collection[Letter] = collection("letter")
    lk_opportunity_createdonbehalfby: Collection[Opportunity] = collection("opportunity")
    lk_opportunity_modifiedonbehalfby: Collection[Opportunity] = collection("opportunity")
    lk_opportunitybase_createdby: Collection[Opportunity] = collection("opportunity")
    lk_opportunitybase_modifiedby: Collection[Opportunity] = collection("opportunity")
    lk_organization_createdonbehalfby: Collection[Organization] = collection("organization")
    lk_organization_modifiedonbehalfby: Collection[Organization] = collection("organization")
    lk_organizationbase_createdby: Collection[Organization] = collection("organization")
    lk_organizationbase_modifiedby: Collection[Organization] = collection("organization")
    lk_phonecall_createdby: Collection[PhoneCall] = collection("phonecall")
    lk_phonecall_createdonbehalfby: Collection[PhoneCall] = collection("phonecall")
    lk_phonecall_modifiedby: Collection[PhoneCall] = collection("phonecall")
    lk_phonecall_modifiedonbehalfby: Collection[PhoneCall] = collection("phonecall")
    lk_queue_createdonbehalfby: Collection[Queue] = collection("queue")
    lk_queue_modifiedonbehalfby: Collection[Queue] = collection("queue")
    lk_queuebase_createdby: Collection[Queue] = collection("queue")
    lk_queuebase_modifiedby: Collection[Queue] = collection("queue")
    lk_quote_createdonbehalfby: Collection[Quote] = collection("quote")
    lk_quote_modifiedonbehalfby: Collection[Quote] = collection("quote")
    lk_quotebase_createdby: Collection[Quote] = collection("quote")
    lk_quotebase_modifiedby: Collection[Quote] = collection("quote")
    lk_quotedetail_createdonbehalfby: Collection[QuoteDetail] = collection("quotedetail")
    lk_quotedetail_modifiedonbehalfby: Collection[QuoteDetail] = collection("quotedetail")
    lk_quotedetailbase_createdby: Collection[QuoteDetail] = collection("quotedetail")
    lk_quotedetailbase_modifiedby: Collection[QuoteDetail] = collection("quotedetail")
    lk_salesorder_createdonbehalfby: Collection[SalesOrder] = collection("salesorder")
    lk_salesorder_modifiedonbehalfby: Collection[SalesOrder] = collection("salesorder")
    lk_salesorderbase_createdby: Collection[SalesOrder] = collection("salesorder")
    lk_salesorderbase_modifiedby: Collection[SalesOrder] = collection("salesorder")
    lk_salesorderdetail_createdonbehalfby: Collection[SalesOrderDetail] = collection("salesorderdetail")
    lk_salesorderdetail_modifiedonbehalfby: Collection[SalesOrderDetail] = collection("salesorderdetail")
    lk_salesorderdetailbase_createdby: Collection[SalesOrderDetail] = collection("salesorderdetail")
    lk_salesorderdetailbase_modifiedby: Collection[SalesOrderDetail] = collection("salesorderdetail")
    lk_systemuser_createdonbehalfby: Collection[SystemUser] = collection("systemuser")
    lk_systemuser_modifiedonbehalfby: Collection[SystemUser] = collection("systemuser")
    lk_systemuserbase_createdby: Collection[SystemUser] = collection("systemuser")
    lk_systemuserbase_modifiedby: Collection[SystemUser] = collection("systemuser")
    lk_task_createdby: Collection[Task] = collection("task")
    lk_task_createdonbehalfby: Collection[Task] = collection("task")
    lk_task_modifiedby: Collection[Task] = collection("task")
    lk_task_modifiedonbehalfby: Collection[Task] = collection("task")
    lk_team_createdonbehalfby: Collection[Team] = collection("team")
    lk_team_modifiedonbehalfby: Collection[Team] = collection("team")
    lk_teambase_administratorid: Collection[Team] = collection("team")
    lk_teambase_createdby: Collection[Team] = collection("team")
    lk_teambase_modifiedby: Collection[Team] = collection("team")
    lk_transactioncurrency_createdonbehalfby: Collection[TransactionCurrency] = collection("transactioncurrency")
    lk_transactioncurrency_modifiedonbehalfby: Collection[TransactionCurrency] = collection("transactioncurrency")
    lk_transactioncurrencybase_createdby: Collection[TransactionCurrency] = collection("transactioncurrency")
    lk_transactioncurrencybase_modifiedby: Collection[TransactionCurrency] = collection("transactioncurrency")
    opportunity_owning_user: Collection[Opportunity] = collection("opportunity")
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
    queue_primary_user: Collection[Queue] = collection("queue")
    queuemembership_association: Collection[Queue] = collection("queue", many_to_many=True)
    system_user_accounts: Collection[Account] = collection("account")
    system_user_activity_parties: Collection[ActivityParty] = collection("activityparty")
    system_user_contacts: Collection[Contact] = collection("contact")
    system_user_incidents: Collection[Incident] = collection("incident")
    system_user_invoicedetail: Collection[InvoiceDetail] = collection("invoicedetail")
    system_user_invoices: Collection[Invoice] = collection("invoice")
    system_user_orders: Collection[SalesOrder] = collection("salesorder")
    system_user_quotedetail: Collection[QuoteDetail] = collection("quotedetail")
    system_user_quotes: Collection[Quote] = collection("quote")
    system_user_salesorderdetail: Collection[SalesOrderDetail] = collection("salesorderdetail")
    SystemUser_Email_EmailSender: Collection[Email] = collection("email")
    teammembership_association: Collection[Team] = collection("team", many_to_many=True)
    user_accounts: Collection[Account] = collection("account")
    user_activity: Collection[ActivityPointer] = collection("activitypointer")
    user_appointment: Collection[Appointment] = collection("appointment")
    user_email: Collection[Email] = collection("email")
    user_fax: Collection[Fax] = collection("fax")
    user_invoicedetail: Collection[InvoiceDetail] = collection("invoicedetail")
    user_letter: Collection[Letter] = collection("letter")
    user_parent_user: Collection[SystemUser] = collection("systemuser")
    user_phonecall: Collection[PhoneCall] = collection("phonecall")
    user_quotedetail: Collection[QuoteDetail] = collection("quotedetail")
    user_salesorderdetail: Collection[SalesOrderDetail] = collection("salesorderdetail")
    user_task: Collection[Task] = collection("task")


class SystemUserAzureactivedirectoryobjectidKey(TypedDict):
    """Names one row by the alternate key azureactivedirectoryobjectid."""

    azureactivedirectoryobjectid: UUID
