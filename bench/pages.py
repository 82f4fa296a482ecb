"""Measure the pages of a real server on the database of `dingdian demo-data --scale 1000000 --acts 300000`.

Every page is asked for in turn with an empty page of the same server, so that a slow minute hits both; what counts is
the ratio. In a second pass each page is asked for once while the database writes down every statement with its plan:
how many there are, and which of them read a table of the registry, the journal or the cases whole, or count without
an end. `DINGDIAN_HOME` names the data; the private cluster is needed, for the plans are read from its log.
"""

import argparse
import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import django
import psycopg
from rich.console import Console
from rich.table import Table

from dingdian.site.cluster import APPLICATION, OWNER, Cluster, home

RESULTS = Path(__file__).parent / "results"
EMPTY = "/help/keys/"
MOST_QUERIES, MOST_TIMES = 30, 5.0
LARGE = ("registry_", "journal_", "casework_")
FEW = 20_000  # rows of a table that may be read whole: institutions, not persons
console = Console(width=140)


def password() -> str:
    """That of every user of the demonstration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dingdian.site.settings")
    django.setup()
    from dingdian.accounts.demo import PASSWORD

    return PASSWORD


class Browser:
    """A user's session: one connection kept open, and cookies."""

    def __init__(self, port: int, username: str) -> None:
        self.port, self.cookies = port, dict[str, str]()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        word = password()
        self.get("/sign-in/")
        sent = {"login": username, "password": word, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        status, _, _ = self._ask("POST", "/sign-in/", urlencode(sent))
        if status != 302 or "sessionid" not in self.cookies:
            raise SystemExit(f"{username} could not sign in: {status}")

    def get(self, path: str) -> tuple[int, str, float]:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, float]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
                   "Referer": f"http://127.0.0.1:{self.port}/"}  # fmt: skip
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        seconds = time.perf_counter() - began
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return answer.status, text, seconds


@contextmanager
def server(port: int) -> Iterator[None]:
    """The site as `dingdian serve` runs it, on the data in `DINGDIAN_HOME`."""
    command = [sys.executable, "-m", "gunicorn", "dingdian.site.wsgi:application", "--bind", f"127.0.0.1:{port}",
               "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning"]  # fmt: skip
    more = {"DINGDIAN_DEMO": "1", "DINGDIAN_POOL": "8", "DJANGO_SETTINGS_MODULE": "dingdian.site.settings"}
    running = subprocess.Popen(command, env={**os.environ, **more})
    try:
        while running.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()


def pages(browser: Browser) -> dict[str, str]:
    """Every list and case page, with what is found on the lists filled in."""

    def first(path: str, pattern: str) -> str:
        found = re.search(pattern, browser.get(path)[1])
        return found[1] if found else ""

    case = first("/cases/", r"/cases/(\d+)/")
    person = first(f"/cases/{case}/", r"/people/(\w+)/")
    institution = first("/institutions/", r"/institutions/(\w+)/")
    following = {path: first(path, r"href=\"\?([^\"]*after=[^\"]*)\"").replace("&amp;", "&") for path in
                 ("/todo/", "/cases/", "/people/", "/institutions/")}  # fmt: skip
    rare = "/people/?q=" + quote(first("/people/?q=zw", r"/people/(\w+)/"))
    found = {
        "待办": "/todo/",
        "待办，超期": "/todo/?due=overdue",
        "已办": "/todo/done/",
        "我发起": "/todo/begun/",
        "督办": "/todo/late/",
        "案件": "/cases/",
        "案件，已结": "/cases/?state=closed",
        "案件，全部": "/cases/?state=all",
        "案件页": f"/cases/{case}/",
        "人员": "/people/",
        "人员，姓": f"/people/?q={quote('张')}",
        "人员，双名": f"/people/?q={quote('王伟')}",
        "人员，三字": f"/people/?q={quote('李建国')}",
        "人员，无此人": f"/people/?q={quote('欧阳不存在')}",
        "人员，拼音": "/people/?q=zhangwei",
        "人员，首字母": "/people/?q=zw",
        "人员，编码": "/people/?q=D5301",
        "人员，整码": rare,
        "人员档案": f"/people/{person}/",
        "机构": "/institutions/",
        "机构，名称": f"/institutions/?q={quote('示范第1')}",
        "机构页": f"/institutions/{institution}/",
        "机构页，人员": f"/institutions/{institution}/?q=zw",
        "拟办与审核": "/proposals/",
        "新的拟办": f"/proposals/new/?institution={institution}",
        "导入": "/imports/",
        "查找": f"/search/?q={quote('李建国')}",
        "查找，编码": f"/search/?q={institution}",
        "查找，案号": "/search/?q=2026-340000",
        "公众查询": f"/?q={quote('医院')}",
        "接口 cases": "/api/cases",
        "接口 case": f"/api/cases/{case}",
        "接口 people": "/api/people",
        "接口 people，姓": f"/api/people?q={quote('张')}",
        "接口 person": f"/api/people/{person}",
        "接口 standing": f"/api/people/{person}/standing",
        "接口 sites": f"/api/people/{person}/sites",
        "接口 institutions": "/api/institutions",
        "接口 机构人员": f"/api/institutions/{institution}/people",
        "接口 机构期限": f"/api/institutions/{institution}/deadlines",
        "接口 proposals": "/api/proposals",
    }
    found |= {f"{path} 次页": f"{path}?{query}" for path, query in following.items() if query}
    found["人员，后面"] = "/people/?after=w~1"
    return {name: path for name, path in found.items() if browser.get(path)[0] == 200}


