"""The access report: everything found about a person, collection by collection, and the package it is handed over in.

Rows are plain dictionaries by column, in the service's own spelling. A collection that could not be read says so; it is never just
empty. This is the one place where personal data leaves the library, so nothing here shows a value in a `repr`.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from dataverse_sdk import ColumnInfo, Reference

from ..declarations import AnyDeclaration, Catalogue
from ..found import Collected, Discovery, Record, Review
from ..outcomes import Status
from ..plan import found_status

__all__ = ["AccessCollection", "AccessReport", "make_report", "write_package"]

SCHEMA: Final = "dataverse-dsr/access/1"

# A row in plain form: column names to text, numbers, booleans or None.
Row = dict[str, Any]


@frozen
class AccessCollection:
    """What one collection holds about the person. `error` is None only when it was read whole.

    `found_by` names the columns and links that were asked; `rejected` counts rows that the service returned and that are not the
    person's (`accent`: equal but for accents).
    """

    name: str
    rows: tuple[Row, ...] = field(default=(), repr=False)
    found_by: tuple[str, ...] = ()
    error: str | None = None
    pages: int = 0
    secondary_matches: int = 0
    rejected: Mapping[str, int] = field(factory=dict)

    @property
    def queried(self) -> bool:
        """True when the service was asked at all."""
        return bool(self.found_by)


@frozen
class AccessReport:
    """The answer to an access request. `http_calls` is the number of HTTP requests it took, retries included."""

    status: Status
    environment_id: UUID
    catalogue: str
    generated_at: datetime
    http_calls: int
    collections: Mapping[str, AccessCollection]
    reviews: tuple[Review, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """How many records were found in all."""
        return sum(len(collection.rows) for collection in self.collections.values())


def make_report(discovery: Discovery, catalogue: Catalogue, *, generated_at: datetime, http_calls: int) -> AccessReport:
    """Gives the report on what was found."""
    return AccessReport(
        status=found_status(discovery),
        environment_id=discovery.environment_id,
        catalogue=catalogue.name,
        generated_at=generated_at.astimezone(UTC),
        http_calls=http_calls,
        collections={declaration.name: _collection(declaration, discovery.collections[declaration.name]) for declaration in catalogue},
        reviews=discovery.reviews,
        warnings=discovery.warnings,
    )


def _collection(declaration: AnyDeclaration, collected: Collected) -> AccessCollection:
    return AccessCollection(
        name=collected.name,
        rows=tuple(_row(declaration, record) for record in collected.records),
        found_by=collected.queries,
        error=collected.error,
        pages=collected.pages,
        secondary_matches=sum(record.secondary for record in collected.records),
        rejected=collected.rejected,
    )


def _row(declaration: AnyDeclaration, record: Record) -> Row:
    row: Row = {declaration.info.key: str(record.id)}
    for info in declaration.read:
        row[info.wire_name] = _plain(info, getattr(record.row, info.attribute))
    return row


def _plain(info: ColumnInfo, value: Any) -> Any:
    """Gives a value as the service writes it in JSON; a decimal stays one, because JSON numbers are read as floats elsewhere."""
    match value:
        case Reference():
            return str(value.id)
        case UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            return value


def _json_default(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a package")


def _library() -> str:
    try:
        return f"typed-dataverse {version('typed-dataverse')}"
    except PackageNotFoundError:  # pragma: no cover -- run from a checkout that was not installed
        return "typed-dataverse, not installed"


def write_package(report: AccessReport, directory: Path | str) -> tuple[Path, ...]:
    """Writes `data.json` and `manifest.json` into a directory and gives their paths.

    The manifest counts the collections and holds the SHA-256 of every other file. Both files can be read by their owner only.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "schema": SCHEMA,
        "collections": {
            name: {"rows": list(collection.rows), "found_by": list(collection.found_by), "error": collection.error}
            for name, collection in report.collections.items()
        },
    }
    files = {"data.json": json.dumps(data, indent=2, ensure_ascii=False, default=_json_default) + "\n"}
    manifest = {
        "schema": SCHEMA,
        "status": report.status.value,
        "generated_at": report.generated_at.isoformat(),
        "environment_id": str(report.environment_id),
        "catalogue": report.catalogue,
        "library": _library(),
        "http_calls": report.http_calls,
        "collections": {
            name: {"rows": len(collection.rows), "error": collection.error, "pages": collection.pages}
            for name, collection in report.collections.items()
        },
        "reviews": [review.reason for review in report.reviews],
        "warnings": list(report.warnings),
        "files": {name: {"sha256": hashlib.sha256(text.encode()).hexdigest()} for name, text in files.items()},
    }
    files["manifest.json"] = json.dumps(manifest, indent=2) + "\n"
    paths = []
    for name, text in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return tuple(paths)
