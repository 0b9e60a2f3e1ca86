"""Data subject requests on Dataverse: find a person's data, report it, erase it by masking, and prove it.

dsr = DataSubjectRequests(client)
report = dsr.access(Identity(email="ada@example.com"))
plan = dsr.plan(Identity(email="ada@example.com"))
receipt = dsr.erase(plan, journal="ada.journal")
check = dsr.verify(receipt)
"""

from .catalogues import REFERENCE
from .checks import CheckReport, Complaint
from .declarations import (
    Catalogue,
    Computed,
    Declaration,
    Guard,
    Linked,
    Masked,
    Matched,
    ReadOnlyWhen,
    computed,
    linked,
    mask,
    matched,
)
from .errors import CatalogueError, DataSubjectError, InvalidDocument, InvalidIdentity, MissingExtra, Refused
from .events import Event
from .identity import EmailAddress, Identity, match_key
from .journal import FileJournal, MemoryJournal
from .outcomes import Outcome, Status
from .plan import Change, ErasurePlan, PlannedWrite, Withheld
from .report.access import AccessCollection, AccessColumn, AccessReport, Labels
from .report.context import Context, read_context
from .report.package import write_package
from .report.receipt import Receipt, RecordOutcome
from .requests import AsyncDataSubjectRequests, DataSubjectRequests
from .rules import Null, Replace, Rule
from .verification import Finding, Reading, Remaining, Verification

__all__ = [
    "REFERENCE",
    "AccessCollection",
    "AccessColumn",
    "AccessReport",
    "AsyncDataSubjectRequests",
    "Catalogue",
    "CatalogueError",
    "Change",
    "CheckReport",
    "Complaint",
    "Computed",
    "Context",
    "DataSubjectError",
    "DataSubjectRequests",
    "Declaration",
    "EmailAddress",
    "ErasurePlan",
    "Event",
    "FileJournal",
    "Finding",
    "Guard",
    "Identity",
    "InvalidDocument",
    "InvalidIdentity",
    "Labels",
    "Linked",
    "Masked",
    "Matched",
    "MemoryJournal",
    "MissingExtra",
    "Null",
    "Outcome",
    "PlannedWrite",
    "ReadOnlyWhen",
    "Reading",
    "Receipt",
    "RecordOutcome",
    "Refused",
    "Remaining",
    "Replace",
    "Rule",
    "Status",
    "Verification",
    "Withheld",
    "computed",
    "linked",
    "mask",
    "match_key",
    "matched",
    "read_context",
    "write_package",
]
