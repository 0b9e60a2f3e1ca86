"""Requests, replies, headers, and the one place that turns a target into a URL."""

import pytest

from dataverse_sdk.errors import ForeignLink, UsageError
from dataverse_sdk.wire.messages import Headers, Link, Reply, Request, ServiceRoot, describe

ROOT = ServiceRoot("https://org.crm.dynamics.com")


def test_header_names_compare_without_case_and_values_with() -> None:
    headers = Headers([("Prefer", "a"), ("prefer", "b"), ("X", "1")])
    assert headers.get("PREFER") == "a"
    assert headers.get("y") is None
    assert headers.get("y", "default") == "default"
    assert headers == Headers([("PREFER", "a"), ("Prefer", "b"), ("x", "1")])
    assert hash(headers) == hash(Headers([("PREFER", "a"), ("Prefer", "b"), ("x", "1")]))
    assert headers != Headers([("Prefer", "A"), ("prefer", "b"), ("X", "1")])
    assert headers != "Prefer: a"
    assert list(headers) == [("Prefer", "a"), ("prefer", "b"), ("X", "1")]


def test_reprs_hold_no_value() -> None:
    headers = (("Authorization", "Bearer s3cret"),)
    request = Request("PATCH", "contacts(emailaddress1='s3cret')?$filter=a%20eq%20's3cret'", headers, b"s3cret")
    for value in (request, Headers(headers), Reply(200, headers, b"s3cret", request_id="r"), ROOT):
        assert "s3cret" not in repr(value)
    assert repr(request) == "<Request PATCH contacts(...)?$filter>"
    assert repr(Headers(headers)) == "<Headers Authorization>"
    assert repr(Reply(200, headers, b"123456")) == "<Reply 200, 6 bytes>"


@pytest.mark.parametrize("method", ["", "GET x", "GET\r\n", "GÉT"])
def test_a_method_is_a_token(method: str) -> None:
    with pytest.raises(UsageError):
        Request(method, "contacts")


@pytest.mark.parametrize(
    "target",
    [
        "",
        "contacts?$filter=a eq 1",
        "contacts\r\nX: 1",
        "contacts?a=b#c",
        "contacts?ü",
        "a\\b",
        "contacts<",
        'contacts?"',
        "../accounts(1)",
        "a/../b",
        "a/..",
        "a/./b",
        "a/%2e%2E/b",
        "a/.%2e?x",
        "https://org.crm.dynamics.com/api/data/v9.2/../../evil",
    ],
)
def test_a_target_that_could_lead_elsewhere_is_no_target(target: str) -> None:
    with pytest.raises(UsageError):
        Request("GET", target)


@pytest.mark.parametrize("target", ["contacts(name='..')", "contacts?$filter=a%20eq%20'../..'", "contacts(%2e%2e%2e)"])
def test_dots_inside_a_value_are_no_dot_segments(target: str) -> None:
    assert Request("GET", target).target == target


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\0b", "ü", "\x7f", " a", "a ", "\ta"])
def test_a_header_value_stands_on_one_line(value: str) -> None:
    with pytest.raises(UsageError):
        Request("GET", "contacts", (("X", value),))
    with pytest.raises(UsageError):
        Request("GET", "contacts", ((value or ":", "x"),))


@pytest.mark.parametrize("value", ["", "a", "a b\tc", 'W/"1"', "~"])
def test_ordinary_header_values_pass(value: str) -> None:
    assert Request("GET", "contacts", (("X", value),)).headers.get("x") == value


def test_reads_may_be_repeated_and_writes_only_when_they_say_so() -> None:
    assert Request("GET", "a").replayable
    assert not Request("POST", "a").replayable
    assert Request("POST", "a", replayable=True).replayable


