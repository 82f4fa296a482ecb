"""Where `dingdian replay` lets its stories happen: in memory, at a site, or in this machine's own database."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from dingdian.cli import render
from dingdian.dossier import Dossier, Replay
from dingdian.dossier import replay as in_memory
from dingdian.dossier.replay import tell
from dingdian.site.cluster import start_database

Telling = Callable[[Dossier], Replay]
LOCAL = "local"


@contextmanager
def telling(site: str | None) -> Iterator[Telling]:
    """How stories are told: null in memory, `local` through the API in this process, else to a site by its address."""
    if site is None:
        yield in_memory
        return
    from dingdian.site.cluster import NoDatabaseError

    try:
        _prepare(local=site == LOCAL)
    except NoDatabaseError as error:
        raise _fault(error) from None
    from django.db import OperationalError

    from dingdian.api.remote import Unreachable

    try:
        if site == LOCAL:
            with _local() as told:
                yield told
        else:
            yield _remote(site)
    except (Unreachable, OperationalError) as error:
        raise _fault(error) from None


def _fault(error: Exception) -> typer.Exit:
    render.err.print(str(error), style="red", highlight=False, markup=False)
    return typer.Exit(2)


def _prepare(*, local: bool) -> None:
    """The site's code in this process; for `local` also its database, with its tables as they now are."""
    import django
    from django.conf import settings

    fresh = local and not settings.configured
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    if fresh:
        os.environ["DINGDIAN_AS_OWNER"] = "1"
        start_database()
    django.setup()
    if fresh:
        from dingdian.site.prepare import up_to_date

        up_to_date()


def _remote(site: str) -> Telling:
    from dingdian.api.remote import OverHttp, Unreachable, over_network

    token = os.environ.get("DINGDIAN_TOKEN", "")
    if not token:
        raise Unreachable("没有令牌；请把系统管理员的接口令牌放在环境变量 DINGDIAN_TOKEN")
    post = over_network(site, token)
    return lambda story: Replay(story, *tell(story, OverHttp(story, post)))


@contextmanager
def _local() -> Iterator[Telling]:
    """Told by a system administrator who exists only for this, in one transaction that is undone at the end."""
    from django.conf import settings
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, transaction

    from dingdian.accounts import tokens
    from dingdian.accounts.models import User
    from dingdian.api.remote import OverHttp, in_process

    warnings.filterwarnings("ignore", message="No directory at")  # of static files: no page is asked for
    before, settings.REPLAYS = settings.REPLAYS, True
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            teller = User.objects.create(username=f"replay-{os.getpid()}", role=User.Role.SYSTEM_ADMIN)
            post = in_process(tokens.issue(teller, "卷宗")[1])
            yield lambda story: Replay(story, *tell(story, OverHttp(story, post)))
            transaction.set_rollback(True)
    finally:
        settings.REPLAYS = before
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
