"""Quotes at the staff's desk: priced, previewed, sent, two at a time told, withdrawn, started unasked (clauses 4.1d, 4.1f)."""

from datetime import UTC, date, datetime

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff import people

from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.quotes import asking, thread
from phoenix.quotes.asking import Wanted
from phoenix.quotes.models import Quote, QuoteLine, QuoteVersion
from phoenix.team.models import StaffAct


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2027, 2, 1, 9, tzinfo=UTC))


@pytest.fixture
def sales(app):
    client = app.test_client()
    people.staff(client, "sales")
    return client


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


def asked(camille, plan=None, key="one") -> Quote:
    lines = [Wanted(plan.id, plan.product.name_fr, 12)] if plan else []
    lines.append(Wanted(None, "Reprise des données", 2))
    return asking.receive(key, "Avant mars.", lines, camille, market_of("fr", camille.organisation.country))


def page_of(client, row):
    return see(client, f"/equipe/devis/{row.number}")


def save(client, row, **answers):
    return page_of(client, row).submit("/chiffrage", **{"lines-0-agreed": "800", **answers})


def plain(page) -> str:
    return page.text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_form_begins_with_what_was_asked(sales, camille):
    plan = builders.plan(2_060)
    values = page_of(sales, asked(camille, plan)).form("/chiffrage")["values"]
    assert plan.product.reference in values["lines-0-what"] and values["lines-0-quantity"] == "12"
    assert (values["lines-1-what"], values["lines-1-quantity"], values["valid_until"]) == ("Reprise des données", "2", "2027-03-03")


