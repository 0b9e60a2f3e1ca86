"""The most memory this process ever held. Imported by programs that tests start: `PYTHONPATH=tests/support`.

Not `ru_maxrss`: Linux hands a child the peak of the process that started it, so that a large test runner hides what the child takes.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

FOLDER = str(Path(__file__).parent)
STATUS = Path("/proc/self/status")
TOLD = STATUS.exists()


def peak_megabytes() -> float:
    """The highest resident memory in megabytes since the program began; Linux only."""
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) / 1024


def environment(*paths: Path) -> dict[str, str]:
    """The environment of a program that measures itself, with more folders to import from."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([FOLDER, *map(str, paths)])}
