"""The pages in a real browser: readable at 400 and 1,400 px, nothing runs, nothing leaves. Skipped where there is no Chromium."""

import http.server
import shutil
import subprocess
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hostile import HOSTILE
from people import ADA, whole_person

from dataverse_dsr import COMPLETE, AccessColumn, AccessReport, DataSubjectRequests, Identity, Status, write_package
from dataverse_dsr.report.access import AccessCollection
from dataverse_dsr.report.plan_page import plan_page
from dataverse_dsr.report.receipt import residuals_of
from dataverse_sdk.emulator import Emulator

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]


def browse(profile, *options):
    common = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--virtual-time-budget=2000",
        f"--user-data-dir={profile}",
    ]
    done = subprocess.run([CHROMIUM, *common, *options], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


@pytest.fixture
def listener():
    """A server that notes every request that reaches it."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(204)
            self.end_headers()

        def do_POST(self):
            self.do_GET()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], seen
        server.shutdown()


def report_of(texts):
    columns = tuple(
        AccessColumn(name, name, label, "user.content") for name, label in (("title", "Title"), ("notetext", "Note"), ("filename", "File"))
    )
    rows = tuple({"id": str(UUID(int=number)), "title": text, "notetext": text, "filename": text} for number, text in enumerate(texts))
    collection = AccessCollection("annotations", rows, ("x",), table="annotation", key="id", label="Note", columns=columns)
    return AccessReport(Status.COMPLETE, UUID(int=1), "reference", datetime(2026, 1, 2, tzinfo=UTC), 2, {"annotations": collection})


def test_h35_s16_a_hundred_hostile_values_run_nothing_and_no_request_leaves(tmp_path, listener):
    port, seen = listener
    texts = [text.replace("{port}", str(port)) for text in HOSTILE]
    assert len(texts) >= 100
    write_package(report_of(texts), tmp_path / "package")
    page = (tmp_path / "package/index.html").as_uri()
    dom = browse(tmp_path / "profile", "--dump-dom", page)
    assert dom.count("<article") == len(texts) + 1
    assert "<script" not in dom
    assert "<img" not in dom
    assert seen == []
    # The same values raw, to show that this browser would have run and asked.
    (tmp_path / "raw.html").write_text(f"<p>x{texts[0]}{texts[4]}<script>document.title='ran'+window.ran</script>", encoding="utf-8")
    assert "ran1" in browse(tmp_path / "profile", "--dump-dom", (tmp_path / "raw.html").as_uri())
    assert "/leak" in seen


PROBE = """<!DOCTYPE html><iframe id=f src="{page}" width={width} height=900></iframe><script>
onload = () => {{ const d = document.getElementById('f').contentDocument, r = d.documentElement;
const shown = [...d.body.querySelectorAll('*')].filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && e.offsetWidth);
const sizes = shown.map(e => parseFloat(getComputedStyle(e).fontSize));
const outside = shown.filter(e => e.getBoundingClientRect().right > r.clientWidth + 1);
document.title = [r.scrollWidth, r.clientWidth, Math.min(...sizes), outside.length, shown.length].join(' ') }}</script>"""


def pages(folder):
    """What people are handed: a package of everything, one of awkward values, a plan."""
    with Emulator(seed="empty") as dataverse:
        dataverse.load(whole_person())
        dsr = DataSubjectRequests(dataverse.client(), COMPLETE)
        write_package(dsr.access(Identity(email=ADA)), folder / "whole")
        plan = dsr.plan(Identity(email=ADA), read_only="reopen", requested_by="Officer One")
    long = ["x" * 5000, "word " * 500, "https://example.com/" + "y" * 300]
    write_package(report_of([*long, *HOSTILE[:10]]), folder / "awkward")
    (folder / "plan.html").write_text(plan_page(plan, residuals=residuals_of(COMPLETE), catalogue=COMPLETE), encoding="utf-8")
    return [folder / "whole/index.html", folder / "awkward/index.html", folder / "plan.html"]


@pytest.mark.parametrize("width", [400, 1400])
def test_a_page_is_as_wide_as_the_window_and_large_enough_to_read(tmp_path, width):
    for number, page in enumerate(pages(tmp_path)):
        probe = tmp_path / f"probe{number}.html"
        probe.write_text(PROBE.format(page=page.as_uri(), width=width), encoding="utf-8")
        dom = browse(tmp_path / "profile", "--allow-file-access-from-files", "--window-size=1600,1000", "--dump-dom", probe.as_uri())
        scroll, client, smallest, outside, shown = map(float, dom.partition("<title>")[2].partition("</title>")[0].split())
        assert scroll <= client <= width
        assert outside == 0
        assert smallest >= 11.5
        assert shown > 20
