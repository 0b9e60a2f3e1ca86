"""The page at `/`: what a person sees and finds, that nothing in it runs, and that a real browser shows it."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser

import httpx
import pytest

from dataverse_sdk.emulator import Emulator, Limits, Switches

ID = "00000000-0000-0000-0000-0000000000{:02}".format
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
        self.heads: list[str] = []
        self.items: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.tags[-2:-1] == ["th"]:
            self.heads.append(data)
        if self.tags[-1:] == ["li"]:
            self.items.append(data)


@pytest.fixture
def browse(dataverse: Emulator) -> httpx.Client:
    return httpx.Client(transport=dataverse.transport(), base_url=URL)


def test_the_page_shows_tables_and_their_rows(dataverse: Emulator, browse: httpx.Client) -> None:
    people = [{"contactid": ID(number), "lastname": f"Name {number:02}", "description": "d" * 200} for number in range(60)]
    dataverse.load({"contacts": people})
    page = Texts(browse.get("/?set=contacts").text)
    assert page.heads[:3] == ["fullname", "contactid", "statecode"]  # names and states first
    assert page.texts[page.texts.index("contacts ") + 1] == "60"
    assert page.texts[page.texts.index("leads ") + 1] == "0"
    assert sum(text.startswith("Name ") for text in page.texts) == 50 * 2  # lastname and fullname
    assert "d" * 80 + "…" in page.texts
    assert "Active" in page.texts  # a choice has its label
    assert "emailaddress1" not in page.texts  # empty columns are left out
    assert "/?set=contacts&from=50" in page.links
    more = Texts(browse.get("/?set=contacts&from=50").text)
    assert sum(text.startswith("Name ") for text in more.texts) == 10 * 2
    assert not any("from=100" in link for link in more.links)
    assert "Previous 50" in more.texts


def test_a_row_is_shown_whole_with_links_to_what_it_points_to(dataverse: Emulator, browse: httpx.Client) -> None:
    lookup = {"_parentcustomerid_value": ID(2), "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account"}
    person = {"contactid": ID(1), "lastname": "A", "description": "d" * 200, "gendercode": 2, "creditlimit": 5, **lookup}
    dataverse.load({"accounts": [{"accountid": ID(2), "name": "Brass & Co"}], "contacts": [person]})
    page = Texts(browse.get(f"/?set=contacts&id={ID(1)}").text)
    assert f"contacts({ID(1)})" in page.texts
    assert {"d" * 200, "Brass & Co", "Female", "$5.00", "Gender"} <= set(page.texts)
    assert f"/?set=accounts&id={ID(2)}" in page.links
    assert "There is no such row in " in Texts(browse.get(f"/?set=contacts&id={ID(3)}").text).texts
    dataverse.load({"annotations": [{"_objectid_value": ID(9), "subject": "lost"}]})
    assert ID(9) in Texts(browse.get("/?set=annotations").text).texts  # nobody knows of which table


@pytest.mark.parametrize(("find", "number"), [("ada", 1), ("X.TEST", 2), ("nobody", 0), ("%", 0), ("'", 1)])
def test_rows_are_found_by_name_and_address(dataverse: Emulator, browse: httpx.Client, find: str, number: int) -> None:
    people = [{"lastname": "Ada", "emailaddress1": "a@x.test"}, {"lastname": "O'Brien", "emailaddress2": "b@x.test"}, {"lastname": "C"}]
    dataverse.load({"contacts": people})
    page = Texts(browse.get("/", params={"set": "contacts", "find": find}).text)
    assert page.tags.count("tr") == (number + 1 if number else 0)
    assert ("Nothing was found." in page.texts) is not bool(number)
    assert "Nothing was found." in Texts(browse.get("/?set=sdkmessagefilters&find=x").text).texts  # it has no text to look in


def test_the_page_shows_requests_without_values(dataverse: Emulator, http: httpx.Client, browse: httpx.Client) -> None:
    assert "Nobody has asked anything yet." in Texts(browse.get("/").text).texts
    http.get("contacts?$filter=lastname eq 'secret'")
    http.get("nothing")
    reply = browse.get("/")
    page = Texts(reply.text)
    assert {"/api/data/v9.2/contacts", "404", "$filter"} <= set(page.texts)
    assert page.texts.index("404") < page.texts.index("200")  # the newest first
    assert "secret" not in reply.text


def test_the_page_tells_how_the_environment_behaves(dataverse: Emulator, browse: httpx.Client) -> None:
    assert "How it behaves" not in browse.get("/").text
    dataverse.limits = Limits(requests=10, window=5)
    dataverse.auditing.switch_on("contact", "account")
    dataverse.permissions.deny("Delete", "contact")
    dataverse.permissions.deny("Read", "lead", user=ID(1))
    dataverse.permissions.secure("contact", "governmentid", read=True)
    dataverse.accents = False
    dataverse.clock.freeze(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    dataverse.identity.strict = True
    dataverse.plugins.before("Create", "contact", print)
    dataverse.faults.answer(500)
    dataverse.faults.answer(500, nth=2)
    dataverse.switches = Switches(resolved_cases_locked=True, elastic_tables=frozenset({"lead"}))
    told = Texts(browse.get("/").text).items
    assert told == [
        "10 requests and 1,200 s of work in 5 s, 52 at once", "history: account, contact", f"no Read on lead for {ID(1)}",
        "no Delete on contact", "contact.governmentid is secured, but for read", "accents do not count",
        "the clock stands at 2026-01-02 03:04:05 UTC", "only tokens of its own sign-in", "1 plug-in", "2 planned faults",
        "resolved_cases_locked = True", "elastic_tables = lead",
    ]  # fmt: skip


def test_nothing_in_a_row_runs_on_the_page(dataverse: Emulator, browse: httpx.Client) -> None:
    dataverse.load({"contacts": [{"lastname": '<script>alert(1)</script><img src=x onerror="1">'}]})
    reply = browse.get("/?set=contacts")
    page = Texts(reply.text)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?set=nothing",
        "?set=contacts&id=x",
        "?set=owners&id=x",
        "?set=contacts&find=",
        "?find=x",
        "?set=contacts&from=x",
        "?set=owners",
        "?set=activitypointers",
    ],
)
def test_any_address_shows_a_page(browse: httpx.Client, query: str) -> None:
    reply = browse.get("/" + query)
    assert (reply.status_code, reply.text[-7:]) == (200, "</html>")
    assert "transactioncurrencies " in Texts(reply.text).texts


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
    assert texts[texts.index("/api/data/v9.2/$batch ") + 1] == "1 operations"
    assert any(text.startswith(" GET ") and text.endswith("WhoAmI") for text in texts)


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
    assert "contacts <b>1</b>" in shown.stdout
