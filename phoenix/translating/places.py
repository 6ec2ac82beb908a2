"""Where a text is shown: from the place in the tree to the page that shows it, where there is one to link to."""

from __future__ import annotations

from typing import NamedTuple

# The longest beginning counts. An address is below the market; None: no page of its own to look at.
PAGES = {
    "templates/home/": "/",
    "templates/home/about.html": "/a-propos",
    "templates/layouts/": "/",
    "templates/layouts/account.html": "/compte",
    "templates/layouts/subscription.html": "/compte/abonnements",
    "templates/layouts/mail": None,
    "templates/layouts/staff.html": None,
    "templates/layouts/checkout.html": "/panier",
    "templates/layouts/legal.html": "/conditions",
    "templates/components/": "/catalogue",
    "templates/catalogue/": "/catalogue",
    "templates/cart/": "/panier",
    "templates/orders/": "/commande",
    "templates/legal/": "/conditions",
    "templates/legal/notice.html": "/mentions-legales",
    "templates/care/": "/contact",
    "templates/accounts/": "/connexion",
    "templates/accounts/sign_up": "/inscription",
    "templates/accounts/_username": "/inscription",
    "templates/accounts/_organisation": "/inscription",
    "templates/accounts/_vat": "/inscription",
    "templates/accounts/_identifiers": "/inscription",
    "templates/accounts/forgotten": "/mot-de-passe",
    "templates/accounts/reset": "/mot-de-passe",
    "templates/my_account/": "/compte",
    "templates/my_account/_closing": "/compte/cloture",
    "templates/my_account/closing": "/compte/cloture",
    "templates/my_account/_documents": "/compte/documents",
    "templates/my_account/documents": "/compte/documents",
    "templates/my_account/_invoices": "/compte/factures",
    "templates/my_account/invoices": "/compte/factures",
    "templates/my_account/_orders": "/compte/commandes",
    "templates/my_account/orders": "/compte/commandes",
    "templates/my_account/_payment": "/compte/paiement",
    "templates/my_account/payment": "/compte/paiement",
    "templates/my_account/preferences": "/compte/preferences",
    "templates/my_account/_profile": "/compte/profil",
    "templates/my_account/profile": "/compte/profil",
    "templates/my_account/security": "/compte/securite",
    "templates/my_account/_subscription": "/compte/abonnements",
    "templates/my_account/subscription": "/compte/abonnements",
    "templates/my_account/data": "/compte/donnees",
    "templates/my_account/claims": "/compte/reclamations",
    "templates/my_account/reviews": "/compte/avis",
    "templates/payments/": "/compte/paiement",
    "templates/subscriptions/": "/resiliation",
    "templates/demo/": "/demo/horloge",
    "templates/mails/": None,
    "templates/errors/": None,
    "templates/staff/": None,
    "phoenix/catalogue/": "/catalogue",
    "phoenix/cart/": "/panier",
    "phoenix/orders/": "/panier",
    "phoenix/care/": "/contact",
    "phoenix/accounts/": "/inscription",
    "phoenix/my_account/": "/compte",
    "phoenix/payments/": "/compte/paiement",
    "phoenix/subscriptions/": "/compte/abonnements",
    "phoenix/invoices/": "/compte/factures",
    "phoenix/demo_clock/": "/demo/horloge",
}
LEGAL_TEXTS = "phoenix/legal/texts/"
MARKET = "/en-fr"


class Place(NamedTuple):
    """A place in the tree, and the address of an English page that shows it."""

    place: str
    url: str | None


def located(places: tuple[str, ...]) -> list[Place]:
    """Each place with the page that shows it."""
    return [Place(place, _url(place)) for place in places]


def _url(place: str) -> str | None:
    if place.startswith(LEGAL_TEXTS):
        document, number = place.removeprefix(LEGAL_TEXTS).split("/")[:2]
        return f"{MARKET}/{document}/{number.split('.')[0]}"
    if place.startswith("catalogue/"):
        return f"{MARKET}/{place}"
    for facet in ("famille", "editeur"):
        if place.startswith(f"{facet}/"):
            return f"{MARKET}/catalogue?{facet}={place.removeprefix(f'{facet}/')}"
    beginnings = [each for each in PAGES if place.startswith(each)]
    path = PAGES[max(beginnings, key=len)] if beginnings else None
    return f"{MARKET}{path}" if path else None
