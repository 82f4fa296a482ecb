"""Random users at random places, pages, operations and targets: seen where a small model says so, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import pytest_django
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dingdian.accounts.models import Division, Organisation, User
from dingdian.casework import actions
from dingdian.casework.models import Case, Proposal, Task
from dingdian.journal.record import record, register
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region
from tests.perms.land import Watch, outcome, signed_in, undone
from tests.perms.model import AGENCY, BUSINESS, DRAWS, Spot, Who, sees, sees_case, sees_proposal
from tests.world import BY, handling
from tests.world import signed_in as program

DIVISIONS = ("530000", "530100", "530102", "530103", "530300", "530302", "460000", "460100", "460105")
PLACES = (
    "H53000000001",
    "H53010000001",
    "H53010200001",
    "H53010200002",
    "H53010300001",
    "H53030200001",
    "H46010500001",
)
PEOPLE: dict[str, tuple[str, ...]] = {
    "D530000000001": ("H53000000001",), "D530100000001": ("H53010000001",), "D530102000001": ("H53010200001",),
    "D530102000002": ("H53010200001", "H53010300001"), "D530102000003": ("H53010200002",),
    "D530103000001": ("H53010300001", "H53030200001"), "D530302000001": ("H53030200001",),
    "D460105000001": ("H46010500001",), "D530102000004": ("H53010200001",),
}  # fmt: skip
"""Person → where they are filed (at the last of several, until last year: past filings count)."""
DECIDED = (("H53000000001", "D530000000001"), ("H53010000001", "D530100000001"), ("H53010200001", "D530102000001", "D530102000002"),
           ("H53010200002", "D530102000003"), ("H53010300001", "D530103000001"), ("H46010500001", "D460105000001"))  # fmt: skip
OFFICES = {"official": "administration", "partner": "partner"}


def division(place: str) -> str:
    return place[1:7]


def at(person: str) -> list[Spot]:
    return [(division(place), place, person) for place in PEOPLE[person]]


@dataclass
class Tree:
    """Things and where they lie, by the story that is told here and not by what the product keeps."""

    cases: dict[int, list[Spot]] = field(default_factory=dict)
    waits: dict[int, set[str]] = field(default_factory=dict)
    proposals: dict[int, str] = field(default_factory=dict)
    handlings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    serial: Any = field(default_factory=count)

    def user(self, who: Who) -> User:
        """The user of the model, made for one run."""
        made = User(username=f"u{next(self.serial)}", role=who.role, password="!")
        if who.role == "person":
            made.person = who.at
        elif who.role in BUSINESS:
            kind = "institution" if who.role == "institution" else OFFICES.get(who.role, "agency")
            own = (
                {"institution": who.at, "division_id": division(who.at)}
                if kind == "institution"
                else {"division_id": who.at}
            )
            made.organisation = Organisation.objects.get_or_create(kind=kind, name=f"{kind} {who.at}", **own)[0]
        made.save()
        return made


def build() -> Tree:
    tree = Tree()
    for code in DIVISIONS:
        above = None if code.endswith("0000") else code[:2] + "0000" if code.endswith("00") else code[:4] + "00"
        Division.objects.create(code=code, name=f"区划{code}", parent_id=above)
    regions = {
        "53": open_region("yunnan", "云南", persons="yunnan-2025", division_id="530000"),
        "46": open_region("other", "别处", persons="national-2025", division_id="460000"),
    }
    for place in PLACES:
        region = regions[place[1:3]]
        law = {"code": place, "name": f"医院{place[1:]}", "sector": "medical_institution", "ownership": "public"}
        register(region, INSTITUTION, law, office={"division": division(place)}, by=BY, key=place)
        term = {"id": f"a-{place}", "institution": place, "start_on": "2025-01-01", "end_on": "2027-12-31"}
        register(region, AGREEMENT, term, by=BY, key=f"a-{place}")
    for person, places in PEOPLE.items():
        sites = [{"institution": p, "department": "内科", "filed_on": "2025-01-02"} for p in places]
        if len(sites) > 1:
            sites[-1] |= {"left_on": "2025-11-30"}
        law = {"code": person, "name": f"某{person[-3:]}", "role": "medical", "sites": sites}
        register(regions[person[1:3]], PERSON, law, by=BY, key=person)
    for number, (place, *persons) in enumerate(DECIDED):
        act = handling(place, persons[0], f"h-{number}", "2025-02-05")
        act["findings"][0]["persons"] += [{"person": p, "degree": "general"} for p in persons[1:]]
        record(regions[place[1:3]], ACT.validate_python(act), by=BY, key=f"h-{number}")
        tree.handlings[f"h-{number}"] = (place, *persons)
    for case in Case.objects.all():
        if case.process == "handling":
            place, *persons = tree.handlings[case.key]
            tree.cases[case.pk] = [(division(place), place, person) for person in persons]
        else:
            tree.cases[case.pk] = at(case.key)
        tree.waits[case.pk] = set(Task.objects.filter(case=case).values_list("role", flat=True))
    for where in DIVISIONS:
        place = next((p for p in PLACES if division(p) == where), "")
        if place:
            clerk = tree.user(Who("clerk", where))
            person = next(
                code for code, places in PEOPLE.items() if (place in places and len(places) == 1) or code[1:7] == where
            )
            act = handling(place, person, None, "2025-03-05")
            drawn = actions.propose(regions[where[:2]], act, acting_user=clerk)
            tree.proposals[drawn.pk] = where
    return tree


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
    st.builds(Who, st.just("institution"), st.sampled_from(PLACES)),
    st.builds(Who, st.just("person"), st.sampled_from(sorted(PEOPLE))),
    st.builds(Who, st.sampled_from(["system_admin", "security_admin", "audit_admin"]), st.just("")),
)

# Lists: what they hold, exactly


def _links(body: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, body))


def _all(client: Client, path: str, name: str) -> set[str]:
    """One field of every row of a list of the API, page after page."""
    found, after = set(), ""
    while True:
        join = "&" if "?" in path else "?"
        answer = client.get(f"/api{path}{join}limit=3" + (f"&after={after}" if after else ""))
        assert answer.status_code == 200, answer.content.decode()
        page = answer.json()
        found |= {str(row[name]) for row in page["items"]}
        if not (after := page["next"]):
            return found


LISTS: dict[str, tuple[set[str], str, str]] = {
    "/people/": (BUSINESS, "people", r'href="/people/(\w+)/"'),
    "/search/?q=D": (BUSINESS, "people", r'href="/people/(\w+)/"'),
    "/search/?q=H": (BUSINESS, "institutions", r'href="/institutions/(\w+)/"'),
    "/institutions/": (BUSINESS, "institutions", r'href="/institutions/(\w+)/"'),
    "/proposals/new/": (DRAWS, "institutions", r"\?institution=(\w+)"),
    "/cases/?state=all": (BUSINESS, "cases", r'href="/cases/(\d+)/"'),
    "/proposals/": (DRAWS, "proposals", r'href="/proposals/(\d+)/"'),
    "api /people": (BUSINESS, "people", "code"),
    "api /institutions": (BUSINESS, "institutions", "code"),
    "api /proposals": (DRAWS, "proposals", "id"),
}


def expected(tree: Tree, who: Who, what: str) -> set[str]:
    if what == "people":
        return {code for code in PEOPLE if sees(who, at(code))}
    if what == "institutions":
        return {code for code in PLACES if sees(who, [(division(code), code, "")])}
    if what == "cases":
        return {str(pk) for pk, spots in tree.cases.items() if sees_case(who, spots, tree.waits[pk])}
    return {str(pk) for pk, where in tree.proposals.items() if sees_proposal(who, where)}


def list_is_right(tree: Tree, who: Who, user: User, where: str) -> None:
    roles, what, pattern = LISTS[where]
    path = where.removeprefix("api ")
    client = program(user) if where != path else signed_in(user)
    if who.role not in roles:
        assert client.get(f"/api{path}" if where != path else path).status_code == 403
        return
    found = _all(client, path, pattern) if where != path else _links(client.get(path).content.decode(), pattern)
    assert found == expected(tree, who, what), (who, where)


# Single things

GET: dict[str, tuple[str, str]] = {
    "/people/{}/": ("people", "html"), "/institutions/{}/": ("institutions", "html"), "/cases/{}/": ("cases", "html"),
    "/proposals/{}/": ("proposals", "html"), "/act/restoration.apply/?person={}": ("people", "act"),
    "/proposals/new/?institution={}": ("institutions", "draw"), "/act/notice.issue/?case={}": ("handlings", "act"),
    "/people/{}": ("people", "api"), "/people/{}/sites": ("people", "api"), "/people/{}/standing?on=2025-03-10": ("people", "api"),
    "/people/{}/standings": ("people", "api"), "/people/{}/points": ("people", "api"),
    "/people/{}/deadlines?on=2025-03-10": ("people", "api"), "/institutions/{}": ("institutions", "api"),
    "/institutions/{}/people": ("institutions", "api"), "/institutions/{}/deadlines": ("institutions", "api"),
    "/cases/{} ": ("cases", "api"), "/proposals/{} ": ("proposals", "api"),
}  # fmt: skip


def of_kind(tree: Tree, what: str) -> list[str]:
    if what == "people":
        return sorted(PEOPLE)
    if what == "institutions":
        return list(PLACES)
    if what == "handlings":
        return [str(c.pk) for c in Case.objects.filter(process="handling").order_by("pk")]
    return [str(pk) for pk in (tree.cases if what == "cases" else tree.proposals)]


def may_open(tree: Tree, who: Who, what: str, how: str, target: str) -> bool:
    """The model's answer for a thing on a page or in the API."""
    if (how == "act" and who.role in {"supervisor", "auditor"}) or (how == "draw" and who.role not in DRAWS):
        return False
    if what == "institutions" and who.role == "person":  # told by the API where they are filed, not as a page
        return how == "api" and target in PEOPLE[who.at]
    what = "cases" if what == "handlings" else what
    return target in expected(tree, who, what)


