"""The option `sql`: what Microsoft's client and its examples send, what the service rejects, and pages."""

from urllib.parse import quote

import httpx
import pytest

from dataverse_sdk.emulator import Emulator
from dataverse_sdk.emulator.language.fetch import Attribute, Condition, Entity, Fetch, Filter
from dataverse_sdk.emulator.language.query_errors import QueryError
from dataverse_sdk.emulator.language.sql_reader import parse_sql
from dataverse_sdk.schema.stock import stock_schema

ACME, BYTE, CORE = (f"00000000-0000-0000-0000-0000000000a{number}" for number in (1, 2, 3))
ANN, BEN, CID = (f"00000000-0000-0000-0000-0000000000b{number}" for number in (1, 2, 3))


@pytest.fixture
def http(dataverse: Emulator, http: httpx.Client) -> httpx.Client:
    dataverse.load(
        {
            "accounts": [
                {"accountid": ACME, "name": "Acme", "revenue": 100, "numberofemployees": 10, "_primarycontactid_value": ANN},
                {"accountid": BYTE, "name": "Byte's", "revenue": 20, "numberofemployees": 5, "_parentaccountid_value": ACME},
                {"accountid": CORE, "name": "Core", "statecode": 1, "statuscode": 2},
            ],
            "contacts": [
                {"contactid": ANN, "firstname": "Ann", "lastname": "Ba", "_parentcustomerid_value": ACME},
                {"contactid": BEN, "firstname": "Ben", "lastname": "Ba", "_parentcustomerid_value": ACME},
                {"contactid": CID, "firstname": "Cid", "lastname": "Cid", "_parentcustomerid_value": BYTE},
            ],
        }
    )
    return http


def ask(http: httpx.Client, sql: str, set_name: str = "accounts") -> httpx.Response:
    return http.get(f"{set_name}?sql={quote(sql)}")


def rows(http: httpx.Client, sql: str, set_name: str = "accounts") -> list[dict[str, object]]:
    reply = ask(http, sql, set_name)
    assert reply.status_code == 200, reply.text
    return reply.json()["value"]


def test_named_columns_come_back_and_nothing_else(http: httpx.Client) -> None:
    assert rows(http, "SELECT name, numberofemployees FROM account ORDER BY name") == [
        {"name": "Acme", "numberofemployees": 10},
        {"name": "Byte's", "numberofemployees": 5},
        {"name": "Core"},
    ]
    assert rows(http, "SELECT primarycontactid FROM account WHERE primarycontactid IS NOT NULL") == [{"_primarycontactid_value": ANN}]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("numberofemployees > 5", ["Acme"]),
        ("5 < numberofemployees", ["Acme"]),
        ("numberofemployees >= 5 AND numberofemployees <= 9.5", ["Byte's"]),
        ("name = 'byte''s'", ["Byte's"]),
        ("name = N'Acme'", ["Acme"]),
        ("name != 'Acme'", ["Byte's", "Core"]),
        ("numberofemployees <> 10", ["Byte's", "Core"]),
        ("name LIKE '%e'", ["Acme", "Core"]),
        ("name NOT LIKE '%e'", ["Byte's"]),
        ("name IN ('Acme', 'Core')", ["Acme", "Core"]),
        ("name NOT IN ('Acme', 'Core')", ["Byte's"]),
        ("numberofemployees IS NULL", ["Core"]),
        ("numberofemployees BETWEEN 5 AND 9", ["Byte's"]),
        ("numberofemployees NOT BETWEEN 5 AND 9", ["Acme"]),
        ("NOT (name = 'Acme' OR numberofemployees IS NULL)", ["Byte's"]),
        ("NOT NOT statecode = 1", ["Core"]),
        ("name = name AND statecode = 0", ["Acme", "Byte's"]),
        ("/* a comment */ name = 'Core' -- and another", ["Core"]),
        ("accountid = '{" + ACME.upper() + "}'", ["Acme"]),
        ("numberofemployees > -1", ["Acme", "Byte's"]),
    ],
)
def test_where_lets_these_through(http: httpx.Client, where: str, names: list[str]) -> None:
    assert [row["name"] for row in rows(http, f"SELECT name FROM account WHERE {where}\nORDER BY name")] == names


def test_keywords_and_names_do_not_depend_on_case_and_may_stand_in_brackets(http: httpx.Client) -> None:
    assert rows(http, "select Top 1 [Name] As Title from [Account] a order by A.NAME desc;") == [{"Title": "Core"}]


