"""Demo complaints and a demo message, named as such, so that the staff's pages have something to show."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.care import claims, service
from phoenix.config import settings
from phoenix.kernel.markets import market_of

CLAIMS = (
    (
        "lyon",
        {
            "key": "demo-claim-lyon",
            "subject": "order",
            "title": "Démonstration : deux licences manquent",
            "body": "Ceci est une réclamation de démonstration. Douze licences commandées, dix visibles dans le portail.",
            "wanted": "Les deux licences qui manquent, ou leur remboursement.",
        },
    ),
    (
        "casablanca",
        {
            "key": "demo-claim-casablanca",
            "subject": "billing",
            "title": "Démonstration : une facture au mauvais nom",
            "body": "Ceci est une réclamation de démonstration. Le nom de notre société a changé le mois dernier.",
            "wanted": "Une facture au bon nom.",
        },
    ),
)
MESSAGE = {
    "key": "demo-message",
    "subject": "sales",
    "name": "Nadia Exemple",
    "organisation_name": "Association de démonstration",
    "email": "nadia@demo.example",
    "body": "Ceci est un message de démonstration. Une association a-t-elle droit à un prix particulier ?",
}
NETWORK = "192.0.2.1"


def load() -> None:
    """Write them once, never in production."""
    if settings().production:
        return
    people = Person.select(Person, Organisation).join(Organisation)
    for username, written in CLAIMS:
        person = people.where(Person.username_key == username).first()
        if person is not None:
            claims.receive(written, market_of("fr", person.organisation.country), person=person, channel="account")
    service.receive(MESSAGE, market_of("fr", "fr"), NETWORK, seconds=60)
