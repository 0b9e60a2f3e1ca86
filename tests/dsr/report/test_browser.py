"""The pages in a real browser: readable at 400 and 1,400 px, nothing runs, nothing leaves. Skipped where there is no Chromium."""

import http.server
import shutil
import subprocess
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hostile import HOSTILE

from dataverse_dsr import AccessColumn, AccessReport, Status, write_package
from dataverse_dsr.report.access import AccessCollection

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
onload = () => {{ const d = document.getElementById('f').contentDocument.documentElement;
document.title = d.scrollWidth + ' ' + d.clientWidth }}</script>"""


@pytest.mark.parametrize("width", [400, 1400])
def test_a_page_is_as_wide_as_the_window(tmp_path, width):
    long = ["x" * 5000, "word " * 500, "https://example.com/" + "y" * 300]
    write_package(report_of([*long, *HOSTILE[:10]]), tmp_path / "package")
    probe = tmp_path / "probe.html"
    probe.write_text(PROBE.format(page=(tmp_path / "package/index.html").as_uri(), width=width), encoding="utf-8")
    dom = browse(tmp_path / "profile", "--allow-file-access-from-files", "--window-size=1600,1000", "--dump-dom", probe.as_uri())
    scroll, client = map(int, dom.partition("<title>")[2].partition("</title>")[0].split())
    assert scroll <= client <= width
