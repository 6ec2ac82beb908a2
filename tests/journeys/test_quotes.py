"""From a quote asked for to the order paid, on both sides (clauses 4.1d, 4.1b, 2e)."""

import re

from tests.journeys import members, steps

PASSWORD = "Phenix-Demo-2026"
HERE = "/fr-fr/devis"


def ask(page) -> str:
    """Twelve licences by the catalogue's suggestion, and a service in free words; the number."""
    steps.go(page, f"/fr-fr/catalogue/{steps.PREMIUM}?quantity=12")
    page.locator(f"a[href*='{HERE}?offre=']").click()
    assert steps.PREMIUM.split("-")[-1] in page.locator("[name=lines-0-what]").input_value().lower()
    assert page.locator("[name=lines-0-quantity]").input_value() == "12"
    page.fill("[name=lines-1-what]", "Reprise de nos données")
    page.fill("[name=lines-1-quantity]", "2")
    page.fill("[name=request]", "Avant la fin du mois.")
    page.locator(f"main form[action='{HERE}'] button[type=submit]").last.click()
    page.wait_for_url(re.compile(rf"{HERE}/DF-"))
    return page.url.rsplit("/", 1)[1]


def price_and_send(desk, number: str) -> None:
    """Ten per cent off the licences, a price for the service, then what the customer will see, then « Envoyer »."""
    steps.go(desk, f"/equipe/devis/{number}")
    desk.fill("[name=lines-0-percent]", "10")
    desk.fill("[name=lines-1-agreed]", "450,00")
    desk.select_option("[name=lines-1-unit]", "day")
    desk.fill("[name=message]", "Comme convenu.")
    desk.locator("form[action$='/chiffrage'] button:not([formaction])").last.click()
    desk.wait_for_load_state()
    assert "900,00" in desk.inner_text(".quote-preview")
    desk.locator("form[action$='/envoyer'] button").click()
    desk.wait_for_load_state()
    steps.see(desk, "quote-sent-by-staff")


def test_a_quote_asked_for_priced_sent_accepted_and_paid(visit, mailbox, shop, instance):
    customer = visit()
    steps.sign_in(customer, "fr-fr", "lyon", PASSWORD)
    number = ask(customer)
    desk = visit()
    members.sign_in(desk, shop, instance, "sales")
    price_and_send(desk, number)
    _, mail = mailbox("lyon@demo.example", f"Votre devis {number}")
    customer.goto(re.search(rf"http://\S+{HERE}/{number}", mail)[0])
    assert "Comme convenu." in customer.inner_text("main")
    steps.see(customer, "quote-to-accept")
    total = customer.locator(".totals-last dd").first.inner_text()
    customer.locator("form[action$='/accepter'] button").last.click()
    customer.wait_for_url("**/paiement")
    assert total in customer.inner_text("main")
    steps.accept_terms(customer)
    steps.type_card(customer)
    steps.last_click(customer)
    order = steps.paid(customer)
    assert customer.inner_text("h1") == "Merci, votre commande est payée"
    steps.go(customer, f"{HERE}/{number}")
    assert order in customer.inner_text("main") and not customer.locator("form[action$='/devis/accepter']").count()
    steps.go(desk, f"/equipe/devis/{number}")
    assert order in desk.inner_text("main") and "Accepté" in desk.inner_text("main")


def test_a_visitor_follows_and_asks_by_the_mailed_link_without_script(visit, mailbox, another_network):
    visitor, email = visit(javascript=False), "visiteuse@demo.example"
    steps.go(visitor, HERE)
    steps.fill_form(visitor, {"request": "Un audit de nos licences.", "name": "Nadia Exemple", "email": email})
    visitor.locator(f"main form[action='{HERE}'] button[type=submit]").last.click()
    visitor.wait_for_url("**/devis/recue/*")
    _, mail = mailbox(email, "bien reçue")
    visitor.goto(re.search(rf"http://[^\s\"<]+{HERE}/suivi/[^\s\"<]+", mail)[0])
    assert "Un audit de nos licences." in visitor.inner_text("main")
    visitor.fill("[name=body]", "Combien de temps cela prend-il ?")
    visitor.locator("form[action$='/questions'] button").click()
    visitor.wait_for_load_state()
    assert "Combien de temps cela prend-il ?" in visitor.inner_text("#thread")
