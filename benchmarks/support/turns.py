"""Sides of a comparison, run in turns: a busy machine slows them all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any


def in_turns(sides: Mapping[str, Callable[[], Any]], runs: int, *, clock: Callable[[], float] = time.process_time) -> dict[str, float]:
    """Gives the median seconds of each side; of this process's CPU unless told otherwise."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, side in sides.items():
            start = clock()
            side()
            taken[name].append(clock() - start)
    return {name: statistics.median(each) for name, each in taken.items()}
