"""What every predicate means, evaluated in plain Python over rows held as dicts: the third judge of the query builder.

A row is a dict by wire name; what a lookup leads to stands in it under the navigation property, as a dict or None, and what a collection
holds as a list. Time stands still at `NOW`, a Wednesday. Null answers to no comparison but `ne`, and a negation reaches down to the
conditions, as in SQL.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from dataverse_sdk.model import Predicate
from dataverse_sdk.model.predicates import AllOf, AnyOf, Call, Compare, CompareColumns, Lambda, Not, QueryFunction

NOW = datetime(2026, 3, 18, 15, 42, 27, tzinfo=UTC)
TODAY = NOW.date()
SUNDAY = TODAY - timedelta(days=TODAY.isoweekday() % 7)
END = datetime.max.replace(tzinfo=UTC)
START = datetime.min.replace(tzinfo=UTC)
ONE = timedelta(seconds=1)

Bounds = tuple[datetime, datetime]
"""The first moment of a period, and the first after it."""


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    length = (date((number + 1) // 12, (number + 1) % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, length))


def days(first: date, last: date) -> Bounds:
    return midnight(first), midnight(last + timedelta(days=1))


def month(offset: int) -> Bounds:
    first = months_on(TODAY.replace(day=1), offset)
    return midnight(first), midnight(months_on(first, 1))


def quarters(year: int, number: int, count: int = 1) -> Bounds:
    """So many quarters from one on; `number` counts from 1 and may run over. A stock environment's fiscal periods are calendar quarters."""
    first = months_on(date(year, 1, 1), 3 * (number - 1))
    return midnight(first), midnight(months_on(first, 3 * count))


def years(first: int, count: int = 1) -> Bounds:
    return midnight(date(first, 1, 1)), midnight(date(first + count, 1, 1))


QUARTER = (TODAY.month - 1) // 3 + 1
HOUR = NOW.replace(minute=0, second=0)
MINUTE = NOW.replace(second=0)

PERIODS: dict[str, Callable[..., Bounds]] = {
    "Today": lambda: days(TODAY, TODAY),
    "Yesterday": lambda: days(TODAY - timedelta(1), TODAY - timedelta(1)),
    "Tomorrow": lambda: days(TODAY + timedelta(1), TODAY + timedelta(1)),
    "ThisWeek": lambda: days(SUNDAY, SUNDAY + timedelta(6)),
    "LastWeek": lambda: days(SUNDAY - timedelta(7), SUNDAY - timedelta(1)),
    "NextWeek": lambda: days(SUNDAY + timedelta(7), SUNDAY + timedelta(13)),
    "ThisMonth": lambda: month(0),
    "LastMonth": lambda: month(-1),
    "NextMonth": lambda: month(1),
    "ThisYear": lambda: years(TODAY.year),
    "LastYear": lambda: years(TODAY.year - 1),
    "NextYear": lambda: years(TODAY.year + 1),
    "Last7Days": lambda: (midnight(TODAY - timedelta(7)), NOW + ONE),
    "Next7Days": lambda: (NOW, midnight(TODAY + timedelta(8))),
    "LastXHours": lambda n: (HOUR - timedelta(hours=n), NOW + ONE),
    "LastXDays": lambda n: (midnight(TODAY - timedelta(n)), NOW + ONE),
    "LastXWeeks": lambda n: (midnight(TODAY - timedelta(7 * n)), NOW + ONE),
    "LastXMonths": lambda n: (midnight(months_on(TODAY, -n)), NOW + ONE),
    "LastXYears": lambda n: (midnight(months_on(TODAY, -12 * n)), NOW + ONE),
    "NextXHours": lambda n: (NOW, HOUR + timedelta(hours=n + 1)),
    "NextXDays": lambda n: (NOW, midnight(TODAY + timedelta(n + 1))),
    "NextXWeeks": lambda n: (NOW, midnight(TODAY + timedelta(7 * n + 1))),
    "NextXMonths": lambda n: (NOW, midnight(months_on(TODAY, n) + timedelta(1))),
    "NextXYears": lambda n: (NOW, midnight(months_on(TODAY, 12 * n) + timedelta(1))),
    "OlderThanXMinutes": lambda n: (START, MINUTE - timedelta(minutes=n)),
    "OlderThanXHours": lambda n: (START, HOUR - timedelta(hours=n)),
    "OlderThanXDays": lambda n: (START, midnight(TODAY - timedelta(n))),
    "OlderThanXWeeks": lambda n: (START, midnight(TODAY - timedelta(7 * n))),
    "OlderThanXMonths": lambda n: (START, midnight(months_on(TODAY, -n))),
    "OlderThanXYears": lambda n: (START, midnight(months_on(TODAY, -12 * n))),
    "ThisFiscalPeriod": lambda: quarters(TODAY.year, QUARTER),
    "LastFiscalPeriod": lambda: quarters(TODAY.year, QUARTER - 1),
    "NextFiscalPeriod": lambda: quarters(TODAY.year, QUARTER + 1),
    "ThisFiscalYear": lambda: years(TODAY.year),
    "LastFiscalYear": lambda: years(TODAY.year - 1),
    "NextFiscalYear": lambda: years(TODAY.year + 1),
    "LastXFiscalPeriods": lambda n: quarters(TODAY.year, QUARTER - n, n),
    "NextXFiscalPeriods": lambda n: quarters(TODAY.year, QUARTER + 1, n),
    "LastXFiscalYears": lambda n: years(TODAY.year - n, n),
    "NextXFiscalYears": lambda n: years(TODAY.year + 1, n),
    "InFiscalYear": lambda year: years(year),
    "InFiscalPeriodAndYear": lambda period, year: quarters(year, period),
    "InOrAfterFiscalPeriodAndYear": lambda period, year: (quarters(year, period)[0], END),
    "InOrBeforeFiscalPeriodAndYear": lambda period, year: (START, quarters(year, period)[1]),
    "On": lambda text: days(day_of(text), day_of(text)),
    "OnOrAfter": lambda text: (midnight(day_of(text)), END),
    "OnOrBefore": lambda text: (START, midnight(day_of(text) + timedelta(1))),
}
"""The moments that answer to a function of dates, by its name and its further arguments; `InFiscalPeriod` has one in every year."""


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


