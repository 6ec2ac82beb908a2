"""Part of a line on a credit note: net stays quantity × price − discount, and whole lines are what they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.invoices.credit_lines import NotOnTheInvoice, left, part_of
from phoenix.invoices.facts import LineFacts
from tests.rules.document_samples import invoice

SEATS = LineFacts("Sièges", 12, 20_60, 12 * 20_60 - 7_77, 2000, discount=7_77, discount_reason="5/31")
HOURS = LineFacts("Heures", 3, 90_00, 270_00, 550)


@given(st.integers(1, 12))
def test_units_of_a_line_carry_their_share_of_its_discount(quantity):
    [line] = part_of(invoice(SEATS, HOURS), [(1, quantity)]).lines
    assert line.net == quantity * line.unit_price - line.discount
    assert abs(line.net * 12 - SEATS.net * quantity) <= 12


def test_whole_lines_come_to_the_invoice():
    bill = invoice(SEATS, HOURS)
    part = part_of(bill, [(1, 12), (2, 3)])
    assert (part.lines, part.gross) == (bill.lines, bill.gross)
    assert {(row.rate, row.base, row.tax) for row in part.vat} == {(row.rate, row.base, row.tax) for row in bill.vat}


@pytest.mark.parametrize("chosen", ([(0, 1)], [(3, 1)], [(1, 13)], [(1, 0)], [(2, -1)]))
def test_what_is_not_on_the_invoice_is_refused(chosen):
    with pytest.raises(NotOnTheInvoice):
        part_of(invoice(SEATS, HOURS), chosen)


def test_what_earlier_choices_left():
    assert left(invoice(SEATS, HOURS), [[(1, 5)], [[1, 7], [2, 1]]]) == {1: 0, 2: 2}
