"""Requests that Microsoft documents, built with the SDK: same verb, address, options, headers and body; the rest with reasons.

Queries stand in `tests/query/test_documented_queries.py`, calls of generated functions in `tests/codegen/test_documented_messages.py`; here
stands everything else, and the proof that nothing is left out. A request that is built in another way than documented says how
(`Built.adds`, `Built.lacks`), so that a difference nobody meant is a failure.
"""

import email
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from attrs import evolve, frozen

from dataverse_sdk import Collection, Column, Entity, collection, column, entity, expand
from dataverse_sdk.errors import ServerError
from dataverse_sdk.operations import (
    ANY,
    Batch,
    CallSettings,
    Definition,
    Definitions,
    EnumMember,
    Flow,
    Operation,
    Reply,
    associate,
    clear,
    create,
    definition_changes,
    definitions,
    delete,
    disassociate,
    expanded,
    function,
    get,
    get_if_changed,
    get_value,
    patch,
    query_page,
    related,
    replace,
    set_value,
    update,
    upsert,
)
from dataverse_sdk.query import FetchText, Query
from dataverse_sdk.tables import Account, ActivityParty, Contact, Email, Lead, Opportunity, Task
from dataverse_sdk.testing import ScriptedDriver, json_reply
from dataverse_sdk.wire.messages import Link, Request

DOCS = Path(__file__).resolve().parents[3] / "shared" / "data" / "golden" / "docs"

pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="the documented traffic is not part of this repository")


@entity("competitor", set_name="competitors", key="competitorid")
class Competitor(Entity):
    """Somebody else who sells."""

    competitorid: Column[UUID] = column()
    name: Column[str | None] = column()
    strengths: Column[str | None] = column()
    opportunitycompetitors_association: Collection["Deal"] = collection("opportunity")


@entity("opportunity", set_name="opportunities", key="opportunityid")
class Deal(Entity):
    """An opportunity with its competitors, whose table the package does not generate."""

    opportunityid: Column[UUID] = column()
    name: Column[str | None] = column()
    description: Column[str | None] = column()
    opportunitycompetitors_association: Collection[Competitor] = collection("competitor")


@frozen
class Built:
    """An operation, and what it says beyond the documented request or leaves out: headers, and `...` for the options of the address."""

    operation: Operation[Any]
    adds: tuple[tuple[str, str], ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()


ONE, TWO = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2))
PETER, SUSIE = "60f77a42-5f0e-e611-80e0-00155da84c03", "6bf77a42-5f0e-e611-80e0-00155da84c03"
CONTOSO, COFFEE = "65f77a42-5f0e-e611-80e0-00155da84c03", "6af77a42-5f0e-e611-80e0-00155da84c03"
RAFTING, ADVENTURE = "7cf77a42-5f0e-e611-80e0-00155da84c03", "77f77a42-5f0e-e611-80e0-00155da84c03"
CONDITIONAL = "14e151db-9b4f-e611-80e0-00155da84c08"
# The documentation advises it for an update that is to be one: without it, a PATCH to a record that is gone would make a new one.
NEVER_CREATES = (("If-Match", "*"),)
SAMPLE = (Account.name, Account.creditonhold, Account.address1_latitude, Account.description, Account.revenue, Account.accountcategorycode)


def sample_account() -> Account:
    return Account(
        name="Sample Account",
        creditonhold=False,
        address1_latitude=47.639583,
        description="This is the description of the sample account",
        revenue=Decimal(5000000),
        accountcategorycode=1,
    )


def updated_account() -> Account:
    return Account(
        accountid=UUID(ONE),
        name="Updated Sample Account ",
        creditonhold=True,
        address1_latitude=47.639583,
        description="This is the updated description of the sample account",
        revenue=Decimal(6000000),
        accountcategorycode=2,
    )


def peter_alt() -> Contact:
    return Contact(
        firstname="Peter_Alt", lastname="Cambel", jobtitle="Junior Developer", annualincome=Decimal(80000), telephone1="555-0110"
    )


