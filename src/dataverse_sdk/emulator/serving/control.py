"""The endpoints below `/_emulator/`: what Python code can ask of an emulator, for programs in any language.

Knows names, JSON bodies and the methods of the emulator behind them. Refuses to know how a behaviour works. These endpoints are no part
of Dataverse; they take no token, and do not appear in the trace.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import asdict

from ..behaviours.described_plugins import describe
from ..behaviours.limits import Limits
from ..http.messages import Reply, Request
from ..http.replies import json_text
from ..seeding.scenarios import SCENARIOS, play
from ..writing.duplicates import STOCK_RULES
from ..writing.states import changed

if TYPE_CHECKING:
    from .. import Emulator

__all__ = ["ENDPOINTS", "ROOT", "answer"]

ROOT = "/_emulator/"

Body = dict[str, Any]  # JSON that a caller wrote: the endpoints read what they know, and TypeError and ValueError become 400
Endpoint = Callable[["Emulator", Body], "object | None"]


def _faults(emulator: Emulator, plan: Body) -> None:
    faults = emulator.faults
    if "storm" in plan:
        storm = dict(plan["storm"])
        faults.storm(int(storm.pop("seed")), **storm)
        return
    where: Body = {"nth": int(plan.get("nth", 1))}
    if plan.get("part") in ("lost", "doubled"):
        (faults.lose_part if plan["part"] == "lost" else faults.double_part)(**where)
        return
    where["applied"] = bool(plan.get("applied", False))
    if plan.get("drop") or "breaks" in plan:
        pause: Body = {"pause": float(plan["pause"])} if "pause" in plan else {}
        faults.breaks("drop" if plan.get("drop") else plan["breaks"], **where, **pause)
        return
    options: Body = {name: plan[name] for name in ("code", "message", "headers") if name in plan}
    if "body" in plan:
        options["body"] = str(plan["body"]).encode()
    (faults.answer_part if plan.get("part") else faults.answer)(int(plan["status"]), **where, **options)


def _no_faults(emulator: Emulator, _: Body) -> None:
    emulator.faults.clear()


def _clock(emulator: Emulator, body: Body) -> object:
    clock = emulator.clock
    if body.get("run"):
        clock.run()
    if "freeze" in body:
        clock.freeze(None if body["freeze"] in (True, None) else datetime.fromisoformat(body["freeze"]))
    if "advance" in body:
        clock.advance(float(body["advance"]))
    return _time(emulator, body)


def _time(emulator: Emulator, _: Body) -> object:
    return {"now": emulator.clock.now().isoformat(), "waiting": emulator.clock.waiting}


def _permissions(emulator: Emulator, body: Body) -> None:
    allowed = emulator.permissions
    table = str(body["table"])
    if "secure" in body:
        read, create, update = (bool(body.get(name)) for name in ("read", "create", "update"))
        allowed.secure(table, str(body["secure"]), read=read, create=create, update=update, user=body.get("user"))
    elif "allow" in body:
        allowed.allow(body["allow"], table, user=body.get("user"))
    else:
        allowed.deny(body["deny"], table, user=body.get("user"))


def _limits(emulator: Emulator, body: Body) -> None:
    emulator.limits = Limits(**body)


def _switches(emulator: Emulator, body: Body) -> object:
    emulator.switches = changed(emulator.switches, body)
    return _shown_switches(emulator, body)


def _shown_switches(emulator: Emulator, _: Body) -> object:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(emulator.switches).items()}


def _days(body: Body) -> Body:
    return {"days": int(body["days"])} if "days" in body else {}


def _requests(emulator: Emulator, _: Body) -> object:
    return [asdict(each) for each in emulator.requests]


def _scenario(emulator: Emulator, body: Body) -> None:
    play(emulator, str(body["name"]), seed=int(body.get("seed", 1)))


def _row(emulator: Emulator, body: Body) -> None:
    emulator.write(str(body["set"]), str(body["id"]), body["values"])


def _nothing_limited(emulator: Emulator, _: Body) -> None:
    emulator.limits = None


def _collation(emulator: Emulator, body: Body) -> None:
    emulator.accents = bool(body["accents"])


def _identity(emulator: Emulator, body: Body) -> object:
    """One or several of: strict mode, a lifetime, an application, a person, a revocation, a device's answer."""
    identity = emulator.identity
    if "strict" in body:
        identity.strict = bool(body["strict"])
    if "token_seconds" in body:
        identity.token_seconds = float(body["token_seconds"])
    if "application" in body:
        application = dict(body["application"])
        certificate = application.pop("certificate", None)
        pem = None if certificate is None else str(certificate).encode()
        identity.register_application(str(application.pop("client_id")), certificate=pem, **application)
    if "user" in body:
        user = dict(body["user"])
        identity.register_user(str(user.pop("username")), **user)
    if "approve" in body:
        identity.approve_device(str(body["approve"]), body.get("as"))
    if "decline" in body:
        identity.decline_device(str(body["decline"]))
    if "revoke" in body:
        {"tokens": identity.revoke_tokens, "sign-ins": identity.revoke_sign_ins}[body["revoke"]]()
    return _shown_identity(emulator, body)


