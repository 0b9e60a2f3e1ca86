"""Environments made by a seed: people who share records, mailboxes, companies and cases; and what an erasure of one of them may leave.

Every text that belongs to the person alone holds a token of its own (`SUBJ0012`), every text of others another (`OTHR0007`); the person's
names and addresses stand in texts of both. So what is left is found by searching the whole store, not by asking the code that erased. Run as
a script it takes `--count` seeds of each catalogue; a seed that failed makes the same environment again.
"""

import re
import sys
import time
from itertools import count
from pathlib import Path
from random import Random

from attrs import define, field

sys.path.insert(0, str(Path(__file__).parent))

from people import PAID, WON, bound, every_table

from dataverse_dsr import COMPLETE, REFERENCE, DataSubjectRequests, Identity, Outcome, Status
from dataverse_dsr.rules import Target
from dataverse_sdk.emulator import Emulator

FIRST, LAST, MAIN, OTHER_ADDRESS = "Subja", "Subjberg", "subja.main@example.com", "subja.other@example.org"
# Whatever is the person's holds one of these.
PERSONAL = re.compile(r"subj", re.IGNORECASE)
NAMES = re.compile(rf"{FIRST}|{LAST}|{re.escape(MAIN)}|{re.escape(OTHER_ADDRESS)}", re.IGNORECASE)
PASSING = ("versionnumber", "modifiedon", "_modifiedby_value", "_modifiedby_value@target")
# What the service makes of columns that were written.
COMPUTED = ("fullname", "yomifullname", "isdocument", "filesize")
# What the service notes when a record that was opened for a write is closed again.
CLOSED = {"quotes": ("closedon",)}
# Columns of an activity that follow its parties.
LISTED = (*PASSING, "sender", "torecipients")
SHARED_TEXTS = ("subject", "title", "description", "location", "notetext", "name")
# What may keep a record as it is, when the receipt says so.
LEFT = (Outcome.RETAINED, Outcome.BLOCKED_READ_ONLY, Outcome.UNSUPPORTED_BY_PLATFORM, Outcome.HELD)
START = "2026-01-01T00:00:00Z"
ORDER = ("accounts", "contacts", "leads", "incidents", "quotes", "salesorders", "invoices", "opportunities", "emails", "appointments")


@define
class Environment:
    """A made-up environment: rows by entity set, and which of them are the person's alone or in part. Mutable while it is made."""

    seed: int
    draw: Random
    data: dict[str, list[dict]] = field(factory=dict)
    mine: set[tuple[str, str]] = field(factory=set)
    shared: set[tuple[str, str]] = field(factory=set)
    mailbox_is_shared: bool = False
    settings: dict = field(factory=dict)
    decisions: dict = field(factory=dict)
    numbers: count = field(factory=lambda: count(1))

    def chance(self, of=0.5):
        return self.draw.random() < of

    def key(self):
        return f"{self.draw.getrandbits(96):024x}"[:8] + f"-0000-4000-8000-{next(self.numbers):012x}"

    def token(self, mine=True):
        """A text of the person, or of somebody else."""
        return f"{'SUBJ' if mine else 'OTHR'}{next(self.numbers):04}"

    def text(self, mine, *, names=0.3):
        """A text that tells something, sometimes with the person's name in it."""
        said = self.token(mine)
        if mine and self.chance(names):
            said += self.draw.choice([f" of {FIRST} {LAST}", f" ({MAIN})", f" {LAST}"])
        return said

    def put(self, collection, key_column, *, mine=True, shared=False, **columns):
        """Adds a row and remembers whose it is."""
        row = {key_column: self.key(), **{name: value for name, value in columns.items() if value is not None}}
        self.data.setdefault(collection, []).append(row)
        if shared:
            self.shared.add((collection, row[key_column]))
        elif mine:
            self.mine.add((collection, row[key_column]))
        return row[key_column]


