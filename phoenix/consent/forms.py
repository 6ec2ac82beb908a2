"""The page of choices: one box for each optional kind, unticked until the visitor ticks it."""

from phoenix.accounts.fields import box
from phoenix.consent.rules import KINDS
from phoenix.consent.words import MEANINGS, NAMES
from phoenix.web.form import Form


class ChoiceForm(Form):
    """Which optional kinds are allowed."""

    technical = box(NAMES["technical"], description=MEANINGS["technical"])
    statistics = box(NAMES["statistics"], description=MEANINGS["statistics"])

    def kinds(self) -> frozenset[str]:
        """The kinds that are ticked."""
        return frozenset(kind for kind in KINDS if self[kind].data)
