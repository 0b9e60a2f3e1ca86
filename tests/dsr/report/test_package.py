"""A package is what its manifest says, for a person, for machines and for spreadsheets; a given file name is never a path."""

import base64
import csv
import hashlib
import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hostile import FORMULAS, NAMES
from people import ADA, NINE, contact, key, load, note, whole_person

from dataverse_dsr import AccessReport, Context, DataSubjectRequests, Identity, Labels, Status, write_package
from dataverse_dsr.report.access import AccessCollection, AccessColumn
from dataverse_dsr.report.attachments import BLOCK, Attachment, attachments_of, stream
from dataverse_dsr.report.package import PackageOptions, _json_default, package
from dataverse_dsr.report.storage import Folder
from dataverse_sdk.errors import InvalidReply, ServiceError
from dataverse_sdk.testing import ScriptedDriver, error_reply, json_reply

PERSON = Identity(email=ADA)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def report(dataverse):
    load(dataverse, whole_person())
    return DataSubjectRequests(dataverse.client(), clock=lambda: NOW).access(PERSON)


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_a_package_is_what_its_manifest_says(report, tmp_path):
    paths = write_package(report, tmp_path / "package")
    manifest = manifest_of(tmp_path / "package")
    assert [path.name for path in paths][-1] == "manifest.json"
    assert {str(path.relative_to(tmp_path / "package")) for path in paths} == {*manifest["files"], "manifest.json"}
    for name, facts in manifest["files"].items():
        content = (tmp_path / "package" / name).read_bytes()
        assert facts == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    assert (manifest["status"], manifest["http_calls"], manifest["generated_at"]) == ("complete", 2, "2026-01-02T03:04:05+00:00")
    assert manifest["library"].startswith("typed-dataverse")
    assert {name: one["rows"] for name, one in manifest["collections"].items()} == {
        name: len(collection.rows) for name, collection in report.collections.items()
    }


def test_every_value_says_what_it_is(report, tmp_path):
    write_package(report, tmp_path)
    document = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))
    assert list(document["collections"]) == list(NINE)
    for name, collection in document["collections"].items():
        shown = report.collections[name]
        assert collection["records"] == [row[shown.key] for row in shown.rows]
        for one in collection["values"]:
            assert {"table", "record_id", "column", "label", "category", "value"} <= set(one)
            assert one["value"] is not None
    values = document["collections"]["contacts"]["values"]
    (birth,) = [one for one in values if one["column"] == "birthdate"]
    assert (birth["label"], birth["category"], birth["value"]) == ("Date of birth", "user.demographic.date_of_birth", "1815-12-10")
    totals = [one["value"] for one in document["collections"]["quotes"]["values"] if one["column"] == "totalamount"]
    assert totals == ["12.5000", "12.5000"]
    (state, _) = [one for one in document["collections"]["incidents"]["values"] if one["column"] == "statecode"]
    assert (state["value"], state["text"]) == (0, "Active")


def test_a_table_for_spreadsheets_holds_every_record(report, tmp_path):
    write_package(report, tmp_path)
    (header, *rows) = csv.reader(io.StringIO((tmp_path / "csv/quotes.csv").read_bytes().decode(), newline=""))
    assert len(set(header)) == len(header)
    assert len(rows) == 2
    assert dict(zip(header, rows[0], strict=True))["Total amount"] == "12.50"


def test_h35_no_cell_of_a_package_is_a_formula_and_the_exact_value_is_kept(dataverse, tmp_path):
    ada = contact()
    notes = [note("contact", ada["contactid"], notetext=text.replace("\0", "")) for text in FORMULAS[:200]]
    load(dataverse, {"contacts": [ada], "annotations": notes})
    report = DataSubjectRequests(dataverse.client()).access(PERSON)
    write_package(report, tmp_path)
    text = (tmp_path / "csv/annotations.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 200
    assert not any(row["Note"][:1] in ("=", "+", "-", "@", "\t", "\r", "\n", " ") and row["Note"].strip()[:1] in "=+-@" for row in rows)
    kept = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))["collections"]["annotations"]["values"]
    assert {one["value"] for one in kept if one["column"] == "notetext"} == {one["notetext"] for one in notes}


