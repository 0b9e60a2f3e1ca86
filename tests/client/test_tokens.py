"""Tokens: whose credential, when a new one is fetched, how many callers fetch it, and where none may ever be seen."""

import threading
from typing import Any

import anyio
import httpx
import pytest
from azure.core.credentials import AccessToken
from faces import G1, URL, AsyncKey, Face, Goat, Key, Service

from dataverse_sdk.client import AsyncDataverseClient, ClientOptions, DataverseClient, auth
from dataverse_sdk.client.auth import AsyncTokens, Tokens
from dataverse_sdk.errors import AuthenticationError, NotSent, UsageError
from dataverse_sdk.wire.retry import RetryPolicy

SCOPE = f"{URL}/.default"
OK = httpx.Response(200, json={"farm_goatid": str(G1)})


class Broken:
    """A credential that cannot give a token, and says too much about it."""

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        raise RuntimeError("client secret S3CRET is wrong")


class Wrapped:
    """A credential around an asynchronous one: its get_token is no coroutine function, and gives a coroutine all the same."""

    def __init__(self) -> None:
        self.inner = AsyncKey()

    def get_token(self, *scopes: str, **more: Any) -> Any:
        return self.inner.get_token(*scopes, **more)


class Given:
    """A credential that gives exactly this."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def get_token(self, *_: str, **__: Any) -> Any:
        return self.answer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000_000.0]
    monkeypatch.setattr(auth.time, "time", lambda: now[0])
    return now


@pytest.mark.parametrize("lives", [3600.0, 600.0, 500.0, 200.0, 10.0])
def test_a_token_is_used_until_its_margin_and_no_longer(clock: list[float], lives: float) -> None:
    class Clocked(Key):
        def get_token(self, *scopes: str, **_: Any) -> AccessToken:
            self.asked.append(scopes)
            return AccessToken(f"t{len(self.asked)}", clock[0] + lives)  # type: ignore[arg-type]

    margin = min(300.0, lives / 2)
    tokens = Tokens(Clocked(), SCOPE)
    assert tokens.get() == "t1"
    clock[0] += lives - margin - 1
    assert tokens.get() == "t1"
    clock[0] += 1
    assert tokens.get() == "t2"
    assert tokens.get() == "t2"


@pytest.mark.parametrize("lives", [0.0, -60.0])
def test_a_token_that_is_expired_on_arrival_is_used_once_and_asked_for_again(clock: list[float], lives: float) -> None:
    tokens = Tokens(Given(AccessToken("t", int(clock[0] + lives))), SCOPE)
    assert [tokens.get(), tokens.get()] == ["t", "t"]
    assert tokens._cache.current() is None


def test_a_refused_token_is_forgotten_and_a_newer_one_is_not() -> None:
    key = Key()
    tokens = Tokens(key, SCOPE)
    old = tokens.get()
    tokens.forget(old)
    new = tokens.get()
    tokens.forget(old)
    assert tokens.get() == new
    assert len(key.asked) == 2
    Tokens(key, SCOPE).forget(old)


@pytest.mark.parametrize("credential", [None, "s3cret", object(), Key], ids=["none", "text", "object", "class"])
def test_what_cannot_give_a_token_is_no_credential(face: Face, credential: Any) -> None:
    maker = DataverseClient if face.name == "sync" else AsyncDataverseClient
    if credential is Key:
        credential = type("NotCallable", (), {"get_token": "t0ken"})()
    with pytest.raises(UsageError, match="get_token") as caught:
        maker(URL, credential)
    assert "s3cret" not in str(caught.value)


def test_an_asynchronous_credential_belongs_to_the_asynchronous_client() -> None:
    with pytest.raises(UsageError, match="AsyncDataverseClient"):
        DataverseClient(URL, AsyncKey())  # type: ignore[arg-type]


@pytest.mark.anyio
@pytest.mark.parametrize("make", [Key, AsyncKey, Wrapped])
async def test_the_asynchronous_client_takes_either_kind(make: Any) -> None:
    assert await AsyncTokens(make(), SCOPE).get() == "t0ken-1"


def test_a_disguised_asynchronous_credential_gives_the_synchronous_client_a_typed_error() -> None:
    with pytest.raises(AuthenticationError, match="Wrapped gave no token"):
        Tokens(Wrapped(), SCOPE).get()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "answer",
    [
        None,
        "t0ken",
        AccessToken("", 2**31),
        AccessToken("t0ken\r\nX: 1", 2**31),
        AccessToken("t0ken ü", 2**31),
        AccessToken(b"t0ken", 2**31),
        AccessToken("t0ken", None),
    ],  # type: ignore[arg-type]
    ids=["None", "str", "empty", "CRLF", "not ASCII", "bytes", "no expiry"],
)
async def test_what_is_no_token_is_a_typed_error_and_nothing_is_sent(face: Face, answer: Any) -> None:
    service = Service(OK)
    with pytest.raises(AuthenticationError, match="Given gave no token") as caught:
        await face.call(face.client(service, Given(answer)).get, Goat, G1)
    assert service.requests == []
    assert "t0ken" not in str(caught.value)


@pytest.mark.anyio
async def test_a_credential_that_raises_is_an_authentication_error_that_repeats_nothing(face: Face) -> None:
    service = Service(OK)
    with pytest.raises(AuthenticationError) as caught:
        await face.call(face.client(service, Broken()).get, Goat, G1)
    assert str(caught.value) == "Broken gave no token for this environment: RuntimeError"
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert service.requests == []


def test_many_threads_fetch_one_token() -> None:
    key = Key(slow=0.05)
    tokens = Tokens(key, SCOPE)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tokens.get())) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["t0ken-1"] * 100
    assert len(key.asked) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("make", [Key, AsyncKey])
async def test_many_tasks_fetch_one_token(make: Any) -> None:
    key = make(slow=0.05)
    tokens = AsyncTokens(key, SCOPE)
    found: list[str] = []

    async def one() -> None:
        found.append(await tokens.get())

    async with anyio.create_task_group() as group:
        for _ in range(100):
            group.start_soon(one)
    assert found == ["t0ken-1"] * 100
    assert len(key.asked) == 1


def test_many_threads_refused_with_one_token_fetch_one_new_token() -> None:
    key = Key(slow=0.02)
    barrier = threading.Barrier(8)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] == "Bearer t0ken-1":
            barrier.wait(5)
            return httpx.Response(401)
        return httpx.Response(200, json={"farm_goatid": str(G1)})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = DataverseClient(URL, key, http=http)
        threads = [threading.Thread(target=client.get, args=(Goat, G1)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(key.asked) == 2
    assert client.http_calls == 16


@pytest.mark.anyio
async def test_many_tasks_refused_with_one_token_fetch_one_new_token() -> None:
    key = AsyncKey(slow=0.02)
    arrived = []
    everybody = anyio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] == "Bearer t0ken-1":
            arrived.append(1)
            if len(arrived) == 8:
                everybody.set()
            await everybody.wait()
            return httpx.Response(401)
        return httpx.Response(200, json={"farm_goatid": str(G1)})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        client = AsyncDataverseClient(URL, key, http=http)
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(client.get, Goat, G1)
    assert len(key.asked) == 2


def test_a_client_made_outside_an_event_loop_serves_several_loops() -> None:
    tokens = AsyncTokens(AsyncKey(), SCOPE)
    for _ in range(2):
        assert anyio.run(tokens.get) == "t0ken-1"


def test_a_token_is_in_no_repr() -> None:
    for tokens in (Tokens(Key(), SCOPE), AsyncTokens(Key(), SCOPE)):
        if isinstance(tokens, Tokens):
            tokens.get()
        assert "t0ken" not in repr(tokens) + repr(tokens._cache)


@pytest.mark.anyio
async def test_a_credential_that_does_not_answer_ends_with_the_call(face: Face) -> None:
    """In the asynchronous client; a synchronous one can only wait for its credential, which has timeouts of its own."""
    if face.name == "sync":
        return
    service = Service(OK)
    client = face.client(service, AsyncKey(slow=30), options=ClientOptions(retry=RetryPolicy(deadline=0.2, base=0)))
    with anyio.fail_after(5), pytest.raises(NotSent, match="credential"):
        await face.call(client.get, Goat, G1)
    assert service.requests == []
