"""Lighthouse, desktop and mobile, the median of three (python -m tests.bench.lighthouse [page…]).

Needs `npm ci --prefix tests/bench` and a Chromium. Every group is to be 100.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.bench import shop
from tests.bench.report import Measure, report
from tests.bench.server import Visitor
from tests.outside import CHROMIUM

MODULES = Path(__file__).resolve().parent / "node_modules"
NODE, SCRIPT = MODULES / "node/bin/node", MODULES / "lighthouse/cli/index.js"
FLAGS = "--no-sandbox --headless=new --disable-gpu --disable-background-networking"
GROUPS = ("performance", "accessibility", "best-practices", "seo")
FORMS = {"desktop": ["--preset=desktop"], "mobile": []}
PAGES = {"home": "/fr-fr/", "catalogue": shop.CATALOGUE, "product": shop.PRODUCT, "cart": shop.CART}
ROUNDS = 3


def measures() -> list[Measure]:
    """The lowest group of each page and form; `detail` names all four."""
    if not SCRIPT.exists():
        raise SystemExit("Lighthouse is not there: npm ci --prefix tests/bench")
    with tempfile.TemporaryDirectory() as folder, shop.serve(shop.new_shop(folder), workers=2) as (port, _):
        for path in PAGES.values():
            Visitor(port).ask(path)
        return [_page(f"http://127.0.0.1:{port}", name, form) for name in PAGES for form in FORMS]


def _page(origin: str, name: str, form: str) -> Measure:
    scores = defaultdict(list)
    for _ in range(ROUNDS):
        found = _run(origin + PAGES[name], FORMS[form])
        for group in GROUPS:
            scores[group].append(found["categories"][group]["score"] * 100)
        _say_what_is_amiss(found)
    medians = {group: statistics.median(values) for group, values in scores.items()}
    detail = ", ".join(f"{group} {value:.0f}" for group, value in medians.items())
    return Measure(f"Lighthouse, {form}: {name}", min(medians.values()), 100, "", detail, least=True)


def _run(url: str, options: list[str]) -> dict:
    """One report; a run that Chromium breaks off is made again, twice at most."""
    command = [str(NODE), str(SCRIPT), url, "--output=json", "--quiet", f"--chrome-flags={FLAGS}", *options]
    for _ in range(3):
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env={**os.environ, "CHROME_PATH": CHROMIUM}, check=False
        )
        found = json.loads(done.stdout) if done.returncode == 0 else {"runtimeError": done.stderr}
        if "runtimeError" not in found:
            return found
    raise SystemExit(f"Lighthouse failed on {url}: {found['runtimeError']}")


def _say_what_is_amiss(found: dict) -> None:
    """Name each audit that takes points away."""
    for group in found["categories"].values():
        for entry in group["auditRefs"]:
            audit = found["audits"][entry["id"]]
            if entry["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"  {found['requestedUrl']}: {audit['id']} {audit.get('displayValue', '')}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(report(measures))
