"""Random users at random places, pages, operations and targets: seen where a small model says so, and nowhere else."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
import pytest_django
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dingdian.accounts.masking import mask_code
from dingdian.accounts.models import User
from dingdian.casework.models import Case, Proposal
from dingdian.journal.record import today
from tests.perms.land import Watch, outcome, signed_in, undone
from tests.perms.model import (
    AGENCY,
    BUSINESS,
    DRAWS,
    EXPORTS,
    FULL,
    LAW,
    OWED,
    QUEUES,
    Who,
    sees,
    sees_case,
    sees_proposal,
    sees_task,
    waits,
)  # fmt: skip
from tests.perms.tree import DIVISIONS, PEOPLE, PLACES, Tree, at, build, division
from tests.world import handling
from tests.world import signed_in as program


@pytest.fixture(scope="module")
def built_tree(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Tree]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def tree(built_tree: Tree, db: None) -> Tree:
    return built_tree


# Users

office_roles = st.sampled_from(sorted(BUSINESS - {"institution", "person"}))
people_here = st.one_of(
    st.builds(Who, office_roles, st.sampled_from(DIVISIONS)),
    st.builds(Who, office_roles, st.sampled_from(DIVISIONS[:5])),
    st.builds(Who, st.just("institution"), st.sampled_from(PLACES)),
    st.builds(Who, st.just("person"), st.sampled_from(sorted(PEOPLE))),
    st.builds(Who, st.sampled_from(["system_admin", "security_admin", "audit_admin"]), st.just("")),
)
ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}

# What the model expects


def visible(tree: Tree, who: Who, what: str) -> Counter[str]:
    """What a user may know of, each thing once."""
    day = today()
    if what == "people":
        return Counter(code for code in PEOPLE if sees(who, at(code)))
    if what == "institutions":
        return Counter(code for code in PLACES if sees(who, [(division(code), code, "")]))
    if what == "cases":
        roles = {pk: {t.role for t in tree.tasks.values() if t.case == pk and sees(who, [t.spot])} for pk in tree.cases}
        return Counter(str(pk) for pk, spots in tree.cases.items() if sees_case(who, spots, roles[pk]))
    if what == "proposals":
        return Counter(str(pk) for pk, where in tree.proposals.items() if sees_proposal(who, where))
    if what == "tasks":
        return Counter(str(pk) for pk, owed in tree.tasks.items() if sees_task(who, owed))
    if what == "accounts":
        return Counter(tree.logged.keys() if who.role == "security_admin" else ())
    if what == "logs":
        everything = who.role == "audit_admin"
        return Counter(name for name, where in tree.logged.items() if everything or sees(who, [(where, "", "")]))
    if what == "notices":  # that a draft waits is told to those who sign in the drawer's office
        signs = who.role in ("reviewer", "head")
        return Counter(f"/proposals/{pk}/" for pk, where in tree.proposals.items() if signs and who.at == where)
    kind, _, name = what.partition(" ")
    if kind == "owed":
        return Counter(
            t.spot[2] for t in tree.tasks.values() if t.act in OWED[name] and t.spot[2] and sees_task(who, t)
        )
    assert kind == "queue"
    return Counter(str(t.case) for t in tree.tasks.values() if waits(who, name, t, day))


# Lists: what they hold, exactly


def _pages(client: Client, path: str) -> Iterator[str]:
    """A list page by page."""
    while True:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        yield (body := answer.content.decode())
        following = re.search(r'<a href="(\?[^"]+)" rel="next">', body)
        if following is None:
            return
        path = path.partition("?")[0] + unescape(following[1])


def _links(client: Client, path: str, pattern: str) -> Counter[str]:
    return Counter(x for body in _pages(client, path) for x in re.findall(pattern, body.partition("<main")[2]))


def _rows(client: Client, path: str, name: str) -> Counter[str]:
    """One field of every row of a list of the API, page after page."""
    found, after = Counter[str](), ""
    while True:
        join = "&" if "?" in path else "?"
        answer = client.get(f"/api{path}{join}limit=3" + (f"&after={after}" if after else ""))
        assert answer.status_code == 200, answer.content.decode()
        page = answer.json()
        found.update(str(row[name]) for row in page["items"])
        if not (after := page["next"]):
            return found


PERSON, PLACE, CASE = r'href="/people/(\w+)/"', r'href="/institutions/(\w+)/"', r'href="/cases/(\d+)/"'
LISTS: dict[str, tuple[set[str], str, str]] = {
    "/people/": (BUSINESS, "people", PERSON),
    "/people/?q=D53": (BUSINESS, "people", PERSON),
    "/search/?q=D53": (BUSINESS, "people", PERSON),
    "/search/?q=D46": (BUSINESS, "people", PERSON),
    "/search/?q=H5": (BUSINESS, "institutions", PLACE),
    "/institutions/": (BUSINESS, "institutions", PLACE),
    "/institutions/?q=H46": (BUSINESS, "institutions", PLACE),
    "/proposals/new/": (DRAWS, "institutions", r"\?institution=(\w+)"),
    "/proposals/new/?q=H53": (DRAWS, "institutions", r"\?institution=(\w+)"),
    "/cases/?state=all": (BUSINESS, "cases", CASE),
    "/proposals/": (DRAWS, "proposals", r'href="/proposals/(\d+)/"'),
    "/notices/": (BUSINESS | ADMINISTRATORS, "notices", r'name="open" value="(\d+)"'),
    "/logs/access/": ({"auditor", "audit_admin"}, "logs", r'<th scope="row"><span class="code">(u\d+)<'),
    "/logs/operations/": ({"auditor", "audit_admin"}, "logs", r'<th scope="row"><span class="code">(u\d+)<'),
    "/accounts/": ({"security_admin"}, "accounts", r'href="/accounts/\d+/">(u\d+)<'),
    "api /people": (BUSINESS, "people", "code"),
    "api /institutions": (BUSINESS, "institutions", "code"),
    "api /proposals": (DRAWS, "proposals", "id"),
} | {f"/lists/{name}/": (BUSINESS, f"owed {name}", PERSON) for name in OWED}  # fmt: skip


def list_is_right(tree: Tree, who: Who, user: User, where: str) -> None:
    roles, what, pattern = LISTS[where]
    path = where.removeprefix("api ")
    of_api = where != path
    client = program(user) if of_api else signed_in(user)
    if who.role not in roles:
        assert client.get(f"/api{path}" if of_api else path).status_code == 403, (who, where)
        return
    found = _rows(client, path, pattern) if of_api else _links(client, path, pattern)
    right = visible(tree, who, what)
    if (asked := re.search(r"q=(\w+)", path)) is not None:
        right = Counter({code: n for code, n in right.items() if code.startswith(asked[1])})
    if what in ("logs", "accounts"):  # of those who were there before
        found = Counter(x for x in found if x in tree.logged)
    if what == "notices":  # the badge says how many the list has
        badge = re.search(r"(\d+) 条未读", client.get(path).content.decode())
        assert sum(found.values()) == sum(right.values()) == (int(badge[1]) if badge else 0), (who, where)
        for pk in found:  # and each leads to what its reader may see
            opened = client.post(path, {"open": pk})
            assert opened["Location"] in right and client.get(opened["Location"]).status_code == 200, (who, pk)
        return
    assert found == right, (who, where)


def queue_is_right(tree: Tree, who: Who, user: User, name: str) -> None:
    """Page, badges and API of a queue."""
    client = signed_in(user)
    if who.role not in BUSINESS:
        assert client.get(f"/todo/{name}/").status_code == 403
        assert program(user).get(f"/api/cases?queue={name}").status_code == 403
        return
    own = [queue for queue, roles in QUEUES.items() if who.role in roles]
    if name in own:
        assert _links(client, f"/todo/{name}/", CASE) == visible(tree, who, f"queue {name}"), (who, name)
        assert _rows(program(user), f"/cases?queue={name}", "case") == visible(tree, who, f"queue {name}"), (who, name)
    else:
        assert client.get(f"/todo/{name}/").status_code == (200 if name == "todo" else 404), (who, name)
    body = client.get("/todo/").content.decode()
    badges = {n: int(count) for n, count in re.findall(r'"/todo/(\w+)/"[^>]*>\S+ <span class="badge">(\d+)<', body)}
    assert badges == {queue: sum(visible(tree, who, f"queue {queue}").values()) for queue in own}, who
    menu = re.search(r'<a href="/todo/"[^>]*>待办(?:<span class="badge">(\d+)<)?', body)
    if who.role == "person":  # whose own page tells what waits
        assert menu is None
        return
    assert menu is not None and int(menu[1] or 0) == badges.get("todo", 0), who


def file_is_right(tree: Tree, who: Who, user: User, name: str) -> None:
    """What a list gives as a file."""
    client = signed_in(user)
    kind, full = {"kind": "csv"}, {"seen": "full"} if who.role in FULL else {}
    if who.role not in EXPORTS or (name in QUEUES and who.role not in QUEUES[name]):
        assert client.post(f"/export/{name}/", kind).status_code == (403 if who.role not in EXPORTS else 404), who
        return
    columns = "work" if name in QUEUES else name
    every = ["due", "title", "parties", "institution", "code", "name"]
    assert client.post(f"/columns/{columns}/", {"column": every}).status_code == 302
    answer = client.post(f"/export/{name}/", kind | (full if name == "people" else {}))
    assert answer.status_code == 200, (who, name)
    head, *rows, note = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    assert user.username in note[0]
    if name in QUEUES:
        at_place = Counter(row[head.index("机构编码")] for row in rows)
        right = [t.spot[1] for t in tree.tasks.values() if waits(who, name, t, today())]
        assert at_place == Counter(right), (who, name)
        return
    found = Counter(row[head.index("编码")] for row in rows)
    right_codes = visible(tree, who, name)
    if name == "people" and not full:
        right_codes = Counter(mask_code(code) for code in right_codes)
    assert found == right_codes, (who, name)


# Single things

GET: dict[str, tuple[str, str]] = {
    "/people/{}/": ("people", "html"), "/people/{}/file/": ("people", "html"),
    "/institutions/{}/": ("institutions", "html"), "/institutions/{}/measures/": ("institutions", "html"),
    "/cases/{}/": ("cases", "html"), "/proposals/{}/": ("proposals", "html"), "/tasks/{}/": ("tasks", "html"),
    "/search/?q={} ": ("numbers", "found"), "/search/?q={}": ("people", "search"),
    "/act/restoration.apply/?person={}": ("people", "act"), "/act/notice.issue/?case={}": ("handlings", "act"),
    "/act/violation.report/?institution={}": ("institutions", "at"),
    "/bulk/study.record/?institution={}": ("institutions", "bulk"),
    "/proposals/new/?institution={}": ("institutions", "draw"),
    "/people/{}": ("people", "api"), "/people/{}/sites": ("people", "api"),
    "/people/{}/standing?on=2025-03-10": ("people", "api"), "/people/{}/standings": ("people", "api"),
    "/people/{}/points": ("people", "api"), "/people/{}/deadlines?on=2025-03-10": ("people", "api"),
    "/institutions/{}": ("institutions", "api"), "/institutions/{}/people": ("institutions", "api"),
    "/institutions/{}/deadlines": ("institutions", "api"), "/cases/{} ": ("cases", "api"),
    "/proposals/{} ": ("proposals", "api"),
}  # fmt: skip


def of_kind(tree: Tree, what: str) -> list[str]:
    """Every thing that can be asked for."""
    found: dict[str, Callable[[], Any]] = {
        "people": lambda: sorted(PEOPLE), "institutions": lambda: PLACES, "numbers": lambda: sorted(tree.numbers),
        "handlings": lambda: Case.objects.filter(process="handling").order_by("pk").values_list("pk", flat=True),
        "cases": lambda: tree.cases, "proposals": lambda: tree.proposals, "tasks": lambda: tree.tasks,
    }  # fmt: skip
    return [str(x) for x in found[what]()]


def may_open(tree: Tree, who: Who, what: str, how: str, target: str) -> bool:
    """The model's answer for a thing on a page or in the API."""
    if (how in ("act", "at", "bulk") and who.role not in LAW) or (how == "draw" and who.role not in DRAWS):
        return False
    if how == "bulk" and who.role not in AGENCY | {"official", "institution"}:  # whose step it is
        return False
    if what == "institutions" and who.role == "person":  # told by the API and in forms where they are filed
        return how in ("api", "at") and target in PEOPLE[who.at]
    return target in visible(tree, who, "cases" if what == "handlings" else what)


