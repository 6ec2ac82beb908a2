"""The staff's lists: filtered, sorted, paged both ways, taken as CSV; with the list of orders as example."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff.people import staff

from phoenix.kernel import clock
from phoenix.orders.models import CANCELLED, Order
from phoenix.staff import order_list
from phoenix.team.models import StaffAct

HERE = "/equipe/commandes"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def orders(client):
    """Seven orders of one customer, the first the oldest; the shop's member of sales is signed in."""
    staff(client, "sales")
    person, plan = builders.representative(builders.lyon()), builders.plan(1_000)
    rows = []
    for place in range(7):
        row = builders.confirmed_order(person, [(plan, (place * 3) % 7 + 1, 1_000)])
        at = clock.now() - timedelta(days=7 - place)
        Order.update(confirmed_at=at).where(Order.id == row.id).execute()
        rows.append(Order.get_by_id(row.id))
    return rows


@pytest.fixture
def three_a_page(monkeypatch):
    monkeypatch.setattr("phoenix.staff.lists.StaffList.size", property(lambda self: 3), raising=False)


def _numbers(answer) -> list[str]:
    return re.findall(r'href="/equipe/commandes/([^"?]+)"', answer.get_data(as_text=True))


def _way(answer, words: str) -> str | None:
    found = re.search(rf'<a class="paging-step" href="([^"]+)"[^>]*>{words}<', answer.get_data(as_text=True))
    return found and found[1].replace("&amp;", "&")


def test_the_latest_come_first(client, orders):
    assert _numbers(client.get(HERE)) == [row.number for row in reversed(orders)]


def test_a_list_is_sorted_by_amount_both_ways(client, orders):
    dearest = [row.number for row in sorted(orders, key=lambda row: -row.gross)]
    assert _numbers(client.get(f"{HERE}?sort=-total")) == dearest
    assert _numbers(client.get(f"{HERE}?sort=total")) == dearest[::-1]


def test_pages_go_on_and_back_through_the_whole_list(client, orders, three_a_page):
    seen, answer = [], client.get(HERE)
    assert _way(answer, "Précédente") is None
    while True:
        seen.append(_numbers(answer))
        way = _way(answer, "Suivante")
        if not way:
            break
        answer = client.get(way)
    assert [len(each) for each in seen] == [3, 3, 1]
    assert sum(seen, []) == [row.number for row in reversed(orders)]
    back = client.get(_way(answer, "Précédente"))
    assert _numbers(back) == seen[1]
    assert _numbers(client.get(_way(back, "Précédente"))) == seen[0]


def test_pages_hold_on_to_sort_and_filters(client, orders, three_a_page):
    cheapest = [row.number for row in sorted(orders, key=lambda row: row.gross)]
    answer = client.get(f"{HERE}?sort=total&country=fr")
    assert _numbers(client.get(_way(answer, "Suivante"))) == cheapest[3:6]


def test_equal_amounts_are_neither_lost_nor_doubled_between_pages(client, orders, three_a_page):
    plan = builders.plan(1_000)
    orders += [builders.confirmed_order(orders[0].person, [(plan, 3, 1_000)]) for _each in range(6)]
    answer, seen = client.get(f"{HERE}?sort=total"), []
    while answer:
        seen += _numbers(answer)
        way = _way(answer, "Suivante")
        answer = way and client.get(way)
    assert sorted(seen) == sorted(row.number for row in orders)


def test_filters_choose_by_state_country_customer_and_day(client, orders):
    Order.update(state=CANCELLED).where(Order.id == orders[2].id).execute()
    assert _numbers(client.get(f"{HERE}?state=cancelled")) == [orders[2].number]
    assert _numbers(client.get(f"{HERE}?country=ma")) == []
    assert len(_numbers(client.get(f"{HERE}?organisation={orders[0].organisation.reference}"))) == 7
    assert _numbers(client.get(f"{HERE}?organisation=personne")) == []
    day = orders[4].confirmed_at.date().isoformat()
    assert _numbers(client.get(f"{HERE}?day_from={day}&day_to={day}")) == [orders[4].number]


