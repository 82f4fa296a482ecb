"""A site for one measurement: a database of its own in a folder that is removed at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def site() -> Iterator[Path]:
    """Django on a private cluster with all its tables; gives the folder. Once in a process."""
    from dingdian.site.cluster import OWNER, Cluster

    with tempfile.TemporaryDirectory(prefix="dingdian-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "postgresql")
        cluster.start()
        try:
            os.environ |= {"DATABASE_URL": cluster.url(OWNER), "DJANGO_SETTINGS_MODULE": "dingdian.site.settings"}
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            call_command("migrate", verbosity=0)
            try:
                yield Path(folder)
            finally:
                connections.close_all()
        finally:
            cluster.stop()