def edges() -> Iterator[datetime]:
    """Moments just inside and just outside of every period, as the functions are called in the tests."""
    for name, bounds in PERIODS.items():
        for arguments in ARGUMENTS.get(name, [()] if bounds.__code__.co_argcount == 0 else [(1,), (3,)]):
            for edge in bounds(*arguments):
                if edge not in (START, END):
                    yield from (edge - ONE, edge)


ARGUMENTS: dict[str, list[tuple[Any, ...]]] = {
    "InFiscalYear": [(2024,), (2026,)],
    "InFiscalPeriodAndYear": [(1, 2026), (4, 2025)],
    "InOrAfterFiscalPeriodAndYear": [(2, 2026), (4, 2024)],
    "InOrBeforeFiscalPeriodAndYear": [(2, 2026), (4, 2024)],
    "On": [("2026-03-18",), ("2026-03-11",)],
    "OnOrAfter": [("2026-03-18",)],
    "OnOrBefore": [("2026-03-18",)],
}
"""What a function is called with, where that is not a small number."""


class World:
    """What functions depend on besides the row: who asks, and which row stands above which. Ids throughout."""

    def __init__(self, me: UUID, unit: UUID, parents: dict[UUID, UUID | None]) -> None:
        self.me, self.unit, self.parents = me, unit, parents

    def above(self, row: UUID) -> list[UUID]:
        """The rows above one, nearest first."""
        found: list[UUID] = []
        while (parent := self.parents.get(row)) is not None:
            found.append(parent)
            row = parent
        return found


def plain(value: Any) -> Any:
    """A value as equality sees it: text without case and without blanks at its end."""
    return value.rstrip(" ").casefold() if isinstance(value, str) else value


TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip
OPPOSITE = {"eq": "ne", "ne": "eq", "gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}


def compared(name: str, one: Any, other: Any) -> bool:
    if name == "ne":
        return not compared("eq", one, other)
    return one is not None and other is not None and TESTS[name](plain(one), plain(other))


Rows = dict[str, dict[str, Any]]
"""The row that each variable of a lambda stands for; the queried row under an empty name."""


def reach(path: tuple[str, ...], rows: Rows) -> tuple[Any, str]:
    """The row that a path leads to, and the name at its end."""
    *steps, last = path
    row: Any = rows[steps.pop(0)] if steps and steps[0].startswith("$") else rows[""]
    for step in steps:
        row = None if row is None else row[step]
    return row, last


def value(path: tuple[str, ...], rows: Rows) -> Any:
    row, name = reach(path, rows)
    if row is None:
        return None
    return row[name] if name in row else row[f"_{name}_value"]


def holds(predicate: Predicate, rows: Rows, world: World, negated: bool = False) -> bool:
    """Whether a row answers a predicate."""
    match predicate:
        case Compare(path, name, None):
            return (value(path, rows) is None) is ((name == "eq") is not negated)
        case Compare(path, name, operand):
            return compared(OPPOSITE[name] if negated else name, value(path, rows), operand)
        case CompareColumns(path, name, other):
            return compared(OPPOSITE[name] if negated else name, value(path, rows), value(other, rows))
        case Call(function, path, text):
            subject = value(path, rows)
            part = str(text).casefold().replace("[%]", "%").replace("[_]", "_").replace("[[]", "[")
            tests = {"contains": str.__contains__, "startswith": str.startswith, "endswith": str.endswith}
            return (subject is not None and tests[function](subject.casefold(), part)) is not negated
        case QueryFunction(function, path, values):
            return answered(function, value(path, rows), [operand for _, operand in values], world, negated)
        case Lambda(quantifier, path, variable, condition):
            row, name = reach(path, rows)
            related = [] if row is None else row[name]
            if condition is None:
                return bool(related) is not negated
            if quantifier == "any":
                return any(holds(condition, {**rows, variable: each}, world) for each in related) is not negated
            return any(holds(condition, {**rows, variable: each}, world, True) for each in related) is negated
        case Not(condition):
            return holds(condition, rows, world, not negated)
        case AllOf(conditions):
            return (any if negated else all)(holds(condition, rows, world, negated) for condition in conditions)
        case AnyOf(conditions):
            return (all if negated else any)(holds(condition, rows, world, negated) for condition in conditions)
    raise AssertionError(predicate)


def answered(function: str, found: Any, operands: list[Any], world: World, negated: bool) -> bool:
    """Whether a value answers one of Dataverse's functions, or with `negated` its opposite."""
    if function.startswith(("EqualUserId", "EqualBusinessId", "NotEqual")):
        wanted = world.me if function.endswith("UserId") else world.unit
        return compared("ne" if function.startswith("Not") is not negated else "eq", found, wanted)
    if found is None:
        return False
    return positive(function, found, operands, world) is not negated


def positive(function: str, found: Any, operands: list[Any], world: World) -> bool:
    if function in PERIODS or function == "InFiscalPeriod":
        moment = found if isinstance(found, datetime) else midnight(found)
        first, after = quarters(moment.year, operands[0]) if function == "InFiscalPeriod" else PERIODS[function](*operands)
        return first <= moment < after
    if function in ("In", "NotIn"):
        return (plain(found) in [plain(each) for each in operands[0]]) is (function == "In")
    if function in ("Between", "NotBetween"):
        low, high = operands[0]
        return (plain(low) <= plain(found) <= plain(high)) is (function == "Between")
    if function in ("ContainValues", "DoesNotContainValues"):
        chosen = {int(each) for each in str(found).split(",")}
        return bool(chosen & set(operands[0])) is (function == "ContainValues")
    node = UUID(operands[0])
    itself = found == node
    return {
        "Above": lambda: found in world.above(node),
        "AboveOrEqual": lambda: itself or found in world.above(node),
        "Under": lambda: node in world.above(found),
        "UnderOrEqual": lambda: itself or node in world.above(found),
        "NotUnder": lambda: node not in world.above(found),
    }[function]()


def wire(found: Any) -> Any:
    """A value as a table is loaded with it."""
    if isinstance(found, bool | int | float | str | Decimal) or found is None:
        return found
    return found.isoformat().replace("+00:00", "Z") if not isinstance(found, UUID) else str(found)
