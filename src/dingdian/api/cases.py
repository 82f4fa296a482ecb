"""Cases, their steps, and acts that need a second person."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, model_validator

from dingdian.api import where
from dingdian.api.once import once
from dingdian.api.paging import page
from dingdian.api.perms import allowed
from dingdian.api.problems import wrong
from dingdian.api.shapes import CaseOut, EntryOut, Page, ProposalOut, TaskOut
from dingdian.api.values import After, AnyDay, Asked, Code, Id, Key, Limit, Text, computable
from dingdian.casework import actions, queries
from dingdian.casework.models import Case, Proposal, Task
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.record import Recorded
from dingdian.journal.slices import notes_of, regime_of
from dingdian.law.explain import cited
from dingdian.law.processes.admit import steps_of

router = Router(tags=["案件"])
DELIVERY: dict[str, Any] = {"act": "notice.deliver_to_institution", "on": "2026-03-10", "of": "h-2026-0031"}
DECISION: dict[str, Any] = {
    "act": "handling.decide", "on": "2026-03-05", "basis": "administrative_penalty", "institution": "H53010200001",
    "findings": [{"id": "f1", "type": "duplicate_charge", "circumstances": ["yunnan/23.1"],
                  "persons": [{"person": "D530102000001", "degree": "main"}]}],
}  # fmt: skip


class AnyAct(BaseModel):
    """An act by its name (`/api/processes/{name}` lists them) and the day it counts; the rest is as the act asks."""

    model_config = ConfigDict(extra="allow")

    act: Annotated[str, Field(max_length=80)]
    on: AnyDay

    @model_validator(mode="before")
    @classmethod
    def _computable(cls, data: Any) -> Any:
        return computable(data)


class ActIn(Asked):
    """`region`: only needed by whoever is registered in several."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"act": DELIVERY}, {"act": DECISION}]})

    region: Code | None = None
    act: AnyAct

    def told(self) -> dict[str, Any]:
        return self.act.model_dump(exclude_unset=True) | {"on": self.act.on.isoformat()}


