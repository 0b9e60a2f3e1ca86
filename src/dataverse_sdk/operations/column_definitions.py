"""Columns to create: one function for each kind, which gives the definition as the service takes it.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-column-definitions-using-web-api. A schema name
has the publisher's prefix (`new_BankName`); the logical name is the same in lower case. Labels are in one language, English (1033) unless
said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias
from uuid import UUID

from attrs import field, frozen

from ..errors import UsageError
from ..wire.literals import name as checked_name
from .messages import NAMESPACE

__all__ = [
    "ENGLISH",
    "ColumnDefinition",
    "Required",
    "boolean_column",
    "choice_column",
    "date_column",
    "decimal_column",
    "file_column",
    "float_column",
    "image_column",
    "integer_column",
    "label_of",
    "lookup_column",
    "memo_column",
    "money_column",
    "options_of",
    "text_column",
]

Required: TypeAlias = Literal["None", "Recommended", "ApplicationRequired"]
ENGLISH = 1033


def label_of(text: str, language: int = ENGLISH) -> dict[str, Any]:
    """Gives a label in one language, as the service takes it."""
    localized = {"@odata.type": f"{NAMESPACE}.LocalizedLabel", "Label": text, "LanguageCode": language}
    return {"@odata.type": f"{NAMESPACE}.Label", "LocalizedLabels": [localized]}


@frozen
class ColumnDefinition:
    """A column to create: made by `text_column` and its siblings. `document` is its definition as the service takes it."""

    schema_name: str
    document: Mapping[str, Any] = field(repr=False)

    @property
    def logical_name(self) -> str:
        """The name that rows and filters use."""
        return self.schema_name.lower()


def _column(
    kind: str, schema_name: str, shown: str, description: str | None, required: Required, language: int, **facts: Any
) -> ColumnDefinition:
    document = {
        "@odata.type": f"{NAMESPACE}.{kind}AttributeMetadata",
        "AttributeType": _ATTRIBUTE_TYPES.get(kind, kind),
        "AttributeTypeName": {"Value": f"{kind}Type"},
        "SchemaName": checked_name(schema_name),
        "DisplayName": label_of(shown, language),
        "RequiredLevel": {
            "Value": required,
            "CanBeChanged": True,
            "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings",
        },
        **facts,
    }
    if description is not None:
        document["Description"] = label_of(description, language)
    return ColumnDefinition(schema_name, document)


# Types that the service files under another attribute type.
_ATTRIBUTE_TYPES = {"MultiSelectPicklist": "Virtual", "File": "Virtual", "Image": "Virtual"}


def text_column(
    schema_name: str,
    label: str,
    *,
    max_length: int = 100,
    format: Literal["Text", "Email", "Phone", "Url", "TextArea", "TickerSymbol", "Json", "RichText"] = "Text",
    auto_number: str | None = None,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of one line of text; `max_length` is 1 to 4,000 characters.

    With `auto_number` the service fills it in, such as `CAR-{SEQNUM:5}`
    (https://learn.microsoft.com/power-apps/developer/data-platform/create-auto-number-attributes).
    """
    numbered = {} if auto_number is None else {"AutoNumberFormat": auto_number}
    facts = {"MaxLength": max_length, "FormatName": {"Value": format}, **numbered}
    return _column("String", schema_name, label, description, required, language, **facts)


