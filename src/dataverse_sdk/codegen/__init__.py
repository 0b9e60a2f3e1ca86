"""Entity classes as source text, from a schema: which tables, what names, what text, which files."""

from dataverse_sdk.codegen.facts import with_stock_facts
from dataverse_sdk.codegen.output import Outdated, OutputError, outdated, write
from dataverse_sdk.codegen.package import generate
from dataverse_sdk.codegen.selection import SelectionError, select

__all__ = [
    "Outdated",
    "OutputError",
    "SelectionError",
    "generate",
    "outdated",
    "select",
    "with_stock_facts",
    "write",
]
