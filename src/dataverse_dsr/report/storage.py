"""Where files of a request are put: whole or not at all, readable by their owner only.

Knows how to write a file so that nobody ever sees half of it, a package as a folder, and a package as one encrypted archive of which no
plain byte touches the disk. Refuses to know what is written.
"""

import hashlib
import io
import os
import threading
import zipfile
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, Protocol
from uuid import uuid4

from attrs import define, field

from ..errors import DataSubjectError, MissingExtra

__all__ = ["Archive", "Folder", "Package", "Written", "atomically", "write_text"]

# Every archive entry carries the same time, so that the same contents make the same archive.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@contextmanager
def atomically(path: Path) -> Iterator[IO[bytes]]:
    """Gives a file to write; it takes the place of `path` when the block ends well, and vanishes when it does not.

    The file is made for its owner only (0600), beside its place, and is on the disk before it is renamed.
    """
    partial = path.with_name(f".{path.name[:40]}.{uuid4().hex[:8]}.partial")
    file = os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def write_text(path: Path, text: str) -> Path:
    """Writes a text whole or not at all, makes its folder where needed, and gives the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomically(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))
    return path


@define
class Written:
    """A file of a package being written, with its size and SHA-256 as they grow. Mutable."""

    file: IO[bytes]
    size: int = 0
    # Any: the type of hashlib's objects has no public name.
    sha256: Any = field(factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        """Writes a piece."""
        self.size += len(data)
        self.sha256.update(data)
        return self.file.write(data)


class Package(Protocol):
    """A place for the files of a package."""

    @abstractmethod
    def open(self, name: str) -> "_Opened":
        """Gives a file of the package to write, by its relative name."""

    @abstractmethod
    def close(self, names: Sequence[str]) -> tuple[Path, ...]:
        """Ends the package, which consists of these files, and gives the paths that were made."""

    @abstractmethod
    def abort(self) -> None:
        """Takes back what was begun."""


_Opened = Any  # a context manager that gives a Written; contextlib's own type depends on the implementation


def _checked(name: str) -> PurePosixPath:
    """Refuses a name that could leave the package; all names are made by us, so this is a second lock on the door."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or any(part in ("..", ".") or "\\" in part or ":" in part for part in path.parts):
        raise DataSubjectError("a file of a package must stand inside it")
    return path


@define
class Folder:
    """A package as a folder. The manifest goes first and comes back last: a folder without one is not complete."""

    path: Path
    last: str = "manifest.json"

    def __attrs_post_init__(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def open(self, name: str) -> Iterator[Written]:
        """Gives a file to write; see `atomically`."""
        place = self.path.joinpath(*_checked(name).parts)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with atomically(place) as file:
            yield Written(file)

    def forget(self, names: Sequence[str]) -> None:
        """Removes the manifest and the files an earlier package of this folder named, so that nothing of it is left among ours."""
        for name in (self.last, *names):
            with suppress(OSError, DataSubjectError):
                self.path.joinpath(*_checked(name).parts).unlink()

    def close(self, names: Sequence[str]) -> tuple[Path, ...]:
        """Gives the paths of the files."""
        return tuple(self.path / name for name in names)

    def abort(self) -> None:
        """Leaves the files that are whole; without a manifest they are no package."""


@define
class Archive:
    """A package as one zip archive, encrypted on the way to the disk to the holders of some age keys.

    The archive is made in this thread and encrypted in another, with a pipe between them: memory stays flat, and the only file that is
    ever made holds what nobody but the recipients can read. https://age-encryption.org/v1
    """

    path: Path
    recipients: Sequence[str]
    _zip: zipfile.ZipFile = field(init=False)
    _thread: threading.Thread = field(init=False)
    _pipe: IO[bytes] = field(init=False)
    _failed: list[BaseException] = field(init=False, factory=list)
    _stop: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        encrypt = _encryption(self.recipients)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        self._pipe = os.fdopen(writing, "wb")
        self._thread = threading.Thread(target=self._encrypt, args=(encrypt, reading), daemon=True)
        self._thread.start()
        self._zip = zipfile.ZipFile(_Forward(self._pipe), "w", zipfile.ZIP_DEFLATED)

    def _encrypt(self, encrypt: Callable[[IO[bytes], IO[bytes]], None], reading: int) -> None:
        try:
            with os.fdopen(reading, "rb") as plain, atomically(self.path) as file:
                encrypt(plain, file)
                if self._stop:
                    raise DataSubjectError("the package was not finished")
        except BaseException as error:
            self._failed.append(error)

    @contextmanager
    def open(self, name: str) -> Iterator[Written]:
        """Gives a file of the archive to write."""
        entry = zipfile.ZipInfo(_checked(name).as_posix(), _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as file:
            yield Written(file)

    def close(self, names: Sequence[str]) -> tuple[Path, ...]:
        """Ends the archive and gives its path."""
        self._zip.close()
        self._pipe.close()
        self._thread.join()
        if self._failed:
            raise DataSubjectError(f"the package could not be encrypted ({type(self._failed[0]).__name__})")
        return (self.path,)

    def abort(self) -> None:
        """Removes what was written so far."""
        self._stop = True
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(OSError):
            self._pipe.close()
        self._thread.join()


class _Forward(io.RawIOBase):
    """A pipe as zipfile wants it: it counts, and cannot go back."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._place = pipe, 0

    def write(self, data: Any) -> int:
        self._place += len(data)
        return self._pipe.write(data)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        if not self._pipe.closed:  # the garbage collector closes this once more, when the pipe is long gone
            self._pipe.flush()


def _encryption(recipients: Sequence[str]) -> Callable[[IO[bytes], IO[bytes]], None]:
    try:
        # By name: the package has no type information.
        pyrage: Any = import_module("pyrage")
    except ImportError:
        raise MissingExtra("encrypting a package", "age") from None
    keys = []
    for recipient in recipients:
        try:
            keys.append(pyrage.x25519.Recipient.from_str(recipient.strip()))
        except pyrage.RecipientError:
            raise DataSubjectError("a recipient is no age public key (age1...)") from None

    def encrypt(plain: IO[bytes], file: IO[bytes]) -> None:
        pyrage.encrypt_io(plain, file, keys)

    return encrypt
