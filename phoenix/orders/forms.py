"""The review's form: the buyer's own reference, and what was looked at."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from phoenix.orders.rules import LONGEST_REFERENCE
from phoenix.web.form import Form, plain


class ReviewForm(Form):
    """« Commander »."""

    purchase_reference = StringField(
        _l("Votre référence d’achat"),
        [
            Optional(),
            Length(
                max=LONGEST_REFERENCE,
                message=_l("Votre référence dépasse %(max)d caractères : raccourcissez-la."),
            ),
        ],
        filters=[plain],
        description=_l("Numéro de bon de commande ou de dossier : il figurera sur la facture."),
        render_kw={"maxlength": LONGEST_REFERENCE},
    )
    looked_at = HiddenField()
