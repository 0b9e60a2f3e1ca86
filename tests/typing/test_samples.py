"""Every sample of README and docs before mypy --strict: what a reader copies is typed. That the samples run is the doctests' claim."""

import doctest
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

# docs/generate.md imports what it generates; run once, it leaves it in the folder that this program names.
GENERATING = """
import doctest, sys, tempfile
tempfile.mkdtemp = lambda: sys.argv[2]
flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
sys.exit(doctest.testfile(sys.argv[1], module_relative=False, optionflags=flags, encoding="utf-8").failed)
"""


def module_of(page: Path) -> tuple[str, set[int]]:
    """A page's samples as one module, each line where it stands on the page, and the lines of samples that are there to fail.

    A page speaks of one thing after another under one name (`query`, `rows`), which mypy allows where it is told to.
    """
    # `tmp` is a folder that the project's doctests provide.
    lines = ["# mypy: allow-redefinition", "import pathlib as _pathlib; tmp = _pathlib.Path()"]
    failing: set[int] = set()
    for example in doctest.DocTestParser().get_examples(page.read_text("utf-8")):
        assert example.lineno >= len(lines), f"{page.name} begins with a sample; let a heading stand first"
        lines.extend([""] * (example.lineno - len(lines)))
        source = example.source.splitlines()
        if example.exc_msg is not None:
            failing.update(range(len(lines) + 1, len(lines) + len(source) + 1))
        lines.extend(source)
    return "\n".join([*lines, ""]), failing


def complaints(output: str, failing: dict[str, set[int]]) -> Iterator[str]:
    """mypy's errors, but for those about samples that are there to fail."""
    for line in output.splitlines():
        found = re.match(r"(\w+)\.py:(\d+): error: ", line)
        if ": error: " in line and (found is None or int(found[2]) not in failing[found[1]]):
            yield line


@pytest.mark.slow
def test_mypy_accepts_every_sample_but_those_that_are_there_to_fail(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    environment = {"PYTHONPATH": str(ROOT / "src"), "MYPYPATH": f"{ROOT / 'src'}:{tmp_path}", "PATH": "", "PYTHONUTF8": "1"}
    generating = [sys.executable, "-c", GENERATING, str(ROOT / "docs/generate.md"), str(tmp_path)]
    done = subprocess.run(generating, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    failing: dict[str, set[int]] = {}
    for page in PAGES:
        name = f"{page.stem.lower().replace('-', '_')}_md"
        text, failing[name] = module_of(page)
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--follow-imports=silent", "--no-error-summary"]
    command += ["--cache-dir", str(tmp_path / "cache"), *(f"{name}.py" for name in failing)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (list(complaints(done.stdout, failing)), done.stderr) == ([], "")


def test_a_sample_that_is_there_to_fail_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n\n```python\n>>> x = 1\n>>> x + 'a'\nTraceback (most recent call last):\n    ...\nTypeError: no\n\n```\n", "utf-8"
    )
    text, failing = module_of(page)
    assert (text.splitlines()[4:], failing) == (["x = 1", "x + 'a'"], {6})
    output = "page_md.py:5: error: one\npage_md.py:6: error: other\n/src/x.py:1: error: third\n"
    assert list(complaints(output, {"page_md": failing})) == ["page_md.py:5: error: one", "/src/x.py:1: error: third"]