def make(seed):
    """Makes an environment."""
    draw = Random(seed)
    env = Environment(seed, draw)
    env.settings = {
        "activityparty_writable": env.chance(0.3),
        "sales_records_locked": env.chance(0.7),
        "resolved_cases_locked": env.chance(0.3),
        "accents": env.chance(),
    }
    env.decisions = {
        "read_only": draw.choice(["report", "skip", "attempt", "reopen"]),
        "parties": draw.choice(["direct", "rewrite", "report"]),
    }
    firm = env.put("accounts", "accountid", mine=False, name=f"Firm {env.token(False)}", emailaddress1=MAIN if env.chance(0.2) else None)
    _the_person(env, firm)
    subjects = [row["contactid"] for row in env.data["contacts"]]
    others = [_somebody(env, number, firm) for number in range(draw.randint(1, 3))]
    if env.chance(0.2):
        env.mailbox_is_shared = True
        env.put(
            "contacts", "contactid", mine=False, firstname="Other", lastname="Mailbox", emailaddress1=MAIN, description=env.token(False)
        )
    for _ in range(draw.randint(0, 2)):
        _together(env, firm, subjects, others)
    return env


def _the_person(env, firm):
    """The person: contacts, leads, what was merged into them, and what hangs on each."""
    personal = {"telephone1": "+44 20 5559", "jobtitle": env.text(True), "governmentid": env.token(), "birthdate": "1815-12-10"}
    personal |= {
        "description": env.text(True),
        "spousesname": f"Spouse {env.token()}",
        "address1_line1": env.token(),
        "address1_city": env.token(),
    }
    company = bound("parentcustomerid", "account", firm) if env.chance() else {}
    main = env.put("contacts", "contactid", firstname=FIRST, lastname=LAST, emailaddress1=MAIN, **personal, **company)
    if env.chance(0.3):
        env.put(
            "contacts",
            "contactid",
            firstname=FIRST,
            lastname=LAST,
            emailaddress1=f"old.{env.token()}@example.com",
            emailaddress2=MAIN.upper(),
        )
    if env.chance(0.3):
        merged = {"merged": True, "statecode": 1, "statuscode": 2, **bound("masterid", "contact", main)}
        env.put("contacts", "contactid", firstname=FIRST, lastname=LAST, emailaddress1=OTHER_ADDRESS, fax=env.token(), **merged)
    leads = [main] if env.chance() else []
    for _ in leads:
        parent = bound("parentcontactid", "contact", main) if env.chance() else {}
        address = MAIN if not parent else f"lead.{env.token()}@example.com"
        env.put(
            "leads", "leadid", firstname=FIRST, lastname=LAST, emailaddress1=address, subject=env.text(True), companyname=env.token(),
            description=env.text(True), **parent,
        )  # fmt: skip
    for row in list(env.data["contacts"]):
        _what_hangs_on(env, row["contactid"], True)


def _somebody(env, number, firm):
    """Somebody else, with records of the same kinds; sometimes of the person's name, or with nearly their address."""
    name = FIRST if env.chance(0.2) else f"Other{number}"
    address = env.draw.choice([f"other{number}@example.com", "subja.main+tag@example.com", "s\u00fcbja.main@example.com"])
    company = bound("parentcustomerid", "account", firm) if env.chance() else {}
    last = LAST if name == FIRST and env.chance() else f"Else{number}"  # a namesake
    own = env.put(
        "contacts", "contactid", mine=False, firstname=name, lastname=last, emailaddress1=address,
        description=env.text(False), telephone1="+44 20 1000", **company,
    )  # fmt: skip
    _what_hangs_on(env, own, False)
    if env.chance(0.3):
        env.put(
            "leads",
            "leadid",
            mine=False,
            firstname=name,
            lastname=f"Else{number}",
            emailaddress1=f"lead{number}@x.org",
            subject=env.token(False),
        )
    return own


def _note(env, table, record_id, mine, **options):
    file = (
        {"documentbody": "U1VCSg==", "filename": f"{env.token(mine)}.txt", "mimetype": "text/plain", "isdocument": True}
        if env.chance(0.3)
        else {}
    )
    env.put(
        "annotations", "annotationid", mine=mine, subject=env.text(mine), notetext=env.text(mine), **bound("objectid", table, record_id),
        **file, **options,
    )  # fmt: skip


