"""The `dataverse-dsr` command: plan (what it does without a verb), access, approve, erase, verify, and what surrounds them.

Knows the spelling of arguments, exit statuses and what an error looks like. No personal data goes to standard error or into a log.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn, get_args

from dataverse_sdk import DataverseError
from dataverse_sdk.errors import UsageError

from . import commands
from .commands import DONE, ERROR, EXIT, NO_DATA, PARTIAL, REVIEW, USAGE, Command
from .connection import WrongUsage
from .console import Console
from .errors import DataSubjectError, InvalidIdentity
from .plan import PartyPolicy, ReadOnlyPolicy

__all__ = ["DONE", "ERROR", "EXIT", "NO_DATA", "PARTIAL", "REVIEW", "USAGE", "main"]

DEFAULT_FOLDER: Final = Path("dsr-request")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status: 0 done, 1 error, 2 usage, 3 no data found, 4 partial, 5 needs review."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0].startswith("-") and given[0] not in ("-h", "--help"):
        # A dry run is what a command without a verb means.
        given.insert(0, "plan")
    options = _parser().parse_args(given)
    console = Console(json=getattr(options, "json", False))
    try:
        command: Command = options.command
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
    except KeyboardInterrupt:
        print("dataverse-dsr: interrupted; an erasure goes on where it stopped with the same plan and journal", file=sys.stderr)
        return ERROR


class _Parser(argparse.ArgumentParser):
    """Reports wrong options without repeating them: an address given in the wrong place must not end up in a log."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with status 2."""
        harmless = message.startswith("the following arguments are required") or "expected" in message.split(":")[-1]
        super().error(message if harmless else f"an option or an argument is not understood; see {self.prog} --help")


