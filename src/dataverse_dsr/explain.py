"""Why a record is in a plan, or is not: the way from the person to it, and what would happen to it.

Reads a plan and the catalogue it was made with; asks nobody. Names columns, links and record ids, never a value.
"""

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from .declarations import AnyDeclaration, Catalogue
from .plan import ErasurePlan
from .ways import Linked

__all__ = ["Explanation", "explain"]


@frozen
class Explanation:
    """One record, in sentences. `in_scope` is False for a record the plan does not know."""

    record_id: UUID
    in_scope: bool
    collection: str = ""
    lines: tuple[str, ...] = ()


def explain(plan: ErasurePlan, catalogue: Catalogue, record_id: UUID) -> Explanation:
    """Says why a record is in a plan and what becomes of it."""
    for write in plan.operations:
        if write.record_id == record_id:
            lines = [*_way(plan, catalogue, write.collection, record_id, write.reason)]
            lines.append(f"would be written: {', '.join(f'{change.column} ({change.mask})' for change in write.changes)}")
            lines += [f"{column} stays as it is: {outcome.value}" for column, outcome in write.skipped]
            return Explanation(record_id, True, write.collection, tuple(lines))
    for held in plan.withheld:
        if held.record_id == record_id:
            lines = [*_way(plan, catalogue, held.collection, record_id, ())]
            columns = f" ({', '.join(held.columns)})" if held.columns else ""
            lines.append(f"would not be written: {held.outcome.value}{columns}: {held.because}")
            return Explanation(record_id, True, held.collection, tuple(lines))
    lines = ["it carries none of the person's addresses and no link of the catalogue leads to it, or it was made after the search"]
    lines += [f"{one.collection} could not be read, so it may be missing from the plan for that reason" for one in plan.unread]
    return Explanation(record_id, False, "", tuple(lines))


def _way(plan: ErasurePlan, catalogue: Catalogue, collection: str, record_id: UUID, reason: tuple[str, ...]) -> list[str]:
    declaration = next((one for one in catalogue if one.name == collection), None)
    lines = [f"a record of {collection}"]
    if record_id in plan.roots.get(collection, ()):
        lines.append("it is the person: it answers to the address")
    lines += [_reason(declaration, way) for way in reason]
    if declaration is not None and not declaration.is_root:
        paths: dict[str, list[Linked]] = {}
        for link in declaration.links:
            if not reason or link.path in reason:
                paths.setdefault(link.path, []).append(link)
        lines += [_links(plan, catalogue, links) for links in paths.values()]
    return lines


def _links(plan: ErasurePlan, catalogue: Catalogue, links: Sequence[Linked]) -> str:
    """Says what a lookup may mean, and which records of the person it can point to."""
    said = ", or ".join(link.by for link in links)
    tables = {name for link in links for name in link.to}
    people = [f"{name} {key}" for name in plan.roots for key in plan.roots[name] if catalogue[name].info.logical_name in tables]
    if not people:
        return said
    roots = {catalogue[name].info.logical_name for name in plan.roots}
    return f"{said}, which are: {', '.join(people)}" if tables <= roots else f"{said}; the person is: {', '.join(people)}"


def _reason(declaration: AnyDeclaration | None, way: str) -> str:
    if declaration is not None and way in {info.wire_name for info in declaration.match_columns}:
        return f"found because {way} holds the address"
    if declaration is not None and way == declaration.info.key:
        return "found because it was named"
    return f"found by the link {way}"
