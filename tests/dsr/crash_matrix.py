"""The crash matrix: every scenario with every fault at every step, in pairs, and with another actor at every moment.

Run as a script it goes through the whole matrix, or through as much of it as `--minutes` allows, in an order drawn by `--seed`: every
scenario gets its turn, so a run that was cut short saw the same share of each. The suite takes a seeded slice. What is judged, and how,
stands in `crash_worlds`.
"""

import gc
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from crash_worlds import Schedule, World
from people import ADA, PAID, WON, address, bound, case, contact, invoice, key, lead, note, party, quote

from dataverse_dsr import COMPLETE, Hold, Identity
from dataverse_sdk.emulator import reject
from dataverse_sdk.tables import Incident

ON_SEND = ("crash_before", "crash_after", "lost_applied", "lost_unapplied", "throttled")
ON_DISK = ("crash_before", "crash_after", "disk_full")
# Annex C of the reliability notes: who else is at work while a person is erased.
ACTORS = ("edit", "reassign_child", "reassign_person", "delete", "late_writer", "revert", "merge", "recreate")
FAULTS_LATER = ("crash_before", "crash_after", "lost_applied", "lost_unapplied", "throttled")


# --- environments


def simple():
    ada = contact(jobtitle="Lady")
    one_case = case(ada["contactid"])
    return {"contacts": [ada], "incidents": [one_case], "annotations": [note("contact", ada["contactid"])]}


def won_quote():
    ada = contact()
    return {"contacts": [ada], "quotes": [quote(ada["contactid"], **WON)]}


def paid_invoice():
    ada = contact()
    return {"contacts": [ada], "invoices": [invoice(ada["contactid"], **PAID)], "annotations": [note("contact", ada["contactid"])]}


def resolved_case():
    ada = contact()
    return {"contacts": [ada], "incidents": [case(ada["contactid"], statecode=1, statuscode=5)]}


def mailed():
    """A mail to the person and to somebody else, in one list."""
    ada = contact()
    mail, row = party(ADA, ada["contactid"])
    _, other = party("stranger@example.com")
    other |= bound("activityid", "email", mail["activityid"])
    return {"contacts": [ada], "emails": [mail], "activityparties": [row, other], "annotations": [note("contact", ada["contactid"])]}


def with_address():
    """A contact that shows an address row of its own, and a lead."""
    ada = contact()
    return {"contacts": [ada], "leads": [lead()], "customeraddresses": [address(ada["contactid"])]}


def by_way_of_a_case():
    ada = contact()
    one = case(ada["contactid"])
    return {"contacts": [ada], "incidents": [one], "annotations": [note("incident", one["incidentid"])]}


def many():
    ada = contact()
    notes = [note("contact", ada["contactid"]) for _ in range(4)]
    return {"contacts": [ada], "annotations": notes, "incidents": [case(ada["contactid"]), case(ada["contactid"])]}


def everywhere():
    """What the complete catalogue masks beyond the reference: a case shared with a company, a mail with a list of addresses, a file."""
    ada = contact(spousesname="William", governmentid="GOV-1")
    firm = {"accountid": key(), "name": "Engines"}
    shared = {
        **case(ada["contactid"], title="About Ada Lovelock and others", description="Call Ada"),
        **bound("customerid", "account", firm["accountid"]),
        **bound("primarycontactid", "contact", ada["contactid"]),
    }
    mail = {"activityid": key(), "subject": "Hello", "sender": ADA, "torecipients": f"eve@x.org;{ADA};"}
    mail |= bound("regardingobjectid", "contact", ada["contactid"])
    file = note("contact", ada["contactid"], documentbody="QUJD", filename="a.txt", mimetype="text/plain", isdocument=True)
    return {"accounts": [firm], "contacts": [ada], "incidents": [shared], "emails": [mail], "annotations": [file]}


# --- what the service may do


def shows_on_the_contact(world, context):
    """Writing a child changes the version of the contact, as an address row or a counting plug-in does."""
    if context.table != "contact":
        statement = "UPDATE contact SET versionnumber = ? WHERE contactid = ?"
        world.emulator.store.connection.execute(statement, (world.emulator.store.next_version(), world.rows["contacts"][0]["contactid"]))


def refuses_notes(world, context):
    if context.table == "annotation":
        raise reject("not on my watch")


