# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from dataverse_sdk.model import (
    Choice,
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


class InvoiceDetailPricingErrorCode(Choice):
    """The choices of invoicedetail.pricingerrorcode: Pricing Error."""

    NONE = 0, "None"
    DETAIL_ERROR = 1, "Detail Error"
    MISSING_PRICE_LEVEL = 2, "Missing Price Level"
    INACTIVE_PRICE_LEVEL = 3, "Inactive Price Level"
    MISSING_QUANTITY = 4, "Missing Quantity"
    MISSING_UNIT_PRICE = 5, "Missing Unit Price"
    MISSING_PRODUCT = 6, "Missing Product"
    INVALID_PRODUCT = 7, "Invalid Product"
    MISSING_PRICING_CODE = 8, "Missing Pricing Code"
    INVALID_PRICING_CODE = 9, "Invalid Pricing Code"
    MISSING_UOM = 10, "Missing UOM"
    PRODUCT_NOT_IN_PRICE_LEVEL = 11, "Product Not In Price Level"
    MISSING_PRICE_LEVEL_AMOUNT = 12, "Missing Price Level Amount"
    MISSING_PRICE_LEVEL_PERCENTAGE = 13, "Missing Price Level Percentage"
    MISSING_PRICE = 14, "Missing Price"
    MISSING_CURRENT_COST = 15, "Missing Current Cost"
    MISSING_STANDARD_COST = 16, "Missing Standard Cost"
    INVALID_PRICE_LEVEL_AMOUNT = 17, "Invalid Price Level Amount"
    INVALID_PRICE_LEVEL_PERCENTAGE = 18, "Invalid Price Level Percentage"
    INVALID_PRICE = 19, "Invalid Price"
    INVALID_CURRENT_COST = 20, "Invalid Current Cost"
    INVALID_STANDARD_COST = 21, "Invalid Standard Cost"
    INVALID_ROUNDING_POLICY = 22, "Invalid Rounding Policy"
    INVALID_ROUNDING_OPTION = 23, "Invalid Rounding Option"
    INVALID_ROUNDING_AMOUNT = 24, "Invalid Rounding Amount"
    PRICE_CALCULATION_ERROR = 25, "Price Calculation Error"
    INVALID_DISCOUNT_TYPE = 26, "Invalid Discount Type"
    DISCOUNT_TYPE_INVALID_STATE = 27, "Discount Type Invalid State"
    INVALID_DISCOUNT = 28, "Invalid Discount"
    INVALID_QUANTITY = 29, "Invalid Quantity"
    INVALID_PRICING_PRECISION = 30, "Invalid Pricing Precision"
    MISSING_PRODUCT_DEFAULT_UOM = 31, "Missing Product Default UOM"
    MISSING_PRODUCT_UOM_SCHEDULE = 32, "Missing Product UOM Schedule"
    INACTIVE_DISCOUNT_TYPE = 33, "Inactive Discount Type"
    INVALID_PRICE_LEVEL_CURRENCY = 34, "Invalid Price Level Currency"
    PRICE_ATTRIBUTE_OUT_OF_RANGE = 35, "Price Attribute Out Of Range"
    BASE_CURRENCY_ATTRIBUTE_OVERFLOW = 36, "Base Currency Attribute Overflow"
    BASE_CURRENCY_ATTRIBUTE_UNDERFLOW = 37, "Base Currency Attribute Underflow"
    TRANSACTION_CURRENCY_IS_NOT_SET_FOR_THE_PRODUCT_PRICE_LIST_ITEM = 38, "Transaction currency is not set for the product price list item"


class InvoiceDetailProductTypeCode(Choice):
    """The choices of invoicedetail.producttypecode: Product type."""

    PRODUCT = 1, "Product"
    BUNDLE = 2, "Bundle"
    REQUIRED_BUNDLE_PRODUCT = 3, "Required Bundle Product"
    OPTIONAL_BUNDLE_PRODUCT = 4, "Optional Bundle Product"
    PROJECT_BASED_SERVICE = 5, "Project-based Service"


class InvoiceDetailPropertyConfigurationStatus(Choice):
    """The choices of invoicedetail.propertyconfigurationstatus: Property Configuration."""

    EDIT = 0, "Edit"
    RECTIFY = 1, "Rectify"
    NOT_CONFIGURED = 2, "Not Configured"


class InvoiceDetailShipToFreightTermsCode(Choice):
    """The choices of invoicedetail.shipto_freighttermscode: Freight Terms."""

    FOB = 1, "FOB"
    NO_CHARGE = 2, "No Charge"


class InvoiceDetailSkipPriceCalculation(Choice):
    """The choices of invoicedetail.skippricecalculation."""

    DOPRICECALCALWAYS = 0, "DoPriceCalcAlways"
    SKIPPRICECALCONCREATE = 1, "SkipPriceCalcOnCreate"
    SKIPPRICECALCONUPDATE = 2, "SkipPriceCalcOnUpdate"
    SKIPPRICECALCONUPSERT = 3, "SkipPriceCalcOnUpSert"


