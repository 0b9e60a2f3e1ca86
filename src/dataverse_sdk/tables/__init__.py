# DO NOT EDIT. Generated; to make it again:
#   dataverse-sdk generate --metadata stock --tables '*' --out src/dataverse_sdk/tables

"""Entity classes, each made when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account
    from .activityparty import ActivityParty
    from .activitypointer import ActivityPointer
    from .annotation import Annotation
    from .appointment import Appointment
    from .businessunit import BusinessUnit
    from .contact import Contact
    from .customeraddress import CustomerAddress
    from .email import Email
    from .fax import Fax
    from .incident import Incident
    from .invoice import Invoice
    from .invoicedetail import InvoiceDetail
    from .lead import Lead
    from .letter import Letter
    from .opportunity import Opportunity
    from .organization import Organization
    from .phonecall import PhoneCall
    from .queue import Queue
    from .quote import Quote
    from .quotedetail import QuoteDetail
    from .salesorder import SalesOrder
    from .salesorderdetail import SalesOrderDetail
    from .systemuser import SystemUser
    from .task import Task
    from .team import Team
    from .transactioncurrency import TransactionCurrency

__all__ = [
    "Account",
    "ActivityParty",
    "ActivityPointer",
    "Annotation",
    "Appointment",
    "BusinessUnit",
    "Contact",
    "CustomerAddress",
    "Email",
    "Fax",
    "Incident",
    "Invoice",
    "InvoiceDetail",
    "Lead",
    "Letter",
    "Opportunity",
    "Organization",
    "PhoneCall",
    "Queue",
    "Quote",
    "QuoteDetail",
    "SalesOrder",
    "SalesOrderDetail",
    "SystemUser",
    "Task",
    "Team",
    "TransactionCurrency",
]

_MODULES = {
    "Account": "account",
    "ActivityParty": "activityparty",
    "ActivityPointer": "activitypointer",
    "Annotation": "annotation",
    "Appointment": "appointment",
    "BusinessUnit": "businessunit",
    "Contact": "contact",
    "CustomerAddress": "customeraddress",
    "Email": "email",
    "Fax": "fax",
    "Incident": "incident",
    "Invoice": "invoice",
    "InvoiceDetail": "invoicedetail",
    "Lead": "lead",
    "Letter": "letter",
    "Opportunity": "opportunity",
    "Organization": "organization",
    "PhoneCall": "phonecall",
    "Queue": "queue",
    "Quote": "quote",
    "QuoteDetail": "quotedetail",
    "SalesOrder": "salesorder",
    "SalesOrderDetail": "salesorderdetail",
    "SystemUser": "systemuser",
    "Task": "task",
    "Team": "team",
    "TransactionCurrency": "transactioncurrency",
}

# Hidden from type checkers, which would take any name to exist.
if not TYPE_CHECKING:  # pragma: no branch

    def __getattr__(name):
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f".{module}", __name__), name)
        return found

    def __dir__():
        return sorted({*globals(), *__all__})
