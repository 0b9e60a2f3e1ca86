"""The party list of an activity, and how one entry of it is masked without losing the others.

An activity party has no update of its own: "the only operation is RetrieveMultiple"
(https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/activityparty). It is written by sending the whole
list of its activity (associate-disassociate-entities-using-web-api, "activityparty"), which puts the list in place of the one that was
there. So every other party is sent as it was read, in the same order, and the list is read again afterwards and compared.
Knows lists; refuses to know plans and outcomes. Whether a platform accepts this for every activity is unproven: nothing is done to an
activity that is completed or canceled, because a mail that was sent must stay what it was.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import Entity, Query, row_etag, row_id, table_of
from dataverse_sdk.operations import Headers, Operation, Page, Request, delete, get, query_page
from dataverse_sdk.tables import (
    Account,
    ActivityParty,
    Appointment,
    Contact,
    Email,
    Fax,
    Lead,
    Letter,
    Opportunity,
    PhoneCall,
    Queue,
    SystemUser,
    Task,
    Team,
)

__all__ = ["ACTIVITIES", "LOOKUP_TABLE", "PartyList", "ask_list", "ask_parent", "read_list", "rewriting"]

ACTIVITIES: Final[Mapping[str, Any]] = {table_of(each).logical_name: each for each in (Appointment, Email, Fax, Letter, PhoneCall, Task)}
# The sets of those who can be a party. A list with another kind of party cannot be sent back, and is left alone.
_SETS: Final = {
    table_of(each).logical_name: table_of(each).set_name for each in (Account, Contact, Lead, Opportunity, Queue, SystemUser, Team)
}
# An appointment that is scheduled can still be changed.
_OPEN_STATES: Final = {"appointment": (0, 3)}
# Kept by the service itself, from the activity's owner and regarding lookups; a list that is sent must not name them.
_KEPT_BY_SERVICE: Final = frozenset({8, 9})
LOOKUP_TABLE: Final = "Microsoft.Dynamics.CRM.lookuplogicalname"


@frozen
class Party:
    """One entry of a list. Its values live in memory only, for as long as it takes to send them back."""

    id: UUID
    role: int | None
    partner: tuple[str | None, UUID] | None = field(repr=False)
    columns: Mapping[str, Any] = field(repr=False)


@frozen
class PartyList:
    """The parties of one activity that a client may send, in the service's order, with the activity's version and state."""

    parties: tuple[Party, ...]
    etag: str | None
    open: bool

    @property
    def sendable(self) -> bool:
        """True when every party is of a kind that can be sent back; one that cannot would be lost."""
        return all(party.partner is None or party.partner[0] in _SETS for party in self.parties)

    def masked(self, masks: Mapping[UUID, Mapping[str, Any]]) -> tuple[tuple[Any, ...], ...]:
        """Gives what the list is to say: each entry without its id, because a list that takes another's place has ids of its own."""
        return tuple(_said(party, masks.get(party.id, {})) for party in self.parties)


def _said(party: Party, masks: Mapping[str, Any]) -> tuple[Any, ...]:
    return party.role, party.partner, *((name, masks.get(name, value)) for name, value in party.columns.items())


# What an entry says beside its role and its partner.
_COLUMNS: Final = (ActivityParty.addressused, ActivityParty.unresolvedpartyname, ActivityParty.effort)


def ask_list(activity_id: UUID) -> Operation[Page[ActivityParty]]:
    """Reads the parties of an activity."""
    query = Query(ActivityParty).select(
        ActivityParty.activitypartyid, ActivityParty.participationtypemask, ActivityParty.partyid, *_COLUMNS
    )
    return query_page(query.where(ActivityParty.activityid == activity_id), annotations=(LOOKUP_TABLE,))


def ask_parent(table: str, activity_id: UUID) -> Operation[Any]:
    """Reads an activity's state and version."""
    cls = ACTIVITIES[table]
    return get(cls, activity_id, select=(cls.statecode,))


def read_list(table: str, rows: Sequence[ActivityParty], parent: Entity) -> PartyList:
    """Puts together what `ask_list` and `ask_parent` gave."""
    state = getattr(parent, "statecode")  # noqa: B009 -- every activity has one; their classes have no common ancestor
    parties = tuple(_party(row) for row in rows if row.participationtypemask not in _KEPT_BY_SERVICE)
    return PartyList(parties, row_etag(parent), state in _OPEN_STATES.get(table, (0,)))


def _party(row: ActivityParty) -> Party:
    role, partner = row.participationtypemask, row.partyid
    columns = {column.info.wire_name: getattr(row, column.info.attribute) for column in _COLUMNS}
    return Party(row_id(row), None if role is None else int(role), None if partner is None else (partner.table, partner.id), columns)


def rewriting(table: str, activity_id: UUID, before: PartyList, masks: Mapping[UUID, Mapping[str, Any]]) -> Operation[None]:
    """Puts the list back with some entries masked: `masks` gives new values by party id and wire name."""
    value = [_entry(party, masks.get(party.id, {})) for party in before.parties]
    cls = ACTIVITIES[table]
    headers = [("Content-Type", "application/json")]
    if before.etag is not None:
        headers.append(("If-Match", before.etag))
    target = f"{table_of(cls).set_name}({activity_id})/{table}_activity_parties"
    request = Request("PUT", target, Headers(headers), json.dumps({"value": value}).encode())
    # A reply without content is read as that to a deletion is.
    return Operation(request, delete(cls, activity_id).read)


def _entry(party: Party, masks: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {} if party.role is None else {"participationtypemask": party.role}
    if party.partner is not None:
        table, key = party.partner
        targets = ActivityParty.partyid.info.targets or {}
        entry[f"{targets[table or '']}@odata.bind"] = f"/{_SETS[table or '']}({key})"
    # Null ones too: an address that is left out is filled in from the party's record.
    return entry | {name: masks.get(name, value) for name, value in party.columns.items()}
