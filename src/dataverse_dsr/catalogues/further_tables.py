"""Tables that the generated package lacks and the complete catalogue covers, as narrow entity classes: the columns a request needs.

Names are those of the service's `$metadata`; lengths are stated only where the entity reference states them, and everything is held against
the environment before a plan is made. An environment may lack any of these tables, and a contact the columns of the portals.
Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/ (activitymimeattachment, connection, feedback,
leadaddress, socialprofile); the portal's columns: https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
"""

from uuid import UUID

from dataverse_sdk import Column, Entity, Lookup, Navigation, column, entity, lookup, navigation
from dataverse_sdk.tables import Account, Appointment, Contact, Email, Incident, Lead

__all__ = ["ActivityMimeAttachment", "Case", "Connection", "Feedback", "LeadAddress", "PortalContact", "SocialProfile"]


@entity("activitymimeattachment", set_name="activitymimeattachments", key="activitymimeattachmentid", primary_name="filename")
class ActivityMimeAttachment(Entity):
    """A file of an email or an appointment."""

    activitymimeattachmentid: Column[UUID] = column(update=False)
    subject: Column[str | None] = column(max_length=2000)
    filename: Column[str | None] = column(max_length=255)
    mimetype: Column[str | None] = column(max_length=256)
    filesize: Column[int | None] = column(create=False, update=False)
    body: Column[str | None] = column(memo=True)
    objectid: Lookup[Email | Appointment | Entity] = lookup(
        {"email": "objectid_email", "appointment": "objectid_appointment", "template": "objectid_template"}
    )
    objectid_email: Navigation[Email] = navigation("email")
    objectid_appointment: Navigation[Appointment] = navigation("appointment")


@entity("incident", set_name="incidents", key="incidentid", primary_name="title")
class Case(Incident):
    """A case with the lookup that older environments fill and newer ones may lack."""

    responsible: Lookup[Contact] = lookup({"contact": "responsiblecontactid"}, name="responsiblecontactid")


@entity("connection", set_name="connections", key="connectionid", primary_name="name")
class Connection(Entity):
    """A relation between two records: a spouse, a colleague, a decision maker."""

    connectionid: Column[UUID] = column(update=False)
    name: Column[str | None] = column(max_length=500, create=False, update=False)
    description: Column[str | None] = column(memo=True)
    record1id: Lookup[Entity] = lookup({"contact": "record1id_contact", "lead": "record1id_lead", "account": "record1id_account"})
    record2id: Lookup[Entity] = lookup({"contact": "record2id_contact", "lead": "record2id_lead", "account": "record2id_account"})


@entity("feedback", set_name="feedback", key="feedbackid", primary_name="title")
class Feedback(Entity):
    """What a person thinks of a product, an article, a case."""

    feedbackid: Column[UUID] = column(update=False)
    title: Column[str | None] = column(max_length=200)
    comments: Column[str | None] = column(memo=True)
    createdbycontact: Lookup[Contact] = lookup({"contact": "CreatedByContact"}, create=False, update=False)
    createdonbehalfbycontact: Lookup[Contact] = lookup({"contact": "CreatedOnBehalfByContact"}, create=False, update=False)


@entity("leadaddress", set_name="leadaddresses", key="leadaddressid", primary_name="name")
class LeadAddress(Entity):
    """A postal address of a lead."""

    leadaddressid: Column[UUID] = column(update=False)
    name: Column[str | None] = column(max_length=100)
    line1: Column[str | None] = column(max_length=250)
    line2: Column[str | None] = column(max_length=250)
    line3: Column[str | None] = column(max_length=250)
    city: Column[str | None] = column(max_length=80)
    county: Column[str | None] = column(max_length=50)
    stateorprovince: Column[str | None] = column(max_length=50)
    postalcode: Column[str | None] = column(max_length=20)
    postofficebox: Column[str | None] = column(max_length=20)
    country: Column[str | None] = column(max_length=80)
    upszone: Column[str | None] = column(max_length=4)
    telephone1: Column[str | None] = column(max_length=50)
    telephone2: Column[str | None] = column(max_length=50)
    telephone3: Column[str | None] = column(max_length=50)
    fax: Column[str | None] = column(max_length=50)
    latitude: Column[float | None] = column()
    longitude: Column[float | None] = column()
    composite: Column[str | None] = column(create=False, update=False, memo=True)
    parentid: Lookup[Lead] = lookup({"lead": "parentid"})


@entity("socialprofile", set_name="socialprofiles", key="socialprofileid", primary_name="profilename")
class SocialProfile(Entity):
    """An account of a person in a social network."""

    socialprofileid: Column[UUID] = column(update=False)
    profilename: Column[str | None] = column(max_length=100)
    profilefullname: Column[str | None] = column(max_length=100)
    profilelink: Column[str | None] = column(max_length=1000, format="Url")
    uniqueprofileid: Column[str | None] = column(max_length=100)
    customerid: Lookup[Account | Contact] = lookup({"account": "customerid_account", "contact": "customerid_contact"})


@entity("contact", set_name="contacts", key="contactid", primary_name="fullname")
class PortalContact(Contact):
    """A contact with the columns that portals (Power Pages) add to it."""

    adx_identity_username: Column[str | None] = column(max_length=100)
    adx_identity_passwordhash: Column[str | None] = column(max_length=128)
    adx_identity_newpassword: Column[str | None] = column(max_length=128)
    adx_identity_securitystamp: Column[str | None] = column(max_length=100)
    adx_createdbyipaddress: Column[str | None] = column(max_length=100)
    adx_createdbyusername: Column[str | None] = column(max_length=100)
    adx_modifiedbyipaddress: Column[str | None] = column(max_length=100)
    adx_modifiedbyusername: Column[str | None] = column(max_length=100)
    adx_organizationname: Column[str | None] = column(max_length=250)
    adx_publicprofilecopy: Column[str | None] = column(memo=True)
    adx_profilealertinstructions: Column[str | None] = column(memo=True)
