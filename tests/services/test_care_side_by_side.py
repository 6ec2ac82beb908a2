"""Forms sent twice at once and two of the staff at once, on a real server: one each, the others told."""

import threading

import pytest

from phoenix.care import claim_answers, claims, service
from phoenix.care.claim_answers import Act, Changed
from phoenix.care.models import Claim, ClaimEntry, ContactMessage, ContactReply
from phoenix.database import database
from phoenix.kernel.markets import market_of

FR = market_of("fr", "fr")
CLAIM = {"key": "one", "subject": "order", "title": "Sièges", "body": "Il en manque deux.", "name": "C", "email": "c@a.example"}
LETTER = {"key": "m", "subject": "sales", "name": "C", "organisation_name": "", "email": "c@a.example", "body": "Bonjour à vous."}


def together(app, *functions) -> list:
    """What each gives or raises, all begun at the same moment."""
    found, start = [], threading.Barrier(len(functions))

    def call(function):
        with app.app_context():
            start.wait()
            try:
                found.append(function())
            except Changed as refusal:
                found.append(refusal)
            finally:
                database.close()

    threads = [threading.Thread(target=call, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(functions)
    return found


@pytest.mark.postgresql
def test_one_of_each(postgresql_app):
    app = postgresql_app
    together(app, *[lambda: claims.receive(CLAIM, FR, network="192.0.2.7")] * 5)
    row = Claim.get()
    acts = [Act(row.id, row.version, f"k{number}", "Chloé", "Voici.") for number in range(4)]
    answers = together(app, *[lambda act=act: claim_answers.answer(act) for act in acts])
    assert sum(isinstance(each, Changed) for each in answers) == 3
    together(app, *[lambda: claims.write(row.id, "Merci.", "w1", by="C")] * 4)
    assert [each.kind for each in ClaimEntry.select().order_by(ClaimEntry.id)] == ["claim", "answer", "message"]
    together(app, *[lambda: service.receive(LETTER, FR, "192.0.2.7", 60)] * 4)
    message = ContactMessage.get()
    together(app, *[lambda: service.reply(message.id, message.version, "r", "Oui.", "Chloé")] * 4)
    assert ContactReply.select().count() == 1
