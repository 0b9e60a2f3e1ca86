"""State machines: which status reasons belong to which state, and which states lock a record.

Knows the stock states as the entity reference lists them. Refuses to know the rest of a record. Where documentation and practice
differ, or nobody has proven either, a switch plays the one or the other.
"""

from collections.abc import Mapping
from typing import Any

from attrs import evolve, fields_dict, frozen

from ..http.refusals import Refusal, read_only_record, wrong_status

__all__ = [
    "ACTIVITIES",
    "STATES",
    "State",
    "Switches",
    "changed",
    "check_editable",
    "check_transition",
    "end_column",
    "first_status",
    "is_closed_activity",
    "locking_parent",
    "next_state",
]


@frozen
class Switches:
    """Behaviours that differ between environments, or that no public source settles.

    `activityparty_writable`: parties answer GET by id, PATCH and DELETE. The entity reference lists RetrieveMultiple only.
    `sales_records_locked`: quotes outside Draft, orders and invoices outside Active refuse other changes than to their state
    ("Dynamics 365 Sales and privacy laws and regulations"; an administrator may be let through, so it can be turned off).
    `resolved_cases_locked`, `closed_leads_locked`, `closed_activities_locked`: the documentation calls these read-only, while
    practitioners report that the API edits most inactive records. Off by default.
    `closed_parties_locked`: whether the party list of a completed or canceled activity can be replaced; nobody has published either.
    Off by default; `closed_activities_locked` includes it.
    `cases_resolved_by_update`: whether PATCH may resolve a case, which otherwise takes CloseIncident.
    `jobs_wait`: whether a bulk deletion waits for `Emulator.run_jobs()`; otherwise it is done before its request is answered.
    `elastic_tables`: tables that answer bulk messages as elastic tables do: row by row, with DeleteMultiple.
    `largest_attachment`: the most bytes of a note's or an attachment's document, 5 MB at first and at most 128 MB.
    `count_mark`: whether the reply to `/$count` begins with a byte order mark, as the documentation shows. Clients that were written for
    other services take the mark for a part of the number; without it they can count.
    `leading_wildcards`: what happens to a condition that begins with a wildcard, as `contains` and `endswith` do: "answer", or "refuse"
    with 0x80048573, as the service does when such a query takes too long (antipatterns, "Avoid leading wild cards").
    `read_only_columns`: what happens to a column that is not valid for the operation: "ignore" (as the SDK does) or "refuse".
    """

    activityparty_writable: bool = False
    sales_records_locked: bool = True
    resolved_cases_locked: bool = False
    closed_leads_locked: bool = False
    closed_activities_locked: bool = False
    read_only_columns: str = "ignore"
    leading_wildcards: str = "answer"
    closed_parties_locked: bool = False
    cases_resolved_by_update: bool = False
    jobs_wait: bool = False
    elastic_tables: frozenset[str] = frozenset()
    largest_attachment: int = 5 * 1024 * 1024
    count_mark: bool = True


CHOICES = {"read_only_columns": ("ignore", "refuse"), "leading_wildcards": ("answer", "refuse")}


def changed(switches: Switches, values: Mapping[str, object]) -> Switches:
    """The switches with other values, as JSON writes them; ValueError for names and values that there are not."""
    known = fields_dict(Switches)
    new: dict[str, Any] = {}  # of the type of each switch, as is checked below
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"a switch is one of {', '.join(known)}, not {name!r}")
        default = known[name].default
        if isinstance(default, frozenset) and isinstance(value, list):
            value = frozenset(map(str, value))
        if type(value) is not type(default):
            raise ValueError(f"the switch {name} is {type(default).__name__}, not {value!r}")
        if value not in CHOICES.get(name, (value,)):
            raise ValueError(f"the switch {name} is one of {', '.join(CHOICES[name])}, not {value!r}")
        new[name] = value
    return evolve(switches, **new)


@frozen
class State:
    """One state: its label and its status reasons, the default one first."""

    label: str
    statuses: tuple[int, ...]


def _states(*states: tuple[int, str, tuple[int, ...]]) -> Mapping[int, State]:
    return {number: State(label, statuses) for number, label, statuses in states}


PLAIN = _states((0, "Active", (1,)), (1, "Inactive", (2,)))
TASK = _states((0, "Open", (2, 3, 4, 7)), (1, "Completed", (5,)), (2, "Canceled", (6,)))
APPOINTMENT = _states((0, "Open", (1, 2)), (1, "Completed", (3,)), (2, "Canceled", (4,)), (3, "Scheduled", (5, 6)))

CLOSING = _states((0, "Open", (1,)), (1, "Completed", (2,)), (2, "Canceled", (3,)))

