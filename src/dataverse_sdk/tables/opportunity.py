# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

from __future__ import annotations

from datetime import date, datetime
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


@entity("opportunity", set_name="opportunities", key="opportunityid", primary_name="name")
class Opportunity(Entity):
    """A row of the table opportunity, as `opportunities` gives it."""

    opportunityid: Column[UUID] = column(required="SystemRequired", update=False)
    actualclosedate: Column[date | None] = column()
    actualvalue: Column[Decimal | None] = column()
    actualvalue_base: Column[Decimal | None] = column(create=False, update=False)
    budgetamount: Column[Decimal | None] = column()
    budgetamount_base: Column[Decimal | None] = column(create=False, update=False)
    budgetstatus: Column[int | None] = column(
        options={0: "No Committed Budget", 1: "May Buy", 2: "Can Buy", 3: "Will Buy"}
    )
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
    initialcommunication: Column[int | None] = column(options={0: "Contacted", 1: "Not Contacted"})
    isrevenuesystemcalculated: Column[bool | None] = column()
    lastonholdtime: Column[datetime | None] = column()
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_forecastcategory: Column[int | None] = column(
        options={
            100000001: "Pipeline",
            100000002: "Best case",
            100000003: "Committed",
            100000004: "Omitted",
            100000005: "Won",
            100000006: "Lost",
        },
    )
    msdyn_gdproptout: Column[bool | None] = column()
    msdyn_opportunitygrade: Column[int | None] = column(
        options={0: "Grade A", 1: "Grade B", 2: "Grade C", 3: "Grade D"}
    )
    msdyn_opportunityscore: Column[int | None] = column()
    msdyn_opportunityscoretrend: Column[int | None] = column(
        options={0: "Improving", 1: "Steady", 2: "Declining", 3: "Not enough info"}
    )
    msdyn_scorehistory: Column[str | None] = column(max_length=2000, memo=True)
    msdyn_scorereasons: Column[str | None] = column(max_length=2000, memo=True)
    msdyn_similaropportunities: Column[str | None] = column(max_length=65536, memo=True)
    name: Column[str | None] = column(max_length=300, required="ApplicationRequired")
    need: Column[int | None] = column(options={0: "Must have", 1: "Should have", 2: "Good to have", 3: "No need"})
    onholdtime: Column[int | None] = column(create=False, update=False)
    opportunityratingcode: Column[int | None] = column(options={1: "Hot", 2: "Warm", 3: "Cold"})
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    participatesinworkflow: Column[bool | None] = column()
    presentfinalproposal: Column[bool | None] = column()
    presentproposal: Column[bool | None] = column()
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
    prioritycode: Column[int | None] = column(options={1: "Default Value"})
    processid: Column[UUID | None] = column()
    proposedsolution: Column[str | None] = column(max_length=2000, memo=True)
    purchaseprocess: Column[int | None] = column(options={0: "Individual", 1: "Committee", 2: "Unknown"})
    purchasetimeframe: Column[int | None] = column(
        options={0: "Immediate", 1: "This Quarter", 2: "Next Quarter", 3: "This Year", 4: "Unknown"}
    )
    pursuitdecision: Column[bool | None] = column()
    qualificationcomments: Column[str | None] = column(max_length=2000, memo=True)
    quotecomments: Column[str | None] = column(max_length=2000, memo=True)
    resolvefeedback: Column[bool | None] = column()
    salesstage: Column[int | None] = column(options={0: "Qualify", 1: "Develop", 2: "Propose", 3: "Close"})
    salesstagecode: Column[int | None] = column(options={1: "Default Value"})
    schedulefollowup_prospect: Column[datetime | None] = column(format="DateOnly")
    schedulefollowup_qualify: Column[datetime | None] = column(format="DateOnly")
    scheduleproposalmeeting: Column[datetime | None] = column(format="DateOnly")
    sendthankyounote: Column[bool | None] = column()
    skippricecalculation: Column[int | None] = column(options={0: "DoPriceCalcAlways", 1: "SkipPriceCalcOnRetrieve"})
    stageid: Column[UUID | None] = column()
    statecode: Column[int | None] = column(
        required="SystemRequired", create=False, options={0: "Open", 1: "Won", 2: "Lost"}
    )
    statuscode: Column[int | None] = column(
        options={1: "In Progress", 2: "On Hold", 3: "Won", 4: "Canceled", 5: "Out-Sold"}
    )
    stepid: Column[UUID | None] = column()
    stepname: Column[str | None] = column(max_length=200)
    teamsfollowed: Column[int | None] = column()
    timeline: Column[int | None] = column(
        options={0: "Immediate", 1: "This Quarter", 2: "Next Quarter", 3: "This Year", 4: "Not known"}
    )
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