def _parser() -> _Parser:
    parser = _Parser(
        allow_abbrev=False,
        prog="dataverse-dsr",
        description="Data subject requests on Dataverse: find a person's data, report it, erase it by masking, verify it.",
        epilog="Without a command it plans: a dry run. Exit status: 0 done, 1 error, 2 usage, 3 no data found, 4 partial, 5 needs review.",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    environment, catalogue, person, document, signing = _environment(), _catalogue(), _person(), _json(), _signing()

    def add(name: str, run: Command, *parents: _Parser) -> _Parser:
        text = run.__doc__ or ""
        verb = verbs.add_parser(name, allow_abbrev=False, help=text.partition(".")[0], description=text, parents=list(parents))
        verb.set_defaults(command=run)
        return verb

    check = add("check", commands.check, environment, catalogue, document)
    coverage = add("coverage", commands.show_coverage, environment, catalogue, document)
    coverage.add_argument("--fail", action="store_true", help="end with status 4 when there is something the catalogue does not answer for")
    for verb in (check, coverage):
        verb.add_argument("--out", type=Path, metavar="DIR", help="write the result here as JSON, too")

    access = add("access", commands.access, environment, catalogue, person, document)
    _access(access)
    plan = add("plan", commands.plan, environment, catalogue, person, document)
    _approve(add("approve", commands.approval, document))
    erase = add("erase", commands.erase, environment, catalogue, person, signing, document)
    _erase(erase)
    verify = add("verify", commands.verify, environment, catalogue, person, signing, document)
    verify.add_argument("--receipt", type=Path, metavar="FILE", help="default: receipt.json in --out")
    verify.add_argument("--delete-history", action="store_true", help="then delete the audit history, when the plan said so")
    verify.add_argument("--again", action="store_true", help="this is not the first time: name what has come back since")
    for verb in (plan, erase):
        _decisions(verb)
    for verb in (access, plan, erase):
        verb.add_argument("--near-matches", action="store_true", help="also list records that are almost the person's, as hints")
    for verb in (erase, verify):
        verb.add_argument("--chain", type=Path, metavar="DIR", help="seal the document behind the last one in this folder")
    for verb in (plan, erase, verify):
        verb.add_argument(
            "--out", type=Path, default=DEFAULT_FOLDER, metavar="DIR", help=f"folder for the documents (default: {DEFAULT_FOLDER})"
        )

    explain = add("explain", commands.explanation, environment, catalogue, person, document)
    explain.add_argument("record", metavar="RECORD", help="a record's GUID, or collection/GUID")
    explain.add_argument("--plan", type=Path, metavar="FILE", help="the plan to look into; without it one is made for the person")
    add("selftest", commands.selftest, environment, catalogue, document)
    dataset = add("dataset", commands.dataset, catalogue)
    dataset.add_argument("--key", default="dataverse", metavar="KEY", help="the dataset's fides_key (default: dataverse)")
    dataset.add_argument("--out", type=Path, metavar="FILE", help="write it here instead of showing it")
    _receipt(verbs.add_parser("receipt", allow_abbrev=False, help="Check receipts, and make keys to sign them"), document)
    demo = add("demo", commands.demo)
    demo.add_argument("--out", type=Path, default=Path("dsr-demo"), metavar="DIR", help="what the demo leaves (default: dsr-demo)")
    demo.add_argument("--contacts", type=int, default=10_000, metavar="N", help="made-up people (default: 10,000)")
    return parser


def _environment() -> _Parser:
    parser = _Parser(add_help=False)
    group = parser.add_argument_group("environment")
    group.add_argument("--url", help="the environment's URL; else DATAVERSE_URL")
    group.add_argument("--emulator", nargs="?", const="", metavar="FILE", help="run on the embedded Dataverse, kept in FILE if given")
    group.add_argument("--interactive", action="store_true", help="sign in with a browser")
    return parser


def _catalogue() -> _Parser:
    parser = _Parser(add_help=False)
    group = parser.add_argument_group("catalogue")
    group.add_argument(
        "--catalogue", default="reference", metavar="NAME", help="reference (default), complete, or package.module:NAME of your own"
    )
    group.add_argument(
        "--categories", action="append", default=[], metavar="NAMES", help="only these data categories: user.contact,user.name"
    )
    group.add_argument("--fides-policy", type=Path, metavar="FILE", help="only the data categories of this Fides policy (JSON)")
    return parser


def _person() -> _Parser:
    parser = _Parser(add_help=False)
    group = parser.add_argument_group("person")
    group.add_argument(
        "--email", action="append", default=[], metavar="ADDRESS", help="repeatable; - reads standard input, one address a line"
    )
    group.add_argument("--email-file", action="append", default=[], type=Path, metavar="FILE", help="addresses from a file, one a line")
    group.add_argument("--phone", action="append", default=[], metavar="NUMBER", help="also by this telephone number; repeatable")
    group.add_argument("--phone-file", action="append", default=[], type=Path, metavar="FILE", help="numbers from a file, one a line")
    group.add_argument("--contact-id", action="append", default=[], metavar="GUID", help="take only these contacts; repeatable")
    group.add_argument("--lead-id", action="append", default=[], metavar="GUID", help="take only these leads; repeatable")
    return parser


def _json() -> _Parser:
    parser = _Parser(add_help=False)
    parser.add_argument("--json", action="store_true", help="show one JSON document and nothing else")
    return parser


def _signing() -> _Parser:
    parser = _Parser(add_help=False)
    parser.add_argument("--sign", type=Path, metavar="KEY", help="sign the document with this Ed25519 key (PEM); needs the extra sign")
    return parser


def _access(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--out", type=Path, metavar="DIR", help="write the access package here; without it only counts are shown")
    verb.add_argument("--context", type=Path, metavar="FILE", help="what Article 15 wants said besides the data, as TOML")
    verb.add_argument("--attachments", action="store_true", help="put the contents of attached files into the package")
    verb.add_argument("--third-parties", action="store_true", help="do not withhold columns about other people")
    verb.add_argument(
        "--labels",
        choices=("auto", "environment", "shipped"),
        default="auto",
        help="what columns are called: as the environment says (one request more), or as we do; auto asks when we have no word",
    )
    verb.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="AGE1...",
        help="encrypt the package for this age key; repeatable; needs the extra age",
    )


def _approve(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("plan", type=Path, metavar="PLAN", help="the plan's JSON file; the approval is written into it")
    verb.add_argument("--by", required=True, metavar="NAME", help="who approves; not who asked for the plan")
    verb.add_argument("--out", type=Path, metavar="FILE", help="write the approved plan here instead")


def _decisions(verb: argparse.ArgumentParser) -> None:
    group = verb.add_argument_group("decisions that an approval covers")
    group.add_argument(
        "--read-only",
        choices=get_args(ReadOnlyPolicy),
        default="report",
        help="closed records: report them (default), or what else may be done",
    )
    group.add_argument(
        "--parties",
        choices=get_args(PartyPolicy),
        default="direct",
        help="parties of activities: write them (default), or how else",
    )
    group.add_argument(
        "--holds", action="append", default=[], metavar="MODULE:NAME", help="keep the records that these holds fit; a list of Hold"
    )
    group.add_argument("--delete-history", action="store_true", help="delete the records' audit history after a complete verification")
    group.add_argument("--do-not-contact", action="store_true", help="set the flags that close every channel (do not email, ...)")
    group.add_argument("--bypass-logic", choices=("sync", "async", "both"), help="let plug-ins not see the writes; needs a privilege")
    group.add_argument("--suppress-flows", action="store_true", help="let cloud flows not see the writes; needs a privilege")
    group.add_argument("--tag", metavar="TEXT", help="a text by which plug-ins recognise the writes")
    group.add_argument("--requested-by", metavar="NAME", help="who asks for the erasure; it must be approved by somebody else")


def _erase(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--plan", type=Path, metavar="FILE", help="the plan to carry out; without it one is made for the person")
    verb.add_argument("--approved", metavar="DIGEST", help="refuse any other plan than the one with this digest")
    verb.add_argument("--four-eyes", action="store_true", help="refuse a plan that no second person approved")
    verb.add_argument("--journal", type=Path, metavar="FILE", help="default: journal.sqlite beside the receipt")
    verb.add_argument("--verify", action="store_true", help="read everything back at once and put that into the receipt")


def _receipt(parser: argparse.ArgumentParser, document: _Parser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = verbs.add_parser("verify", allow_abbrev=False, help=commands.verify_receipts.__doc__, parents=[document])
    verify.set_defaults(command=commands.verify_receipts)
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE", help="receipts in their order, or the folder of a chain")
    verify.add_argument("--key", type=Path, metavar="PUBLIC", help="the public key they must be signed with")
    verify.add_argument("--head", metavar="DIGEST", help="the digest of the last one, kept elsewhere, or a head.json")
    keygen = verbs.add_parser("keygen", allow_abbrev=False, help=commands.new_key.__doc__)
    keygen.set_defaults(command=commands.new_key)
    keygen.add_argument("file", type=Path, metavar="FILE", help="the private key; the public one is FILE.pub")


if __name__ == "__main__":
    sys.exit(main())
