"""Names, addresses, phones and identifiers are checked for form (clauses 3.1b, 3.1c)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import tva
from stdnum.luhn import calc_check_digit

from phoenix.accounts import identifiers, rules
from phoenix.accounts.rules import Reason, Refused
from phoenix.kernel.vat import RATES


def refusal(check, *values) -> Reason:
    with pytest.raises(Refused) as caught:
        check(*values)
    return caught.value.reason


@pytest.mark.parametrize("name", ["claire", "Claire.Fontaine", "a-1", "c_f", "x" * 30, "jean2"])
def test_usernames_that_keep_the_rules(name):
    assert rules.check_username(f" {name} ") == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ab", Reason.USERNAME_LENGTH),
        ("x" * 31, Reason.USERNAME_LENGTH),
        ("clairé", Reason.USERNAME_SIGNS),
        ("claire f", Reason.USERNAME_SIGNS),
        ("claire@f", Reason.USERNAME_SIGNS),
        ("1claire", Reason.USERNAME_ENDS),
        ("claire.", Reason.USERNAME_ENDS),
        ("claire._f", Reason.USERNAME_SEPARATORS),
        ("ADMIN", Reason.USERNAME_RESERVED),
        ("Support", Reason.USERNAME_RESERVED),
    ],
)
def test_usernames_that_break_a_rule(name, reason):
    assert refusal(rules.check_username, name) == reason


@given(st.text(max_size=40))
def test_any_text_gets_an_answer_and_a_good_name_no_at_sign(text):
    try:
        name = rules.check_username(text)
    except Refused:
        return
    assert name.isascii() and "@" not in name and rules.USERNAME_SHORTEST <= len(name)


@given(st.from_regex(r"\A[a-z]{3,30}\Z"), st.integers(2, 9999))
def test_a_numbered_variant_keeps_the_rules(name, number):
    variant = rules.username_variant(name, number)
    assert rules.check_username(variant) == variant and variant.endswith(f"-{number}")


def test_one_address_whatever_the_case_and_the_blanks():
    assert rules.check_email("  Claire@Exemple.FR ") == "Claire@exemple.fr"
    assert rules.check_email("claire@exämple.fr") == "claire@exämple.fr"
    assert refusal(rules.check_email, "hélène@exemple.fr") == Reason.EMAIL_SIGNS
    assert rules.email_key("Claire@exemple.fr") == rules.email_key("CLAIRE@EXEMPLE.FR")


@pytest.mark.parametrize(
    "address", ["claire", "claire@", "@exemple.fr", "a b@exemple.fr", "claire@exemple", "a@b@c.fr"]
)
def test_addresses_that_are_none(address):
    assert refusal(rules.check_email, address) == Reason.EMAIL_FORM


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("01 70 81 03 65", "fr", "+33170810365"),
        ("+33 1 70 81 03 65", "ma", "+33170810365"),
        ("0033170810365", "fr", "+33170810365"),
        ("0661-23-45-67", "ma", "+212661234567"),
        ("05 22 48 00 00", "ma", "+212522480000"),
        ("0590 82 00 00", "fr", "+590590820000"),
        ("0692 12 34 56", "fr", "+262692123456"),
        ("12", "fr", None),
        ("bonjour", "ma", None),
    ],
)
def test_phones_of_both_countries(typed, country, stored):
    if stored is None:
        assert refusal(rules.check_phone, typed, country) == Reason.PHONE_FORM
    else:
        assert rules.check_phone(typed, country) == stored


def test_siren_of_the_seller_and_its_vat_number():
    assert identifiers.check_siren("891 953 267") == "891953267"
    assert identifiers.vat_number_of("891953267") == "FR62891953267"


@given(st.integers(0, 99_999_999))
def test_the_derived_vat_number_is_the_one_of_the_tax_office(number):
    siren = f"{number:08d}"
    siren += calc_check_digit(siren)
    if identifiers.check_siren(siren) and siren != "000000000":
        assert tva.is_valid(identifiers.vat_number_of(siren))
        assert identifiers.check_french_vat(identifiers.vat_number_of(siren), siren).endswith(siren)


@pytest.mark.parametrize(
    ("check", "typed", "reason"),
    [
        (identifiers.check_siren, "891953268", Reason.SIREN_CHECKSUM),
        (identifiers.check_siren, "89195326", Reason.SIREN_FORM),
        (identifiers.check_siren, "A91953267", Reason.SIREN_FORM),
        (identifiers.check_siren, "٨٩١٩٥٣٢٦٧", Reason.SIREN_FORM),
        (identifiers.check_siret, "12345678200003", Reason.SIRET_CHECKSUM),
        (identifiers.check_siret, "1234", Reason.SIRET_FORM),
        (identifiers.check_french_vat, "FR63891953267", Reason.VAT_FORM),
        (identifiers.check_ice, "003408820000018", Reason.ICE_CHECKSUM),
        (identifiers.check_ice, "00340882000001", Reason.ICE_FORM),
        (identifiers.check_rc, "12A", Reason.RC_FORM),
        (identifiers.check_tax_id, "123", Reason.TAX_ID_FORM),
    ],
)
def test_identifiers_that_are_none(check, typed, reason):
    assert refusal(check, typed) == reason


def test_a_siret_is_of_its_siren():
    assert identifiers.check_siret("123 456 782 00002", "123456782") == "12345678200002"
    assert refusal(identifiers.check_siret, "12345678200002", "891953267") == Reason.SIRET_OTHER_SIREN
    assert refusal(identifiers.check_french_vat, "FR62891953267", "123456782") == Reason.VAT_OTHER_SIREN


def test_the_ice_of_the_moroccan_seller_is_well_formed():
    assert identifiers.check_ice("003408820000019") == "003408820000019"


@pytest.mark.parametrize(
    ("code", "territory"),
    [
        ("75001", "fr-metropole"),
        ("20000", "fr-metropole"),
        ("98000", "fr-metropole"),
        ("97110", "fr-guadeloupe"),
        ("97200", "fr-martinique"),
        ("97300", "fr-guyane"),
        ("97400", "fr-reunion"),
        ("97600", "fr-mayotte"),
    ],
)
def test_the_postal_code_decides_the_vat(code, territory):
    assert identifiers.vat_territory(code, "fr") == territory
    assert territory in {rate.territory for rate in RATES}
    assert identifiers.vat_territory(code, "ma") == "ma"


@pytest.mark.parametrize("code", ["97133", "97150", "97500", "98800", "98714"])
def test_territories_that_we_cannot_tax_are_refused(code):
    assert refusal(identifiers.check_postal_code, code, "fr") == Reason.TERRITORY_UNSERVED


@pytest.mark.parametrize("code", ["7500", "750010", "ABCDE", "00000", "96000", "97900"])
def test_codes_that_do_not_exist(code):
    assert refusal(identifiers.check_postal_code, code, "fr") == Reason.POSTAL_CODE_FORM


def test_organisations_only():
    assert rules.kind_of("company") == "professional"
    assert {rules.kind_of(kind) for kind in rules.NON_PROFESSIONAL_TYPES} == {"non_professional"}
    assert refusal(rules.kind_of, "consumer") == Reason.CONSUMER
    assert refusal(rules.kind_of, "x") == Reason.LEGAL_TYPE


def test_who_must_have_a_siren():
    assert identifiers.siren_needed("company", "69002")
    assert not identifiers.siren_needed("company", "98000")
    assert not identifiers.siren_needed("association", "69002")
