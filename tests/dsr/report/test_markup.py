"""A page runs nothing, loads nothing and shows every text as it is."""

from html.parser import HTMLParser

import pytest
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from dataverse_dsr.report.markup import page, tag, visible


class Seen(HTMLParser):
    """What a parser we did not write makes of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts = [], []

    def handle_starttag(self, name, attributes):
        self.elements.append((name, tuple(attributes)))

    def handle_data(self, data):
        self.texts.append(data)


def seen(html):
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_h35_a_text_makes_no_element(text):
    found = seen(tag("p", text, class_=text).text)
    assert [name for name, _ in found.elements] == ["p"]
    assert "".join(found.texts) == visible(text)
    assert found.elements[0][1] == (("class", visible(text)),)


@given(st.text())
def test_h35_a_text_comes_out_as_it_went_in(text):
    found = seen(tag("p", text).text)
    assert ("".join(found.texts), len(found.elements)) == (visible(text), 1)


def test_elements_nest_and_nothing_is_left_out_but_none():
    assert tag("ul", tag("li", "a"), None, tag("li", "b", id="x"), class_="c").text == '<ul class="c"><li>a</li><li id="x">b</li></ul>'


def test_marks_that_turn_text_around_are_spelled_out():
    assert visible("a\u202eb\x00\ud800") == "a\\u202eb\\u0000\\ud800"
    assert visible("Zo\u00eb\n\t\u4f0a") == "Zo\u00eb\n\t\u4f0a"


@pytest.mark.parametrize("element", ["script", "style", "iframe", "img", "form", "object", "svg"])
def test_a_report_has_no_active_elements(element):
    with pytest.raises(ValueError, match="element"):
        tag(element)


@pytest.mark.parametrize("attribute", ["onclick", "style", "src"])
def test_a_report_has_no_active_attributes(attribute):
    with pytest.raises(ValueError, match="attribute"):
        tag("p", **{attribute: "x"})


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "http://x/y.pdf", "//x/y.pdf", "../x.pdf", "/x.pdf", "data:text/html,x", "x y.pdf", ""]
)
def test_a_report_links_to_itself_only(href):
    with pytest.raises(ValueError, match="links"):
        tag("a", href=href)


@pytest.mark.parametrize("href", ["#part-1", "attachments/0001.bin", "data.json"])
def test_a_report_can_link_to_its_files(href):
    assert f'href="{href}"' in tag("a", href=href).text


def test_a_page_allows_its_own_style_and_nothing_else():
    text = page("<T>", tag("body"))
    assert "default-src 'none'; style-src 'sha256-" in text
    assert "<title>&lt;T&gt;</title>" in text
    assert "http:" not in text
    assert "https:" not in text
    assert 'name="viewport"' in text
