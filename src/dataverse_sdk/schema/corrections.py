"""What the sources of `stock.json` leave out or get wrong, with the reason for each correction.

Knows single facts, looked up by hand on the reference page of the table. Refuses to know how they are merged; `build`
does that.

https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference
https://learn.microsoft.com/dynamics365/developer/reference/about-entity-reference
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["COLUMNS", "CUSTOMISED", "FOREIGN_PREFIXES", "HUBS", "TABLES"]

Facts = Mapping[str, Any]  # as irregular as the JSON they correct

# Columns, navigation properties and tables with these prefixes are customisations of the environment the $metadata was
# taken from: a test solution (cdsify), a developer's table (dev) and a partner's table (inv).
FOREIGN_PREFIXES = ("cdsify_", "dev_", "inv_")

# The exports of these tables come from an environment that changed lengths and shows Danish labels.
CUSTOMISED = frozenset({"lead", "annotation"})

# Tables that every other table points to.
HUBS = frozenset({"businessunit", "organization", "principal", "systemuser", "team", "transactioncurrency"})

_MERGEABLE = (
    "Assign",
    "Create",
    "Delete",
    "GrantAccess",
    "Merge",
    "ModifyAccess",
    "Retrieve",
    "RetrieveMultiple",
    "RetrievePrincipalAccess",
    "RetrieveSharedPrincipalsAndAccess",
    "RevokeAccess",
    "Rollup",
    "SetState",
    "Update",
)
_CURRENCY = (
    "Associate",
    "Create",
    "Delete",
    "Disassociate",
    "Retrieve",
    "RetrieveExchangeRate",
    "RetrieveMultiple",
    "SetState",
    "Update",
    "Upsert",
)


def _table(schema_name: str, primary_name: str, ownership: str, code: int | None, *messages: str) -> Facts:
    return {
        "schema_name": schema_name,
        "primary_name": primary_name,
        "ownership": ownership,
        "object_type_code": code,
        "messages": messages,
    }


# The tables of stock.json. Object type codes of stock tables are the same in every environment.
TABLES: Mapping[str, Facts] = {
    "account": {"object_type_code": 1, "messages": _MERGEABLE},
    "activityparty": {"object_type_code": 135},
    "activitypointer": {"object_type_code": 4200},
    "annotation": {"object_type_code": 5},
    "appointment": {"object_type_code": 4201},
    "businessunit": _table("BusinessUnit", "name", "BusinessOwned", 10),
    "contact": {"object_type_code": 2},
    "customeraddress": {"object_type_code": 1071},
    "email": {"object_type_code": 4202},
    "fax": {"object_type_code": 4204},
    "incident": {"object_type_code": 112},
    "invoice": {"object_type_code": 1090},
    "invoicedetail": {"object_type_code": 1091},
    "lead": {"object_type_code": 4},
    "letter": {"object_type_code": 4207},
    "opportunity": {"object_type_code": 3},
    "organization": _table("Organization", "name", "None", 1019),
    "phonecall": {"object_type_code": 4210},
    "principal": _table("Principal", "", "None", None),
    "queue": {"object_type_code": 2020},
    "quote": {"object_type_code": 1084},
    "quotedetail": {"object_type_code": 1085},
    "salesorder": {"object_type_code": 1088},
    "salesorderdetail": {"object_type_code": 1089},
    "systemuser": {"object_type_code": 8},
    "task": {"object_type_code": 4212},
    "team": _table("Team", "name", "BusinessOwned", 9),
    "transactioncurrency": _table("TransactionCurrency", "currencyname", "OrganizationOwned", 9105, *_CURRENCY),
}


def _read_only(attribute_type: str | None = None, **more: Any) -> Facts:  # facts are as irregular as the JSON
    fact = {"valid_for_create": False, "valid_for_update": False, **more}
    return fact if attribute_type is None else {"type": attribute_type, **fact}


def _text(length: int, required: str = "None", form: str = "Text", kind: str = "String") -> Facts:
    return {"type": kind, "max_length": length, "format": form, "required_level": required}


_ACTIVE = {"type": "State", "options": [(0, "Active"), (1, "Inactive")], "required_level": "SystemRequired"}
_ACTIVE_REASON = {"type": "Status", "options": [(1, "Active"), (2, "Inactive")]}
_YES_NO = [(0, "No"), (1, "Yes")]

_ADDRESS: Mapping[str, Facts] = {
    "city": _text(80),
    "country": _text(80),
    "county": _text(50),
    "fax": _text(50),
    "latitude": {"min": -90, "max": 90, "precision": 5},
    "line1": _text(250),
    "line2": _text(250),
    "line3": _text(250),
    "longitude": {"min": -180, "max": 180, "precision": 5},
    "name": _text(100),
    "postalcode": _text(20),
    "postofficebox": _text(20),
    "stateorprovince": _text(50),
    "telephone1": _text(50),
    "telephone2": _text(50),
    "telephone3": _text(50),
    "upszone": _text(4),
    "utcoffset": {"type": "Integer", "min": -1500, "max": 1500},
}

# By (table, column); "*" stands for every table, and the named table's facts go over it.
COLUMNS: Mapping[tuple[str, str], Facts] = {
    # The service keeps these; it is the same on every table.
    ("*", "createdby"): _read_only("Lookup"),
    ("*", "createdbyexternalparty"): _read_only("Lookup"),
    ("*", "createdon"): _read_only("DateTime"),
    ("*", "createdonbehalfby"): _read_only("Lookup"),
    ("*", "entityimage_timestamp"): _read_only("BigInt"),
    ("*", "entityimage_url"): _read_only("String", max_length=200),
    ("*", "exchangerate"): _read_only("Decimal", min=1e-12, max=100000000000, precision=12),
    ("*", "modifiedby"): _read_only("Lookup"),
    ("*", "modifiedbyexternalparty"): _read_only("Lookup"),
    ("*", "modifiedon"): _read_only("DateTime"),
    ("*", "modifiedonbehalfby"): _read_only("Lookup"),
    ("*", "owningbusinessunit"): _read_only("Lookup"),
    ("*", "owningteam"): _read_only("Lookup"),
    ("*", "owninguser"): _read_only("Lookup"),
    ("*", "versionnumber"): _read_only("BigInt"),
    # Given on create by an import, or not at all.
    ("*", "importsequencenumber"): {"type": "Integer", "valid_for_update": False},
    ("*", "overriddencreatedon"): {"type": "DateTime", "valid_for_update": False},
    # Computed from their parts.
    ("*", "fullname"): _read_only(),
    ("*", "yomifullname"): _read_only(),
    ("*", "address1_composite"): _read_only(),
    ("*", "address2_composite"): _read_only(),
    ("*", "address3_composite"): _read_only(),
    ("*", "composite"): _read_only(),
    # Names of lookups' targets and blobs come with the row they are on.
    ("*", "descriptionblobid_name"): _read_only("String"),
    ("annotation", "documentbody_binary"): _read_only("File"),
    # The Common Data Model says 100,000, which is what forms allow; the column takes this much.
    # The export gives it the format Email.
    ("annotation", "notetext"): {"max_length": 1073741823, "format": "TextArea"},
    ("annotation", "isdocument"): {"options": _YES_NO},
    # Put back to stock; the labels are those of the lead reference page.
    ("lead", "confirminterest"): {"options": [(0, "Yes"), (1, "No")]},
    ("lead", "decisionmaker"): {"options": [(0, "mark complete"), (1, "completed")]},
    ("lead", "description"): {"required_level": "None"},
    ("lead", "donotbulkemail"): {"options": [(0, "Allow"), (1, "Do Not Allow")]},
    ("lead", "donotemail"): {"options": [(0, "Allow"), (1, "Do Not Allow")]},
    ("lead", "donotfax"): {"options": [(0, "Allow"), (1, "Do Not Allow")]},
    ("lead", "donotphone"): {"options": [(0, "Allow"), (1, "Do Not Allow")]},
    ("lead", "donotpostalmail"): {"options": [(0, "Allow"), (1, "Do Not Allow")]},
    ("lead", "donotsendmm"): {"options": [(0, "Send"), (1, "Do Not Send")]},
    ("lead", "evaluatefit"): {"options": [(0, "Yes"), (1, "No")]},
    ("lead", "followemail"): {"options": [(0, "Do Not Allow"), (1, "Allow")]},
    ("lead", "lastname"): {"required_level": "ApplicationRequired"},
    ("lead", "merged"): {"options": _YES_NO},
    ("lead", "msdyn_gdproptout"): {"options": _YES_NO},
    ("lead", "msdyn_leadgrade"): {"options": [(0, "Grade A"), (1, "Grade B"), (2, "Grade C"), (3, "Grade D")]},
    ("lead", "msdyn_leadscoretrend"): {"options": [(0, "Improving"), (1, "Steady"), (2, "Declining"), (3, "Not enough info")]},
    ("lead", "msdyn_salesassignmentresult"): {"options": [(0, "Succeeded"), (1, "Failed")]},
    ("lead", "participatesinworkflow"): {"options": _YES_NO},
    ("lead", "statuscode"): {"required_level": "None"},
    # Tables no other source describes.
    **{("businessunit", f"address{number}_{part}"): fact for number in (1, 2) for part, fact in _ADDRESS.items()},
    ("businessunit", "costcenter"): _text(100),
    ("businessunit", "description"): _text(2000, kind="Memo"),
    ("businessunit", "divisionname"): _text(100),
    ("businessunit", "emailaddress"): _text(100, form="Email"),
    ("businessunit", "fileasname"): _text(100),
    ("businessunit", "ftpsiteurl"): _text(200, form="Url"),
    ("businessunit", "isdisabled"): {"type": "Boolean", "options": _YES_NO, "required_level": "SystemRequired"},
    ("businessunit", "name"): _text(160, "SystemRequired"),
    ("businessunit", "organizationid"): _read_only("Lookup", required_level="SystemRequired"),
    ("businessunit", "websiteurl"): _text(200, form="Url"),
    ("organization", "name"): _text(160, "SystemRequired"),
    ("systemuser", "yomifullname"): {"type": "String", "max_length": 200, "format": "PhoneticGuide"},
    ("team", "administratorid"): {"type": "Lookup", "required_level": "SystemRequired"},
    ("team", "azureactivedirectoryobjectid"): {"type": "Uniqueidentifier", "valid_for_update": False},
    ("team", "businessunitid"): {"type": "Lookup", "required_level": "SystemRequired"},
    ("team", "description"): _text(2000, form="TextArea", kind="Memo"),
    ("team", "emailaddress"): _text(100, form="Email"),
    ("team", "isdefault"): _read_only("Boolean", options=_YES_NO, required_level="SystemRequired"),
    ("team", "membershiptype"): {
        "type": "Picklist",
        "options": [(0, "Members and guests"), (1, "Members"), (2, "Owners"), (3, "Guests")],
        "required_level": "SystemRequired",
        "valid_for_update": False,
    },
    ("team", "name"): _text(160, "SystemRequired"),
    ("team", "organizationid"): _read_only("Uniqueidentifier", required_level="SystemRequired"),
    ("team", "systemmanaged"): _read_only("Boolean"),
    ("team", "teamid"): {"type": "Uniqueidentifier", "required_level": "SystemRequired", "valid_for_update": False},
    ("team", "teamtype"): {
        "type": "Picklist",
        "options": [(0, "Owner"), (1, "Access"), (2, "AAD Security Group"), (3, "AAD Office Group")],
        "required_level": "SystemRequired",
        "valid_for_update": False,
    },
    ("team", "traversedpath"): _text(1250),
    ("team", "yominame"): _text(160, form="PhoneticGuide"),
    ("transactioncurrency", "currencyname"): _text(100, "SystemRequired"),
    ("transactioncurrency", "currencyprecision"): {
        "type": "Integer",
        "required_level": "SystemRequired",
        "min": 0,
        "max": 10,
    },
    ("transactioncurrency", "currencysymbol"): _text(10, "SystemRequired"),
    ("transactioncurrency", "exchangerate"): {
        "valid_for_create": True,
        "valid_for_update": True,
        "required_level": "SystemRequired",
    },
    ("transactioncurrency", "isocurrencycode"): _text(5, "SystemRequired"),
    ("transactioncurrency", "organizationid"): _read_only("Lookup", required_level="SystemRequired"),
    ("transactioncurrency", "statecode"): _ACTIVE,
    ("transactioncurrency", "statuscode"): _ACTIVE_REASON,
}
