"""Customers found by anything that names them, page by page."""

from datetime import UTC, datetime

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff import people

from phoenix.accounts.models import Organisation
from phoenix.database import database
from phoenix.standing import finding


def found(asked: str) -> list[str]:
    return [each.name for each in finding.search(asked)]


@pytest.fixture
def some(app):
    return _some()


def _some():
    ateliers = [builders.lyon(name=name, siren=None) for name in ("Atelier Zola", "atelier bleu", "École du Rhône", "Bureau 100%")]
    person = builders.representative(builders.lyon(name="Maison Dumas", siren="552100554", reference="C-777777"))
    return ateliers, person


def everything_is_found(person):
    for asked in ("C-777777", "c-777777", "552 100 554", "55210055400013", "FR96552100554", person.email.upper(), person.username, "maison d"):
        assert found(asked) == ["Maison Dumas"], asked
    assert found("ATELIER") == ["atelier bleu", "Atelier Zola"]
    assert found("École") == ["École du Rhône"] == found("école") == found("ÉCOLE")
    assert found("bureau 100%") == ["Bureau 100%"] and found("%") == [] and found("dumas") == []


def test_by_number_address_or_the_beginning_of_a_name(some):
    everything_is_found(some[1])


@pytest.mark.postgresql
def test_also_on_postgresql(postgresql_app):
    _ateliers, person = _some()
    everything_is_found(person)


def test_an_order_and_its_parts_lead_to_their_customer(some):
    person = some[1]
    order = builders.confirmed_order(person, [(builders.plan(), 1, 1_000)])
    assert found(order.number.lower()) == ["Maison Dumas"]


@pytest.mark.parametrize("asked", ["", "client"])
def test_pages_follow_each_other_without_gap_or_repeat(app, asked, monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 7)
    for number in range(23):
        builders.lyon(name=f"Client {number % 5}")
    seen, after = [], None
    while True:
        rows = finding.search(asked, after, 7)
        seen += [row.id for row in rows[:7]]
        if len(rows) <= 7:
            break
        after = rows[6].id
    assert len(seen) == len(set(seen)) == 23
    if not asked:
        assert seen == sorted(seen, reverse=True)


def test_the_page_searches_and_goes_on(app, client, monkeypatch):
    monkeypatch.setattr("phoenix.staff.lists.StaffList.size", property(lambda self: 3))
    people.staff(client, "sales")
    for number in range(5):
        builders.lyon(name=f"Client {number}")
    page = see(client, "/equipe/organisations?q=client")
    assert "Client 2" in page.text and "Client 3" not in page.text and "after=" in page.response.text
    assert see(client, "/equipe/organisations?q=rien").text.count("Aucun client trouvé")
    assert see(client, "/equipe/organisations?after=9999999999999&q=client").status == 200


def explained(query) -> str:
    sql, values = query.sql()
    return str(list(database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()))


def test_days_in_the_list_are_those_of_the_customers_country(app, client):
    night = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight in Lyon
    Organisation.update(created_at=night, closed_at=night).where(Organisation.id == builders.lyon(name="Atelier Nuit").id).execute()
    people.staff(client, "support")
    text = see(client, "/equipe/organisations?q=Atelier+Nuit").text
    assert "01/07/2026" in text and "Clos le 1er juillet 2026" in text


def test_a_name_is_looked_up_by_its_index(some):
    lower = finding.name_key()
    plan = explained(Organisation.select().where(lower >= "a", lower < "b").order_by(lower, Organisation.id))
    assert "organisation_by_name" in plan


def test_a_customer_leads_to_its_orders_and_to_all_lists_about_it(client, some):
    person = some[1]
    order = builders.confirmed_order(person, [(builders.plan(), 1, 1_000)])
    people.staff(client, "support")
    body = see(client, "/equipe/organisations/C-777777").response.text
    assert f'href="/equipe/commandes/{order.number}"' in body and f'href="mailto:{person.email}"' in body
    for each in ("commandes", "devis", "abonnements", "factures", "paiements"):
        link = f"/equipe/{each}?organisation=C-777777"
        assert f'href="{link}"' in body and see(client, link).status == 200
    assert order.number in see(client, "/equipe/commandes?organisation=C-777777").text
    assert order.number not in see(client, "/equipe/commandes?organisation=C-000000").text
