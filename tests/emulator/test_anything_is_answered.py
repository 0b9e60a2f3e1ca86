"""Whatever a client sends gets a reply of HTTP and OData, never an exception: requests put together from right and wrong pieces."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.http.messages import Headers, Request

API = "/api/data/v9.2"
ID = "00000000-0000-0000-0000-000000000001"
ROWS = {
    "accounts": [{"accountid": ID, "name": "A", "revenue": 1.5, "_primarycontactid_value": ID}],
    "contacts": [{"contactid": ID, "lastname": "L", "_parentcustomerid_value": ID, "birthdate": "2001-02-03"}],
    "annotations": [
        {"annotationid": ID, "subject": "S", "_objectid_value": ID, "_objectid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "contact"}
    ],
}
COLUMNS = [
    "lastname",
    "contactid",
    "birthdate",
    "createdon",
    "gendercode",
    "annualincome",
    "donotemail",
    "_parentcustomerid_value",
    "entityimage",
]
COLUMNS += ["parentcustomerid_account/name", "parentcustomerid_account/primarycontactid/lastname", "Contact_Annotation", "nosuch", "*", ""]
LITERALS = [
    "'x'",
    "''",
    "'%'",
    "1",
    "-1",
    "1.5",
    "1e400",
    "null",
    "true",
    "2001-02-03",
    "2001-02-30",
    "2001-02-03T04:05:06Z",
    ID,
    "@p",
    "'",
    "9" * 30,
]
column, value = st.sampled_from(COLUMNS), st.sampled_from(LITERALS)
ATOM = st.one_of(
    st.builds("{} {} {}".format, column, st.sampled_from(["eq", "ne", "gt", "le", "in", "has", ""]), st.one_of(value, column)),
    st.builds("{}({},{})".format, st.sampled_from(["contains", "startswith", "endswith", "length", "day"]), column, value),
    st.builds(
        "Microsoft.Dynamics.CRM.{}(PropertyName='{}',{}={})".format,
        st.sampled_from(
            ["In", "Between", "LastXDays", "Today", "On", "Under", "EqualUserTeams", "ContainValues", "InFiscalYear", "Nothing"]
        ),
        column,
        st.sampled_from(["PropertyValue", "PropertyValues", "PropertyValue1"]),
        st.sampled_from([*LITERALS, "[]", '["a"]', '["1","2"]', "[1,2,3]", "[", f"['{ID}']"]),
    ),
    st.builds(
        "Contact_Annotation/{}({})".format, st.sampled_from(["any", "all", "none"]), st.sampled_from(["", "a:a/subject eq 'S'", "a:b", "a"])
    ),
)
FILTER = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or", "xor"]), inner),
        st.builds("not ({})".format, inner),
        st.builds("({}".format, inner),
    ),
    max_leaves=4,
)
EXPAND = st.builds(
    "{}{}".format,
    st.sampled_from(["parentcustomerid_account", "Contact_Annotation", "primarycontactid", "nosuch", "Contact_Annotation/$ref", "*"]),
    st.sampled_from(
        [
            "",
            "()",
            "($select=subject)",
            "($top=0)",
            "($top=1;$orderby=subject)",
            "($expand=createdby)",
            "($filter=subject eq 'S')",
            "($levels=1)",
            "(",
        ]
    ),
)
APPLY = st.sampled_from(
    [
        "aggregate($count as n)",
        "groupby((lastname))",
        "groupby((parentcustomerid_account/name),aggregate(annualincome with sum as s))",
        "filter(lastname eq 'L')/groupby((gendercode))",
        "aggregate(lastname with sum as s)",
        "aggregate(createdon with max as m)",
        "groupby(())",
        "identity",
        "groupby((entityimage))",
    ]
)
FETCH = st.builds(
    "<fetch {}><entity name='{}'>{}</entity></fetch>".format,
    st.sampled_from(
        [
            "",
            "count='1'",
            "top='1'",
            "aggregate='true'",
            "distinct='true'",
            "page='2' count='1'",
            "datasource='bin'",
            "count='x'",
            "paging-cookie='x' page='2'",
        ]
    ),
    st.sampled_from(["contact", "account", "nosuch"]),
    st.sampled_from(
        [
            "",
            "<all-attributes/>",
            "<attribute name='lastname'/>",
            "<attribute name='contactid' alias='n' aggregate='count'/>",
            "<attribute name='nosuch'/>",
            "<filter><condition attribute='lastname' operator='eq' value='L'/></filter>",
            "<filter><condition attribute='createdon' operator='last-x-days' value='x'/></filter>",
            "<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'><attribute name='name'/></link-entity>",
            "<order attribute='nosuch'/>",
            "<order alias='n'/>",
        ]
    ),
)
SQL = st.sampled_from(
    [
        "SELECT lastname FROM contact",
        "SELECT TOP 0 lastname FROM contact",
        "SELECT COUNT(*) FROM contact",
        "SELECT lastname FROM contact WHERE annualincome > 'x'",
        "SELECT a.name FROM contact c JOIN account a ON c.parentcustomerid = a.accountid",
        "SELECT lastname FROM contact ORDER BY nosuch",
        "SELECT 1",
        "",
        "SELECT lastname FROM contact GROUP BY lastname",
    ]
)
OPTION = st.one_of(
    st.builds("$filter={}".format, FILTER),
    st.builds("$select={}".format, st.lists(column, max_size=3).map(",".join)),
    st.builds("$orderby={} {}".format, column, st.sampled_from(["", "asc", "desc", "up"])),
    st.builds("$expand={}".format, st.lists(EXPAND, max_size=3).map(",".join)),
    st.builds("$apply={}".format, APPLY),
    st.builds("fetchXml={}".format, FETCH),
    st.builds("sql={}".format, SQL),
    st.builds("$top={}".format, st.sampled_from(["0", "1", "-1", "x", "99999999999999999999"])),
    st.sampled_from(
        [
            "$count=true",
            "$count=x",
            "$skip=1",
            "$skiptoken=x",
            "$deltatoken=x",
            "savedQuery=x",
            f"userQuery={ID}",
            "@p='x'",
            "@p=",
            "partitionId=x",
            "$format=json",
            "%",
            "=&=",
        ]
    ),
)
PATH = st.sampled_from(
    [
        f"contacts({ID})",
        "contacts",
        "contacts/$count",
        f"contacts({ID})/lastname",
        f"contacts({ID})/entityimage/$value",
        f"contacts({ID})/Contact_Annotation",
        f"contacts({ID})/parentcustomerid_account",
        f"contacts({ID})/parentcustomerid_account/$ref",
        f"contacts({ID})/Contact_Annotation/$count",
        "contacts(x)",
        "contacts(lastname='L')",
        "EntityDefinitions",
        "EntityDefinitions(LogicalName='contact')/Attributes",
        "RelationshipDefinitions",
        "GlobalOptionSetDefinitions",
        "WhoAmI",
        "WhoAmI(x=1)",
        "$metadata",
        "",
        "nosuch",
        "contacts/Microsoft.Dynamics.CRM.CreateMultiple",
        "CloseIncident",
        "RetrieveTotalRecordCount(EntityNames=@p)",
        "activityparties",
        "contacts(')",
        "$batch",
        "BulkDelete",
        "Merge",
        "QualifyLead",
    ]
)
JSON = st.recursive(
    st.sampled_from([None, True, 1, -1.5, "x", "", "2001-02-03", ID, f"accounts({ID})", 10**30]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from([*COLUMNS, "value", "Targets", "parentcustomerid_account@odata.bind", "@odata.type", "@odata.id"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
BODY = st.one_of(JSON.map(json.dumps), st.sampled_from(["", "{", "null", "\ufeff{}", "--b\r\n", '{"a":1,"a":2}']))
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Prefer": st.sampled_from(
            [
                "odata.maxpagesize=1",
                "odata.maxpagesize=0",
                'odata.include-annotations="*"',
                "return=representation",
                "odata.track-changes",
                "x=,;=",
            ]
        ),
        "If-Match": st.sampled_from(["*", 'W/"1"', "x"]),
        "If-None-Match": st.sampled_from(["*", "null"]),
        "Range": st.sampled_from(["bytes=0-1", "bytes=x"]),
        "MSCRMCallerID": st.sampled_from([ID, "x"]),
        "Content-Type": st.sampled_from(["application/json", "multipart/mixed; boundary=b", "text/plain", "application/octet-stream"]),
    },
)


@pytest.fixture(scope="module")
def world() -> tuple[Emulator, bytes]:
    dataverse = Emulator(seed="empty")
    dataverse.load(ROWS)
    return dataverse, dataverse.snapshot()


def check(dataverse: Emulator, method: str, target: str, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
    fields = Headers([("Authorization", "Bearer any"), *(headers or {}).items()])
    reply = dataverse.handle(Request(method, f"{API}/{target}", fields, content)).whole()
    assert reply.status in {200, 201, 204, 206, 304, 400, 403, 404, 405, 409, 412, 414, 416, 501}, (reply.status, reply.body)
    if reply.status >= 400 and reply.status != 416:
        assert json.loads(reply.body)["error"]["message"]


@settings(max_examples=250, deadline=None)
@given(options=st.lists(OPTION, min_size=1, max_size=2).map("&".join))
def test_any_query_is_answered(world: tuple[Emulator, bytes], options: str) -> None:
    check(world[0], "GET", f"contacts?{options}")


@settings(max_examples=250, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "TRACE"]),
    path=PATH,
    options=st.lists(OPTION, max_size=2).map("&".join),
    body=BODY,
    headers=HEADERS,
)
def test_any_request_is_answered(
    world: tuple[Emulator, bytes], method: str, path: str, options: str, body: str, headers: dict[str, str]
) -> None:
    dataverse, before = world
    check(dataverse, method, f"{path}?{options}", body.encode() if method in ("POST", "PATCH", "PUT") else b"", headers)
    if method != "GET":
        dataverse.restore(before)
