"""The look keeps its promises: contrast, weight of a first visit, and nothing inline under the strict CSP."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from phoenix.web.static_files import collect

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
PAGES = [
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not {"mails", "documents"} & set(path.parts) and path.name not in ("mail.html", "fallback.html")
]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:src=|application/ld\+json))|javascript:")
BARE_HTMX = re.compile(r"<(?!hx-partial)[^>]*\shx-[a-z]|\"hx-[a-z]")
TEXT_ON = {
    "ink": ("paper", "surface", "sunken", "ember-tint", "warning-tint"),
    "ink-soft": ("paper", "surface", "sunken"),
    "heading": ("paper", "surface", "sunken"),
    "link": ("paper", "surface", "sunken"),
    "ember": ("paper", "surface"),
    "on-ember": ("ember", "ember-deep"),
    "on-navy": ("navy",),
    "on-navy-soft": ("navy",),
    "success": ("success-tint", "paper", "surface"),
    "warning": ("warning-tint", "paper", "surface"),
    "error": ("error-tint", "paper", "surface"),
    "info": ("info-tint", "paper", "surface"),
}
FIRST_VISIT = (
    "css/app.css",
    "js/app.js",
    "vendor/htmx.min.js",
    "img/icons.svg",
    "img/favicon.svg",
    "fonts/phoenix-text.woff2",
    "fonts/phoenix-display.woff2",
)


def schemes() -> dict[str, dict[str, str]]:
    light, dark = (STATIC / "css/tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    return {"light": _colours(light), "dark": {**_colours(light), **_colours(dark)}}


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", css))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_text_stands_out_from_what_it_is_written_on(scheme):
    colours = schemes()[scheme]
    pairs = [(text, ground) for text, grounds in TEXT_ON.items() for ground in grounds]
    assert [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < 4.5] == []


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_borders_of_fields_stand_out(scheme):
    colours = schemes()[scheme]
    assert contrast(colours["line-strong"], colours["surface"]) >= 3
    assert contrast(colours["focus"], colours["paper"]) >= 3


def test_what_a_first_visit_loads_stays_light(tmp_path):
    tree = tmp_path / collect(tmp_path)
    sizes = {name: _sent(tree / name) for name in FIRST_VISIT}
    assert sum(sizes.values()) <= 51_000, sizes


def _sent(path: Path) -> int:
    content = path.read_bytes()
    return len(content if path.suffix == ".woff2" else brotli.compress(content, quality=11))


def test_the_style_sheet_imports_nothing_once_collected(tmp_path):
    css = (tmp_path / collect(tmp_path) / "css/app.css").read_text()
    assert "@import" not in css and css.count("{") == css.count("}")


def test_nothing_inline_in_pages():
    assert [path.name for path in PAGES if INLINE.search(path.read_text(encoding="utf-8"))] == []


def test_htmx_attributes_are_data_attributes():
    assert [path.name for path in PAGES if BARE_HTMX.search(path.read_text(encoding="utf-8"))] == []