def monte(**key: UUID) -> Lead:
    return Lead(firstname="Monte", lastname="Orton", emailaddress1="monteorton@example.com", **key)


def called(row: str, revenue: int, phone: str) -> Account:
    return Account(accountid=UUID(row), telephone1=phone, revenue=Decimal(revenue))


def scoped(operation: Operation[Any], **settings: Any) -> Operation[Any]:
    return Operation(CallSettings(**settings).apply(operation.request), operation.read)


def coffee() -> Account:
    tasks = [
        Task(subject="Sign invoice", description="Invoice #12321", scheduledend=datetime.fromisoformat("2016-04-19T00:00:00-07:00")),
        Task(
            subject="Setup new display",
            description="Theme is - Spring is in the air",
            scheduledstart=datetime.fromisoformat("2016-04-20T00:00:00-07:00"),
        ),
        Task(
            subject="Conduct training",
            description="Train team on making our new blended coffee",
            scheduledstart=datetime.fromisoformat("2016-06-01T00:00:00-07:00"),
        ),
    ]
    susie = Contact(firstname="Susie", lastname="Curtis", jobtitle="Coffee Master", annualincome=Decimal(48000), Contact_Tasks=tasks)
    return Account(name="Fourth Coffee", primarycontactid_nav=susie)


def nested() -> Account:
    task = Task(subject="Task associated to opportunity")
    deal = Opportunity(name="Opportunity associated to Sample Account", Opportunity_Tasks=[task])
    return Account(
        name="Sample Account", primarycontactid_nav=Contact(firstname="John", lastname="Smith"), opportunity_customer_accounts=[deal]
    )


def unless_changed() -> Operation[Any]:
    return get_if_changed(
        Account, CONDITIONAL, 'W/"628448"', select=[Account.name, Account.revenue, Account.telephone1, Account.description]
    )


def conditional_get() -> Operation[Any]:
    return get(Account, CONDITIONAL, select=[Account.name, Account.revenue, Account.telephone1, Account.description])


def with_primary_contact(account: str) -> Operation[Any]:
    person = expand(Account.primarycontactid_nav, select=[Contact.fullname, Contact.jobtitle, Contact.annualincome])
    return get(Account, account, select=[Account.name], expand=[person])


PICKLIST = UUID("5967e7cc-afbb-4c10-bf7e-e7ef430c52be")
ACCOUNT, CATEGORY = UUID("70816501-edb9-4740-a16c-6a5efbc05d84"), UUID("118771ca-6fb9-4f60-8fd4-99b6124b63ad")
BANK_ACCOUNT = UUID("402fa40f-287c-e511-80d2-00155d2a68d2")
OPTIONS = [expanded("OptionSet", "Options"), expanded("GlobalOptionSet", "Options")]


def put_back(flow: Flow[None], name: str) -> Operation[Any]:
    """What a change sends once it has read the definition, which is the documented one but for the label."""
    driver = ScriptedDriver(json_reply({**documented(name).body, "DisplayName": {}}), Reply(204))
    driver.run(flow)
    return Operation(driver.requests[1], lambda reply: reply)


