"""Global discovery: which environments somebody can use."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
from azure.core.credentials import AccessToken

from dataverse_sdk.client.clouds import CHINA, CLOUDS, PUBLIC, Cloud
from dataverse_sdk.client.discovery import AsyncDiscovery, Discovery, Environment, environments
from dataverse_sdk.client.options import ClientOptions
from dataverse_sdk.emulator import URL, Emulator
from dataverse_sdk.errors import Forbidden, ForeignLink, InvalidReply, UsageError
from dataverse_sdk.wire.messages import Reply, ServiceRoot

ROOT = "https://globaldisco.crm.dynamics.com/api/discovery/v2.0/"
ID = "2e0c7a66-5d0b-4f3e-9d5f-6b0c3a9e3001"
LEAST = {"Id": ID, "UniqueName": "org", "FriendlyName": "Org", "Url": "https://org.crm.dynamics.com"}


class Credential:
    """Gives a token, and notes what was asked for."""

    def __init__(self) -> None:
        self.scopes: list[str] = []

    def get_token(self, *scopes: str) -> AccessToken:
        self.scopes += scopes
        return AccessToken("t", 2**40)


Answer = Callable[[httpx.Request], httpx.Response]


def listed(answer: Answer, cloud: Cloud = PUBLIC, **wanted: str) -> tuple[Environment, ...]:
    """The same list through both faces."""
    credential = Credential()
    transport = httpx.MockTransport(answer)
    with Discovery(credential, cloud=cloud, http=httpx.Client(transport=transport)) as discovery:
        found = discovery.environments(**wanted)

    async def ask() -> tuple[Environment, ...]:
        async with AsyncDiscovery(credential, cloud=cloud, http=httpx.AsyncClient(transport=transport)) as discovery:
            return await discovery.environments(**wanted)

    assert anyio.run(ask) == found
    assert credential.scopes == [f"{cloud.discovery}/.default"] * 2
    return found


def of(*rows: dict[str, Any], **more: Any) -> Answer:
    return lambda _request: httpx.Response(200, json={"value": rows, **more})


def test_an_environment_is_read_whole() -> None:
    row = {
        **LEAST,
        "ApiUrl": "https://org.api.crm.dynamics.com",
        "UrlName": "org",
        "State": 1,
        "Version": "9.2.1.2",
        "Region": "NA",
        "TenantId": ID,
        "EnvironmentId": "Default-x",
        "IsUserSysAdmin": True,
        "LastUpdated": "2026-01-02T03:04:05Z",
        "TrialExpirationDate": "2026-02-02T00:00:00Z",
        "Purpose": "Secret plans",
        "SomethingNew": 1,
    }
    (found,) = listed(of(row))
    assert found == Environment(
        id=UUID(ID),
        unique_name="org",
        friendly_name="Org",
        url="https://org.crm.dynamics.com",
        api_url="https://org.api.crm.dynamics.com",
        url_name="org",
        enabled=False,
        version="9.2.1.2",
        region="NA",
        tenant_id=UUID(ID),
        environment_id="Default-x",
        is_system_administrator=True,
        last_updated=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        trial_expires=datetime(2026, 2, 2, tzinfo=UTC),
        purpose="Secret plans",
    )
    assert "Secret" not in repr(found)


def test_what_the_service_leaves_out_is_none() -> None:
    (found,) = listed(of(LEAST))
    assert found == Environment(id=UUID(ID), unique_name="org", friendly_name="Org", url="https://org.crm.dynamics.com")


def test_nobodys_environments_are_an_empty_list() -> None:
    assert listed(of()) == ()


@pytest.mark.parametrize("cloud", CLOUDS, ids=lambda cloud: cloud.name)
def test_each_cloud_is_asked_at_its_own_host(cloud: Cloud) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"value": []})

    assert listed(answer, cloud) == ()
    assert asked == [f"{cloud.discovery}/api/discovery/v2.0/Instances"] * 2


def test_a_unique_name_is_looked_for_by_the_service_with_its_quotes_doubled() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.query == b"$filter=UniqueName%20eq%20'o''n%26x'"
        return httpx.Response(200, json={"value": [LEAST]})

    assert len(listed(answer, unique_name="o'n&x")) == 1


@pytest.mark.parametrize("url", ["https://org.crm.dynamics.com/", "https://ORG.api.crm.dynamics.com/api/data/v9.2"])
def test_a_url_finds_its_environment_by_either_name(url: str) -> None:
    other = {**LEAST, "UniqueName": "other", "Url": "https://other.crm.dynamics.com"}
    row = {**LEAST, "ApiUrl": "https://org.api.crm.dynamics.com"}
    assert [one.unique_name for one in listed(of(row, other), url=url)] == ["org"]


def test_pages_are_followed_on_the_services_own_host() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.query:
            return httpx.Response(200, json={"value": [LEAST | {"UniqueName": "second"}]})
        return httpx.Response(200, json={"value": [LEAST], "@odata.nextLink": f"{ROOT}Instances?$skiptoken=2"})

    assert [one.unique_name for one in listed(answer)] == ["org", "second"]


@pytest.mark.parametrize(
    "link",
    [
        "https://globaldisco.crm.dynamics.com.evil.example/api/discovery/v2.0/Instances",
        "https://globaldisco.crm.dynamics.com/api/data/v9.2/contacts",
        "http://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances",
    ],
)
def test_a_next_page_elsewhere_is_not_fetched(link: str) -> None:
    with pytest.raises(ForeignLink):
        listed(of(LEAST, **{"@odata.nextLink": link}))


def run(flow: Any, answer: Callable[[str], dict[str, Any]]) -> Any:
    """Performs a flow whose every effect is a Send."""
    reply = None
    while True:
        try:
            effect = flow.send(reply)
        except StopIteration as stop:
            return stop.value
        reply = Reply(200, body=json.dumps(answer(effect.request.target)).encode())


def test_a_list_that_comes_back_to_a_page_or_never_ends_is_refused() -> None:
    with pytest.raises(InvalidReply, match="does not end"):
        run(environments(), lambda _target: {"value": [], "@odata.nextLink": "Instances"})
    with pytest.raises(InvalidReply, match="does not end"):
        run(environments(), lambda target: {"value": [], "@odata.nextLink": f"{target}&a=1" if "?" in target else "Instances?b=1"})


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"value": 1},
        {"value": [1]},
        {"value": [{**LEAST, "Id": "x"}]},
        {"value": [{**LEAST, "Region": 3}]},
        {"value": [{**LEAST, "Url": "javascript:x"}]},
        {"value": [{**LEAST, "ApiUrl": "http://org.crm.dynamics.com"}]},
        {"value": [{**LEAST, "LastUpdated": "yesterday"}]},
        {"value": [{"Id": ID}]},
    ],
)
def test_a_list_that_cannot_be_read_is_refused_without_quoting_it(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidReply, match=r"^the list of environments cannot be read"):
        listed(lambda _request: httpx.Response(200, json=document))


def test_the_services_error_is_the_error() -> None:
    with pytest.raises(Forbidden):
        listed(lambda _request: httpx.Response(403, json={"error": {"code": "x", "message": "y"}}))


def test_a_url_that_is_none_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(UsageError):
        listed(of(), url="org")


def test_a_cloud_without_a_discovery_service_is_refused() -> None:
    with pytest.raises(UsageError, match="no discovery service"):
        Discovery(Credential(), cloud=Cloud(name="own", authority="https://login.example", discovery="", hosts={}))


def test_connections_that_it_opened_are_closed() -> None:
    with Discovery(Credential(), cloud=CHINA) as discovery:
        http = discovery._driver.http
    assert http.is_closed

    async def ask() -> bool:
        async with AsyncDiscovery(Credential(), options=ClientOptions()) as found:
            opened = found._driver.http
        return bool(opened.is_closed)

    assert anyio.run(ask)


def test_the_emulator_lists_itself() -> None:
    with Emulator(seed="empty") as emulator, httpx.Client(transport=emulator.transport()) as http:
        cloud = Cloud(name="emulator", authority=URL, discovery=URL, hosts={})
        discovery = Discovery(Credential(), cloud=cloud, http=http)
        (found,) = discovery.environments()
        assert ServiceRoot.parse(found.url).origin == URL
        assert discovery.environments(unique_name="EMULATOR") == discovery.environments(url=URL) == (found,)
        assert discovery.environments(unique_name="o'ther") == ()
        root = f"{URL}/api/discovery/v2.0/"
        ask = {"Authorization": "Bearer t"}

        def status(target: str, method: str = "GET") -> int:
            return http.request(method, root + target, headers=ask).status_code

        assert http.get(f"{root}Instances({ID})?$select=Id,Url", headers=ask).json() == {
            "@odata.context": f"{root}$metadata#Instances/$entity",
            "Id": ID,
            "Url": URL,
        }
        assert [status(target) for target in ("Instances(UniqueName='emulator')", "Instances(UniqueName='x')", f"Instances({ROOT})")] == [
            200,
            404,
            404,
        ]
        assert [
            status(target) for target in ("", "Other", "Instances?$select=x", "Instances?$top=1", "Instances?$filter=State%20gt%200")
        ] == [
            404,
            404,
            400,
            501,
            501,
        ]
        assert status("Instances", "POST") == 405
        assert http.get(f"{root}Instances").status_code == 401
