"""Checks on the value of a single column: type, length, choices, range, null.

Knows what Dataverse refuses and with which error. Refuses to know rows and requests.
"""

from ...schema.model import ColumnSchema, TableSchema
from ..http.refusals import bad_payload, null_refused, out_of_choices, out_of_range, too_long
from ..storage.values import Kind, SqlValue, WireValue, WrongLiteral, kind_of, to_sql

__all__ = ["checked"]

NUMBERS = frozenset({Kind.INTEGER, Kind.LONG, Kind.REAL, Kind.MONEY, Kind.DECIMAL, Kind.UNSTATED_DECIMAL})
MOST_CHOICES = 150


def length(text: str) -> int:
    """The length of `text` as the service counts it, in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def checked(table: TableSchema, column: ColumnSchema, value: WireValue) -> SqlValue:
    """The stored form of a value that a client sends for `column`, or the refusal Dataverse documents for it.

    ApplicationRequired is a rule of forms, not of the API, so it is not checked (unverified, see page "Update and delete").
    """
    if value is None:
        if column.required_level == "SystemRequired":
            raise null_refused(column.logical_name)
        return None
    try:
        stored = to_sql(column, value)
    except WrongLiteral as error:
        raise bad_payload(table.set_name or "", f"Microsoft.OData.ODataException: {error}") from error
    name, kind = table.logical_name, kind_of(column)
    if isinstance(stored, str) and kind is Kind.TEXT:
        if column.multi_select:
            return _choices(table, column, stored)
        if column.max_length is not None and length(stored) > column.max_length:
            raise too_long(name, column.logical_name, column.max_length)
    elif kind is Kind.INTEGER and column.options:
        if all(stored != number for number, _ in column.options):
            raise out_of_choices(name, column.logical_name, stored, _accepted(column))
    elif kind in NUMBERS:
        # the wire value, not the stored one, which is scaled
        number = float(str(value))
        if (column.minimum is not None and number < column.minimum) or (column.maximum is not None and number > column.maximum):
            raise out_of_range(name, column.logical_name)
    return stored


def _accepted(column: ColumnSchema) -> str:
    return ",".join(str(number) for number, _ in column.options)


def _choices(table: TableSchema, column: ColumnSchema, text: str) -> str:
    numbers = {number for number, _ in column.options}
    chosen = [part.strip() for part in text.split(",") if part.strip()]
    for part in chosen:
        if not part.lstrip("-").isdigit() or (numbers and int(part) not in numbers):
            raise out_of_choices(table.logical_name, column.logical_name, part, _accepted(column))
    if len(chosen) > MOST_CHOICES:
        raise out_of_range(table.logical_name, column.logical_name)
    return ",".join(str(number) for number in sorted({int(part) for part in chosen}))