# Definitions: asked for by the service's names, created, and changed whole.
DEFINITIONS: dict[str, Callable[[], Operation[Any] | Built]] = {
    "create-update-entity-definitions-using-web-api__002": lambda: put_back(
        definition_changes.change_table(UUID("417129e1-207c-e511-80d2-00155d2a68d2"), label="Bank Business Name"),
        "create-update-entity-definitions-using-web-api__002",
    ),
    "create-update-entity-definitions-using-web-api__004": lambda: definitions.create_column(
        BANK_ACCOUNT, definitions.text_column("new_BankName", "Bank Name", description="Type the name of the bank")
    ),
    "create-update-entity-definitions-using-web-api__006": lambda: definitions.create_column(
        BANK_ACCOUNT, definitions.money_column("new_Balance", "Balance", description="Enter the balance amount")
    ),
    "create-update-entity-definitions-using-web-api__010": lambda: definitions.create_customer_lookup(
        "new_bankaccount", definitions.lookup_column("new_CustomerId", "Customer", description="Sample Customer Lookup Attribute")
    ),
    "create-update-entity-relationships-using-web-api__000": lambda: definitions.create_one_to_many(
        "new_contact_new_bankaccount",
        referenced="contact",
        referencing="new_bankaccount",
        lookup=definitions.lookup_column(
            "new_AccountOwner", "Account Owner", description="The owner of the account", required="ApplicationRequired"
        ),
        cascade=definitions.Cascade.all(),
        menu=definitions.Menu(label="Bank Accounts"),
    ),
    "create-update-entity-relationships-using-web-api__002": lambda: definitions.create_many_to_many(
        "new_accounts_campaigns",
        "account",
        "campaign",
        first_menu=definitions.Menu(behavior="UseLabel", label="Account"),
        second_menu=definitions.Menu(behavior="UseLabel", label="Campaign"),
    ),
    "query-metadata-web-api__000": lambda: Definition.of_table("account").read(
        "DisplayName", "IsKnowledgeManagementEnabled", "EntitySetName"
    ),
    "query-metadata-web-api__002": lambda: Definitions.of_tables().read(
        "LogicalName", where={"OwnershipType": EnumMember("OwnershipTypes", "UserOwned")}
    ),
    "query-metadata-web-api__003": lambda: Definitions.of_tables().read("LogicalName", where={"CanCreateAttributes/Value": True}),
    "query-metadata-web-api__004": lambda: Definition.of_table("account").read(
        "LogicalName",
        expand=[expanded("Attributes", "LogicalName", where={"AttributeType": EnumMember("AttributeTypeCode", "Picklist")})],
    ),
    "query-metadata-web-api__005": lambda: Definitions.of_columns("account", "Picklist").read(
        "LogicalName", expand=[expanded("OptionSet"), expanded("GlobalOptionSet")]
    ),
    "query-metadata-web-api__006": lambda: Definitions.of_columns("account", "Money").read("LogicalName", "Precision"),
    "query-metadata-web-api__007": lambda: Definitions.of_columns("account").read(
        "SchemaName", where={"RequiredLevel/Value": EnumMember("AttributeRequiredLevel", "ApplicationRequired")}
    ),
    "query-metadata-web-api__008": lambda: Definition.of_column("account", PICKLIST, "Picklist").read(
        "LogicalName", expand=[expanded("OptionSet")]
    ),
    "query-metadata-web-api__010": lambda: Definition.of_option_set("account", PICKLIST).read("Options"),
    "query-metadata-web-api__012": lambda: Definitions.of_relationships().read("SchemaName"),
    "query-metadata-web-api__013": lambda: Definitions.of_relationships("OneToMany").read("SchemaName"),
    "query-metadata-web-api__014": lambda: Definitions.of_relationships("OneToMany").read(
        "SchemaName", where={"ReferencedEntity": "account"}
    ),
    "query-metadata-web-api__015": lambda: Definitions.of_relationships("OneToMany", table="account").read("SchemaName"),
    "retrieve-metadata-name-metadataid__000": lambda: Definition.of_column("account", "accountcategorycode", "Picklist").read(
        "LogicalName", expand=OPTIONS
    ),
    "retrieve-metadata-name-metadataid__002": lambda: Definitions.of_tables().read("MetadataId", where={"LogicalName": "account"}),
    "retrieve-metadata-name-metadataid__004": lambda: Definitions.of_columns(ACCOUNT).read(
        "MetadataId", where={"LogicalName": "accountcategorycode"}
    ),
    "retrieve-metadata-name-metadataid__006": lambda: Definition.of_column(ACCOUNT, CATEGORY, "Picklist").read(
        "LogicalName", expand=OPTIONS
    ),
}
EXPRESSED: dict[str, Callable[[], Operation[Any] | Built]] = {
    **DEFINITIONS,
    "create-entity-web-api__006": lambda: Built(
        function(
            "InitializeFrom",
            EntityMoniker=Account.ref("c65127ed-2097-e711-80eb-00155db75426"),
            TargetEntityName="account",
            TargetFieldType=EnumMember("TargetFieldType", "ValidForCreate"),
        ),
        lacks=WRITES_NO_CACHE,
    ),
    "associate-disassociate-entities-using-web-api__000": lambda: associate(
        Account.ref(TWO), Account.opportunity_customer_accounts, Opportunity.ref(ONE)
    ),
    "associate-disassociate-entities-using-web-api__003": lambda: disassociate(
        Account.ref(TWO), Account.opportunity_customer_accounts, Opportunity.ref(ONE)
    ),
    "associate-disassociate-entities-using-web-api__004": lambda: disassociate(Opportunity.ref(ONE), Opportunity.customerid_account),
    "associate-disassociate-entities-using-web-api__006": lambda: associate(
        Opportunity.ref(ONE), Opportunity.customerid_account, Account.ref(TWO)
    ),
    "associate-disassociate-entities-using-web-api__008": lambda: Built(
        patch(Opportunity, ONE, {Opportunity.customerid: Account.ref(TWO)}, etag=ANY), NEVER_CREATES
    ),
    "associate-disassociate-entities-using-web-api__010": lambda: replace(
        Email.ref("2479d20d-3a39-e711-8145-e0071b6a2001"),
        Email.email_activity_parties,
        [
            ActivityParty(partyid=Contact.ref("a30d4045-fc46-e711-8115-e0071b66df51"), participationtypemask=3),
            ActivityParty(partyid=Contact.ref("1dcdda07-3a39-e711-8145-e0071b6a2001"), participationtypemask=2),
        ],
    ),
    "create-entity-web-api__000": lambda: create(sample_account()),
    "create-entity-web-api__002": lambda: create(nested()),
    "create-entity-web-api__004": lambda: create(Account(name="Sample Account", primarycontactid=Contact.ref(ONE))),
    "create-entity-web-api__009": lambda: create(sample_account(), returning=[*SAMPLE, Account.createdon]),
    "create-update-entity-definitions-using-web-api__000": lambda: definitions.create_table(
        "new_BankAccount",
        "Bank Account",
        "Bank Accounts",
        primary_column=definitions.text_column("new_AccountName", "Account Name", description="Type the name of the bank account"),
        description="An entity to store information about customer bank accounts",
    ),
    "impersonate-another-user-web-api__000": lambda: scoped(
        create(Account(name="Sample Account created using impersonation")), as_user=UUID("e39c5d16-675b-48d1-8e67-667427e9c084")
    ),
    "manage-duplicate-detection-create-update__000": lambda: Built(
        scoped(create(monte()), suppress_duplicate_detection=False), lacks=WRITES_NO_CACHE
    ),
    "manage-duplicate-detection-create-update__002": lambda: Built(
        scoped(update(monte(leadid=UUID("c4567bb6-47a3-e711-811b-e0071b6ac1b1"))), suppress_duplicate_detection=False),
        NEVER_CREATES,
        WRITES_NO_CACHE,
    ),
    "perform-conditional-operations-using-web-api__000": lambda: get_if_changed(
        Account,
        ONE,
        'W/"468026"',
        select=[
            Account.accountcategorycode,
            Account.accountnumber,
            Account.creditonhold,
            Account.createdon,
            Account.numberofemployees,
            Account.name,
            Account.revenue,
        ],
    ),
    "perform-conditional-operations-using-web-api__003": lambda: update(updated_account()),
    "perform-conditional-operations-using-web-api__005": lambda: upsert(updated_account(), prevent="update"),
    "perform-conditional-operations-using-web-api__007": lambda: delete(Account, ONE, etag='W/"470867"'),
    "perform-conditional-operations-using-web-api__009": lambda: patch(
        Account, ONE, {Account.name: "Updated Account Name"}, etag='W/"470867"'
    ),
    "update-delete-entities-using-web-api__000": lambda: Built(update(updated_account()), NEVER_CREATES),
    "update-delete-entities-using-web-api__002": lambda: Built(
        update(Account(accountid=UUID(ONE), name="Updated Sample Account"), returning=[*SAMPLE, Account.createdon]), NEVER_CREATES
    ),
    "update-delete-entities-using-web-api__004": lambda: set_value(Account, ONE, Account.name, "Updated Sample Account Name"),
    "update-delete-entities-using-web-api__006": lambda: clear(Account, ONE, Account.description),
    "update-delete-entities-using-web-api__008": lambda: delete(Account, ONE),
    "web-api-basic-operations-sample__000": lambda: create(Contact(firstname="Peter", lastname="Cambel")),
    "web-api-basic-operations-sample__003": lambda: Built(
        patch(Contact, PETER, {Contact.annualincome: Decimal(80000), Contact.jobtitle: "Junior Developer"}, etag=ANY), NEVER_CREATES
    ),
    "web-api-basic-operations-sample__006": lambda: get(
        Contact, PETER, select=[Contact.fullname, Contact.annualincome, Contact.jobtitle, Contact.description]
    ),
    "web-api-basic-operations-sample__009": lambda: Built(
        patch(
            Contact,
            PETER,
            {
                Contact.jobtitle: "Senior Developer",
                Contact.annualincome: Decimal(95000),
                Contact.description: "Assignment to-be-determined",
            },
            etag=ANY,
        ),
        NEVER_CREATES,
    ),
    "web-api-basic-operations-sample__012": lambda: set_value(Contact, PETER, Contact.telephone1, "555-0105"),
    "web-api-basic-operations-sample__015": lambda: get_value(Contact, PETER, Contact.telephone1),
    "web-api-basic-operations-sample__018": lambda: create(peter_alt(), returning=PERSON),
    "web-api-basic-operations-sample__021": lambda: create(peter_alt(), returning=PERSON),
    "web-api-basic-operations-sample__024": lambda: create(
        Account(name="Contoso Inc", telephone1="555-5555", primarycontactid=Contact.ref(PETER))
    ),
    "web-api-basic-operations-sample__027": lambda: with_primary_contact(CONTOSO),
    "web-api-basic-operations-sample__030": lambda: create(coffee()),
    "web-api-basic-operations-sample__033": lambda: with_primary_contact(COFFEE),
    "web-api-basic-operations-sample__036": lambda: get(
        Contact,
        SUSIE,
        select=[Contact.fullname],
        expand=[expand(Contact.Contact_Tasks, select=[Task.subject, Task.description, Task.scheduledstart, Task.scheduledend])],
    ),
    "web-api-basic-operations-sample__039": lambda: associate(Account.ref(COFFEE), Account.contact_customer_accounts, Contact.ref(PETER)),
    "web-api-basic-operations-sample__042": lambda: query_page(
        related(Account.ref(COFFEE), Account.contact_customer_accounts, Query(Contact).select(Contact.fullname, Contact.jobtitle))
    ),
    "web-api-basic-operations-sample__048": lambda: create(
        Competitor(name="Adventure Works", strengths="Strong promoter of private tours for multi-day outdoor adventures")
    ),
    "web-api-basic-operations-sample__051": lambda: create(
        Opportunity(name="River rafting adventure", description="Sales team on a river-rafting offsite and team building")
    ),
    "web-api-basic-operations-sample__054": lambda: associate(
        Deal.ref(RAFTING), Deal.opportunitycompetitors_association, Competitor.ref(ADVENTURE)
    ),
    "web-api-basic-operations-sample__057": lambda: get(
        Competitor,
        ADVENTURE,
        select=[Competitor.name],
        expand=[expand(Competitor.opportunitycompetitors_association, select=[Deal.name, Deal.description])],
    ),
    "web-api-basic-operations-sample__063": lambda: delete(Contact, PETER),
    "web-api-conditional-operations-sample__000": unless_changed,
    "web-api-conditional-operations-sample__003": lambda: set_value(Account, CONDITIONAL, Account.telephone1, "555-0001"),
    "web-api-conditional-operations-sample__006": unless_changed,
    "web-api-conditional-operations-sample__009": lambda: delete(Account, CONDITIONAL, etag='W/"628448"'),
    "web-api-conditional-operations-sample__012": lambda: patch(
        Account, CONDITIONAL, {Account.telephone1: "555-0002", Account.revenue: Decimal(6000000)}, etag='W/"628448"'
    ),
    "web-api-conditional-operations-sample__015": lambda: patch(
        Account, CONDITIONAL, {Account.telephone1: "555-0003", Account.revenue: Decimal(6000000)}, etag='W/"628460"'
    ),
    "web-api-conditional-operations-sample__018": conditional_get,
    "web-api-conditional-operations-sample__021": lambda: upsert(called(CONDITIONAL, 7500000, "555-0004"), prevent="update"),
    "web-api-conditional-operations-sample__024": lambda: upsert(called(CONDITIONAL, 7500000, "555-0005"), prevent="create"),
    "web-api-conditional-operations-sample__027": conditional_get,
    "web-api-conditional-operations-sample__030": lambda: delete(Account, CONDITIONAL),
    "web-api-conditional-operations-sample__033": lambda: update(called(CONDITIONAL, 7500000, "555-0006")),
}
# Named above: the text `null` keeps expanded collections from coming out of a cache, and a write brings none.
WRITES_NO_CACHE = (("If-None-Match", "null"),)
PERSON = [Contact.fullname, Contact.annualincome, Contact.jobtitle, Contact.contactid]

