"""Who is told of an act beside the pages, and the words, made when they are sent of what is then true.

Dates are those of the tasks, so message, page and API say the same. Names of others are masked as lists mask them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from dingdian.accounts.masking import mask_name
from dingdian.accounts.models import User
from dingdian.accounts.whom import offices_of, users_of
from dingdian.casework import digest
from dingdian.casework.dates import day as shown
from dingdian.casework.models import Case, Proposal, Task
from dingdian.casework.perms import law_role
from dingdian.casework.queries import cases, proposals, tasks_in_scope
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region
from dingdian.journal.record import Change, today
from dingdian.journal.slices import load, regime_of
from dingdian.outbox import kinds
from dingdian.outbox.channels import Words
from dingdian.outbox.models import Letter
from dingdian.outbox.writing import write
from dingdian.registry.models import Person, Site

TO_INSTITUTION, TO_PERSON = "notice.deliver_to_institution", "notice.deliver_to_person"
_BY_INSTITUTION = "institution_receipt"
MOST_LINES = 30


def project(change: Change) -> None:
    """Tell those of an act whom it concerns: offices of what reached them, persons once their own time runs."""
    project_many([change])


def project_many(changes: Sequence[Change]) -> None:
    """The same of many acts. What is derived anew, and what older files told, is told to nobody."""
    for change in changes:
        entry = change.entry
        tell = _TELL.get(entry.name)
        if tell is not None and not change.again and entry.recorded_on >= today():
            tell(change, canonical.parse(entry.body))


def _of_delivery(change: Change, body: Any) -> None:
    entry = change.entry
    details = {"entry": entry.pk, "of": body["of"]}
    if entry.name == TO_INSTITUTION:
        write(kinds.DELIVERED, f"delivered:{entry.pk}", offices_of({_place(entry.region, body)}), details)
    if entry.name == _first_told_by(entry.region):
        write(kinds.INFORMED, f"informed:{entry.pk}", users_of(change.persons), details)


def _of_assessment(change: Change, body: Any) -> None:
    """A failed one is told to the institutions; to the person where no rule has the institution tell them."""
    entry = change.entry
    if body["outcome"] != "failed":
        return
    sites = Site.objects.filter(person__region=entry.region, person__code=body["person"], period__upper_inf=True)
    details = {"entry": entry.pk, "person": body["person"]}
    write(
        kinds.NOT_PASSED, f"failed:{entry.pk}", offices_of(sites.values_list("institution__code", flat=True)), details
    )
    if regime_of(entry.region).parameters.restoration.failure_told_by.value is None:
        write(kinds.NOT_PASSED, f"failed:{entry.pk}", users_of([body["person"]]), details)


def _of_failure_told(change: Change, body: Any) -> None:
    details = {"entry": change.entry.pk, "person": body["person"]}
    write(kinds.NOT_PASSED, f"failed:{change.entry.pk}", users_of([body["person"]]), details)


_TELL = {
    TO_INSTITUTION: _of_delivery,
    TO_PERSON: _of_delivery,
    "restoration.assess": _of_assessment,
    "restoration.tell": _of_failure_told,
}


def _place(region: Region, body: Any) -> str:
    """Where a notice was delivered: the place it names, or that of the decision."""
    if body.get("institution"):
        return str(body["institution"])
    decided = Entry.objects.get(region=region, ref=body["of"])
    return str(canonical.parse(decided.body)["institution"])


def _first_told_by(region: Region) -> str:
    """The act by which a person's own time to object begins: the institution's receipt, or their own."""
    clock = regime_of(region).parameters.objection.first_step_clock.value
    return TO_INSTITUTION if clock == _BY_INSTITUTION else TO_PERSON


# Words


def compose(letter: Letter, now: datetime) -> Words | None:
    """The words of a message as of now; null where there is nothing to say any more. Raises `NotNow`."""
    return _WORDS[letter.kind](letter, now)


def _handling(letter: Letter) -> Case | None:
    """The case of a delivery, if it lies in the user's scope."""
    entry = Entry.objects.get(pk=letter.details["entry"])
    return cases(letter.user).filter(region=entry.region_id, process="handling", key=letter.details["of"]).first()


def _delivered(letter: Letter, now: datetime) -> Words | None:
    case = _handling(letter)
    if case is None:
        return None
    entry = Entry.objects.get(pk=letter.details["entry"])
    lines = _lines(case, letter.user)
    head = f"有一份处理通知已于 {shown(entry.on)} 送达贵机构。"
    body = "\n".join([head, "", *(["贵机构应当办理和可以办理的："] if lines else []), *lines])
    short = f"有一份医保处理通知已于{entry.on}送达贵机构，请登录系统查看，并按期告知本人。"
    return Words("处理通知已送达贵机构", body.strip(), f"/cases/{case.pk}/", short)


