"""The staff's form of a publisher's document (clause 16a)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from phoenix.care.forms import TOO_LONG, choices_of
from phoenix.catalogue import third_party
from phoenix.catalogue.models import Product, Publisher
from phoenix.files import rules, words
from phoenix.files.rules import Refused
from phoenix.files.service import Checked, check
from phoenix.staff.claim_forms import LANGUAGES, version
from phoenix.staff.claim_forms import words as area
from phoenix.web.form import Form, plain


class DocumentForm(Form):
    """At an address of the publisher's, or a PDF that we keep; its licence limits in our words."""

    publisher = SelectField(_l("Éditeur"), coerce=int)
    product = StringField(
        _l("Référence du produit"),
        [Length(max=40, message=TOO_LONG)],
        filters=[plain],
        description=_l("Vide : le document vaut pour tous les produits de cet éditeur."),
    )
    title_fr = StringField(
        _l("Titre français"), [InputRequired(_l("Indiquez le titre.")), Length(max=200, message=TOO_LONG)], filters=[plain]
    )
    title_en = StringField(_l("Titre anglais"), [Length(max=200, message=TOO_LONG)], filters=[plain])
    notice_fr = area(_l("Limites de la licence, en français"), most=1000)
    notice_en = area(_l("Limites de la licence, en anglais"), most=1000)
    english_fits = BooleanField(_l("L’anglais dit la même chose que le français"))
    language = SelectField(_l("Langue du document"), choices=choices_of(LANGUAGES))
    url = StringField(
        _l("Adresse chez l’éditeur"),
        [Length(max=third_party.LONGEST_URL, message=TOO_LONG)],
        filters=[plain],
        description=_l("Elle commence par https://. Sans adresse, joignez le PDF."),
    )
    file = FileField(_l("PDF à conserver"), description=_l("20 Mo au plus."), render_kw={"accept": ".pdf"})
    position = IntegerField(_l("Place"), [Optional(), NumberRange(0, 1000)], default=0)
    version = version()
    has_file = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.publisher.choices = [SelectChoice(row.id, row.name) for row in Publisher.select().order_by(Publisher.name)]
        self.found: Product | None = None
        self.checked: Checked | None = None

    def validate_product(self, field):
        """One of that publisher's."""
        if not field.data:
            return
        self.found = Product.get_or_none(Product.reference == field.data.upper())
        if self.found is None or self.found.publisher_id != self.publisher.data:
            raise ValidationError(_("Cet éditeur n’a pas de produit de cette référence."))

    def validate_url(self, field):
        """Only where visitors may be sent to; nothing at all needs a file."""
        if field.data:
            try:
                third_party.checked_url(field.data)
            except third_party.WrongAddress:
                raise ValidationError(_("Indiquez une adresse complète qui commence par https://.")) from None
        elif not self.has_file and not getattr(self.file.data, "filename", ""):
            raise ValidationError(_("Indiquez une adresse, ou joignez le PDF."))

    def validate_file(self, field):
        """A PDF by its content."""
        if not getattr(field.data, "filename", ""):
            return
        try:
            self.checked = check(field.data.stream, field.data.filename)
        except Refused as refusal:
            raise ValidationError(words.refused(refusal)) from None
        if self.checked.kind != rules.PDF:
            raise ValidationError(_("Joignez un PDF."))
