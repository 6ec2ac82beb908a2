"""The staff's menu: groups of the pages that a role may open, the present one marked."""

from __future__ import annotations

import re

from tests.web.staff.people import staff

from phoenix.staff.sections import GROUPS, SECTIONS


def _menu(client, path="/equipe") -> str:
    text = client.get(path).get_data(as_text=True)
    return text[text.index('<nav class="site-nav staff-nav"') : text.index("</nav>")]


def _links(menu: str) -> list[str]:
    return re.findall(r'<a href="([^"]*)"', menu)


def test_every_section_stands_in_a_group():
    assert {group for group, *_rest in SECTIONS} <= set(GROUPS)


def test_an_administrator_finds_every_page_once(client):
    staff(client, "admin")
    assert sorted(_links(_menu(client))) == sorted(f"/equipe{path}" for _group, path, *_rest in SECTIONS)


def test_a_translator_finds_the_own_page_without_a_group_around_it(client):
    staff(client, "translator")
    menu = _menu(client)
    assert _links(menu) == ["/equipe", "/equipe/traductions"]
    assert "<details" not in menu


def test_the_present_page_and_its_group_are_marked(client):
    staff(client, "support")
    menu = _menu(client, "/equipe/reclamations/nouvelle")
    assert re.findall(r'<a href="([^"]*)" aria-current="page"', menu) == ["/equipe/reclamations"]
    here = menu[menu.index('class="staff-nav-here"') :]
    assert "Assistance<span" in here[: here.index("</summary>")]
