"""Which lines a credit note takes back, and how many of each: facts in, facts out (clauses 5d, 6.2a)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from phoenix.invoices.facts import InvoiceFacts, LineFacts, VatFacts
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.kernel.vat import totals

Chosen = Sequence[tuple[int, int]]  # (position of a line, how many of its units)


class NotOnTheInvoice(ValueError):
    """A line that is not there, or more of it than is left."""


@frozen
class Part:
    """Lines taken back, with their VAT; `gross` is what they come to."""

    lines: tuple[LineFacts, ...]
    vat: tuple[VatFacts, ...]

    @property
    def gross(self) -> int:
        """Minor units, VAT included."""
        return sum(row.base + row.tax for row in self.vat)


def left(original: InvoiceFacts, taken: Iterable[Chosen]) -> dict[int, int]:
    """Position → units that earlier choices left of each line."""
    gone: Counter = Counter()
    for chosen in taken:
        for position, quantity in chosen:
            gone[position] += quantity
    return {place: max(0, line.quantity - gone[place]) for place, line in enumerate(original.lines, start=1)}


def part_of(original: InvoiceFacts, chosen: Chosen) -> Part:
    """These units of these lines; NotOnTheInvoice."""
    lines = tuple(_some(original, position, quantity) for position, quantity in chosen)
    sums = totals([(Money(line.net, original.currency), line.vat_rate) for line in lines], original.currency)
    known = {row.rate: row for row in original.vat}
    vat = tuple(replace(known[row.basis_points], base=row.net.minor, tax=row.tax.minor) for row in sums.by_rate)
    return Part(lines, vat)


def _some(original: InvoiceFacts, position: int, quantity: int) -> LineFacts:
    """Some units of a line, its discount shared: net = quantity × unit price − discount."""
    if not 1 <= position <= len(original.lines):
        raise NotOnTheInvoice(position)
    line = original.lines[position - 1]
    if not 0 < quantity <= line.quantity:
        raise NotOnTheInvoice(position)
    net = Money(line.net, original.currency).share(quantity, line.quantity).minor
    return replace(line, quantity=quantity, net=net, discount=quantity * line.unit_price - net)
