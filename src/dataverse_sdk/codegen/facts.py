"""Adds what is known about stock tables to a schema that came from `$metadata`.

Knows that `$metadata` has no lengths, options or validity, and that the shipped facts do. Refuses to overrule the
document: names, types and navigation properties stay as the environment states them. The lengths are those of a new
environment; an administrator can have changed them.
"""

from attrs import evolve

from dataverse_sdk.schema.model import ColumnSchema, Schema, TableSchema

__all__ = ["with_stock_facts"]


def with_stock_facts(schema: Schema, stock: Schema) -> Schema:
    """`schema` with the facts of `stock` where it states none itself."""
    return Schema({name: _table(table, stock.tables[name]) if name in stock.tables else table for name, table in schema.tables.items()})


def _table(table: TableSchema, stock: TableSchema) -> TableSchema:
    return evolve(
        table,
        primary_name=table.primary_name or stock.primary_name,
        schema_name=table.schema_name or stock.schema_name,
        object_type_code=table.object_type_code or stock.object_type_code,
        ownership=table.ownership or stock.ownership,
        messages=table.messages or stock.messages,
        label=table.label or stock.label,
        description=table.description or stock.description,
        columns=tuple(_column(column, stock.column(column.name)) for column in table.columns),
    )


def _column(column: ColumnSchema, stock: ColumnSchema | None) -> ColumnSchema:
    if stock is None or stock.edm_type != column.edm_type:
        return column
    return evolve(
        column,
        attribute_type=column.attribute_type or stock.attribute_type,
        max_length=stock.max_length if column.max_length is None else column.max_length,
        format=column.format or stock.format,
        required_level=stock.required_level if column.required_level == "None" else column.required_level,
        valid_for_create=column.valid_for_create and stock.valid_for_create,
        valid_for_update=column.valid_for_update and stock.valid_for_update,
        valid_for_read=column.valid_for_read and stock.valid_for_read,
        options=column.options or stock.options,
        targets=column.targets or stock.targets,
        schema_name=column.schema_name or stock.schema_name,
        minimum=stock.minimum if column.minimum is None else column.minimum,
        maximum=stock.maximum if column.maximum is None else column.maximum,
        precision=stock.precision if column.precision is None else column.precision,
        option_set=column.option_set or stock.option_set,
        label=column.label or stock.label,
        description=column.description or stock.description,
    )
