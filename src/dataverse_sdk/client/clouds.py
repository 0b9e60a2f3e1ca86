"""Which cloud an environment is in: where its users sign in, and where its environments are listed.

Knows hosts. The list is never taken for complete: Microsoft adds regions, and a host nobody here has heard of is treated as one of the
public cloud, with `known` false, so that whoever signs in can be told.

Sources: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors#web-api-url-and-versions,
https://learn.microsoft.com/power-apps/developer/data-platform/discovery-service,
https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

from ..wire.messages import ServiceRoot

__all__ = ["CHINA", "CLOUDS", "DOD", "GCC", "GCC_HIGH", "PUBLIC", "Cloud", "Placement", "cloud_of"]


@frozen(kw_only=True)
class Cloud:
    """One of Microsoft's clouds: `authority` is where its users sign in, `discovery` lists its environments.

    `hosts` are the endings of its environments' hosts, with the regions they stand for.
    """

    name: str
    authority: str
    discovery: str
    hosts: Mapping[str, str]


@frozen
class Placement:
    """Where an environment is. `region` is None for a host that is in no list; `known` says whether even its cloud was recognised."""

    cloud: Cloud
    region: str | None
    known: bool


_PUBLIC_AUTHORITY = "https://login.microsoftonline.com"
_US_AUTHORITY = "https://login.microsoftonline.us"

PUBLIC = Cloud(
    name="public",
    authority=_PUBLIC_AUTHORITY,
    discovery="https://globaldisco.crm.dynamics.com",
    hosts={
        "crm.dynamics.com": "North America",
        "crm2.dynamics.com": "South America",
        "crm3.dynamics.com": "Canada",
        "crm4.dynamics.com": "Europe, Middle East and Africa",
        "crm5.dynamics.com": "Asia Pacific",
        "crm6.dynamics.com": "Oceania",
        "crm7.dynamics.com": "Japan",
        "crm8.dynamics.com": "India",
        "crm11.dynamics.com": "United Kingdom",
        "crm12.dynamics.com": "France",
        "crm14.dynamics.com": "South Africa",
        "crm15.dynamics.com": "United Arab Emirates",
        "crm16.dynamics.com": "Germany",
        "crm17.dynamics.com": "Switzerland",
        "crm19.dynamics.com": "Norway",
        "crm20.dynamics.com": "Singapore",
        "crm21.dynamics.com": "Korea",
    },
)
# The one government cloud whose users sign in with the public one.
GCC = Cloud(
    name="gcc",
    authority=_PUBLIC_AUTHORITY,
    discovery="https://globaldisco.crm9.dynamics.com",
    hosts={"crm9.dynamics.com": "United States government (GCC)"},
)
GCC_HIGH = Cloud(
    name="gcc-high",
    authority=_US_AUTHORITY,
    discovery="https://globaldisco.crm.microsoftdynamics.us",
    hosts={"crm.microsoftdynamics.us": "United States government (GCC High)"},
)
DOD = Cloud(
    name="dod",
    authority=_US_AUTHORITY,
    discovery="https://globaldisco.crm.appsplatform.us",
    hosts={"crm.appsplatform.us": "United States Department of Defense"},
)
# login.chinacloudapi.cn, its older name, still answers; MSAL calls it deprecated.
CHINA = Cloud(
    name="china",
    authority="https://login.partner.microsoftonline.cn",
    discovery="https://globaldisco.crm.dynamics.cn",
    hosts={"crm.dynamics.cn": "China (21Vianet)"},
)
# Microsoft Cloud Germany (crm.microsoftdynamics.de) is not here: it was closed in October 2021.
CLOUDS: tuple[Cloud, ...] = (PUBLIC, GCC, GCC_HIGH, DOD, CHINA)

_BY_HOST: Mapping[str, tuple[Cloud, str]] = {host: (cloud, region) for cloud in CLOUDS for host, region in cloud.hosts.items()}
# A region opened after this was written has the next number, in the same cloud as its siblings.
_BY_DOMAIN: Mapping[str, Cloud] = {host.partition(".")[2]: cloud for cloud in reversed(CLOUDS) for host in cloud.hosts}
# org.crm4.dynamics.com, org.api.crm4.dynamics.com, org.crm4.dynamics.com:443
_HOST = re.compile(r"[a-z0-9-]+(?:\.api)?\.(crm\d*\.([a-z.]+))")


def cloud_of(url: str) -> Placement:
    """Gives the cloud and region of an environment's URL; an unknown host is taken for one of the public cloud, with `known` false.

    Raises UsageError for what is no environment URL.

    >>> cloud_of("https://org.crm.microsoftdynamics.us").cloud.authority
    'https://login.microsoftonline.us'
    >>> cloud_of("https://dataverse.example").known
    False
    """
    host = ServiceRoot.parse(url, allow_insecure_loopback=True).origin.partition("://")[2].partition(":")[0]
    found = _HOST.fullmatch(host)
    if found is not None and found[1] in _BY_HOST:
        cloud, region = _BY_HOST[found[1]]
        return Placement(cloud, region, known=True)
    if found is not None and found[2] in _BY_DOMAIN:
        return Placement(_BY_DOMAIN[found[2]], None, known=True)
    return Placement(PUBLIC, None, known=False)
