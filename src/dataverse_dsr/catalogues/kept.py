"""What the complete catalogue leaves alone on purpose, and why: its answers to the coverage scan.

Knows tables and columns of stock environments. Refuses to answer for columns that an environment added itself.
"""

from collections.abc import Iterable
from typing import Final

from ..declarations import Keep

__all__ = ["KEPT"]

COMPANY: Final = "accounts are companies, and one of them belongs to many people; a sole trader's needs a declaration of its own"
STAFF: Final = "users, teams and queues are the organisation's own people and mailboxes; their addresses are guarded, not erased"
LINK: Final = "a link, which names nobody once the record it points to is masked"
CLOSING: Final = "closing activities hold the remarks of staff on a deal or a case that stays"
SYSTEM: Final = "the platform's own record of a job; it is deleted by the platform"
GOODS: Final = "names of goods"
PROCESS: Final = "steps of a business process, by their ids"
COPY: Final = "the service's own copy of a column that is masked, which cannot be written"
COUNTED: Final = "a figure or an address that the service computes"
MAIL: Final = "an identifier of the mail server, of a message and not of a person; the message itself is not in Dataverse"
MEETING: Final = "an identifier of an online meeting, which belongs to all who were invited"
CLASSES: Final = "a classification that staff choose for an activity"
INTERNAL: Final = "for the platform's internal use"

_ACTIVITIES: Final = ("email", "phonecall", "task", "appointment", "letter", "fax")
_WITH_PROCESS: Final = ("contact", "lead", "incident", "opportunity", "quote", "invoice", *_ACTIVITIES)
_WITH_IMAGE: Final = ("contact", "lead", "incident", "invoice")
_BY_TIME: Final = ("contact", "lead", "opportunity")


def _columns(table: str, reason: str, columns: Iterable[str]) -> tuple[Keep, ...]:
    return tuple(Keep(table, reason, column) for column in columns)


KEPT: Final = (
    Keep("account", COMPANY),
    *(Keep(table, STAFF) for table in ("systemuser", "team", "businessunit", "queue")),
    *(Keep(table, CLOSING) for table in ("incidentresolution", "opportunityclose", "orderclose", "quoteclose")),
    *(Keep(table, SYSTEM) for table in ("asyncoperation", "bulkdeletefailure")),
    *_columns("contact", LINK, ("originatingleadid", "parentcustomerid")),
    *_columns("email", LINK, ("emailsender",)),
    *_columns("opportunity", LINK, ("originatingleadid",)),
    Keep("opportunity", "the name of a step of the sales process", "stepname"),
    *(Keep(table, PROCESS, "traversedpath") for table in _WITH_PROCESS),
    *(Keep(table, COUNTED, "entityimage_url") for table in _WITH_IMAGE),
    *(Keep(table, COUNTED, "timespentbymeonemailandmeetings") for table in _BY_TIME),
    *_columns("incident", COUNTED, ("caseage", "lastinteraction", "nextsla")),
    *(keep for table in _ACTIVITIES for keep in _columns(table, CLASSES, ("category", "subcategory"))),
    *(keep for table in _ACTIVITIES for keep in _columns(table, MAIL, ("exchangeitemid", "exchangeweblink"))),
    *(keep for table in _ACTIVITIES for keep in _columns(table, INTERNAL, ("activityadditionalparams", "activitytypecode"))),
    *(keep for table in _ACTIVITIES for keep in _columns(table, COPY, ("descriptionblobid", "descriptionblobid_name"))),
    *_columns("email", COPY, ("safedescription",)),
    *_columns("email", MAIL, ("conversationindex", "inreplyto", "messageid", "trackingtoken")),
    *_columns("email", INTERNAL, ("mimetype", "reservedforinternaluse")),
    *_columns("appointment", MAIL, ("globalobjectid",)),
    *_columns("appointment", MEETING, ("onlinemeetingchatid", "onlinemeetingid", "onlinemeetingjoinurl")),
    *_columns("appointment", INTERNAL, ("modifiedfieldsmask",)),
    *(keep for table in ("phonecall", "appointment") for keep in _columns(table, MEETING, ("msdyn_ci_id", "msdyn_ci_media_reference_id"))),
    *_columns("activityparty", MAIL, ("exchangeentryid",)),
    *_columns("annotation", COPY, ("documentbody_binary",)),
    *_columns("annotation", INTERNAL, ("langid", "objecttypecode", "prefix", "stepid")),
    *_columns("customeraddress", INTERNAL, ("objecttypecode",)),
    *_columns("lead", "the industry of the company", ("sic",)),
    *_columns("fax", "a code for accounting", ("billingcode",)),
    *(Keep(table, GOODS, "productnumber") for table in ("quotedetail", "invoicedetail")),
    *_columns("quotedetail", GOODS, ("productname", "productdescription", "quotedetailname")),
    *_columns("invoicedetail", GOODS, ("productname", "productdescription", "invoicedetailname")),
)