def thing_is_right(tree: Tree, who: Who, user: User, path: str, number: int) -> None:
    what, how = GET[path]
    targets = of_kind(tree, what)
    target = targets[number % len(targets)]
    url = path.strip().format(target.partition(" ")[0])
    client = program(user) if how == "api" else signed_in(user)
    watch = Watch()
    answer = client.get(f"/api{url}" if how == "api" else url)
    told = answer.content.decode()
    where = (who, path, target, answer.status_code, told[:300])
    if how in ("found", "search"):
        _found(tree, who, how, target, answer, where)
        return
    if may_open(tree, who, what, how, target):
        assert answer.status_code == 200, where
        if how == "html":
            for kind, pattern in (("people", PERSON), ("institutions", PLACE), ("cases", CASE)):
                beyond = set(re.findall(pattern, told)) - set(visible(tree, who, kind)) - set(PEOPLE.get(who.at, ()))
                assert not beyond, (where[:3], beyond)
        if how == "html" and what == "people":
            places = set(re.findall(PLACE, told))
            assert places <= {p for d, p, x in at(target) if sees(who, [(d, p, x)])}, where[:3]
    else:
        assert answer.status_code in (403, 404), where
        assert watch.changed() - {"accounts_token"} == set()
        assert not [code for code in (*PEOPLE, *PLACES) if code in told]


