"""What rows cost, as ratios that hold on any machine: reading columns, making classes, decoding a page, importing the package.

Run: python benchmarks/rows.py. Each figure is the median of interleaved runs, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from attrs import define

from dataverse_sdk.model import Entity, column, entity, lookup, make_converter
from dataverse_sdk.model.converter import row_from_wire
from dataverse_sdk.wire import json as wire_json

ROWS, RUNS = 5000, 9
KINDS = ["str | None"] * 14 + ["int | None"] * 6 + ["bool | None"] * 4 + ["Decimal | None"] * 4 + ["datetime | None"] * 5


def interleaved(*sides: Callable[[], Any]) -> list[float]:
    """Gives the median seconds of each side, run in turns."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(RUNS):
        for side, taken in zip(sides, times, strict=True):
            start = time.perf_counter()
            side()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def declare(name: str, kinds: list[str]) -> type[Any]:
    """Gives an entity class with a column of each kind, and two lookups: 36 columns and the key for `KINDS`."""
    annotations = {f"{name}id": "Column[UUID]", **{f"c{place}": f"Column[{kind}]" for place, kind in enumerate(kinds)}}
    body: dict[str, Any] = {attribute: column() for attribute in annotations}
    for place in range(2):
        annotations[f"l{place}"] = "Lookup[Entity]"
        body[f"l{place}"] = lookup({"wide": f"l{place}"})
    cls = type(Entity)(name, (Entity,), {**body, "__annotations__": annotations, "__module__": __name__})
    return entity(name, set_name=f"{name}s", key=f"{name}id")(cls)


def page() -> bytes:
    """Gives a page of rows as the service writes it, a quarter of the values null."""
    samples = {
        "str | None": "some text of usual length",
        "int | None": 7,
        "bool | None": True,
        "Decimal | None": 1234.5,
        "datetime | None": "2026-01-02T03:04:05Z",
    }
    rows = [
        {
            "@odata.etag": f'W/"{number}"',
            "wideid": str(UUID(int=number + 1)),
            **{f"c{place}": samples[kind] if (number + place) % 4 else None for place, kind in enumerate(KINDS)},
            "_l0_value": str(UUID(int=number + 2)),
            "_l1_value": None,
        }
        for number in range(ROWS)
    ]
    return json.dumps({"value": rows}).encode()


@define
class Plain:
    """An attrs class, as the measure of reading a slot."""

    c0: str


def main() -> None:
    """Prints the figures."""
    wide, body, converter = declare("wide", KINDS), page(), make_converter()

    def decode() -> list[Any]:
        values = wire_json.loads(body)["value"]
        return [row_from_wire(wide, value, converter, place=f"$.value[{place}]") for place, value in enumerate(values)]

    plain, exact, rows = interleaved(lambda: json.loads(body), lambda: wire_json.loads(body), decode)
    print(f"page of {ROWS} rows x {len(KINDS) + 3} columns: json.loads {plain * 1e3:.0f} ms")
    print(f"  exact JSON (Decimal, no duplicate names)  {exact / plain:5.2f} x json.loads")
    print(f"  rows (Decimal, UUID, aware datetimes ...) {rows / plain:5.2f} x json.loads")

    row, slot, turns = decode()[1], Plain("x"), range(200_000)

    def each(target: Any) -> Callable[[], None]:
        def run() -> None:
            for _ in turns:
                target.c0  # noqa: B018  (the reading is what is measured)

        return run

    ours, theirs, on_class, on_plain = interleaved(each(row), each(slot), each(wide), each(Plain))
    per = len(turns) / 1e9
    print(f"reading a column: {ours / per:.0f} ns, {ours / theirs:.2f} x an attrs slot")
    print(f"reading the expression off the class: {on_class / per:.0f} ns, {on_class / on_plain:.1f} x a class attribute")

    (made,) = interleaved(lambda: declare("wide300", ["str | None"] * 300))
    print(f"making an entity class of 303 columns: {made * 1e3:.1f} ms")

    def run(program: str) -> Callable[[], Any]:
        return lambda: subprocess.run([sys.executable, "-c", program], check=True)

    empty, imported, with_httpx = interleaved(run("pass"), run("import dataverse_sdk"), run("import httpx"))
    print(f"import dataverse_sdk: {(imported - empty) * 1e3:.0f} ms, of which httpx takes {(with_httpx - empty) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
