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
from .errors import (
    CatalogueError,
    DataSubjectError,
    InvalidDocument,
    InvalidIdentity,
    JournalUnavailable,
    MissingExtra,
    Refused,
)
from .events import Event
from .explain import Explanation, explain
from .history import HistoryDeletion, HistoryOutcome
from .holds import Hold
from .identity import EmailAddress, Identity, match_key
from .journal import MemoryJournal, SqliteJournal
from .outcomes import Outcome, Status
from .plan import Approval, Bypass, Change, ErasurePlan, PlannedWrite, Withheld
from .privileges import TablePrivileges
from .report.access import AccessCollection, AccessColumn, AccessReport, Labels
from .report.context import Context, read_context
from .report.package import write_package
from .report.receipt import Receipt, RecordOutcome
from .report.sealing import Chain, ChainReport, Signer, Verifier, verify_chain
from .requests import AsyncDataSubjectRequests, DataSubjectRequests
from .rules import Null, Replace, Rule
from .selftest import SelfTest, Step
from .verification import Finding, Reading, Remaining, Verification

__all__ = [
    "REFERENCE",
    "AccessCollection",
    "AccessColumn",
    "AccessReport",
    "Approval",
    "AsyncDataSubjectRequests",
    "Bypass",
    "Catalogue",
    "CatalogueError",
    "Chain",
    "ChainReport",
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
    "Explanation",
    "Finding",
    "Guard",
    "HistoryDeletion",
    "HistoryOutcome",
    "Hold",
    "Identity",
    "InvalidDocument",
    "InvalidIdentity",
    "JournalUnavailable",
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
    "SelfTest",
    "Signer",
    "SqliteJournal",
    "Status",
    "Step",
    "TablePrivileges",
    "Verification",
    "Verifier",
    "Withheld",
    "computed",
    "explain",
    "linked",
    "mask",
    "match_key",
    "matched",
    "read_context",
    "verify_chain",
    "write_package",
]
