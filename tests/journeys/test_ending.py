"""An association ends its contract without signing in, with and without JavaScript (L215-1-1)."""

from __future__ import annotations

import re

import pytest

from tests.journeys import steps
from tests.journeys.companies import company_in_lyon
from tests.journeys.looks import look


def bought_by_association(page, mailbox) -> tuple[dict, str]:
    """Signs up, buys a yearly subscription; the association and the subscription's number."""
    association = {**company_in_lyon(), "organisation_name": "Les Amis du Rhône", "legal_type": "association"}
    steps.sign_up(page, "fr-fr", association)
    steps.confirm_address(page, mailbox, association)
    steps.add_to_cart(page, "fr-fr", steps.PREMIUM, 3, plan=1)
    return association, f"{steps.pay_by_card(page, 'fr-fr')}-1"


@pytest.mark.parametrize("javascript", (True, False))
@pytest.mark.parametrize("width", (1280, 390))
def test_an_association_ends_its_contract_by_a_mailed_link(visit, mailbox, width, javascript):
    association, number = bought_by_association(visit(), mailbox)
    page = visit(width=width, javascript=javascript)
    steps.go(page, "/fr-fr/")
    page.get_by_role("link", name="Résilier un contrat").click()
    steps.fill_form(page, {"number": number, "email": association["email"]})
    page.get_by_role("button", name="Recevoir le lien").click()
    page.get_by_text("Si ce numéro et cette adresse").wait_for()
    steps.see(page, f"ending-asked-{javascript}")
    _number, text = mailbox(association["email"], "/resiliation/")
    page.goto(re.search(r"http://[^\s\"<]+/resiliation/[^\s\"<]+", text)[0])
    if javascript:
        look(page, "ending-confirm")
    page.get_by_role("button", name="Confirmer la résiliation").click()
    page.get_by_role("heading", name="Votre résiliation est enregistrée").wait_for()
    if javascript:
        look(page, "ending-done")
    page.reload()
    assert page.inner_text("h1") == "Votre résiliation est enregistrée"
