"""Somebody to look at the pages with: a visitor who just signed up, a customer with orders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.journeys import steps
from tests.journeys.companies import PASSWORD, company_in_casablanca, company_in_lyon

CHANGING = {"fr": "audit-de-licences", "ma": "formation-copilot"}
COMPANIES = {"fr": company_in_lyon, "ma": company_in_casablanca}


@dataclass
class World:
    """One market, its two people, and what the addresses of their pages need."""

    market: str
    visitor: object
    customer: object
    company: dict
    names: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self.market[:2]

    @property
    def country(self) -> str:
        """The country of sale."""
        return self.market[3:]


def prepare(market: str, visit, mailbox) -> World:
    """Sign up, order, pay, order again without paying, ask for links."""
    company = COMPANIES[market[3:]]()
    world = World(market, visit(), visit(), company)
    _become_customer(world, mailbox)
    _orders(world)
    _claims(world, mailbox)
    _quotes(world, mailbox)
    _review(world)
    _requests(world)
    _visitor(world, mailbox)
    world.names["mail"] = str(mailbox(company["email"], "")[0])
    return world


def _become_customer(world: World, mailbox) -> None:
    page = world.customer
    steps.sign_up(page, world.market, world.company)
    steps.confirm_address(page, mailbox, world.company)
    go = f"/{world.market}/compte/profil/adresse-electronique"
    steps.go(page, go)
    other = f"new-{world.company['email']}"
    steps.fill_form(page, {"email": other, "current_password": PASSWORD})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/compte/profil")
    world.names["new_email"] = _token(mailbox(other, "")[1], "/compte/profil/adresse/")


def _orders(world: World) -> None:
    page, market = world.customer, world.market
    steps.add_to_cart(page, market, steps.PREMIUM, 12, plan=1)
    steps.add_to_cart(page, market, steps.PREMIUM, 3, plan=0)
    steps.add_to_cart(page, market, steps.MIGRATION)
    world.names["paid"] = steps.pay_by_card(page, market)
    _subscriptions(world)
    steps.add_to_cart(page, market, CHANGING[world.country])
    steps.add_to_cart(page, market, steps.MIGRATION, 5)
    world.names["prepared"] = steps.order(page, market).split("/")[-2]
    steps.go(page, f"/{market}/compte/factures")
    world.names["invoice"] = page.locator("main tbody th").first.inner_text()
    steps.go(page, f"/{market}/compte/paiement")
    world.names["method"] = page.locator("main a[href$='/retrait']").first.get_attribute("href").split("/")[-2]


def _subscriptions(world: World) -> None:
    """One with a commitment, whose lot may still shrink, and one without."""
    page, here = world.customer, f"/{world.market}/compte/abonnements"
    for place in (1, 2):
        steps.go(page, f"{here}/{world.names['paid']}-{place}")
        open_ended = page.locator("main a[href$='/fin']").count()
        world.names["open_ended" if open_ended else "subscription"] = f"{world.names['paid']}-{place}"
        if not open_ended:
            link = page.locator("main a[href*='/lots/']").get_attribute("href")
            world.names["give_back"] = link.removeprefix(f"/{world.market}")


def _claims(world: World, mailbox) -> None:
    """A complaint of the customer, one of a visitor with its receipt and link, and a message."""
    page, here = world.customer, f"/{world.market}/compte/reclamations"
    written = {"title": "Seats", "body": "Two seats are missing.", "wanted": "Two seats."}
    steps.go(page, f"{here}/nouvelle")
    steps.fill_form(page, written)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(re.compile(rf"{here}/R-"))
    world.names["claim"] = page.url.rsplit("/", 1)[1]
    page, email = world.visitor, f"visitor-{world.company['email']}"
    who = {"name": "Camille Roche", "email": email}
    steps.go(page, f"/{world.market}/reclamation")
    steps.fill_form(page, {**written, **who})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/reclamation/recue/*")
    world.names["claim_receipt"] = page.url.split(f"/{world.market}", 1)[1]
    world.names["claim_link"] = _token(mailbox(email, "/reclamation/suivi/")[1], "/reclamation/suivi/")
    steps.go(page, f"/{world.market}/contact")
    steps.fill_form(page, {**who, "body": "Where is my invoice?"})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_load_state()
    world.names["contact"] = "1"  # the demo's
    world.names["contact_link"] = _token(mailbox(email, "/contact/suivi/")[1], "/contact/suivi/")


def _quotes(world: World, mailbox) -> None:
    """A request of the customer, and one of a visitor with its receipt and link."""
    page, here = world.customer, f"/{world.market}/devis"
    steps.go(page, here)
    steps.fill_form(page, {"request": "Sixty users in spring."})
    page.locator(f"main form[action='{here}'] button[type=submit]").last.click()
    page.wait_for_url(re.compile(rf"{here}/D[FM]-"))
    world.names["quote"] = page.url.rsplit("/", 1)[1]
    page, email = world.visitor, f"visitor-{world.company['email']}"
    steps.go(page, here)
    steps.fill_form(page, {"request": "Sixty users in spring.", "name": "Camille Roche", "email": email})
    page.locator(f"main form[action='{here}'] button[type=submit]").last.click()
    page.wait_for_url("**/devis/recue/*")
    world.names["quote_receipt"] = page.url.split(f"/{world.market}", 1)[1]
    world.names["quote_link"] = _token(mailbox(email, "/devis/suivi/")[1], "/devis/suivi/")
def _review(world: World) -> None:
    """What the customer thinks of one thing that was paid; the other can still be reviewed."""
    page, here = world.customer, f"/{world.market}/compte/avis"
    world.names["review"] = steps.write_review(page, here, steps.MIGRATION)


def _requests(world: World) -> None:
    """A request under way, and a copy that is ready."""
    page, here = world.customer, f"/{world.market}/compte/donnees"
    steps.go(page, f"{here}/rectification")
    steps.fill_form(page, {"body": "Le prénom du représentant s’écrit Camille."})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/donnees/demandes/*")
    world.names["request"] = page.url.split("/")[-1]
    steps.go(page, f"{here}/copie")
    if page.locator("main input[name=current_password]").count():
        steps.fill_form(page, {"current_password": PASSWORD})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/donnees/copie/*")
    world.names["copy"] = page.url.split("/")[-1]


def _visitor(world: World, mailbox) -> None:
    page, market = world.visitor, world.market
    other = COMPANIES[world.country]()
    steps.add_to_cart(page, market, steps.PREMIUM, 3)
    steps.sign_up(page, market, other)
    world.names["confirm"] = _token(mailbox(other["email"], "")[1], "/inscription/confirmation/")
    steps.go(page, f"/{market}/mot-de-passe")
    steps.fill_form(page, {"email": world.company["email"]})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_load_state()
    world.names["reset"] = _token(mailbox(world.company["email"], "/mot-de-passe/")[1], "/mot-de-passe/")


def _token(text: str, path: str) -> str:
    return re.search(rf"{path}([^\s\"<?]+)", text)[1]