def test_a_body_that_names_a_record_is_made_where_the_service_is() -> None:
    assert (
        Request("POST", "a", body=Link("contacts(1)")).content(ROOT)
        == b'{"@odata.id":"https://org.crm.dynamics.com/api/data/v9.2/contacts(1)"}'
    )
    assert Request("POST", "a", body=Link("$1")).content(ROOT) == b'{"@odata.id":"$1"}'
    assert Request("POST", "a", body=b"x").content(ROOT) == b"x"
    assert Request("POST", "a").content(ROOT) is None
    with pytest.raises(ForeignLink):
        Request("POST", "a", body=Link("https://evil.example/contacts(1)")).content(ROOT)


# --- Outlines for logs and errors.


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("contacts", "contacts"),
        ("contacts?$select=a,b&$filter=x%20eq%20'SECRET'", "contacts?$select&$filter"),
        ("contacts(emailaddress1='SECRET')/fullname", "contacts(...)/fullname"),
        ("https://org.crm.dynamics.com:8443/api/data/v9.2/contacts(SECRET)?$skiptoken=SECRET", "/api/data/v9.2/contacts(...)?$skiptoken"),
        ("https://user:SECRET@org/api/data/v9.2/contacts", "/api/data/v9.2/contacts"),
        ("contacts?fetchXml=SECRET", "contacts?fetchXml"),
        ("F(a=@p1)?@p1='SECRET'", "F(...)?@p1"),
        # Targets that were not encoded, as a caller of `client.request` may write them.
        ("contacts(name='SECRET/SECRET')/x", "contacts(...)/x"),
        ("contacts(name='a)SECRET')/x", "contacts(...)/x"),
        ("contacts(name='SECRET", "contacts(...)"),
        ("contacts(SECRET/x", "contacts(...)/x"),
        ("contacts?$filter=name eq 'a&SECRET'", "contacts?$filter"),
        ("contacts?$filter=name eq 'a&SECRET SECRET=b'", "contacts?$filter"),
        ("contacts?SECRET", "contacts"),
        ("contacts#SECRET?SECRET=1", "contacts"),
        ("", ""),
    ],
)
def test_an_outline_holds_names_and_no_values(target: str, shown: str) -> None:
    assert describe(target) == shown


# --- The root.


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("https://org.crm.dynamics.com", "https://org.crm.dynamics.com", "/api/data/v9.2/"),
        (" https://ORG.crm.dynamics.com/ ", "https://org.crm.dynamics.com", "/api/data/v9.2/"),
        ("https://org.crm.dynamics.com/api/data/v9.1", "https://org.crm.dynamics.com", "/api/data/v9.1/"),
        ("https://org.crm.dynamics.com/api/data/v9.1/", "https://org.crm.dynamics.com", "/api/data/v9.1/"),
        ("https://org.crm.dynamics.com:443", "https://org.crm.dynamics.com", "/api/data/v9.2/"),
        ("https://org.crm.dynamics.com:8443", "https://org.crm.dynamics.com:8443", "/api/data/v9.2/"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443", "/api/data/v9.2/"),
    ],
)
def test_an_environment_is_named_by_its_url(url: str, origin: str, path: str) -> None:
    root = ServiceRoot.parse(url)
    assert (root.origin, root.path, root.url) == (origin, path, origin + path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "org.crm.dynamics.com",
        "ftp://org.crm.dynamics.com",
        "http://org.crm.dynamics.com",
        "https://",
        "https://user@org.crm.dynamics.com",
        "https://user:pw@org.crm.dynamics.com",
        "https://org.crm.dynamics.com?x=1",
        "https://org.crm.dynamics.com#x",
        "https://org.crm.dynamics.com/other",
        "https://org.crm.dynamics.com/api/data",
        "https://org.crm.dynamics.com/api/data/v9.2/contacts",
        "https://org.crm.dynamics.com:port",
        "https://org.crm.dynamics.com:99999",
        "https://örg.example",
        "https://org_.example",
        "https://org.crm.dynamics.com\\@evil.example",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("loopback", [False, True])
def test_anything_but_an_https_environment_is_refused(url: str, loopback: bool) -> None:
    with pytest.raises(UsageError):
        ServiceRoot.parse(url, allow_insecure_loopback=loopback)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_clear_text_is_for_this_machine_and_on_request_only(host: str) -> None:
    with pytest.raises(UsageError, match="allow_insecure_loopback"):
        ServiceRoot.parse(f"http://{host}:8787")
    assert ServiceRoot.parse(f"http://{host}:8787", allow_insecure_loopback=True).origin == f"http://{host.lower()}:8787"
    assert ServiceRoot.parse(f"http://{host}:80", allow_insecure_loopback=True).origin == f"http://{host.lower()}"


@pytest.mark.parametrize(
    "host", ["127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "0.0.0.0", "[::2]", "128.0.0.1"]
)
def test_a_name_that_looks_like_this_machine_is_not(host: str) -> None:
    with pytest.raises(UsageError):
        ServiceRoot.parse(f"http://{host}", allow_insecure_loopback=True)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("contacts?$top=1", "contacts?$top=1"),
        ("contacts(name='a:b')", "contacts(name='a:b')"),
        ("contacts?x=https://elsewhere.example/", "contacts?x=https://elsewhere.example/"),
        ("contacts/a:b", "contacts/a:b"),
        ("/api/data/v9.2/contacts?$skiptoken=1", "contacts?$skiptoken=1"),
        ("https://org.crm.dynamics.com/api/data/v9.2/contacts", "contacts"),
        ("HTTPS://Org.CRM.dynamics.com/api/data/v9.2/contacts?A=B", "contacts?A=B"),
        ("https://org.crm.dynamics.com:443/api/data/v9.2/contacts", "contacts"),
    ],
)
def test_a_target_of_this_service_resolves(target: str, url: str) -> None:
    assert ROOT.resolve(target) == ROOT.url + url


