"""Activities with their parties and files, notes, and what relates a person to others: connections, feedback, social profiles."""

from collections.abc import Sequence
from typing import Any, Final

from dataverse_sdk import ColumnExpr
from dataverse_sdk.tables import (
    ActivityParty,
    Annotation,
    Appointment,
    Contact,
    Email,
    Fax,
    Incident,
    Invoice,
    Lead,
    Letter,
    Opportunity,
    PhoneCall,
    Quote,
    SalesOrder,
    Task,
)

from ...declarations import AnyDeclaration, Declaration
from ...masking import Masked, mask
from ...ways import Linked, followed, linked, matched, takes_part
from ..further_tables import ActivityMimeAttachment, Connection, Feedback, SocialProfile
from .pieces import EMAIL, EMPTY, MASKED, PHONE, REDACT, all_by, columns_of, of

__all__ = [
    "ACTIVITY_PARTIES",
    "ANNOTATIONS",
    "APPOINTMENTS",
    "ATTACHMENTS",
    "CONNECTIONS",
    "EMAILS",
    "FAXES",
    "FEEDBACK",
    "LETTERS",
    "PHONE_CALLS",
    "SOCIAL_PROFILES",
    "TASKS",
]

_CASE_LIKE: Final = (Incident, Opportunity, Quote, SalesOrder, Invoice)


def _activity(
    table: type[Any],
    masks: Sequence[Masked],
    *,
    called: str,
    parties: str | None,
    shared: bool = False,
    optional_columns: Sequence[ColumnExpr[Any]] = (),
) -> AnyDeclaration:
    """An activity: about the person, about one of their records, or one they took part in."""
    ways: list[Any] = [
        linked(table.regardingobjectid, to=(Contact, Lead), by=f"{called} about a contact or a lead"),
        linked(table.regardingobjectid, to=_CASE_LIKE, by=f"{called} about one of their cases, opportunities or sales", last=True),
    ]
    if parties is not None:
        ways.append(takes_part(table, parties, to=(Contact, Lead), by=f"{called} in which they took part", shared=shared))
        ways.append(followed(ActivityParty, ActivityParty.activityid, by=f"{called} that went to their address", shared=shared))
    return Declaration(
        table,
        found_by=ways,
        read=(*columns_of(masks, table), table.scheduledstart, table.scheduledend, table.actualstart, table.actualend, table.createdon),
        masks=masks,
        optional=True,
        optional_columns=optional_columns,
    )


# What conversation intelligence adds to calls and meetings, where it is installed.
_INTELLIGENCE = ("transcript", "transcript_json", "translated_transcript", "translated_transcript_json", "keywords", "insights_json", "url")

EMAILS: Final = _activity(
    Email,
    (
        *all_by(MASKED, Email.subject, Email.description, Email.emailremindertext),
        # Lists of addresses, of which theirs is one.
        *(mask(column, REDACT, shared=REDACT) for column in (Email.sender, Email.torecipients, Email.submittedby)),
        mask(Email.msdyn_recipientlist, REDACT, shared=REDACT),
    ),
    called="an email",
    parties="email_activity_parties",
    optional_columns=(Email.msdyn_recipientlist,),
)
PHONE_CALLS: Final = _activity(
    PhoneCall,
    (
        *all_by(MASKED, PhoneCall.subject, PhoneCall.description),
        mask(PhoneCall.phonenumber, PHONE),
        *all_by(EMPTY, *of(PhoneCall, _INTELLIGENCE, "msdyn_ci_")),
    ),
    called="a phone call",
    parties="phonecall_activity_parties",
    optional_columns=of(PhoneCall, _INTELLIGENCE, "msdyn_ci_"),
)
TASKS: Final = _activity(Task, all_by(MASKED, Task.subject, Task.description), called="a task", parties=None)
# A meeting belongs to everybody who was there; its subject is not one attendee's alone.
APPOINTMENTS: Final = _activity(
    Appointment,
    (
        *(mask(column, MASKED, shared=REDACT) for column in (Appointment.subject, Appointment.description, Appointment.location)),
        *all_by(EMPTY, *of(Appointment, _INTELLIGENCE, "msdyn_ci_")),
    ),
    called="an appointment",
    parties="appointment_activity_parties",
    shared=True,
    optional_columns=of(Appointment, _INTELLIGENCE, "msdyn_ci_"),
)
LETTERS: Final = _activity(
    Letter,
    all_by(MASKED, Letter.subject, Letter.description, Letter.address),
    called="a letter",
    parties="letter_activity_parties",
)
FAXES: Final = _activity(
    Fax,
    (*all_by(MASKED, Fax.subject, Fax.description, Fax.coverpagename, Fax.tsid), mask(Fax.faxnumber, PHONE)),
    called="a fax",
    parties="fax_activity_parties",
)
_ACTIVITIES: Final = (Email, PhoneCall, Task, Appointment, Letter, Fax)