BY_ID_IN_QUERY = "the record to unlink in the query: the same page documents it in the path, and that is built"
DAMAGED = "no request that can be sent: "
DISCOVERY = "the list of environments is read whole, and filtered by unique name: see tests/client/test_environments.py"
INEXPRESSIBLE = {
    "associate-disassociate-entities-using-web-api__002": BY_ID_IN_QUERY,
    "create-entity-web-api__008": DAMAGED + "a bracket too many, and a number as text",
    "create-update-entity-definitions-using-web-api__008": "a date column that leaves its behaviour open: the SDK always says it",
    "impersonate-another-user-web-api__002": DAMAGED + "its id lacks a group of digits",
    "perform-conditional-operations-using-web-api__002": DAMAGED + "a placeholder where the name of a table belongs",
    "web-api-basic-operations-sample__045": BY_ID_IN_QUERY,
    "web-api-basic-operations-sample__060": BY_ID_IN_QUERY,
    "web-api-basic-operations-sample__065": DAMAGED + "five abbreviated ones, each of which is built elsewhere",
    "web-api-types-operations__001": "the metadata document: dataverse-sdk generate reads it",
    **{f"discover-url-organization-web-api__{number:03}": DISCOVERY for number in range(4)},
    **{f"discovery-orgsdk-to-webapi__{number:03}": DISCOVERY for number in (0, 1, 3, 4)},
}