def _informed(letter: Letter, now: datetime) -> Words | None:
    """What a person may do until when; once, by the act through which the notice first reached them."""
    case = _handling(letter)
    entry = Entry.objects.select_related("region").get(pk=letter.details["entry"])
    if case is None or not _first(entry, letter.details["of"], letter.user.person):
        return None
    lines = _lines(case, letter.user)
    how = "送达您所在的机构" if entry.name == TO_INSTITUTION else "告知您"
    head = f"有一份关于您医保支付资格的处理通知，已于 {shown(entry.on)} {how}。"
    body = "\n".join([head, "", *(["您可以："] if lines else []), *lines])
    last = Task.objects.filter(case=case, person=letter.user.person, act="review.request", done__isnull=True).first()
    until = f"，如有异议请在{last.due}前提出" if last is not None and last.due is not None else ""
    short = f"您有一份医保支付资格处理通知，请登录系统查看{until}。"
    return Words("关于您医保支付资格的处理通知", body.strip(), f"/cases/{case.pk}/", short)


def _not_passed(letter: Letter, now: datetime) -> Words | None:
    """While the failed assessment is the last that happened in the case."""
    user, entry = letter.user, Entry.objects.get(pk=letter.details["entry"])
    known = cases(user).filter(region=entry.region_id, process="restoration", key=letter.details["person"])
    case = known.filter(state__in=("failed", "failure_told")).first()
    if case is None:
        return None
    lines, link = _lines(case, user), f"/cases/{case.pk}/"
    if user.person:
        head = f"您的恢复申请评估未通过，医保支付资格暂不恢复（{shown(entry.on)}）。"
        short = "您的医保支付资格恢复申请评估未通过，请登录系统查看原因和办法。"
        return Words("恢复评估未通过", "\n".join([head, *lines]), link, short)
    name = Person.objects.filter(region=entry.region_id, code=letter.details["person"]).values_list("name", flat=True)
    head = f"{mask_name(name[0])} 的恢复申请评估未通过（{shown(entry.on)}）。"
    short = "有一件恢复申请评估未通过，请登录系统查看，并告知本人。"
    return Words("恢复评估未通过", "\n".join([head, "", *lines]).strip(), link, short)


def _first(entry: Entry, of: str, person: str) -> bool:
    """Whether it was this act that first reached the person."""
    register = load(entry.region, persons={person}, refs={of})
    handling = register.handlings[of]
    if entry.name == TO_PERSON:
        reached = [told.id for told in handling.told if told.person == person]
    else:
        reached = [delivery.id for delivery in register.deliveries(of, person)]
    return bool(reached) and reached[0] == entry.ref


def _lines(case: Case, user: User) -> list[str]:
    """What the user's side owes or may do in a case, each with its last day, as the case's page lists them."""
    found = tasks_in_scope(user).filter(case=case, done__isnull=True, role=law_role(user))
    tasks = list(found.order_by("kind", F("due").asc(nulls_last=True), "id")[: MOST_LINES + 1])
    people = Person.objects.filter(region=case.region_id, code__in={t.person for t in tasks} - {user.person})
    names = dict(people.values_list("code", "name"))
    lines = []
    for task in tasks[:MOST_LINES]:
        who = f"（{mask_name(names[task.person])}）" if names.get(task.person) else ""
        until = f"，最迟 {shown(task.due)}" if task.due is not None else ""
        lines.append(f"· {task.title}{who}{until}{'（暂计）' if task.provisional else ''}")
    return lines + (["· 还有更多，请登录查看"] if len(tasks) > MOST_LINES else [])


def _to_sign(letter: Letter, now: datetime) -> Words | None:
    """Only while it waits in the version that was sent."""
    found = proposals(letter.user).filter(
        pk=letter.details["proposal"], version=letter.details["version"], state=Proposal.State.SUBMITTED
    )
    if not found.exists():
        return None
    link = f"/proposals/{letter.details['proposal']}/"
    return Words("有一件事待您审核", "有一件事已送审，等您审核。", link)


def _signed(letter: Letter, now: datetime) -> Words | None:
    title = str(letter.details["title"])
    return Words(title, f"{title}。", f"/proposals/{letter.details['proposal']}/")


def _handed(letter: Letter, now: datetime) -> Words | None:
    """Only while the user holds it."""
    held = tasks_in_scope(letter.user).filter(pk=letter.details["task"], done__isnull=True, holder=letter.user)
    task = held.first()
    if task is None:
        return None
    until = f"，期限 {shown(task.due)}" if task.due is not None else ""
    return Words("一件事转交给您", f"{task.title}{until}", f"/cases/{task.case_id}/")


_WORDS = {
    kinds.DELIVERED: _delivered,
    kinds.INFORMED: _informed,
    kinds.NOT_PASSED: _not_passed,
    kinds.TO_SIGN: _to_sign,
    kinds.SIGNED: _signed,
    kinds.HANDED: _handed,
    kinds.DIGEST: digest.words,
}

__all__ = ["compose", "project", "project_many"]
