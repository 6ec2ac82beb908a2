"""The operator's command line: `flask --app app …`.

Commands load when they are called, so that the web process never carries the worker's libraries.
"""

from __future__ import annotations

import importlib

from flask.cli import AppGroup

COMMANDS = {
    "archive": "phoenix.archive_commands:archive",
    "audience": "phoenix.audience_commands:audience",
    "backup": "phoenix.backup_commands:backup",
    "billing": "phoenix.billing_commands:billing",
    "db": "phoenix.operations:db",
    "demo": "phoenix.demo_commands:demo",
    "retention": "phoenix.retention_commands:retention_group",
    "staff": "phoenix.staff_commands:staff",
    "prospecting": "phoenix.prospecting_commands:prospecting",
    "legal": "phoenix.legal_commands:legal",
    "worker": "phoenix.worker:worker",
    "export": "phoenix.export_commands:export",
    "i18n": "phoenix.i18n_commands:i18n",
}


class Commands(AppGroup):
    """Our commands by name; each is imported at its first use."""

    def list_commands(self, ctx):
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx, name):
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, attribute = COMMANDS[name].split(":")
        return getattr(importlib.import_module(module), attribute)