def test_the_manifest_holds_no_personal_data(report, tmp_path):
    write_package(report, tmp_path)
    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert ADA not in text
    assert "Lovelock" not in text


def test_only_the_owner_can_read_a_package(report, tmp_path):
    for path in write_package(report, tmp_path / "package"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_package_written_twice_is_the_same_and_nothing_old_is_left(report, tmp_path):
    first = {path: path.read_bytes() for path in write_package(report, tmp_path)}
    (tmp_path / "mine.txt").write_text("stays")
    assert {path: path.read_bytes() for path in write_package(report, tmp_path)} == first
    smaller = report.only("user.name")
    nobody = AccessReport(report.status, report.environment_id, "c", NOW, 1, {})
    write_package(smaller, tmp_path)
    write_package(nobody, tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["data.json", "index.html", "manifest.json", "mine.txt"]


@pytest.mark.parametrize("text", ["[]", "{}", "junk", '{"files": {"../mine.txt": {}, "/etc/passwd": {}}}'])
def test_a_manifest_of_somebody_else_removes_nothing_outside(report, tmp_path, text):
    (tmp_path / "mine.txt").write_text("stays")
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "manifest.json").write_text(text)
    write_package(report, folder)
    assert (tmp_path / "mine.txt").exists()


def test_a_package_that_fails_has_no_manifest(report, tmp_path, monkeypatch):
    write_package(report, tmp_path)
    opened = Folder.open

    def failing(self, name):
        if name == "index.html":
            raise OSError("disk full")
        return opened(self, name)

    monkeypatch.setattr(Folder, "open", failing)
    with pytest.raises(OSError, match="disk full"):
        write_package(report, tmp_path)
    assert not (tmp_path / "manifest.json").exists()


def test_a_collection_that_was_not_read_says_so_in_the_package(dataverse, tmp_path):
    load(dataverse, whole_person())
    report = DataSubjectRequests(dataverse.client()).access(PERSON)
    broken = AccessCollection("incidents", error="forbidden (HTTP 403)", table="incident", key="incidentid", label="Case")
    report = AccessReport(Status.PARTIAL, report.environment_id, "c", NOW, 2, {**report.collections, "incidents": broken})
    write_package(report, tmp_path)
    assert json.loads((tmp_path / "data.json").read_text())["collections"]["incidents"]["error"] == "forbidden (HTTP 403)"
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "This answer is not complete" in page
    assert "Case: could not be read" in page


def test_h36_what_is_about_others_is_withheld_and_said_so(dataverse, tmp_path):
    from dataverse_dsr import Catalogue, Declaration, matched
    from dataverse_sdk.tables import Contact

    own = Declaration(
        Contact,
        found_by=[matched(Contact.emailaddress1)],
        read=[Contact.lastname, Contact.spousesname, Contact.managername],
        person=[Contact.lastname],
        stage="roots",
    )
    load(dataverse, {"contacts": [contact(spousesname="canary spouse")]})
    dsr = DataSubjectRequests(dataverse.client(), Catalogue("own", [own]))
    report = dsr.access(PERSON)
    (row,) = report.collections["contacts"].rows
    assert set(row) == {"contactid", "lastname"}
    write_package(report, tmp_path)
    assert not any("canary" in path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*"))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Data about other people was left out" in page
    assert "Name of spouse or partner" in page
    assert manifest_of(tmp_path)["collections"]["contacts"]["withheld"] == ["spousesname"]
    (row,) = dsr.access(PERSON, third_parties=True).collections["contacts"].rows
    assert row["spousesname"] == "canary spouse"


def test_the_context_stands_in_the_page_and_what_is_missing_is_called_missing(report, tmp_path):
    write_package(report, tmp_path, context=Context({"controller": "Contoso <Ltd>"}))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Contoso &lt;Ltd&gt;" in page
    assert page.count("not provided") == 10
    assert len(manifest_of(tmp_path)["context_missing"]) == 10


def test_a_page_speaks_in_labels(report, tmp_path):
    write_package(report, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for word in ("The data held about you", "Date of birth", "Your addresses", "Billing address: state or province", "12.50"):
        assert word in page
    for name in ("emailaddress1", "billto_", "statecode", "_objectid_value", "annotations"):
        assert name not in page


def test_a_report_takes_an_environments_words_and_can_be_narrowed(report, tmp_path):
    labels = Labels({"contact": "Customer"}, {("contact", "firstname"): "Given name"})
    collection = report.labelled(labels).collections["contacts"]
    assert (collection.label, collection.columns[0].label) == ("Customer", "Given name")
    narrow = report.only("user.contact.email")
    assert set(narrow.collections["contacts"].rows[0]) == {"contactid", "emailaddress1", "emailaddress2", "emailaddress3"}
    assert narrow.collections["incidents"].columns == ()


def test_a_page_of_nobody_says_so(tmp_path):
    nobody = AccessReport(Status.NO_DATA_FOUND, UUID(int=1), "c", NOW, 1, {})
    write_package(nobody, tmp_path)
    assert "No record was found" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_h34_neither_rows_nor_the_services_words_stand_in_a_repr():
    collection = AccessCollection("x", ({"id": "canary"},), texts={("1", "c"): "canary"})
    assert "canary" not in repr(collection)


def test_values_of_every_kind_read_well():
    collection = AccessCollection("x", key="id", texts={("1", "c"): "Said"})
    row = {"id": "1", "a": True, "b": False, "c": 3, "d": [1, 2], "e": None, "f": Decimal("1.5000"), "g": Decimal("0.0125"), "h": 7}
    assert [collection.text(row, name) for name in "abcdefgh"] == ["Yes", "No", "Said", "1, 2", "", "1.50", "0.0125", "7"]
    assert not collection.queried


def test_values_nobody_foresaw_are_not_written():
    with pytest.raises(TypeError):
        _json_default(object())


def test_any_text_can_stand_in_a_package(tmp_path):
    rows = (
        {"id": "1", "title": "Zo\u00eb \u4f0a"},
        {"id": "2", "title": "\ud800 \u202e"},
        {"id": "3", "title": "x" * 200},
        {"id": "4", "title": None},
    )
    from dataverse_dsr import AccessColumn

    column = AccessColumn("title", "title", "Title", "user.content")
    collection = AccessCollection(
        "mine", rows, ("x",), table="new_mine", key="id", label="Mine", columns=(column, AccessColumn("id", "id", "Title", "x"))
    )
    report = AccessReport(Status.COMPLETE, UUID(int=1), "c", NOW, 1, {"mine": collection})
    write_package(report, tmp_path)
    assert "Zo\u00eb \u4f0a" in (tmp_path / "data.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "data.json").read_bytes())["collections"]["mine"]["values"][2]["value"] == "\ud800 \u202e"
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Other records" in page
    assert "Title (title)" in (tmp_path / "csv/mine.csv").read_text(encoding="utf-8")


# -- files


@pytest.fixture
def with_files(dataverse):
    ada = contact()
    content = base64.b64encode(b"the contents of a file" * 100).decode()
    notes = [
        note(
            "contact",
            ada["contactid"],
            filename=name.replace("\0", "").replace("\ud800", "")[:255] or None,
            mimetype="text/html",
            documentbody=content,
        )
        for name in NAMES
    ]
    load(dataverse, {"contacts": [ada], "annotations": notes})
    return DataSubjectRequests(dataverse.client())


def test_h35_a_given_name_is_never_a_path(with_files, tmp_path):
    report = with_files.access(PERSON)
    paths = with_files.package(report, tmp_path / "package", attachments=True)
    inside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(inside) == sorted(paths)
    files = sorted((tmp_path / "package/attachments").iterdir())
    assert len(files) >= len(NAMES) - 1
    assert all(len(path.stem) == 4 and path.stem.isdecimal() for path in files)
    assert {path.suffix for path in files} <= {".bin", ".pdf", ".txt", ".png"}
    assert all(path.read_bytes() == b"the contents of a file" * 100 for path in files)
    document = json.loads((tmp_path / "package/data.json").read_bytes())
    assert all((tmp_path / "package" / one["file"]).exists() for one in document["attachments"])
    page = (tmp_path / "package/index.html").read_text(encoding="utf-8")
    assert 'href="attachments/0001.' in page
    assert "&lt;img src=x&gt;.png" in page


def test_a_file_left_out_is_named(with_files, tmp_path):
    report = with_files.access(PERSON)
    write_package(report, tmp_path)
    assert not (tmp_path / "attachments").exists()
    assert "its contents are not in this package" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "data.json").read_bytes())["attachments"][0]["file"] is None


def test_a_file_that_cannot_be_fetched_is_named_with_its_error(dataverse, tmp_path):
    ada = contact()
    load(dataverse, {"contacts": [ada], "annotations": [note("contact", ada["contactid"], filename="a.pdf", documentbody="!!!")]})
    dsr = DataSubjectRequests(dataverse.client())
    dsr.package(dsr.access(PERSON), tmp_path, attachments=True)
    assert manifest_of(tmp_path)["files"]["attachments/0001.pdf"] == {"error": "InvalidReply"}
    assert json.loads((tmp_path / "data.json").read_bytes())["attachments"][0]["file"] is None
    assert list((tmp_path / "attachments").iterdir()) == []


def test_both_faces_write_the_same_encrypted_package(dataverse, face, tmp_path):
    pyrage = pytest.importorskip("pyrage", reason="the extra age is not installed")
    load(dataverse, whole_person())
    identity = pyrage.x25519.Identity.generate()
    dsr = face(dataverse, clock=lambda: NOW)
    (path,) = dsr.package(dsr.access(PERSON), tmp_path / "p.zip.age", recipients=[str(identity.to_public())])
    assert b"Lovelock" not in path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(path.read_bytes(), [identity]))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert {*manifest["files"], "manifest.json"} == set(archive.namelist())
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == facts["sha256"] for name, facts in manifest["files"].items())