def test_a_day_that_is_none_is_said_and_kept(client, orders):
    answer = client.get(f"{HERE}?day_from=2026-02-31")
    assert answer.status_code == 422
    assert "Indiquez une date qui existe." in answer.get_data(as_text=True)
    assert 'value="2026-02-31"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "asked",
    ("after=x~y", "after=99999999999999999999", "before=~", "sort=nothing", "after=2026-13-01~3", "sort=total&after=1e5~2", "format=pdf", "sort=total&before=-5~1"),
)
def test_what_no_page_of_ours_asks_for_is_the_first_page(client, orders, asked):
    answer = client.get(f"{HERE}?{asked}")
    assert answer.status_code == 200
    assert len(_numbers(answer)) == 7


def test_htmx_gets_the_list_alone_and_the_answer_says_that_it_differs(client, orders):
    answer = client.get(HERE, headers=HTMX)
    text = answer.get_data(as_text=True)
    assert text.lstrip().startswith('<div id="list"')
    assert "HX-Request" in answer.headers["Vary"]
    assert "HX-Request" in client.get(HERE).headers["Vary"]


def test_a_list_without_rows_says_so_and_leads_back(client, orders):
    page = see(client, f"{HERE}?organisation=personne")
    assert "Aucune commande" in page.text
    assert "Revenir à la liste entière" in page.text


def test_a_long_list_is_counted_no_further_than_a_thousand(client, orders, monkeypatch):
    assert "7 lignes" in see(client, HERE).text
    monkeypatch.setattr("phoenix.staff.lists.MOST", 5)
    assert "Plus de 1 000 lignes" in see(client, HERE).text


def _csv(answer) -> list[list[str]]:
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_the_csv_has_every_row_of_the_filters_in_the_order_of_the_page(client, orders, monkeypatch):
    monkeypatch.setattr("phoenix.staff.list_export.CHUNK", 2)
    answer = client.get(f"{HERE}?sort=total&format=csv&country=fr", buffered=True)
    assert answer.mimetype == "text/csv"
    assert re.fullmatch(r'attachment; filename="commandes-\d{4}-\d\d-\d\d.csv"', answer.headers["Content-Disposition"])
    heads, *rows = _csv(answer)
    assert heads[0] == "Numéro" and heads[-2:] == ["TTC", "Devise"]
    assert [row[0] for row in rows] == [row.number for row in sorted(orders, key=lambda row: row.gross)]
    assert rows[0][-2:] == ["12,00", "EUR"]


def test_taking_a_csv_is_logged_without_what_was_typed(client, orders):
    client.get(f"{HERE}?format=csv&organisation=camille@demo.example", buffered=True).get_data()
    act = StaffAct.get(StaffAct.act == "list_exported")
    assert act.subject == "list:commandes"
    assert act.after == {"filters": ["organisation"]}


def test_no_cell_of_a_csv_is_a_formula(client, orders):
    organisation = orders[0].organisation
    organisation.name = "=HYPERLINK(1)"
    organisation.save()
    assert _csv(client.get(f"{HERE}?format=csv", buffered=True))[1][2] == "'=HYPERLINK(1)"


def test_a_csv_kept_for_some_roles_is_the_page_for_others(client, orders, monkeypatch):
    monkeypatch.setattr("phoenix.staff.lists.StaffList.only", property(lambda self: ("accounting",)), raising=False)
    answer = client.get(f"{HERE}?format=csv", buffered=True)
    assert answer.mimetype == "text/html"
    assert "format=csv" not in answer.get_data(as_text=True)


def test_the_queries_are_the_same_for_few_rows_and_for_many(client, orders, queries_of):
    few = queries_of(lambda: client.get(HERE))
    person, plan = orders[0].person, builders.plan(1_000)
    for _place in range(30):
        builders.confirmed_order(person, [(plan, 1, 1_000)])
    assert queries_of(lambda: client.get(HERE)) == few
    assert len(order_list.ORDERS.columns) == 6
