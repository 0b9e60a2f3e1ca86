"""Words for columns: the label a person reads, the data category a pipeline filters by, and whether a column is about somebody else.

Knows the stock names of Dataverse and how they are put together (`billto_city` is the city of a billing address). A label an environment
gave a column is better than ours and takes its place. Refuses to know tables, rows and the network.
Categories are those of the public taxonomy fideslang: https://ethyca.github.io/fideslang/taxonomy/data_categories/
"""

import re
from typing import Final

from attrs import frozen

__all__ = ["OPERATIONS", "Word", "group_of", "knows", "table_label", "within", "word_for"]

OPERATIONS: Final = "system.operations"
FREE_TEXT: Final = "user.content"


@frozen
class Word:
    """What a column is called, its data category, and whether it tells of somebody else than the person."""

    label: str
    category: str
    third_party: bool = False


def _words(category: str, third_party: bool = False, **labels: str) -> dict[str, Word]:
    return {name: Word(label, category, third_party) for name, label in labels.items()}


_WORDS: Final[dict[str, Word]] = {
    **_words("user.name.first", firstname="First name", yomifirstname="First name (phonetic)"),
    **_words("user.name.last", lastname="Last name", yomilastname="Last name (phonetic)"),
    **_words(
        "user.name",
        middlename="Middle name",
        fullname="Full name",
        nickname="Nickname",
        suffix="Name suffix",
        salutation="Salutation",
        yomimiddlename="Middle name (phonetic)",
        yomifullname="Full name (phonetic)",
        contactname="Name of the person",
        primarycontactname="Name of the person",
        unresolvedpartyname="Name used",
    ),
    **_words(
        "user.contact.email",
        emailaddress="Email address",
        emailaddress1="Email address",
        emailaddress2="Second email address",
        emailaddress3="Third email address",
        addressused="Address used",
        sender="Sender",
        submittedby="Submitted by",
    ),
    **_words(
        "user.contact.phone_number",
        telephone1="Telephone",
        telephone2="Second telephone",
        telephone3="Third telephone",
        telephone="Telephone",
        phonenumber="Telephone",
        mobilephone="Mobile phone",
        home2="Second home phone",
        business2="Second business phone",
        company="Company phone",
        callback="Callback number",
        pager="Pager",
    ),
    **_words("user.contact.fax_number", fax="Fax", faxnumber="Fax"),
    **_words("user.contact.url", websiteurl="Website", ftpsiteurl="FTP site"),
    **_words("user.contact.organization", companyname="Company name", accountname="Company name"),
    **_words(
        "user.contact.address.street", line1="Street", line2="Street, second line", line3="Street, third line", postofficebox="Post box"
    ),
    **_words("user.contact.address.city", city="City"),
    **_words("user.contact.address.state", stateorprovince="State or province", county="County"),
    **_words("user.contact.address.postal_code", postalcode="Postal code", upszone="Delivery zone"),
    **_words("user.contact.address.country", country="Country"),
    **_words("user.contact.address", composite="Whole address"),
    **_words("user.location", latitude="Latitude", longitude="Longitude"),
    **_words("user.demographic.date_of_birth", birthdate="Date of birth"),
    **_words("user.demographic.gender", gendercode="Gender"),
    **_words("user.demographic.marital_status", familystatuscode="Marital status"),
    **_words("user.demographic", anniversary="Anniversary", haschildrencode="Has children", numberofchildren="Number of children"),
    **_words("user.government_id", governmentid="Government ID"),
    **_words("user.job_title", jobtitle="Job title", department="Department"),
    **_words("user.unique_id", employeeid="Employee number", externaluseridentifier="External user ID"),
    **_words("user.account.username", adx_identity_username="Portal user name"),
    **_words("user.authorization.password", adx_identity_passwordhash="Portal password (scrambled)"),
    **_words(
        "user.device.ip_address",
        adx_createdbyipaddress="IP address at creation",
        adx_modifiedbyipaddress="IP address at last change",
    ),
    **_words(
        "user.content",
        description="Description",
        title="Title",
        subject="Subject",
        notetext="Note",
        filename="File name",
        comments="Comments",
    ),
    **_words("user.content.self_image", entityimage="Picture"),
    **_words(
        "user.financial",
        totallineitemamount="Sum of the lines",
        totaldiscountamount="Discount",
        totalamountlessfreight="Amount without freight",
        totaltax="Tax",
        totalamount="Total amount",
        creditlimit="Credit limit",
        annualincome="Annual income",
    ),
    **_words("user.demographic", educationcode="Education"),
    **_words(
        "user.contact",
        businesscard="Picture of a business card",
        businesscardattributes="Text of a business card",
        profilename="Profile name",
        profilefullname="Name in the profile",
    ),
    **_words("user.contact.url", profilelink="Link to the profile"),
    **_words("user.unique_id", uniqueprofileid="Profile number"),
    **_words("user.unique_id", productserialnumber="Serial number of the product", shippingtrackingnumber="Tracking number of the parcel"),
    **_words("user.contact.organization", yomicompanyname="Company name (phonetic)", adx_organizationname="Organisation in the portal"),
    **_words("user.account.username", adx_createdbyusername="Made in the portal by", adx_modifiedbyusername="Changed in the portal by"),
    **_words("user.contact.address", address="Address"),
    **_words("user.contact.fax_number", tsid="Fax station"),
    **_words("user.financial", estimatedvalue="Estimated value"),
    **_words(
        "user.content",
        adx_publicprofilecopy="Public profile in the portal",
        adx_profilealertinstructions="Instructions for alerts in the portal",
        qualificationcomments="Comments on the enquiry",
        currentsituation="Current situation",
        customerneed="Needs",
        customerpainpoints="Difficulties",
        proposedsolution="Proposed solution",
        quotecomments="Comments on the quote",
        productdescription="Product",
        emailremindertext="Text of a reminder",
        coverpagename="Name of the cover page",
        location="Place",
        msdyn_ci_transcript="Transcript of the conversation",
        msdyn_ci_transcript_json="Transcript of the conversation, for machines",
        msdyn_ci_translated_transcript="Transcript, translated",
        msdyn_ci_translated_transcript_json="Transcript, translated, for machines",
        msdyn_ci_keywords="Keywords of the conversation",
        msdyn_ci_insights_json="What a machine made of the conversation",
        msdyn_ci_url="Recording of the conversation",
        msdyn_scorereasons="What a model thinks of the prospects, and why",
        msdyn_scorehistory="What a model thought of the prospects before",
        msdyn_similaropportunities="Deals that a model calls similar",
    ),
    # Of somebody else: disclosed only when the officer decides to.
    **_words("user.name", True, spousesname="Name of spouse or partner", childrensnames="Names of children"),
    **_words("user.name", True, assistantname="Name of assistant", managername="Name of manager"),
    **_words("user.contact.phone_number", True, assistantphone="Phone of assistant", managerphone="Phone of manager"),
    **_words("user.contact.email", True, torecipients="Recipients", msdyn_recipientlist="Recipients, as a list"),
    **_words(
        OPERATIONS,
        name="Name",
        ticketnumber="Case number",
        quotenumber="Quote number",
        ordernumber="Order number",
        invoicenumber="Invoice number",
        createdon="Created on",
        modifiedon="Last changed on",
        statecode="State",
        statuscode="Reason for the state",
        mimetype="Kind of file",
        filesize="Size of the file in bytes",
        scheduledstart="Scheduled start",
        scheduledend="Scheduled end",
        actualstart="Began",
        actualend="Ended",
        participationtypemask="Role in the activity",
        isprivate="Private",
        partyid="Who took part",
        activityid="Activity",
        objectid="Belongs to",
        regardingobjectid="Regarding",
        customerid="Customer",
        parentid="Belongs to",
        ownerid="Looked after by",
        merged="Merged into another record",
        record1id="One side of the connection",
        record2id="The other side of the connection",
        followemail="Opening of emails is followed",
        preferredcontactmethodcode="Preferred way of contact",
        msdyn_gdproptout="Opted out",
        donotemail="No emails",
        donotbulkemail="No bulk emails",
        donotphone="No phone calls",
        donotfax="No faxes",
        donotpostalmail="No letters",
        donotbulkpostalmail="No bulk letters",
        donotsendmm="No marketing material",
    ),
}
_PREFIXES: Final = {"billto": "Billing address", "shipto": "Delivery address"}
_NUMBERED: Final = re.compile(r"address([123])_(.+)")

