"""What the officer supplies stands in the answer word for word, and what is missing is called missing."""

import pytest

from dataverse_dsr import Context, InvalidDocument, read_context
from dataverse_dsr.report.context import ITEMS, NOT_PROVIDED


def read(tmp_path, text):
    (tmp_path / "context.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_context(tmp_path / "context.toml")


def test_texts_and_lists_are_read(tmp_path):
    context = read(tmp_path, 'controller = " Contoso "\nrecipients = ["Us", "Them"]\npurposes = ""\n')
    assert context == Context({"controller": "Contoso", "recipients": "Us\nThem"})
    assert context.text("recipients") == "Us\nThem"
    assert context.text("purposes") == NOT_PROVIDED
    assert context.missing == tuple(key for key in ITEMS if key not in ("controller", "recipients"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("= x", "no TOML"),
        (b"\xff", "no TOML"),
        ("purpose = 'x'", "not known: purpose"),
        ("purposes = 3", "purposes must be"),
        ("purposes = [1]", "purposes"),
    ],
)
def test_what_is_no_context_is_refused(tmp_path, text, problem):
    with pytest.raises(InvalidDocument, match=problem):
        read(tmp_path, text)


def test_nothing_is_provided_by_default():
    assert Context().missing == tuple(ITEMS)
