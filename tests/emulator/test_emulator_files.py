"""File columns, images, notes and attachments: uploads, downloads in ranges, blocks, deletes, limits, and memory that stays flat."""

import base64
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from attrs import evolve

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.schema.model import ColumnSchema, Schema
from dataverse_sdk.schema.stock import stock_schema

CRM = "Microsoft.Dynamics.CRM."
ID = "00000000-0000-0000-0000-000000000001"
FILE = f"contacts({ID})/sample_file"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
OCTETS = {"Content-Type": "application/octet-stream"}


def schema() -> Schema:
    """The stock tables with a file column and a second image column on contact."""
    tables = dict(stock_schema().tables)
    more = (
        ColumnSchema("sample_file", "sample_file", "Edm.Binary", "File", valid_for_create=False, valid_for_update=False),
        ColumnSchema("sample_file_name", "sample_file_name", "Edm.String", "String", valid_for_create=False, valid_for_update=False),
    )
    tables["contact"] = evolve(tables["contact"], columns=(*tables["contact"].columns, *more))
    return Schema(tables)


@pytest.fixture
def dataverse() -> Iterator[Emulator]:
    with Emulator(seed="empty", metadata=schema()) as emulator:
        emulator.load({"contacts": [{"contactid": ID, "lastname": "x"}]})
        yield emulator


