"""The `dataverse-dsr` command: check, access, plan, erase, verify, coverage, demo.

Reads options, calls `requests`, hands results to `presentation`. No personal data goes to standard error or into a log; an email
address can come from a file or from standard input, so that it stays out of the shell history and the list of processes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from dataverse_sdk import DataverseError
from dataverse_sdk.errors import UsageError

from . import presentation
from .catalogues import REFERENCE
from .connection import WrongUsage, connect
from .console import Console
from .coverage import coverage
from .declarations import Catalogue
from .errors import DataSubjectError, InvalidIdentity
from .identity import Identity
from .outcomes import Status
from .plan import ErasurePlan
from .report.package import write_package
from .report.receipt import Receipt
from .requests import DataSubjectRequests

__all__ = ["main"]

DONE, ERROR, USAGE, NO_DATA, PARTIAL, REVIEW = range(6)

EXIT = {
    Status.COMPLETE: DONE,
    Status.NO_DATA_FOUND: NO_DATA,
    Status.PARTIAL: PARTIAL,
    Status.NEEDS_REVIEW: REVIEW,
    Status.FAILED: ERROR,
}
DEFAULT_FOLDER = Path("dsr-request")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status: 0 done, 1 error, 2 usage, 3 no data found, 4 partial, 5 needs review."""
    options = _parser().parse_args(arguments)
    console = Console()
    try:
        command: Callable[[argparse.Namespace, Console], int] = options.command
        return command(options, console)
    except (InvalidIdentity, WrongUsage, UsageError) as error:
        print(f"dataverse-dsr: {error}", file=sys.stderr)
        return USAGE
    except (DataverseError, DataSubjectError) as error:
        print(f"dataverse-dsr: {type(error).__name__}: {error}", file=sys.stderr)
        return ERROR
    except UnicodeDecodeError:
        print("dataverse-dsr: a file is not UTF-8 text", file=sys.stderr)
        return ERROR
    except OSError as error:
        print(f"dataverse-dsr: {error.strerror}: {error.filename}", file=sys.stderr)
        return ERROR


class _Parser(argparse.ArgumentParser):
    """Reports wrong options without repeating them: an address given in the wrong place must not end up in a log."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with status 2."""
        harmless = message.startswith("the following arguments are required") or "expected" in message.split(":")[-1]
        super().error(message if harmless else f"an option or an argument is not understood; see {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        allow_abbrev=False,
        prog="dataverse-dsr",
        description="Data subject requests on Dataverse: find a person's data, report it, erase it by masking, verify it.",
        epilog="Exit status: 0 done, 1 error, 2 usage, 3 no data found, 4 partial, 5 needs review.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    environment = _Parser(add_help=False)
    group = environment.add_argument_group("environment")
    group.add_argument("--url", help="the environment's URL; else DATAVERSE_URL")
    group.add_argument("--emulator", nargs="?", const="", metavar="FILE", help="run on the embedded Dataverse, kept in FILE if given")
    group.add_argument("--interactive", action="store_true", help="sign in with a browser")
    _add_catalogue(environment)

    person = _Parser(add_help=False)
    group = person.add_argument_group("person")
    group.add_argument(
        "--email",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="repeatable; - reads standard input, one address a line",
    )
    group.add_argument("--email-file", action="append", default=[], type=Path, metavar="FILE", help="addresses from a file, one a line")
    group.add_argument("--contact-id", action="append", default=[], metavar="GUID", help="take only these contacts; repeatable")
    group.add_argument("--lead-id", action="append", default=[], metavar="GUID", help="take only these leads; repeatable")

    def add(name: str, run: Callable[[argparse.Namespace, Console], int], *parents: _Parser) -> argparse.ArgumentParser:
        text = run.__doc__ or ""
        command = commands.add_parser(name, allow_abbrev=False, help=text.partition(".")[0], description=text, parents=list(parents))
        command.set_defaults(command=run)
        return command

    check_ = add("check", check, environment)
    coverage_ = add("coverage", show_coverage, environment)
    for command in (check_, coverage_):
        command.add_argument("--out", type=Path, metavar="DIR", help="write the result here as JSON, too")
    access_ = add("access", access, environment, person)
    access_.add_argument("--out", type=Path, metavar="DIR", help="write the access package here; without it only counts are shown")
    plan_ = add("plan", plan, environment, person)
    erase_ = add("erase", erase, environment, person)
    erase_.add_argument("--plan", type=Path, metavar="FILE", help="the plan to carry out; without it one is made for the person")
    erase_.add_argument("--approved", metavar="DIGEST", help="refuse any other plan than the one with this digest")
    erase_.add_argument("--journal", type=Path, metavar="FILE", help="default: journal-DIGEST.jsonl beside the receipt")
    for command in (plan_, erase_):
        command.add_argument(
            "--read-only",
            choices=("report", "attempt"),
            default="report",
            help="closed records: report them (default), or attempt the write",
        )
    verify_ = add("verify", verify, environment, person)
    verify_.add_argument("--receipt", type=Path, metavar="FILE", help="default: receipt.json in --out")
    for command in (plan_, erase_, verify_):
        command.add_argument(
            "--out",
            type=Path,
            default=DEFAULT_FOLDER,
            metavar="DIR",
            help=f"folder for the documents (default: {DEFAULT_FOLDER})",
        )
    demo_ = add("demo", demo)
    demo_.add_argument(
        "--out",
        type=Path,
        default=Path("dsr-demo"),
        metavar="DIR",
        help="folder for what the demo leaves (default: dsr-demo)",
    )
    demo_.add_argument("--contacts", type=int, default=10_000, metavar="N", help="made-up people (default: 10,000)")
    return parser


def _add_catalogue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--catalogue",
        default="reference",
        metavar="NAME",
        help="reference (default), or package.module:NAME of your own",
    )


