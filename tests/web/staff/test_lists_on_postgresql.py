"""The staff's lists on PostgreSQL: pages by key, sorts, filters and CSV as on SQLite."""

import pytest
from tests.web.staff import test_lists as here
from tests.web.staff.test_lists import orders, three_a_page

__all__ = ["orders", "three_a_page"]
pytestmark = pytest.mark.postgresql


@pytest.fixture
def client(postgresql_app):
    return postgresql_app.test_client()


def test_pages_sorts_filters_and_csv(client, orders, three_a_page, monkeypatch):
    here.test_pages_go_on_and_back_through_the_whole_list(client, orders, three_a_page)
    here.test_pages_hold_on_to_sort_and_filters(client, orders, three_a_page)
    here.test_the_csv_has_every_row_of_the_filters_in_the_order_of_the_page(client, orders, monkeypatch)
    here.test_equal_amounts_are_neither_lost_nor_doubled_between_pages(client, orders, three_a_page)


def test_filters(client, orders):
    here.test_filters_choose_by_state_country_customer_and_day(client, orders)
