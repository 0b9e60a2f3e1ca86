"""`sdkmessages` and `sdkmessagefilters`: which table has which message, so that clients can ask.

Knows the messages of the schema's tables. Refuses to know queries. The rows are made when the table is first used.
"""

from uuid import NAMESPACE_URL, uuid5

from ...schema.model import TableSchema
from ..routes.bulk_messages import BULK, STANDARD, supported
from ..storage.store import Row, Store, target_column

__all__ = ["fill"]


def _id(*parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(("dataverse-emulator", *parts))))


def _messages(table: TableSchema) -> list[str]:
    """What a table without a list has is what every table has."""
    every = dict.fromkeys((*(table.messages or sorted(STANDARD)), "Upsert", *BULK))
    return [message for message in every if supported(table, message)]


def fill(store: Store, name: str) -> None:
    """Put the rows of `sdkmessage` or `sdkmessagefilter` into their new table."""
    tables = [table for table in store.schema.tables.values() if table.set_name is not None and not table.abstract]
    if name == "sdkmessage":
        rows: list[Row] = [{"sdkmessageid": _id(each), "name": each} for each in sorted({m for t in tables for m in _messages(t)})]
    else:
        rows = [
            {
                "sdkmessagefilterid": _id(message, table.logical_name),
                "_sdkmessageid_value": _id(message),
                target_column("_sdkmessageid_value"): "sdkmessage",
                "primaryobjecttypecode": table.logical_name,
                "isvisible": 1,
            }
            for table in tables
            for message in _messages(table)
        ]
    schema = store.schema.tables[name]
    known = {column.name for column in schema.columns}
    names = [each for each in rows[0] if each.partition("@")[0] in known]
    store.insert_many(schema, [*names, "versionnumber"], [[*(row[each] for each in names), store.next_version()] for row in rows])
