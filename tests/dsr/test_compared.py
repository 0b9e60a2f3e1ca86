"""The page that says what is there and what is not: each question has a line, each link leads somewhere, each test exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/dsr-compared.md").read_text(encoding="utf-8")
LINES = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]


@cache
def functions_of(path):
    """The test functions of a module."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")}


@cache
def anchors_of(path):
    """The places inside a page that a link can lead to, as GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_question_has_one_line():
    assert sorted(int(line[0]) for line in LINES) == list(range(1, 49))


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_a_line_says_whether_and_how_and_shows_it(line):
    _, question, here, how, shown = line
    assert question
    assert here in ("yes", "partly", "no")
    links = re.findall(r"\]\(([^)]+)\)", how)
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", shown)
    if here != "no":
        assert links
        assert named
    # What is not there, or not whole, says why: more than a link.
    reason = re.sub(r"\[[^\]]*\]\([^)]*\)", "", how)
    assert here == "yes" or len(reason.split()) > 8
    for link in links:
        page, _, anchor = link.partition("#")
        assert (ROOT / "docs" / page).is_file()
        assert not anchor or anchor in anchors_of(ROOT / "docs" / page), link
    assert [(path, name) for path, name in named if name not in functions_of(path)] == []
