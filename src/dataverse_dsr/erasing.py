"""What every way of writing shares while a plan is carried out: the plan, the journal, fresh reads, and where the client is.

Knows how a record is read again and how it is told whether it is still the person's. Refuses to know how it is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from attrs import define, evolve, field

from dataverse_sdk import Batch, ColumnInfo, Handle, Query, row_etag, row_id
from dataverse_sdk.errors import AuthenticationError, BatchAborted, ProtocolError, ServiceError, TransportError
from dataverse_sdk.operations import ANY, Operation, Page, patch, query_page, who_am_i

from .closing import state_columns, state_of
from .contents import read_instead
from .declarations import AnyDeclaration, Catalogue
from .effects import Steps, on_disk
from .errors import Refused
from .events import Event, Listener
from .identity import Identity
from .journal import Ledger, intent_event, result_event
from .masks import Redact
from .names import words_in
from .outcomes import Outcome
from .plan import NEVER_WRITTEN, ErasurePlan
from .queries import chunks, columns_of, key_predicate, matched_column
from .rules import Target
from .words import Words
from .writes import Seen, Write

__all__ = ["FAILURES", "Erasure"]

# What an answer can be instead of a value. A UsageError is none of them: it is a mistake of this package and must surface.
FAILURES: Final = (AuthenticationError, BatchAborted, ProtocolError, ServiceError, TransportError)

# A question about some records: the rows themselves, and those that still hang on the person.
Question = tuple[AnyDeclaration, Handle[Page[Any]], Sequence[Handle[Page[Any]]]]


@define
class Erasure:
    """One run of a plan. Mutable, and gone when the run ends."""

    plan: ErasurePlan
    catalogue: Catalogue
    ledger: Ledger
    identity: Identity | None
    environment_known: bool
    listen: Listener
    writes: list[Write] = field(factory=list)
    words: Words = field(factory=Words)  # what the person is called by their own records
    nameless: set[UUID] = field(factory=set)  # the person's own records that no longer tell a name

    def batch(self, *, continue_on_error: bool = True) -> Batch:
        """Gives a batch whose parts bypass what the plan says is bypassed."""
        return Batch(continue_on_error=continue_on_error, settings=self.plan.bypass.settings)

    def target(self, write: Write) -> Target:
        """Gives the place a mask is for, with the person's words for masks that look for them."""
        words = self.words if self.identity is None else self.words | self.identity.words
        return Target(self.plan.environment_id, write.declaration.info.logical_name, write.plan.record_id, words=words)

    def cannot_judge(self, write: Write) -> bool:
        """True when a mask looks for the person's names and those can no longer be read: a text without known names proves nothing."""
        known = self.identity is not None and self.identity.words.names
        return bool(self.nameless and not known) and any(isinstance(rule, Redact) for _, rule in write.rules.values())

    def masks(self, write: Write) -> dict[str, Any]:
        """Gives the values to write, by wire name; a rule that reads is given what the last read showed."""
        values = {}
        for name in write.columns:
            info, rule = write.rules[name]
            old = getattr(write.row, info.attribute) if rule.reads else None
            values[name] = rule(evolve(self.target(write), old=old))
        return values

    def masking(self, write: Write) -> Operation[None]:
        """Gives the write itself: the masked columns and no other, if the record is still as it was seen."""
        if write.plan.collection in NEVER_WRITTEN or write.declaration.retained is not None:
            raise AssertionError(f"{write.plan.collection} must never be written")
        columns = write.declaration.info.columns
        values = {columns[name].attribute: value for name, value in self.masks(write).items()}
        # Without an etag ANY still demands that the record exists: a PATCH to a vanished record would create it again.
        return patch(write.declaration.table, write.plan.record_id, values, etag=write.etag or ANY)

    # --- the journal

    def intend(self, writes: Iterable[Write], step: str = "mask") -> Steps[None]:
        """Notes what is about to be sent."""
        events = [intent_event(write.intent(step)) for write in writes]
        yield from on_disk("intent", lambda: self.ledger.append(events))

    def record(self, writes: Iterable[Write]) -> Steps[None]:
        """Notes how writes ended, and tells it."""
        ended = [write for write in writes if write.result is not None and not write.noted]
        events = [result_event(write.result) for write in ended if write.result is not None]
        if not events:
            return
        yield from on_disk("result", lambda: self.ledger.append(events))
        for write in ended:
            write.noted = True
            outcome = None if write.result is None else write.result.outcome
            self.listen(Event("write", self._done, len(self.writes), *write.place, outcome))

    def tell(self) -> None:
        """Tells how far the run is."""
        self.listen(Event("write", self._done, len(self.writes)))

    @property
    def _done(self) -> int:
        return sum(not write.open for write in self.writes)

    # --- reading again

    def check_organization(self, found: UUID, writes: Iterable[Write]) -> Steps[None]:
        """Refuses to go on in another environment; what was noted as begun there was not sent."""
        if found != self.plan.environment_id:
            stopped = list(writes)
            for write in stopped:
                write.settle(Outcome.FAILED_RETRYABLE, "WrongEnvironment")
            yield from self.record(stopped)
            raise Refused("the plan was made for another environment; nothing was written")
        self.environment_known = True

    def look(self, writes: Sequence[Write]) -> Steps[Mapping[tuple[str, UUID], Seen]]:
        """Reads records again, in one batch. Records that are not there are missing from the answer; a failure is raised."""
        batch = Batch(continue_on_error=True)
        me = None if self.environment_known else batch.add(who_am_i())
        asked = self.ask(batch, writes)
        people = self._ask_people(batch) if any(write.reads for write in writes) else []
        yield from batch.flow()
        if me is not None:
            # In another environment a record that is not there would be taken for one that was deleted.
            yield from self.check_organization(me.value.organization_id, writes)
        self._learn(people)
        return self.answers(asked)

    def _ask_people(self, batch: Batch) -> list[tuple[AnyDeclaration, Sequence[UUID], Handle[Page[Any]]]]:
        """Asks what the person is called, for masks that look for it in texts. The person's own records are written last."""
        asked: list[tuple[AnyDeclaration, Sequence[UUID], Handle[Page[Any]]]] = []
        for declaration in self.catalogue.roots:
            columns = columns_of(declaration, [*declaration.person, *declaration.match_columns, *declaration.match_phones])
            for ids in chunks(self.plan.roots.get(declaration.name, ())):
                query = Query(declaration.table).select(*columns).where(key_predicate(declaration, ids))
                asked.append((declaration, ids, batch.add(query_page(query))))
        return asked

    def _learn(self, asked: Iterable[tuple[AnyDeclaration, Sequence[UUID], Handle[Page[Any]]]]) -> None:
        """Learns what the person is called, and which of their records do not tell any more: deleted, or masked by somebody else."""
        for declaration, ids, handle in asked:
            rows = {row_id(row): row for row in handle.value.rows}
            for key in ids:
                row, words = rows.get(key), Words()
                if row is not None:
                    words = words_in(declaration, partial(_read, row), Target(self.plan.environment_id, declaration.info.logical_name, key))
                    self.words = self.words | words
                if row is None or (not words.names and any(_read(row, info) for info in declaration.person)):
                    self.nameless.add(key)

    def ask(self, batch: Batch, writes: Sequence[Write]) -> list[Question]:
        """Adds the questions for some records to a batch."""
        return list(self._questions(batch, writes))

    def _questions(self, batch: Batch, writes: Sequence[Write]) -> Iterator[Question]:
        """Asks for the records themselves and, by their links to the person, for those that still belong to them."""
        for name in dict.fromkeys(write.plan.collection for write in writes):
            declaration = self.catalogue[name]
            mine = [write for write in writes if write.plan.collection == name]
            columns = {column for write in mine for column in write.plan.columns}
            infos = [read_instead(declaration.info, info) for name, info in declaration.info.columns.items() if name in columns]
            if any(write.way == "reopen" for write in mine):
                infos += state_columns(declaration.info)
            # What a mask is made of is read itself, whatever stands for it elsewhere.
            infos += [info for write in mine for info, rule in write.rules.values() if rule.reads]
            selected = columns_of(declaration, [*infos, *declaration.match_columns, *declaration.match_phones])
            for ids in chunks(write.plan.record_id for write in mine):
                these = key_predicate(declaration, ids)
                rows = batch.add(query_page(Query(declaration.table).select(*selected).where(these)))
                bound = [
                    batch.add(query_page(Query(declaration.table).select(selected[0]).where(these & link.where(roots))))
                    for link in declaration.links
                    # By the ways they were found: an environment may lack what other links go by.
                    if any(link.path in write.plan.reason for write in mine)
                    for roots in chunks(self._found(link.to))
                ]
                yield declaration, rows, bound

    def _found(self, tables: Sequence[str]) -> Iterator[UUID]:
        """Gives the person's records in some tables: themselves, and what the plan found of theirs."""
        for declaration in self.catalogue:
            if declaration.info.logical_name in tables:
                yield from self.plan.roots.get(declaration.name, ())
                if not declaration.is_root:
                    yield from (each.record_id for each in self.plan.operations if each.collection == declaration.name)
                    yield from (each.record_id for each in self.plan.withheld if each.collection == declaration.name)

    def answers(self, asked: Iterable[Question]) -> dict[tuple[str, UUID], Seen]:
        """Reads what the questions gave; raises what went wrong with any of them."""
        seen: dict[tuple[str, UUID], Seen] = {}
        for declaration, rows, bound in asked:
            linked = {row_id(row) for handle in bound for row in handle.value.rows}
            for row in rows.value.rows:
                key = row_id(row)
                belongs = True if key in linked else self._is_person(declaration, row, key)
                wanted = {write.way for write in self.writes if write.place == (declaration.name, key)}
                state = state_of(declaration, row) if "reopen" in wanted else None
                seen[declaration.name, key] = Seen(row, row_etag(row), belongs, state)
        return seen

    def _is_person(self, declaration: AnyDeclaration, row: Any, key: UUID) -> bool | None:
        """Tells whether a record found by address still carries it; None when nobody said who the person is."""
        if declaration.match is None:
            return None if declaration.follows else False
        if self.identity is None:
            return None
        if key in (*self.identity.contact_ids, *self.identity.lead_ids):
            return True
        return matched_column(declaration, row, self.identity) is not None


def _read(row: Any, info: ColumnInfo) -> Any:
    return getattr(row, info.attribute)