def error(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def upload(http: httpx.Client, content: bytes, name: str = "a.txt") -> httpx.Response:
    return http.patch(FILE, content=content, headers=OCTETS | {"x-ms-file-name": name})


# -- one piece -----------------------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_in_one_request_and_downloaded_again(http: httpx.Client) -> None:
    assert http.get(f"contacts({ID})?$select=sample_file").json()["sample_file"] is None
    reply = upload(http, b"hello")
    assert (reply.status_code, reply.content) == (204, b"")
    row = http.get(f"contacts({ID})?$select=sample_file,sample_file_name").json()
    assert row["sample_file_name"] == "a.txt"
    assert len(row["sample_file"]) == 36
    reply = http.get(f"{FILE}/$value")
    assert (reply.status_code, reply.content) == (200, b"hello")
    told = {name: reply.headers[name] for name in ("x-ms-file-size", "x-ms-file-name", "mimetype", "Content-Type")}
    assert told == {"x-ms-file-size": "5", "x-ms-file-name": "a.txt", "mimetype": "text/plain", "Content-Type": "application/octet-stream"}


def test_a_second_upload_replaces_the_first(dataverse: Emulator, http: httpx.Client) -> None:
    before = http.get(f"contacts({ID})").json()["@odata.etag"]
    upload(http, b"one")
    assert http.get(f"contacts({ID})").json()["@odata.etag"] != before
    upload(http, b"two", "b.bin")
    assert http.get(f"{FILE}/$value").content == b"two"
    assert dataverse.store.execute('SELECT count(*) FROM "dv@blob"').fetchone() == (1,)


def test_a_name_beyond_ascii_comes_as_a_query_option(http: httpx.Client) -> None:
    assert http.patch(f"{FILE}?x-ms-file-name=n%C3%A9.txt", content=b"x", headers=OCTETS).status_code == 204
    assert http.get(f"{FILE}/$value").headers["x-ms-file-name"] == "n%C3%A9.txt"
    assert http.get(f"contacts({ID})?$select=sample_file_name").json()["sample_file_name"] == "né.txt"


@pytest.mark.parametrize(
    ("header", "status", "content", "shown"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-99", 206, b"456789", "bytes 4-9/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=10-12", 416, b"", "bytes */10"),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_range_of_a_file(http: httpx.Client, header: str, status: int, content: bytes, shown: str | None) -> None:
    upload(http, b"0123456789")
    reply = http.get(f"{FILE}/$value", headers={"Range": header})
    assert (reply.status_code, reply.content, reply.headers.get("Content-Range")) == (status, content, shown)
    if status == 206:
        assert reply.headers["x-ms-chunk-size"] == "4194304"
        assert reply.headers["Access-Control-Expose-Headers"] == "x-ms-file-size; x-ms-file-name; x-ms-chunk-size; mimetype"


def test_a_file_is_no_larger_than_its_column_takes(http: httpx.Client) -> None:
    column = {"@odata.type": "Microsoft.Dynamics.CRM.FileAttributeMetadata", "SchemaName": "new_Small", "MaxSizeInKB": 2}
    assert http.post("EntityDefinitions(LogicalName='contact')/Attributes", json=column).status_code == 204
    where = "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='new_small')/Microsoft.Dynamics.CRM.FileAttributeMetadata"
    assert http.get(f"{where}?$select=MaxSizeInKB").json()["MaxSizeInKB"] == 2
    made = http.post("contacts", json={"lastname": "A"}).headers["OData-EntityId"]
    headers = {"Content-Type": "application/octet-stream", "x-ms-file-name": "a.bin"}
    assert http.patch(f"{made}/new_small", content=b"x" * 2048, headers=headers).status_code == 204
    assert http.patch(f"{made}/new_small", content=b"y" * 2049, headers=headers).status_code == 400
    session = http.patch(f"{made}/new_small?x-ms-file-name=b.bin", headers={"x-ms-transfer-mode": "chunked"}).headers["Location"]
    last = http.patch(session, content=b"z" * 2049, headers={**headers, "Content-Range": "bytes 0-2048/2049"})
    assert last.status_code == 400
    assert http.get(f"{made}/new_small/$value").content == b"x" * 2048  # what was there is there


def test_deleting_empties_the_column(http: httpx.Client) -> None:
    upload(http, b"x")
    assert http.delete(FILE).status_code == 204
    row = http.get(f"contacts({ID})?$select=sample_file,sample_file_name").json()
    assert (row["sample_file"], row["sample_file_name"]) == (None, None)
    reply = http.get(f"{FILE}/$value")
    assert error(reply) == (404, "0x80040217")
    assert reply.json()["error"]["message"] == f"No file attachment found for attribute: sample_file EntityId: {ID}."
    assert http.delete(FILE).status_code == 204


def test_a_file_goes_with_its_record(dataverse: Emulator, http: httpx.Client) -> None:
    upload(http, b"x")
    http.delete(f"contacts({ID})")
    assert dataverse.store.execute('SELECT count(*) FROM "dv@piece"').fetchone() == (0,)


def test_what_is_wrong_with_an_upload(http: httpx.Client) -> None:
    assert error(http.patch(FILE, content=b"x", headers=OCTETS))[0] == 400  # no name
    assert error(http.patch(FILE.replace(ID, ID[:-1] + "9") + "?x-ms-file-name=a", content=b"x", headers=OCTETS)) == (404, "0x80040217")
    assert error(http.patch(FILE + "?x-ms-file-name=a", content=b"x", headers=OCTETS | {"If-Match": 'W/"1"'}))[0] == 412
    assert error(http.patch(FILE + "/$value", content=b"x", headers=OCTETS))[0] == 405
    assert http.get(FILE).status_code == 204


def test_a_record_does_not_take_the_content_of_a_file_column(dataverse: Emulator, http: httpx.Client) -> None:
    assert http.patch(f"contacts({ID})", json={"sample_file": "eA==", "lastname": "y"}).status_code == 204
    assert http.get(f"contacts({ID})?$select=sample_file").json()["sample_file"] is None


def test_a_file_of_128_megabytes_needs_chunks(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataverse_sdk.emulator.routes.files.LARGEST_SINGLE", 10)
    assert upload(http, b"123456789").status_code == 204
    assert error(upload(http, b"1234567890")) == (413, "0x80044a02")


# -- chunks --------------------------------------------------------------------------------------------------------------


def begin(http: httpx.Client) -> str:
    reply = http.patch(f"{FILE}?x-ms-file-name=big.pdf", headers={"x-ms-transfer-mode": "chunked"})
    assert (reply.status_code, reply.headers["x-ms-chunk-size"], reply.headers["Accept-Ranges"]) == (200, "4194304", "bytes")
    where = reply.headers["Location"]
    assert where.startswith(f"{http.base_url}{FILE}?sessiontoken=")
    return where


def chunk(http: httpx.Client, where: str, content: bytes, span: str) -> int:
    headers = OCTETS | {"Content-Range": f"bytes {span}", "x-ms-file-name": "big.pdf"}
    return http.patch(where, content=content, headers=headers).status_code


def test_chunks_become_a_file_when_the_last_one_has_come(http: httpx.Client) -> None:
    upload(http, b"old")
    where = begin(http)
    assert chunk(http, where, b"abcd", "0-3/10") == 206
    assert http.get(f"{FILE}/$value").content == b"old"
    assert chunk(http, where, b"efgh", "4-7/10") == 206
    assert chunk(http, where, b"efgh", "4-7/10") == 206  # sent again, because the reply was lost
    assert chunk(http, where, b"ij", "8-9/10") == 204
    reply = http.get(f"{FILE}/$value")
    assert (reply.content, reply.headers["mimetype"], reply.headers["x-ms-file-name"]) == (b"abcdefghij", "application/pdf", "big.pdf")
    assert chunk(http, where, b"ij", "8-9/10") == 400  # the session is over


@pytest.mark.parametrize(("content", "span"), [(b"abcd", "4-7/10"), (b"abc", "0-3/10"), (b"abcd", "0-3/3"), (b"abcd", "nonsense")])
def test_a_chunk_that_does_not_fit_is_refused(http: httpx.Client, content: bytes, span: str) -> None:
    assert chunk(http, begin(http), content, span) == 400


def test_a_token_of_no_session_is_refused(http: httpx.Client) -> None:
    assert chunk(http, f"{FILE}?sessiontoken=nothing", b"x", "0-0/1") == 400


# -- blocks --------------------------------------------------------------------------------------------------------------


def target(**more: object) -> dict[str, object]:
    return {"Target": {"@odata.type": CRM + "contact", "contactid": ID}, **more}


def block(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_blocks_become_a_file_in_the_order_of_the_list(http: httpx.Client) -> None:
    reply = http.post("InitializeFileBlocksUpload", json=target(FileName="a.txt", FileAttributeName="sample_file"))
    assert reply.json()["@odata.context"].endswith(f"#{CRM}InitializeFileBlocksUploadResponse")
    token = {"FileContinuationToken": reply.json()["FileContinuationToken"]}
    for name, data in (("2", "wrong"), ("2", "cd"), ("1", "ab"), ("3", "unused")):
        assert http.post("UploadBlock", json={"BlockId": block(name), "BlockData": block(data), **token}).status_code == 204
    commit = {"FileName": "b.txt", "MimeType": "text/x-b", **token}
    assert error(http.post("CommitFileBlocksUpload", json={**commit, "BlockList": [block("9")]}))[0] == 400
    reply = http.post("CommitFileBlocksUpload", json={**commit, "BlockList": [block("1"), block("2")]})
    file_id = reply.json()["FileId"]
    assert reply.json()["FileSizeInBytes"] == 4
    assert http.get(f"contacts({ID})?$select=sample_file").json()["sample_file"] == file_id
    told = http.post("InitializeFileBlocksDownload", json=target(FileAttributeName="sample_file")).json()
    assert (told["FileSizeInBytes"], told["FileName"], told["IsChunkingSupported"]) == (4, "b.txt", True)
    body = {"Offset": 1, "BlockLength": 2, "FileContinuationToken": told["FileContinuationToken"]}
    assert base64.b64decode(http.post("DownloadBlock", json=body).json()["Data"]) == b"bc"
    assert http.post("DeleteFile", json={"FileId": file_id}).status_code == 204
    assert http.get(f"contacts({ID})?$select=sample_file").json()["sample_file"] is None
    assert error(http.post("DeleteFile", json={"FileId": file_id})) == (404, "0x80040217")
    assert error(http.post("InitializeFileBlocksDownload", json=target(FileAttributeName="sample_file"))) == (404, "0x80040217")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"BlockId": "?", "BlockData": ""}, 400),
        ({"BlockId": block("x" * 65), "BlockData": ""}, 400),
        ({"BlockId": block("1"), "BlockData": base64.b64encode(bytes(4 * 1024 * 1024 + 1)).decode()}, 400),
        ({"BlockId": block("1"), "BlockData": "", "FileContinuationToken": "nothing"}, 400),
    ],
)
def test_a_block_that_is_refused(http: httpx.Client, body: dict[str, object], status: int) -> None:
    token = http.post("InitializeFileBlocksUpload", json=target(FileName="a", FileAttributeName="sample_file")).json()[
        "FileContinuationToken"
    ]
    assert error(http.post("UploadBlock", json={"FileContinuationToken": token, **body}))[0] == status


def test_blocks_need_a_column_that_holds_files(http: httpx.Client) -> None:
    assert error(http.post("InitializeFileBlocksUpload", json=target(FileName="a", FileAttributeName="lastname"))) == (400, "0x80041103")


def test_a_commit_for_a_record_that_is_gone_is_refused(http: httpx.Client) -> None:
    token = http.post("InitializeFileBlocksUpload", json=target(FileName="a", FileAttributeName="sample_file")).json()[
        "FileContinuationToken"
    ]
    http.delete(f"contacts({ID})")
    body = {"FileName": "a", "MimeType": "x", "BlockList": [], "FileContinuationToken": token}
    assert error(http.post("CommitFileBlocksUpload", json=body))[0] == 400


# -- images --------------------------------------------------------------------------------------------------------------


def test_an_image_is_shown_with_its_record_and_beside_it(http: httpx.Client) -> None:
    record = f"contacts({ID})"
    assert http.patch(record, json={"entityimage": base64.b64encode(PNG).decode()}).status_code == 204
    row = http.get(record + "?$select=entityimage,entityimage_url,entityimage_timestamp,entityimageid").json()
    assert base64.b64decode(row["entityimage"]) == PNG
    expected = (
        f"/Image/download.aspx?Entity=contact&Attribute=entityimage&Id={row['entityimageid']}&Timestamp={row['entityimage_timestamp']}"
    )
    assert row["entityimage_url"] == expected
    for url in (f"{record}/entityimage/$value", f"{record}/entityimage/$value?size=full"):
        reply = http.get(url)
        assert (reply.content, reply.headers["mimetype"]) == (PNG, "image/png")
    assert http.patch(record, json={"entityimage": None}).status_code == 204
    row = http.get(record + "?$select=entityimage,entityimage_url").json()
    assert (row["entityimage"], row["entityimage_url"]) == (None, None)
    assert http.get(f"{record}/entityimage/$value").status_code == 204


@pytest.mark.parametrize("clear", ["delete", "put"])
def test_an_image_is_uploaded_and_deleted_by_itself(http: httpx.Client, clear: str) -> None:
    image = f"contacts({ID})/entityimage"
    assert http.patch(image, content=PNG, headers=OCTETS).status_code == 204
    assert http.get(f"{image}/$value").content == PNG
    reply = http.delete(image) if clear == "delete" else http.put(image, json={"value": None})
    assert reply.status_code == 204
    assert http.get(f"{image}/$value").status_code == 204


def test_an_image_column_takes_images_of_a_certain_size_only(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    image = f"contacts({ID})/entityimage"
    reply = http.patch(image, content=b"text", headers=OCTETS)
    assert error(reply) == (400, "0x80072553")
    assert "attribute: entityimage" in reply.json()["error"]["message"]
    monkeypatch.setattr("dataverse_sdk.emulator.writing.content.LARGEST_IMAGE", 10)
    assert "too big" in http.patch(image, content=PNG, headers=OCTETS).json()["error"]["message"]


def test_an_image_has_no_file_to_download_in_blocks(http: httpx.Client) -> None:
    reply = http.post("InitializeFileBlocksDownload", json=target(FileAttributeName="entityimage"))
    assert error(reply) == (404, "0x80040217")


# -- notes and attachments -----------------------------------------------------------------------------------------------


def test_the_document_of_a_note_is_limited(dataverse: Emulator, http: httpx.Client) -> None:
    from attrs import evolve as changed

    body = {"filename": "a.txt", "mimetype": "text/plain", "documentbody": base64.b64encode(b"12345").decode()}
    where = http.post("annotations", json=body).headers["OData-EntityId"]
    row = http.get(where).json()
    assert (row["isdocument"], row["filesize"]) == (True, 5)
    reply = http.get(where + "/documentbody/$value")
    assert (reply.text, reply.headers["Content-Type"]) == (body["documentbody"], "text/plain")
    assert http.patch(where, json={"documentbody": None, "filename": None}).status_code == 204
    row = http.get(where).json()
    assert (row["isdocument"], row["filesize"], row["documentbody"]) == (False, None, None)
    dataverse.switches = changed(dataverse.switches, largest_attachment=4)
    reply = http.patch(where, json={"documentbody": body["documentbody"]})
    assert (error(reply), reply.json()["error"]["message"]) == ((400, "0x80044a02"), "Attachment file size is too big.")


def test_five_megabytes_is_the_limit_of_a_new_environment(http: httpx.Client) -> None:
    fits, too_much = (base64.b64encode(bytes(5 * 1024 * 1024 + more)).decode() for more in (0, 1))
    assert http.post("annotations", json={"documentbody": fits}).status_code == 204
    assert error(http.post("annotations", json={"documentbody": too_much})) == (400, "0x80044a02")


@pytest.fixture
def stock() -> Iterator[httpx.Client]:
    """A client of an environment with every table the emulator has."""
    with Emulator(seed="empty") as emulator:
        emulator.load({"emails": [{"activityid": ID}]})
        base, headers = "https://emulator.localhost/api/data/v9.2/", {"Authorization": "Bearer x"}
        with httpx.Client(transport=emulator.transport(), base_url=base, headers=headers) as client:
            yield client


def test_an_attachment_hangs_on_its_email(stock: httpx.Client) -> None:
    body = {"filename": "a.txt", "body": "YWJj", "objectid_email@odata.bind": f"emails({ID})", "objecttypecode": "email"}
    where = stock.post("activitymimeattachments", json=body).headers["OData-EntityId"]
    row = stock.get(where).json()
    assert (row["filesize"], row["_objectid_value"], row["objecttypecode"]) == (3, ID, "email")
    reply = stock.get(where + "/body/$value")
    assert (reply.text, reply.headers["Content-Type"]) == ("YWJj", "text/plain")


@pytest.mark.parametrize(
    ("kind", "table", "member", "document"),
    [
        ("Annotation", "annotation", "AnnotationId", "documentbody"),
        ("Attachment", "activitymimeattachment", "ActivityMimeAttachmentId", "body"),
    ],
)
def test_documents_are_uploaded_in_blocks(stock: httpx.Client, kind: str, table: str, member: str, document: str) -> None:
    described = {"@odata.type": CRM + table, "filename": "a.txt"}

    def upload_blocks(content: str) -> httpx.Response:
        token = stock.post(f"Initialize{kind}BlocksUpload", json={"Target": described}).json()["FileContinuationToken"]
        stock.post("UploadBlock", json={"BlockId": block("1"), "BlockData": block(content), "FileContinuationToken": token})
        return stock.post(
            f"Commit{kind}BlocksUpload", json={"Target": described, "BlockList": [block("1")], "FileContinuationToken": token}
        )

    reply = upload_blocks("hello")
    assert reply.json()["FileSizeInBytes"] == 5
    where = f"{table}s({reply.json()[member]})"
    assert base64.b64decode(stock.get(where).json()[document]) == b"hello"
    described[f"{table}id"] = reply.json()[member]
    assert upload_blocks("again").json()[member] == reply.json()[member]
    assert base64.b64decode(stock.get(where).json()[document]) == b"again"
    wrong = {"Target": {"@odata.type": CRM + "contact", "contactid": ID}}
    assert error(stock.post(f"Initialize{kind}BlocksUpload", json=wrong))[0] == 400
    assert error(stock.post(f"Initialize{kind}BlocksDownload", json=wrong))[0] == 400


@pytest.mark.parametrize(
    ("kind", "table", "document"), [("Annotation", "annotation", "documentbody"), ("Attachment", "activitymimeattachment", "body")]
)
@pytest.mark.parametrize("write", [base64.b64encode, base64.encodebytes], ids=["one line", "lines"])
def test_a_document_comes_in_blocks(stock: httpx.Client, kind: str, table: str, document: str, write: Callable[[bytes], bytes]) -> None:
    content = bytes(range(256)) * 3
    where = stock.post(f"{table}s", json={"filename": "a.bin", document: write(content).decode()}).headers["OData-EntityId"]
    record = {f"{table}id": where.rpartition("(")[2].rstrip(")")}
    opened = {"Target": {"@odata.type": CRM + table, **record}}
    told = stock.post(f"Initialize{kind}BlocksDownload", json=opened).json()
    assert (told["FileSizeInBytes"], told["FileName"]) == (len(content), "a.bin")
    token = {"FileContinuationToken": told["FileContinuationToken"]}
    for length in (1, 2, 3, 100, 1000):
        blocks = [
            stock.post("DownloadBlock", json={"Offset": offset, "BlockLength": length, **token}).json()["Data"]
            for offset in range(0, len(content), length)
        ]
        assert b"".join(map(base64.b64decode, blocks)) == content
    for offset, length in ((-1, 1), (0, 0), (0, 4 * 1024 * 1024 + 1)):
        assert error(stock.post("DownloadBlock", json={"Offset": offset, "BlockLength": length, **token}))[0] == 400
    assert stock.patch(where, json={document: None, "filename": None}).status_code == 204
    assert error(stock.post("DownloadBlock", json={"Offset": 0, "BlockLength": 1, **token})) == (404, "0x80040217")
    assert stock.post(f"Initialize{kind}BlocksDownload", json=opened).json()["FileSizeInBytes"] == 0


# -- over HTTP -----------------------------------------------------------------------------------------------------------


def test_a_large_file_passes_without_a_copy_in_memory(tmp_path: Path) -> None:
    size = 48 * 1024 * 1024
    with Emulator(seed="empty", metadata=schema(), path=tmp_path / "d.sqlite") as dataverse:
        dataverse.load({"contacts": [{"contactid": ID}]})
        with dataverse.serve() as url, httpx.Client(base_url=f"{url}/api/data/v9.2/", headers={"Authorization": "Bearer x"}) as client:

            def content() -> Iterator[bytes]:
                for number in range(size >> 20):
                    yield bytes([number]) * 2**20

            tracemalloc.start()
            headers = OCTETS | {"x-ms-file-name": "big.bin", "Content-Length": str(size)}
            assert client.patch(FILE, content=content(), headers=headers).status_code == 204
            received = 0
            with client.stream("GET", f"{FILE}/$value") as reply:
                assert reply.headers["Content-Length"] == str(size)
                for number, piece in enumerate(reply.iter_bytes(2**20)):
                    assert piece == bytes([number]) * 2**20
                    received += len(piece)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    assert received == size
    assert peak < size / 2
