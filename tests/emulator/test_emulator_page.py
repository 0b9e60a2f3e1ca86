"""The page at `/`: what a person sees, that nothing in it runs, and that a real browser shows it."""

import os
import shutil
import subprocess
from html.parser import HTMLParser

import httpx
import pytest

from dataverse_sdk.emulator import Emulator

TOKEN = {"Authorization": "Bearer x"}
URL = "https://emulator.localhost/"
BROWSER = next((found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found), None)


class Texts(HTMLParser):
    """The cells and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def browse(dataverse: Emulator) -> httpx.Client:
    return httpx.Client(transport=dataverse.transport(), base_url=URL)


def test_the_page_shows_tables_rows_and_requests(dataverse: Emulator, http: httpx.Client, browse: httpx.Client) -> None:
    dataverse.load({"contacts": [{"lastname": f"Name {number:02}", "description": "d" * 200} for number in range(60)]})
    http.get("contacts?$filter=lastname eq 'secret'")
    http.get("nothing")
    reply = browse.get("/?set=contacts")
    page = Texts(reply.text)
    assert "contacts (60)" in page.texts
    assert "leads (0)" in page.texts
    assert sum(text.startswith("Name ") for text in page.texts if len(text) == 7) == 50 * 2  # lastname and fullname
    assert "d" * 80 + "…" in page.texts
    assert "emailaddress1" not in page.texts  # empty columns are left out
    assert {"/api/data/v9.2/contacts", "404", "$filter"} <= set(page.texts)
    assert "secret" not in reply.text
    more = Texts(browse.get("/?set=contacts&from=50").text)
    assert sum(len(text) == 7 and text.startswith("Name ") for text in more.texts) == 10 * 2
    assert not any("from=" in link for link in more.links)
    assert "/?set=contacts&from=50" in page.links


def test_nothing_in_a_row_runs_on_the_page(dataverse: Emulator, browse: httpx.Client) -> None:
    dataverse.load({"contacts": [{"lastname": '<script>alert(1)</script><img src=x onerror="1">'}]})
    reply = browse.get("/?set=contacts")
    page = Texts(reply.text)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("query", ["", "?set=nothing", "?set=contacts&from=x", "?set=owners", "?set=activitypointers"])
def test_any_address_shows_a_page(browse: httpx.Client, query: str) -> None:
    assert "Latest requests" in browse.get("/" + query).text


def test_there_is_no_icon_and_nothing_to_send(browse: httpx.Client) -> None:
    assert browse.get("/favicon.ico").status_code == 204
    assert browse.post("/").status_code == 405


def test_a_dropped_request_is_shown_as_one(dataverse: Emulator, http: httpx.Client, browse: httpx.Client) -> None:
    dataverse.faults.drop()
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("WhoAmI")
    part = "--b\r\nContent-Type: application/http\r\n\r\nGET WhoAmI HTTP/1.1\r\n\r\n\r\n--b--"
    http.post("$batch", content=part, headers={"Content-Type": "multipart/mixed; boundary=b"})
    texts = Texts(browse.get("/").text).texts
    assert "no reply" in texts
    assert "/api/data/v9.2/$batch (1 operations)" in texts


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")
def test_a_browser_shows_the_page(dataverse: Emulator) -> None:
    dataverse.load({"contacts": [{"lastname": "Lovelace <b>"}]})
    with dataverse.serve() as url:
        command = [
            str(BROWSER), "--headless=new", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--virtual-time-budget=2000", "--dump-dom",
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []), f"{url}/?set=contacts",
        ]  # fmt: skip
        try:
            shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("Chromium does not come up here")
    assert "Lovelace &lt;b&gt;" in shown.stdout, shown.stderr
    assert "contacts (1)" in shown.stdout