def test_joins_as_microsofts_examples_write_them(http: httpx.Client) -> None:
    inner = "SELECT a.name, c.fullname FROM account a INNER JOIN contact c ON a.accountid = c.parentcustomerid ORDER BY c.fullname DESC"
    assert rows(http, inner) == [
        {"name": "Byte's", "fullname": "Cid Cid"},
        {"name": "Acme", "fullname": "Ben Ba"},
        {"name": "Acme", "fullname": "Ann Ba"},
    ]
    left = "SELECT a.name, c.firstname FROM account a LEFT JOIN contact c ON c.parentcustomerid = a.accountid AND 1 = 1"
    assert ask(http, left).status_code == 400
    left = (
        "SELECT a.name, c.firstname FROM account a LEFT OUTER JOIN contact c ON c.parentcustomerid = a.accountid ORDER BY name, c.firstname"
    )
    assert [row.get("firstname") for row in rows(http, left)] == ["Ann", "Ben", "Cid", None]
    audit = (
        "SELECT TOP 5 a.name, creator.fullname as created_by, modifier.fullname as modified_by FROM account a "
        "JOIN systemuser creator ON a.createdby = creator.systemuserid JOIN systemuser modifier ON a.modifiedby = modifier.systemuserid "
        "ORDER BY created_by, a.name"
    )
    assert rows(http, audit)[0] == {"name": "Acme", "created_by": "Emulated User", "modified_by": "Emulated User"}
    deep = (
        "SELECT c.firstname, p.name FROM contact c JOIN account a ON c.parentcustomerid = a.accountid "
        "JOIN account p ON a.parentaccountid = p.accountid WHERE p.name = 'Acme' AND c.firstname <> p.name"
    )
    assert rows(http, deep, "contacts") == [{"firstname": "Cid", "name": "Acme"}]


def test_totals_groups_and_distinct_rows(http: httpx.Client) -> None:
    totals = (
        "SELECT COUNT(*) as cnt, SUM(numberofemployees) as total, AVG(numberofemployees) as mean, MIN(numberofemployees) as low, "
        "MAX(numberofemployees) as high, COUNT(numberofemployees) as filled, COUNT(DISTINCT statecode) as states FROM account"
    )
    assert rows(http, totals) == [{"cnt": 3, "total": 15, "mean": 7, "low": 5, "high": 10, "filled": 2, "states": 2}]
    grouped = (
        "SELECT a.name, COUNT(c.contactid) as n FROM account a JOIN contact c ON a.accountid = c.parentcustomerid GROUP BY a.name "
        "ORDER BY COUNT(c.contactid), a.name"
    )
    assert rows(http, grouped) == [{"name": "Byte's", "n": 1}, {"name": "Acme", "n": 2}]
    assert rows(http, "SELECT lastname, COUNT(*) n FROM contact GROUP BY lastname ORDER BY n DESC", "contacts")[0] == {
        "lastname": "Ba",
        "n": 2,
    }
    assert rows(http, "SELECT DISTINCT lastname FROM contact ORDER BY lastname DESC", "contacts") == [
        {"lastname": "Cid"},
        {"lastname": "Ba"},
    ]
    assert rows(http, "SELECT DISTINCT TOP 1 lastname FROM contact ORDER BY lastname", "contacts") == [{"lastname": "Ba"}]
    assert rows(http, "SELECT DISTINCT parentcustomerid FROM contact ORDER BY parentcustomerid", "contacts")[0] == {
        "_parentcustomerid_value": ACME
    }


def test_pages_by_offset_and_by_next_link(http: httpx.Client) -> None:
    assert rows(http, "SELECT name FROM account ORDER BY name OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY") == [{"name": "Byte's"}]
    assert rows(http, "SELECT name FROM account ORDER BY name OFFSET 2 ROWS") == [{"name": "Core"}]
    assert rows(http, "SELECT TOP 0 name FROM account") == []
    url, found, cookies = f"accounts?sql={quote('SELECT name FROM account ORDER BY name')}", [], set()
    while url:
        reply = http.get(url, headers={"Prefer": "odata.maxpagesize=2"}).json()
        found += [row["name"] for row in reply["value"]]
        url = reply.get("@odata.nextLink", "")
        assert url not in cookies
        cookies.add(url)
    assert found == ["Acme", "Byte's", "Core"]
    top = http.get(
        f"accounts?sql={quote('SELECT TOP 2 name FROM account ORDER BY name')}", headers={"Prefer": "odata.maxpagesize=2"}
    ).json()
    assert [row["name"] for row in top["value"]] == ["Acme", "Byte's"]
    assert "@odata.nextLink" not in top