_TABLES: Final = {
    "contact": ("You", "Contact record"),
    "lead": ("You", "Sales enquiry"),
    "customeraddress": ("Your addresses", "Postal address"),
    "leadaddress": ("Your addresses", "Postal address"),
    "activityparty": ("Conversations", "Part in a conversation"),
    "email": ("Conversations", "Email"),
    "phonecall": ("Conversations", "Phone call"),
    "appointment": ("Conversations", "Appointment"),
    "task": ("Conversations", "Task"),
    "letter": ("Conversations", "Letter"),
    "fax": ("Conversations", "Fax"),
    "activitymimeattachment": ("Conversations", "Attached file"),
    "annotation": ("Notes", "Note"),
    "incident": ("Service", "Case"),
    "feedback": ("Service", "Feedback"),
    "opportunity": ("Sales", "Sales opportunity"),
    "quote": ("Sales", "Quote"),
    "salesorder": ("Sales", "Order"),
    "invoice": ("Sales", "Invoice"),
    "quotedetail": ("Sales", "Line of a quote"),
    "salesorderdetail": ("Sales", "Line of an order"),
    "invoicedetail": ("Sales", "Line of an invoice"),
    "connection": ("You", "Connection"),
    "socialprofile": ("You", "Social profile"),
}


def knows(logical_name: str) -> bool:
    """Tells whether we have a word for a column, or only its name in plain letters."""
    if logical_name in _WORDS:
        return True
    numbered = _NUMBERED.fullmatch(logical_name)
    prefix, _, rest = logical_name.partition("_")
    return (numbered is not None and numbered[2] in _WORDS) or (prefix in _PREFIXES and rest in _WORDS)


