"""Static files: compressed once, served under the hash of the whole tree, cached for ever.

The hash stands in the folder's name, so relative addresses inside style sheets stay true.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from phoenix.config import ROOT

SOURCE = ROOT / "static"
FOREVER = 365 * 24 * 3600
IMPORT = re.compile(r'@import url\("(.+?)"\) layer\((.+?)\);')
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.S)
COMPRESSIBLE = {".css", ".js", ".svg", ".txt", ".json", ".webmanifest"}


def tree_hash(source: Path = SOURCE) -> str:
    """A short hash of every file's name and content below `source`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(source)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def join_styles(sheet: Path) -> None:
    """Put the imported files into `sheet`, each in its layer, without comments: one request instead of many."""

    def imported(found) -> str:
        content = (sheet.parent / found[1]).read_text(encoding="utf-8")
        return f"@layer {found[2]} {{\n{content}}}\n"

    joined = IMPORT.sub(imported, sheet.read_text(encoding="utf-8"))
    sheet.write_text(COMMENT.sub("", joined), encoding="utf-8")


def collect(target: Path, source: Path = SOURCE) -> str:
    """Copy and compress the tree to target/<hash>, unless it is there already; the hash."""
    version = tree_hash(source)
    final = target / version
    if final.exists():
        return version
    target.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=target, prefix=".partial-"))
    shutil.copytree(source, partial, dirs_exist_ok=True)
    if (partial / "css/app.css").exists():
        join_styles(partial / "css/app.css")
    for path in [path for path in partial.rglob("*") if path.suffix in COMPRESSIBLE]:
        content = path.read_bytes()
        Path(f"{path}.br").write_bytes(brotli.compress(content, quality=11))
        Path(f"{path}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    os.chmod(partial, 0o755)
    try:
        os.replace(partial, final)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
    return version


def _headers(headers, _path, _url) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def wrap(app: Flask) -> None:
    """Serve the tree in front of the app; templates ask `static_url` for addresses."""
    target = app.config["SETTINGS"].instance / "static"
    version = collect(target)
    app.jinja_env.globals["static_url"] = lambda path: f"/static/{version}/{path}"
    app.wsgi_app = WhiteNoise(
        app.wsgi_app,
        root=str(target),
        prefix="static/",
        max_age=FOREVER,
        allow_all_origins=False,
        add_headers_function=_headers,
        immutable_file_test=lambda _path, _url: True,
    )
