"""What type checkers make of the other ways to ask: functions, tuples, groups, FetchXML, open tables, positions and counts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, assert_type
from uuid import UUID

from shapes import Author, Book, Society

from dataverse_sdk import (
    Alias,
    AsyncDataverseClient,
    Count,
    DataverseClient,
    Entity,
    Fetch,
    FetchText,
    GroupRow,
    LookupExpr,
    Measure,
    Page,
    Position,
    Predicate,
    Query,
    Reference,
    Row,
    SavedQuery,
    SqlQuery,
    Table,
    UserQuery,
    expand,
    link,
    linked_value,
    row_count,
)
from dataverse_sdk.model import ColumnExpr, DatePart
from dataverse_sdk.query import Aggregation, FetchGroups, Link, Values


def functions() -> None:
    assert_type(Book.bought.today(), Predicate)
    assert_type(Book.bought.last_x_days(7), Predicate)
    assert_type(Book.bought.last_x_days(Alias("n", 7)), Predicate)
    assert_type(Book.bought.on(date(2026, 7, 1)), Predicate)
    assert_type(Book.bought.in_fiscal_period_and_year(1, 2026), Predicate)
    assert_type(Book.bought.between(datetime.min, datetime.max), Predicate)
    assert_type(Book.pages.not_between(1, 9), Predicate)
    assert_type(Book.title.contain_values([1, 9]), Predicate)
    assert_type(Book.writer.equal_user_id(), Predicate)
    assert_type(Book.writer.equal_user_or_user_hierarchy_and_teams(), Predicate)
    assert_type(Book.lib_bookid.under(UUID(int=1)), Predicate)
    assert_type(Book.writer.under_or_equal(Author.ref(UUID(int=1))), Predicate)
    assert_type(Author.books.any(lambda book: book.bought.this_week()), Predicate)
    Book.title.today()  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.pages.last_x_days(7)  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.pages.contain_values([1])  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.title.under(UUID(int=1))  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.title.equal_user_language()  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.bought.last_x_days("7")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.bought.last_x_days()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Book.bought.today(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Book.bought.on("2026-07-01")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.bought.in_fiscal_period_and_year(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Book.pages.between(1, "9")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.bought.last_x_weekz(1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    Book.writer.today()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def aliases() -> None:
    assert_type(Alias("p", "x"), Alias[str])
    assert_type(Book.title.contains(Alias("p", "x")), Predicate)
    assert_type(Book.title.alias("p"), ColumnExpr[str | None])
    assert_type(Book.writer.alias("p"), LookupExpr[Author | Society])
    assert_type(Book.title.in_(Alias("p", ["x"])), Predicate)
    Book.title.contains(Alias("p", 3))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Book.pages.in_(Alias("p", ["x"]))  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def tuples(client: DataverseClient) -> None:
    query = Query(Book)
    assert_type(query.values(Book.title), Values[tuple[str | None]])
    assert_type(query.values(Book.title, Book.pages), Values[tuple[str | None, int | None]])
    assert_type(query.values(Book.isbn, Book.pages, Book.price), Values[tuple[str, int | None, Decimal | None]])
    assert_type(
        query.values(Book.isbn, Book.pages, Book.price, Book.writer),
        Values[tuple[str, int | None, Decimal | None, Reference[Author | Society] | None]],
    )
    assert_type(
        query.values(Book.isbn, Book.pages, Book.price, Book.lent, Book.bought),
        Values[tuple[str, int | None, Decimal | None, bool | None, datetime | None]],
    )
    for title, pages in client.query(query.values(Book.title, Book.pages)):
        assert_type(title, str | None)
        assert_type(pages, int | None)
    first = client.query(query.values(Book.isbn, Book.pages)).one()
    assert_type(first[1], int | None)
    first[2]  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    query.values()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    query.values("title")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]


def groups(client: DataverseClient) -> None:
    total, count = Book.price.sum(), row_count()
    assert_type(total, Measure[Decimal | None])
    assert_type(count, Measure[int])
    assert_type(Book.pages.sum(), Measure[int | None])
    assert_type(Book.weight.max(), Measure[float | None])
    assert_type(Book.pages.average(), Measure[Decimal | None])
    assert_type(Book.bought.min(), Measure[datetime | None])
    assert_type(Book.writer.count_distinct(), Measure[int])
    assert_type(Book.bought.part("month"), DatePart[int])
    question = Query(Book).group_by(Book.title, Book.writer).aggregate(total=total, n=count)
    assert_type(question, Aggregation)
    for group in client.query(question):
        assert_type(group, GroupRow)
        assert_type(group[Book.title], str | None)
        assert_type(group[Book.writer], Reference[Author | Society] | None)
        assert_type(group[total], Decimal | None)
        assert_type(group[count], int)
        assert_type(group.total, Any)
    Book.title.sum()  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.lent.max()  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    Book.title.part("month")  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    Book.bought.part("century")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Query(Book).aggregate(total=Book.price)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Query(Book).group_by("title")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def fetching(client: DataverseClient) -> None:
    books = link(Book, from_=Book.writer, to=Author.lib_authorid, alias="b", join="outer", select=[Book.title, Book.writer])
    assert_type(books, Link)
    query = Fetch(Author).select(Author.lib_name).link(books).distinct().top(5)
    assert_type(query, Fetch[Author])
    assert_type(query.where(Author.lib_name == "x").order_by(Author.lib_name.desc()), Fetch[Author])
    assert_type(Fetch(Book).group_by(Book.title, month=Book.bought.part("month")), FetchGroups)
    assert_type(client.query(query).first(), Author | None)
    assert_type(client.query(FetchText(Author, "<fetch/>")).one(), Author)
    assert_type(client.query(SavedQuery(Book, UUID(int=1))).one(), Book)
    assert_type(client.query(UserQuery(Book, UUID(int=1))).one(), Book)
    assert_type(client.query(SqlQuery(Book, "SELECT title FROM lib_book")).one(), Book)
    author = client.query(query).one()
    assert_type(linked_value(author, "b", Book.title), str | None)
    link(Book, from_=Book.writer, to=Author.lib_authorid, alias="b", join="sideways")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Fetch("author")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Fetch(Book, datasource="attic")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def open_tables(client: DataverseClient) -> None:
    project = Table("new_project", set_name="new_projects", key="new_projectid")
    assert_type(project, type[Row])
    title, cost = project.column("new_title", str), project.column("new_cost", Decimal)
    assert_type(title, ColumnExpr[str | None])
    assert_type(project.lookup("new_owner", {"systemuser": "new_Owner"}), LookupExpr[Entity])
    row = client.query(Query(project).where(cost > Decimal(1)).select(title)).one()
    assert_type(row, Row)
    assert_type(row[title], str | None)
    assert_type(row["new_other"], Any)
    row[cost] = Decimal(3)
    row[cost] = "3"  # type: ignore[misc]  # pyright: ignore[reportCallIssue, reportArgumentType]
    title > 3  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]


def pages(client: DataverseClient) -> None:
    result = client.query(Query(Book), page_size=50)
    for page in result.pages(start=Position.parse("")):
        assert_type(page, Page[Book])
        assert_type(page.position, Position | None)
        assert_type(page.count, Count | None)
    assert_type(result.count(), Count)
    assert_type(result.count(exact=True).capped, bool)
    result.pages(start="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    result.count(True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.query(Book)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def awaited(client: AsyncDataverseClient) -> None:
    assert_type(await client.query(Query(Book).values(Book.pages)).first(), tuple[int | None] | None)
    assert_type(await client.query(Query(Book)).count(), Count)
    async for group in client.query(Query(Book).group_by(Book.title)):
        assert_type(group[Book.title], str | None)
    async for page in client.query(Fetch(Book)).pages():
        assert_type(page, Page[Book])


def refused() -> None:
    expand(Author.books, top=3)
    expand(Author.books, levels=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    expand(Author.books, count=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Query(Book).search("x")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
