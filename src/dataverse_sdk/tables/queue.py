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
    from .activityparty import ActivityParty
    from .businessunit import BusinessUnit
    from .email import Email
    from .organization import Organization
    from .systemuser import SystemUser
    from .team import Team
    from .transactioncurrency import TransactionCurrency


class QueueEmailRouterAccessApproval(Choice):
    """The choices of queue.emailrouteraccessapproval."""

    EMPTY = 0, "Empty"
    APPROVED = 1, "Approved"
    PENDING_APPROVAL = 2, "Pending Approval"
    REJECTED = 3, "Rejected"


class QueueIncomingEmailDeliveryMethod(Choice):
    """The choices of queue.incomingemaildeliverymethod."""

    NONE = 0, "None"
    SERVER_SIDE_SYNCHRONIZATION_OR_EMAIL_ROUTER = 2, "Server-Side Synchronization or Email Router"
    FORWARD_MAILBOX = 3, "Forward Mailbox"


class QueueIncomingEmailFilteringMethod(Choice):
    """The choices of queue.incomingemailfilteringmethod."""

    ALL_EMAIL_MESSAGES = 0, "All email messages"
    EMAIL_MESSAGES_IN_RESPONSE_TO_DYNAMICS_365_EMAIL = 1, "Email messages in response to Dynamics 365 email"
    EMAIL_MESSAGES_FROM_DYNAMICS_365_LEADS_CONTACTS_AND_ACCOUNTS = 2, "Email messages from Dynamics 365 Leads, Contacts and Accounts"
    EMAIL_MESSAGES_FROM_DYNAMICS_365_RECORDS_THAT_ARE_EMAIL_ENABLED = 3, "Email messages from Dynamics 365 records that are email enabled"
    NO_EMAIL_MESSAGES = 4, "No email messages"


class QueueOutgoingEmailDeliveryMethod(Choice):
    """The choices of queue.outgoingemaildeliverymethod."""

    NONE = 0, "None"
    SERVER_SIDE_SYNCHRONIZATION_OR_EMAIL_ROUTER = 2, "Server-Side Synchronization or Email Router"


class QueueQueueTypeCode(Choice):
    """The choices of queue.queuetypecode."""

    DEFAULT_VALUE = 1, "Default Value"


class QueueQueueViewType(Choice):
    """The choices of queue.queueviewtype."""

    PUBLIC = 0, "Public"
    PRIVATE = 1, "Private"


class QueueStateCode(Choice):
    """The choices of queue.statecode."""

    ACTIVE = 0, "Active"
    INACTIVE = 1, "Inactive"


class QueueStatusCode(Choice):
    """The choices of queue.statuscode."""

    ACTIVE = 1, "Active"
    INACTIVE = 2, "Inactive"