@pytest.mark.parametrize(
    ("sql", "status", "part"),
    [
        ("SELECT * FROM account", 400, "SELECT * is not supported"),
        ("SELECT TOP 5 a.* FROM account a", 400, "SELECT * is not supported"),
        ("DELETE FROM account", 400, "Only SELECT"),
        ("INSERT INTO account (name) VALUES ('x')", 400, "Only SELECT"),
        ("SELECT name FROM account; DROP TABLE account", 400, "near 'DROP'"),
        ("SELECT name FROM account HAVING 1 = 1", 400, "near 'HAVING'"),
        ("SELECT name FROM account UNION SELECT name FROM account", 400, "near 'UNION'"),
        ("SELECT name FROM account RIGHT JOIN contact c ON c.parentcustomerid = account.accountid", 400, "near 'RIGHT'"),
        ("SELECT name FROM account a CROSS JOIN contact", 400, "near 'CROSS'"),
        ("SELECT name FROM account, contact", 400, "near ','"),
        ("WITH x AS (SELECT name FROM account) SELECT name FROM x", 400, "near 'WITH'"),
        ("SELECT name FROM account WHERE accountid IN (SELECT accountid FROM account)", 400, "near 'SELECT'"),
        ("SELECT UPPER(name) FROM account", 400, "near '('"),
        ("SELECT name FROM account WHERE", 400, "near"),
        ("SELECT name FROM account WHERE name = 'x", 400, "near"),
        ("SELECT nothing FROM account", 400, "nothing"),
        ("SELECT firstname FROM contact", 400, "does not match"),
        ("SELECT TOP 5001 name FROM account", 400, "5000"),
        ("SELECT TOP 1 name FROM account ORDER BY name OFFSET 1 ROWS", 400, "OFFSET"),
        ("SELECT name, name FROM account", 400, "multiple times"),
        ("SELECT z.name FROM account a", 400, "could not be bound"),
        ("SELECT a.name FROM account a JOIN contact a ON a.contactid = a.primarycontactid", 400, "exposed name"),
        ("SELECT a.name FROM account a JOIN contact c ON contactid = a.primarycontactid", 501, "JOIN"),
        ("SELECT a.name FROM account a JOIN contact c ON c.contactid = z.primarycontactid", 501, "JOIN"),
        ("SELECT name FROM account a JOIN contact c ON c.contactid = a.primarycontactid", 501, "name of its table"),
        (
            "SELECT a.name FROM account a JOIN contact c ON c.contactid = a.primarycontactid WHERE c.firstname = a.name",
            501,
            "in this order",
        ),
        ("SELECT COUNT(*) FROM account", 501, "name of its own"),
        ("SELECT COUNT(*) AS n FROM account GROUP BY statecode", 501, "GROUP BY"),
        ("SELECT name, COUNT(*) AS n FROM account", 400, "invalid in the select list"),
        ("SELECT name, COUNT(*) AS n FROM account GROUP BY name ORDER BY revenue", 501, "order of something"),
        ("SELECT DISTINCT name FROM account ORDER BY revenue", 501, "not returned"),
        ("SELECT name FROM account WHERE " + " AND ".join(["name = 'x'"] * 501), 400, "maximum limit"),
        ("SELECT name FROM account WHERE " + "(name = 'x' OR (name = 'y' AND " * 60 + "name = 'z'" + "))" * 60, 400, "nested too deeply"),
    ],
)
def test_what_the_service_does_not_take_is_refused(http: httpx.Client, sql: str, status: int, part: str) -> None:
    reply = ask(http, sql)
    assert reply.status_code == status, reply.text
    assert part in reply.json()["error"]["message"]


def test_a_statement_becomes_the_query_that_fetchxml_would_be() -> None:
    assert parse_sql("SELECT name FROM account WHERE name = 'x'", stock_schema()) == Fetch(
        Entity("account", (Attribute("name"),), filters=(Filter("and", (Condition("name", "eq", ("x",)),)),)),
        raw_order=True,
        values_only=True,
    )


def test_counting_rows_of_an_unknown_table_is_left_to_the_compiler() -> None:
    assert parse_sql("SELECT COUNT(*) AS n FROM nowhere", stock_schema()).entity.attributes == (Attribute("", "n", "count"),)


def test_deep_negations_do_not_exhaust_the_stack() -> None:
    fetch = parse_sql("SELECT name FROM account WHERE " + "NOT (" * 3000 + "name = 'x'" + ")" * 3000, stock_schema())
    assert fetch.entity.filters == (Filter("and", (Condition("name", "eq", ("x",)),)),)
    with pytest.raises(QueryError):
        parse_sql("(" * 5000, stock_schema())
