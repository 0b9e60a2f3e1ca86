"""Calendar arithmetic."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataverse_sdk.emulator.sql.periods import PERIODS, add_months

MOMENTS = st.datetimes(datetime(1910, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 3, 31), -1, (2024, 2, 29)),
        ((2026, 3, 31), 1, (2026, 4, 30)),
        ((2026, 11, 5), 14, (2028, 1, 5)),
    ],
)
def test_months_end_when_they_end(day: tuple[int, int, int], months: int, expected: tuple[int, int, int]) -> None:
    assert add_months(datetime(*day), months) == datetime(*expected)


def test_the_calendar_ends() -> None:
    with pytest.raises(OverflowError):
        add_months(datetime(9999, 12, 1), 1)


@given(MOMENTS)
def test_this_last_and_next_meet_and_now_is_in_this(now: datetime) -> None:
    for unit in ("Week", "Month", "Year", "FiscalPeriod", "FiscalYear"):
        (_, start), (_, end) = PERIODS[f"This{unit}"][1](now, 0)
        assert start <= now < end
        assert PERIODS[f"Last{unit}"][1](now, 0)[1][1] == start
        assert PERIODS[f"Next{unit}"][1](now, 0)[0][1] == end
    assert PERIODS["ThisWeek"][1](now, 0)[0][1].weekday() == 6


@given(MOMENTS, st.integers(1, 50))
def test_last_ends_where_older_begins(now: datetime, number: int) -> None:
    for unit in ("Hours", "Days", "Weeks", "Months", "Years"):
        assert PERIODS[f"LastX{unit}"][1](now, number)[0][1] == PERIODS[f"OlderThanX{unit}"][1](now, number)[0][1]