def timed(browser: Browser, asked: dict[str, str], rounds: int) -> tuple[dict[str, float], float]:
    """The median seconds of each page, and of the empty page asked for between them."""
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    empty = []
    for _ in range(rounds):
        for name, path in asked.items():
            empty.append(browser.get(EMPTY)[2])
            seconds[name].append(browser.get(path)[2])
    return {name: statistics.median(found) for name, found in seconds.items()}, statistics.median(empty)


class Log:
    """What the database wrote down since the last look."""

    def __init__(self, cluster: Cluster) -> None:
        self.path = cluster.data / "server.log"
        self.at = self.path.stat().st_size

    def since(self) -> str:
        with self.path.open("rb") as file:
            file.seek(self.at)
            text = file.read().decode(errors="replace")
        self.at += len(text.encode())
        return text


PLAN = re.compile(r"LOG:  duration: [\d.]+ ms  plan:\n((?:\t.*\n)+)")


def explained(browser: Browser, asked: dict[str, str], cluster: Cluster) -> dict[str, tuple[int, list[str]]]:
    """Of each page the number of statements, and what of them reads or counts a large table whole."""
    rows = sizes(cluster)
    found = {}
    for name, path in asked.items():
        browser.get(path)
        log = Log(cluster)
        browser.get(path)
        told = log.since()
        plans = [json.loads(plan.replace("\n\t", "\n")) for plan in PLAN.findall(told)]
        whole = [line for plan in plans for line in _whole(plan["Plan"], rows)]
        found[name] = (len(re.findall(r"LOG:  (?:statement|execute [^:]*):", told)), sorted(set(whole)))
    return found


def _whole(node: dict[str, Any], rows: dict[str, int]) -> Iterator[str]:
    """Tables of which a plan read more than a few rows and most there are."""
    table = node.get("Relation Name", "")
    read = (node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)) * node.get("Actual Loops", 1)
    if table.startswith(LARGE) and rows.get(table, 0) > FEW and read > rows[table] / 4:
        yield f"{node['Node Type']} {table} {read:,.0f}"
    for part in node.get("Plans", ()):
        yield from _whole(part, rows)


def sizes(cluster: Cluster) -> dict[str, int]:
    with psycopg.connect(cluster.url(OWNER)) as connection:
        return dict(
            connection.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r'").fetchall()
        )


@contextmanager
def plans_written(cluster: Cluster) -> Iterator[None]:
    """While it lasts, new connections of the application write down every statement with its plan."""
    on = {"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
          "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off", "auto_explain.log_format": "json",
          "log_statement": "all"}  # fmt: skip
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as connection:
        for name, value in on.items():
            connection.execute(f"ALTER ROLE {APPLICATION} SET {name} = '{value}'")
        try:
            yield
        finally:
            for name in on:
                connection.execute(f"ALTER ROLE {APPLICATION} RESET {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--users", default="yunnan-province,yunnan-head,yunnan-county,yunnan-institution")
    options = parser.parse_args()
    cluster = Cluster(home() / "postgresql")
    cluster.start()
    users, result, asked = options.users.split(","), dict[str, Any](), dict[str, dict[str, str]]()
    with server(options.port):
        for user in users:
            browser = Browser(options.port, user)
            asked[user] = pages(browser)
            result[user] = timed(browser, asked[user], options.rounds)
    with plans_written(cluster), server(options.port):
        plans = {user: explained(Browser(options.port, user), asked[user], cluster) for user in users}
    bad = 0
    for user in users:
        medians, empty = result[user]
        table = Table(
            title=f"{user}: empty page {1000 * empty:.1f} ms, {options.rounds} rounds, {os.cpu_count()} cores"
        )
        for heading in ("page", "median ms", "times empty", "queries", "read whole"):
            table.add_column(heading, justify="left" if heading in ("page", "read whole") else "right")
        for name, seconds in medians.items():
            queries, whole = plans[user][name]
            wrong = seconds > MOST_TIMES * empty or queries > MOST_QUERIES or bool(whole)
            bad += wrong
            cells = (name, f"{1000 * seconds:.1f}", f"{seconds / empty:.1f}", str(queries), "; ".join(whole))
            table.add_row(*cells, style="red" if wrong else "")
        console.print(table)
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "rows": sizes(cluster),
            "pages": {u: {n: [s, *plans[u][n]] for n, s in result[u][0].items()} for u in users},
            "empty": {u: result[u][1] for u in users}}  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pages.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"{bad} over {MOST_TIMES:g} times an empty page, {MOST_QUERIES} queries or reading a table whole")


if __name__ == "__main__":
    main()