LARGE = Attachment("annotation", UUID(int=7), "attachments/0001.bin", size=100 * 1024 * 1024)


def test_a_large_file_passes_through_in_blocks(tmp_path):
    blocks = {offset: json_reply({"Data": base64.b64encode(bytes(BLOCK)).decode()}) for offset in (0,)}
    opened = json_reply({"FileContinuationToken": "t", "FileSizeInBytes": LARGE.size, "IsChunkingSupported": True})
    driver = ScriptedDriver(opened, *[lambda request: blocks[0]] * 100)
    digest, size = hashlib.sha256(), 0

    def write(piece):
        nonlocal size
        size += len(piece)
        digest.update(piece)

    driver.effects = _Forgetful()
    tracemalloc.start()
    driver.run(stream(LARGE, write))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == LARGE.size
    assert digest.hexdigest() == hashlib.sha256(bytes(LARGE.size)).hexdigest()
    assert peak < 16 * 1024 * 1024


def test_a_file_of_several_blocks_arrives_as_it_was(dataverse, face, tmp_path):
    content = hashlib.shake_128(b"a scan").digest(2 * BLOCK + 12_345)
    ada = contact()
    body = base64.b64encode(content).decode()
    load(
        dataverse,
        {
            "contacts": [ada],
            "annotations": [note("contact", ada["contactid"], filename="scan.pdf", documentbody=body, filesize=len(content))],
        },
    )
    dsr = face(dataverse)
    report = dsr.access(PERSON)
    before = len(dataverse.requests)
    dsr.package(report, tmp_path, attachments=True)
    assert (tmp_path / "attachments/0001.pdf").read_bytes() == content
    assert len(dataverse.requests) - before == 1 + 3  # it is opened, and comes in three blocks


