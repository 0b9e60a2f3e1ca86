"""A 401 during a call: one token with the claims that were asked for, one new token, and then the end."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import anyio
import httpx
import pytest
from azure.core.credentials import AccessToken
from azure.identity import ClientSecretCredential

from dataverse_sdk import AsyncDataverseClient, DataverseClient
from dataverse_sdk.client.auth import AsyncTokens, Tokens
from dataverse_sdk.emulator import URL, Emulator
from dataverse_sdk.errors import AuthenticationError, Unauthorized

APP = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def dataverse() -> Iterator[Emulator]:
    with Emulator(seed="empty") as emulator:
        emulator.identity.strict = True
        yield emulator


class Cautious:
    """A credential that hands out one token until claims are asked for, as those with a cache do."""

    def __init__(self, dataverse: Emulator) -> None:
        self._identity = dataverse.identity
        self._token = self._identity.issue_token(URL)
        self.asked: list[dict[str, Any]] = []

    def get_token(self, *_scopes: str, claims: str | None = None, enable_cae: bool = False) -> AccessToken:
        self.asked.append({"claims": claims is not None, "enable_cae": enable_cae})
        if claims is not None:
            assert "nbf" in claims
            self._token = self._identity.issue_token(URL)
        return AccessToken(self._token, 2**40)


class Plain:
    """A credential made by hand, that knows scopes and nothing else."""

    def __init__(self, dataverse: Emulator) -> None:
        self._token = dataverse.identity.issue_token(URL)
        self.calls = 0

    def get_token(self, *_scopes: str) -> AccessToken:
        self.calls += 1
        return AccessToken(self._token, 2**40)


def both(dataverse: Emulator, credential: Any, use: Any) -> None:
    """Hands a client of each kind to `use`, as a function that asks who the caller is and how many requests that took."""
    with httpx.Client(transport=dataverse.transport()) as http, DataverseClient(URL, credential(dataverse), http=http) as client:

        def ask() -> int:
            before = client.http_calls
            assert client.who_am_i()
            return client.http_calls - before

        use(ask, client._driver.tokens)

    async def main() -> None:
        made = httpx.AsyncClient(transport=dataverse.transport())
        async with made as http, AsyncDataverseClient(URL, credential(dataverse), http=http) as client:

            async def whoami() -> int:
                before = client.http_calls
                assert await client.who_am_i()
                return client.http_calls - before

            tokens = client._driver.tokens
            await anyio.to_thread.run_sync(lambda: use(lambda: anyio.from_thread.run(whoami), tokens))

    anyio.run(main)


def test_a_claims_challenge_is_answered_with_one_token_that_has_the_claims(dataverse: Emulator) -> None:
    def use(ask: Any, tokens: Any) -> None:
        assert ask() == 1
        dataverse.identity.revoke_tokens()
        assert ask() == 2
        assert ask() == 1
        # Once challenged, every later token is asked for as one that can be: azure-identity keeps those apart.
        tokens.forget(tokens._cache._token.token)
        assert ask() == 1
        assert tokens._cache.credential.asked == [
            {"claims": False, "enable_cae": False},
            {"claims": True, "enable_cae": True},
            {"claims": False, "enable_cae": True},
        ]

    both(dataverse, Cautious, use)


def test_a_credential_without_claims_is_asked_once_more_and_then_the_refusal_stands(dataverse: Emulator) -> None:
    def use(ask: Any, tokens: Any) -> None:
        dataverse.identity.revoke_tokens()
        with pytest.raises(Unauthorized):
            ask()
        assert tokens._cache.credential.calls == 3  # at first, for the claims, and once more in case the token had expired

    both(dataverse, Plain, use)


def test_azure_identity_fetches_a_token_with_the_claims_over_tls(dataverse: Emulator) -> None:
    dataverse.identity.register_application(APP, secret="right")
    with dataverse.serve(tls=True) as url:
        trust = {"authority": url, "disable_instance_discovery": True, "connection_verify": str(dataverse.certificate)}
        context = ssl.create_default_context(cafile=str(dataverse.certificate))
        with (
            closing(ClientSecretCredential(dataverse.identity.tenant_id, APP, "right", **trust)) as credential,
            httpx.Client(verify=context) as http,
            DataverseClient(url, credential, http=http) as client,
        ):
            client.who_am_i()
            dataverse.identity.revoke_tokens()
            client.who_am_i()
            client.who_am_i()
            assert client.http_calls == 4


def test_what_entra_says_is_in_the_error_as_a_number_with_advice(dataverse: Emulator) -> None:
    dataverse.identity.register_application(APP, secret="right")
    with dataverse.serve(tls=True) as url:
        trust = {"authority": url, "disable_instance_discovery": True, "connection_verify": str(dataverse.certificate)}
        with (
            closing(ClientSecretCredential(dataverse.identity.tenant_id, APP, "wrong", **trust)) as credential,
            DataverseClient(url, credential) as client,
            pytest.raises(AuthenticationError, match="AADSTS7000215: the client secret is wrong") as caught,
        ):
            client.who_am_i()
    assert APP not in str(caught.value)
    assert client.http_calls == 0


def test_claims_that_came_while_another_call_was_renewing_are_not_lost(dataverse: Emulator) -> None:
    tokens = Tokens(Cautious(dataverse), "s")
    first = tokens.get()
    tokens.forget(first)
    tokens.forget(first, '{"access_token":{"nbf":{}}}')
    tokens.forget(first)
    second = tokens.get()
    assert second != first
    tokens.forget(first, '{"access_token":{}}')  # refused long ago, with a token that is out of use
    assert tokens.get() == second


def test_a_credential_whose_signature_cannot_be_read_gets_scopes_only() -> None:
    class Hidden:
        __signature__ = "none"

        def __call__(self, *scopes: str, **keywords: Any) -> AccessToken:
            assert not keywords
            return AccessToken("t", 2**40)

    class Odd:
        get_token = Hidden()

    tokens = AsyncTokens(Odd(), "s")

    async def twice() -> str:
        first = await tokens.get()
        tokens.forget(first, '{"access_token":{}}')
        return await tokens.get()

    assert anyio.run(twice) == "t"
