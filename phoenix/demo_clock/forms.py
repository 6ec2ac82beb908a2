"""Until when the clock is to run."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError
from wtforms.validators import InputRequired

from phoenix.demo_clock import rules
from phoenix.kernel import clock
from phoenix.web.filters import day
from phoenix.web.form import Day, Form


class MoveForm(Form):
    """The day to go to."""

    until = Day(_l("Avancer jusqu’au"), [InputRequired(_l("Choisissez un jour."))])

    def validate_until(self, field) -> None:
        """Forward only, and not too far at a time."""
        if field.data is None:
            return
        today = rules.today(clock.now())
        try:
            rules.check(today, field.data)
        except rules.NotForward:
            raise ValidationError(
                _("Le temps n’avance que vers l’avant : choisissez un jour après le %(day)s.", day=day(today))
            ) from None
        except rules.TooFar:
            raise ValidationError(
                _("Allez jusqu’au %(day)s au plus ; vous pourrez continuer ensuite.", day=day(rules.farthest(today)))
            ) from None


def empty(today: date) -> MoveForm:
    """The form as it is first seen, a year ahead."""
    return MoveForm(formdata=None, data={"until": rules.leaps(today)["year"]})
