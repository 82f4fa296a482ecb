"""Badge, list and export are one query; everyone sees his own and nothing else."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from dingdian.accounts.models import User
from dingdian.casework import actions, notices
from dingdian.casework.models import Case, Notice, Party, Task
from dingdian.casework.perms import law_role
from dingdian.casework.queries import (
    QUEUES,
    BadCursor,
    case_of,
    cases,
    horizon,
    next_steps,
    page,
    parties_of,
    proposals,
    queue,
    queues_of,
)
from dingdian.journal.models import Entry
from dingdian.journal.record import today
from tests.casework.office import HOSPITAL, LI, OTHER, WANG, ZHANG, Office, division, handling, yunnan
from tests.casework.test_yunnan import two

pytestmark = pytest.mark.django_db
R = User.Role
PLACES = ("530000", "530102", "530602")


def everybody(office: Office) -> list[User]:
    users = [office.user(role, where) for role in R if role not in (R.INSTITUTION, R.PERSON) for where in PLACES]
    users += [office.user(R.INSTITUTION, code) for code in (HOSPITAL, OTHER)]
    return users + [office.user(R.PERSON, code) for code in (ZHANG, LI, WANG)]


def scatter(office: Office, seed: int, many: int = 150) -> None:
    """Tasks of every kind at random, in cases that lie where their tasks lie."""
    chance = random.Random(seed)
    users = everybody(office)
    entry = Entry.objects.order_by("seq").first()
    assert entry is not None
    for n in range(many):
        person, place = chance.choice([(ZHANG, HOSPITAL), (LI, HOSPITAL), (WANG, OTHER), ("", HOSPITAL), ("", OTHER)])
        case = Case.objects.create(
            region=office.region, process="handling", key=f"x{seed}-{n}", state="decided", opened=entry, moved=entry
        )
        Party.objects.create(case=case, person=person, institution=place, division=division(place))
        holder = chance.choice([None, None, chance.choice(users)])
        done = chance.random() < 0.2
        Task.objects.create(
            case=case,
            kind=chance.choice(Task.Kind.values),
            act=chance.choice(["notice.deliver_to_person", "agreement.sign", "document.provide", "review.decide"]),
            role=chance.choice(["agency", "administration", "institution", "person", "partner"]),
            person=person,
            institution=place,
            division=division(place),
            due=chance.choice([None, today() + timedelta(days=chance.randint(-9, 9))]),
            holder=holder,
            held_at=timezone.now() if holder else None,
            done=entry if done else None,
            doer=chance.choice(users).username if done else "",
        )


@pytest.mark.parametrize("seed", range(2))
def test_badge_list_and_export_agree(seed: int) -> None:
    office = yunnan()
    scatter(office, seed)
    shown = 0
    for user in everybody(office):
        for name in QUEUES:
            badge = queue(name, user).count()
            listed, after = [], ""
            while True:
                part = page(queue(name, user), after, size=7)
                listed += part.rows
                after = part.next
                if not after:
                    break
            exported = list(queue(name, user))
            assert badge == len(listed) and listed == exported
            days = [task.due or date.max for task in listed]
            assert days == sorted(days)
            shown += badge
            for task in listed:
                visible(user, task, name)
    assert shown > 100


def visible(user: User, task: Task, name: str) -> None:
    """What a task in a queue must be for the user to see it there, said another way than the query says it."""
    if user.role == R.PERSON:
        assert task.person == user.person
    elif user.role == R.INSTITUTION:
        assert user.organisation is not None and task.institution == user.organisation.institution
    else:
        assert user.organisation is not None and task.division.startswith(user.organisation.division.prefix)
    assert user.role in QUEUES[name].seen_by
    if name == "done":
        assert task.doer == user.username and task.done is not None
    elif name == "late":
        assert task.due is not None and task.due <= horizon(today()) and task.kind == "duty"
    elif name in ("todo", "to_sign", "to_tell", "to_supply"):
        assert task.done is None and task.role == law_role(user) and task.kind == "duty" and task.holder in (None, user)
    elif name == "rights":
        assert task.kind == "right" and (task.due is None or task.due >= today())


def test_administrators_and_the_inactive_see_nothing() -> None:
    office = yunnan()
    scatter(office, 1, many=30)
    for role in (R.SYSTEM_ADMIN, R.SECURITY_ADMIN, R.AUDIT_ADMIN):
        admin = office.user(role)
        assert not queues_of(admin) and not cases(admin).exists() and not proposals(admin).exists()
    clerk = office.user(R.CLERK)
    assert queues_of(clerk) == ["todo", "done", "begun"] and queue("todo", clerk).exists()
    clerk.is_active = False
    assert not queue("todo", clerk).exists() and not cases(clerk).exists() and not queues_of(clerk)
    assert not notices.notices_of(clerk).exists()


@pytest.mark.parametrize("cursor", ["x", "2025-13-01_1", "_", "2025-01-01"])
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="第一页"):
        page(Task.objects.all(), cursor)


def test_a_case_is_seen_by_its_parties_only() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h1", ZHANG, LI), clerk, head)
    case = Case.objects.get(process="handling")
    inside = [clerk, office.user(R.CLERK), office.user(R.INSTITUTION, HOSPITAL), office.user(R.PERSON, ZHANG)]
    outside = [office.user(R.CLERK, "530602"), office.user(R.INSTITUTION, OTHER), office.user(R.PERSON, WANG)]
    outside += [office.user(R.AUDIT_ADMIN), office.user(R.PARTNER, "530102")]
    for user in inside:
        assert case_of(user, case.pk) == case
    for user in outside:
        with pytest.raises(Http404):
            case_of(user, case.pk)
    assert {p.person for p in parties_of(case, office.user(R.PERSON, ZHANG))} == {ZHANG}
    assert {p.person for p in parties_of(case, clerk)} == {ZHANG, LI}


def test_partners_see_the_cases_that_wait_for_them() -> None:
    office = yunnan()
    clerk = office.user(R.CLERK, "530102")
    sent = {"act": "transfer.send", "on": "2025-02-05", "person": ZHANG, "to": "health_authority"}
    actions.do(office.region, sent, acting_user=clerk, key="k")
    partner = office.user(R.PARTNER, "530102")
    assert [t.act for t in queue("todo", partner)] == ["transfer.reply"]
    assert [c.process for c in cases(partner)] == ["transfer"]


def test_proposals_are_seen_in_the_drawers_division() -> None:
    office = yunnan()
    drawn = actions.propose(office.region, handling(), acting_user=office.user(R.CLERK, "530102"))
    assert list(proposals(office.user(R.HEAD, "530102"))) == [drawn] == list(proposals(office.user(R.HEAD)))
    assert not proposals(office.user(R.HEAD, "530602")).exists()
    assert not proposals(office.user(R.INSTITUTION, HOSPITAL)).exists()


def test_next_steps_say_who_and_why_not() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling("h1", ZHANG, LI), clerk, head)
    case = Case.objects.get(process="handling")
    offers = {offer.act: offer for offer in next_steps(case, clerk)}
    deliver = offers["notice.deliver_to_institution"]
    assert (deliver.allowed, deliver.why_not, str(deliver.due), deliver.second) == (True, "", "2025-02-08", False)
    assert "yunnan/40a" in deliver.clauses
    for_hospital = {offer.act: offer for offer in next_steps(case, office.user(R.INSTITUTION, HOSPITAL))}
    assert not for_hospital["notice.deliver_to_institution"].allowed
    assert "经办机构" in for_hospital["notice.deliver_to_institution"].why_not
    actions.claim(Task.objects.get(act="notice.deliver_to_institution", done=None), acting_user=head)
    held = {offer.act: offer for offer in next_steps(case, clerk)}["notice.deliver_to_institution"]
    assert not held.allowed and "已有人" in held.why_not
    actions.do(
        office.region,
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"},
        acting_user=head,
        key="d",
    )
    case.refresh_from_db()
    mine = {(o.act, o.role): o for o in next_steps(case, office.user(R.PERSON, ZHANG))}
    assert mine["review.request", "person"].allowed and not mine["review.request", "institution"].allowed
    assert not mine["notice.deliver_to_person", "institution"].allowed


def test_the_law_is_asked_where_nothing_more_has_to_be_filled_in() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    two(office, handling(clause="yunnan/24.1"), clerk, head)
    actions.do(
        office.region,
        {"act": "notice.deliver_to_institution", "on": "2025-02-06", "of": "h1"},
        acting_user=clerk,
        key="1",
    )
    zhang = office.user(R.PERSON, ZHANG)
    right = {o.act: o for o in next_steps(Case.objects.get(process="handling"), zhang)}["restoration.apply"]
    assert right.allowed and right.due == date(2025, 3, 21)
    actions.do(
        office.region, {"act": "restoration.apply", "on": "2025-03-20", "person": ZHANG}, acting_user=zhang, key="2"
    )
    restoration = Case.objects.get(process="restoration")
    assessed = {o.act: o for o in next_steps(restoration, clerk)}["restoration.assess"]
    assert assessed.second
    told = Case.objects.get(process="handling")
    appeal = {o.act: o for o in next_steps(restoration, office.user(R.INSTITUTION, HOSPITAL))}
    assert "restoration.agree" in appeal and told.pk
    measures = Case.objects.filter(process="measures").first()
    assert measures is not None and next_steps(measures, office.user(R.INSTITUTION, HOSPITAL))


def test_notices_reach_users_and_roles_within_bounds() -> None:
    office = yunnan()
    clerk, head = office.user(R.CLERK, "530102"), office.user(R.HEAD, "530102")
    proposal = actions.propose(office.region, handling(), acting_user=clerk)
    actions.submit(proposal, acting_user=clerk)
    (waiting,) = notices.notices_of(head)
    assert not waiting.read and waiting.link == f"/proposals/{proposal.pk}/"
    for other in (clerk, office.user(R.HEAD, "530602"), office.user(R.INSTITUTION, HOSPITAL), office.user(R.HEAD)):
        assert not notices.notices_of(other).exists()
        assert not notices.mark_read(waiting, acting_user=other)
    assert notices.mark_read(waiting, acting_user=head) and notices.mark_read(waiting, acting_user=head)
    assert notices.notices_of(head).get().read
    actions.sign(proposal, acting_user=head, version=1, agreed=True)
    assert notices.notices_of(clerk).get().title == "您起草的事项已审核"
    assert notices.notices_of(office.user(R.PERSON, ZHANG)).count() == 0
    assert Notice.objects.count() == 3
    above = office.user(R.CLERK)
    actions.submit(actions.propose(office.region, handling(), acting_user=above), acting_user=above)
    assert notices.notices_of(head).get() == waiting  # of what the office above draws up nobody below is told
