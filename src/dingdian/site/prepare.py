"""Brings a database up to date, as owner of its tables; run before the site starts (`python -m dingdian.site.prepare`).

`--static`: gather the static files as well. `--demo`: write the demonstration's data as well.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec


def main(options: list[str]) -> None:
    """Migrate, give the application's role what it may, gather what else was asked for."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    _grants()
    if "--static" in options:
        call_command("collectstatic", interactive=False, verbosity=0)
    if "--demo" in options:
        _demo()


def _demo() -> None:
    from dingdian.journal.record import today

    name = "dingdian.registry.demo" if find_spec("dingdian.registry.demo") else "dingdian.site.small_demo"
    import_module(name).load(day=today())


def _grants() -> None:
    """The application's role reads and writes; the journal's own migrations and grants take away what it may not."""
    if find_spec("dingdian.site.grants") is not None:
        import_module("dingdian.site.grants").apply()
        return
    from django.db import connection

    from dingdian.site.cluster import APPLICATION

    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
        for table in ("journal_entry", "journal_subject"):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {APPLICATION}")


if __name__ == "__main__":
    main(sys.argv[1:])
