"""What each command does: asks `requests`, hands the result to `presentation`, writes documents, gives an exit status.

Knows the order of things. Refuses to know arguments' spelling (`cli`) and how anything looks. Nothing of a person is shown; the access
package is the only thing here that holds values.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from attrs import evolve

from dataverse_sdk import DataverseError, diagnose

from . import presentation
from .connection import WrongUsage, connect, names_environment
from .console import Console
from .coverage import coverage
from .errors import DataSubjectError, InvalidIdentity
from .explain import explain
from .interop import fides
from .invocation import catalogue_of, holds_of, identity_of, named_person, signer_of, verifier_of
from .labels import needs_labels
from .outcomes import Status
from .plan import Bypass, ErasurePlan
from .report.context import Context, read_context
from .report.plan_page import plan_page
from .report.receipt import Receipt, residuals_of
from .report.sealing import Chain, make_key, seal, verify_chain
from .report.storage import write_text
from .requests import DataSubjectRequests

__all__ = ["EXIT", "Command"]

Command: TypeAlias = Callable[[argparse.Namespace, Console], int]

DONE, ERROR, USAGE, NO_DATA, PARTIAL, REVIEW = range(6)
EXIT = {
    Status.COMPLETE: DONE,
    Status.NO_DATA_FOUND: NO_DATA,
    Status.PARTIAL: PARTIAL,
    Status.NEEDS_REVIEW: REVIEW,
    Status.FAILED: ERROR,
}


def check(options: argparse.Namespace, console: Console) -> int:
    """Test the connection, the catalogue and the privileges. Nothing is written."""
    catalogue = catalogue_of(options)
    with connect(options) as client:
        requests = DataSubjectRequests(client, catalogue)
        try:
            report = requests.check()
        except DataverseError:
            # What went wrong is said by part: host, token, application user, role.
            presentation.show_diagnosis(console, diagnose(client))
            raise
        privileges = requests.privileges()
    presentation.show_check(console, report)
    presentation.show_privileges(console, privileges)
    missing = any(one.missing for one in privileges)
    status = Status.PARTIAL if missing and report.status is Status.COMPLETE else report.status
    console.line(f"status: {status}")
    _document(options, console, "check.json", presentation.check_json(report, privileges))
    return EXIT[status]


def access(options: argparse.Namespace, console: Console) -> int:
    """Find and report a person's data. Nothing is written to the environment."""
    identity, catalogue = identity_of(options), catalogue_of(options, "access")
    context = read_context(options.context) if options.context is not None else Context()
    if options.recipient and options.out is None:
        raise WrongUsage("--recipient needs --out, where the encrypted package goes")
    with connect(options) as client, console.progress() as listen:
        requests = DataSubjectRequests(client, catalogue, listen=listen)
        wanted = {"third_parties": options.third_parties, "near_matches": options.near_matches}
        report = requests.access(identity, **{name: value for name, value in wanted.items() if value})
        kept = options.out is not None and report.status is not Status.NEEDS_REVIEW
        if kept and (options.labels == "environment" or (options.labels == "auto" and needs_labels(catalogue))):
            report = report.labelled(requests.labels())
        place = options.out / "package.zip.age" if options.recipient else options.out
        paths = (
            requests.package(report, place, context=context, attachments=options.attachments, recipients=options.recipient) if kept else ()
        )
    presentation.show_access(console, report)
    if paths:
        files = "1 file" if len(paths) == 1 else f"{len(paths)} files"
        console.line(f"written: {files} in {options.out}{'' if options.recipient else '; open index.html'}")
        if context.missing:
            console.line(f"{len(context.missing)} items of Article 15 are not provided, and the package says so; see --context")
    console.document(presentation.access_json(report))
    return EXIT[report.status]


def plan(options: argparse.Namespace, console: Console) -> int:
    """Say what an erasure would write, and why. Nothing is written to the environment."""
    identity, catalogue = identity_of(options), catalogue_of(options)
    with connect(options) as client, console.progress() as listen:
        made = DataSubjectRequests(client, catalogue, listen=listen).plan(identity, **_decisions(options))
    presentation.show_plan(console, made)
    console.line(f"written: {write_text(options.out / 'plan.json', made.to_json())}")
    console.line(
        f"written: {write_text(options.out / 'plan.html', plan_page(made, residuals=residuals_of(catalogue), catalogue=catalogue))}"
    )
    console.document(made.to_json())
    return EXIT[made.status]


