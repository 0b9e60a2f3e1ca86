"""What an environment calls its tables and columns, read from its definitions: better words for a report than ours.

One HTTP request for a catalogue. Refuses to know reports; a table whose definition cannot be read keeps our words.
"""

from dataverse_sdk import Batch
from dataverse_sdk.errors import ServiceError
from dataverse_sdk.operations import Flow, column_labels, metadata

from .declarations import Catalogue
from .report.access import Labels
from .vocabulary import knows

__all__ = ["needs_labels", "read_labels"]


def needs_labels(catalogue: Catalogue) -> bool:
    """Tells whether a catalogue reads columns that we have no words for."""
    return any(not knows(info.logical_name) for declaration in catalogue for info in declaration.read)


def read_labels(catalogue: Catalogue) -> Flow[Labels]:
    """Reads the labels of a catalogue's tables and columns, in the caller's language."""
    batch = Batch(continue_on_error=True)
    names = [declaration.info.logical_name for declaration in catalogue]
    asked = [(name, batch.add(metadata.table_metadata(name)), batch.add(column_labels(name))) for name in names]
    yield from batch.flow()
    tables: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    for name, table, labels in asked:
        try:
            if table.value.label and not _is_a_name(table.value.label, name):
                tables[name] = table.value.label
            columns.update(((name, column), label) for column, label in labels.value.items() if not _is_a_name(label, column))
        except ServiceError:
            continue
    return Labels(tables, columns)


def _is_a_name(label: str, logical_name: str) -> bool:
    """Tells whether a label is only the column's name in other letters (`Address1_Line1`), as where nobody gave it one."""
    return label.casefold() == logical_name and ("_" in label or label != label.capitalize())
