"""Revenue, recurring revenue, churn and what is overdue: charts drawn here, each with its table (issue 5)."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date
from flask import Blueprint, request
from flask_babel import gettext as _

from phoenix.books import charts
from phoenix.books.charts import Chart
from phoenix.books.figures import Figures, figures
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES
from phoenix.web.filters import LOCALES, money, number
from phoenix.web.market import current_market
from phoenix.web.render import page

blueprint = Blueprint("staff_figures", __name__, url_prefix="/equipe/chiffres")
SPANS = (6, 12, 24, 36)
USUAL = 12


@blueprint.get("")
@staff_only(SALES, ACCOUNTING)
def view():
    """The months of one seller."""
    seller = request.args.get("seller", "")
    seller = seller if seller in SELLERS else next(iter(SELLERS))
    asked = request.args.get("months", "")
    span = int(asked) if asked in map(str, SPANS) else USUAL
    found = figures(seller, span)
    return page(
        "staff/figures.html",
        found=found,
        drawn=_drawn(found),
        names=[month_name(row.month.first, "LLLL y") for row in found.rows],
        money=lambda minor: money(Money(minor, found.currency)),
        spans=SPANS,
        span=span,
        sellers=SELLERS,
        ages=_ages(),
    )


def _drawn(found: Figures) -> dict[str, Chart]:
    """The four charts."""
    rows = found.rows
    return {
        "revenue": _of_money(found, [row.revenue for row in rows]),
        "recurring": _of_money(found, [row.recurring for row in rows]),
        "churn": _bars(found, [[row.started for row in rows], [row.ended for row in rows]], number, number),
        "overdue": _of_money(found, [row.overdue for row in rows]),
    }


def _of_money(found: Figures, values: Sequence[int]) -> Chart:
    def said(minor: int) -> str:
        return money(Money(minor, found.currency))

    return _bars(found, [values], lambda minor: number(minor // 100), said, unit=100)


def _bars(found: Figures, series, axis, said, unit: int = 1) -> Chart:
    pattern = "LLL" if len(found.rows) <= 12 else "LLL yy"
    return charts.bars([month_name(row.month.first, pattern) for row in found.rows], series, axis, said, unit)


def month_name(day, pattern: str) -> str:
    """A month in the reader's language."""
    return format_date(day, pattern, locale=LOCALES[current_market().language])


def _ages() -> list[str]:
    return [_("1 à 30 jours"), _("31 à 60 jours"), _("61 à 90 jours"), _("plus de 90 jours")]
