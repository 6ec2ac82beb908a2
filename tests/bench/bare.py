"""The yardstick: a bare Flask view that reads 24 rows with peewee and renders one template.

BENCH_DATABASE names its SQLite file; `?bytes=` says how large the page is to be.
"""

import os

import peewee
from flask import Flask, render_template, request
from jinja2 import DictLoader

database = peewee.SqliteDatabase(os.environ["BENCH_DATABASE"], pragmas={"journal_mode": "wal"})
PAGE = """<!doctype html><html lang="fr"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for row in rows %}<article><h2><a href="/p/{{ row.slug }}">{{ row.name }}</a></h2>
<p>{{ row.summary }}</p><p>{{ row.price }}</p><p>{{ filler }}</p></article>{% endfor %}</body></html>"""


class Row(peewee.Model):
    """One product of the yardstick."""

    slug = peewee.CharField()
    name = peewee.CharField()
    summary = peewee.TextField()
    price = peewee.IntegerField()

    class Meta:
        database = database


def fill() -> None:
    """Make the 24 rows, once."""
    database.create_tables([Row])
    if not Row.select().exists():
        Row.insert_many(
            {"slug": f"p-{n}", "name": f"Produit {n}", "summary": "Un produit. " * 8, "price": n * 100}
            for n in range(24)
        ).execute()
    database.close()


app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once, as any template
with app.app_context():
    fill()
EMPTY = 24 * 210 + 150


@app.get("/")
def page():
    """Twenty-four rows, one template."""
    filler = "x" * max(0, (int(request.args.get("bytes", 30_000)) - EMPTY) // 24)
    rows = list(Row.select().order_by(Row.id).limit(24))
    return render_template("page.html", title="Catalogue", rows=rows, filler=filler)
