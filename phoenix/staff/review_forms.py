"""The staff's forms on reviews (clause 12b)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from phoenix.care.forms import body, choices_of, once
from phoenix.care.review_words import GROUNDS
from phoenix.staff.claim_forms import version
from phoenix.web.form import Form


class DecisionForm(Form):
    """An act without words; every act carries what was looked at, and happens once."""

    version = version()
    key = once()


class GroundForm(DecisionForm):
    """One of the published grounds, and the words that the author gets."""

    ground = RadioField(_l("Motif publié"), [InputRequired(_l("Choisissez un motif."))], choices=choices_of(GROUNDS))
    body = body(_l("Ce que l’auteur reçoit avec le motif"), _l("Expliquez la décision à l’auteur."), least=1)


class WordsForm(DecisionForm):
    """Words: an answer under the review, why it stays, what its author objects."""

    body = body(_l("Votre texte"), _l("Écrivez un texte."), least=1)
