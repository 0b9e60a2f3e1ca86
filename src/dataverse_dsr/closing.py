"""How a closed record is opened for a change, and put back into the state it had.

Knows the stock states of the tables that refuse changes while they are closed, and the messages that close them: some moves between
states are refused as an update and need a message of their own, which leaves a closing activity behind. Refuses to know why a record is
opened. A sent email is never opened: an open email can be sent again.
Sources: the state tables of https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/ and the actions WinQuote,
CloseQuote, CloseIncident, WinOpportunity and LoseOpportunity of the Web API reference.
"""

from typing import Any, Final, TypeAlias
from uuid import UUID

from dataverse_sdk import ColumnInfo, TableInfo
from dataverse_sdk.operations import ANY, Operation, action, patch

from .declarations import AnyDeclaration

__all__ = ["State", "can_reopen", "closings", "is_on_its_way", "opening", "state_columns", "state_of"]

# statecode and statuscode.
State: TypeAlias = tuple[int, int]

# The state in which a record of the table can be changed.
_OPEN: Final[dict[str, State]] = {
    "quote": (0, 1),
    "invoice": (0, 1),
    "incident": (0, 1),
    "opportunity": (0, 1),
    "lead": (0, 1),
    "task": (0, 2),
    "phonecall": (0, 1),
    "appointment": (0, 1),
    "letter": (0, 1),
    "fax": (0, 1),
}
# A quote is closed from its active state only; a draft cannot be won.
_BETWEEN: Final[dict[str, State]] = {"quote": (1, 2)}
_SUBJECT: Final = "Closed again after a change for data protection"


def can_reopen(table: TableInfo) -> bool:
    """True for a table whose closed records can be opened and closed again."""
    return table.logical_name in _OPEN and {"statecode", "statuscode"} <= table.columns.keys()


def state_columns(table: TableInfo) -> tuple[ColumnInfo, ...]:
    """Gives the columns that hold the state, where the table has them."""
    return tuple(table.columns[name] for name in ("statecode", "statuscode") if name in table.columns)


def state_of(declaration: AnyDeclaration, row: Any) -> State | None:  # Any: a row of any declared table
    """Gives a row's state, or None for a table without states."""
    found = [getattr(row, info.attribute) for info in state_columns(declaration.info)]
    return (int(found[0]), int(found[1])) if len(found) == 2 and None not in found else None


def is_on_its_way(table: TableInfo, state: State) -> bool:
    """True for a state that a record passes through while it is closed again: open, or between open and closed."""
    return state[0] in (0, _BETWEEN.get(table.logical_name, (0, 0))[0])


def opening(declaration: AnyDeclaration, record_id: UUID, etag: str | None) -> Operation[None]:
    """Opens a closed record, if it is still as it was seen."""
    return _move(declaration, record_id, _OPEN[declaration.info.logical_name], etag)


def closings(declaration: AnyDeclaration, record_id: UUID, state: State, now: State | None, etag: str | None) -> list[Operation[Any]]:
    """Gives what puts a record that is in the state `now` back into `state`, one operation after the other.

    The first is conditional; a message cannot be, and the step before it makes sure of the record.
    """
    table = declaration.info.logical_name
    steps: list[Operation[Any]] = []
    between = _BETWEEN.get(table)
    if between is not None and state[0] > between[0]:
        if now is None or now[0] != between[0]:
            steps.append(_move(declaration, record_id, between, etag))
        return [*steps, _message(table, record_id, state)]
    if (table, state[0]) in _MESSAGES:
        return [_message(table, record_id, state)]
    return [_move(declaration, record_id, state, etag)]


def _move(declaration: AnyDeclaration, record_id: UUID, state: State, etag: str | None) -> Operation[None]:
    values = {info.attribute: value for info, value in zip(state_columns(declaration.info), state, strict=True)}
    return patch(declaration.table, record_id, values, etag=etag or ANY)


_MESSAGES: Final = {
    ("quote", 2): ("WinQuote", "QuoteClose", "quoteclose", "quoteid"),
    ("quote", 3): ("CloseQuote", "QuoteClose", "quoteclose", "quoteid"),
    ("incident", 1): ("CloseIncident", "IncidentResolution", "incidentresolution", "incidentid"),
    ("opportunity", 1): ("WinOpportunity", "OpportunityClose", "opportunityclose", "opportunityid"),
    ("opportunity", 2): ("LoseOpportunity", "OpportunityClose", "opportunityclose", "opportunityid"),
}
_SETS: Final = {"quote": "quotes", "incident": "incidents", "opportunity": "opportunities"}


def _message(table: str, record_id: UUID, state: State) -> Operation[None]:
    name, parameter, activity, lookup = _MESSAGES[table, state[0]]
    value = {
        "@odata.type": f"Microsoft.Dynamics.CRM.{activity}",
        "subject": _SUBJECT,
        f"{lookup}@odata.bind": f"/{_SETS[table]}({record_id})",
    }
    parameters: dict[str, Any] = {parameter: value, "Status": state[1]}
    return action(name, **parameters)
