"""Builds `vocabulary.json`, the signatures of functions and actions, and `system_tables.json`, tables that the stock schema leaves out.

Knows which tables the emulator's own messages need. Refuses to know what they do. Names and types come from a real `$metadata`
(npm `dataverse-gen` 2.0.15, MIT, Scott Durow).

    python -m dataverse_sdk.emulator.definitions.vocabulary_build --csdl METADATA.xml.gz [--out DIR]

It is run when the source changes, not when the package is installed.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from ...schema.document import CsdlDocument, CsdlOperation
from ...schema.files import read_metadata_file
from ...schema.model import ColumnSchema, NavigationSchema, TableSchema
from ...schema.stock import stock_schema

__all__ = ["TABLES", "main"]

TABLES = {
    "activitymimeattachment": "filename", "asyncoperation": "name", "bulkdeletefailure": None, "bulkdeleteoperation": "name",
    "competitor": "name", "fileattachment": "filename", "incidentresolution": "subject", "opportunityclose": "subject",
    "orderclose": "subject", "queueitem": "title", "quoteclose": "subject", "sdkmessage": "name", "sdkmessagefilter": "name",
}  # fmt: skip
"""The tables, and the column of their primary name."""

LENGTHS = {"subject": 200, "filename": 255, "mimetype": 256, "name": 160, "title": 300, "body": 1073741823, "description": 2000}


def local(name: str) -> str:
    """A type name without its namespace: `Collection(queue)`, `crmbaseentity`, `Edm.String`."""
    return name.replace("Microsoft.Dynamics.CRM.", "").replace("mscrm.", "")


def element(name: str) -> str:
    """The type of an element of a collection, or the type itself."""
    return name.removeprefix("Collection(").removesuffix(")")


def _operation(operation: CsdlOperation) -> dict[str, object]:
    parameters = [(each.name, local(each.type), *([1] if each.nullable or each.optional else [])) for each in operation.parameters]
    found: dict[str, object] = {"name": operation.name, "parameters": parameters[1:] if operation.bound else parameters}
    if operation.kind == "Function":
        found["function"] = True
    if operation.bound:
        found["bound"] = local(operation.parameters[0].type)
    if operation.return_type is not None:
        found["returns"] = local(operation.return_type)
    return found


def _complex_types(document: CsdlDocument, operations: Iterable[CsdlOperation]) -> dict[str, dict[str, str]]:
    """The members of every complex type that a parameter or a reply can hold, directly or deep inside."""
    known = {each.name: each for each in document.complex_types}
    operations = tuple(operations)
    wanted = [element(local(parameter.type)) for each in operations for parameter in each.parameters]
    wanted += [element(local(each.return_type)) for each in operations if each.return_type is not None]
    found: dict[str, dict[str, str]] = {}
    while wanted:
        kind = known.get(wanted.pop())
        if kind is None or kind.name in found or "Metadata" in kind.name:
            continue
        base = known.get(local(kind.base or ""))
        members = {each.name: local(each.type) for one in (base, kind) if one is not None for each in one.properties}
        members |= {each.name: local(each.type) for each in kind.navigations}
        found[kind.name] = members
        wanted += [element(type_) for type_ in members.values()]
    return found


def _definitions(document: CsdlDocument) -> dict[str, dict[str, object]]:
    """The base and the own members of every type that definitions are made of: EntityMetadata and its kind."""
    known = {each.name: each for each in document.entity_types}
    found: dict[str, dict[str, object]] = {}
    for kind in known.values():
        chain = [kind.name]
        while (base := local(known[chain[-1]].base or "")) in known:
            chain.append(base)
        if "MetadataBase" in chain:
            found[kind.name] = {"base": local(kind.base or ""), "members": {each.name: local(each.type) for each in kind.properties}}
    return found


def _column(table: TableSchema, column: ColumnSchema) -> dict[str, object]:
    found: dict[str, object] = {"name": column.name, "edm": column.edm_type.removeprefix("Edm.")}
    if column.is_lookup:
        found |= {"type": "Lookup", "targets": list(column.targets)}
    elif column.name.endswith("_base") or table.column(f"{column.name}_base") is not None:
        found["type"] = "Money"  # only money has a second column in the base currency
    elif column.edm_type == "Edm.String" and column.name in LENGTHS:
        found["length"] = LENGTHS[column.name]
    if column.name in ("createdon", "modifiedon", "versionnumber", "filesize") or column.name[:11] in ("_createdby_", "_modifiedby"):
        found |= {"create": False, "update": False}
    return found


def _navigation(navigation: NavigationSchema) -> dict[str, object]:
    found = {"name": navigation.name, "target": navigation.target, "many": navigation.collection}
    found |= {"column": navigation.column, "partner": navigation.partner}
    return {name: value for name, value in found.items() if value}


def _table(table: TableSchema, primary_name: str | None, known: set[str]) -> str:
    found = {"set_name": table.set_name, "key": table.key, "primary_name": primary_name, "base": table.base}
    head = ", ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in found.items() if value)
    columns = ",\n  ".join(json.dumps(_column(table, column)) for column in table.columns)
    navigations = ",\n  ".join(json.dumps(_navigation(each)) for each in table.navigations if each.target in known)
    return f'"{table.logical_name}": {{{head},\n "columns": [\n  {columns}],\n "navigations": [\n  {navigations}]}}'


def vocabulary(document: CsdlDocument) -> str:
    """The text of `vocabulary.json`."""
    operations = sorted((*document.actions, *document.functions), key=lambda each: each.name)
    types = _complex_types(document, operations)
    enums = {each.name: dict(each.members) for each in document.enum_types}
    definitions = _definitions(document)
    return '{{\n"operations": [\n{}\n],\n"complex_types": {{\n{}\n}},\n"enums": {{\n{}\n}},\n"definitions": {{\n{}\n}}\n}}\n'.format(
        ",\n".join(json.dumps(_operation(each)) for each in operations),
        ",\n".join(f"{json.dumps(name)}: {json.dumps(types[name])}" for name in sorted(types)),
        ",\n".join(f"{json.dumps(name)}: {json.dumps(enums[name])}" for name in sorted(enums)),
        ",\n".join(f"{json.dumps(name)}: {json.dumps(definitions[name])}" for name in sorted(definitions)),
    )


def system_tables(document: CsdlDocument) -> str:
    """The text of `system_tables.json`, in the form of `stock.json`; navigation properties to tables in neither are left out."""
    schema = document.schema()
    known = {*TABLES, *stock_schema().tables}
    tables = ",\n".join(_table(schema.tables[name], TABLES[name], known) for name in sorted(TABLES))
    return f'{{\n"tables": {{\n{tables}\n}}\n}}\n'


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description="Build vocabulary.json and system_tables.json from a $metadata document.")
    parser.add_argument("--csdl", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    document = read_metadata_file(arguments.csdl)
    (arguments.out / "vocabulary.json").write_text(vocabulary(document), "utf-8")
    (arguments.out / "system_tables.json").write_text(system_tables(document), "utf-8")


if __name__ == "__main__":
    main()
