"""A plan as a page to send to whoever approves it: what would be written, what would not and why, and what nobody reaches.

For reading on a screen and for printing. Holds what the plan holds, and so no value of any record. Refuses to know the network.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ..plan import ErasurePlan
from ..vocabulary import word_for
from .markup import Html, Node, page, tag

__all__ = ["decisions_of", "plan_page"]

_MOST_RECORDS: Final = 1000
_REVIEWS: Final = {
    "too_many_people": "more people answer to the address than one request may touch",
    "different_names": "people with different names answer to the address",
    "internal_address": "the address belongs to a user or a queue of the environment",
    "record_not_matched": "a named record was not found, or does not carry the address",
}


def plan_page(plan: ErasurePlan, *, residuals: Sequence[str] = ()) -> str:
    """Gives the page. `residuals` are the places the erasure would not reach."""
    made = f"{plan.created_at:%d %B %Y, %H:%M} UTC".lstrip("0")
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", "Plan of an erasure"),
            tag("p", "Nothing was written. This page says what would be, and holds no personal value; record ids lead to the records."),
        ),
        tag(
            "main",
            tag(
                "article",
                tag(
                    "dl",
                    *_pairs(
                        ("Made on", made),
                        ("Environment", str(plan.environment_id)),
                        ("Catalogue", plan.catalogue),
                        ("State of the plan", plan.status.value.replace("_", " ")),
                        ("Records to be written", f"{len(plan.operations):,}"),
                        ("Records left as they are", f"{len(plan.withheld):,}"),
                    ),
                    *_pairs(*(("Asked for by", plan.requested_by),) if plan.requested_by else ()),
                    *_pairs(*(("Approved by", plan.approval.by),) if plan.approval is not None else ()),
                    tag("dt", "Digest"),
                    tag("dd", tag("code", plan.digest)),
                ),
            ),
            *_warnings(plan),
            *(tag("p", f"Decided: {decision}.", class_="note") for decision in decisions_of(plan)),
            tag("h2", "What would be written"),
            _writes(plan),
            tag("h2", "What would stay, and why"),
            _held(plan),
            *([tag("h2", "What an erasure does not reach"), tag("ul", *(tag("li", place) for place in residuals))] if residuals else []),
            tag("h2", "Approval"),
            tag("p", "Whoever approves is not whoever prepared the plan. The approval names exactly this plan, by its digest:"),
            tag("p", tag("code", "dataverse-dsr approve plan.json --by NAME")),
            tag("h2", "Record by record"),
            *_records(plan),
        ),
    )
    return page("Plan of an erasure", body)


def decisions_of(plan: ErasurePlan) -> list[str]:
    """Says what an approval covers besides the records: what is out of the ordinary, in words."""
    said = []
    if plan.read_only != "report":
        said.append(f"closed records: {plan.read_only}")
    if plan.delete_history:
        said.append("the whole audit history of the records is deleted after a complete verification")
    if plan.bypass.business_logic is not None:
        said.append(f"plug-ins and workflows do not see the writes ({plan.bypass.business_logic})")
    if plan.bypass.flows:
        said.append("cloud flows do not see the writes")
    if plan.bypass.tag:
        said.append(f"the writes carry the tag {plan.bypass.tag}")
    return said


def _pairs(*pairs: tuple[str, str]) -> list[Html]:
    return [element for name, text in pairs for element in (tag("dt", name), tag("dd", text))]


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
    return f"{word_for(logical).label} ({name})"


def _mask(label: str) -> str:
    name, _, text = label.partition(":")
    return "is emptied" if name == "null" else f"becomes {text}" if name == "replace" else label


def _writes(plan: ErasurePlan) -> Html:
    counts: Counter[tuple[str, str, str]] = Counter()
    for write in plan.operations:
        for change in write.changes:
            counts[write.collection, change.column, change.mask] += 1
    if not counts:
        return tag("p", "Nothing.")
    rows = [
        (collection, _column(column), _mask(label), f"{count:,} record{'' if count == 1 else 's'}")
        for (collection, column, label), count in counts.items()
    ]
    return _table(("Collection", "Column", "What happens to it", "In"), rows)


def _held(plan: ErasurePlan) -> Html:
    counts: Counter[tuple[str, str, str]] = Counter((one.collection, one.outcome.value, one.because) for one in plan.withheld)
    if not counts:
        return tag("p", "Nothing: every record that was found would be written.")
    rows = [
        (collection, f"{count:,} record{'' if count == 1 else 's'}", outcome.replace("_", " "), because)
        for (collection, outcome, because), count in counts.items()
    ]
    return _table(("Collection", "How many", "Outcome", "Because"), rows)


def _records(plan: ErasurePlan) -> list[Html]:
    rows: list[tuple[Node, ...]] = [
        (write.collection, tag("code", str(write.record_id)), ", ".join(write.reason), ", ".join(write.columns))
        for write in plan.operations
    ]
    rows += [
        (one.collection, tag("code", str(one.record_id)), "", f"stays: {one.outcome.value.replace('_', ' ')}") for one in plan.withheld
    ]
    shown = [_table(("Collection", "Record", "Found by", "Columns"), rows[:_MOST_RECORDS])]
    if len(rows) > _MOST_RECORDS:
        shown.append(tag("p", f"{len(rows) - _MOST_RECORDS:,} more are in plan.json.", class_="note"))
    return shown