class _Forgetful(list):
    def append(self, _):
        pass


def test_blocks_are_asked_for_one_after_the_other():
    opened = json_reply({"FileContinuationToken": "t", "FileSizeInBytes": 5 * 1024 * 1024, "IsChunkingSupported": False})
    driver = ScriptedDriver(opened, json_reply({"Data": base64.b64encode(b"x" * 5 * 1024 * 1024).decode()}))
    pieces = []
    driver.run(stream(LARGE, pieces.append))
    assert [len(piece) for piece in pieces] == [5 * 1024 * 1024]
    first, second = driver.requests
    assert first.target == "InitializeAnnotationBlocksDownload"
    assert json.loads(second.body) == {"Offset": 0, "BlockLength": 5 * 1024 * 1024, "FileContinuationToken": "t"}


@pytest.mark.parametrize("status", [400, 404, 501])
def test_an_environment_without_blocks_gives_the_file_whole(status):
    from dataverse_sdk.operations import Reply

    driver = ScriptedDriver(error_reply(status), Reply(200, (), base64.b64encode(b"whole")))
    pieces = []
    driver.run(stream(LARGE, pieces.append))
    assert b"".join(pieces) == b"whole"


def test_a_refusal_is_a_refusal():
    with pytest.raises(ServiceError):
        ScriptedDriver(error_reply(403)).run(stream(LARGE, bytes))