@entity("invoicedetail", set_name="invoicedetails", key="invoicedetailid", primary_name="invoicedetailname")
class InvoiceDetail(Entity):
    """A row of the table invoicedetail, as `invoicedetails` gives it."""

    invoicedetailid: Column[UUID] = column(required="SystemRequired", update=False)
    """Invoice Product."""
    actualdeliveryon: Column[datetime | None] = column(format="DateOnly")
    """Delivered On."""
    baseamount: Column[Decimal | None] = column(create=False)
    """Amount."""
    baseamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Amount (Base)."""
    createdon: Column[datetime | None] = column(create=False, update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    """Exchange Rate."""
    extendedamount: Column[Decimal | None] = column(create=False)
    """Extended Amount."""
    extendedamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Extended Amount (Base)."""
    importsequencenumber: Column[int | None] = column(update=False)
    invoicedetailname: Column[str | None] = column(max_length=850, required="ApplicationRequired")
    """Name."""
    invoiceispricelocked: Column[bool | None] = column(required="ApplicationRequired", create=False, update=False)
    """Invoice Is Price Locked."""
    invoicestatecode: Column[int | None] = column(required="SystemRequired", create=False, update=False)
    """Invoice Status."""
    iscopied: Column[bool | None] = column()
    """Copied."""
    ispriceoverridden: Column[bool | None] = column()
    """Pricing."""
    isproductoverridden: Column[bool | None] = column(update=False)
    """Select Product."""
    lineitemnumber: Column[int | None] = column()
    """Line Item Number."""
    manualdiscountamount: Column[Decimal | None] = column()
    """Manual Discount."""
    manualdiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Manual Discount (Base)."""
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    parentbundleid: Column[UUID | None] = column(update=False)
    priceperunit: Column[Decimal | None] = column()
    """Price Per Unit."""
    priceperunit_base: Column[Decimal | None] = column(create=False, update=False)
    """Price Per Unit (Base)."""
    pricingerrorcode: Column[InvoiceDetailPricingErrorCode | None] = column()
    """Pricing Error."""
    productassociationid: Column[UUID | None] = column(update=False)
    productdescription: Column[str | None] = column(max_length=850)
    """Write-In Product."""
    productname: Column[str | None] = column(max_length=850)
    """Product Name."""
    productnumber: Column[str | None] = column(max_length=100, create=False, update=False)
    producttypecode: Column[InvoiceDetailProductTypeCode | None] = column(required="SystemRequired", update=False)
    """Product type."""
    propertyconfigurationstatus: Column[InvoiceDetailPropertyConfigurationStatus | None] = column(
        required="SystemRequired"
    )
    """Property Configuration."""
    quantity: Column[Decimal | None] = column(required="ApplicationRequired")
    quantitybackordered: Column[Decimal | None] = column()
    """Quantity Back Ordered."""
    quantitycancelled: Column[Decimal | None] = column()
    """Quantity Canceled."""
    quantityshipped: Column[Decimal | None] = column()
    """Quantity Shipped."""
    sequencenumber: Column[int | None] = column()
    """Sequence Number."""
    shippingtrackingnumber: Column[str | None] = column(max_length=100)
    """Shipment Tracking Number."""
    shipto_city: Column[str | None] = column(max_length=80)
    """Ship To City."""
    shipto_country: Column[str | None] = column(max_length=80)
    """Ship To Country/Region."""
    shipto_fax: Column[str | None] = column(max_length=50)
    """Ship To Fax."""
    shipto_freighttermscode: Column[InvoiceDetailShipToFreightTermsCode | None] = column()
    """Freight Terms."""
    shipto_line1: Column[str | None] = column(max_length=250)
    """Ship To Street 1."""
    shipto_line2: Column[str | None] = column(max_length=250)
    """Ship To Street 2."""
    shipto_line3: Column[str | None] = column(max_length=250)
    """Ship To Street 3."""
    shipto_name: Column[str | None] = column(max_length=200)
    """Ship To Name."""
    shipto_postalcode: Column[str | None] = column(max_length=20)
    """Ship To ZIP/Postal Code."""
    shipto_stateorprovince: Column[str | None] = column(max_length=50)
    """Ship To State/Province."""
    shipto_telephone: Column[str | None] = column(max_length=50)
    """Ship To Phone."""
    skippricecalculation: Column[InvoiceDetailSkipPriceCalculation | None] = column()
    tax: Column[Decimal | None] = column()
    tax_base: Column[Decimal | None] = column(create=False, update=False)
    """Tax (Base)."""
    timezoneruleversionnumber: Column[int | None] = column()
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    volumediscountamount: Column[Decimal | None] = column(create=False, update=False)
    """Volume Discount."""
    volumediscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    """Volume Discount (Base)."""
    willcall: Column[bool | None] = column()
    """Ship To."""
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