def test_a_port_that_is_not_the_schemes_own_is_part_of_the_origin() -> None:
    root = ServiceRoot("http://127.0.0.1:8787")
    assert root.resolve("http://127.0.0.1:8787/api/data/v9.2/x") == "http://127.0.0.1:8787/api/data/v9.2/x"
    bare = ServiceRoot("http://127.0.0.1")
    assert bare.resolve("http://127.0.0.1:80/api/data/v9.2/x") == "http://127.0.0.1/api/data/v9.2/x"
    for link in ("http://127.0.0.1/api/data/v9.2/x", "http://127.0.0.1:80/api/data/v9.2/x", "http://127.0.0.1:87/api/data/v9.2/x"):
        with pytest.raises(ForeignLink):
            root.resolve(link)


FOREIGN = [
    "https://evil.example/api/data/v9.2/contacts",
    "https://org.crm.dynamics.com.evil.example/api/data/v9.2/contacts",
    "https://org.crm.dynamics.com:8443/api/data/v9.2/contacts",
    "https://org.crm.dynamics.com:444/api/data/v9.2/contacts",
    "https://org.crm.dynamics.com@evil.example/api/data/v9.2/contacts",
    "https://user@org.crm.dynamics.com/api/data/v9.2/contacts",
    "https://user:443@org.crm.dynamics.com/api/data/v9.2/contacts",
    "https://org.crm.dynamics.com:443@evil.example/api/data/v9.2/contacts",
    "http://org.crm.dynamics.com/api/data/v9.2/contacts",
    "http://org.crm.dynamics.com:443/api/data/v9.2/contacts",
    "//evil.example/api/data/v9.2/contacts",
    "//org.crm.dynamics.com/api/data/v9.2/contacts",
    "///evil.example",
    "/other/path",
    "/api/data/v9.1/contacts",
    "https://org.crm.dynamics.com/other",
    "https://org.crm.dynamics.com/api/data/v9.2",
    "https://org.crm.dynamics.com",
    "javascript:alert(1)",
    "data:text/html,x",
]


@pytest.mark.parametrize("link", FOREIGN)
def test_a_link_out_of_the_service_is_refused(link: str) -> None:
    with pytest.raises(ForeignLink) as caught:
        ROOT.resolve(link)
    assert "evil" not in str(caught.value)