@pytest.mark.parametrize(
    "replies",
    [
        [json_reply({})],
        [json_reply({"FileContinuationToken": "t", "FileSizeInBytes": 9}), json_reply({"Data": ""})],
        [json_reply({"FileContinuationToken": "t", "FileSizeInBytes": 9}), json_reply({"Data": "!"})],
    ],
)
def test_a_damaged_download_is_an_error(replies):
    with pytest.raises(InvalidReply):
        ScriptedDriver(*replies).run(stream(LARGE, bytes))


@pytest.mark.parametrize(("body", "problem"), [(b"abcde", "middle"), (b"!!!!", "no base64")])
def test_contents_that_are_no_base64_are_an_error(body, problem):
    from dataverse_sdk.operations import Reply

    small = Attachment("annotation", UUID(int=7), "x")
    with pytest.raises(InvalidReply, match=problem):
        ScriptedDriver(Reply(200, (), body)).run(stream(small, bytes))


def test_files_are_numbered_in_the_reports_order():
    rows = ({"annotationid": key(), "filename": "a.pdf", "filesize": 3}, {"annotationid": key(), "filename": None, "filesize": None})
    collection = AccessCollection("annotations", rows, table="annotation", key="annotationid")
    report = AccessReport(Status.COMPLETE, UUID(int=1), "c", NOW, 1, {"annotations": collection})
    (one,) = attachments_of(report)
    assert (one.name, one.given_name, one.media_type, one.size) == ("attachments/0001.pdf", "a.pdf", "", 3)
    assert "a.pdf" not in repr(one)


def test_a_package_is_never_whole_in_memory(tmp_path):
    """Its files are written while they are made: beside the report, some hundred kilobytes, however many records there are."""
    names = ("id", "subject", "notetext")
    columns = tuple(AccessColumn(name, name, name, "user.content") for name in names[1:])
    rows = tuple({"id": str(UUID(int=number)), "subject": f"Note {number}", "notetext": "lorem ipsum " * 40} for number in range(3000))
    collection = AccessCollection("annotations", rows, ("x",), table="annotation", key="id", label="Note", columns=columns)
    large = AccessReport(Status.COMPLETE, UUID(int=1), "c", NOW, 1, {"annotations": collection})
    write_package(evolve(large, collections={}), tmp_path / "warm")
    tracemalloc.start()
    write_package(large, tmp_path / "large")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    written = sum(path.stat().st_size for path in (tmp_path / "large").rglob("*.*"))
    assert written > 5_000_000
    assert peak < 700_000
    assert len(json.loads((tmp_path / "large/data.json").read_bytes())["collections"]["annotations"]["values"]) == 6000


def test_a_package_given_up_is_taken_back(report, tmp_path):
    flow = package(report, tmp_path, PackageOptions(attachments=True))
    flow.close()
    assert list(tmp_path.iterdir()) == []
