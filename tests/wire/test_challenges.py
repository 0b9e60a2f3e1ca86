"""What a 401 asks for."""

from base64 import b64encode, urlsafe_b64encode

import pytest

from dataverse_sdk.wire.challenges import bearer_challenge, claims_challenge
from dataverse_sdk.wire.effects import Renew, Send, Sleep, send
from dataverse_sdk.wire.messages import Headers, Reply, Request
from dataverse_sdk.wire.retry import RetryPolicy, retrying

CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}'
GET = Request("GET", "WhoAmI()")


def challenge(value: str) -> Headers:
    return Headers([("www-authenticate", value)])


def test_the_services_own_challenge_has_no_quotation_marks() -> None:
    found = bearer_challenge(
        challenge(
            "Bearer error=invalid_token, error_description=Error during token validation!, "
            "authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id=https://org.crm.dynamics.com/"
        )
    )
    assert found == {
        "error": "invalid_token",
        "error_description": "Error during token validation!",
        "authorization_uri": "https://login.microsoftonline.com/common/oauth2/authorize",
        "resource_id": "https://org.crm.dynamics.com/",
    }


def test_only_the_bearer_scheme_counts_wherever_it_stands() -> None:
    headers = Headers(
        [
            ("Content-Type", "x"),
            ("WWW-Authenticate", 'Digest realm="Bearer a=b", nonce=n'),
            ("WWW-Authenticate", 'Negotiate, bearer Realm="a \\"quoted\\" word", x=1, PoP claims=abc'),
            ("WWW-Authenticate", 'Bearer realm="second"'),
        ]
    )
    assert bearer_challenge(headers) == {"realm": 'a "quoted" word', "x": "1"}


def test_a_challenge_of_no_sensible_length_is_passed_over() -> None:
    assert bearer_challenge(challenge("Bearer a=" + "b" * 20_000)) == {}


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["=", ""])
@pytest.mark.parametrize("claims", [CLAIMS, CLAIMS + " ", CLAIMS + "  "])
def test_claims_come_in_either_base64_with_or_without_padding(encode: object, padding: str, claims: str) -> None:
    text = encode(claims.encode()).decode()  # type: ignore[operator]
    given = text if padding else text.rstrip("=")
    assert claims_challenge(challenge(f'Bearer error="insufficient_claims", claims="{given}"')) == claims


@pytest.mark.parametrize("given", ["", "!!!", b64encode(b"\xff").decode(), b64encode(b"[1]").decode(), b64encode(b"{}").decode()])
def test_claims_that_are_no_json_object_are_none(given: str) -> None:
    assert claims_challenge(challenge(f'Bearer claims="{given}"')) is None


def test_no_claims_are_none() -> None:
    assert claims_challenge(Headers()) is None


CHALLENGED = Reply(401, challenge(f'Bearer claims="{b64encode(CLAIMS.encode()).decode()}"'))
PLAIN = Reply(401)
DONE = Reply(200)


@pytest.mark.parametrize(
    ("replies", "effects"),
    [
        ([CHALLENGED, DONE], [Send(GET), Renew(CLAIMS), Send(GET)]),
        ([PLAIN, DONE], [Send(GET), Renew(), Send(GET)]),
        ([CHALLENGED, PLAIN, DONE], [Send(GET), Renew(CLAIMS), Send(GET), Renew(), Send(GET)]),
        ([PLAIN, CHALLENGED, DONE], [Send(GET), Renew(), Send(GET), Renew(CLAIMS), Send(GET)]),
        # The second challenge is answered with a plain new token, and the third reply is the answer, whatever it is.
        ([CHALLENGED, CHALLENGED, CHALLENGED], [Send(GET), Renew(CLAIMS), Send(GET), Renew(), Send(GET)]),
        ([PLAIN, PLAIN], [Send(GET), Renew(), Send(GET)]),
    ],
)
def test_one_token_with_claims_and_one_new_token_and_no_more(replies: list[Reply], effects: list[object]) -> None:
    flow = retrying(send(GET), RetryPolicy(attempts=1))
    seen: list[object] = []
    answers = iter(replies)
    answer: object = None
    while True:
        try:
            effect = flow.send(answer)
        except StopIteration as stop:
            reply = stop.value
            break
        seen.append(effect)
        assert not isinstance(effect, Sleep)
        answer = next(answers) if isinstance(effect, Send) else None
    assert seen == effects
    assert (reply.status, reply.sends) == (replies[-1].status, len(replies))
