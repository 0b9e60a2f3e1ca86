"""The `dataverse-sdk` command: `generate` writes entity classes, `emulator` serves an embedded Dataverse.

Knows arguments, exit statuses and what to print. Refuses to do the work itself: `codegen` and `emulator` do it, and are imported when they
are needed.

Exit status: 0 done; 1 `--check` found files out of date; 2 the command cannot be carried out as given.
"""

import argparse
import shlex
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from dataverse_sdk.errors import DataverseError

if TYPE_CHECKING:
    from dataverse_sdk.schema.csdl import CsdlDocument
    from dataverse_sdk.schema.model import Schema

__all__ = ["main"]

_STOCK = "stock"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command and give its exit status; `SystemExit` for arguments that make no command."""
    options = _parser().parse_args(arguments)
    try:
        return _generate(options) if options.command == "generate" else _emulator(options)
    except (DataverseError, OSError, ValueError) as error:
        # ValueError is the base of what schema and codegen raise; their messages are meant for this line.
        print(f"dataverse-sdk: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dataverse-sdk", description="Tools of the typed Dataverse client.")
    commands = parser.add_subparsers(dest="command", required=True)

    generate = commands.add_parser("generate", help="write entity classes for the tables of an environment")
    source = generate.add_mutually_exclusive_group(required=True)
    source.add_argument("--url", help="the environment; signs in with azure-identity's DefaultAzureCredential")
    source.add_argument(
        "--metadata", metavar="FILE", help="a saved $metadata document, plain or .gz; 'stock' for the tables this package knows"
    )
    generate.add_argument(
        "--tables", action="append", required=True, metavar="NAMES", help="logical names and patterns, such as contact,lead,new_*"
    )
    generate.add_argument("--out", type=Path, required=True, metavar="DIR", help="the package to write")
    generate.add_argument("--check", action="store_true", help="write nothing; exit with 1 when files are out of date")
    generate.add_argument(
        "--facts", choices=(_STOCK, "none"), default=_STOCK, help="where lengths and options of stock tables come from; $metadata has none"
    )

    emulator = commands.add_parser("emulator", help="serve an embedded Dataverse until Ctrl-C")
    emulator.add_argument("--host", default="127.0.0.1")
    emulator.add_argument("--port", type=int, default=8787, help="0 picks a free one")
    emulator.add_argument("--tls", action="store_true", help="serve https with a certificate made for this run")
    emulator.add_argument("--data", type=Path, metavar="FILE.sqlite", help="keep the rows in this file")
    emulator.add_argument("--seed", choices=("demo", "empty"), default="demo", help="what a new store holds")
    emulator.add_argument("--metadata", type=Path, metavar="FILE", help="serve the tables of this $metadata document")
    emulator.add_argument("--token", help="the only bearer token to accept; any is accepted without it")
    return parser


# -- generate


def _generate(options: argparse.Namespace) -> int:
    from dataverse_sdk.codegen import generate, outdated, select, write

    patterns = sorted({pattern for names in options.tables for pattern in names.split(",") if pattern})
    tables = select(_schema(options), patterns)
    files = generate(tables, _command(options, patterns))
    if not options.check:
        written = write(options.out, files)
        print(f"{len(tables)} tables in {options.out}: {len(written)} files written or removed")
        return 0
    differences = outdated(options.out, files)
    for difference in differences:
        print(f"{difference.path}: {difference.why}", file=sys.stderr)
    return 1 if differences else 0


def _schema(options: argparse.Namespace) -> "Schema":
    from dataverse_sdk.codegen import with_stock_facts
    from dataverse_sdk.schema.files import read_metadata_file
    from dataverse_sdk.schema.stock import stock_schema

    if options.metadata == _STOCK:
        return stock_schema()
    document = _download(options.url) if options.url else read_metadata_file(Path(options.metadata))
    schema = document.schema()
    return with_stock_facts(schema, stock_schema()) if options.facts == _STOCK else schema


def _command(options: argparse.Namespace, patterns: Iterable[str]) -> str:
    """The command that makes the same files again, as it is written into each of them."""
    source = ["--url", options.url] if options.url else ["--metadata", options.metadata]
    facts = [] if options.facts == _STOCK else ["--facts", options.facts]
    # As POSIX paths, so that the same command on Windows makes the same text.
    words = ["dataverse-sdk", "generate", *source, "--tables", ",".join(patterns), *facts, "--out", options.out.as_posix()]
    return shlex.join(words)


def _download(url: str) -> "CsdlDocument":
    """The `$metadata` of an environment, with the annotations that tell read-only columns.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
    """
    from azure.identity import DefaultAzureCredential

    from dataverse_sdk.client import DataverseClient
    from dataverse_sdk.schema.csdl import read_csdl
    from dataverse_sdk.wire.replies import error_of

    with DataverseClient(url, DefaultAzureCredential()) as client:
        reply = client.request("GET", "$metadata?annotations=true", headers={"Accept": "application/xml"})
    if reply.status != 200:
        raise error_of(reply)
    return read_csdl(reply.body)


# -- emulator


def _emulator(options: argparse.Namespace) -> int:
    from sqlite3 import DatabaseError

    from dataverse_sdk.emulator import Emulator

    # Ctrl-C and a polite kill end it the same way, and both are a success.
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with (
            Emulator(seed=options.seed, path=options.data, metadata=options.metadata, token=options.token) as dataverse,
            dataverse.serve(host=options.host, port=options.port, tls=options.tls) as url,
        ):
            print(f"Dataverse emulator at {url}", flush=True)
            if dataverse.certificate is not None:
                print(f"Certificate to trust: {dataverse.certificate}", flush=True)
            while True:
                time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    except DatabaseError as error:
        raise ValueError(f"{options.data}: {error}") from error
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