def _catalogue(options: argparse.Namespace) -> Catalogue:
    name: str = options.catalogue
    if name == "reference":
        return REFERENCE
    module, separator, attribute = name.partition(":")
    if not separator:
        raise WrongUsage("the catalogues are reference, or package.module:NAME of your own")
    try:
        found = getattr(import_module(module), attribute, None)
    except ImportError:
        raise WrongUsage(f"{module} cannot be imported") from None
    if not isinstance(found, Catalogue):
        raise WrongUsage(f"{name} is not a catalogue")
    return found


def _identity(options: argparse.Namespace) -> Identity:
    """Gives the person the options name. An address is never echoed, not even in an error."""
    addresses: list[str] = []
    for given in options.email:
        addresses += _lines(sys.stdin.read()) if given == "-" else [given]
    for path in options.email_file:
        addresses += _lines(sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8"))
    return Identity(email=addresses, contact_ids=options.contact_id, lead_ids=options.lead_id)


def _lines(text: str) -> list[str]:
    # Line feeds only: `splitlines` would also split at control characters, which an address must be refused for.
    return [line for line in text.split("\n") if line.strip()]


def _known_person(options: argparse.Namespace) -> Identity | None:
    named = options.email or options.email_file or options.contact_id or options.lead_id
    return _identity(options) if named else None


def _write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def check(options: argparse.Namespace, console: Console) -> int:
    """Test the connection and the catalogue. Nothing is written."""
    with connect(options) as client:
        report = DataSubjectRequests(client, _catalogue(options)).check()
    presentation.show_check(console, report)
    if options.out is not None:
        console.line(f"written: {_write(options.out, 'check.json', presentation.check_json(report))}")
    return EXIT[report.status]


def access(options: argparse.Namespace, console: Console) -> int:
    """Find and report a person's data. Nothing is written to the environment."""
    identity, catalogue = _identity(options), _catalogue(options)
    with connect(options) as client, console.progress() as listen:
        report = DataSubjectRequests(client, catalogue, listen=listen).access(identity)
    presentation.show_access(console, report)
    if options.out is not None and report.status is not Status.NEEDS_REVIEW:
        for path in write_package(report, options.out):
            console.line(f"written: {path}")
    return EXIT[report.status]


def plan(options: argparse.Namespace, console: Console) -> int:
    """Say what an erasure would write, and why. Nothing is written to the environment."""
    identity, catalogue = _identity(options), _catalogue(options)
    with connect(options) as client, console.progress() as listen:
        made = DataSubjectRequests(client, catalogue, listen=listen).plan(identity, read_only=options.read_only)
    presentation.show_plan(console, made)
    console.line(f"written: {_write(options.out, 'plan.json', made.to_json())}")
    return EXIT[made.status]


def erase(options: argparse.Namespace, console: Console) -> int:
    """Carry out a plan: mask the person's data. The journal makes an interrupted run resumable."""
    identity, catalogue = _known_person(options), _catalogue(options)
    if options.plan is None and identity is None:
        raise InvalidIdentity("name a plan with --plan, or a person")
    with connect(options) as client, console.progress() as listen:
        requests = DataSubjectRequests(client, catalogue, listen=listen)
        if options.plan is not None:
            made = ErasurePlan.from_json(options.plan.read_bytes(), identity=identity)
        else:
            made = requests.plan(_identity(options) if identity is None else identity, read_only=options.read_only)
            _write(options.out, "plan.json", made.to_json())
        if options.approved is not None and options.approved != made.digest:
            raise DataSubjectError("this is not the plan that was approved; nothing was written")
        options.out.mkdir(parents=True, exist_ok=True)
        journal = options.journal or options.out / f"journal-{made.digest[:12]}.jsonl"
        receipt = requests.erase(made, journal=journal, identity=identity)
    presentation.show_receipt(console, receipt)
    console.line(f"written: {_write(options.out, 'receipt.json', receipt.to_json())}")
    return EXIT[receipt.status]


def verify(options: argparse.Namespace, console: Console) -> int:
    """Read back what a receipt claims. With the person's address, search for them once more."""
    identity, catalogue = _known_person(options), _catalogue(options)
    path = options.receipt or options.out / "receipt.json"
    receipt = Receipt.from_json(path.read_bytes())
    with connect(options) as client, console.progress() as listen:
        found = DataSubjectRequests(client, catalogue, listen=listen).verify(receipt, identity=identity)
    presentation.show_verification(console, found)
    text = presentation.verification_json(found)
    console.line(f"written: {_write(options.out, 'verification.json', text)}")
    return EXIT[found.status]


def show_coverage(options: argparse.Namespace, console: Console) -> int:
    """List personal-looking columns that the catalogue does not mask. Asks nobody."""
    gaps = coverage(_catalogue(options))
    presentation.show_coverage(console, gaps)
    if options.out is not None:
        console.line(f"written: {_write(options.out, 'coverage.json', presentation.coverage_json(gaps))}")
    return DONE


def demo(options: argparse.Namespace, console: Console) -> int:
    """Show a whole request on the embedded Dataverse. Needs no environment."""
    from .demo import run

    return run(console, options.out, contacts=options.contacts, command=main)


if __name__ == "__main__":  # pragma: no cover -- a test runs it in a process of its own
    sys.exit(main())
