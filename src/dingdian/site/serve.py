"""Starts the site and, where the office has no database server of its own, the private one with it.

The parent watches the web server as a child: whatever ends it, the private database is stopped in the end.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from dingdian.site.cluster import Cluster, home

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
THREADS = 8
_FEW_CHARACTERS = 32


class NotStarted(RuntimeError):  # noqa: N818
    """The site was not started; the message says why and what to do."""


def unsafe() -> list[str]:
    """Every reason, in words for whoever starts the site, why it must not run for real with these settings."""
    from django.conf import settings

    found = []
    if settings.DEBUG:
        found.append("DEBUG 打开着，出错页面会泄露数据：关掉它")
    if settings.SECRET_KEY.startswith("insecure:") or len(settings.SECRET_KEY) < _FEW_CHARACTERS:
        found.append(f"没有设置 DINGDIAN_SECRET_KEY，或不足 {_FEW_CHARACTERS} 个字符：设成随机的长文本，不要入库")
    if not os.environ.get("DINGDIAN_HOSTS") or "*" in settings.ALLOWED_HOSTS:
        found.append("没有设置 DINGDIAN_HOSTS，或写成了 *：写明本站的域名，多个用半角逗号隔开")
    if settings.DEMO:
        found.append("DINGDIAN_DEMO=1 是演示方式，登录页会列出演示用户：去掉它，或用 dingdian serve --demo")
    return [*found, *settings.POST.problems]


def unsafe_database() -> list[str]:
    """What the application's role may do that it must not."""
    from dingdian.site import grants

    return grants.insecure()


def free(host: str, port: int) -> None:
    """Raises `NotStarted` where something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise NotStarted(f"端口 {port} 已被占用：换一个，如 PORT={port + 1}，或停掉占用它的程序") from None


def demonstration(host: str, port: int, *, say: Callable[[str], None], ready: Callable[[], None]) -> int:
    """The site with invented data on a private database; both end together. Gives the server's exit code.

    `say` is told what is being done, `ready` called once the site answers.
    """
    free(host, port)
    cluster = Cluster(home() / "postgresql")
    key = _key(home() / "demo-secret-key")
    shared = {"DINGDIAN_DEMO": "1", "DINGDIAN_SECRET_KEY": key, "DJANGO_SETTINGS_MODULE": "dingdian.site.settings",
              "DINGDIAN_URL": f"http://{host}:{port}"}  # fmt: skip
    with _Stopping() as stopping:
        try:
            say("启动数据库")
            cluster.start()
            stopping.check()
            stamp, now = home() / "postgresql" / "prepared", _version()
            if not stamp.is_file() or stamp.read_text(encoding="utf-8") != now:
                say("准备数据")
                prepare({**shared, "DINGDIAN_AS_OWNER": "1"}, "--static", "--demo")
                stamp.write_text(now, encoding="utf-8")
                stopping.check()
            with ExitStack() as beside:

                def both() -> None:
                    beside.enter_context(_at_work(shared))
                    ready()

                return _watched(host, port, shared, stopping, both)
        finally:
            stopping.deaf()
            cluster.stop()


def production(host: str, port: int) -> int:
    """The site on the office's own database, as prepared by `dingdian prepare`."""
    free(host, port)
    with _Stopping() as stopping:
        return _watched(host, port, {"DJANGO_SETTINGS_MODULE": "dingdian.site.settings"}, stopping)


def prepare(more: Mapping[str, str], *options: str) -> None:
    """Bring the database up to date in a process of its own, which may be its tables' owner."""
    command = [sys.executable, "-m", "dingdian.site.prepare", *options]
    done = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, start_new_session=True)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["没有说明"]
        raise NotStarted(f"数据库没有准备好：{last[0]}")


def settlement(host: str, port: int) -> int:
    """The gate alone, for settlement systems, on the office's own database."""
    free(host, port)
    with _Stopping() as stopping:
        server = subprocess.Popen(
            _gunicorn("dingdian.site.gate:alone()", host, port, workers=1, threads=THREADS), start_new_session=True
        )
        stopping.child = server
        return server.wait()


def _gunicorn(application: str, host: str, port: int, *, workers: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", application, "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", os.environ.get("DINGDIAN_WORKERS", str(workers)),
        "--threads", os.environ.get("DINGDIAN_THREADS", str(threads)), "--graceful-timeout", "10",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def _watched(
    host: str, port: int, more: Mapping[str, str], stopping: _Stopping, ready: Callable[[], None] | None = None
) -> int:
    command = _gunicorn("dingdian.site.wsgi:application", host, port, workers=1, threads=THREADS)
    server = subprocess.Popen(
        command, env={**os.environ, "DINGDIAN_POOL": str(THREADS), **more}, start_new_session=True
    )
    stopping.child = server
    if ready is not None and _answers(server, host, port):
        ready()
    return server.wait()


@contextmanager
def _at_work(more: Mapping[str, str]) -> Iterator[None]:
    """Somebody who does what was left to be done (imports, deadlines, reminders), while the site stands."""
    command = [sys.executable, "-c", "from dingdian.cli import main; main()", "work", "--concurrency", "1"]
    worker = subprocess.Popen(
        command, env={**os.environ, **more}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        worker.terminate()
        with suppress(subprocess.TimeoutExpired):
            worker.wait(10)
        worker.kill()
        worker.wait()


def _answers(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Wait until the server takes connections, or has ended."""
    while server.poll() is None:
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
    return False


def _version() -> str:
    """What the preparation depends on: migrations, static files, demonstration; the same text while none changed."""
    package = Path(__file__).parents[1]
    files = sorted(
        [
            *package.glob("*/migrations/*.py"),
            *package.glob("*/static/**/*"),
            *package.glob("registry/demo/*.py"),
            *package.glob("*/demo.py"),
        ]
    )
    found = [f"{f.relative_to(package)} {f.stat().st_mtime_ns} {f.stat().st_size}" for f in files if f.is_file()]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def _key(path: Path) -> str:
    """A random key of the demonstration, kept so that a restart signs nobody out."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")


class _Stopping:
    """While it lasts, SIGTERM and SIGINT end the child, or what is being prepared, instead of this process."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.asked = False

    def __enter__(self) -> _Stopping:
        self._before = {s: signal.signal(s, self._stop) for s in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self) -> None:
        if self.asked:
            raise NotStarted("已按要求停止")

    def deaf(self) -> None:
        """A second signal must not cut short the stopping of the database."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            self.child.wait()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