def memo_column(
    schema_name: str,
    label: str,
    *,
    max_length: int = 2000,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of several lines of text."""
    return _column("Memo", schema_name, label, description, required, language, MaxLength=max_length, Format="TextArea")


def integer_column(
    schema_name: str,
    label: str,
    *,
    minimum: int = -2147483648,
    maximum: int = 2147483647,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of whole numbers."""
    return _column("Integer", schema_name, label, description, required, language, MinValue=minimum, MaxValue=maximum, Format="None")


def decimal_column(
    schema_name: str,
    label: str,
    *,
    precision: int = 2,
    minimum: int = -100000000000,
    maximum: int = 100000000000,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of exact decimal numbers; `precision` is the digits after the point, 0 to 10."""
    bounds = {"MinValue": minimum, "MaxValue": maximum, "Precision": precision}
    return _column("Decimal", schema_name, label, description, required, language, **bounds)


def float_column(
    schema_name: str,
    label: str,
    *,
    precision: int = 2,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of floating-point numbers; `precision` is the digits shown after the point, 0 to 5."""
    return _column("Double", schema_name, label, description, required, language, Precision=precision)


def money_column(
    schema_name: str,
    label: str,
    *,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of money, with the precision of the row's currency."""
    return _column("Money", schema_name, label, description, required, language, PrecisionSource=2)


def boolean_column(
    schema_name: str,
    label: str,
    *,
    true_label: str = "Yes",
    false_label: str = "No",
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column that is true or false."""
    options = {
        "@odata.type": f"{NAMESPACE}.BooleanOptionSetMetadata",
        "OptionSetType": "Boolean",
        "TrueOption": {"Value": 1, "Label": label_of(true_label, language)},
        "FalseOption": {"Value": 0, "Label": label_of(false_label, language)},
    }
    facts = {"DefaultValue": False, "OptionSet": options}
    return _column("Boolean", schema_name, label, description, required, language, **facts)


def date_column(
    schema_name: str,
    label: str,
    *,
    date_only: bool = False,
    behavior: Literal["UserLocal", "DateOnly", "TimeZoneIndependent"] | None = None,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of dates, or of dates and times.

    `behavior` says what becomes of time zones: `DateOnly` holds a day and no time, which is what `date_only` means unless said otherwise;
    `UserLocal`, the default for times, is shown in each reader's zone; `TimeZoneIndependent` is the same for all.
    """
    held = behavior or ("DateOnly" if date_only else "UserLocal")
    facts = {"Format": "DateOnly" if date_only else "DateAndTime", "DateTimeBehavior": {"Value": held}}
    return _column("DateTime", schema_name, label, description, required, language, **facts)


def options_of(options: Mapping[int, str], language: int) -> list[dict[str, Any]]:
    """Gives the options of a choice as the service takes them."""
    if not options:
        raise UsageError("a choice needs at least one option")
    return [{"Value": value, "Label": label_of(text, language)} for value, text in options.items()]


def choice_column(
    schema_name: str,
    label: str,
    options: Mapping[int, str] | UUID,
    *,
    multiple: bool = False,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives a column of one choice, or of several with `multiple`; `options` are its own, or the id of a global choice."""
    if isinstance(options, UUID):
        facts: dict[str, Any] = {"GlobalOptionSet@odata.bind": f"/GlobalOptionSetDefinitions({options})"}
    else:
        facts = {
            "OptionSet": {
                "@odata.type": f"{NAMESPACE}.OptionSetMetadata",
                "IsGlobal": False,
                "OptionSetType": "Picklist",
                "Options": options_of(options, language),
            }
        }
    kind = "MultiSelectPicklist" if multiple else "Picklist"
    return _column(kind, schema_name, label, description, required, language, **facts)


def file_column(
    schema_name: str, label: str, *, max_size_kb: int = 32768, description: str | None = None, language: int = ENGLISH
) -> ColumnDefinition:
    """Gives a column that holds a file; `max_size_kb` is in kilobytes, up to 10 GB."""
    return _column("File", schema_name, label, description, "None", language, MaxSizeInKB=max_size_kb)


def image_column(
    schema_name: str, label: str, *, max_size_kb: int = 10240, description: str | None = None, language: int = ENGLISH
) -> ColumnDefinition:
    """Gives a column that holds an image, full size kept."""
    return _column("Image", schema_name, label, description, "None", language, MaxSizeInKB=max_size_kb, CanStoreFullImage=True)


def lookup_column(
    schema_name: str,
    label: str,
    *,
    description: str | None = None,
    required: Required = "None",
    language: int = ENGLISH,
) -> ColumnDefinition:
    """Gives the lookup of a relationship; it is created by `create_one_to_many`, not by itself."""
    return _column("Lookup", schema_name, label, description, required, language)
