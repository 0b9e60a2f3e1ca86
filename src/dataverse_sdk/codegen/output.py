"""Brings a folder of generated files up to date, or tells what is out of date.

Knows which files it may touch: those that carry its header, and empty ones. Refuses to overwrite or remove anything
else.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from dataverse_sdk.codegen.package import HEADER_START

__all__ = ["Outdated", "OutputError", "outdated", "write"]


class OutputError(ValueError):
    """A file that was not generated is in the way; the message names it."""


@frozen
class Outdated:
    """A file that is not what would be generated now. `why` is `missing`, `changed` or `no longer generated`."""

    path: Path
    why: str


def outdated(folder: Path, files: Mapping[str, str]) -> tuple[Outdated, ...]:
    """What differs between a folder and the files that belong there. Nothing is written."""
    return tuple(_differences(folder, files))


def write(folder: Path, files: Mapping[str, str]) -> tuple[Outdated, ...]:
    """Write what is missing or changed, remove what is no longer generated, and tell which files those were."""
    differences = outdated(folder, files)
    for difference in differences:
        if difference.why == "changed" and not _ours(difference.path):
            raise OutputError(f"{difference.path} was not generated; move it away, or choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for difference in differences:
        if difference.path.name in files:
            difference.path.write_text(files[difference.path.name], "utf-8", newline="\n")
        else:
            difference.path.unlink()
    return differences


def _differences(folder: Path, files: Mapping[str, str]) -> Iterator[Outdated]:
    for name, text in files.items():
        path = folder / name
        if not path.exists():
            yield Outdated(path, "missing")
        elif path.read_bytes() != text.encode():
            yield Outdated(path, "changed")
    for path in sorted(folder.glob("*.py")):
        if path.name not in files and path.read_text("utf-8", errors="replace").startswith(HEADER_START):
            yield Outdated(path, "no longer generated")


def _ours(path: Path) -> bool:
    text = path.read_text("utf-8", errors="replace")
    return not text.strip() or text.startswith(HEADER_START)