# Pages whose requests are proved in two other tests.
QUERIES = (
    "query-data-web-api",
    "web-api-query-data-sample",
    "retrieve-and-execute-predefined-queries",
    "retrieve-related-entities-query",
    "retrieve-entity-using-web-api",
)
CALLS = ("use-web-api-functions", "use-web-api-actions", "web-api-functions-actions-sample")


def shown(kind: str) -> set[str]:
    index = json.loads((DOCS / "INDEX.json").read_text("utf-8"))
    return {block["file"].partition(".")[0] for block in index["blocks"] if block["kind"] == kind}


def relative(text: str) -> str:
    """A text without the organization and the version, with which every URL of the documentation begins."""
    return re.sub(r"(?:https://)?\[Organization URI\](?:/org1)?/api/data/v[\d.]+/|(?<=\")/(?=\w+\()", "", text)


# Headers that the driver sets on every request.
DRIVER = {"accept", "odata-maxversion", "odata-version", "content-length"}


@frozen
class Said:
    """What a request says: everything that is compared."""

    method: str
    path: str
    options: Counter[str]
    headers: frozenset[tuple[str, str]]
    body: Any


def option(text: str) -> str:
    """An option in one spelling: columns in any order, a comma too many in `$select=name,`, both quotes of XML and of a reference."""
    if text.startswith("@") and "{" in text:
        return text.replace("'", '"')
    if text.startswith("fetchXml="):
        return text.replace("'", '"').replace(" />", "/>")
    return re.sub(r"(?<=\$select=)[^)&;]*", lambda found: ",".join(sorted(filter(None, found[0].split(",")))), text)


