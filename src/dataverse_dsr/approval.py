"""A plan approved by a second person: who, when, and of exactly which plan.

Knows digests and names of officers. Refuses to know plans' contents and who the data is about.
"""

from datetime import UTC, datetime

from attrs import frozen

from .errors import InvalidDocument, Refused
from .report.sealing import Signer, Verifier, check_seal, seal, verify_chain

__all__ = ["Approval", "approve"]

SCHEMA = "dataverse-dsr/approval/1"


@frozen
class Approval:
    """Somebody's yes to one plan. It names the officers, never the person the plan is about."""

    plan_digest: str
    approved_by: str
    approved_at: datetime
    prepared_by: str | None = None

    def to_json(self, *, signer: Signer | None = None) -> str:
        """Gives the approval as sealed JSON."""
        document = {
            "schema": SCHEMA,
            "plan_digest": self.plan_digest,
            "approved_by": self.approved_by,
            "approved_at": self.approved_at.isoformat(),
            "prepared_by": self.prepared_by,
        }
        return seal(document, signer=signer)

    @classmethod
    def from_json(cls, text: str | bytes, *, verifier: Verifier | None = None) -> "Approval":
        """Reads an approval back; one that was altered is refused, and with a key one that the key did not sign."""
        document = check_seal(text)
        if document.get("schema") != SCHEMA:
            raise InvalidDocument(f"this is not an approval of the form {SCHEMA}")
        if verifier is not None:
            raw = text.encode() if isinstance(text, str) else text
            report = verify_chain([("approval", raw)], verifier=verifier)
            if not report.holds:
                raise InvalidDocument(f"the approval cannot be relied on: {report.problems[0][1]}")
        try:
            return cls(
                plan_digest=str(document["plan_digest"]),
                approved_by=str(document["approved_by"]),
                approved_at=datetime.fromisoformat(document["approved_at"]),
                prepared_by=document["prepared_by"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidDocument("the approval is damaged: a field is missing or wrong") from error

    def check(self, plan_digest: str, *, by: str | None = None) -> None:
        """Refuses another plan than the approved one, and an approver who carries it out alone. Nothing was written then."""
        if self.plan_digest != plan_digest:
            raise Refused("this is not the plan that was approved; nothing was written")
        if by is not None and _same(by, self.approved_by):
            raise Refused("a plan is carried out by somebody else than whoever approved it; nothing was written")


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def approve(plan_digest: str, *, by: str, prepared_by: str | None = None, at: datetime | None = None) -> Approval:
    """Gives a second person's approval of a plan. Raises Refused when it is the person who prepared it."""
    if not by.strip():
        raise Refused("an approval needs the name of whoever approves")
    if prepared_by is not None and _same(by, prepared_by):
        raise Refused("a plan is approved by somebody else than whoever prepared it")
    return Approval(plan_digest, by.strip(), (at or datetime.now(UTC)).astimezone(UTC), prepared_by)
