"""Cross-origin requests: what a browser asks before it lets a page of another origin speak to the environment, and what it wants to hear.

Knows the headers. Refuses to know which origins are good: the service, too, lets every one ask, and looks at the token.
https://learn.microsoft.com/power-apps/developer/data-platform/oauth-cross-origin-resource-sharing-connect-single-page-application
https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from attrs import evolve

from ..http.messages import Reply, Request

__all__ = ["preflight", "with_permission"]

METHODS = "GET, POST, PATCH, PUT, DELETE, HEAD, OPTIONS"
EXPOSED = "Preference-Applied, OData-EntityId, Location, ETag, OData-Version, Retry-After, x-ms-service-request-id"
EXPOSE = "Access-Control-Expose-Headers"


def preflight(request: Request) -> Reply | None:
    """The reply to the question that a browser asks first, without a token; None for any other request."""
    headers = request.headers
    if request.method != "OPTIONS" or "origin" not in headers or "access-control-request-method" not in headers:
        return None
    return Reply(
        204,
        (
            ("Access-Control-Allow-Origin", headers["origin"]),
            ("Access-Control-Allow-Methods", METHODS),
            ("Access-Control-Allow-Headers", headers.get("access-control-request-headers", "*")),
            ("Access-Control-Max-Age", "3600"),
            ("Vary", "Origin"),
        ),
    )


def with_permission(request: Request, reply: Reply) -> Reply:
    """The reply as a page of the request's origin may read it; as it is where the request names none."""
    origin = request.headers.get("origin")
    if origin is None:
        return reply
    told = [value.replace(";", ",") for name, value in reply.headers if name == EXPOSE]
    headers = tuple((name, value) for name, value in reply.headers if name != EXPOSE)
    shown = (("Access-Control-Allow-Origin", origin), (EXPOSE, ", ".join([EXPOSED, *told])), ("Vary", "Origin"))
    return evolve(reply, headers=headers + shown)
