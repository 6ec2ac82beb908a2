"""The pieces pages are made of: fields say what is wrong, tables name their cells, lists find their pages."""

from __future__ import annotations

import pytest
from flask import get_template_attribute
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, IntegerField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from phoenix.web.paging import Page


class Order(Form):
    reference = StringField("Référence", [InputRequired(_l("Indiquez la référence."))], description="Sur le devis.")
    note = StringField("Note")
    seats = IntegerField("Postes")
    secret = PasswordField("Mot de passe", [InputRequired()])
    speed = RadioField("Vitesse", choices=[SelectChoice("slow", "Lente"), SelectChoice("fast", "Rapide")])
    agreed = BooleanField("J’accepte")


@pytest.fixture
def page(app):
    with app.test_request_context("/fr-fr/catalogue?q=office"):
        app.preprocess_request()
        yield lambda template, name: get_template_attribute(f"components/{template}.html", name)


def refused() -> Order:
    form = Order(MultiDict())
    form.validate()
    return form


def test_summary_lists_every_error_and_leads_to_its_field(page):
    html = page("forms", "errors_summary")(refused())
    assert '<a href="#reference">Indiquez la référence.</a>' in html
    assert '<a href="#secret">' in html and "data-focus" in html


def test_summary_counts_what_it_says(page):
    """What is wrong within a part of the form is said by the form itself, and counted once."""

    class Parcel(Form):
        orders = FieldList(FormField(Order), min_entries=1)
        seats = IntegerField("Postes")

    form = Parcel(MultiDict({"seats": "douze"}))
    form.validate()
    assert len(form.errors) == 2
    html = page("forms", "errors_summary")(form)
    assert html.count("<li>") == 1 and "Une réponse est à corriger" in html


def test_no_summary_without_errors(page):
    assert page("forms", "errors_summary")(Order()).strip() == ""


def test_field_is_described_by_its_hint_and_its_error(page):
    html = page("forms", "field")(refused().reference)
    assert 'aria-describedby="reference-hint reference-error"' in html
    assert 'aria-invalid="true"' in html and 'id="reference-error"' in html


def test_only_optional_fields_say_so(page):
    field = page("forms", "field")
    assert "(facultatif)" in field(Order().note) and "(facultatif)" not in field(Order().reference)


def test_each_kind_of_field_has_its_label(page):
    field, form = page("forms", "field"), Order()
    for name in ("note", "seats", "secret", "agreed"):
        assert f'<label for="{name}">' in field(form[name])
    assert "<legend>Vitesse" in field(form.speed) and '<label for="speed-1">' in field(form.speed)


def test_other_arguments_become_attributes_of_the_control(page):
    assert 'data-hx-get="/x"' in page("forms", "field")(Order().note, **{"data-hx-get": "/x"})


def test_stepper_says_its_limits(page):
    html = page("forms", "stepper")("quantity", 3, 2, 300)
    assert 'value="3"' in html and 'min="2"' in html and 'max="300"' in html


def test_pages_keep_what_was_asked(page):
    html = page("paging", "paging")(Page([], 3, 10, 95), "catalogue.index", {"q": "office"}, target="#results")
    assert 'aria-current="page">3<' in html and "q=office" in html and "page=10" in html
    assert html.count("data-hx-get") == html.count("<a ")


def test_a_single_page_needs_no_numbers(page):
    assert page("paging", "paging")(Page([], 1, 10, 4), "catalogue.index").strip() == ""


def test_facts_leave_out_what_is_unknown(page):
    html = page("details", "facts")([("SIREN", "891 953 267"), ("ICE", None), ("RC", "")])
    assert html.count("<dt>") == 1 and "891 953 267" in html


def test_values_are_escaped(page):
    assert "<b>" not in page("details", "facts")([("Nom", "<b>x</b>")])


def test_unknown_family_has_a_pictogram_too(page):
    assert "#famille-autre" in page("icon", "pictogram")("inconnue")
    assert "#famille-securite" in page("icon", "pictogram")("securite")
