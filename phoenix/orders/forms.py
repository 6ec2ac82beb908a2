"""The review's form: the buyer's own reference, and what was looked at."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from phoenix.orders.rules import LONGEST_REFERENCE

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def _plain(value):
    return " ".join(_INVISIBLE.sub(" ", value).split()) if isinstance(value, str) else value


class ReviewForm(FlaskForm):
    """« Commander »; the token is checked for every request before the view (web/csrf.py)."""

    class Meta:
        csrf = False

    purchase_reference = StringField(
        _l("Votre référence d’achat"),
        [
            Optional(),
            Length(
                max=LONGEST_REFERENCE,
                message=_l("Votre référence dépasse %(max)d caractères : raccourcissez-la."),
            ),
        ],
        filters=[_plain],
        description=_l("Numéro de bon de commande ou de dossier : il figurera sur la facture."),
        render_kw={"maxlength": LONGEST_REFERENCE},
    )
    looked_at = HiddenField()
