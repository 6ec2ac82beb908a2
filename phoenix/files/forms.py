"""The field that takes files: each is recognised by its content before anything is done with it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from phoenix.files import rules, words
from phoenix.files.rules import Refused
from phoenix.files.service import Checked, check
from phoenix.web.form import Form


class FilesField(MultipleFileField):
    """Several files, or none; `checked` holds those that may be kept, once the form is validated."""

    widget = FileInput(multiple=True)

    def __init__(self, label=None, validators=None, **kwargs):
        kwargs.setdefault("render_kw", {"accept": rules.ACCEPT})
        kwargs.setdefault("description", _l("PDF, images, textes ou tableaux, 20 Mo au plus chacun, dix à la fois."))
        super().__init__(label or _l("Documents"), validators, **kwargs)
        self.checked: list[Checked] = []

    def pre_validate(self, form):
        """Say of each file why it is not taken."""
        given = [each for each in self.data or () if getattr(each, "filename", "")]
        if len(given) > rules.AT_ONCE:
            raise StopValidation(words.refused(Refused("at_once")))
        wrong = []
        for each in given:
            try:
                self.checked.append(check(each.stream, each.filename))
            except Refused as refusal:
                wrong.append(words.refused(refusal))
        if wrong:
            self.errors = [*self.errors, *wrong[:-1]]
            raise StopValidation(wrong[-1])

    def refuse(self, refusal: Refused) -> None:
        """Put the words of a later refusal on the field."""
        self.errors = [*self.errors, words.refused(refusal)]


class FilesForm(Form):
    """Files alone."""

    files = FilesField()

    def validate(self, extra_validators=None) -> bool:
        """At least one file."""
        sound = super().validate(extra_validators)
        if sound and not self.files.checked:
            self.files.errors = [_l("Choisissez au moins un document.")]
            return False
        return sound
