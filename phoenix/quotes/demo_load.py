"""Demo quotes, named as such: one sent twice to a customer, one to price, one of a visitor."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.catalogue.models import Plan, Product
from phoenix.config import settings
from phoenix.kernel.markets import market_of
from phoenix.quotes import asking, pricing, rules, sending, service
from phoenix.quotes.asking import Wanted, Who
from phoenix.quotes.models import Quote
from phoenix.quotes.pricing import Draft, DraftLine

BY = "Équipe de démonstration"
NEED = "Ceci est une demande de démonstration. Nous passons de 40 à 60 postes au printemps."
PRODUCT = "microsoft-365-business-premium"
SERVICE = "Reprise des données de démonstration"
VISITOR = Who("Nadia Exemple", "Association de démonstration", "nadia@demo.example")
DISCOUNTS = (500, 1_000)  # of the first version and of the second, in basis points


def load() -> None:
    """Write them once, never in production."""
    if settings().production:
        return
    plan = Plan.select().join(Product).where(Product.slug == PRODUCT).order_by(Plan.position, Plan.id).first()
    people = {row.username_key: row for row in Person.select(Person, Organisation).join(Organisation)}
    if plan is None:
        return
    lines = [Wanted(plan.id, plan.product.name_fr, 60), Wanted(None, SERVICE, 2)]
    if "casablanca" in people:
        row = _asked("demo-quote-casablanca", lines, people["casablanca"])
        _send(row, plan)
    if "lyon" in people:
        _asked("demo-quote-lyon", lines, people["lyon"])
    _asked("demo-quote-visitor", lines[1:], VISITOR)


def _asked(key: str, lines: list[Wanted], asker: Who | Person) -> Quote:
    country = asker.organisation.country if isinstance(asker, Person) else "fr"
    return asking.receive(key, NEED, lines, asker, market_of("fr", country))


def _send(row: Quote, plan: Plan) -> None:
    until = rules.usual_validity(service.today_of(row))
    for percent in DISCOUNTS if not row.version else ():
        lines = (DraftLine(plan.id, "", 60, percent=percent), DraftLine(None, SERVICE, 2, "day", agreed=450_000))
        row = Quote.get_by_id(row.id)
        pricing.save(row.id, row.edition, Draft(lines, until, "Devis de démonstration."), BY)
        sending.send(row.id, row.edition + 1, BY)
