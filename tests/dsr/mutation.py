"""Guards taken away, one at a time: a copy of the source with a small edit, and the tests that must fail on it.

An edit is found by its text anywhere in a package, so that a guard may move without anybody having to say where to; a text that does not
occur exactly once is an error. The tests run in a process of their own with the copy first on its path. A mutant is killed only by a
test that fails: one that cannot even be imported proves nothing. Run as a script it takes all of them, two processes at a time.
"""

import compileall
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import combinations
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
FAILED, PASSED = 1, 0  # what pytest answers


@frozen
class Mutant:
    """A guard that is taken away: what the source says, what it says instead, and who must notice.

    `number` is the hazard (`H1`) or the place in the list of safety mutants (`E4-01`); `tests` are node ids below `tests/`.
    """

    number: str
    guard: str
    edits: tuple[tuple[str, str], ...]
    tests: tuple[str, ...]
    package: str = "dataverse_dsr"

    @property
    def nodes(self) -> list[str]:
        """The tests as pytest takes them."""
        return [f"tests/{test}" for test in self.tests]


class Wrong(Exception):
    """The list of mutants no longer fits the source."""


def place_of(package: str, old: str) -> Path:
    """Gives the one module of a package in which a text occurs, once."""
    found = [(path, count) for path in sorted((SOURCE / package).rglob("*.py")) if (count := path.read_text().count(old))]
    if len(found) != 1 or found[0][1] != 1:
        raise Wrong(f"{old!r} occurs {sum(count for _, count in found)} times in {package}")
    return found[0][0]


def mutated(mutants: Iterable[Mutant]) -> dict[Path, str]:
    """Gives the modules that some mutants change, as they read then; Wrong where they cannot be applied or make no Python."""
    texts: dict[Path, str] = {}
    for mutant in mutants:
        for old, new in mutant.edits:
            path = place_of(mutant.package, old)
            text = texts.get(path, path.read_text())
            if text.count(old) != 1:
                raise Wrong(f"{mutant.number}: two edits touch the same text")
            texts[path] = text.replace(old, new)
    for path, text in texts.items():
        compile(text, str(path), "exec")
    return texts


@cache
def _compiled() -> "tempfile.TemporaryDirectory[str]":
    """A copy of the source with its compiled modules; it goes when this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="mutants-")
    shutil.copytree(SOURCE, folder.name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(folder.name, quiet=2)
    return folder


def run(mutants: Sequence[Mutant], nodes: Sequence[str]) -> tuple[int, str]:
    """Runs tests on the source with some guards taken away; gives pytest's status and the end of what it said."""
    texts = mutated(mutants)
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder) / "src"
        # Links to compiled modules and the sources they go by, so that only what is changed is compiled again.
        shutil.copytree(_compiled().name, copy, copy_function=os.link)
        for path, text in texts.items():
            place = copy / path.relative_to(SOURCE)
            place.unlink()
            place.write_text(text)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "--tb=line", *nodes]
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE_DIRECTORY": folder}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    return done.returncode, "\n".join((done.stdout + done.stderr).strip().splitlines()[-4:])


def survives(*mutants: Mutant) -> str | None:
    """Gives what was seen when no test noticed that the guards are gone, None when one did."""
    nodes = list(dict.fromkeys(node for mutant in mutants for node in mutant.nodes))
    status, said = run(mutants, nodes)
    return None if status == FAILED else f"pytest answered {status}:\n{said}"


def main(arguments: list[str]) -> int:
    """Runs every mutant, or those whose numbers are named; `--pairs N` and `--seed S` add pairs of safety mutants."""
    from mutants import MUTANTS, SAFETY

    options = {"--pairs": 0, "--seed": 1}
    for name in options:
        if name in arguments:
            at = arguments.index(name)
            options[name] = int(arguments[at + 1])
            del arguments[at : at + 2]
    wanted = [mutant for mutant in MUTANTS if not arguments or mutant.number in arguments]
    started = time.monotonic()
    nodes = list(dict.fromkeys(node for mutant in wanted for node in mutant.nodes))
    status, said = run((), nodes)
    print(f"{len(nodes)} tests on the source as it is: {'they pass' if status == PASSED else said}", flush=True)
    jobs: list[tuple[Mutant, ...]] = [(mutant,) for mutant in wanted]
    pairs = [pair for pair in combinations(SAFETY, 2) if _fit(pair)]
    jobs += random.Random(options["--seed"]).sample(pairs, min(options["--pairs"], len(pairs)))
    alive = 0
    with ThreadPoolExecutor(2) as pool:
        for job, seen in zip(jobs, pool.map(lambda job: survives(*job), jobs), strict=True):
            alive += seen is not None
            named = " + ".join(f"{mutant.number} {mutant.guard}" for mutant in job)
            print(f"{'killed  ' if seen is None else 'ALIVE   '} {named}  [{', '.join(job[0].tests)}] {seen or ''}", flush=True)
    print(f"{len(jobs)} mutants ({len(jobs) - len(wanted)} of them pairs), {alive} alive, {time.monotonic() - started:.0f} s")
    return 1 if alive or status != PASSED else 0


def _fit(pair: Sequence[Mutant]) -> bool:
    try:
        mutated(pair)
    except Wrong:
        return False
    return True


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main(sys.argv[1:]))
