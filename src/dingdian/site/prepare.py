"""Brings a database up to date, as owner of its tables; run before the site starts (`python -m dingdian.site.prepare`).

`--static`: gather the static files as well. `--demo`: write the demonstration's data as well.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import unquote, urlsplit


def main(options: list[str]) -> None:
    """Migrate, give the application's role what it may, gather what else was asked for."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    django.setup()
    from django.core.management import call_command

    up_to_date()
    if "--static" in options:
        call_command("collectstatic", interactive=False, verbosity=0)
    if "--demo" in options:
        _demo()


def up_to_date() -> None:
    """Migrate, and tighten what the application's role may do. Django must be set up, as owner of the tables."""
    from django.core.management import call_command
    from django.db import connection

    from dingdian.site import grants
    from dingdian.site.cluster import APPLICATION

    call_command("migrate", interactive=False, verbosity=0)
    grants.apply(connection, unquote(urlsplit(os.environ.get("DATABASE_URL", "")).username or APPLICATION))


def _demo() -> None:
    from dingdian.journal import checkpoint
    from dingdian.journal.record import today
    from dingdian.papers import demo as papers
    from dingdian.registry import datafiles, demo
    from dingdian.signing import demo as signing

    demo.load(day=today())
    papers.letterheads()
    signing.sessions()
    datafiles.make(today())
    checkpoint.take(today())


if __name__ == "__main__":
    main(sys.argv[1:])