def _what_hangs_on(env, owner, mine):
    """Addresses, cases, sales, activities and notes of one contact."""
    customer = bound("customerid", "contact", owner)
    for _ in range(env.draw.randint(0, 1)):
        env.put(
            "customeraddresses", "customeraddressid", mine=mine, line1=env.token(mine), city=env.token(mine),
            stateorprovince=env.token(mine), postalcode="GU23", **bound("parentid", "contact", owner),
        )  # fmt: skip
    for _ in range(env.draw.randint(0, 2)):
        state = {"statecode": 1, "statuscode": 5} if env.chance(0.3) else {}
        one = env.put(
            "incidents",
            "incidentid",
            mine=mine,
            title=env.text(mine),
            description=env.text(mine),
            ticketnumber=f"CAS-{next(env.numbers)}",
            **customer,
            **state,
        )
        if env.chance():
            _note(env, "incident", one, mine)
    for name, number, closed in (("quote", "quotenumber", WON), ("invoice", "invoicenumber", PAID), ("salesorder", "ordernumber", {})):
        if env.chance(0.4):
            sale = {f"{side}_{part}": env.token(mine) for side in ("billto", "shipto") for part in ("line1", "city", "stateorprovince")}
            state = closed if env.chance(0.4) else {"statecode": 0, "statuscode": 1}
            one = env.put(
                f"{name}s", f"{name}id", mine=mine, name=env.text(mine), billto_postalcode=env.token(mine)[:10],
                **{number: f"N-{next(env.numbers)}"}, **sale, **state, **customer,
            )  # fmt: skip
            if env.chance(0.3):
                _note(env, name, one, mine)
    if env.chance(0.4):
        env.put("opportunities", "opportunityid", mine=mine, name=env.text(mine), description=env.text(mine), **customer)
    for table, extra in ACTIVITIES:
        if env.chance(0.25):
            columns = {name: env.token(mine)[:20] for name in extra}
            times = {"scheduledstart": START, "scheduledend": START} if table == "appointment" else {}
            one = env.put(
                f"{table}{'es' if table == 'fax' else 's'}", "activityid", mine=mine, subject=env.text(mine), description=env.text(mine),
                **columns, **times, **bound("regardingobjectid", "contact", owner),
            )  # fmt: skip
            if env.chance(0.3):
                _note(env, table, one, mine)
    if env.chance(0.3):
        _note(env, "contact", owner, mine)


ACTIVITIES = (
    ("email", ()),
    ("phonecall", ("phonenumber",)),
    ("task", ()),
    ("appointment", ("location",)),
    ("letter", ("address",)),
    ("fax", ("faxnumber",)),
)


def _party(env, table, activity, contact_id, address=None, *, mine, role=2):
    partner = {} if contact_id is None else bound("partyid", "contact", contact_id)
    env.put(
        "activityparties", "activitypartyid", mine=mine, participationtypemask=role, addressused=address,
        **bound("activityid", table, activity), **partner,
    )  # fmt: skip


def _together(env, firm, subjects, others):
    """Something of several people: a case of a company, a meeting, a mail to both."""
    ada, eve = env.draw.choice(subjects), env.draw.choice(others)
    said = f"{env.token(False)} about {FIRST} {LAST} and Other"
    match env.draw.choice(["case", "meeting", "mail", "note"]):
        case "case":
            env.put(
                "incidents", "incidentid", shared=True, title=said, description=f"{env.token(False)}, asked by {LAST}",
                ticketnumber=f"CAS-{next(env.numbers)}", **bound("customerid", "account", firm), **bound("primarycontactid", "contact", ada),
            )  # fmt: skip
        case "meeting":
            one = env.put(
                "appointments",
                "activityid",
                shared=True,
                subject=said,
                description=env.token(False),
                scheduledstart=START,
                scheduledend=START,
            )
            _party(env, "appointment", one, ada, mine=True, role=5)
            _party(env, "appointment", one, eve, mine=False, role=5)
        case "mail":
            one = env.put("emails", "activityid", subject=env.text(True), description=env.text(True))
            _party(env, "email", one, ada, MAIN, mine=True)
            _party(env, "email", one, eve, "other@example.com", mine=False)
        case "note":
            _note(env, "account", firm, False)


