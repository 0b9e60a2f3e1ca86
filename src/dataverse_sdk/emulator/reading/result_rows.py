"""Result rows to JSON text: cells under their names, annotations on request, null left out.

Knows how such rows differ from those of an entity set: FetchXML, SQL, predefined queries and groups omit null properties (page
"Retrieve and execute predefined queries"). Refuses to know the query.
"""

from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring

from ...schema.model import TableSchema
from ..sql.cells import Cell
from ..storage.relations import navigations_to
from ..storage.values import SqlValue
from .annotations import FORMATTED, LOGICAL_NAME, NAVIGATION, Annotations, primary_names
from .reader import Reader

__all__ = ["result_texts"]


def result_texts(
    reader: Reader,
    table: TableSchema,
    cells: Sequence[Cell],
    targets: Mapping[int, int],
    version: int | None,
    rows: Sequence[Sequence[SqlValue]],
    annotations: Annotations,
) -> list[str]:
    """The JSON text of each row; `targets` tells where a lookup's table stands, `version` where the row version stands."""
    formatted = annotations.wants(FORMATTED)
    logical, navigation = annotations.wants(LOGICAL_NAME), annotations.wants(NAVIGATION)
    names = primary_names(reader.store, reader.unreadable, rows, list(targets.items())) if formatted else {}
    heads = [encode_basestring(cell.name)[:-1] for cell in cells]

    def write(row: Sequence[SqlValue]) -> str:
        parts = [] if version is None else [f'"@odata.etag":"W/\\"{row[version]}\\""']
        for at, (cell, head) in enumerate(zip(cells, heads, strict=True)):
            value = row[at]
            if value is None:
                continue
            text = cell.show(value) if formatted and cell.show is not None else None
            if at in targets:
                target = row[targets[at]]
                text = names.get((target, value))
                # only a column of the table itself has a navigation property here
                if navigation and cell.column is not None and cell.name == cell.column.name:
                    leads = navigations_to(table, cell.name, None if target is None else str(target))
                    if leads is not None:
                        parts.append(f'{head}@{NAVIGATION}":{encode_basestring(leads)}')
                if logical and target is not None:
                    parts.append(f'{head}@{LOGICAL_NAME}":"{target}"')
            if text is not None:
                parts.append(f'{head}@{FORMATTED}":{encode_basestring(text)}')
            parts.append(f'{head}":{cell.write(value)}')
        return "{" + ",".join(parts) + "}"

    return [write(row) for row in rows]