HOUR = timedelta(hours=1)
SCENARIOS: dict[str, Callable[[], World]] = {
    "known": lambda: World("known", simple),
    "from_file": lambda: World("from_file", simple, known=False),
    "reopen": lambda: World("reopen", won_quote, known=False, read_only="reopen"),
    "parties": lambda: World("parties", mailed, known=False, parties="rewrite"),
    "invoice": lambda: World("invoice", paid_invoice, read_only="reopen"),
    "locked_case": lambda: World("locked_case", resolved_case, read_only="reopen", settings={"resolved_cases_locked": True}),
    "refused_party": lambda: World("refused_party", mailed),
    "writable_party": lambda: World("writable_party", mailed, known=False, settings={"activityparty_writable": True}),
    "attempted": lambda: World("attempted", won_quote, read_only="attempt"),
    "addresses": lambda: World("addresses", with_address, known=False, plug_in=shows_on_the_contact),
    "old_plan": lambda: World("old_plan", by_way_of_a_case, age=HOUR),
    "named": lambda: World("named", simple, known=False, identity=lambda rows: Identity(contact_ids=rows["contacts"][0]["contactid"])),
    "held": lambda: World("held", simple, holds=(Hold(Incident, "open_case", "the case is open", until=date(2999, 1, 1)),)),
    "plug_in": lambda: World("plug_in", simple, plug_in=refuses_notes),
    "many": lambda: World("many", many),
    "complete": lambda: World("complete", everywhere, catalogue=COMPLETE),
}


# --- schedules


def singles(world):
    """Every fault at every boundary, and no fault at all."""
    yield ()
    for place, kind in enumerate(world.boundaries):
        for fault in ON_DISK if kind == "disk" else ON_SEND:
            yield ((place, fault),)


def doubles(world, *, reach=8):
    """Every pair of faults; the second can lie in the run that resumes after the first."""
    firsts = [one for one in singles(world) if one]
    for first, place, fault in product(firsts, range(len(world.boundaries) + reach), FAULTS_LATER):
        if place > first[0][0]:
            yield (*first, (place, fault))


def matrix(world):
    """The whole matrix of one world: singles and doubles, and each single with each actor at each moment."""
    for faults in (*singles(world), *doubles(world)):
        yield Schedule(faults)
    moments = range(len(world.boundaries) + 1)
    for faults, actor, moment in product(list(singles(world)), ACTORS, moments):
        yield Schedule(faults, actor, moment)


def triples(world, count, seed):
    """Schedules drawn by a seed: up to three faults and an actor."""
    draw = random.Random(seed)
    for _ in range(count):
        places = sorted(draw.sample(range(len(world.boundaries) + 12), draw.randint(1, 3)))
        chosen = tuple((place, draw.choice(FAULTS_LATER)) for place in places)
        actor = draw.choice((None, *ACTORS))
        yield Schedule(chosen, actor, draw.randrange(len(world.boundaries) + 6))


# --- the whole of it

MOST_VIOLATIONS = 20


def main(arguments):
    """Runs the matrix: `[SCENARIO...] [--seed N] [--extra N] [--minutes M] [--part K/N]`; the status is 1 when something did not hold."""
    wanted = [name for name in SCENARIOS if name in arguments] or list(SCENARIOS)
    arguments = [each for each in arguments if each not in SCENARIOS]
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    seed, extra, minutes = int(options.get("--seed", 1)), int(options.get("--extra", 2000)), float(options.get("--minutes", 0))
    part, parts = map(int, options.get("--part", "1/1").split("/"))
    started = time.monotonic()
    worlds = {name: SCENARIOS[name]() for name in wanted}
    left = {}
    for name, world in worlds.items():
        schedules = [*matrix(world), *triples(world, extra, seed)]
        random.Random(f"{seed} {name}").shuffle(schedules)
        left[name] = schedules[part - 1 :: parts]
    sizes = {name: len(schedules) for name, schedules in left.items()}
    print(f"{sum(sizes.values()):,} schedules of {len(worlds)} scenarios, seed {seed}, part {part} of {parts}", flush=True)
    total, failures = Counter(), []
    gc.freeze()
    while any(left.values()) and len(failures) < MOST_VIOLATIONS:
        if minutes and time.monotonic() - started > 60 * minutes:
            break
        # The same share of each, so that a run cut short tells about all of them.
        name = max(left, key=lambda each: len(left[each]) / sizes[each])
        schedule = left[name].pop()
        total[name] += 1
        _, problems = worlds[name].run(schedule)
        if problems:
            failures.append((name, schedule, problems))
            print(name, schedule, problems[:3], flush=True)
        if sum(total.values()) % 5000 == 0:
            print(f"{sum(total.values()):,} runs, {time.monotonic() - started:.0f} s", flush=True)
    for name, world in worlds.items():
        print(f"{name}: {total[name]:,} of {sizes[name]:,} runs, {len(world.boundaries)} boundaries")
    print(
        f"{sum(total.values()):,} of {sum(sizes.values()):,} runs, {len(failures)} violations, seed {seed}, "
        f"{time.monotonic() - started:.0f} s ({time.process_time():.0f} s of this process)"
    )
    return 1 if failures else 0


__all__ = ["ACTORS", "SCENARIOS", "Schedule", "World", "doubles", "matrix", "singles", "triples"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