STATES: Mapping[str, Mapping[int, State]] = {
    "account": PLAIN,
    "contact": PLAIN,
    "lead": _states((0, "Open", (1, 2)), (1, "Qualified", (3,)), (2, "Disqualified", (4, 5, 6, 7))),
    "incident": _states((0, "Active", (1, 2, 3, 4)), (1, "Resolved", (5, 1000)), (2, "Cancelled", (6, 2000))),
    "quote": _states((0, "Draft", (1,)), (1, "Active", (2, 3)), (2, "Won", (4,)), (3, "Closed", (5, 6, 7))),
    "salesorder": _states(
        (0, "Active", (1, 2)),
        (1, "Submitted", (3,)),
        (2, "Canceled", (4,)),
        (3, "Fulfilled", (100001, 100002)),
        (4, "Invoiced", (100003,)),
    ),
    "invoice": _states(
        (0, "Active", (1, 2, 4, 5, 6)), (1, "Closed (deprecated)", (3, 7)), (2, "Paid", (100001, 100002)), (3, "Canceled", (100003,))
    ),
    "opportunity": _states((0, "Open", (1, 2)), (1, "Won", (3,)), (2, "Lost", (4, 5))),
    "task": TASK,
    "email": _states((0, "Open", (1, 8)), (1, "Completed", (2, 3, 4, 6, 7)), (2, "Canceled", (5,))),
    "phonecall": _states((0, "Open", (1,)), (1, "Completed", (2, 4)), (2, "Canceled", (3,))),
    "letter": _states((0, "Open", (1, 2)), (1, "Completed", (3, 4)), (2, "Canceled", (5,))),
    "fax": _states((0, "Open", (1,)), (1, "Completed", (2, 3, 4)), (2, "Canceled", (5,))),
    "appointment": APPOINTMENT,
    "quoteclose": CLOSING,
    "orderclose": CLOSING,
    "opportunityclose": CLOSING,
    "incidentresolution": CLOSING,
}

SALES = frozenset({"quote", "salesorder", "invoice"})
ACTIVITIES = frozenset({"task", "email", "phonecall", "letter", "fax", "appointment"})
STATE_COLUMNS = frozenset({"statecode", "statuscode"})
LINES = {"quotedetail": ("quote", "_quoteid_value"), "salesorderdetail": ("salesorder", "_salesorderid_value"),
         "invoicedetail": ("invoice", "_invoiceid_value")}  # fmt: skip

# Moves that an update refuses, and the message that makes them (markcarrington.dev, 2023-01-24, "Read-Only Sales Entities", for
# quotes; the sentence is the one integrators report for all of them).
BY_MESSAGE_ONLY = {
    ("quote", 1, 2): "WinQuote",
    ("quote", 1, 3): "CloseQuote",
    ("incident", 0, 1): "CloseIncident",
    ("opportunity", 0, 1): "WinOpportunity",
    ("opportunity", 0, 2): "LoseOpportunity",
}


def first_status(table: str, state: int) -> int | None:
    """The default status reason of a state; None for tables and states nothing is known about."""
    known = STATES.get(table, PLAIN).get(state)
    return None if known is None else known.statuses[0]


def next_state(
    table: str, record_id: str, current: tuple[int, int | None], state: int | None, status: int | None
) -> tuple[int, int | None]:
    """The state and status after a write names a new `state`, a new `status`, or both.

    A state alone brings its default status; a status alone must belong to the state the record is in. For tables that are not in
    `STATES` a status is taken as given, because their status reasons are not known here.
    """
    target = current[0] if state is None else state
    known = STATES.get(table)
    if status is None:
        return target, current[1] if target == current[0] else first_status(table, target)
    if known is not None and (target not in known or status not in known[target].statuses):
        label = known[target].label if target in known else str(target)
        raise wrong_status(table, label, status, record_id)
    return target, status


def check_transition(table: str, current: int, target: int, switches: Switches) -> None:
    """Refuse the moves between states that need a message of their own."""
    message = BY_MESSAGE_ONLY.get((table, current, target))
    if message is None or (table == "incident" and switches.cases_resolved_by_update):
        return
    label, kind = STATES[table][target].label, table.capitalize()
    # reported by integrators; the code is that of an invalid argument (unverified)
    raise Refusal(
        400,
        "0x80040203",
        f"This message can not be used to set the state of {kind} to {label}. "
        f"In order to set state of {kind} to {label}, use the {message} message instead.",
    )


def is_closed_activity(table: str, state: object) -> bool:
    """True for an activity that is completed or canceled; a scheduled appointment is open."""
    return table in ACTIVITIES and state in (1, 2)


def end_column(table: str, before: int, after: int) -> str | None:
    """The column that tells when a record came to its end, where a change of state brings it there (entity references)."""
    if table in ACTIVITIES and is_closed_activity(table, after) and not is_closed_activity(table, before):
        return "actualend"
    return "closedon" if table == "quote" and after in (2, 3) and before not in (2, 3) else None


def locking_parent(table: str) -> tuple[str, str] | None:
    """The quote, order or invoice whose state locks a line as well: its table, and the lookup that leads to it."""
    return LINES.get(table)


def check_editable(table: str, state: int | None, changed: frozenset[str], switches: Switches) -> None:
    """Refuse a change of other columns than the state of a record that its state locks."""
    if not state or changed <= STATE_COLUMNS:
        return
    locked = (
        (table in SALES and switches.sales_records_locked)
        or (table == "incident" and switches.resolved_cases_locked)
        or (table == "lead" and switches.closed_leads_locked)
        or (table in ACTIVITIES and switches.closed_activities_locked and is_closed_activity(table, state))
    )
    if locked:
        raise read_only_record()
