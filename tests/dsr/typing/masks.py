"""Never executed: what a type checker must accept and refuse about masks. An ignore that is not needed is an error under --strict."""

from uuid import UUID

from dataverse_dsr import EmailMask, Flag, Null, PhoneMask, Pseudonym, Redact, Replace, UrlMask, YearOnly, linked, mask, matched
from dataverse_sdk import Column, Entity, column, entity
from dataverse_sdk.tables import Annotation, Contact, Incident


@entity("new_pet", set_name="new_pets", key="new_petid")
class Pet(Entity):
    new_petid: Column[UUID] = column()
    new_tag: Column[str] = column()


mask(Contact.emailaddress1, Replace("MASKED"))
mask(Contact.birthdate, Null())
mask(Contact.gendercode, Null())
mask(Contact.emailaddress1, Null())
mask(Pet.new_tag, Replace("MASKED"))
mask(Contact.emailaddress1, EmailMask())
mask(Contact.telephone1, PhoneMask())
mask(Contact.websiteurl, UrlMask())
mask(Contact.birthdate, YearOnly())
mask(Contact.employeeid, Pseudonym(b"0123456789abcdef", "2026"))
mask(Contact.description, Replace("MASKED"), shared=Redact())
mask(Contact.donotemail, Flag(True))

mask(Pet.new_tag, Null())  # type: ignore[misc]
mask(Pet.new_petid, Null())  # type: ignore[misc]
mask(Contact.birthdate, Replace("MASKED"))  # type: ignore[misc]
mask(Contact.gendercode, Replace("MASKED"))  # type: ignore[misc]
mask(Contact.parentcustomerid, Null())  # type: ignore[arg-type]
mask(Contact.birthdate, EmailMask())  # type: ignore[misc]
mask(Contact.gendercode, PhoneMask())  # type: ignore[misc]
mask(Contact.firstname, YearOnly())  # type: ignore[misc]
mask(Contact.lastonholdtime, YearOnly())  # type: ignore[misc]
mask(Contact.firstname, Flag(True))  # type: ignore[misc]
mask(Contact.donotemail, Replace("no"))  # type: ignore[misc]
mask(Contact.numberofchildren, Redact())  # type: ignore[misc]
mask(Contact.description, Replace("MASKED"), shared=Flag(True))  # type: ignore[misc]

matched(Contact.emailaddress1, Contact.emailaddress2)
matched(Contact.emailaddress1, phones=[Contact.telephone1])
matched(Contact.emailaddress1, phones=[Contact.birthdate])  # type: ignore[list-item]
matched(Contact.birthdate)  # type: ignore[arg-type]

linked(Incident.customerid, to=Contact, by="a case")
linked(Annotation.objectid_incident.customerid, to=Contact, by="a note")
linked(Incident.title, to=Contact, by="a case")  # type: ignore[arg-type]
