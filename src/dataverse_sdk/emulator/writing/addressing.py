"""Which row is meant: keys in parentheses, references such as `contacts(<id>)` and `$1`, etags.

Knows primary ids and alternate keys. Refuses to know what is done with a row that was found.
"""

from collections.abc import Mapping
from typing import TypeAlias

from ...schema.model import TableSchema
from ..http import refusals
from ..http.paths import GUID, literal, parse_target, split_arguments
from ..http.refusals import bad_request
from ..storage.store import Row, Store
from ..storage.values import SqlValue, WrongLiteral, to_sql
from .terms import References

__all__ = ["Key", "check_version", "etag_of", "find", "need", "read_key", "resolve"]

Key: TypeAlias = str | Mapping[str, SqlValue]
"""A primary id, or the columns of an alternate key with their stored values."""


def etag_of(row: Row) -> str:
    """The etag of a stored row."""
    return f'W/"{row["versionnumber"]}"'


def check_version(row: Row, if_match: str | None) -> None:
    """Refuse when `If-Match` names another version than the stored one."""
    if if_match is None or if_match.strip() == "*":
        return
    if if_match.strip().removeprefix("W/").strip('"') != str(row["versionnumber"]):
        raise refusals.version_mismatch()


def read_key(table: TableSchema, arguments: str, aliases: Mapping[str, str] | None = None) -> Key:
    """The key between the parentheses of a resource path; Refusal when it is not one of the table's."""
    if GUID.fullmatch(arguments.strip()):
        return arguments.strip().strip("{}").lower()
    values: dict[str, SqlValue] = {}
    for name, text in split_arguments(arguments).items():
        column = table.column(name)
        if not name:
            raise bad_request("Bad Request - Error in query syntax.")
        if column is None:
            raise _wrong_key(table)
        try:
            values[name] = to_sql(column, literal((aliases or {}).get(text, text)))
        except WrongLiteral as error:
            raise bad_request(str(error)) from error
    if set(values) == {table.key}:
        return str(values[table.key or ""])
    if all(set(values) != set(key.columns) for key in table.alternate_keys):
        raise _wrong_key(table)
    return values


def _wrong_key(table: TableSchema) -> refusals.Refusal:
    kind = f"Microsoft.Dynamics.CRM.{table.logical_name}"
    return bad_request(
        f"The key in the request URI is not valid for resource '{kind}'. Ensure that the names and number of key properties "
        f"match the declared key properties for the resource '{kind}'."
    )


def find(store: Store, table: TableSchema, key: Key) -> Row | None:
    """The row with this key, None when there is none."""
    if isinstance(key, str):
        return store.get(table, key)
    found = store.find_by(table, key)
    return found[0] if found else None


def need(store: Store, table: TableSchema, key: Key) -> Row:
    """The row with this key; Refusal 404 when there is none."""
    row = find(store, table, key)
    if row is not None:
        return row
    if isinstance(key, str):
        raise refusals.does_not_exist(table.logical_name, key)
    raise refusals.key_matches_nothing(table.logical_name)


def resolve(store: Store, reference: str, references: References) -> tuple[TableSchema, Row]:
    """The row that `contacts(<id>)`, an absolute URL or `$1` names; Refusal when there is none."""
    text = reference.strip().lstrip("/")
    if text.startswith("$"):
        if text[1:] not in references:
            raise bad_request(f"Content-ID Reference: '{text}' does not exist in the batch context.")
        text = references[text[1:]]
    segments = parse_target(text).segments
    if len(segments) != 1 or segments[0].arguments is None:
        raise bad_request(f"Invalid resource reference: '{segments[0].name if segments else ''}'.")
    table = store.schema.by_set(segments[0].name)
    if table is None:
        raise refusals.no_resource(segments[0].name)
    return table, need(store, table, read_key(table, segments[0].arguments))
