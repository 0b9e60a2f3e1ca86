"""Entity classes as source text, from a schema: which tables and messages, what names, what text, which files."""

from dataverse_sdk.codegen.facts import with_stock_facts
from dataverse_sdk.codegen.messages import select_messages
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
    "select_messages",
    "with_stock_facts",
    "write",
]
