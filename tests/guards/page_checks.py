"""What every page is looked at for, in the browser and by the Nu HTML checker."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1] / "tools" / "node_modules"
AXE = TOOLS / "axe-core" / "axe.min.js"
VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
REQUIRED = os.environ.get("PHOENIX_TEST_REQUIRE") == "all"
WITHOUT_AXE = not REQUIRED and not AXE.exists()
WITHOUT_VNU = not REQUIRED and not (VNU.exists() and shutil.which("java"))
WIDTHS = (360, 390, 768, 1280, 1440)
FRENCH = re.compile(r"\b(vous|votre|vos|nous|avec|pour|dans|sont|cette|aux|notre|sera|être)\b", re.IGNORECASE)

RUN_AXE = """async rules => {
  const options = {resultTypes: ["violations"], iframes: false, preload: false};
  if (rules) options.runOnly = {type: "rule", values: rules};
  const found = await axe.run(document, options);
  return found.violations.map(v => v.id + " " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | "));
}"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FACTS = """() => {
  const targets = [...document.querySelectorAll("[data-hx-get], [data-hx-post]")].map(each => {
    const wanted = each.getAttribute("data-hx-target");
    const swapped = !wanted || wanted === "this" ? each : wanted.startsWith("#") ? document.querySelector(wanted) : each.closest("[id]");
    return swapped && swapped.id ? null : wanted || each.outerHTML.slice(0, 120);
  });
  const links = [...document.querySelectorAll("a[data-hx-get]")].filter(each => !each.getAttribute("href"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("script, style, template, pre")) continue;
    if (node.parentElement.closest("[lang]").lang.startsWith("en")) words.push(node.data);
  }
  return {
    lang: document.documentElement.lang,
    titles: document.querySelectorAll("h1").length,
    title: document.title,
    unswappable: targets.filter(Boolean).concat(links.map(each => each.outerHTML.slice(0, 120))),
    words,
  };
}"""


def look(page, language: str) -> dict[str, list[str]]:
    """The faults of the page that is open, by kind; it ends in the light."""
    facts = page.evaluate(FACTS)
    return {
        "headings": [] if facts["titles"] == 1 and facts["title"] else [f"{facts['titles']} h1, title {facts['title']!r}"],
        "fragments": facts["unswappable"],
        "language": _language(facts, language),
        "width": _too_wide(page),
        "axe": _axe(page, language),
        "script": [*page.problems],
    }


def _language(facts: dict, language: str) -> list[str]:
    wrong = [] if facts["lang"] == language else [f"lang={facts['lang']}"]
    if language == "en":
        wrong += [" ".join(text.split())[:90] for text in facts["words"] if FRENCH.search(text)]
    return wrong


def _too_wide(page) -> list[str]:
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if excess := page.evaluate(WIDE):
            wrong.append(f"{excess} px too wide at {width}")
    return wrong


def _axe(page, language: str) -> list[str]:
    """All rules on a telephone and on a desk (in French: the rest is alike), colours again in the dark."""
    if WITHOUT_AXE:
        return []
    page.evaluate(AXE.read_text())
    wrong = []
    for width in (390, 1280) if language == "fr" else (390,):
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{width} light: {each}" for each in page.evaluate(RUN_AXE, None)]
        page.emulate_media(color_scheme="dark")
        wrong += [f"{width} dark: {each}" for each in page.evaluate(RUN_AXE, ["color-contrast"])]
        page.emulate_media(color_scheme="light")
    return wrong


def markup_errors(folder: Path) -> dict[str, list[str]]:
    """Errors of the Nu HTML checker in the HTML files of a folder, by file name; one Java for all."""
    command = ["java", "-Xss4m", "-jar", str(VNU), "--format", "json", "--errors-only", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=240)
    found: dict[str, list[str]] = {}
    for message in json.loads(answer.stderr)["messages"]:
        name = message.get("url", "?").rsplit("/", 1)[-1]
        found.setdefault(name, []).append(f"line {message.get('lastLine')}: {message['message']}")
    return found