def thing_is_right(tree: Tree, who: Who, user: User, path: str, number: int) -> None:
    what, how = GET[path]
    targets = of_kind(tree, what)
    target = targets[number % len(targets)]
    url = path.strip().format(target)
    client = program(user) if how == "api" else signed_in(user)
    watch = Watch()
    answer = client.get(f"/api{url}" if how == "api" else url)
    if may_open(tree, who, what, how, target):
        assert answer.status_code == 200, (who, path, target, answer.status_code, answer.content.decode()[:300])
        if path == "/people/{}/":
            told = _links(answer.content.decode(), r'href="/institutions/(\w+)/"')
            assert told == {p for d, p, x in at(target) if sees(who, [(d, p, x)])}, (who, target)
    else:
        assert answer.status_code in (403, 404), (who, path, target, answer.status_code)
        assert watch.changed() - {"accounts_token"} == set()
        told = answer.content.decode()
        assert not [code for code in (*PEOPLE, *PLACES) if code in told]


# Writing


def _deliver(place: str, person: str, ref: str) -> dict[str, Any]:
    return {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": ref}


def write_is_right(tree: Tree, who: Who, user: User, way: str, number: int, other: int) -> None:
    """A step at one place about a person of another: done at most by whom the model lets near both."""
    place = PLACES[number % len(PLACES)]
    person = sorted(PEOPLE)[other % len(PEOPLE)]
    ref = sorted(tree.handlings)[other % len(tree.handlings)]
    of_place, *of_persons = tree.handlings[ref]
    near_place = sees(who, [(division(place), place, "")])
    near_ref = sees(who, [(division(of_place), of_place, x) for x in of_persons])
    key = {"Idempotency-Key": f"run-{number}-{other}"}
    client = program(user) if way.startswith("api") else signed_in(user)
    watch = Watch()
    if way == "api do":
        allowed = who.role in AGENCY and near_ref
        body = {"act": _deliver(place, person, ref)}
        answer = client.post("/api/acts", body, content_type="application/json", headers=key)
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
        assert answer.status_code in (403, 404) or outcome(answer) == "told", told
    else:
        assert done or answer.status_code == 422 or outcome(answer) == "told", told
    if done:
        assert watch.changed(), told


WAYS = ("api do", "api propose", "page act", "page draw", "page withdraw")
asked = st.one_of(
    st.tuples(st.just("list"), st.sampled_from(sorted(LISTS))),
    st.tuples(st.just("thing"), st.sampled_from(sorted(GET))),
    st.tuples(st.just("write"), st.sampled_from(WAYS)),
)


def runs(tree: Tree, examples: int) -> None:
    done: dict[str, int] = {}

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
            elif kind == "thing":
                thing_is_right(tree, who, user, what, number)
            else:
                write_is_right(tree, who, user, what, number, other)
        done[kind] = done.get(kind, 0) + 1

    run()
    assert done.keys() == {"list", "thing", "write"} and sum(done.values()) >= examples


def test_what_is_seen_and_done_is_what_the_model_says(tree: Tree) -> None:
    runs(tree, 25)


@pytest.mark.long
def test_what_is_seen_and_done_is_what_the_model_says_500_times(tree: Tree) -> None:
    runs(tree, 500)