def test_a_quote_is_priced_previewed_and_sent(sales, camille, mails):
    row = asked(camille, builders.plan(2_060))
    page = save(sales, row, **{"lines-0-agreed": "", "lines-0-percent": "12,5", "lines-1-agreed": "1 200,50", "lines-1-unit": "day"})
    assert "2 401,00 €" in plain(page) and "18,03" in plain(page)
    assert Quote.get().state == "priced"
    sent = page.submit("/envoyer")
    assert "Le devis part par e-mail" in sent.text
    assert [(line.unit_price, line.quantity) for line in QuoteLine.select().order_by(QuoteLine.position)] == [(1_803, 12), (120_050, 2)]
    assert [act.act for act in StaffAct.select().order_by(StaffAct.id) if act.act.startswith("quote")] == ["quote_priced", "quote_sent"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"lines-0-agreed": ""}, "indiquez son prix"),
        ({"lines-0-agreed": "cher"}, "Écrivez une somme"),
        ({"lines-0-agreed": "100 000 001"}, "Une somme va jusqu’à 100 000 000"),
        ({"lines-0-percent": "101", "lines-0-agreed": ""}, "pourcentage"),
        ({"lines-0-percent": "10"}, "pas les deux"),
        ({"percent": "10", "wished": "100"}, "pas les deux"),
        ({"wished": "9 999"}, "dépasse"),
        ({"valid_until": ""}, "Indiquez un jour"),
        ({"lines-0-what": ""}, "au moins une ligne"),
        ({"lines-0-quantity": "beaucoup"}, "quantité en chiffres"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(sales, camille, wrong, told):
    row = asked(camille)
    page = save(sales, row, message="Bonjour.", **wrong)
    assert page.status == 422 and told in page.text
    assert page.form("/chiffrage")["values"]["message"].strip() == "Bonjour."
    assert not QuoteVersion.select().exists()


def test_a_quote_of_nine_digits_is_priced(sales, camille):
    """As high as a price of the catalogue may be, and no lower."""
    row = asked(camille, builders.plan(2_060))
    page = save(sales, row, **{"lines-0-agreed": "61 345 678,50", "lines-1-agreed": "1"})
    assert page.status == 200 and "736 148 142,00 €" in plain(page)


def test_a_sum_wished_for_is_spread_over_the_lines_and_never_passed(sales, camille):
    row = asked(camille)
    save(sales, row, wished="1 500")
    assert QuoteVersion.get().net == 150_000


def test_the_second_of_two_members_is_told_and_keeps_what_was_typed(sales, camille):
    row = asked(camille)
    page = page_of(sales, row)
    save(sales, row)
    answer = page.submit("/chiffrage", **{"lines-0-agreed": "900", "message": "Le mien."})
    assert answer.status == 409 and "a changé entre-temps" in answer.text
    values = answer.form("/chiffrage")["values"]
    assert (values["lines-0-agreed"], values["message"].strip()) == ("900", "Le mien.")
    assert QuoteLine.get().agreed == 80_000
    assert answer.submit("/chiffrage").status == 200
    assert QuoteLine.get().agreed == 90_000


def test_what_another_member_changed_is_not_sent_unseen(sales, camille):
    row = asked(camille)
    page = save(sales, row)
    save(sales, row, **{"lines-0-agreed": "1"})
    assert page.submit("/envoyer").status == 409
    assert Quote.get().state == "priced"


def test_more_lines_keep_what_was_typed(sales, camille):
    row = asked(camille)
    values = page_of(sales, row).form("/chiffrage")["values"] | {"lines-0-agreed": "777"}
    page = sales.post(f"/equipe/devis/{row.number}/lignes", data=values, headers={"Sec-Fetch-Site": "same-origin"}).get_data(as_text=True)
    assert 'value="777"' in page and 'name="lines-7-what"' in page


def test_a_new_version_begins_with_the_one_before(sales, camille):
    row = asked(camille)
    save(sales, row).submit("/envoyer")
    values = page_of(sales, row).form("/chiffrage")["values"]
    assert (values["lines-0-what"], values["lines-0-agreed"], values["message"].strip()) == ("Reprise des données", "800,00", "")
    page = page_of(sales, row).submit("/chiffrage", **{"lines-0-agreed": "700"})
    page.submit("/envoyer")
    assert [(each.number, each.state) for each in QuoteVersion.select().order_by(QuoteVersion.number)] == [(1, "superseded"), (2, "sent")]


def test_a_question_is_answered_on_the_page_and_by_mail(sales, camille, mails):
    row = asked(camille)
    thread.ask(row.id, "Et pour vingt ?", "question", "Camille Démo")
    page = page_of(sales, row).submit("/repondre", **{"answer-body": "Le même prix."})
    assert "Le même prix." in page.text and Quote.get().asked_since is None
    assert [mail.kind for mail in mails()].count("quotes.news") == 1


def test_an_answer_that_has_not_read_the_last_question_is_held_back(sales, camille):
    row = asked(camille)
    page = page_of(sales, row)
    thread.ask(row.id, "Et pour vingt ?", "question", "Camille Démo")
    answer = page.submit("/repondre", **{"answer-body": "Voici."})
    assert answer.status == 409 and "Et pour vingt" in answer.text
    assert answer.form("/repondre")["values"]["answer-body"].strip() == "Voici."


def test_a_withdrawal_wants_a_reason_and_tells_it(sales, camille, mails):
    row = asked(camille)
    page = save(sales, row)
    page.submit("/envoyer")
    page = page_of(sales, row)
    assert page.submit("/retirer", **{"withdrawal-reason": ""}).status == 422
    page.submit("/retirer", **{"withdrawal-reason": "Erreur de prix."})
    assert Quote.get().state == "withdrawn"
    assert "Erreur de prix." in [mail for mail in mails() if mail.kind == "quotes.news"][0].context["body"]


def test_an_order_is_made_by_the_staff_from_the_page_of_the_customer(sales, camille):
    reference = camille.organisation.reference
    assert f"/equipe/devis/nouveau/{reference}" in see(sales, f"/equipe/organisations/{reference}").response.get_data(as_text=True)
    page = see(sales, f"/equipe/devis/nouveau/{reference}").submit("/nouveau/")
    row = Quote.get()
    assert page.heading == f"Devis {row.number}" and row.channel == "staff" and row.organisation_id == camille.organisation_id
    assert see(sales, f"/equipe/devis/nouveau/{reference}").status == 200


def test_the_list_and_the_start_page_say_what_waits(sales, camille):
    first, second = asked(camille), asked(camille, key="two")
    save(sales, second)
    thread.ask(first.id, "Et pour vingt ?", "question", "Camille Démo")
    today = see(sales, "/equipe").text
    for words in ("Devis à chiffrer", "Devis chiffrés à envoyer", "Questions sur des devis"):
        assert words in today
    listed = see(sales, "/equipe/devis?state=asked").text
    assert first.number in listed and second.number not in listed
    assert first.number in see(sales, "/equipe/devis?question=open").text
    assert second.number in see(sales, f"/equipe/devis?q={second.number.lower()}").text


def test_a_visitor_is_priced_with_the_vat_of_the_country(sales):
    who = asking.Who("Camille Roche", "Atelier", "camille@atelier.example")
    row = asking.receive("one", "", [Wanted(None, "Reprise", 1)], who, market_of("fr", "ma"))
    page = save(sales, row)
    assert "20 %" in plain(page) and "MAD" in page.text
    assert QuoteVersion.get().valid_until == date(2027, 3, 3)
