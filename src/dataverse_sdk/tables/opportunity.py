# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import date, datetime
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
    from .account import Account
    from .activityparty import ActivityParty
    from .activitypointer import ActivityPointer
    from .annotation import Annotation
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .email import Email
    from .fax import Fax
    from .invoice import Invoice
    from .lead import Lead
    from .letter import Letter
    from .phonecall import PhoneCall
    from .quote import Quote
    from .salesorder import SalesOrder
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class OpportunityBudgetStatus(Choice):
    """The choices of opportunity.budgetstatus."""

    NO_COMMITTED_BUDGET = 0, "No Committed Budget"
    MAY_BUY = 1, "May Buy"
    CAN_BUY = 2, "Can Buy"
    WILL_BUY = 3, "Will Buy"


class OpportunityInitialCommunication(Choice):
    """The choices of opportunity.initialcommunication."""

    CONTACTED = 0, "Contacted"
    NOT_CONTACTED = 1, "Not Contacted"


class OpportunityMsdynForecastcategory(Choice):
    """The choices of opportunity.msdyn_forecastcategory."""

    PIPELINE = 100000001, "Pipeline"
    BEST_CASE = 100000002, "Best case"
    COMMITTED = 100000003, "Committed"
    OMITTED = 100000004, "Omitted"
    WON = 100000005, "Won"
    LOST = 100000006, "Lost"


class OpportunityMsdynOpportunityGrade(Choice):
    """The choices of opportunity.msdyn_opportunitygrade."""

    GRADE_A = 0, "Grade A"
    GRADE_B = 1, "Grade B"
    GRADE_C = 2, "Grade C"
    GRADE_D = 3, "Grade D"


class OpportunityMsdynOpportunityScoreTrend(Choice):
    """The choices of opportunity.msdyn_opportunityscoretrend."""

    IMPROVING = 0, "Improving"
    STEADY = 1, "Steady"
    DECLINING = 2, "Declining"
    NOT_ENOUGH_INFO = 3, "Not enough info"


class OpportunityNeed(Choice):
    """The choices of opportunity.need."""

    MUST_HAVE = 0, "Must have"
    SHOULD_HAVE = 1, "Should have"
    GOOD_TO_HAVE = 2, "Good to have"
    NO_NEED = 3, "No need"


class OpportunityOpportunityRatingCode(Choice):
    """The choices of opportunity.opportunityratingcode."""

    HOT = 1, "Hot"
    WARM = 2, "Warm"
    COLD = 3, "Cold"


class OpportunityPricingErrorCode(Choice):
    """The choices of opportunity.pricingerrorcode."""

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


class OpportunityPriorityCode(Choice):
    """The choices of opportunity.prioritycode."""

    DEFAULT_VALUE = 1, "Default Value"


class OpportunityPurchaseProcess(Choice):
    """The choices of opportunity.purchaseprocess."""

    INDIVIDUAL = 0, "Individual"
    COMMITTEE = 1, "Committee"
    UNKNOWN = 2, "Unknown"


class OpportunityPurchaseTimeframe(Choice):
    """The choices of opportunity.purchasetimeframe."""

    IMMEDIATE = 0, "Immediate"
    THIS_QUARTER = 1, "This Quarter"
    NEXT_QUARTER = 2, "Next Quarter"
    THIS_YEAR = 3, "This Year"
    UNKNOWN = 4, "Unknown"


class OpportunitySalesStage(Choice):
    """The choices of opportunity.salesstage."""

    QUALIFY = 0, "Qualify"
    DEVELOP = 1, "Develop"
    PROPOSE = 2, "Propose"
    CLOSE = 3, "Close"


class OpportunitySalesStageCode(Choice):
    """The choices of opportunity.salesstagecode."""

    DEFAULT_VALUE = 1, "Default Value"


class OpportunitySkipPriceCalculation(Choice):
    """The choices of opportunity.skippricecalculation."""

    DOPRICECALCALWAYS = 0, "DoPriceCalcAlways"
    SKIPPRICECALCONRETRIEVE = 1, "SkipPriceCalcOnRetrieve"


class OpportunityStateCode(Choice):
    """The choices of opportunity.statecode."""

    OPEN = 0, "Open"
    WON = 1, "Won"
    LOST = 2, "Lost"


class OpportunityStatusCode(Choice):
    """The choices of opportunity.statuscode."""

    IN_PROGRESS = 1, "In Progress"
    ON_HOLD = 2, "On Hold"
    WON = 3, "Won"
    CANCELED = 4, "Canceled"
    OUT_SOLD = 5, "Out-Sold"


class OpportunityTimeLine(Choice):
    """The choices of opportunity.timeline."""

    IMMEDIATE = 0, "Immediate"
    THIS_QUARTER = 1, "This Quarter"
    NEXT_QUARTER = 2, "Next Quarter"
    THIS_YEAR = 3, "This Year"
    NOT_KNOWN = 4, "Not known"


