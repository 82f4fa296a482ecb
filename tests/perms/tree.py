"""Two regions with things at many places, and where each lies by the story told here: what the model is asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from dingdian.accounts.log import log_access, log_operation
from dingdian.accounts.models import Division, Organisation, User
from dingdian.casework import actions
from dingdian.casework.models import Case, Task
from dingdian.journal.models import Region
from dingdian.journal.record import record, register, today
from dingdian.journal.slices import ACT, AGREEMENT, INSTITUTION, PERSON
from dingdian.journal.story import open_region
from tests.perms.model import BUSINESS, Owed, Spot, Who
from tests.world import BY, handling

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
    """Things and where they lie, by the story that is told here and not by what the product keeps.

    `numbers`: case number → case; `proposals`: → division of the drawer; `handlings`: → place and persons; `logged`:
    user → division.
    """

    cases: dict[int, list[Spot]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    tasks: dict[int, Owed] = field(default_factory=dict)
    proposals: dict[int, str] = field(default_factory=dict)
    handlings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    logged: dict[str, str] = field(default_factory=dict)
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
    _deliver(regions["53"])
    for where in DIVISIONS:
        place = next((p for p in PLACES if division(p) == where), "")
        if place:
            clerk = tree.user(Who("clerk", where))
            log_access(clerk, "打开", place)
            log_operation(clerk, "办理", place)
            tree.logged[clerk.username] = where
            person = next(code for code, places in PEOPLE.items() if place in places and code[1:7] == where)
            act = handling(place, person, None, "2025-03-05")
            drawn = actions.propose(regions[where[:2]], act, acting_user=clerk)
            tree.proposals[actions.submit(drawn, acting_user=clerk).pk] = where
    held = Task.objects.filter(role="agency", division="530102", done__isnull=True).order_by("pk")[0]
    actions.claim(held, acting_user=tree.user(Who("clerk", "530102")))
    _note(tree)
    return tree


def _deliver(region: Region) -> None:
    """Two decisions on their way: to the institution, and of one also to a person, whose rights run from today."""
    told = [
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h-0"},
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h-2", "institution": "H53010200001"},
        {"act": "notice.deliver_to_person", "on": today().isoformat(), "of": "h-2", "person": "D530102000001"},
    ]
    for number, act in enumerate(told):
        record(region, ACT.validate_python(act), by=BY, key=f"told-{number}")


def _note(tree: Tree) -> None:
    """Where cases and tasks lie: by whom and what they are about, and where these were said to be."""
    for case in Case.objects.select_related("opened"):
        key = case.key.split("/")[0]
        if key in tree.handlings:
            persons = tree.handlings[key][1:]  # wherever they were filed it is told
            tree.cases[case.pk] = [spot for person in persons for spot in at(person)]
        else:
            tree.cases[case.pk] = at(key)
        tree.numbers[f"{case.opened.on.year}-{case.opened.seq:04d} {case.pk}"] = case.pk
    for task in Task.objects.filter(done__isnull=True):
        spot = (division(task.institution), task.institution, task.person)
        tree.tasks[task.pk] = Owed(
            task.case_id, spot, task.role, task.kind, task.act, task.due, task.holder_id is not None
        )