def _decisions(options: argparse.Namespace) -> dict[str, Any]:  # Any: each decision has a type of its own
    """What an approval covers besides the records; what was not asked for is left to the library."""
    decided = {
        "read_only": options.read_only,
        "parties": options.parties,
        "holds": holds_of(options),
        "requested_by": options.requested_by,
        "delete_history": options.delete_history,
        "do_not_contact": options.do_not_contact,
        "near_matches": options.near_matches,
    }
    if options.bypass_logic or options.suppress_flows or options.tag:
        decided["bypass"] = Bypass(options.bypass_logic, options.suppress_flows, options.tag)
    return {name: value for name, value in decided.items() if value}


def approval(options: argparse.Namespace, console: Console) -> int:
    """Record in a plan that a second person approves it. Asks nobody."""
    made = ErasurePlan.from_json(options.plan.read_bytes()).approve(options.by, datetime.now(UTC))
    console.line(f"{options.by.strip()} approves the plan {made.digest}")
    console.line(f"written: {write_text(options.out or options.plan, made.to_json())}")
    console.document(made.to_json())
    return DONE


def erase(options: argparse.Namespace, console: Console) -> int:
    """Carry out a plan: mask the person's data. The journal makes an interrupted run resumable."""
    identity, catalogue = named_person(options), catalogue_of(options)
    signer = signer_of(options.sign)
    if options.plan is None and identity is None:
        raise InvalidIdentity("name a plan with --plan, or a person")
    with connect(options) as client, console.progress() as listen:
        requests = DataSubjectRequests(client, catalogue, four_eyes=options.four_eyes, listen=listen)
        if options.plan is not None:
            made = ErasurePlan.from_json(options.plan.read_bytes(), identity=identity)
        else:
            assert identity is not None  # noqa: S101 -- said above, for the type checker
            made = requests.plan(identity, **_decisions(options))
            write_text(options.out / "plan.json", made.to_json())
        if options.approved is not None and options.approved != made.digest:
            raise DataSubjectError("this is not the plan that was approved; nothing was written")
        options.out.mkdir(parents=True, exist_ok=True)
        journal = options.journal or options.out / "journal.sqlite"
        receipt = requests.erase(made, journal=journal, identity=identity)
        found = requests.verify(receipt, identity=identity) if options.verify else None
    if found is not None:
        receipt = evolve(receipt, verification=presentation.verification_document(found))
    presentation.show_receipt(console, receipt)
    if found is not None:
        presentation.show_verification(console, found)
    if options.chain is not None:
        text = Chain(options.chain).append(receipt.document(), signer=signer).read_text(encoding="utf-8")
        console.line(f"chained: {options.chain}")
    else:
        text = receipt.to_json(signer=signer)
    console.line(f"written: {write_text(options.out / 'receipt.json', text)}")
    console.document(text)
    if found is not None and receipt.status is Status.COMPLETE:
        return EXIT[found.status]
    return EXIT[receipt.status]


def verify(options: argparse.Namespace, console: Console) -> int:
    """Read back what a receipt claims. With the person's address, search for them once more."""
    identity, catalogue = named_person(options), catalogue_of(options)
    path = options.receipt or options.out / "receipt.json"
    receipt = Receipt.from_json(path.read_bytes())
    with connect(options) as client, console.progress() as listen:
        requests = DataSubjectRequests(client, catalogue, listen=listen)
        found = requests.verify(receipt, identity=identity, again=options.again)
        history = requests.delete_history(receipt, found) if options.delete_history and found.status is Status.COMPLETE else None
    presentation.show_verification(console, found)
    document = presentation.verification_document(found)
    if history is not None:
        presentation.show_history(console, history)
        document["history"] = presentation.history_document(history)
    elif options.delete_history:
        console.line("no history was deleted: it may be all that is left to set things right")
    if options.chain is not None:
        text = Chain(options.chain).append(document, signer=signer_of(options.sign)).read_text(encoding="utf-8")
    else:
        text = seal(document, signer=signer_of(options.sign))
    console.line(f"written: {write_text(options.out / 'verification.json', text)}")
    console.document(text)
    return EXIT[found.status]


