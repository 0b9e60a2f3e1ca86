"""A plan as a page to send to whoever approves it: what would be written, what would not and why, and what nobody reaches.

For reading on a screen and for printing. Holds what the plan holds, and so no value of any record. Refuses to know the network.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from ..declarations import Catalogue
from ..outcomes import Status
from ..plan import ErasurePlan
from ..vocabulary import table_label, word_for
from .markup import Html, Node, page, tag

__all__ = ["decisions_of", "plan_page"]

_MOST_RECORDS: Final = 1000
_REVIEWS: Final = {
    "too_many_people": "more people answer to the address than one request may touch",
    "different_names": "people with different names answer to the address",
    "internal_address": "the address belongs to a user or a queue of the environment",
    "record_not_matched": "a named record was not found, or does not carry the address",
}


_STATES: Final = {
    Status.COMPLETE: "every collection was read whole",
    Status.PARTIAL: "not everything could be read, see below",
    Status.NO_DATA_FOUND: "no record was found",
    Status.NEEDS_REVIEW: "a person has to look first, see below",
    Status.FAILED: "nothing could be read",
}


def plan_page(plan: ErasurePlan, *, residuals: Sequence[str] = (), catalogue: Catalogue | None = None) -> str:
    """Gives the page. `residuals` are the places the erasure would not reach; a catalogue lends tables the names that people use."""
    labels = {} if catalogue is None else {one.name: table_label(one.info.logical_name) for one in catalogue}
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", "Plan of an erasure"),
            tag("p", "Nothing was written. This page says what would be, and holds no personal value; record ids lead to the records."),
        ),
        tag(
            "main",
            _figures(plan),
            _facts(plan),
            *_warnings(plan),
            *(tag("p", f"Decided: {decision}.", class_="note") for decision in decisions_of(plan)),
            tag("h2", "What would be written"),
            *_writes(plan, labels),
            tag("h2", "What would stay, and why"),
            *_held(plan, labels),
            *_untouched(plan, labels),
            *([tag("h2", "What an erasure does not reach"), tag("ul", *(tag("li", place) for place in residuals))] if residuals else []),
            tag("h2", "Approval"),
            tag("p", "Whoever approves is not whoever prepared the plan. The approval names exactly this plan, by its digest:"),
            tag("p", tag("code", plan.digest)),
            tag("p", tag("code", "dataverse-dsr approve plan.json --by NAME")),
            tag("article", tag("dl", *(tag("div", tag("dt", line)) for line in ("Name", "Date", "Signature")), class_="sign")),
            tag("h2", "Record by record"),
            *_records(plan, {} if catalogue is None else _ways(catalogue)),
        ),
    )
    return page("Plan of an erasure", body)


def _figures(plan: ErasurePlan) -> Html:
    figures = (
        (f"{len(plan.operations):,}", "records to be written"),
        (f"{sum(len(write.changes) for write in plan.operations):,}", "values in them"),
        (f"{len(plan.withheld):,}", "records left as they are"),
    )
    return tag("ul", *(tag("li", tag("span", number), what) for number, what in figures), class_="figures")


def _facts(plan: ErasurePlan) -> Html:
    approval = "" if plan.approval is None else f"{plan.approval.by}, {_moment(plan.approval.at)}"
    facts = (
        ("Made on", _moment(plan.created_at)),
        ("Environment", str(plan.environment_id)),
        ("Catalogue", plan.catalogue),
        ("The search", _STATES[plan.status]),
        ("Asked for by", plan.requested_by or ""),
        ("Approved by", approval),
    )
    return tag("article", tag("dl", *(tag("div", tag("dt", name), tag("dd", text)) for name, text in facts if text)))


def _moment(at: datetime) -> str:
    return f"{at:%d %B %Y, %H:%M} UTC".lstrip("0")


_CLOSED: Final = {
    "skip": "closed records are left alone",
    "reopen": "closed records are opened, written and closed again",
    "attempt": "closed records are written where the platform lets them be",
}


def decisions_of(plan: ErasurePlan) -> list[str]:
    """Says what an approval covers besides the records: what is out of the ordinary, in words."""
    said = []
    if plan.read_only in _CLOSED:
        said.append(_CLOSED[plan.read_only])
    if plan.delete_history:
        said.append("the whole audit history of the records is deleted after a complete verification")
    if plan.bypass.business_logic is not None:
        said.append(f"plug-ins and workflows do not see the writes ({plan.bypass.business_logic})")
    if plan.bypass.flows:
        said.append("cloud flows do not see the writes")
    if plan.bypass.tag:
        said.append(f"the writes carry the tag {plan.bypass.tag}")
    return said


def _warnings(plan: ErasurePlan) -> list[Html]:
    notes = [f"Needs a person to look first: {_REVIEWS.get(reason, reason)}." for reason, _ in plan.reviews]
    notes += [f"{one.collection} could not be read ({one.error}), so records of it may be missing here." for one in plan.unread]
    notes += [f"{warning[:1].upper()}{warning[1:]}." for warning in plan.warnings]
    return [tag("p", note, class_="note") for note in notes]


def _table(headers: Sequence[str], rows: Sequence[Sequence[Node]]) -> Html:
    return tag(
        "table",
        tag("thead", tag("tr", *(tag("th", header, scope="col") for header in headers))),
        tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows)),
    )


def _column(name: str) -> str:
    logical = name.removeprefix("_").removesuffix("_value") if name.startswith("_") else name
    return word_for(logical).label


_MASKS: Final = {
    "null": "is emptied",
    "email": "becomes an address of its own at erased.invalid",
    "phone": "becomes +000000000",
    "url": "becomes https://erased.invalid/",
    "year only (generalised)": "keeps its year only",
    "redact (partial)": "loses the person's names, addresses and numbers; the rest stays",
}


def _mask(label: str) -> str:
    name, _, text = label.partition(":")
    return {"replace": f"becomes {text}", "set": f"is set to {text}", "pseudonym": f"becomes a pseudonym under the key {text}"}.get(
        name, _MASKS.get(name, label)
    )


def _of(count: int, what: str = "record") -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _writes(plan: ErasurePlan, labels: Mapping[str, str]) -> Iterator[Html]:
    """A card for each collection: by what happens, the columns it happens to."""
    totals = Counter(write.collection for write in plan.operations)
    if not totals:
        yield tag("p", "Nothing.")
    for collection, total in totals.items():
        counts = Counter(
            (change.mask, change.column) for write in plan.operations if write.collection == collection for change in write.changes
        )
        masks: dict[str, list[Node]] = {}
        for (label, column), count in counts.items():
            columns = masks.setdefault(label, [])
            some = "" if count == total else f" in {count:,}"
            columns += [", " if columns else None, f"{_column(column)} ", tag("code", column, class_="soft"), some]
        yield tag(
            "article",
            tag("h3", labels.get(collection, collection), " ", tag("span", f"{collection}, {_of(total)}", class_="soft")),
            tag(
                "dl",
                *(tag("div", tag("dt", _mask(label)), tag("dd", *columns)) for label, columns in masks.items()),
                class_="rows",
            ),
        )


def _held(plan: ErasurePlan, labels: Mapping[str, str]) -> Iterator[Html]:
    counts = Counter(
        (one.collection, one.outcome.value, one.because, one.reason, "" if one.until is None else one.until.isoformat())
        for one in plan.withheld
    )
    if not counts:
        yield tag("p", "Nothing: every record that was found would be written.")
        return
    rows = [
        (
            f"{labels.get(collection, collection)} ({collection})",
            _of(count),
            outcome.replace("_", " "),
            because + (f" ({reason}{f', until {until}' if until else ''})" if reason else ""),
        )
        for (collection, outcome, because, reason, until), count in counts.items()
    ]
    yield _table(("Collection", "How many", "Outcome", "Because"), rows)


def _untouched(plan: ErasurePlan, labels: Mapping[str, str]) -> Iterator[Html]:
    """The columns that an access report shows and that the catalogue leaves, where it has any."""
    stay = [(name, columns) for name, columns in plan.untouched.items() if columns]
    if stay:
        yield tag("h2", "Columns that stay in records that are written")
        yield tag("p", "An access report shows them, and the catalogue masks none of them: identifiers, amounts, dates and states mostly.")
        rows = [(f"{labels.get(name, name)} ({name})", ", ".join(_column(column) for column in columns)) for name, columns in stay]
        yield _table(("Collection", "Columns"), rows)


def _ways(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """What a catalogue calls the ways by which records are found, by collection and way; one lookup may be several ways."""
    found: dict[tuple[str, str], list[str]] = {}
    for declaration in catalogue:
        for info in (*declaration.match_columns, *declaration.match_phones):
            found[declaration.name, info.wire_name] = [f"its {_column(info.wire_name).lower()}"]
        for link in declaration.links:
            found.setdefault((declaration.name, link.path), []).append(link.by)
        for way in declaration.follows:
            found[declaration.name, way.path] = [way.by]
    return {way: ", or ".join(said) for way, said in found.items()}


def _records(plan: ErasurePlan, ways: Mapping[tuple[str, str], str]) -> list[Html]:
    rows: list[tuple[Node, ...]] = [
        (
            write.collection,
            tag("code", str(write.record_id)),
            ", ".join(dict.fromkeys(ways.get((write.collection, reason), reason) for reason in write.reason)),
            ", ".join(write.columns),
        )
        for write in plan.operations
    ]
    rows += [
        (one.collection, tag("code", str(one.record_id)), "", f"stays: {one.outcome.value.replace('_', ' ')}") for one in plan.withheld
    ]
    shown = [_table(("Collection", "Record", "Found by", "Columns"), rows[:_MOST_RECORDS])]
    if len(rows) > _MOST_RECORDS:
        shown.append(tag("p", f"{len(rows) - _MOST_RECORDS:,} more are in plan.json.", class_="note"))
    return shown