@entity("opportunity", set_name="opportunities", key="opportunityid", primary_name="name")
class Opportunity(Entity):
    """A row of the table opportunity, as `opportunities` gives it."""

    opportunityid: Column[UUID] = column(required="SystemRequired", update=False)
    actualclosedate: Column[date | None] = column()
    actualvalue: Column[Decimal | None] = column()
    actualvalue_base: Column[Decimal | None] = column(create=False, update=False)
    budgetamount: Column[Decimal | None] = column()
    budgetamount_base: Column[Decimal | None] = column(create=False, update=False)
    budgetstatus: Column[OpportunityBudgetStatus | None] = column()
    captureproposalfeedback: Column[bool | None] = column()
    closeprobability: Column[int | None] = column()
    completefinalproposal: Column[bool | None] = column()
    completeinternalreview: Column[bool | None] = column()
    confirminterest: Column[bool | None] = column()
    createdon: Column[datetime | None] = column(create=False, update=False)
    currentsituation: Column[str | None] = column(max_length=2000, memo=True)
    customerneed: Column[str | None] = column(max_length=2000, memo=True)
    customerpainpoints: Column[str | None] = column(max_length=2000, memo=True)
    decisionmaker: Column[bool | None] = column()
    description: Column[str | None] = column(max_length=2000, memo=True)
    developproposal: Column[bool | None] = column()
    discountamount: Column[Decimal | None] = column()
    discountamount_base: Column[Decimal | None] = column(create=False, update=False)
    discountpercentage: Column[Decimal | None] = column()
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    estimatedclosedate: Column[date | None] = column()
    estimatedvalue: Column[Decimal | None] = column()
    estimatedvalue_base: Column[Decimal | None] = column(create=False, update=False)
    evaluatefit: Column[bool | None] = column()
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    filedebrief: Column[bool | None] = column()
    finaldecisiondate: Column[date | None] = column()
    freightamount: Column[Decimal | None] = column()
    freightamount_base: Column[Decimal | None] = column(create=False, update=False)
    identifycompetitors: Column[bool | None] = column()
    identifycustomercontacts: Column[bool | None] = column()
    identifypursuitteam: Column[bool | None] = column()
    importsequencenumber: Column[int | None] = column(update=False)
    initialcommunication: Column[OpportunityInitialCommunication | None] = column()
    isrevenuesystemcalculated: Column[bool | None] = column()
    lastonholdtime: Column[datetime | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_forecastcategory: Column[OpportunityMsdynForecastcategory | None] = column()
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_opportunitygrade: Column[OpportunityMsdynOpportunityGrade | None] = column()
    msdyn_opportunityscore: Column[int | None] = column()
    msdyn_opportunityscoretrend: Column[OpportunityMsdynOpportunityScoreTrend | None] = column()
    msdyn_scorehistory: Column[str | None] = column(max_length=2000, memo=True)
    msdyn_scorereasons: Column[str | None] = column(max_length=2000, memo=True)
    msdyn_similaropportunities: Column[str | None] = column(max_length=65536, memo=True)
    name: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    need: Column[OpportunityNeed | None] = column()
    onholdtime: Column[int | None] = column(create=False, update=False)
    opportunityratingcode: Column[OpportunityOpportunityRatingCode | None] = column()
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    participatesinworkflow: Column[bool | None] = column()
    presentfinalproposal: Column[bool | None] = column()
    presentproposal: Column[bool | None] = column()
    pricingerrorcode: Column[OpportunityPricingErrorCode | None] = column()
    prioritycode: Column[OpportunityPriorityCode | None] = column()
    processid: Column[UUID | None] = column()
    proposedsolution: Column[str | None] = column(max_length=2000, memo=True)
    purchaseprocess: Column[OpportunityPurchaseProcess | None] = column()
    purchasetimeframe: Column[OpportunityPurchaseTimeframe | None] = column()
    pursuitdecision: Column[bool | None] = column()
    qualificationcomments: Column[str | None] = column(max_length=2000, memo=True)
    quotecomments: Column[str | None] = column(max_length=2000, memo=True)
    resolvefeedback: Column[bool | None] = column()
    salesstage: Column[OpportunitySalesStage | None] = column()
    salesstagecode: Column[OpportunitySalesStageCode | None] = column()
    schedulefollowup_prospect: Column[datetime | None] = column(format="DateOnly")
    schedulefollowup_qualify: Column[datetime | None] = column(format="DateOnly")
    scheduleproposalmeeting: Column[datetime | None] = column(format="DateOnly")
    sendthankyounote: Column[bool | None] = column()
    skippricecalculation: Column[OpportunitySkipPriceCalculation | None] = column()
    stageid: Column[UUID | None] = column()
    statecode: Column[OpportunityStateCode | None] = column(required="SystemRequired", create=False)
    statuscode: Column[OpportunityStatusCode | None] = column()
    stepid: Column[UUID | None] = column()
    stepname: Column[str | None] = column(max_length=200)
    teamsfollowed: Column[int | None] = column()
    timeline: Column[OpportunityTimeLine | None] = column()
    timespentbymeonemailandmeetings: Column[str | None] = column(max_length=1250, create=False, update=False)
    timezoneruleversionnumber: Column[int | None] = column()
    totalamount: Column[Decimal | None] = column(create=False)
    totalamount_base: Column[Decimal | None] = column(create=False, update=False)
    totalamountlessfreight: Column[Decimal | None] = column(create=False)
    totalamountlessfreight_base: Column[Decimal | None] = column(create=False, update=False)
    totaldiscountamount: Column[Decimal | None] = column(create=False)
    totaldiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    totallineitemamount: Column[Decimal | None] = column(create=False)
    totallineitemamount_base: Column[Decimal | None] = column(create=False, update=False)
    totallineitemdiscountamount: Column[Decimal | None] = column(create=False)
    totallineitemdiscountamount_base: Column[Decimal | None] = column(create=False, update=False)
    totaltax: Column[Decimal | None] = column(create=False)
    totaltax_base: Column[Decimal | None] = column(create=False, update=False)
    traversedpath: Column[str | None] = column(max_length=1250)
    utcconversiontimezonecode: Column[int | None] = column()
    versionnumber: Column[int | None] = column(create=False, update=False)
    campaignid: Lookup[Entity] = lookup({"campaign": "campaignid"})
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    customerid: Lookup[Account | Contact] = lookup(
        {"account": "customerid_account", "contact": "customerid_contact"}, required="ApplicationRequired"
    )
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_opportunitykpiid: Lookup[Entity] = lookup({"msdyn_opportunitykpiitem": "msdyn_opportunitykpiid"})
    msdyn_predictivescoreid: Lookup[Entity] = lookup({"msdyn_predictivescore": "msdyn_PredictiveScoreId"})
    msdyn_segmentid: Lookup[Entity] = lookup({"msdyn_segment": "msdyn_segmentid"})
    originatingleadid: Lookup[Lead] = lookup({"lead": "originatingleadid"})
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({"team": "owningteam"}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({"systemuser": "owninguser"}, create=False, update=False)
    parentaccountid: Lookup[Account] = lookup({"account": "parentaccountid"})
    parentcontactid: Lookup[Contact] = lookup({"contact": "parentcontactid"})
    pricelevelid: Lookup[Entity] = lookup({"pricelevel": "pricelevelid"})
    slaid: Lookup[Entity] = lookup({"sla": "sla_opportunity_sla"})
    slainvokedid: Lookup[Entity] = lookup({"sla": "slainvokedid_opportunity_sla"}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup(
        {"transactioncurrency": "transactioncurrencyid"}, required="ApplicationRequired"
    )
    campaignid_nav: Navigation[Entity] = navigation("campaign", name="campaignid")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    customerid_account: Navigation[Account] = navigation("account")
    customerid_contact: Navigation[Contact] = navigation("contact")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_opportunitykpiid_nav: Navigation[Entity] = navigation(
        "msdyn_opportunitykpiitem", name="msdyn_opportunitykpiid"
    )
    msdyn_PredictiveScoreId_nav: Navigation[Entity] = navigation(
        "msdyn_predictivescore", name="msdyn_PredictiveScoreId"
    )
    msdyn_segmentid_nav: Navigation[Entity] = navigation("msdyn_segment", name="msdyn_segmentid")
    originatingleadid_nav: Navigation[Lead] = navigation("lead", name="originatingleadid")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    owningteam_nav: Navigation[Team] = navigation("team", name="owningteam")
    owninguser_nav: Navigation[SystemUser] = navigation("systemuser", name="owninguser")
    parentaccountid_nav: Navigation[Account] = navigation("account", name="parentaccountid")
    parentcontactid_nav: Navigation[Contact] = navigation("contact", name="parentcontactid")
    pricelevelid_nav: Navigation[Entity] = navigation("pricelevel", name="pricelevelid")
    sla_opportunity_sla: Navigation[Entity] = navigation("sla")
    slainvokedid_opportunity_sla: Navigation[Entity] = navigation("sla")
    stageid_processstage: Navigation[Entity] = navigation("processstage")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    lead_qualifying_opportunity: Collection[Lead] = collection("lead")
    opportunity_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Opportunity_ActivityPointers: Collection[ActivityPointer] = collection("activitypointer")
    Opportunity_Annotation: Collection[Annotation] = collection("annotation")
    Opportunity_Appointments: Collection[Appointment] = collection("appointment")
    Opportunity_Emails: Collection[Email] = collection("email")
    Opportunity_Faxes: Collection[Fax] = collection("fax")
    opportunity_invoices: Collection[Invoice] = collection("invoice")
    Opportunity_Letters: Collection[Letter] = collection("letter")
    Opportunity_Phonecalls: Collection[PhoneCall] = collection("phonecall")
    opportunity_quotes: Collection[Quote] = collection("quote")
    opportunity_sales_orders: Collection[SalesOrder] = collection("salesorder")
    Opportunity_Tasks: Collection[Task] = collection("task")
    opportunity_Teams: Collection[Team] = collection("team")
