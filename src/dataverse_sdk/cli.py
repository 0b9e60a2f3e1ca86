"""The `dataverse-sdk` command: `generate` writes entity classes, `check` tests a connection, `emulator` serves an embedded Dataverse.

Knows arguments, exit statuses and what to print. Refuses to do the work itself: `codegen` and `emulator` do it, and are imported when they
are needed.

Exit status: 0 done; 1 `--check` found files out of date, `check` something wrong; 2 the command cannot be carried out as given.
"""

import argparse
import shlex
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, NoReturn

from dataverse_sdk.errors import DataverseError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    from dataverse_sdk.client import DataverseClient
    from dataverse_sdk.model import Entity
    from dataverse_sdk.schema.document import CsdlDocument, CsdlOperation
    from dataverse_sdk.schema.model import TableSchema

__all__ = ["main"]

_STOCK = "stock"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command and give its exit status; `SystemExit` for arguments that make no command."""
    options = _parser("emulator" in (sys.argv[1:2] if arguments is None else arguments[:1])).parse_args(arguments)
    try:
        match options.command:
            case "generate":
                return _generate(options)
            case "check":
                return _check(options)
            case _:
                return _emulator(options)
    except (DataverseError, OSError, ValueError) as error:
        # ValueError is the base of what schema and codegen raise; their messages are meant for this line.
        print(f"dataverse-sdk: {error}", file=sys.stderr)
        return 2


def _parser(serves: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dataverse-sdk", description="Tools of the typed Dataverse client.")
    commands = parser.add_subparsers(dest="command", required=True)

    generate = commands.add_parser("generate", help="write entity classes for the tables of an environment")
    source = generate.add_mutually_exclusive_group(required=True)
    source.add_argument("--url", help="the environment; signs in with azure-identity's DefaultAzureCredential")
    source.add_argument(
        "--metadata", metavar="FILE", help="a saved $metadata document, plain or .gz; 'stock' for the tables this package knows"
    )
    generate.add_argument(
        "--tables", action="append", default=[], metavar="NAMES", help="logical names and patterns, such as contact,lead,new_*"
    )
    generate.add_argument(
        "--messages", action="append", default=[], metavar="NAMES", help="functions and actions to call, such as WinOpportunity,new_*"
    )
    generate.add_argument("--out", type=Path, required=True, metavar="DIR", help="the package to write")
    generate.add_argument("--check", action="store_true", help="write nothing; exit with 1 when files are out of date")
    generate.add_argument(
        "--facts",
        choices=("environment", _STOCK, "none"),
        help="where lengths, options and labels come from; with --url the environment, else what is known of stock tables",
    )

    check = commands.add_parser("check", help="test a connection, and say which part of it is wrong and what to do")
    check.add_argument("--url", required=True, help="the environment")
    check.add_argument("--tables", default="", metavar="NAMES", help="also whether rows of these tables can be read, such as contact,lead")
    check.add_argument("--interactive", action="store_true", help="sign in with a browser")

    emulator = commands.add_parser(
        "emulator",
        help="serve an embedded Dataverse until Ctrl-C",
        usage="%(prog)s [options]",
        description="Serve an embedded Dataverse until Ctrl-C: the Web API at /api/data/v9.2/, a page for people at /, and what "
        "can be steered while it runs below /_emulator/.",
        epilog="For example: dataverse-sdk emulator --tls --audit contact --limits requests=100,window=10 --fault 3:503",
    )
    emulator.add_argument("--host", default="127.0.0.1", help="the address to listen at; 127.0.0.1, this machine only, unless said")
    emulator.add_argument("--port", type=int, default=8787, help="8787 unless said; 0 picks a free one")
    emulator.add_argument("--tls", action="store_true", help="serve https with a certificate made for this run")
    emulator.add_argument("--data", type=Path, metavar="FILE.sqlite", help="keep the rows in this file; one that exists is taken up")
    emulator.add_argument(
        "--seed",
        choices=("demo", "empty"),
        default="demo",
        help="what a new environment holds: a few hundred rows of made-up people, or nothing",
    )
    emulator.add_argument("--metadata", type=Path, metavar="FILE", help="serve the tables of this $metadata document")
    emulator.add_argument("--token", help="the only bearer token to accept; any is accepted without it")
    if serves:
        # these options have the emulator's own words for what it does; other commands need not wait for it
        from dataverse_sdk.emulator.serving.command import add_options

        add_options(emulator)
    return parser


# -- generate


def _generate(options: argparse.Namespace) -> int:
    from dataverse_sdk.codegen import generate, outdated, write

    tables, messages = _patterns(options.tables), _patterns(options.messages)
    if not tables and not messages:
        raise ValueError("say what to generate: --tables contact,new_* or --messages WinOpportunity,new_*")
    facts = options.facts or ("environment" if options.url else _STOCK)
    if facts == "environment" and not options.url:
        raise ValueError("--facts environment needs --url")
    document, chosen, calls = _chosen(options, tables, messages, facts)
    files = generate(chosen, _command(options, tables, messages), document=document, messages=calls)
    if not options.check:
        written = write(options.out, files)
        called = f" and {len({each.name for each in calls})} messages" if calls else ""
        print(f"{len(chosen)} tables{called} in {options.out}: {len(written)} files written or removed")
        return 0
    differences = outdated(options.out, files)
    for difference in differences:
        print(f"{difference.path}: {difference.why}", file=sys.stderr)
    return 1 if differences else 0


def _patterns(given: Iterable[str]) -> list[str]:
    return sorted({pattern for names in given for pattern in names.split(",") if pattern})


def _chosen(
    options: argparse.Namespace, tables: list[str], messages: list[str], facts: str
) -> "tuple[CsdlDocument | None, Sequence[TableSchema], Sequence[CsdlOperation]]":
    """Where the tables and messages come from, and those that were asked for, with all that is known of them."""
    from dataverse_sdk.codegen import select, select_messages, with_stock_facts
    from dataverse_sdk.schema.files import read_metadata_file
    from dataverse_sdk.schema.model import Schema
    from dataverse_sdk.schema.stock import stock_schema

    if options.metadata == _STOCK:
        if messages:
            raise ValueError("no functions and actions are known without $metadata: use --metadata FILE or --url")
        return None, select(stock_schema(), tables), ()
    with _client(options.url) if options.url else nullcontext() as client:
        if client is None:
            document = read_metadata_file(Path(options.metadata))
        else:
            from dataverse_sdk.operations.environment import described, metadata_document

            document = client.send(metadata_document())
        chosen = select(document.schema(), tables)
        calls = select_messages(document, messages)
        if client is not None and chosen and facts == "environment":
            chosen = client.run(described(chosen))
    if facts == _STOCK:
        known = with_stock_facts(Schema({table.logical_name: table for table in chosen}), stock_schema())
        chosen = tuple(known.tables.values())
    return document, chosen, calls


def _command(options: argparse.Namespace, tables: Iterable[str], messages: Iterable[str]) -> str:
    """The command that makes the same files again, as it is written into each of them."""
    source = ["--url", options.url] if options.url else ["--metadata", options.metadata]
    wanted = [word for option, names in (("--tables", tables), ("--messages", messages)) if names for word in (option, ",".join(names))]
    facts = ["--facts", options.facts] if options.facts else []
    # As POSIX paths, so that the same command on Windows makes the same text.
    return shlex.join(["dataverse-sdk", "generate", *source, *wanted, *facts, "--out", options.out.as_posix()])


def _client(url: str) -> "DataverseClient":
    from azure.identity import DefaultAzureCredential

    from dataverse_sdk.client import DataverseClient

    return DataverseClient(url, DefaultAzureCredential(), allow_insecure_loopback=True)


# -- check


def _check(options: argparse.Namespace) -> int:
    from dataverse_sdk.client import DataverseClient
    from dataverse_sdk.client.diagnosis import diagnose

    tables = [_table(name) for name in _patterns([options.tables])]
    with DataverseClient(options.url, _credential(options), allow_insecure_loopback=True) as client:
        found = diagnose(client, tables=tables)
    print(found)
    return 0 if found.ok else 1


def _credential(options: argparse.Namespace) -> "TokenCredential":
    from azure.core.credentials import AccessToken

    from dataverse_sdk.client.credentials import credential_for

    if options.url.lower().startswith("http:"):  # a loopback address, or the client refuses it: an emulator, which takes any token
        return SimpleNamespace(get_token=lambda *scopes, **more: AccessToken("emulator", 2**31))
    return credential_for(options.url, method="browser" if options.interactive else None)


def _table(name: str) -> "type[Entity]":
    from dataverse_sdk import tables
    from dataverse_sdk.model import Entity

    for each in tables.__all__:
        found: type[object] = getattr(tables, each)
        # Enums of choices stand beside the classes of tables.
        if issubclass(found, Entity) and found.__table__.logical_name == name:
            table: type[Entity] = found
            return table
    raise ValueError("a table is named by its logical name, such as contact, and must be one of dataverse_sdk.tables")


# -- emulator


def _emulator(options: argparse.Namespace) -> int:
    from sqlite3 import DatabaseError

    from dataverse_sdk.emulator import Emulator
    from dataverse_sdk.emulator.serving.command import apply

    # Ctrl-C and a polite kill end it the same way, and both are a success.
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with (
            Emulator(options.seed, options.data, options.metadata, options.token, attributes=options.attributes) as dataverse,
            dataverse.serve(host=options.host, port=options.port, tls=options.tls) as url,
        ):
            apply(options, dataverse)
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
