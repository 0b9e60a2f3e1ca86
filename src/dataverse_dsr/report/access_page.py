"""The access report as a page a person reads: labels instead of column names, chapters instead of tables, what is missing said so.

One file that needs nothing else: no script, no font, nothing from elsewhere. Knows the report, the officer's context and the files of the
package; refuses to know the network and the disk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from .access import AccessCollection, AccessReport, Row
from .attachments import Attachment
from .context import ITEMS, NOT_PROVIDED, Context
from .markup import Html, Node, around, page_parts, tag

__all__ = ["access_page"]

_CHAPTERS: Final = ("You", "Your addresses", "Conversations", "Notes", "Service", "Sales", "Other records")
# What stands over a record, where it holds it: the first of these that has a value.
_TITLES: Final = ("fullname", "title", "subject", "name", "filename", "addressused", "line1", "city")
# Longer texts have the whole width.
_SHORT: Final = 70
_IDS: Final = ("activityid", "partyid", "objectid", "customerid", "parentid", "regardingobjectid", "ownerid")


def access_page(
    report: AccessReport, context: Context, files: Sequence[Attachment], groups: Mapping[str, str], sizes: Mapping[str, int] | None = None
) -> Iterator[str]:
    """Gives the page piece by piece. `groups` is the chapter of each table; `sizes` has the files that are in the package, by name."""
    chapters: dict[str, list[AccessCollection]] = {}
    for collection in report.collections.values():
        chapters.setdefault(groups[collection.table], []).append(collection)
    order = [*(name for name in _CHAPTERS if name in chapters), *(name for name in chapters if name not in _CHAPTERS)]
    shown = [(f"part-{number}", name, chapters[name]) for number, name in enumerate(order, 1)]
    attached: dict[str, list[Attachment]] = {}
    for file in files:
        attached.setdefault(str(file.record_id), []).append(file)
    main = chain(
        _gaps(report),
        *(around("section", _chapter(mark, name, part, attached, sizes)) for mark, name, part in shown if _counted(part) or _failed(part)),
        [_about(context)],
    )
    body = chain([_header(report, context, shown)], around("main", main), [_footer()])
    return page_parts("The data held about you", around("body", body))


def _header(report: AccessReport, context: Context, shown: Sequence[tuple[str, str, Sequence[AccessCollection]]]) -> Html:
    written = f"{report.generated_at:%d %B %Y, %H:%M} UTC".lstrip("0")
    whose = context.text("controller")
    links = [
        tag("li", tag("a", name, " ", tag("span", f"{_counted(part):,}", class_="soft"), href=f"#{mark}"))
        for mark, name, part in shown
        if _counted(part)
    ]
    return tag(
        "header",
        tag("h1", "The data held about you"),
        tag("p", f"{_records(report.records)}, read on {written}."),
        None if whose == NOT_PROVIDED else tag("p", f"Answered by {whose}."),
        tag("nav", tag("ul", *links, _link_about())),
    )


def _footer() -> Html:
    return tag(
        "footer",
        tag(
            "p",
            "The same data is in data.json, for machines, and in the folder csv, for spreadsheets; "
            "an apostrophe was put before texts there that a spreadsheet would take for a formula. manifest.json lists every file with "
            "its SHA-256.",
            class_="soft",
        ),
    )


def _records(count: int) -> str:
    return "No record" if not count else "1 record" if count == 1 else f"{count:,} records"


def _counted(part: Iterable[AccessCollection]) -> int:
    return sum(len(collection.rows) for collection in part)


def _failed(part: Iterable[AccessCollection]) -> bool:
    return any(collection.error for collection in part)


def _link_about() -> Html:
    return tag("li", tag("a", "About this answer", href="#about"))


def _gaps(report: AccessReport) -> Iterator[Html]:
    """What the report does not hold, first of all."""
    unread = [collection.label for collection in report.collections.values() if collection.error]
    if unread:
        yield tag(
            "p",
            f"This answer is not complete. Some records could not be read: {', '.join(unread)}. Ask whoever sent it to you when the rest "
            "will follow.",
            class_="note",
        )
    if not report.records and not unread:
        yield tag("p", "No record was found for the address you gave.", class_="note")
    withheld = {column.label for collection in report.collections.values() for column in collection.withheld}
    if withheld:
        yield tag(
            "p",
            f"Data about other people was left out to protect them: {', '.join(sorted(withheld))}.",
            class_="note",
        )


def _chapter(
    mark: str,
    name: str,
    part: Sequence[AccessCollection],
    files: Mapping[str, Sequence[Attachment]],
    sizes: Mapping[str, int] | None,
) -> Iterator[Html]:
    yield tag("h2", name, id=mark)
    for collection in part:
        if collection.error:
            yield tag("p", f"{collection.label}: could not be read, so records may be missing here.", class_="note")
        if collection.withheld:
            labels = ", ".join(column.label for column in collection.withheld)
            yield tag("p", f"{collection.label}: left out because it tells about somebody else: {labels}.", class_="soft")
        for row in collection.rows:
            yield _record(collection, row, files.get(str(row[collection.key]), ()), sizes)


def _record(collection: AccessCollection, row: Row, files: Sequence[Attachment], sizes: Mapping[str, int] | None) -> Html:
    by_logical = {column.logical_name: column for column in collection.columns}
    title = next((text for name in _TITLES if name in by_logical and (text := collection.text(row, by_logical[name].name))), "")
    pairs: list[Node] = []
    for column in collection.columns:
        said = collection.text(row, column.name)
        # The id of another record says nothing to a reader; data.json has it.
        if said and not (column.logical_name in _IDS and (row[collection.key], column.name) not in collection.texts):
            pairs.append(_pair(column.label, _moment(said, row[column.name])))
    pairs += [tag("div", tag("dt", "Attached file"), tag("dd", *_file(file, sizes)), class_="wide") for file in files]
    if not pairs:
        pairs = [tag("div", tag("dt", "Contents"), tag("dd", "empty", class_="missing"))]
    heading = f"{collection.label}: {title}" if title and len(title) <= 80 else collection.label
    return tag("article", tag("h3", heading), tag("dl", *pairs))


def _pair(label: str, text: str) -> Html:
    """A value under its label; a long one has the whole width."""
    long = len(text) > _SHORT or "\n" in text
    return tag("div", tag("dt", label), tag("dd", text), **({"class_": "wide"} if long else {}))


def _moment(text: str, value: object) -> str:
    """A point in time without the letters between date and hour."""
    if isinstance(value, str) and text == value and len(text) == 20 and text[10] == "T" and text.endswith("Z"):
        return f"{text[:10]} {text[11:16]} UTC"
    return text


def _file(file: Attachment, sizes: Mapping[str, int] | None) -> Iterator[Node]:
    given = file.given_name or "without a name"
    if sizes is None or file.name not in sizes:
        yield tag("span", f"{given} (its contents are not in this package)")
        return
    yield tag("a", file.name, href=file.name, download="", rel="noopener")
    yield tag("span", f" ({sizes[file.name]:,} bytes), given the name: {given}")


def _about(context: Context) -> Html:
    pairs: list[Node] = []
    for key, label in ITEMS.items():
        text = context.text(key)
        pairs.append(tag("div", tag("dt", label), tag("dd", text, **({"class_": "missing"} if text == NOT_PROVIDED else {}))))
    return tag(
        "section",
        tag("h2", "About this answer", id="about"),
        tag("p", "What Article 15 of the General Data Protection Regulation says you are to be told besides the data."),
        tag("article", tag("dl", *pairs, class_="rows")),
    )
