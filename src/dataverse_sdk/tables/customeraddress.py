# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import Choice, Column, Entity, Lookup, Navigation, column, entity, lookup, navigation

if TYPE_CHECKING:
    from .account import Account
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .systemuser import SystemUser
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class CustomerAddressAddressTypeCode(Choice):
    """The choices of customeraddress.addresstypecode: Address Type."""

    BILL_TO = 1, "Bill To"
    SHIP_TO = 2, "Ship To"
    PRIMARY = 3, "Primary"
    OTHER = 4, "Other"


class CustomerAddressFreightTermsCode(Choice):
    """The choices of customeraddress.freighttermscode: Freight Terms."""

    FOB = 1, "FOB"
    NO_CHARGE = 2, "No Charge"


class CustomerAddressShippingMethodCode(Choice):
    """The choices of customeraddress.shippingmethodcode: Shipping Method."""

    AIRBORNE = 1, "Airborne"
    DHL = 2, "DHL"
    FEDEX = 3, "FedEx"
    UPS = 4, "UPS"
    POSTAL_MAIL = 5, "Postal Mail"
    FULL_LOAD = 6, "Full Load"
    WILL_CALL = 7, "Will Call"


@entity("customeraddress", set_name="customeraddresses", key="customeraddressid", primary_name="name")
class CustomerAddress(Entity):
    """A row of the table customeraddress, as `customeraddresses` gives it."""

    customeraddressid: Column[UUID] = column(required="SystemRequired", update=False)
    """Address."""
    addressnumber: Column[int | None] = column()
    """Address Number."""
    addresstypecode: Column[CustomerAddressAddressTypeCode | None] = column()
    """Address Type."""
    city: Column[str | None] = column(max_length=80)
    composite: Column[str | None] = column(max_length=1000, create=False, update=False, memo=True)
    """Address."""
    country: Column[str | None] = column(max_length=80)
    """Country/Region."""
    county: Column[str | None] = column(max_length=50)
    createdon: Column[datetime | None] = column(create=False, update=False)
    """Created On."""
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    fax: Column[str | None] = column(max_length=50)
    freighttermscode: Column[CustomerAddressFreightTermsCode | None] = column()
    """Freight Terms."""
    importsequencenumber: Column[int | None] = column(update=False)
    """Import Sequence Number."""
    latitude: Column[float | None] = column()
    line1: Column[str | None] = column(max_length=250, required="ApplicationRequired")
    """Street 1."""
    line2: Column[str | None] = column(max_length=250)
    """Street 2."""
    line3: Column[str | None] = column(max_length=250)
    """Street 3."""
    longitude: Column[float | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    """Modified On."""
    name: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    """Address Name."""
    objecttypecode: Column[str | None] = column(required="SystemRequired")
    """Object Type."""
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    """Record Created On."""
    postalcode: Column[str | None] = column(max_length=20)
    """ZIP/Postal Code."""
    postofficebox: Column[str | None] = column(max_length=20)
    """Post Office Box."""
    primarycontactname: Column[str | None] = column(max_length=150)
    """Address Contact."""
    shippingmethodcode: Column[CustomerAddressShippingMethodCode | None] = column()
    """Shipping Method."""
    stateorprovince: Column[str | None] = column(max_length=50)
    """State/Province."""
    telephone1: Column[str | None] = column(max_length=50)
    """Main Phone."""
    telephone2: Column[str | None] = column(max_length=50)
    """Phone 2."""
    telephone3: Column[str | None] = column(max_length=50)
    """Telephone 3."""
    timezoneruleversionnumber: Column[int | None] = column()
    """Time Zone Rule Version Number."""
    upszone: Column[str | None] = column(max_length=4)
    """UPS Zone."""
    utcconversiontimezonecode: Column[int | None] = column()
    """UTC Conversion Time Zone Code."""
    utcoffset: Column[int | None] = column()
    """UTC Offset."""
    versionnumber: Column[int | None] = column(create=False, update=False)
    """Version Number."""
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    ownerid: Lookup[SystemUser | Team] = lookup({}, required="ApplicationRequired", create=False, update=False)
    owningbusinessunit: Lookup[BusinessUnit] = lookup({}, create=False, update=False)
    """Owning Business Unit."""
    owninguser: Lookup[SystemUser] = lookup({}, create=False, update=False)
    """Owner."""
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