ACTIVITY_PARTIES: Final = Declaration(
    ActivityParty,
    found_by=(
        matched(ActivityParty.addressused),
        # The address of then, on the mail of then.
        linked(ActivityParty.partyid, to=(Contact, Lead), by="a contact or a lead as a party of an activity"),
    ),
    read=(
        ActivityParty.activityid,
        ActivityParty.partyid,
        ActivityParty.participationtypemask,
        ActivityParty.addressused,
        ActivityParty.unresolvedpartyname,
        ActivityParty.scheduledstart,
        ActivityParty.scheduledend,
    ),
    # The table lists one message, RetrieveMultiple, so most environments refuse this write; the platform is asked all the same.
    masks=(mask(ActivityParty.addressused, EMAIL), mask(ActivityParty.unresolvedpartyname, MASKED)),
    owner=ActivityParty.partyid,
)

_NOTE_MASKS = (
    mask(Annotation.subject, MASKED, shared=REDACT),
    mask(Annotation.notetext, MASKED, shared=REDACT),
    mask(Annotation.documentbody, EMPTY),
    mask(Annotation.filename, EMPTY),
    mask(Annotation.mimetype, EMPTY),
)
_NOTES_ON_ACTIVITIES: tuple[Linked, ...] = tuple(
    linked(
        getattr(Annotation, f"objectid_{name}").regardingobjectid,
        to=_CASE_LIKE,
        by="a note on an activity about one of their cases, opportunities or sales",
    )
    for name in ("email", "phonecall", "task", "appointment", "letter", "fax")
)

ANNOTATIONS: Final = Declaration(
    Annotation,
    found_by=(
        linked(Annotation.objectid, to=(Contact, Lead), by="a note on a contact or a lead"),
        linked(Annotation.objectid, to=(*_CASE_LIKE, *_ACTIVITIES), by="a note on one of their cases, deals, sales or activities"),
        *_NOTES_ON_ACTIVITIES,
    ),
    read=(
        Annotation.subject,
        Annotation.notetext,
        Annotation.filename,
        Annotation.mimetype,
        Annotation.filesize,
        Annotation.createdon,
    ),
    masks=_NOTE_MASKS,
    stage="notes",
)

ATTACHMENTS: Final = Declaration(
    ActivityMimeAttachment,
    found_by=(
        linked(ActivityMimeAttachment.objectid, to=(Email, Appointment), by="a file of an email or an appointment"),
        *(
            linked(
                getattr(ActivityMimeAttachment, f"objectid_{name}").regardingobjectid,
                to=_CASE_LIKE,
                by="a file of an activity about one of their cases, opportunities or sales",
            )
            for name in ("email", "appointment")
        ),
    ),
    read=(
        ActivityMimeAttachment.subject,
        ActivityMimeAttachment.filename,
        ActivityMimeAttachment.mimetype,
        ActivityMimeAttachment.filesize,
    ),
    masks=(
        mask(ActivityMimeAttachment.subject, MASKED, shared=REDACT),
        *all_by(EMPTY, ActivityMimeAttachment.body, ActivityMimeAttachment.filename, ActivityMimeAttachment.mimetype),
    ),
    stage="notes",
    optional=True,
)

CONNECTIONS: Final = Declaration(
    Connection,
    found_by=(
        linked(Connection.record1id, to=(Contact, Lead), by="a connection of a contact or a lead"),
        linked(Connection.record2id, to=(Contact, Lead), by="a connection to a contact or a lead"),
    ),
    read=(Connection.description, Connection.record1id, Connection.record2id),
    masks=(mask(Connection.description, MASKED),),
    optional=True,
)
FEEDBACK: Final = Declaration(
    Feedback,
    found_by=(
        linked(Feedback.createdbycontact, to=Contact, by="feedback of a contact"),
        linked(Feedback.createdonbehalfbycontact, to=Contact, by="feedback in the name of a contact"),
    ),
    read=(Feedback.title, Feedback.comments),
    masks=all_by(MASKED, Feedback.title, Feedback.comments),
    optional=True,
)
SOCIAL_PROFILES: Final = Declaration(
    SocialProfile,
    found_by=(linked(SocialProfile.customerid, to=Contact, by="a social profile of a contact"),),
    read=(SocialProfile.profilename, SocialProfile.profilefullname, SocialProfile.profilelink, SocialProfile.uniqueprofileid),
    masks=(
        *all_by(MASKED, SocialProfile.profilename, SocialProfile.profilefullname),
        *all_by(EMPTY, SocialProfile.profilelink, SocialProfile.uniqueprofileid),
    ),
    optional=True,
)
