"""Never executed: what a type checker must accept and refuse about masks. An ignore that is not needed is an error under --strict."""

from uuid import UUID

from dataverse_dsr import Null, Replace, linked, mask, matched
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

mask(Pet.new_tag, Null())  # type: ignore[misc]
mask(Pet.new_petid, Null())  # type: ignore[misc]
mask(Contact.birthdate, Replace("MASKED"))  # type: ignore[misc]
mask(Contact.gendercode, Replace("MASKED"))  # type: ignore[misc]
mask(Contact.parentcustomerid, Null())  # type: ignore[arg-type]

matched(Contact.emailaddress1, Contact.emailaddress2)
matched(Contact.birthdate)  # type: ignore[arg-type]

linked(Incident.customerid, to=Contact, by="a case")
linked(Annotation.objectid_incident.customerid, to=Contact, by="a note")
linked(Incident.title, to=Contact, by="a case")  # type: ignore[arg-type]