def word_for(logical_name: str) -> Word:
    """Gives the word for a column by its logical name; one nobody foresaw is put into plain letters and counts as free text."""
    if logical_name in _WORDS:
        return _WORDS[logical_name]
    prefix, _, rest = logical_name.partition("_")
    numbered = _NUMBERED.fullmatch(logical_name)
    place = _PREFIXES.get(prefix) or (f"Address {numbered[1]}" if numbered else None)
    if place is not None:
        part = word_for(numbered[2] if numbered else rest)
        # The name on a bill is the person's, while the name of an order is the order's.
        category = "user.name" if rest == "name" and not numbered else part.category
        return Word(f"{place}: {part.label[0].lower()}{part.label[1:]}", category, part.third_party)
    if prefix and rest and not logical_name.startswith("adx_"):
        # A publisher's prefix (`new_shoesize`) says nothing to a reader.
        known = _WORDS.get(rest)
        return known if known is not None else Word(_plain(rest), FREE_TEXT)
    return Word(_plain(logical_name), FREE_TEXT)


def _plain(name: str) -> str:
    text = name.replace("_", " ").strip() or name
    return text[:1].upper() + text[1:]


def table_label(logical_name: str) -> str:
    """Gives what one record of a table is called."""
    return _TABLES[logical_name][1] if logical_name in _TABLES else _plain(logical_name.partition("_")[2] or logical_name)


def group_of(logical_name: str) -> str:
    """Gives the chapter of a report that a table belongs to."""
    return _TABLES[logical_name][0] if logical_name in _TABLES else "Other records"


def within(category: str, wanted: str) -> bool:
    """Tells whether a category is another one or lies below it: whole segments, so `user.name` does not hold `user.name_x` (H42)."""
    return category == wanted or category.startswith(f"{wanted}.")