@entity("queue", set_name="queues", key="queueid", primary_name="name")
class Queue(Entity):
    """A row of the table queue, as `queues` gives it."""

    queueid: Column[UUID] = column(required="SystemRequired", update=False)
    createdon: Column[datetime | None] = column(create=False, update=False)
    description: Column[str | None] = column(max_length=2000, memo=True)
    emailaddress: Column[str | None] = column(max_length=100, format="Email")
    emailrouteraccessapproval: Column[QueueEmailRouterAccessApproval | None] = column(
        required="SystemRequired", create=False
    )
    entityimage: Column[bytes | None] = column()
    entityimage_timestamp: Column[int | None] = column(create=False, update=False)
    entityimage_url: Column[str | None] = column(max_length=200, format="Url", create=False, update=False)
    entityimageid: Column[UUID | None] = column(create=False, update=False)
    exchangerate: Column[Decimal | None] = column(
        create=False, update=False, minimum=1e-12, maximum=100000000000, precision=12
    )
    ignoreunsolicitedemail: Column[bool | None] = column()
    importsequencenumber: Column[int | None] = column(update=False)
    incomingemaildeliverymethod: Column[QueueIncomingEmailDeliveryMethod | None] = column(required="SystemRequired")
    incomingemailfilteringmethod: Column[QueueIncomingEmailFilteringMethod | None] = column(required="SystemRequired")
    isemailaddressapprovedbyo365admin: Column[bool | None] = column(
        required="SystemRequired", create=False, update=False
    )
    modifiedon: Column[datetime | None] = column(create=False, update=False)
    msdyn_assignmentstrategy: Column[int | None] = column()
    msdyn_isdefaultqueue: Column[bool | None] = column()
    msdyn_isomnichannelqueue: Column[bool | None] = column()
    msdyn_maxqueuesize: Column[int | None] = column()
    msdyn_priority: Column[int | None] = column()
    msdyn_queuetype: Column[int | None] = column()
    msdyn_uniquename: Column[str | None] = column()
    name: Column[str | None] = column(max_length=200, required="ApplicationRequired")
    numberofitems: Column[int | None] = column(create=False, update=False)
    numberofmembers: Column[int | None] = column(create=False, update=False)
    outgoingemaildeliverymethod: Column[QueueOutgoingEmailDeliveryMethod | None] = column(required="SystemRequired")
    overriddencreatedon: Column[datetime | None] = column(format="DateOnly", update=False)
    queuetypecode: Column[QueueQueueTypeCode | None] = column(create=False, update=False)
    queueviewtype: Column[QueueQueueViewType | None] = column(required="SystemRequired")
    statecode: Column[QueueStateCode | None] = column(required="SystemRequired", create=False)
    statuscode: Column[QueueStatusCode | None] = column(required="SystemRequired")
    versionnumber: Column[int | None] = column(create=False, update=False)
    createdby: Lookup[SystemUser] = lookup({"systemuser": "createdby"}, create=False, update=False)
    createdonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "createdonbehalfby"}, create=False, update=False)
    defaultmailbox: Lookup[Entity] = lookup({"mailbox": "defaultmailbox"}, create=False, update=False)
    modifiedby: Lookup[SystemUser] = lookup({"systemuser": "modifiedby"}, create=False, update=False)
    modifiedonbehalfby: Lookup[SystemUser] = lookup({"systemuser": "modifiedonbehalfby"}, create=False, update=False)
    msdyn_assignmentinputcontractid: Lookup[Entity] = lookup({"msdyn_decisioncontract": "msdyn_routingcontractid"})
    msdyn_operatinghourid: Lookup[Entity] = lookup({"msdyn_operatinghour": "msdyn_operatinghourid"})
    organizationid: Lookup[Organization] = lookup(
        {"organization": "organizationid"}, required="SystemRequired", create=False, update=False
    )
    ownerid: Lookup[SystemUser | Team] = lookup({"systemuser": "ownerid", "team": "ownerid"}, required="SystemRequired")
    owningbusinessunit: Lookup[BusinessUnit] = lookup(
        {"businessunit": "owningbusinessunit"}, create=False, update=False
    )
    owningteam: Lookup[Team] = lookup({}, create=False, update=False)
    owninguser: Lookup[SystemUser] = lookup({}, create=False, update=False)
    transactioncurrencyid: Lookup[TransactionCurrency] = lookup({"transactioncurrency": "transactioncurrencyid"})
    businessunitid: Navigation[BusinessUnit] = navigation("businessunit")
    createdby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdby")
    createdonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="createdonbehalfby")
    defaultmailbox_nav: Navigation[Entity] = navigation("mailbox", name="defaultmailbox")
    modifiedby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedby")
    modifiedonbehalfby_nav: Navigation[SystemUser] = navigation("systemuser", name="modifiedonbehalfby")
    msdyn_operatinghourid_nav: Navigation[Entity] = navigation("msdyn_operatinghour", name="msdyn_operatinghourid")
    msdyn_routingcontractid: Navigation[Entity] = navigation("msdyn_decisioncontract")
    organizationid_nav: Navigation[Organization] = navigation("organization", name="organizationid")
    ownerid_nav: Navigation[Entity] = navigation("principal", name="ownerid")
    owningbusinessunit_nav: Navigation[BusinessUnit] = navigation("businessunit", name="owningbusinessunit")
    primaryuserid: Navigation[SystemUser] = navigation("systemuser")
    transactioncurrencyid_nav: Navigation[TransactionCurrency] = navigation(
        "transactioncurrency", name="transactioncurrencyid"
    )
    email_acceptingentity_queue: Collection[Email] = collection("email")
    queue_activity_parties: Collection[ActivityParty] = collection("activityparty")
    Queue_Email_EmailSender: Collection[Email] = collection("email")
    queue_system_user: Collection[SystemUser] = collection("systemuser")
    queue_team: Collection[Team] = collection("team")
    queuemembership_association: Collection[SystemUser] = collection("systemuser", many_to_many=True)
