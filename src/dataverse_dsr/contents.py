"""Columns that hold content, and what stands for them when they are not to be read: documents of notes and attachments, images.

Knows which small column tells whether there is a document, and which columns must be written together with it. Refuses to know masks:
a catalogue says what is masked. Sources: https://learn.microsoft.com/power-apps/developer/data-platform/annotation-note-entity and
attachment-or-note-file; image columns keep their id beside them (image-column-data).
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from dataverse_sdk import ColumnInfo, TableInfo

__all__ = ["PRESENT", "read_instead", "value_of", "written_together"]


class Content(Enum):
    """The type of `PRESENT`."""

    PRESENT = "present"


# Stands for content that is there and was not read. No mask takes it for its own work.
PRESENT: Final = Content.PRESENT

# A document can be 128 MB of base64. Its size is a number beside it.
_SIZES: Final = {("annotation", "documentbody"): "filesize", ("activitymimeattachment", "body"): "filesize"}
# "Update the file name, the MIME type and the document together": a document without its name is an attachment that cannot be opened.
_TOGETHER: Final = {
    "annotation": ("documentbody", "filename", "mimetype"),
    "activitymimeattachment": ("body", "filename", "mimetype"),
}


def read_instead(table: TableInfo, info: ColumnInfo) -> ColumnInfo:
    """Gives the column to read in place of one that holds content: it is empty when the content is. Other columns stand for themselves."""
    name = _SIZES.get((table.logical_name, info.wire_name))
    if name is None and info.python_type is bytes:
        name = next((each for each in (f"{info.wire_name}id", f"{info.wire_name}_timestamp") if each in table.columns), None)
    return info if name is None or name not in table.columns else table.columns[name]


def value_of(table: TableInfo, info: ColumnInfo, read: Callable[[ColumnInfo], Any]) -> Any:
    """Gives a column's value by way of `read`; for content, None when there is none, `PRESENT` when there is."""
    instead = read_instead(table, info)
    value = read(instead)
    if instead is info:
        return value
    return PRESENT if value else None


def written_together(table: TableInfo) -> frozenset[str]:
    """Gives the columns of which all are written when one is, by wire name; none for most tables."""
    return frozenset(_TOGETHER.get(table.logical_name, ()))
