"""Products and prices as CSV: what goes out comes back as it was; what comes in is shown, then applied, all or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders

from phoenix.catalogue import demo_load, importing, sheets
from phoenix.catalogue.editing_rules import NOT_FIXED, TAKEN, UNKNOWN
from phoenix.catalogue.models import CatalogueFile, PackItem, Plan, Price, Product
from phoenix.catalogue.price_sheet import BEGUN, NOT_ALLOWED, OTHER_CURRENCY, TWO_WORDS, UNKNOWN_PRODUCT
from phoenix.catalogue.product_sheet import TWICE
from phoenix.catalogue.search import find
from phoenix.catalogue.sheet_rules import CHANGED, NEW, SAME, WRONG, counted
from phoenix.kernel import clock
from phoenix.subscriptions import price_files
from phoenix.team.models import StaffAct

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = NOON.date()
LATER = DAY + timedelta(60)
AICHA = importing.By(None, "Aïcha")


@pytest.fixture(autouse=True)
def today(request):
    request.getfixturevalue("postgresql_app" if "postgresql_app" in request.fixturenames else "app")
    with clock.frozen(NOON):
        yield


def bring(text: str | bytes) -> CatalogueFile:
    return importing.receive("catalogue.csv", text.encode() if isinstance(text, str) else text, AICHA)


def out(kind: str) -> str:
    return "".join(importing.export(kind))


def lines(text: str) -> list:
    return price_files.look(bring(text)).lines


def apply(text: str) -> int:
    file = bring(text)
    return price_files.apply(file, price_files.look(file).seen, "Aïcha")


def reasons(text: str) -> list[tuple[str, str]]:
    return [error for line in lines(text) for error in line.errors]


@pytest.mark.parametrize("kind", ["products", "prices"])
def test_the_whole_demo_catalogue_goes_out_and_comes_back_as_it_was(kind):
    demo_load.load(DAY)
    text = out(kind)
    found = lines(text)
    assert {line.state for line in found} == {SAME} and len(found) >= Product.select().count()
    assert apply(text) == 0
    assert out(kind) == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30), min_size=6, max_size=6),
    blocks=st.lists(st.one_of(st.text(max_size=9), st.lists(st.text(max_size=9), min_size=1, max_size=2)), max_size=3),
    minor=st.integers(0, 10**9),
    days=st.integers(-900, 900),
)
def test_whatever_they_say_products_and_prices_come_back_as_they_were(texts, blocks, minor, days):
    values = dict(zip(("name_fr", "name_en", "summary_fr", "limits_en", "keywords", "third_party_fr"), texts, strict=True))
    blocks = [part.replace("\0", "") if isinstance(part, str) else [each.replace("\0", "") for each in part] for part in blocks]
    plan = builders.plan(minor, of=builders.product(description_fr=blocks, **values))
    Price.create(plan=plan, country="fr", currency="EUR", amount=minor, valid_from=DAY + timedelta(days), created_at=NOON, set_by=texts[0])
    for kind in ("products", "prices"):
        assert {line.state for line in lines(out(kind))} == {SAME}
    PackItem.delete().execute()
    for model in (Price, Plan, Product):
        model.delete().execute()


def test_what_differs_is_shown_before_and_after_and_nothing_is_written():
    product = builders.product()
    look = price_files.look(bring(f"reference;summary_fr\n{product.reference};Tout neuf.\n"))
    (line,) = look.lines
    assert (line.number, line.key, line.state) == (2, product.reference, CHANGED)
    assert [(each.column, each.before, each.after) for each in line.differences] == [("summary_fr", "Pour les tests.", "Tout neuf.")]
    assert Product.get().summary_fr == "Pour les tests."


def test_french_that_comes_without_english_leaves_it_behind():
    """clause 19b"""
    product = builders.product()
    apply(f"reference,summary_fr\n{product.reference},Tout neuf.\n")
    assert Product.get().text("summary", "en") == "Tout neuf."
    apply(f"reference,summary_en\n{product.reference},Brand new.\n")
    assert Product.get().text("summary", "en") == "Brand new."
    assert find("neuf", "fr", "fr").ids == ()


def test_a_new_product_comes_with_what_it_must_have():
    builders.product()
    assert reasons("reference;name_fr\nNEU-1;Neuf\n") == [(name, sheets.EMPTY) for name in ("slug", "kind", "family", "publisher", "unit")]
    text = "reference;slug;kind;family;publisher;unit;name_fr;sold_ma\nNEU-1;neuf;service;microsoft-365;microsoft;day;Neuf;non\n"
    (line,) = lines(text)
    assert line.state == NEW
    assert apply(text) == 1
    row = Product.get(Product.reference == "NEU-1")
    assert (row.slug, row.sold_ma, row.active) == ("neuf", False, False)
    assert StaffAct.get(StaffAct.act == "product_created").subject == "product:NEU-1"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("min_quantity", "beaucoup", sheets.NOT_NUMBER),
        ("min_quantity", "0", sheets.NOT_NUMBER),
        ("sold_fr", "peut-être", sheets.NOT_YES),
        ("valid_until", "31/02/2027", sheets.NOT_DAY),
        ("unit", "tonne", sheets.NOT_CHOICE),
        ("family", "nulle-part", sheets.NOT_CHOICE),
        ("related", "nulle-part", UNKNOWN),
        ("slug", "autre", NOT_FIXED),
        ("name_fr", "x" * 201, sheets.TEXT_TOO_LONG),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column(column, cell, reason):
    product = builders.plan().product
    (line,) = lines(f"reference;{column}\n\n{product.reference};{cell}\n")
    assert (line.number, line.state, line.errors) == (3, WRONG, ((column, reason),))


def test_one_wrong_line_and_nothing_is_applied():
    one, other = builders.product(), builders.product()
    with pytest.raises(importing.Faulty):
        apply(f"reference;min_quantity\n{one.reference};5\n{other.reference};cinq\n")
    assert {row.min_quantity for row in Product.select()} == {1}


def test_a_slug_of_another_and_a_line_that_comes_twice_are_refused():
    one, other = builders.product(), builders.product()
    assert reasons(f"reference;slug\n{one.reference};{other.slug}\n") == [("slug", TAKEN)]
    assert reasons(f"reference;min_quantity\n{one.reference};2\n{one.reference};3\n") == [("reference", TWICE)]


def test_many_products_change_at_once_and_what_is_not_named_stays():
    rows = [builders.product() for _ in range(3)]
    text = "reference;min_quantity\n" + "".join(f"{row.reference};{place}\n" for place, row in enumerate(rows, 2))
    assert [line.state for line in lines(text)] == [CHANGED] * 3
    assert apply(text) == 3
    assert [row.min_quantity for row in Product.select().order_by(Product.id)] == [2, 3, 4]
    assert [row.slug for row in Product.select().order_by(Product.id)] == [row.slug for row in rows]


def test_two_new_products_cannot_have_one_address():
    builders.product()
    head = "reference;slug;kind;family;publisher;unit;name_fr\n"
    row = "{};neuf;service;microsoft-365;microsoft;day;Neuf\n"
    assert reasons(head + row.format("NEU-1") + row.format("NEU-2")) == [("slug", TAKEN)]


def test_packs_say_what_they_contain():
    pack, part = builders.product(kind="pack"), builders.plan()
    apply(f"reference;contents\n{pack.reference};{part.code} x 3\n")
    assert [(item.plan_id, item.quantity) for item in PackItem.select()] == [(part.id, 3)]
    assert {line.state for line in lines(out("products"))} == {SAME}
    assert reasons(f"reference;contents\n{pack.reference};NADA x 3\n") == [("contents", UNKNOWN)]


def price_line(plan: Plan, cells: str, head: str = "country;valid_from;amount") -> str:
    return f"reference;commitment;billing;{head}\n{plan.product.reference};{plan.commitment};{plan.billing};{cells}\n"


@pytest.mark.parametrize("amount", ["1234,50", "1234.5", "1 234,50", "1\u202f234,50", "1234.50"])
@pytest.mark.parametrize("day", ["2027-01-22", "22/01/2027"])
def test_prices_are_read_as_spreadsheets_write_them(amount, day):
    plan = builders.plan()
    apply(price_line(plan, f"fr;{day};{amount}"))
    assert Price.get(Price.valid_from == LATER).amount == 123_450


def test_files_of_excel_old_and_new_are_read_alike():
    product = builders.product()
    for coded in ("utf-8", "utf-8-sig", "cp1252"):
        for sign in ";,\t":
            text = f"Reference{sign}summary_fr\r\n{product.reference}{sign}Été\r\n"
            assert [line.differences[0].after for line in lines(text.encode(coded))] == ["Été"], (coded, sign)


def test_a_price_to_come_is_new_then_changed_and_then_the_same():
    plan = builders.plan()
    assert [line.state for line in lines(price_line(plan, f"fr;{LATER};12,50"))] == [NEW]
    apply(price_line(plan, f"fr;{LATER};12,50"))
    changed = lines(price_line(plan, f"fr;{LATER};13"))
    assert [(line.state, line.differences[0].before) for line in changed] == [(CHANGED, "12.50")]
    assert [line.state for line in lines(price_line(plan, f"fr;{LATER};12,50"))] == [SAME]
    assert Price.get(Price.valid_from == LATER).set_by == "Aïcha"


def test_what_a_file_may_not_do_to_prices():
    """clauses 5a, 5b"""
    plan = builders.plan()
    assert reasons(price_line(plan, "fr;2020-01-01;1")) == [("valid_from", BEGUN)]
    assert reasons(price_line(plan, f"fr;{DAY - timedelta(1)};1")) == [("valid_from", BEGUN)]
    assert reasons(price_line(plan, f"fr;{LATER};1,234")) == [("amount", sheets.NOT_AMOUNT)]
    assert reasons(price_line(plan, f"fr;{LATER};")) == [("amount", sheets.EMPTY)]
    assert reasons(price_line(plan, f"ma;{LATER};1;EUR", "country;valid_from;amount;currency")) == [("currency", OTHER_CURRENCY)]
    assert reasons("reference;commitment;billing\nNADA;P1Y;month\n") == [("reference", UNKNOWN_PRODUCT)]
    assert reasons(f"reference;commitment;billing\n{plan.product.reference};P1Y;year\n") == [("billing", NOT_ALLOWED)]


def test_a_plan_comes_with_its_first_price():
    product = builders.product()
    text = f"reference;commitment;billing;vendor_sku;country;valid_from;amount\n{product.reference};P3Y;year;A:1;fr;{LATER};90\n{product.reference};P3Y;year;A:1;ma;{LATER};900\n"
    assert [line.state for line in lines(text)] == [NEW, NEW]
    apply(text)
    assert (Plan.get().code, Plan.get().vendor_sku) == (f"{product.reference}-P3Y-YEAR", "A:1")
    assert Price.select().count() == 2
    assert reasons(text.replace("A:1;ma", "B:1;ma")) == [("vendor_sku", TWO_WORDS)]


def test_who_looked_at_something_else_applies_nothing():
    plan = builders.plan()
    file = bring(price_line(plan, f"fr;{LATER};12,50"))
    seen = price_files.look(file).seen
    apply(price_line(plan, f"fr;{LATER};13"))
    with pytest.raises(price_files.ChangedMeanwhile):
        price_files.apply(file, seen, "Bruno")
    assert Price.get(Price.valid_from == LATER).amount == 13_00


def test_applied_twice_it_changes_nothing_the_second_time():
    plan = builders.plan()
    text = price_line(plan, f"fr;{LATER};12,50")
    assert (apply(text), apply(text)) == (1, 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", sheets.NO_HEADER),
        (b"\0\0", sheets.NOT_TEXT),
        (b"reference;summary_de\n", sheets.UNKNOWN_COLUMN),
        (b"reference;slug;slug\n", sheets.TWICE),
        (b"slug\nx\n", sheets.MISSING_COLUMN),
        (b'reference;slug\n"MS-101;x\n', sheets.BROKEN),
        (b"reference;slug\nMS-101;x;y\n", sheets.BROKEN),
        (b"x" * 8_000_001, sheets.TOO_LARGE),
        (b"reference\n" + b"x\n" * 20_001, sheets.TOO_LONG),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_reason(data, reason):
    with pytest.raises(sheets.Unreadable) as told:
        bring(data)
    assert told.value.reason == reason and not CatalogueFile.select().exists()


def test_nothing_that_goes_out_is_a_formula():
    builders.product(name_fr='=cmd|"/C calc"!A0', summary_fr="-1", keywords="'quoted")
    assert not [cell for row in out("products").splitlines()[1:] for cell in row.split(";") if cell.startswith(("=", "-", "+", "@"))]
    assert {line.state for line in lines(out("products"))} == {SAME}


def test_lines_are_counted_by_state():
    product = builders.product()
    assert counted(lines(f"reference;min_quantity\n{product.reference};1\n")) == {NEW: 0, CHANGED: 0, SAME: 1, WRONG: 0}


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    demo_load.load(DAY)
    for kind in ("products", "prices"):
        assert apply(out(kind)) == 0
    plan = Plan.get()
    assert apply(price_line(plan, f"fr;{LATER};12,50")) == 1
