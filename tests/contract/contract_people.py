"""Narrow classes of two standard tables: what the contract tests read and write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from dataverse_sdk.model import Collection, Column, Entity, Lookup, Navigation, collection, column, entity, lookup, navigation


@entity("account", set_name="accounts", key="accountid", primary_name="name")
class Company(Entity):
    """An account."""

    accountid: Column[UUID] = column(update=False)
    name: Column[str | None] = column()
    contact_customer_accounts: Collection[Person] = collection("contact")


@entity("contact", set_name="contacts", key="contactid", primary_name="fullname")
class Person(Entity):
    """A contact, without the columns that some servers fill in by themselves."""

    contactid: Column[UUID] = column(update=False)
    firstname: Column[str | None] = column()
    lastname: Column[str | None] = column()
    emailaddress1: Column[str | None] = column()
    description: Column[str | None] = column(memo=True)
    numberofchildren: Column[int | None] = column()
    birthdate: Column[date | None] = column()
    donotemail: Column[bool | None] = column()
    creditlimit: Column[Decimal | None] = column()
    parentcustomerid: Lookup[Company | Person] = lookup({"account": "parentcustomerid_account", "contact": "parentcustomerid_contact"})
    parentcustomerid_account: Navigation[Company] = navigation("account")