def compared(method: str, target: str, headers: Mapping[str, str], body: str) -> Said:
    path, _, query = unquote(target).partition("?")
    options = Counter(map(option, query.split("&")))
    # A body says what it is; where there is none the samples still do.
    content = {"content-type": "application/json"} if body else {}
    kept = {name.lower(): value for name, value in headers.items() if name.lower() not in {*DRIVER, "content-type"}} | content
    return Said(method, path, options, frozenset(kept.items()), plain(json.loads(body)) if body else None)


def plain(value: Any) -> Any:
    """JSON whose moments in time are compared as such, whatever their zone; UserLocalizedLabel is what a reader sees, and not written."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name != "UserLocalizedLabel"}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
        return datetime.fromisoformat(value)
    return value


def documented(name: str) -> Said:
    text = relative((DOCS / f"{name}.request.txt").read_text("utf-8")).strip()
    head, _, rest = re.sub(r"\n\s*\{", "\n{", text, count=1).partition("\n{")
    first, *lines = [line.strip() for line in head.strip().splitlines()]
    method, _, target = first.removesuffix("HTTP/1.1").strip().partition(" ")
    return compared(method, target.strip(), dict(re.split(r":\s*", line, maxsplit=1) for line in lines if line), rest and "{" + rest)


def built(request: Request) -> Said:
    body = request.body
    text = json.dumps({"@odata.id": body.target}) if isinstance(body, Link) else (body or b"").decode()
    return compared(request.method, request.target, dict(request.headers), text)


def test_every_documented_request_is_either_built_or_has_a_reason_not_to_be() -> None:
    here = {name for name in shown("request") if name.partition("__")[0] not in {*QUERIES, *CALLS}}
    assert set(EXPRESSED) | set(INEXPRESSIBLE) == here
    assert not set(EXPRESSED) & set(INEXPRESSIBLE)
    made = [each() for each in EXPRESSED.values()]
    requests = [built((each.operation if isinstance(each, Built) else each).request) for each in made]
    readable = [name for name in INEXPRESSIBLE if not INEXPRESSIBLE[name].startswith(DAMAGED)]
    assert [name for name in readable if documented(name) in requests] == []


@pytest.mark.parametrize("name", sorted(EXPRESSED))
def test_a_documented_request_is_built_as_documented(name: str) -> None:
    made = EXPRESSED[name]()
    made = made if isinstance(made, Built) else Built(made)
    said, wanted = built(made.operation.request), documented(name)
    extra = {(key.lower(), value) for key, value in made.adds}
    missing = {(key.lower(), value) for key, value in made.lacks}
    assert said.headers - wanted.headers == extra
    assert wanted.headers - said.headers == missing
    assert (said.method, said.path, said.options, said.body) == (wanted.method, wanted.path, wanted.options, wanted.body)


# --- Batches.


def lead_and_contact(batch: Batch) -> None:
    with batch.changeset():
        lead = batch.add(create(Lead(firstname="aaa", lastname="bbb")))
        contact = batch.add(create(Contact(firstname="Oncall Contact-1111")))
        batch.add(create(Account(name="IcM Account", originatingleadid=lead.reference, primarycontactid=contact.reference)))


def renamed(batch: Batch) -> None:
    with batch.changeset():
        contact = batch.add(create(Contact(firstname="Contact", lastname="AAAAAA")))
        batch.add(set_value(Contact, contact.reference, Contact.lastname, "BBBBB"))


def pair(batch: Batch) -> tuple[Any, Any]:
    return batch.add(create(Account(name="IcM Account"))).reference, batch.add(create(Contact(firstname="Oncall Contact"))).reference


def linked(batch: Batch) -> None:
    with batch.changeset():
        account, contact = pair(batch)
        batch.add(associate(account, Account.primarycontactid_nav, contact))


def pointed(batch: Batch) -> None:
    with batch.changeset():
        account, contact = pair(batch)
        batch.add(patch(Account, account, {Account.primarycontactid: contact}, etag=ANY))


def fetched(batch: Batch) -> None:
    names = ("accountid", "name", "telephone1", "accountid", "creditonhold")
    attributes = "".join(f"<attribute name='{name}'/>" for name in names)
    operation = query_page(FetchText(Account, f"<fetch mapping='logical'><entity name='account'>{attributes}</entity></fetch>"))
    # Paging cookies are asked for; the documented request is of one page.
    batch.add(Operation(Request(operation.request.method, operation.request.target), operation.read))


BATCHES: dict[str, tuple[Callable[[Batch], None], tuple[tuple[str, str], ...]]] = {
    "execute-batch-operations-using-web-api__009": (lead_and_contact, ()),
    "execute-batch-operations-using-web-api__011": (renamed, ()),
    "execute-batch-operations-using-web-api__013": (linked, ()),
    "execute-batch-operations-using-web-api__015": (pointed, NEVER_CREATES),
    "retrieve-and-execute-predefined-queries__009": (fetched, ()),
}
IMPOSSIBLE_BATCHES = {"execute-batch-operations-using-web-api__006": DAMAGED + "ids that lack a group of digits, lines without a space"}


def parts_of(content_type: str, body: bytes) -> list[tuple[int, str | None, Said]]:
    """The requests of a batch as CPython's `email` finds them: the number of the part, the Content-ID, what it says."""
    found = []
    whole = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\n\n" + body)
    for number, part in enumerate(whole.get_payload()):
        for inner in part.get_payload() if part.is_multipart() else [part]:
            text = relative(
                inner.get_payload()
                .replace("\r\n", "\n")
                .replace("https://org.crm.dynamics.com/api/data/v9.2/", "[Organization URI]/api/data/v9.2/")
            )
            head, _, content = text.strip().partition("\n\n")
            first, *lines = head.splitlines()
            method, _, target = first.removesuffix("HTTP/1.1").strip().partition(" ")
            said = compared(method, target, dict(re.split(r":\s*", line, maxsplit=1) for line in lines), content.strip())
            if isinstance(said.body, dict):
                said.body.pop("@odata.type", None)  # the address says it already
            found.append((number, inner["Content-ID"], said))
    return found


