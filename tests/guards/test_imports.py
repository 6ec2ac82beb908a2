"""A room imports only rooms above it; nothing is imported inside a function (house.md)."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORDER = (
    "kernel config database database_triggers database_rows gateways outbox web archive messages legal accounts files consent audience team barring catalogue partners "
    "cart orders quotes invoices payments subscriptions books prospecting contracts care standing privacy evidence i18n translating my_account staff "
    "demo_clock reactions schema backup operations worker backup_commands export_commands archive_commands i18n_commands billing_commands retention_commands demo_commands audience_commands prospecting_commands staff_commands legal_commands commands application launcher"
).split()


def modules():
    """Every module of the shop with its syntax tree."""
    for path in sorted((ROOT / "phoenix").rglob("*.py")):
        if path.parent.name == "migrations":  # frozen copies, generated
            continue
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    """The room a file belongs to: its folder, or its own name at the top."""
    parts = path.relative_to(ROOT / "phoenix").with_suffix("").parts
    return parts[0]


def imported_rooms(tree: ast.AST):
    """The rooms of ours that a module imports, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "phoenix":
            inner = node.module.split(".")[1:]
            yield from [(inner[0], node.lineno)] if inner else [(a.name, node.lineno) for a in node.names]


def test_rooms_import_only_rooms_above_them():
    wrong = []
    for path, tree in modules():
        room = room_of(path)
        if room == "__init__":
            continue
        for other, line in imported_rooms(tree):
            if ORDER.index(other) > ORDER.index(room):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {room} imports {other}")
    assert not wrong


def test_nothing_is_imported_inside_a_function():
    wrong = []
    for path, tree in modules():
        for function in ast.walk(tree):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for node in ast.walk(function):
                    if isinstance(node, (ast.Import, ast.ImportFrom)):
                        wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong


def test_functions_stay_short():
    wrong = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 50:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not wrong


def test_the_package_itself_is_empty():
    assert (ROOT / "phoenix" / "__init__.py").read_text() == ""


def test_the_kernel_knows_neither_flask_nor_the_database():
    outside = ("flask", "peewee", "stripe", "huey")
    for path, tree in modules():
        if room_of(path) != "kernel":
            continue
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in outside], path


def test_floats_never_touch_money():
    wrong = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float":
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Attribute) and node.attr in ("DecimalField", "FloatField"):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong


def test_a_web_process_loads_no_library_of_the_worker():
    heavy = "typst lxml facturx holidays stripe num2words pypdf".split()
    asked = f"import sys, app; print([name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
