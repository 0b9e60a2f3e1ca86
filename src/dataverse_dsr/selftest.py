"""A made-up person, made, found, erased, verified and taken away again: proof that the whole way works in an environment.

It writes to the environment, and only records that it has made itself. The address is random and under a domain that can never exist
(RFC 2606), so nobody real can be found. What could not be made or taken away is told.
"""

from collections.abc import Callable, Generator
from secrets import token_hex
from typing import Any, Protocol, TypeAlias, TypeVar
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Entity, Reference
from dataverse_sdk.errors import DataverseError
from dataverse_sdk.operations import Flow, create, delete, execute
from dataverse_sdk.tables import Annotation, Contact, CustomerAddress, Incident, Lead

from .declarations import Catalogue
from .identity import Identity
from .outcomes import Status, error_code
from .plan import ErasurePlan
from .report.receipt import Receipt
from .verification import Verification

__all__ = ["SelfTest", "Step", "Way", "selftest"]

T = TypeVar("T")
# Any: whatever effects the way has, this passes them on.
Steps: TypeAlias = Generator[Any, Any, T]


class Way(Protocol):
    """What a request can do, as flows: the very ones a real request takes."""

    @property
    def catalogue(self) -> Catalogue:
        """What is found and masked."""
        ...

    def plan(self, identity: Identity) -> Steps[ErasurePlan]:
        """Finds and plans."""
        ...

    def erase(self, plan: ErasurePlan) -> Steps[Receipt]:
        """Carries out."""
        ...

    def verify(self, receipt: Receipt, identity: Identity) -> Steps[Verification]:
        """Reads back."""
        ...


@frozen
class Step:
    """One step of the test: whether it went as it should, and what was seen."""

    name: str
    ok: bool
    seen: str


@frozen
class SelfTest:
    """What the test showed; `left` are records of the made-up person that could not be taken away."""

    steps: tuple[Step, ...]
    left: tuple[tuple[str, UUID], ...] = field(default=())

    @property
    def status(self) -> Status:
        """Complete when every step went as it should."""
        return Status.COMPLETE if all(step.ok for step in self.steps) else Status.FAILED


def _records(address: str, contact: UUID | None) -> list[tuple[type[Entity], Callable[[], Entity]]]:
    """What the person has: a lead, and what hangs on the contact."""
    to: Any = Reference(Contact, contact) if contact is not None else None
    text = "Made by the self-test of dataverse-dsr"
    return [
        (Lead, lambda: Lead(firstname="Selftest", lastname="Person", emailaddress1=address, subject=text)),
        (CustomerAddress, lambda: CustomerAddress(parentid=to, line1="1 Test Street", stateorprovince="Test", postalcode="00000")),
        (Incident, lambda: Incident(customerid=to, title=text, description=text)),
        (Annotation, lambda: Annotation(objectid=to, subject=text, notetext=text)),
    ]


def selftest(way: Way, *, name: str | None = None) -> Steps[SelfTest]:
    """Makes a person, finds them, erases them, verifies that, and takes their records away, whatever happened between.

    Records of tables the environment lacks or the caller may not create are left out; without a contact nothing is tested.
    """
    address = f"selftest-{name or token_hex(8)}@selftest.invalid"
    steps: list[Step] = []
    made: list[tuple[type[Entity], UUID]] = []
    try:
        yield from _make(address, way.catalogue, made, steps)
        if made:
            yield from _erase(address, way, made, steps)
    except DataverseError as error:
        steps.append(Step("request", False, error_code(error)))
    left = yield from _take_away(made)
    if made:
        steps.append(Step("take away", not left, f"{len(made) - len(left)} of {len(made)} records deleted"))
    return SelfTest(tuple(steps), left)


def _make(address: str, catalogue: Catalogue, made: list[tuple[type[Entity], UUID]], steps: list[Step]) -> Flow[None]:
    left_out = []
    try:
        contact = yield from execute(create(Contact(firstname="Selftest", lastname="Person", emailaddress1=address)))
    except DataverseError as error:
        steps.append(Step("make", False, f"no contact could be made ({error_code(error)})"))
        return
    made.append((Contact, contact))
    for table, row in _records(address, contact):
        if table.__table__.set_name not in catalogue:
            continue
        try:
            made.append((table, (yield from execute(create(row())))))
        except DataverseError as error:
            left_out.append(f"{table.__table__.set_name} ({error_code(error)})")
    seen = f"{len(made)} records of a made-up person"
    steps.append(Step("make", True, f"{seen}; not made: {', '.join(left_out)}" if left_out else seen))


def _erase(address: str, way: Way, made: list[tuple[type[Entity], UUID]], steps: list[Step]) -> Steps[None]:
    person = Identity(email=address)
    plan = yield from way.plan(person)
    planned = {write.record_id for write in plan.operations} | {held.record_id for held in plan.withheld}
    ours = {key for _, key in made}
    # An environment can add records of its own (address rows with each contact); they are this person's too.
    steps.append(Step("find", ours <= planned, f"{len(ours & planned)} of {len(ours)} records found"))
    receipt = yield from way.erase(plan)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in receipt.counts.items())
    steps.append(Step("erase", receipt.status is Status.COMPLETE, counts))
    check = yield from way.verify(receipt, person)
    steps.append(Step("verify", check.status is Status.COMPLETE, f"{check.verified} columns verified, {len(check.findings)} not"))


def _take_away(made: list[tuple[type[Entity], UUID]]) -> Flow[tuple[tuple[str, UUID], ...]]:
    left = []
    for table, key in reversed(made):
        try:
            yield from execute(delete(table, key))
        except DataverseError:
            left.append((table.__table__.set_name, key))
    return tuple(left)
