# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import Column, Entity, Lookup, Navigation, column, entity, lookup, navigation

if TYPE_CHECKING:
    from .account import Account
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .systemuser import SystemUser
    from .team import Team
    from .transactioncurrency import TransactionCurrency


@entity("customeraddress", set_name="customeraddresses", key="customeraddressid", primary_name="name")
class CustomerAddress(Entity):
    """A row of the table customeraddress, as `customeraddresses` gives it."""

    customeraddressid: Column[UUID] = column(required="SystemRequired", update=False)
    addressnumber: Column[int | None] = column()
    addresstypecode: Column[int | None] = column(options={1: "Bill To", 2: "Ship To", 3: "Primary", 4: "Other"})
    city: Column[str | None] = column(max_length=80)
    composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    country: Column[str | None] = column(max_length=80)
    county: Column[str | None] = column(max_length=50)
    createdon: Column[datetime | None] = column(create=False, update=False)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    fax: Column[str | None] = column(max_length=50)
    freighttermscode: Column[int | None] = column(options={1: "FOB", 2: "No Charge"})
    importsequencenumber: Column[int | None] = column(update=False)
    latitude: Column[float | None] = column()
    line1: Column[str | None] = column(max_length=250, required="ApplicationRequired")
    line2: Column[str | None] = column(max_length=250)
    line3: Column[str | None] = column(max_length=250)
    longitude: Column[float | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    name: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    objecttypecode: Column[str | None] = column(required="SystemRequired")
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    postalcode: Column[str | None] = column(max_length=20)
    postofficebox: Column[str | None] = column(max_length=20)
    primarycontactname: Column[str | None] = column(max_length=150)
    shippingmethodcode: Column[int | None] = column(
        options={1: "Airborne", 2: "DHL", 3: "FedEx", 4: "UPS", 5: "Postal Mail", 6: "Full Load", 7: "Will Call"}
    )
    stateorprovince: Column[str | None] = column(max_length=50)
    telephone1: Column[str | None] = column(max_length=50)
    telephone2: Column[str | None] = column(max_length=50)
    telephone3: Column[str | None] = column(max_length=50)
    timezoneruleversionnumber: Column[int | None] = column()
    upszone: Column[str | None] = column(max_length=4)
    utcconversiontimezonecode: Column[int | None] = column()
    utcoffset: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    ownerid: Lookup[SystemUser | Team] = lookup({}, required="ApplicationRequired", create=False, update=False)
    owningbusinessunit: Lookup[BusinessUnit] = lookup({}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({}, create=False, update=False)
    parentid: Lookup[Account | Contact] = lookup(
        {"account": "parentid_account", "contact": "parentid_contact"}, required="SystemRequired"
    )
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    parentid_account: Navigation[Account] = navigation("account")
    parentid_contact: Navigation[Contact] = navigation("contact")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