def _shown_identity(emulator: Emulator, _: Body) -> object:
    identity = emulator.identity
    applications, people = identity.registered
    return {
        "strict": identity.strict,
        "tenant_id": identity.tenant_id,
        "token_seconds": identity.token_seconds,
        "applications": [{"client_id": each.client_id, "in_environment": each.in_environment} for each in applications],
        "users": [{"username": each.username, "in_environment": each.in_environment} for each in people],
    }


def _token(emulator: Emulator, body: Body) -> object:
    return {"access_token": emulator.identity.issue_token(str(body.pop("resource")), **body)}


def _duplicate_rule(emulator: Emulator, body: Body) -> None:
    emulator.add_duplicate_rule(str(body["table"]), *body["columns"])


def _stock_duplicate_rules(emulator: Emulator, _: Body) -> None:
    emulator.duplicate_rules[:] = STOCK_RULES


def _run_jobs(emulator: Emulator, _: Body) -> object:
    return {"ran": emulator.run_jobs()}


ENDPOINTS: Mapping[tuple[str, str], Endpoint] = {
    ("POST", "faults"): _faults,
    ("DELETE", "faults"): _no_faults,
    ("GET", "clock"): _time,
    ("POST", "clock"): _clock,
    ("DELETE", "clock"): lambda emulator, _: emulator.clock.reset(),
    ("PUT", "limits"): _limits,
    ("DELETE", "limits"): _nothing_limited,
    ("POST", "permissions"): _permissions,
    ("DELETE", "permissions"): lambda emulator, _: emulator.permissions.reset(),
    ("POST", "plugins"): describe,
    ("DELETE", "plugins"): lambda emulator, _: emulator.plugins.clear(),
    ("GET", "identity"): _shown_identity,
    ("POST", "identity"): _identity,
    ("DELETE", "identity"): lambda emulator, _: emulator.identity.reset(),
    ("POST", "tokens"): _token,
    ("POST", "duplicate-rules"): _duplicate_rule,
    ("DELETE", "duplicate-rules"): _stock_duplicate_rules,
    ("POST", "jobs"): _run_jobs,
    ("POST", "auditing"): lambda emulator, body: emulator.auditing.switch_on(*body["tables"]),
    ("DELETE", "auditing"): lambda emulator, _: emulator.auditing.tables.clear(),
    ("POST", "recycle-bin"): lambda emulator, body: emulator.recycle_bin.switch_on(*body["tables"], **_days(body)),
    ("DELETE", "recycle-bin"): lambda emulator, _: emulator.recycle_bin.tables.clear(),
    ("POST", "change-tracking"): lambda emulator, body: emulator.change_tracking.switch_on(*body["tables"], **_days(body)),
    ("DELETE", "change-tracking"): lambda emulator, _: emulator.change_tracking.tables.clear(),
    ("PUT", "collation"): _collation,
    ("GET", "switches"): _shown_switches,
    ("PATCH", "switches"): _switches,
    ("GET", "scenarios"): lambda _emulator, _body: dict(SCENARIOS.summaries()),
    ("POST", "scenarios"): _scenario,
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): lambda emulator, _: emulator.forget_requests(),
    ("POST", "rows"): lambda emulator, body: emulator.load(body),
    ("PATCH", "rows"): _row,
}
"""Each endpoint by method and name. A body is a JSON object; a reply is JSON, or 204 without a body."""

SNAPSHOT = "snapshot"


def answer(emulator: Emulator, request: Request) -> Reply:
    """The reply to a request below `/_emulator/`: 400 with a sentence for what cannot be carried out."""
    name = request.target.partition("?")[0].removeprefix(ROOT)
    if name == SNAPSHOT and request.method == "GET":
        return Reply(200, (("Content-Type", "application/vnd.sqlite3"),), emulator.snapshot())
    try:
        if name == SNAPSHOT and request.method == "PUT":
            emulator.restore(request.body)
            return Reply(204)
        endpoint = ENDPOINTS.get((request.method, name))
        if endpoint is None:
            return _none(name)
        body = json.loads(request.body) if request.body.strip() else {}
        if not isinstance(body, dict):
            raise TypeError("the body is a JSON object")
        result = endpoint(emulator, body)
    except (ValueError, KeyError, TypeError, LookupError, AttributeError) as error:
        return _text(400, f"{type(error).__name__}: {error}")
    if result is None:
        return Reply(204)
    return Reply(200, (("Content-Type", "application/json"),), json_text(result).encode())


def _none(name: str) -> Reply:
    methods = sorted(method for method, known in ENDPOINTS if known == name)
    if methods:
        return Reply(405, (("Allow", ", ".join(methods)),))
    names = sorted({known for _, known in ENDPOINTS} | {SNAPSHOT})
    return _text(404, f"the endpoints are {', '.join(ROOT + known for known in names)}")


def _text(status: int, text: str) -> Reply:
    return Reply(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())