def test_every_documented_batch_is_either_built_or_has_a_reason_not_to_be() -> None:
    assert BATCHES.keys() | IMPOSSIBLE_BATCHES.keys() == shown("batch-request")


@pytest.mark.parametrize("name", sorted(BATCHES))
def test_a_documented_batch_is_built_as_documented(name: str) -> None:
    fill, adds = BATCHES[name]
    batch = Batch(continue_on_error=True)
    fill(batch)
    driver = ScriptedDriver(Reply(500))
    with pytest.raises(ServerError):
        driver.run(batch.flow())
    (request,) = driver.requests
    assert isinstance(request.body, bytes)
    head, _, body = (DOCS / f"{name}.batch-request.txt").read_bytes().replace(b"\r\n", b"\n").partition(b"\n--batch")
    wanted_type = re.search(rb"Content-Type:\s*(.*)", head)
    assert wanted_type is not None
    made = parts_of(dict(request.headers)["Content-Type"], request.body)
    wanted = parts_of(wanted_type[1].decode().strip(), b"\n--batch" + body)
    assert (request.method, request.target) == ("POST", "$batch")
    extra = {(key.lower(), value) for key, value in adds}
    assert {header for _, _, said in made for header in said.headers} - {
        header for _, _, said in wanted for header in said.headers
    } == extra
    assert [(place, number, evolve(said, headers=frozenset())) for place, number, said in made] == [
        (place, number, evolve(said, headers=frozenset())) for place, number, said in wanted
    ]
