"""The sales journal: each entry balances, names its customer once, and fits the eighteen columns."""

from hypothesis import given
from hypothesis import strategies as st

from phoenix.invoices.facts import GOODS, LineFacts
from phoenix.invoices.journal import ACCOUNTS, FEC_COLUMNS, fec_rows, lines_of
from tests.rules.document_samples import credit_note, invoice, moroccan_invoice

FRENCH, MOROCCAN = ACCOUNTS["pa-fr"], ACCOUNTS["pa-ma"]
RATES = st.sampled_from((2000, 1000, 550, 0))


@st.composite
def lines(draw):
    quantity, price = draw(st.integers(1, 300)), draw(st.integers(1, 5_000_00))
    return LineFacts("Licence", quantity, price, quantity * price, draw(RATES))


def sides(found) -> tuple[int, int]:
    return sum(line.debit for line in found), sum(line.credit for line in found)


@given(st.lists(lines(), min_size=1, max_size=6))
def test_every_entry_balances_at_the_gross_amount(given_lines):
    facts = invoice(*given_lines)
    assert sides(lines_of(facts, FRENCH)) == (facts.gross, facts.gross)
    note = credit_note(facts, *given_lines)
    assert sides(lines_of(note, FRENCH)) == (note.gross, note.gross)


def test_an_invoice_debits_the_customer_and_a_credit_note_credits_them():
    facts = invoice(LineFacts("Licence", 1, 100_00, 100_00, 2000))
    booked = [(line.account, line.debit, line.credit) for line in lines_of(facts, FRENCH)]
    assert booked == [("411000", 120_00, 0), ("706000", 0, 100_00), ("445710", 0, 20_00)]
    note = credit_note(facts, LineFacts("Licence", 1, 100_00, 100_00, 2000))
    booked = [(line.account, line.debit, line.credit) for line in lines_of(note, FRENCH)]
    assert booked == [("411000", 0, 120_00), ("706000", 100_00, 0), ("445710", 20_00, 0)]


def test_goods_and_the_moroccan_plan_have_their_own_accounts():
    line = LineFacts("Licence", 1, 100_00, 100_00, 2000)
    assert lines_of(invoice(line, nature=GOODS), FRENCH)[1].account == "707000"
    assert [each.account for each in lines_of(moroccan_invoice(line), MOROCCAN)] == ["342100", "712400", "445500"]


def test_what_is_not_taxed_has_no_line_of_nothing():
    found = lines_of(invoice(LineFacts("Licence", 1, 100_00, 100_00, 0)), FRENCH)
    assert [line.account for line in found] == ["411000", "706000"]


def test_rows_have_eighteen_cells_that_no_name_can_break():
    facts = invoice(LineFacts("Licence", 1, 1234_56, 1234_56, 2000))
    rows = list(fec_rows(facts, FRENCH, 7, "C-\t0001\n"))
    assert {len(row) for row in rows} == {len(FEC_COLUMNS)} == {18}
    told = [dict(zip(FEC_COLUMNS, row, strict=True)) for row in rows]
    assert {row["EcritureNum"] for row in told} == {"7"}
    assert told[0]["CompAuxNum"] == "C- 0001" and not told[1]["CompAuxNum"]
    assert told[1]["Credit"] == "1234,56" and told[1]["Debit"] == "0,00"
    assert not any("\t" in cell or "\n" in cell for row in rows for cell in row)
