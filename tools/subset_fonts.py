"""Cut the two typefaces down to the letters of French and English (static/fonts, both OFL).

Run by `make vendor` after `npm ci`; needs fonttools and brotli, which the shop itself does not.
Modified fonts lose their reserved names, as the licence asks: ours are Phoenix Text and Phoenix Display.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0§©«°²·»ÀÂÇÈÉÊËÎÏÔ×ÙÛàâçèéêëîïôöùûüŒœ"
    + "\u2011–—’“”•…\u202f€→−"
)
SAME_GLYPH = {0x202F: 0x20, 0x2011: 0x2D, 0xA0: 0x20}
MODULES = Path("node_modules")
TARGET = Path("static/fonts")


def cut(source: str, target: str, family: str, weights: tuple[int, int] | None = None) -> None:
    """Write TARGET/target with LETTERS only, named `family`, between two weights."""
    font = TTFont(MODULES / source, recalcTimestamp=False)
    if weights:
        narrowed = BytesIO()
        instantiateVariableFont(font, {"wght": weights}).save(narrowed)
        font = TTFont(narrowed, recalcTimestamp=False)
    for table in font["cmap"].tables:
        for character, like in SAME_GLYPH.items():
            table.cmap[character] = table.cmap[like]
    options = Options()
    options.layout_features = ["kern", "liga", "tnum", "lnum", "mark"]
    options.hinting = False
    options.flavor = "woff2"
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = family if record.nameID != 6 else family.replace(" ", "")
    font.flavor = "woff2"
    font.save(TARGET / target)


def main() -> int:
    """Both typefaces."""
    cut(
        "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
        "phoenix-text.woff2",
        "Phoenix Text",
        (400, 600),
    )
    cut("@fontsource/spectral/files/spectral-latin-600-normal.woff2", "phoenix-display.woff2", "Phoenix Display")
    return 0


if __name__ == "__main__":
    sys.exit(main())
