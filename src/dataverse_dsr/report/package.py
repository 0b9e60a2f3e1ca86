"""The access package: one answer to one person, for reading, for machines and for spreadsheets, with a manifest of every file.

`index.html` is for the person, `data.json` has each value with its column, label, category, table and record, `csv/` has a table for
each collection, `attachments/` the files, and `manifest.json`, written last, the SHA-256 of each. Writing is a flow, because the contents
of files come from the service while they are written. Refuses to know how files reach the disk (`storage`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from dataverse_sdk.errors import DataverseError
from dataverse_sdk.operations import Flow

from ..outcomes import error_code
from ..vocabulary import group_of
from .access import AccessCollection, AccessReport
from .access_page import access_page
from .attachments import Attachment, attachments_of, stream
from .context import ITEMS, Context
from .spreadsheet import table
from .storage import Archive, Folder, Package, Written

__all__ = ["PackageOptions", "library", "package", "write_package"]

SCHEMA: Final = "dataverse-dsr/access/2"
_PIECE: Final = 64 * 1024


@frozen
class PackageOptions:
    """How a package is made: the officer's context, whether files are fetched, and for whom it is encrypted."""

    context: Context = field(factory=Context)
    attachments: bool = False
    recipients: tuple[str, ...] = ()


def library() -> str:
    """Gives the name and version of this library, for documents."""
    try:
        return f"typed-dataverse {version('typed-dataverse')}"
    except PackageNotFoundError:  # pragma: no cover -- run from a checkout that was not installed
        return "typed-dataverse, not installed"


def write_package(report: AccessReport, directory: Path | str, *, context: Context | None = None) -> tuple[Path, ...]:
    """Writes the package into a folder, without the contents of attached files, and gives the paths of its files.

    `DataSubjectRequests.package` writes them too, and can encrypt. Every file can be read by its owner only.
    """
    flow = package(report, Path(directory), PackageOptions(context or Context()))
    try:
        next(flow)
    except StopIteration as done:
        paths: tuple[Path, ...] = done.value
        return paths
    raise AssertionError("a package without files asked for something")  # pragma: no cover -- nothing is fetched


def package(report: AccessReport, place: Path, options: PackageOptions) -> Flow[tuple[Path, ...]]:
    """Writes the package into a folder, or encrypted into one file, and gives the paths.

    A file that cannot be fetched is named in the manifest with its error; the rest of the package is written all the same.
    """
    target: Package
    if options.recipients:
        target = Archive(place, options.recipients)
    else:
        target = Folder(place)
        target.forget(_earlier(place))
    try:
        written = yield from _write(target, report, options)
        return target.close(written)
    except BaseException:
        target.abort()
        raise


def _earlier(place: Path) -> tuple[str, ...]:
    """Gives the files that an earlier manifest in the same folder names."""
    try:
        files = json.loads((place / "manifest.json").read_bytes())["files"]
        return tuple(str(name) for name in files)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _write(target: Package, report: AccessReport, options: PackageOptions) -> Flow[list[str]]:
    files: dict[str, dict[str, Any]] = {}
    found = list(attachments_of(report))
    if options.attachments:
        for attachment in found:
            try:
                with target.open(attachment.name) as file:
                    yield from stream(attachment, file.write)
                files[attachment.name] = _sum(file)
            except DataverseError as error:
                files[attachment.name] = {"error": error_code(error)}
    sizes = {name: int(facts["bytes"]) for name, facts in files.items() if "error" not in facts}
    groups = {collection.table: group_of(collection.table) for collection in report.collections.values()}
    contents: list[tuple[str, Iterable[bytes]]] = [
        ("data.json", _json(_data(report, found, files, options.context))),
        *((f"csv/{name}.csv", _csv(collection)) for name, collection in report.collections.items() if collection.rows),
        ("index.html", _encoded(access_page(report, options.context, found, groups, sizes))),
    ]
    for name, pieces in contents:
        with target.open(name) as file:
            _write_all(file, pieces)
        files[name] = _sum(file)
    with target.open("manifest.json") as file:
        _write_all(file, _json(_manifest(report, files, options.context)))
    return [*files, "manifest.json"]