# --- loading, erasing, judging


def load(env, dataverse):
    """Puts an environment into an emulator, what is pointed to first."""
    names = sorted(env.data, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    names.sort(key=lambda name: name in ("annotations", "activityparties"))
    for name in names:
        dataverse.load({name: env.data[name]})


_facts: dict = {}


def requests_over(dataverse, catalogue):
    """The requests of one catalogue; the metadata of the stock tables is read once for all environments."""
    dsr = DataSubjectRequests(dataverse.client(), catalogue)
    if catalogue.validated:
        if not _facts:
            _facts.update(dsr.check().facts)
        dsr._requests.facts = _facts
    return dsr


def problems(seed, catalogue):
    """Erases the person of one environment and gives everything that is not as it should be."""
    env = make(seed)
    with Emulator(seed="empty", **env.settings) as dataverse:
        load(env, dataverse)
        dsr = requests_over(dataverse, catalogue)
        person = Identity(email=MAIN)
        before = every_table(dataverse)
        plan = dsr.plan(person, **env.decisions)
        if env.mailbox_is_shared:
            receipt = dsr.erase(plan)
            if receipt.status is not Status.NEEDS_REVIEW or _differences(before, every_table(dataverse)):
                return [f"a shared mailbox ended as {receipt.status} or changed something"]
            person = _named(env)
            plan = dsr.plan(person, **env.decisions)
        before = every_table(dataverse)
        receipt = dsr.erase(plan)
        check = dsr.verify(receipt)
        return list(_judge(env, catalogue, dataverse, before, plan, receipt, check))


def _named(env):
    """The person by their records, as an officer names them who looked."""
    ids = [row["contactid"] for row in env.data["contacts"] if ("contacts", row["contactid"]) in env.mine]
    leads = [row["leadid"] for row in env.data.get("leads", ()) if ("leads", row["leadid"]) in env.mine]
    return Identity(contact_ids=ids, lead_ids=leads)


def _differences(before, after):
    """The places that differ, missing and new ones too, tables that are made when they are first read apart."""
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def _judge(env, catalogue, dataverse, before, plan, receipt, check):
    after = every_table(dataverse)
    planned = {(write.collection, str(write.record_id)): write for write in plan.operations}
    outcomes = {(record.collection, str(record.record_id)): record.outcome for record in receipt.outcomes}
    parents = {before[place]["_activityid_value"] for place in planned if place[0] == "activityparties"}
    rewriting = env.decisions["parties"] == "rewrite"
    if plan.reviews:
        yield f"a person whose records are their own was taken for several: {plan.reviews[0][0]}"
    # (a) nothing of somebody else in the plan, and nothing outside it changed
    for place in planned.keys() - env.mine - env.shared:
        yield f"(a) the plan holds a record of {place[0]} that is somebody else's"
    for place in _differences(before, after) - planned.keys():
        if place[0] in ("quotecloses", "incidentresolutions") or (
            place[0] == "activityparties" and _is_another_list(place, before, after, rewriting, parents)
        ):
            continue
        was, now = before.get(place), after.get(place)
        follows = was is not None and now is not None and place[1] in parents
        if follows and {name for name in was if was[name] != now[name]} <= set(LISTED):
            continue
        yield f"(a) {place[0]} changed outside the plan: {_columns(was, now)}"
    for place, write in planned.items():
        if place in after and (wrong := _unplanned_columns(before[place], after[place], write, outcomes[place], place[1] in parents)):
            yield f"(a) {place[0]} lost columns that were not planned: {wrong}"
    if rewriting and _other_parties(before, planned) != _other_parties(after, planned, erased=True):
        yield "(a) a party of somebody else changed"
    # (b) every planned column reads as its mask
    words = receipt.identity.words if receipt.identity else None
    for place, write in planned.items():
        if outcomes[place] in (Outcome.MASKED, Outcome.ALREADY_MASKED) and place in after:
            yield from _unmasked(catalogue, plan, write, after[place], words)
    if check.status is not Status.COMPLETE:
        yield f"(b) the verification does not hold: {check.findings} {check.unexpected} {check.errors}"
    # (c) nothing of the person where the complete catalogue claims to have been
    if catalogue is COMPLETE:
        yield from _left(env, catalogue, before, after, outcomes)
    if any(collection == "salesorders" for collection, _ in planned):
        yield "H41: an order was planned"


def _columns(was, now):
    if was is None or now is None:
        return "a record appeared or vanished"
    return sorted(name for name in was if was[name] != now[name])


def _is_another_list(place, before, after, rewriting, parents):
    """A list that takes another's place has ids of its own; what it says is compared apart."""
    row = before.get(place) or after.get(place)
    closing = place not in before and row["_activityid_value"] not in {
        one["_activityid_value"] for key, one in before.items() if key[0] == place[0]
    }
    return closing or (rewriting and row["_activityid_value"] in parents)


def _other_parties(rows, planned, *, erased=False):
    mine = ("erased-", "MASKED")
    said = [
        (row["_activityid_value"], row["participationtypemask"], row["_partyid_value"], row["addressused"])
        for place, row in rows.items()
        if place[0] == "activityparties" and place not in planned and not str(row["addressused"]).startswith(mine)
    ]
    before = {one[0] for one in said}
    return sorted((one for one in said if one[0] in before and one[3] is not None), key=repr)


def _unplanned_columns(was, now, write, outcome, is_parent):
    allowed = {*write.columns, *PASSING, *COMPUTED, *(LISTED if is_parent else ()), *CLOSED.get(write.collection, ())}
    changed = {name for name in was if was[name] != now[name]} - allowed
    if outcome in LEFT or not write.columns:
        changed = {name for name in was if was[name] != now[name]} - set(PASSING)
    return sorted(name for name in changed if "composite" not in name)


def _unmasked(catalogue, plan, write, row, words):
    declaration = catalogue[write.collection]
    for change in write.changes:
        rule = declaration.masked(change.column).rule_of(change.mask)
        value = row[change.column]
        target = Target(plan.environment_id, declaration.info.logical_name, write.record_id, old=value, words=words)
        if not rule.has_masked(value, target):
            yield f"(b) {write.collection}.{change.column} does not read as {change.mask}"


def _left(env, catalogue, before, after, outcomes):
    for place in env.mine | env.shared:
        # A party beside whose address nothing stands has nothing to mask; an activity's list may have been put in place of another.
        if place not in outcomes and place[0] != "accounts":
            yield f"(c) {place[0]} of the person was not found"
    for place, row in after.items():
        if place[0] not in catalogue or outcomes.get(place) in LEFT:
            continue
        # Of a record that is theirs nothing may be left in any column, whether the catalogue names it or not; of one that belongs to others
        # as well, no name and no address in the columns that have a rule for that.
        if place in env.mine:
            columns, pattern = row.keys(), PERSONAL
        elif place in env.shared:
            columns = [masked.column.wire_name for masked in catalogue[place[0]].masks if masked.shared is not None]
            pattern = NAMES
        else:
            continue
        for column in columns:
            if isinstance(row[column], str) and pattern.search(row[column]):
                yield f"(c) {place[0]}.{column} still holds something of the person"
    for place in env.mine:
        row = after.get(place)
        if place[0] == "contacts" and row is not None and (row["birthdate"], row["governmentid"]) != (None, None):
            yield "(c) a contact still has a birthday or a number"


CATALOGUES = {"reference": REFERENCE, "complete": COMPLETE}


def main(arguments):
    """Runs `--count N` environments of each catalogue from `--seed` on; the status is 1 when something was not as it should be."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    first, number = int(options.get("--seed", 1)), int(options.get("--count", 500))
    bad, started = 0, time.monotonic()
    for name, catalogue in CATALOGUES.items():
        for seed in range(first, first + number):
            found = problems(seed, catalogue)
            bad += bool(found)
            if found:
                print(name, seed, found[:3], flush=True)
    print(f"{2 * number:,} environments from seed {first}, {bad} not as they should be, {time.monotonic() - started:.0f} s")
    return 1 if bad else 0


__all__ = ["CATALOGUES", "make", "problems"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
