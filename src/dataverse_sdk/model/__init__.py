"""What a row is: entity classes, columns as typed expressions, predicates, and rows to JSON and back."""

from .choices import Choice
from .columns import CollectionExpr, ColumnExpr, Expression, LookupExpr, Order, escape_wildcards
from .converter import configure_converter, make_converter
from .declarations import Collection, Column, Lookup, Navigation, collection, column, lookup, navigation
from .entity import Entity, entity, table_of
from .measures import DatePart, Measure, row_count
from .predicates import Alias, Predicate, Raw, all_of, any_of, not_
from .row import Row, Table
from .rows import changes, formatted_value, reference_to, row_annotations, row_etag, row_id, selected_columns
from .values import ColumnInfo, NavigationInfo, Reference, TableInfo

__all__ = [
    "Alias",
    "Choice",
    "Collection",
    "CollectionExpr",
    "Column",
    "ColumnExpr",
    "ColumnInfo",
    "DatePart",
    "Entity",
    "Expression",
    "Lookup",
    "LookupExpr",
    "Measure",
    "Navigation",
    "NavigationInfo",
    "Order",
    "Predicate",
    "Raw",
    "Reference",
    "Row",
    "Table",
    "TableInfo",
    "all_of",
    "any_of",
    "changes",
    "collection",
    "column",
    "configure_converter",
    "entity",
    "escape_wildcards",
    "formatted_value",
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
