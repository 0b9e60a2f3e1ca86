"""The table of value forms, both ways, and what it refuses."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataverse_sdk.emulator.storage.values import (
    FORMS,
    Kind,
    WrongLiteral,
    fold,
    from_sql,
    json_writer,
    kind_of,
    literal_to_sql,
    to_sql,
)
from dataverse_sdk.schema.model import ColumnSchema

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


class Colour(IntEnum):
    RED = 3


def column(edm: str, attribute: str | None = None) -> ColumnSchema:
    return ColumnSchema(name="c", logical_name="c", edm_type=edm, attribute_type=attribute)


MONEY = column("Edm.Decimal", "Money")
DECIMAL = column("Edm.Decimal", "Decimal")
UNSTATED = column("Edm.Decimal")
CENTS = ColumnSchema("c", "c", "Edm.Decimal", "Decimal", precision=2)
WHOLE = ColumnSchema("c", "c", "Edm.Decimal", "Decimal", precision=0)

BOTH_WAYS = [
    (column("Edm.Guid"), ID.upper(), ID, ID, f'"{ID}"'),
    (column("Edm.Guid"), UUID(ID), ID, ID, f'"{ID}"'),
    (column("Edm.Guid"), "{" + ID + "}", ID, ID, f'"{ID}"'),
    (column("Edm.String"), 'a"\u2028é', 'a"\u2028é', 'a"\u2028é', '"a\\"\u2028é"'),
    (column("Edm.Boolean"), True, 1, True, "true"),
    (column("Edm.Boolean"), "false", 0, False, "false"),
    (column("Edm.Int32"), "200", 200, 200, "200"),
    (column("Edm.Int16"), 7, 7, 7, "7"),
    (column("Edm.Int32"), Decimal("5"), 5, 5, "5"),
    (column("Edm.Int32"), Colour.RED, 3, 3, "3"),
    (column("Edm.Int64"), 2**63 - 1, 2**63 - 1, 2**63 - 1, str(2**63 - 1)),
    (column("Edm.Double"), Decimal("47.639583"), 47.639583, 47.639583, "47.639583"),
    (column("Edm.Single"), 1, 1.0, 1.0, "1.0"),
    (MONEY, Decimal("80000"), 800_000_000, Decimal("80000.0000"), "80000.0000"),
    (MONEY, Decimal("-0.5"), -5000, Decimal("-0.5000"), "-0.5000"),
    (MONEY, 0.1, 1000, Decimal("0.1000"), "0.1000"),
    (MONEY, "922337203685477.5807", 2**63 - 1, Decimal("922337203685477.5807"), "922337203685477.5807"),
    (DECIMAL, Decimal("1.5"), 15_000_000_000, Decimal("1.5000000000"), "1.5000000000"),
    (CENTS, Decimal("99999999999.99"), 9_999_999_999_999, Decimal("99999999999.99"), "99999999999.99"),
    (WHOLE, Decimal("7"), 7, Decimal("7"), "7"),
    (DECIMAL, Decimal("-12345678901.5"), -1.23456789015e20, Decimal("-12345678901.5000000000"), "-12345678901.5000000000"),
    (UNSTATED, Decimal("1.5"), 1_500_000, Decimal("1.500000"), "1.500000"),
    (column("Edm.DateTimeOffset"), "2016-04-19T00:00:00-07:00", "2016-04-19T07:00:00", "2016-04-19T07:00:00Z",
     '"2016-04-19T07:00:00Z"'),
    (column("Edm.DateTimeOffset"), datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=1))), "2026-01-02T02:00:00",
     "2026-01-02T02:00:00Z", '"2026-01-02T02:00:00Z"'),
    (column("Edm.DateTimeOffset"), "2026-01-02T03:04:05.250Z", "2026-01-02T03:04:05.250000",
     "2026-01-02T03:04:05.250000Z", '"2026-01-02T03:04:05.250000Z"'),
    (column("Edm.DateTimeOffset"), "2026-01-02", "2026-01-02T00:00:00", "2026-01-02T00:00:00Z",
     '"2026-01-02T00:00:00Z"'),
    (column("Edm.Date"), "1815-12-10", "1815-12-10", "1815-12-10", '"1815-12-10"'),
    (column("Edm.Date"), date(1815, 12, 10), "1815-12-10", "1815-12-10", '"1815-12-10"'),
    (column("Edm.Binary"), b"abc", "YWJj", "YWJj", '"YWJj"'),
    (column("Edm.Binary"), "YWJj", "YWJj", "YWJj", '"YWJj"'),
    (column("mscrm.Thing"), {"a": 1}, '{"a": 1}', '{"a": 1}', '{"a": 1}'),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "wire", "stored", "shown", "text"), BOTH_WAYS)
def test_a_value_is_stored_shown_and_written_in_one_form(
    schema: ColumnSchema, wire: object, stored: object, shown: object, text: str
) -> None:
    assert to_sql(schema, wire) == stored
    assert type(to_sql(schema, wire)) is type(stored)
    assert from_sql(schema, to_sql(schema, wire)) == shown
    assert json_writer(schema)(to_sql(schema, wire)) == text


@pytest.mark.parametrize("edm", ["Edm.Guid", "Edm.String", "Edm.Boolean", "Edm.Decimal", "Edm.Date", "other"])
def test_null_stays_null(edm: str) -> None:
    assert to_sql(column(edm), None) is None
    assert from_sql(column(edm), None) is None


WRONG = [
    (column("Edm.Guid"), "123"),
    (column("Edm.Guid"), 5),
    (column("Edm.String"), 5),
    (column("Edm.String"), "half \ud83d"),
    (column("Edm.Boolean"), 1),
    (column("Edm.Boolean"), "yes"),
    (column("Edm.Int32"), True),
    (column("Edm.Int32"), 2**31),
    (column("Edm.Int32"), Decimal("1.5")),
    (column("Edm.Int32"), "Charity"),
    (column("Edm.Double"), True),
    (column("Edm.Double"), "x"),
    (column("Edm.Double"), "NaN"),
    (MONEY, True),
    (MONEY, []),
    (MONEY, "x"),
    (MONEY, "NaN"),
    (MONEY, 10**15),
    (DECIMAL, 10**11 + 1),
    (column("Edm.DateTimeOffset"), "soon"),
    (column("Edm.DateTimeOffset"), "0001-01-01T00:00:00+14:00"),
    (column("Edm.DateTimeOffset"), 5),
    (column("Edm.Date"), "2026-02-30"),
    (column("Edm.Date"), "2026-01-02T00:00:00Z"),
    (column("Edm.Date"), datetime(2026, 1, 2, tzinfo=UTC)),
    (column("Edm.Binary"), "not base64!"),
    (column("Edm.Binary"), 5),
]


@pytest.mark.parametrize(("schema", "wire"), WRONG)
def test_a_value_of_another_type_is_refused(schema: ColumnSchema, wire: object) -> None:
    with pytest.raises(WrongLiteral):
        to_sql(schema, wire)


@pytest.mark.parametrize(("left", "right"), [("A@X.com ", "a@x.COM"), ("STRASSE", "straße"), ("ÄRGER", "ärger"), ("x  ", "x")])
def test_text_compares_without_case_and_trailing_spaces(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), [(" a", "a"), ("jose", "josé"), ("a b", "ab")])
def test_other_differences_between_texts_count(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_a_literal_in_a_filter_is_folded_where_its_column_is_text() -> None:
    assert literal_to_sql(column("Edm.String"), "A ") == "a"
    assert literal_to_sql(column("Edm.String"), None) is None
    assert literal_to_sql(column("Edm.Guid"), UUID(ID)) == ID
    assert fold(None) is None


def test_every_kind_has_a_form() -> None:
    assert set(FORMS) == set(Kind)
    assert kind_of(column("Edm.Stream")) is Kind.OTHER


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_money_survives_the_store_to_the_last_digit(amount: Decimal) -> None:
    stored = to_sql(MONEY, amount)
    assert from_sql(MONEY, stored) == amount
    assert Decimal(json_writer(MONEY)(stored)) == amount


@given(st.lists(st.decimals(min_value=-(10**14), max_value=10**14, places=4)))
def test_stored_money_orders_as_money_does(amounts: list[Decimal]) -> None:
    assert sorted(amounts) == sorted(amounts, key=lambda amount: to_sql(MONEY, amount) or 0)  # type: ignore[arg-type]
