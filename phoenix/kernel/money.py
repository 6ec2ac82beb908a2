"""Money: an integer count of minor units and a currency; the two never mix."""

from __future__ import annotations

from phoenix.kernel.values import frozen

CURRENCIES = {"EUR": 2, "MAD": 2}


class MixedCurrencies(TypeError):
    """Two amounts of different currencies were added or compared."""


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded half away from zero, on whole numbers only."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


@frozen
class Money:
    """An amount: `minor` units (centimes) of `currency` ("EUR" or "MAD")."""

    minor: int
    currency: str

    def __post_init__(self):
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("minor units are whole numbers")
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(0, currency)

    @classmethod
    def total(cls, amounts, currency: str) -> Money:
        """The sum of `amounts`, each in `currency`; zero when there are none."""
        result = cls.zero(currency)
        for amount in amounts:
            result += amount
        return result

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"not money: {other!r}")
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        if not isinstance(quantity, int) or isinstance(quantity, bool):
            raise TypeError("an amount is multiplied by whole numbers")
        return Money(self.minor * quantity, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, numerator: int, denominator: int) -> Money:
        """This amount times numerator/denominator, rounded half up to the minor unit."""
        return Money(half_up(self.minor * numerator, denominator), self.currency)
