# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import (
    Collection,
    Column,
    Entity,
    Lookup,
    Navigation,
    collection,
    column,
    entity,
    lookup,
    navigation,
)

if TYPE_CHECKING:
    from .invoice import Invoice
    from .salesorderdetail import SalesOrderDetail
    from .systemuser import SystemUser
    from .team import Team
    from .transactioncurrency import TransactionCurrency


@entity("invoicedetail", set_name="invoicedetails", key="invoicedetailid", primary_name="invoicedetailname")
class InvoiceDetail(Entity):
    """A row of the table invoicedetail, as `invoicedetails` gives it."""

    invoicedetailid: Column[UUID] = column(required="SystemRequired", update=False)
    actualdeliveryon: Column[datetime | None] = column(format="DateOnly")
    baseamount: Column[Decimal | None] = column(create=False)
    baseamount_base: Column[Decimal | None] = column(create=False, update=False)
    createdon: Column[datetime | None] = column(create=False, update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    extendedamount: Column[Decimal | None] = column(create=False)
    extendedamount_base: Column[Decimal | None] = column(create=False, update=False)
    importsequencenumber: Column[int | None] = column(update=False)
    invoicedetailname: Column[str | None] = column(max_length=850, required="ApplicationRequired")
    invoiceispricelocked: Column[bool | None] = column(required="ApplicationRequired", create=False, update=False)
    invoicestatecode: Column[int | None] = column(required="SystemRequired", create=False, update=False)
    iscopied: Column[bool | None] = column()
    ispriceoverridden: Column[bool | None] = column()
    isproductoverridden: Column[bool | None] = column(update=False)
    lineitemnumber: Column[int | None] = column()
    manualdiscountamount: Column[Decimal | None] = column()
    manualdiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    parentbundleid: Column[UUID | None] = column(update=False)
    priceperunit: Column[Decimal | None] = column()
    priceperunit_base: Column[Decimal | None] = column(create=False, update=False)
    pricingerrorcode: Column[int | None] = column(
        options={
            0: "None",
            1: "Detail Error",
            2: "Missing Price Level",
            3: "Inactive Price Level",
            4: "Missing Quantity",
            5: "Missing Unit Price",
            6: "Missing Product",
            7: "Invalid Product",
            8: "Missing Pricing Code",
            9: "Invalid Pricing Code",
            10: "Missing UOM",
            11: "Product Not In Price Level",
            12: "Missing Price Level Amount",
            13: "Missing Price Level Percentage",
            14: "Missing Price",
            15: "Missing Current Cost",
            16: "Missing Standard Cost",
            17: "Invalid Price Level Amount",
            18: "Invalid Price Level Percentage",
            19: "Invalid Price",
            20: "Invalid Current Cost",
            21: "Invalid Standard Cost",
            22: "Invalid Rounding Policy",
            23: "Invalid Rounding Option",
            24: "Invalid Rounding Amount",
            25: "Price Calculation Error",
            26: "Invalid Discount Type",
            27: "Discount Type Invalid State",
            28: "Invalid Discount",
            29: "Invalid Quantity",
            30: "Invalid Pricing Precision",
            31: "Missing Product Default UOM",
            32: "Missing Product UOM Schedule",
            33: "Inactive Discount Type",
            34: "Invalid Price Level Currency",
            35: "Price Attribute Out Of Range",
            36: "Base Currency Attribute Overflow",
            37: "Base Currency Attribute Underflow",
            38: "Transaction currency is not set for the product price list item",
        },
    )
    productassociationid: Column[UUID | None] = column(update=False)
    productdescription: Column[str | None] = column(max_length=850)
    productname: Column[str | None] = column(max_length=850)
    productnumber: Column[str | None] = column(max_length=100, create=False, update=False)
    producttypecode: Column[int | None] = column(
        required="SystemRequired",
        update=False,
        options={
            1: "Product",
            2: "Bundle",
            3: "Required Bundle Product",
            4: "Optional Bundle Product",
            5: "Project-based Service",
        },
    )
    propertyconfigurationstatus: Column[int | None] = column(
        required="SystemRequired", options={0: "Edit", 1: "Rectify", 2: "Not Configured"}
    )
    quantity: Column[Decimal | None] = column(required="ApplicationRequired")
    quantitybackordered: Column[Decimal | None] = column()
    quantitycancelled: Column[Decimal | None] = column()
    quantityshipped: Column[Decimal | None] = column()
    sequencenumber: Column[int | None] = column()
    shippingtrackingnumber: Column[str | None] = column(max_length=100)
    shipto_city: Column[str | None] = column(max_length=80)
    shipto_country: Column[str | None] = column(max_length=80)
    shipto_fax: Column[str | None] = column(max_length=50)
    shipto_freighttermscode: Column[int | None] = column(options={1: "FOB", 2: "No Charge"})
    shipto_line1: Column[str | None] = column(max_length=250)
    shipto_line2: Column[str | None] = column(max_length=250)
    shipto_line3: Column[str | None] = column(max_length=250)
    shipto_name: Column[str | None] = column(max_length=200)
    shipto_postalcode: Column[str | None] = column(max_length=20)
    shipto_stateorprovince: Column[str | None] = column(max_length=50)
    shipto_telephone: Column[str | None] = column(max_length=50)
    skippricecalculation: Column[int | None] = column(
        options={
            0: "DoPriceCalcAlways",
            1: "SkipPriceCalcOnCreate",
            2: "SkipPriceCalcOnUpdate",
            3: "SkipPriceCalcOnUpSert",
        },
    )
    tax: Column[Decimal | None] = column()
    tax_base: Column[Decimal | None] = column(create=False, update=False)
    timezoneruleversionnumber: Column[int | None] = column()
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    volumediscountamount: Column[Decimal | None] = column(create=False, update=False)
    volumediscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    willcall: Column[bool | None] = column()
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    invoiceid: Lookup[Invoice] = lookup({"invoice": "invoiceid"}, required="SystemRequired")
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    ownerid: Lookup[SystemUser | Team] = lookup({}, required="ApplicationRequired", create=False, update=False)
    owningbusinessunit: Lookup[Entity] = lookup({}, required="ApplicationRequired", create=False, update=False)
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup(
        {"systemuser": "owninguser"}, required="ApplicationRequired", create=False, update=False
    )
    parentbundleidref: Lookup[InvoiceDetail] = lookup({"invoicedetail": "parentbundleidref_invoicedetail"})
    productid: Lookup[Entity] = lookup({"product": "productid"})
    salesorderdetailid: Lookup[SalesOrderDetail] = lookup({"salesorderdetail": "SalesOrderDetailId"})
    salesrepid: Lookup[SystemUser] = lookup({"systemuser": "salesrepid"})
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup(
        {"transactioncurrency": "transactioncurrencyid"}, update=False
    )
    uomid: Lookup[Entity] = lookup({"uom": "uomid"})
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    invoiceid_nav: Navigation[Invoice] = navigation("invoice", name="invoiceid")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    parentbundleid_invoicedetail: Navigation[InvoiceDetail] = navigation("invoicedetail")
    parentbundleidref_invoicedetail: Navigation[InvoiceDetail] = navigation("invoicedetail")
    productassociationid_productassociation: Navigation[Entity] = navigation("productassociation")
    productid_nav: Navigation[Entity] = navigation("product", name="productid")
    SalesOrderDetailId_nav: Navigation[SalesOrderDetail] = navigation("salesorderdetail", name="SalesOrderDetailId")
    salesrepid_nav: Navigation[SystemUser] = navigation("systemuser", name="salesrepid")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    uomid_nav: Navigation[Entity] = navigation("uom", name="uomid")
    invoicedetail_parent_invoicedetail: Collection[InvoiceDetail] = collection("invoicedetail")
    invoicedetail_parentref_invoicedetail: Collection[InvoiceDetail] = collection("invoicedetail")