def _found(tree: Tree, who: Who, how: str, target: str, answer: Any, where: Any) -> None:
    """A search by number or code finds the thing, or does as if there were none."""
    if who.role not in BUSINESS:
        assert answer.status_code == 403, where
    elif how == "search":
        assert answer.status_code == (302 if target in visible(tree, who, "people") else 200), where
    else:
        number = target.partition(" ")[0]
        same = {str(pk) for name, pk in tree.numbers.items() if name.startswith(f"{number} ")}
        found = set(re.findall(CASE, answer.content.decode()))
        assert found == same & set(visible(tree, who, "cases")), where


# Writing


def write_is_right(tree: Tree, who: Who, user: User, way: str, number: int, other: int) -> None:
    """A step at one place about a person of another: done at most by whom the model lets near both."""
    place = PLACES[number % len(PLACES)]
    person = sorted(PEOPLE)[other % len(PEOPLE)]
    ref = sorted(tree.handlings)[other % len(tree.handlings)]
    near_place = sees(who, [(division(place), place, "")])
    near_ref = sees(who, tree.cases[Case.objects.get(process="handling", key=ref).pk])
    key = {"Idempotency-Key": f"run-{number:04}-{other:04}"}
    client = program(user) if way.startswith("api") else signed_in(user)
    deliver = {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": ref}
    watch = Watch()
    if way == "api do":
        allowed = who.role in AGENCY and near_ref
        answer = client.post("/api/acts", {"act": deliver}, content_type="application/json", headers=key)
        done = answer.status_code == 201
    elif way == "api propose":
        allowed = who.role in DRAWS and near_place and sees(who, at(person))
        body = {"act": handling(place, person, None, "2025-03-05")}
        answer = client.post("/api/proposals", body, content_type="application/json", headers=key)
        done = answer.status_code == 201
    elif way == "page act":
        case = Case.objects.get(process="handling", key=ref)
        allowed = who.role in AGENCY and near_ref
        answer = client.post(f"/act/notice.deliver_to_institution/?case={case.pk}", {"on": "2025-02-06", "key": "k"})
        done = outcome(answer) == "done"
    elif way == "page many":
        allowed = who.role in AGENCY | {"official", "institution"} and near_place and place in PEOPLE[person]
        sent = {"on": "2025-03-05", "key": "k", "who": person}
        answer = client.post(f"/bulk/study.record/?institution={place}", sent)
        done = outcome(answer) == "done"
    elif way == "page claim":
        pk, owed = sorted(tree.tasks.items())[number % len(tree.tasks)]
        allowed = sees_task(who, owed) and owed.role == LAW.get(who.role) and not owed.held
        answer = client.post(f"/tasks/{pk}/", {"move": "claim"})
        done = outcome(answer) == "done"
        assert done == allowed and (outcome(answer) in ("absent", "denied")) == (not sees_task(who, owed)), (who, pk)
    elif way == "page draw":
        allowed = who.role in DRAWS and near_place and place in PEOPLE[person]
        clause = "national/23.15.1" if place.startswith("H46") else "yunnan/23.1"
        sent = {"findings": "1", "f0-persons": "1", "on": "2025-03-05", "basis": "administrative_penalty", "f0-type": "重复收费",
                "f0-circumstances": clause, "f0p0-person": person, "f0p0-degree": "main"}  # fmt: skip
        answer = client.post(f"/proposals/new/?institution={place}", sent)
        done = outcome(answer) == "done"
    else:
        pk = sorted(tree.proposals)[number % len(tree.proposals)]
        drawer = Proposal.objects.get(pk=pk).drawn_by
        allowed = False  # whoever it is, it is not the drawer
        assert drawer.pk != user.pk
        answer = client.post(f"/proposals/{pk}/", {"move": "withdraw"})
        done = outcome(answer) == "done"
        seen = sees_proposal(who, tree.proposals[pk])
        assert outcome(answer) in ({"told"} if seen else {"absent", "denied"}), (who, pk)
    told = (who, way, place, person, ref, answer.status_code, answer.content.decode()[:300])
    if not allowed:
        assert not done, told
        assert watch.changed() - {"accounts_token"} == set(), told
        assert answer.status_code in (403, 404) or outcome(answer) in ("told", "shown"), told
    else:
        assert done or answer.status_code == 422 or outcome(answer) == "told", told
    if done:
        assert watch.changed(), told


WAYS = ("api do", "api propose", "page act", "page many", "page claim", "page draw", "page withdraw")
asked = st.one_of(
    st.tuples(st.just("list"), st.sampled_from(sorted(LISTS))),
    st.tuples(st.just("queue"), st.sampled_from(sorted(QUEUES))),
    st.tuples(st.just("file"), st.sampled_from(["people", "institutions", *sorted(QUEUES)])),
    st.tuples(st.just("thing"), st.sampled_from(sorted(GET))),
    st.tuples(st.just("write"), st.sampled_from(WAYS)),
)


def runs(tree: Tree, examples: int) -> None:
    done = Counter[str]()

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate],  # an example is small as it is, and one run is too dear to be shrunk
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(who=people_here, ask=asked, number=st.integers(0, 999), other=st.integers(0, 999))
    def run(who: Who, ask: tuple[str, str], number: int, other: int) -> None:
        kind, what = ask
        with undone():
            user = tree.user(who)
            if kind == "list":
                list_is_right(tree, who, user, what)
            elif kind == "queue":
                queue_is_right(tree, who, user, what)
            elif kind == "file":
                file_is_right(tree, who, user, what)
            elif kind == "thing":
                thing_is_right(tree, who, user, what, number)
            else:
                write_is_right(tree, who, user, what, number, other)
        done[kind] += 1

    run()
    assert done.keys() == {"list", "queue", "file", "thing", "write"} and done.total() >= examples


def test_what_is_seen_and_done_is_what_the_model_says(tree: Tree) -> None:
    runs(tree, 40)


@pytest.mark.long
def test_what_is_seen_and_done_is_what_the_model_says_500_times(tree: Tree) -> None:
    runs(tree, 500)
