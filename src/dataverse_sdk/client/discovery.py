"""Which environments somebody can use: the Global Discovery Service of a cloud.

Knows the service's one list and its paging. Its root takes the place of an environment's: every link is held to that host and path, and
the token is one for that host. It answers people; an application user is in no list.

Source: https://learn.microsoft.com/power-apps/developer/data-platform/discovery-service
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import httpx
from attrs import field, frozen

from ..errors import InvalidReply, UsageError
from ..wire.effects import Flow, send
from ..wire.literals import literal
from ..wire.messages import Reply, Request, ServiceRoot
from ..wire.replies import json_object, next_link
from ..wire.retry import retrying
from .auth import AsyncTokens, Tokens
from .clouds import PUBLIC, Cloud
from .drivers import AsyncDriver, Driver
from .options import ClientOptions
from .over_aiohttp import own_async_http

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.core.credentials_async import AsyncTokenCredential

__all__ = ["AsyncDiscovery", "Discovery", "Environment", "environments"]

_PATH = "/api/discovery/v2.0/"
# Nobody has as many environments as this many pages hold; a service that pages without end is not waited for.
_MOST_PAGES = 200


@frozen(kw_only=True)
class Environment:
    """One environment. `url` is for people and for `DataverseClient`, `api_url` its other name; `unique_name` never changes.

    `enabled` is False while an administrator has it switched off. What the service left out is None.
    """

    id: UUID
    unique_name: str
    friendly_name: str
    url: str
    api_url: str | None = None
    url_name: str | None = None
    enabled: bool = True
    version: str | None = None
    region: str | None = None
    tenant_id: UUID | None = None
    environment_id: str | None = None
    is_system_administrator: bool | None = None
    last_updated: datetime | None = None
    trial_expires: datetime | None = None
    purpose: str | None = field(default=None, repr=False)


def environments(*, unique_name: str | None = None, url: str | None = None) -> Flow[tuple[Environment, ...]]:
    """Lists the environments that the caller can use, those with this unique name or this URL only where one is given.

    Nobody's environments are an empty list, and so are those of somebody who has no access: the service tells no difference.
    Raises UsageError for a URL that is none, ForeignLink for a next page elsewhere, and the service's error.
    """
    wanted = None if url is None else _origin(url)
    # A URL has two spellings, with and without `api.`, so it is looked for here; a name has one.
    target = "Instances" if unique_name is None else f"Instances?$filter=UniqueName%20eq%20{literal(unique_name)}"
    seen: set[str] = set()
    found: list[Environment] = []
    while True:
        seen.add(target)
        reply = yield from send(Request("GET", target))
        document = json_object(reply)
        found += _environments_in(document, reply)
        link = next_link(document, reply.request_id)
        if link is None:
            break
        if link in seen or len(seen) >= _MOST_PAGES:
            raise InvalidReply("the list of environments does not end", request_id=reply.request_id)
        target = link
    return tuple(one for one in found if wanted is None or wanted in {_origin(one.url), _origin(one.api_url or one.url)})


def _origin(url: str) -> str:
    return ServiceRoot.parse(url, allow_insecure_loopback=True).origin


def _environments_in(document: Mapping[str, Any], reply: Reply) -> list[Environment]:
    try:
        return [_environment(one) for one in document["value"]]
    except (LookupError, TypeError, ValueError, AttributeError):
        # `from None`: the decoder's own error quotes what it could not read.
        raise InvalidReply("the list of environments cannot be read", request_id=reply.request_id) from None


def _environment(one: Mapping[str, Any]) -> Environment:
    tenant, administrator, state = one.get("TenantId"), one.get("IsUserSysAdmin"), one.get("State", 0)
    texts = {name: one.get(key) for name, key in _TEXTS.items()}
    if not all(text is None or isinstance(text, str) for text in texts.values()):
        raise TypeError("a text is expected")
    _origin(one["Url"])  # what is not a URL that a client could be made for is refused here
    _origin(one.get("ApiUrl") or one["Url"])
    return Environment(
        id=UUID(one["Id"]),
        unique_name=one["UniqueName"],
        friendly_name=one["FriendlyName"],
        url=one["Url"],
        enabled=state in (0, "Enabled"),
        tenant_id=None if tenant is None else UUID(tenant),
        is_system_administrator=administrator if isinstance(administrator, bool) else None,
        last_updated=_moment(one.get("LastUpdated")),
        trial_expires=_moment(one.get("TrialExpirationDate")),
        **texts,
    )


_TEXTS = {
    "api_url": "ApiUrl",
    "url_name": "UrlName",
    "version": "Version",
    "region": "Region",
    "environment_id": "EnvironmentId",
    "purpose": "Purpose",
}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _root(cloud: Cloud, options: ClientOptions) -> ServiceRoot:
    if not cloud.discovery:
        raise UsageError(f"the cloud {cloud.name} has no discovery service")
    return ServiceRoot(ServiceRoot.parse(cloud.discovery, allow_insecure_loopback=options.allow_insecure_loopback).origin, _PATH)


class Discovery:
    """The discovery service of a cloud. Use it as a context manager, or call `close`. May be shared between threads.

    `credential` is that of a person, from the same cloud; `http` an httpx.Client or anything with its interface, which then stays the
    caller's to close.
    """

    def __init__(
        self, credential: TokenCredential, *, cloud: Cloud = PUBLIC, http: Any = None, options: ClientOptions | None = None
    ) -> None:
        options = options or ClientOptions()
        root = _root(cloud, options)
        self._owned = http is None
        tokens = Tokens(credential, f"{root.origin}/.default")
        self._driver = Driver(http if http is not None else httpx.Client(), root, tokens, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, if this object opened them."""
        if self._owned:
            self._driver.http.close()

    def environments(self, *, unique_name: str | None = None, url: str | None = None) -> tuple[Environment, ...]:
        """Lists the environments that the caller can use; see the function `environments`."""
        return self._driver.run(
            retrying(environments(unique_name=unique_name, url=url), self._driver.options.retry, self._driver.budget, paced=True)
        )


class AsyncDiscovery:
    """The discovery service of a cloud, awaited. Use it as a context manager, or call `close`. May be shared between tasks.

    `credential` is that of a person, from the same cloud, asynchronous or not; `http` an httpx.AsyncClient or anything with its
    interface, which then stays the caller's to close.
    """

    def __init__(
        self,
        credential: TokenCredential | AsyncTokenCredential,
        *,
        cloud: Cloud = PUBLIC,
        http: Any = None,
        options: ClientOptions | None = None,
    ) -> None:
        options = options or ClientOptions()
        root = _root(cloud, options)
        self._owned = http is None
        tokens = AsyncTokens(credential, f"{root.origin}/.default")
        self._driver = AsyncDriver(own_async_http() if http is None else http, root, tokens, options)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, if this object opened them."""
        if self._owned:
            await self._driver.http.aclose()

    async def environments(self, *, unique_name: str | None = None, url: str | None = None) -> tuple[Environment, ...]:
        """Lists the environments that the caller can use; see the function `environments`."""
        return await self._driver.run(
            retrying(environments(unique_name=unique_name, url=url), self._driver.options.retry, self._driver.budget, paced=True)
        )
