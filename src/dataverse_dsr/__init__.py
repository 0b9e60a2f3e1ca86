"""Data subject requests on Dataverse: find a person's data, report it, erase it by masking, and prove it.

dsr = DataSubjectRequests(client)
report = dsr.access(Identity(email="ada@example.com"))
plan = dsr.plan(Identity(email="ada@example.com"))
receipt = dsr.erase(plan, journal="ada.journal")
check = dsr.verify(receipt)
"""

from .catalogues import COMPLETE, REFERENCE
from .checks import CheckReport, Complaint
from .coverage import CoverageReport, Uncovered
from .declarations import Catalogue, Declaration, Guard, Keep, ReadOnlyWhen
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
from .found import NearMatch
from .history import HistoryDeletion, HistoryOutcome
from .holds import Hold
from .identity import EmailAddress, Identity, PhoneNumber, match_key, phone_key
from .journal import MemoryJournal
from .masking import Computed, Masked, Mirror, computed, mask, mirror
from .masks import EmailMask, Flag, Null, PhoneMask, Pseudonym, Redact, Replace, UrlMask, YearOnly
from .outcomes import Outcome, Status
from .plan import Approval, Bypass, Change, ErasurePlan, PlannedWrite, Withheld
from .privileges import TablePrivileges
from .report.access import AccessCollection, AccessColumn, AccessReport, Labels
from .report.context import Context, read_context
from .report.package import write_package
from .report.receipt import Receipt, RecordOutcome
from .report.sealing import Chain, ChainReport, Signer, Verifier, verify_chain
from .requests import AsyncDataSubjectRequests, DataSubjectRequests
from .rules import ColumnFacts, Rule, Target
from .selftest import SelfTest, Step
from .sqlite_journal import SqliteJournal
from .verification import Finding, Reading, Remaining, Verification
from .ways import Followed, Linked, Matched, followed, linked, matched, takes_part

__all__ = [
    "COMPLETE",
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
    "ColumnFacts",
    "Complaint",
    "Computed",
    "Context",
    "CoverageReport",
    "DataSubjectError",
    "DataSubjectRequests",
    "Declaration",
    "EmailAddress",
    "EmailMask",
    "ErasurePlan",
    "Event",
    "Explanation",
    "Finding",
    "Flag",
    "Followed",
    "Guard",
    "HistoryDeletion",
    "HistoryOutcome",
    "Hold",
    "Identity",
    "InvalidDocument",
    "InvalidIdentity",
    "JournalUnavailable",
    "Keep",
    "Labels",
    "Linked",
    "Masked",
    "Matched",
    "MemoryJournal",
    "Mirror",
    "MissingExtra",
    "NearMatch",
    "Null",
    "Outcome",
    "PhoneMask",
    "PhoneNumber",
    "PlannedWrite",
    "Pseudonym",
    "ReadOnlyWhen",
    "Reading",
    "Receipt",
    "RecordOutcome",
    "Redact",
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
    "Target",
    "Uncovered",
    "UrlMask",
    "Verification",
    "Verifier",
    "Withheld",
    "YearOnly",
    "computed",
    "explain",
    "followed",
    "linked",
    "mask",
    "match_key",
    "matched",
    "mirror",
    "phone_key",
    "read_context",
    "takes_part",
    "verify_chain",
    "write_package",
]
