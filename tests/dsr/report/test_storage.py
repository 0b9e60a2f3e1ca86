"""A file is whole or not there, readable by its owner only; an encrypted package never touches the disk in plain."""

import io
import os
import subprocess
import sys
import zipfile

import pytest

from dataverse_dsr import DataSubjectError, MissingExtra
from dataverse_dsr.report import storage
from dataverse_dsr.report.storage import Archive, Folder, atomically, write_text

pyrage = pytest.importorskip("pyrage", reason="the extra age is not installed")
CANARY = b"canary-value"


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


def test_a_file_that_fails_leaves_what_was_there(tmp_path):
    path = write_text(tmp_path / "deep" / "x.json", "before")
    with pytest.raises(RuntimeError), atomically(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "before"
    assert [each.name for each in path.parent.iterdir()] == ["x.json"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_file_is_its_owners_from_the_first_byte(tmp_path):
    with atomically(tmp_path / "x") as file:
        file.write(b"x")
        (partial,) = tmp_path.iterdir()
        assert partial.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_a_lone_surrogate_is_written_as_its_escape(tmp_path):
    assert write_text(tmp_path / "x", "\ud800").read_bytes() == b"\\ud800"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "..\\x", "C:x", "", "."])
def test_nothing_is_written_outside_a_package(tmp_path, name):
    folder = Folder(tmp_path / "package")
    with pytest.raises(DataSubjectError), folder.open(name):
        pass
    folder.forget([name])
    assert list(tmp_path.iterdir()) == [tmp_path / "package"]


def test_an_archive_is_for_its_recipients_only(tmp_path, identity):
    archive = Archive(tmp_path / "p.age", [str(identity.to_public())])
    with archive.open("data.json") as file:
        file.write(CANARY)
    with archive.open("a/b.bin") as file:
        for _ in range(64):
            file.write(bytes(65536))
    assert archive.close(["data.json", "a/b.bin"]) == (tmp_path / "p.age",)
    written = (tmp_path / "p.age").read_bytes()
    assert CANARY not in written
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(written, [identity]))) as opened:
        assert opened.namelist() == ["data.json", "a/b.bin"]
        assert opened.read("data.json") == CANARY
        assert len(opened.read("a/b.bin")) == 64 * 65536
        assert opened.testzip() is None
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(written, [pyrage.x25519.Identity.generate()])


def test_an_archive_given_up_leaves_nothing(tmp_path, identity):
    archive = Archive(tmp_path / "p.age", [str(identity.to_public())])
    with pytest.raises(RuntimeError), archive.open("x") as file:
        file.write(CANARY)
        raise RuntimeError
    archive.abort()
    assert list(tmp_path.iterdir()) == []


def test_an_encryption_that_fails_is_told(tmp_path, identity, monkeypatch):
    def failing(recipients):
        def encrypt(plain, file):
            plain.read()
            raise OSError("disk full")

        return encrypt

    monkeypatch.setattr(storage, "_encryption", failing)
    archive = Archive(tmp_path / "p.age", [])
    with pytest.raises(DataSubjectError, match="OSError"):
        archive.close([])
    assert list(tmp_path.iterdir()) == []


def test_an_archive_whose_reader_is_gone_can_still_be_given_up(tmp_path, monkeypatch):
    def failing(recipients):
        def encrypt(plain, file):
            raise OSError

        return encrypt

    monkeypatch.setattr(storage, "_encryption", failing)
    archive = Archive(tmp_path / "p.age", [])
    archive._thread.join()
    with pytest.raises(OSError), archive.open("x") as file:  # noqa: PT011 -- a broken pipe
        file.write(os.urandom(1 << 20))
    archive.abort()
    assert list(tmp_path.iterdir()) == []


def test_a_recipient_that_is_no_key_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(DataSubjectError, match="age public key"):
        Archive(tmp_path / "p.age", ["canary"])
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(MissingExtra, match=r"typed-dataverse\[age\]"):
        Archive(tmp_path / "p.age", ["age1x"])


KILLED = """
import os, sys
from pathlib import Path
from dataverse_dsr.report.storage import Archive
archive = Archive(Path(sys.argv[1]), [sys.argv[2]])
count = 0
for name in ("a", "b", "c"):
    with archive.open(name) as file:
        for _ in range(10):
            file.write(b"canary-value" * 9000)
            count += 1
            if count == int(sys.argv[3]):
                os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
@pytest.mark.parametrize("point", [1, 11, 29])
def test_killed_anywhere_an_archive_leaves_nothing_in_plain(tmp_path, identity, point):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "p.age"), str(identity.to_public()), str(point)], check=False)
    assert done.returncode == -9
    assert not (tmp_path / "p.age").exists()
    assert not any(CANARY in path.read_bytes() for path in tmp_path.iterdir())
