"""A typed client for the Microsoft Dataverse Web API, and an embedded Dataverse to develop and test on.

The shop window: everything a program imports stands here, in `tables`, `operations`, `errors` and `emulator`.
Each name is imported when it is first asked for (PEP 562): a command that only prints its help pays for no HTTP client, and a program that
declares tables pays for what it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import AsyncDataverseClient, ClientOptions, DataverseClient
    from .client.credentials import credential_for
    from .client.diagnosis import Diagnosis, diagnose, diagnose_async
    from .errors import DataverseError
    from .model import (
        Alias,
        Choice,
        Collection,
        CollectionExpr,
        Column,
        ColumnExpr,
        ColumnInfo,
        Entity,
        Lookup,
        LookupExpr,
        Measure,
        Navigation,
        Order,
        Predicate,
        Raw,
        Reference,
        Row,
        Table,
        TableInfo,
        all_of,
        any_of,
        changes,
        collection,
        column,
        configure_converter,
        entity,
        escape_wildcards,
        formatted_value,
        lookup,
        make_converter,
        navigation,
        not_,
        reference_to,
        row_annotations,
        row_count,
        row_etag,
        row_id,
        selected_columns,
        table_of,
    )
    from .operations import ANY, Batch, Count, Flow, Handle, Operation, Page, Position, Upserted, WhoAmI
    from .query import Expand, Fetch, FetchText, GroupRow, Query, SavedQuery, SqlQuery, UserQuery, expand, link, linked_value
    from .wire.retry import RetryPolicy

__all__ = [
    "ANY",
    "Alias",
    "AsyncDataverseClient",
    "Batch",
    "Choice",
    "ClientOptions",
    "Collection",
    "CollectionExpr",
    "Column",
    "ColumnExpr",
    "ColumnInfo",
    "Count",
    "DataverseClient",
    "DataverseError",
    "Diagnosis",
    "Entity",
    "Expand",
    "Fetch",
    "FetchText",
    "Flow",
    "GroupRow",
    "Handle",
    "Lookup",
    "LookupExpr",
    "Measure",
    "Navigation",
    "Operation",
    "Order",
    "Page",
    "Position",
    "Predicate",
    "Query",
    "Raw",
    "Reference",
    "RetryPolicy",
    "Row",
    "SavedQuery",
    "SqlQuery",
    "Table",
    "TableInfo",
    "Upserted",
    "UserQuery",
    "WhoAmI",
    "all_of",
    "any_of",
    "changes",
    "collection",
    "column",
    "configure_converter",
    "credential_for",
    "diagnose",
    "diagnose_async",
    "entity",
    "escape_wildcards",
    "expand",
    "formatted_value",
    "link",
    "linked_value",
    "lookup",
    "make_converter",
    "navigation",
    "not_",
    "reference_to",
    "row_annotations",
    "row_count",
    "row_etag",
    "row_id",
    "selected_columns",
    "table_of",
]

_MODULES = {
    "ANY": ".operations",
    "Alias": ".model",
    "AsyncDataverseClient": ".client",
    "Batch": ".operations",
    "Choice": ".model",
    "ClientOptions": ".client",
    "Collection": ".model",
    "CollectionExpr": ".model",
    "Column": ".model",
    "ColumnExpr": ".model",
    "ColumnInfo": ".model",
    "Count": ".operations",
    "DataverseClient": ".client",
    "DataverseError": ".errors",
    "Diagnosis": ".client.diagnosis",
    "Entity": ".model",
    "Expand": ".query",
    "Fetch": ".query",
    "FetchText": ".query",
    "Flow": ".operations",
    "GroupRow": ".query",
    "Handle": ".operations",
    "Lookup": ".model",
    "LookupExpr": ".model",
    "Measure": ".model",
    "Navigation": ".model",
    "Operation": ".operations",
    "Order": ".model",
    "Page": ".operations",
    "Position": ".operations",
    "Predicate": ".model",
    "Query": ".query",
    "Raw": ".model",
    "Reference": ".model",
    "RetryPolicy": ".wire.retry",
    "Row": ".model",
    "SavedQuery": ".query",
    "SqlQuery": ".query",
    "Table": ".model",
    "TableInfo": ".model",
    "Upserted": ".operations",
    "UserQuery": ".query",
    "WhoAmI": ".operations",
    "all_of": ".model",
    "any_of": ".model",
    "changes": ".model",
    "collection": ".model",
    "column": ".model",
    "configure_converter": ".model",
    "credential_for": ".client.credentials",
    "diagnose": ".client.diagnosis",
    "diagnose_async": ".client.diagnosis",
    "entity": ".model",
    "escape_wildcards": ".model",
    "expand": ".query",
    "formatted_value": ".model",
    "link": ".query",
    "linked_value": ".query",
    "lookup": ".model",
    "make_converter": ".model",
    "navigation": ".model",
    "not_": ".model",
    "reference_to": ".model",
    "row_annotations": ".model",
    "row_count": ".model",
    "row_etag": ".model",
    "row_id": ".model",
    "selected_columns": ".model",
    "table_of": ".model",
}

# Rooms that a program may name without importing them: `dataverse_sdk.errors.NotFound` after `import dataverse_sdk`.
_ROOMS = {"client", "emulator", "errors", "model", "operations", "query", "tables"}

# Hidden from type checkers, which would take any name to exist.
if not TYPE_CHECKING:  # pragma: no branch

    def __getattr__(name):
        """Imports a public name when it is first asked for."""
        if name in _ROOMS:
            return import_module(f".{name}", __name__)
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(module, __name__), name)
        return found

    def __dir__():
        return sorted({*globals(), *__all__})
