"""Facts about tables, columns, relationships, keys and choices, as an environment's definitions state them.

Values only: `metadata` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from attrs import field, frozen

__all__ = ["ChoiceMetadata", "ColumnMetadata", "KeyMetadata", "Options", "RelationshipMetadata", "TableMetadata", "TextMetadata"]

# The options of a choice: value to label, in the caller's language, None where there is none.
Options: TypeAlias = Mapping[int, str | None]
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@frozen(kw_only=True)
class TableMetadata:
    """What EntityDefinitions says of a table. `label` is in the caller's language, None where there is none.

    `ownership` is `UserOwned`, `OrganizationOwned` and the like; `change_tracking` and `optimistic_concurrency` say whether the table can
    be asked for changes, and whether an etag protects its rows.
    """

    logical_name: str
    schema_name: str
    set_name: str | None
    key: str
    primary_name: str | None
    metadata_id: UUID
    object_type_code: int | None
    custom: bool
    label: str | None
    ownership: str | None = None
    activity: bool = False
    notes: bool = False
    change_tracking: bool = False
    optimistic_concurrency: bool = False


@frozen(kw_only=True)
class ColumnMetadata:
    """What EntityDefinitions says of a column: type, required level, what it is valid for; the rest where it was asked (`columns`).

    `attribute_type` is `String`, `Lookup`, `Picklist` and so on; several choices, files and images are `Virtual` there, and `kind` tells
    them apart (`MultiSelectPicklist`, `File`, `Image`). `options` maps values to labels, `option_set` names the global choice they come
    from; `targets` are the tables a lookup may point to, `behavior` is how a date treats time zones, `max_size_kb` bounds a file.
    """

    logical_name: str
    attribute_type: str
    required_level: str
    create: bool
    update: bool
    read: bool
    kind: str | None = None
    schema_name: str | None = None
    label: str | None = None
    custom: bool = False
    max_length: int | None = None
    format: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    precision: int | None = None
    behavior: str | None = None
    targets: tuple[str, ...] = ()
    options: Options = field(default=_NOTHING)
    option_set: str | None = None
    max_size_kb: int | None = None
    full_image: bool = False


@frozen(kw_only=True)
class TextMetadata:
    """What EntityDefinitions says of a column of one line of text; `format` is `Text`, `Email`, `Phone` and the like, where stated."""

    logical_name: str
    max_length: int | None
    format: str | None
    create: bool
    update: bool


@frozen(kw_only=True)
class RelationshipMetadata:
    """A relationship: `referencing` holds the lookup `referencing_column`, which points to `referenced`.

    An N:N relationship has no such column: it has an `intersect` table instead, whose rows are the links. `cascade` says what deleting,
    assigning, sharing ... the referenced row does to the referencing ones: `{"Delete": "RemoveLink", ...}`.
    """

    schema_name: str
    referenced: str
    referencing: str
    referencing_column: str
    referenced_navigation: str
    referencing_navigation: str
    intersect: str | None = None
    cascade: Mapping[str, str] = field(default=_NOTHING)


@frozen(kw_only=True)
class KeyMetadata:
    """An alternate key, and whether its index is `Active`, `Pending`, `InProgress` or `Failed`."""

    logical_name: str
    columns: tuple[str, ...]
    index_status: str


@frozen(kw_only=True)
class ChoiceMetadata:
    """A global choice: its name, its label in the caller's language, and its options, value to label."""

    name: str
    metadata_id: UUID
    label: str | None
    custom: bool
    options: Options