def _write_all(file: Written, pieces: Iterable[bytes]) -> None:
    """Writes small pieces in larger ones; a document is never whole in memory."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= _PIECE:
            file.write(bytes(held))
            held.clear()
    file.write(bytes(held))


def _sum(file: Any) -> dict[str, Any]:
    return {"sha256": file.sha256.hexdigest(), "bytes": file.size}


def _json(document: object) -> Iterator[bytes]:
    encoder = json.JSONEncoder(indent=2, ensure_ascii=False, default=_json_default)
    yield from _encoded(encoder.iterencode(document))
    yield b"\n"


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    # A lone surrogate, which JSON from the service can hold, has no UTF-8; its escape means the same to a reader of JSON.
    return (piece.encode("utf-8", "backslashreplace") for piece in pieces)


class _Lazy(list[Any]):
    """A list as the encoder sees one, whose items are made while they are written."""

    def __init__(self, items: Iterator[Any]) -> None:
        super().__init__()
        self._first = list(islice(items, 1))
        self._rest = items

    def __bool__(self) -> bool:
        return bool(self._first)

    def __iter__(self) -> Iterator[Any]:
        return chain(self._first, self._rest)


def _json_default(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a package")


def _data(report: AccessReport, found: Sequence[Attachment], files: dict[str, dict[str, Any]], context: Context) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "generated_at": report.generated_at.isoformat(),
        "context": {key: context.items.get(key) for key in ITEMS},
        "collections": {
            name: {
                "table": collection.table,
                "label": collection.label,
                "found_by": list(collection.found_by),
                "error": collection.error,
                "records": [row[collection.key] for row in collection.rows],
                "withheld": [
                    {"column": column.name, "label": column.label, "reason": "about another person"} for column in collection.withheld
                ],
                "values": _Lazy(_values(collection)),
            }
            for name, collection in report.collections.items()
        },
        "attachments": [
            {
                "table": one.table,
                "record_id": str(one.record_id),
                "given_name": one.given_name,
                "media_type": one.media_type,
                "bytes": one.size,
                "file": one.name if "error" not in files.get(one.name, {"error": ""}) else None,
            }
            for one in found
        ],
    }


def _values(collection: AccessCollection) -> Iterator[dict[str, Any]]:
    """Every value by itself, with all that is needed to understand it."""
    for row in collection.rows:
        for column in collection.columns:
            value = row[column.name]
            if value is None:
                continue
            said = collection.texts.get((row[collection.key], column.name))
            yield {
                "table": collection.table,
                "record_id": row[collection.key],
                "column": column.name,
                "label": column.label,
                "category": column.category,
                "value": value,
                **({"text": said} if said is not None else {}),
            }


def _csv(collection: AccessCollection) -> Iterator[bytes]:
    """A table with a line for each record. A column's name stands behind its label where two columns share one."""
    labels = [column.label for column in collection.columns]
    headers = [f"{column.label} ({column.name})" if labels.count(column.label) > 1 else column.label for column in collection.columns]
    rows = ([row[collection.key], *(collection.text(row, column.name) for column in collection.columns)] for row in collection.rows)
    return table(["Record", *headers], rows)


def _manifest(report: AccessReport, files: dict[str, dict[str, Any]], context: Context) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "status": report.status.value,
        "generated_at": report.generated_at.isoformat(),
        "environment_id": str(report.environment_id),
        "catalogue": report.catalogue,
        "library": library(),
        "http_calls": report.http_calls,
        "collections": {
            name: {
                "rows": len(collection.rows),
                "error": collection.error,
                "pages": collection.pages,
                "withheld": [column.name for column in collection.withheld],
            }
            for name, collection in report.collections.items()
        },
        "reviews": [review.reason for review in report.reviews],
        "warnings": list(report.warnings),
        "context_missing": list(context.missing),
        "files": dict(sorted(files.items())),
    }
