"""Why a record is in a plan, or is not: the way from the person to it, and what would happen to it.

Reads a plan and the catalogue it was made with; asks nobody. Names columns, links and record ids, never a value.
"""

from uuid import UUID

from attrs import frozen

from .declarations import AnyDeclaration, Catalogue
from .plan import ErasurePlan

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
        for link in declaration.links if not reason else (link for link in declaration.links if link.path in reason):
            roots = [f"{name} {key}" for name in plan.roots for key in plan.roots[name] if catalogue[name].info.logical_name in link.to]
            if roots:
                lines.append(f"{link.by}, which are: {', '.join(roots)}")
    return lines


def _reason(declaration: AnyDeclaration | None, way: str) -> str:
    if declaration is not None and way in {info.wire_name for info in declaration.match_columns}:
        return f"found because {way} holds the address"
    if declaration is not None and way == declaration.info.key:
        return "found because it was named"
    return f"found by the link {way}"
