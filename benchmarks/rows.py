"""What rows cost, as ratios that hold on any machine: decoding a page, reading columns, making classes, importing the package.

Run: nox -s benchmarks. Each figure is the median of runs in turns, so that a busy machine slows all sides alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import define

from dataverse_sdk.model import Entity, column, documents, entity, lookup, make_converter, shadows
from dataverse_sdk.model import pages as row_pages
from dataverse_sdk.model.pages import RowPage
from dataverse_sdk.tables import Contact
from dataverse_sdk.wire import json as wire_json

sys.path.insert(0, str(Path(__file__).parent / "support"))
from pages import ROWS, narrow, page
from turns import in_turns

RUNS = 9
PAGES = 25
KINDS = ["str | None"] * 14 + ["int | None"] * 6 + ["bool | None"] * 4 + ["Decimal | None"] * 4 + ["datetime | None"] * 5


def interleaved(*sides: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> list[float]:
    """Gives the median seconds of each side, for sides without names."""
    return [*in_turns({str(place): side for place, side in enumerate(sides)}, RUNS, clock=clock).values()]


def declare(name: str, kinds: list[str]) -> type[Any]:
    """Gives an entity class with a column of each kind, and two lookups: 36 columns and the key for `KINDS`."""
    annotations = {f"{name}id": "Column[UUID]", **{f"c{place}": f"Column[{kind}]" for place, kind in enumerate(kinds)}}
    body: dict[str, Any] = {attribute: column() for attribute in annotations}
    for place in range(2):
        annotations[f"l{place}"] = "Lookup[Entity]"
        body[f"l{place}"] = lookup({"wide": f"l{place}"})
    cls = type(Entity)(name, (Entity,), {**body, "__annotations__": annotations, "__module__": __name__})
    return entity(name, set_name=f"{name}s", key=f"{name}id")(cls)


@define
class Plain:
    """An attrs class, as the measure of reading a slot."""

    c0: str


def main() -> None:
    """Prints the figures."""
    narrowed, converter = narrow(), make_converter()

    def decode(body: bytes, cls: type[Entity]) -> Any:
        return converter.structure(body, RowPage[cls]).rows  # type: ignore[valid-type]

    def core(body: bytes, cls: type[Entity]) -> Any:
        kept, row_pages.WAYS = row_pages.WAYS, (documents.make_reader,)
        try:
            return decode(body, cls)
        finally:
            row_pages.WAYS = kept

    fast = find_spec("orjson") is not None and shadows.msgspec() is not None
    if fast:
        import orjson

    def measured(body: bytes, cls: type[Entity], **more: Callable[[], Any]) -> dict[str, float]:
        sides: dict[str, Callable[[], Any]] = {"json": partial(json.loads, body), "core": partial(core, body, cls)}
        if fast:
            sides |= {"orjson": partial(orjson.loads, body), "fast": partial(decode, body, cls), **more}
        for side in sides.values():
            side()
        return in_turns(sides, PAGES)

    for labelled, shown in ((False, "plain"), (True, "annotated")):
        body = page(annotations=labelled)
        found = measured(body, narrowed, count=partial(wire_json.texts_in, body), stock=partial(decode, body, Contact))
        print(f"page of {ROWS} rows, 36 columns, {shown}, {len(body) / 1e6:.1f} MB: json.loads {found['json'] * 1e3:.0f} ms")
        print(f"  rows in the core install   {found['core'] / found['json']:5.2f} x json.loads     (goal <= 2)")
        if fast:
            print(f"  rows with the extra fast   {found['fast'] / found['orjson']:5.2f} x orjson.loads   (goal <= 1.3)")
            print(f"                             {found['fast'] / found['json']:5.2f} x json.loads")
            print(f"    of that, for names that come twice: {found['count'] / found['orjson']:5.2f} x orjson.loads")
            columns = len(Contact.__table__.columns)
            print(f"  the same, of a class of {columns} columns {found['stock'] / found['orjson']:5.2f} x orjson.loads")

    body = page(annotations=False, expanded=True)
    found = measured(body, Contact)
    print(f"the plain page with an account of four columns expanded into each row, {len(body) / 1e6:.1f} MB")
    print(f"  rows in the core install   {found['core'] / found['json']:5.2f} x json.loads")
    if fast:
        print(f"  rows with the extra fast   {found['fast'] / found['orjson']:5.2f} x orjson.loads")

    wide = declare("wide", KINDS)
    made, (row,) = wide(c0="x"), [converter.structure({"c0": "x"}, wide) for _ in range(2)][1:]  # the second gets slots
    slot, turns = Plain("x"), range(200_000)

    def each(target: Any) -> Callable[[], None]:
        def run() -> None:
            for _ in turns:
                target.c0  # noqa: B018  (the reading is what is measured)

        return run

    ours, loose, theirs, on_class, on_plain = interleaved(each(row), each(made), each(slot), each(wide), each(Plain))
    per = len(turns) / 1e9
    print(f"reading a column: {ours / per:.0f} ns, {ours / theirs:.2f} x an attrs slot; of a row that was made: {loose / per:.0f} ns")
    print(f"reading the expression off the class: {on_class / per:.0f} ns, {on_class / on_plain:.1f} x a class attribute")

    (made,) = interleaved(lambda: declare("wide300", ["str | None"] * 300))
    print(f"making an entity class of 303 columns: {made * 1e3:.1f} ms")

    def run(program: str) -> Callable[[], Any]:
        return lambda: subprocess.run([sys.executable, "-c", program], check=True)

    empty, imported, with_httpx = interleaved(run("pass"), run("import dataverse_sdk"), run("import httpx"), clock=time.perf_counter)
    print(f"import dataverse_sdk: {(imported - empty) * 1e3:.0f} ms, of which httpx takes {(with_httpx - empty) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
