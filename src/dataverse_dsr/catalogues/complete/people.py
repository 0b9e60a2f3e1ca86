"""The person: contacts and leads, what portals add to them, and their postal addresses."""

from typing import Final

from dataverse_sdk.tables import Contact, CustomerAddress, Lead

from ...declarations import Declaration
from ...masking import computed, mask, mirror
from ...masks import Flag
from ...ways import followed, linked, matched
from ..further_tables import LeadAddress, PortalContact
from .pieces import COMPOSED, EMAIL, EMPTY, MASKED, PHONE, address_of, all_by, columns_of, of, shown_in

__all__ = ["CONTACTS", "CUSTOMER_ADDRESSES", "LEADS", "LEAD_ADDRESSES"]

_ADDRESS_ROW = address_of(CustomerAddress)
_LEAD_ADDRESS_ROW = address_of(LeadAddress, contact_name=False)
_CONTACT_NAMES = (Contact.firstname, Contact.middlename, Contact.lastname)
_CONTACT_YOMI = (Contact.yomifirstname, Contact.yomimiddlename, Contact.yomilastname)
_CONTACT_EMAILS = (Contact.emailaddress1, Contact.emailaddress2, Contact.emailaddress3)
_CONTACT_PHONES = (
    Contact.telephone1,
    Contact.telephone2,
    Contact.telephone3,
    Contact.mobilephone,
    Contact.home2,
    Contact.business2,
    Contact.company,  # its label is "Company Phone"
    Contact.callback,
    Contact.fax,
    Contact.pager,
)
# Other people: reported only when asked for, and emptied with the rest, for nothing would be left that they belong to.
_CONTACT_OTHERS = (
    Contact.spousesname,
    Contact.childrensnames,
    Contact.assistantname,
    Contact.assistantphone,
    Contact.managername,
    Contact.managerphone,
)
_PORTAL = (
    PortalContact.adx_identity_username,
    PortalContact.adx_createdbyipaddress,
    PortalContact.adx_createdbyusername,
    PortalContact.adx_modifiedbyipaddress,
    PortalContact.adx_modifiedbyusername,
    PortalContact.adx_organizationname,
    PortalContact.adx_publicprofilecopy,
    PortalContact.adx_profilealertinstructions,
)
_SECRETS = (PortalContact.adx_identity_passwordhash, PortalContact.adx_identity_newpassword, PortalContact.adx_identity_securitystamp)
_MARKETING = ("donotemail", "donotbulkemail", "donotfax", "donotphone", "donotpostalmail", "donotsendmm", "msdyn_gdproptout")
_CONTACT_ADDRESSES = tuple(one for number in (1, 2, 3) for one in address_of(Contact, f"address{number}_"))
_CONTACT_MASKS = (
    *all_by(MASKED, *_CONTACT_NAMES, *_CONTACT_YOMI, Contact.nickname, Contact.salutation, Contact.suffix),
    *all_by(MASKED, Contact.jobtitle, Contact.department, Contact.description),
    *all_by(EMAIL, *_CONTACT_EMAILS),
    *all_by(PHONE, *_CONTACT_PHONES),
    *all_by(EMPTY, Contact.birthdate, Contact.anniversary, Contact.gendercode, Contact.familystatuscode, Contact.haschildrencode),
    *all_by(EMPTY, Contact.educationcode, Contact.numberofchildren, Contact.annualincome, Contact.creditlimit),
    *all_by(EMPTY, Contact.governmentid, Contact.employeeid, Contact.externaluseridentifier, Contact.websiteurl, Contact.ftpsiteurl),
    *all_by(EMPTY, Contact.businesscard, Contact.businesscardattributes, Contact.entityimage, *_CONTACT_OTHERS),
    *_CONTACT_ADDRESSES,
    *all_by(EMPTY, *_PORTAL, *_SECRETS),
)

CONTACTS: Final = Declaration(
    PortalContact,
    found_by=(
        matched(*_CONTACT_EMAILS, phones=_CONTACT_PHONES),
        linked(
            Contact.masterid,
            to=Contact,
            by="a contact that was merged into one of theirs",
            early=Contact.masterid_nav,
            same_person=True,
        ),
        followed(Contact, Contact.masterid, by="the contact that one of theirs was merged into"),
    ),
    read=(
        *(getattr(PortalContact, one.column.attribute) for one in _CONTACT_MASKS if one.column not in [secret.info for secret in _SECRETS]),
        Contact.fullname,
        Contact.yomifullname,
        *of(Contact, _MARKETING),
        Contact.donotbulkpostalmail,
        Contact.followemail,
        Contact.preferredcontactmethodcode,
        Contact.createdon,
        Contact.statecode,
        Contact.merged,
    ),
    masks=_CONTACT_MASKS,
    computed=(
        computed(Contact.fullname, of=_CONTACT_NAMES, whole=True),
        computed(Contact.yomifullname, of=_CONTACT_YOMI, whole=True),
        *(computed(getattr(Contact, f"address{n}_composite"), of=of(Contact, COMPOSED, f"address{n}_"), whole=True) for n in (1, 2, 3)),
    ),
    person=(Contact.firstname, Contact.lastname),
    stage="roots",
    optional_columns=(
        *_PORTAL,
        *_SECRETS,
        # Not in every environment either: parts of applications, or of older versions.
        Contact.businesscard,
        Contact.businesscardattributes,
        Contact.msdyn_gdproptout,
    ),
    third_party=(*_CONTACT_OTHERS, *(getattr(Contact, f"address{n}_primarycontactname") for n in (1, 2, 3))),
    secrets=_SECRETS,
    do_not_contact=(
        *all_by(Flag(True), *of(Contact, _MARKETING), Contact.donotbulkpostalmail),
        mask(Contact.followemail, Flag(False)),
    ),
    mirrors=tuple(
        mirror(
            getattr(Contact, f"address{n}_addressid"),
            of=CustomerAddress,
            columns=shown_in(f"address{n}_", _ADDRESS_ROW),
        )
        for n in (1, 2, 3)
    ),
)