def explanation(options: argparse.Namespace, console: Console) -> int:
    """Say why a record is in scope and what would become of it. Nothing is written."""
    catalogue = catalogue_of(options)
    try:
        record_id = UUID(options.record.rpartition("/")[2])
    except ValueError:
        raise WrongUsage("name a record by its GUID, or as collection/GUID") from None
    if options.plan is not None:
        made = ErasurePlan.from_json(options.plan.read_bytes())
    else:
        with connect(options) as client, console.progress() as listen:
            made = DataSubjectRequests(client, catalogue, listen=listen).plan(identity_of(options))
    found = explain(made, catalogue, record_id)
    presentation.show_explanation(console, found)
    console.document(presentation.explanation_json(found))
    return DONE if found.in_scope else NO_DATA


def selftest(options: argparse.Namespace, console: Console) -> int:
    """Make a made-up person, find, erase and verify them, and take them away again. Writes to the environment."""
    with connect(options) as client:
        found = DataSubjectRequests(client, catalogue_of(options)).selftest()
    presentation.show_selftest(console, found)
    console.document(presentation.selftest_json(found))
    return EXIT[found.status]


def show_coverage(options: argparse.Namespace, console: Console) -> int:
    """List personal-looking columns that the catalogue leaves alone: of an environment where one is named, else of its own classes."""
    catalogue = catalogue_of(options)
    if names_environment(options):
        with connect(options) as client:
            report = DataSubjectRequests(client, catalogue).coverage()
        presentation.show_scan(console, report)
        _document(options, console, "coverage.json", presentation.scan_json(report))
        return PARTIAL if options.fail and report.status is not Status.COMPLETE else DONE
    gaps = coverage(catalogue)
    presentation.show_coverage(console, gaps)
    _document(options, console, "coverage.json", presentation.coverage_json(gaps))
    return PARTIAL if gaps and options.fail else DONE


def dataset(options: argparse.Namespace, console: Console) -> int:
    """Describe the catalogue as a dataset for Fides, in YAML. Asks nobody."""
    text = fides.dataset(catalogue_of(options), key=options.key)
    if options.out is None:
        console.raw(text)
    else:
        console.line(f"written: {write_text(options.out, text)}")
    return DONE


def verify_receipts(options: argparse.Namespace, console: Console) -> int:
    """Check seals, chain and signatures of receipts. Asks nobody."""
    key = verifier_of(options.key)
    (first, *others) = options.files
    if first.is_dir() and not others:
        found = Chain(first).verify(verifier=key)
        if options.head is not None:
            found = verify_chain(_read(Chain(first).files()), verifier=key, head=_head(options.head))
    else:
        found = verify_chain(_read(options.files), verifier=key, head=None if options.head is None else _head(options.head))
    presentation.show_chain(console, found)
    console.document(presentation.chain_json(found))
    return DONE if found.holds and found.documents else ERROR


def _read(paths: list[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in paths]


def _head(given: str) -> bytes | str:
    """A head is a file, or the digest itself."""
    path = Path(given)
    return path.read_bytes() if path.is_file() else given


def new_key(options: argparse.Namespace, console: Console) -> int:
    """Make a key pair to sign receipts with."""
    private, public = make_key(options.file)
    console.line(f"written: {private} (keep it), {public} (give it to whoever verifies)")
    return DONE


def demo(options: argparse.Namespace, console: Console) -> int:
    """Show a whole request on the embedded Dataverse. Needs no environment."""
    from .cli import main
    from .demo import run

    return run(console, options.out, contacts=options.contacts, command=main)


def _document(options: argparse.Namespace, console: Console, name: str, text: str) -> None:
    if options.out is not None:
        console.line(f"written: {write_text(options.out / name, text)}")
    console.document(text)