class SignIn(Asked):
    """`version`: the one that was looked at; `agreed` false sends it back, with a remark that says why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"version": 1, "agreed": False, "remark": "事实还要核对"}]}
    )

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    agreed: bool
    remark: Text = ""


@router.get("/cases", operation_id="cases", response=Page[TaskOut], summary="待办队列")
def cases(
    request: HttpRequest, queue: Annotated[str, Query(max_length=60)] = "", after: After = None, limit: Limit = 50
) -> Any:
    """`queue`: the same queues as on pages; without it the first of them. Earliest last day first."""
    user = allowed(request, "cases")
    names = list(queries.QUEUES)
    name = queue or names[0]
    if name not in names:
        raise wrong("queue", "没有这个队列", "、".join(names), "改成其中之一")
    try:
        found = queries.page(queries.queue(name, user), after or "", limit)
    except queries.BadCursor:
        raise wrong("after", "不是本接口给出的位置", "上一页的 next", "从第一页重新取") from None
    return {"items": [_task(row) for row in found.rows], "next": found.next or None}


@router.get(
    "/institutions/{code}/deadlines",
    operation_id="institution_deadlines",
    response=Page[TaskOut],
    summary="机构各案件的期限",
)
def institution_deadlines(
    request: HttpRequest, code: Code, region: Code | None = None, after: After = None, limit: Limit = 50
) -> Any:
    user = allowed(request, "institution_deadlines")
    here = where.institution(user, code, region)
    rows = queries.tasks_in_scope(user).filter(
        case__region=here.region, institution=here.code, done__isnull=True, due__isnull=False
    )
    return page(rows.select_related("case", "holder"), ("due", "pk"), after, limit, _task)


@router.get("/cases/{id}", operation_id="case", response=CaseOut, summary="案件：时间线和下一步")
def case(request: HttpRequest, id: Id) -> Any:
    user = allowed(request, "case")
    found = queries.case_of(user, id)
    process = queries.process_of(regime_of(found.region), found.process)
    offers = ("act", "title", "role", "due", "provisional", "allowed")
    return {
        "id": found.pk,
        "region": found.region_id,
        "process": found.process,
        "title": process.title,
        "key": found.key,
        "state": found.state,
        "state_title": process.states.get(found.state, found.state),
        "closed": found.closed,
        "person": found.person,
        "institution": found.institution,
        "timeline": _timeline(found),
        "next_steps": [
            {**{n: getattr(x, n) for n in offers}, "clauses": list(x.clauses), "why_not": x.why_not or ""}
            for x in queries.next_steps(found, user)
        ],
    }


@router.post("/acts", operation_id="do", response={201: EntryOut}, summary="办理一步")
def do(request: HttpRequest, body: ActIn, key: Key) -> Any:
    """A step that needs one person. One that needs two is drawn up as a proposal."""
    user = allowed(request, "do")
    region = where.region(user, body.region)

    def work() -> EntryOut:
        return shown_entry(actions.do(region, body.told(), acting_user=user, key=f"api:{key}"))

    return once(request, key, work)


@router.get("/proposals", operation_id="proposals", response=Page[ProposalOut], summary="本单位草拟的事项")
def proposals(request: HttpRequest, after: After = None, limit: Limit = 50) -> Any:
    rows = queries.proposals(allowed(request, "proposals")).select_related("drawn_by")
    return page(rows, ("pk",), after, limit, shown_proposal)


@router.get("/proposals/{id}", operation_id="proposal", response=ProposalOut, summary="草拟的事项")
def proposal(request: HttpRequest, id: Id) -> Any:
    return shown_proposal(queries.proposals(allowed(request, "proposal")).get(pk=id))


@router.post("/proposals", operation_id="propose", response={201: ProposalOut}, summary="草拟须两人办理的事项")
def propose(request: HttpRequest, body: ActIn, key: Key) -> Any:
    user = allowed(request, "propose")
    region = where.region(user, body.region)
    return once(request, key, lambda: shown_proposal(actions.propose(region, body.told(), acting_user=user)))


@router.post("/proposals/{id}/edits", operation_id="edit", response={201: ProposalOut}, summary="修改；原审核作废")
def edit(request: HttpRequest, id: Id, body: ActIn, key: Key) -> Any:
    user = allowed(request, "edit")
    mine = queries.proposals(user).get(pk=id)
    if body.region is not None and body.region != mine.region_id:
        raise wrong("region", "与草拟时的统筹区不同", mine.region_id, "删去这个字段")
    return once(request, key, lambda: shown_proposal(actions.edit(mine, body.told(), acting_user=user)))


@router.post("/proposals/{id}/submission", operation_id="submit", response={201: ProposalOut}, summary="提交审核")
def submit(request: HttpRequest, id: Id, key: Key) -> Any:
    user = allowed(request, "submit")
    mine = queries.proposals(user).get(pk=id)
    return once(request, key, lambda: shown_proposal(actions.submit(mine, acting_user=user)))


@router.post("/proposals/{id}/signatures", operation_id="sign", response={201: ProposalOut}, summary="审核同意或退回")
def sign(request: HttpRequest, id: Id, body: SignIn, key: Key) -> Any:
    user = allowed(request, "sign")
    mine = queries.proposals(user).get(pk=id)

    def work() -> ProposalOut:
        return shown_proposal(actions.sign(mine, acting_user=user, **body.model_dump()))

    return once(request, key, work)


@router.post("/proposals/{id}/enactment", operation_id="enact", response={201: EntryOut}, summary="办理已审核的事项")
def enact(request: HttpRequest, id: Id, key: Key) -> Any:
    user = allowed(request, "enact")
    mine = queries.proposals(user).get(pk=id)

    def work() -> EntryOut:
        return shown_entry(actions.enact(mine, acting_user=user))

    return once(request, key, work)


@router.post("/proposals/{id}/withdrawal", operation_id="withdraw", response={201: ProposalOut}, summary="撤回")
def withdraw(request: HttpRequest, id: Id, key: Key) -> Any:
    user = allowed(request, "withdraw")
    mine = queries.proposals(user).get(pk=id)
    return once(request, key, lambda: shown_proposal(actions.withdraw(mine, acting_user=user)))


def shown_entry(done: Recorded) -> EntryOut:
    entry = done.entry
    return EntryOut(
        region=entry.region_id,
        seq=entry.seq,
        ref=entry.ref,
        case=Task.objects.get(done=entry).case_id,
        act=entry.name,
        on=entry.on,
        recorded_on=entry.recorded_on,
        hash=entry.hash,
        notes=notes(entry),
    )


def notes(entry: Entry) -> Any:
    """The remarks with which an act was admitted, with their clauses."""
    regime = regime_of(entry.region)
    return [{"text": n.text, "clauses": list(cited(regime, [n]))} for n in notes_of(entry.notes)]


def shown_proposal(row: Proposal) -> ProposalOut:
    return ProposalOut(
        id=row.pk,
        region=row.region_id,
        act=row.act,
        version=row.version,
        state=row.state,
        drawn_by=row.drawn_by.username,
        entry=row.entry.seq if row.entry else None,
    )


def _task(row: Any) -> dict[str, Any]:
    return {
        "case": row.case_id,
        "region": row.case.region_id,
        "process": row.case.process,
        "key": row.case.key,
        "state": row.case.state,
        **{n: getattr(row, n) for n in ("act", "role", "person", "institution", "due", "provisional")},
        "holder": row.holder.username if row.holder else None,
    }


def _timeline(found: Case) -> list[dict[str, Any]]:
    """What moved the case, newest first; contents stay with whoever may read each act."""
    about = Subject.objects.filter(region=found.region, kind=Subject.Kind.CASE, code__in=found.key.split("/"))
    own = {*about.values_list("entry_id", flat=True), found.opened_id, found.moved_id}
    entries = Entry.objects.filter(pk__in=own, kind=Entry.Kind.ACT).order_by("-seq")
    return [_event(found.region, entry) for entry in entries]


def _event(region: Region, entry: Entry) -> dict[str, Any]:
    _, step = steps_of(regime_of(region))[entry.name]
    return {
        "seq": entry.seq,
        "ref": entry.ref,
        "act": entry.name,
        "title": step.title,
        "on": entry.on,
        "recorded_on": entry.recorded_on,
        "role": entry.role,
        "place": entry.place,
        "notes": [n.text for n in notes_of(entry.notes)],
    }