_LEAD_NAMES = (Lead.firstname, Lead.middlename, Lead.lastname)
_LEAD_YOMI = (Lead.yomifirstname, Lead.yomimiddlename, Lead.yomilastname)
_LEAD_EMAILS = (Lead.emailaddress1, Lead.emailaddress2, Lead.emailaddress3)
_LEAD_PHONES = (Lead.telephone1, Lead.telephone2, Lead.telephone3, Lead.mobilephone, Lead.fax, Lead.pager)
_LEAD_ADDRESSES = tuple(one for number in (1, 2) for one in address_of(Lead, f"address{number}_", contact_name=False))
# What a model says of the person, where sales insights are installed.
_LEAD_SCORES = (Lead.msdyn_scorereasons, Lead.msdyn_scorehistory)
_LEAD_MASKS = (
    *all_by(MASKED, *_LEAD_NAMES, *_LEAD_YOMI, Lead.salutation, Lead.jobtitle),
    # What a lead works for is often the person: a sole trader, a practice.
    *all_by(MASKED, Lead.companyname, Lead.yomicompanyname, Lead.subject, Lead.description, Lead.qualificationcomments),
    *all_by(EMAIL, *_LEAD_EMAILS),
    *all_by(PHONE, *_LEAD_PHONES),
    *all_by(EMPTY, Lead.websiteurl, Lead.businesscard, Lead.businesscardattributes, Lead.entityimage, *_LEAD_SCORES),
    *_LEAD_ADDRESSES,
)

LEADS: Final = Declaration(
    Lead,
    found_by=(
        matched(*_LEAD_EMAILS, phones=_LEAD_PHONES),
        linked(Lead.parentcontactid, to=Contact, by="a lead of a contact", early=Lead.parentcontactid_nav),
        linked(Lead.customerid, to=Contact, by="a lead whose customer is a contact", early=Lead.customerid_contact),
        linked(Lead.masterid, to=Lead, by="a lead that was merged into one of theirs", early=Lead.masterid_nav, same_person=True),
        followed(Lead, Lead.masterid, by="the lead that one of theirs was merged into"),
    ),
    read=(*columns_of(_LEAD_MASKS, Lead), Lead.fullname, Lead.yomifullname, *of(Lead, _MARKETING), Lead.followemail, Lead.createdon),
    masks=_LEAD_MASKS,
    computed=(
        computed(Lead.fullname, of=_LEAD_NAMES, whole=True),
        computed(Lead.yomifullname, of=_LEAD_YOMI, whole=True),
        *(computed(getattr(Lead, f"address{n}_composite"), of=of(Lead, COMPOSED, f"address{n}_"), whole=True) for n in (1, 2)),
    ),
    person=(Lead.firstname, Lead.lastname),
    stage="roots",
    optional_columns=(Lead.businesscard, Lead.businesscardattributes, Lead.msdyn_gdproptout, *_LEAD_SCORES),
    do_not_contact=(*all_by(Flag(True), *of(Lead, _MARKETING)), mask(Lead.followemail, Flag(False))),
    mirrors=tuple(
        mirror(getattr(Lead, f"address{n}_addressid"), of=LeadAddress, columns=shown_in(f"address{n}_", _LEAD_ADDRESS_ROW)) for n in (1, 2)
    ),
)

CUSTOMER_ADDRESSES: Final = Declaration(
    CustomerAddress,
    found_by=(linked(CustomerAddress.parentid, to=Contact, by="a postal address of a contact"),),
    read=columns_of(_ADDRESS_ROW, CustomerAddress),
    masks=_ADDRESS_ROW,
    computed=(computed(CustomerAddress.composite, of=of(CustomerAddress, COMPOSED), whole=True),),
    third_party=(CustomerAddress.primarycontactname,),
)

LEAD_ADDRESSES: Final = Declaration(
    LeadAddress,
    found_by=(linked(LeadAddress.parentid, to=Lead, by="a postal address of a lead"),),
    read=columns_of(_LEAD_ADDRESS_ROW, LeadAddress),
    masks=_LEAD_ADDRESS_ROW,
    computed=(computed(LeadAddress.composite, of=of(LeadAddress, COMPOSED), whole=True),),
    optional=True,
)
