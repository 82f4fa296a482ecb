"""Everything that is done with papers: issue, correct, withdraw, serve, copy. Role and scope first, then the law.

The number is taken under the lock of its series and written with the paper in one transaction: what fails takes none.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from dingdian.accounts.models import Organisation, User
from dingdian.accounts.whom import offices_of, partners_over, users_of
from dingdian.casework import actions as casework
from dingdian.casework import notices
from dingdian.casework.actions import WrongMoment
from dingdian.casework.models import Party, Task
from dingdian.casework.perms import Denied
from dingdian.journal.checkpoint import short_form
from dingdian.journal.models import Region
from dingdian.journal.record import today
from dingdian.journal.slices import load
from dingdian.papers import seal
from dingdian.papers.document import Block, Document, day_in_words
from dingdian.papers.layout import Marks, typesetter
from dingdian.papers.models import Delivery, Letterhead, Paper, Reprint, Series, Withdrawal
from dingdian.papers.perms import require_keep, require_make
from dingdian.papers.queries import Composed, Draft, composed, entries_of, state_of
from dingdian.papers.wording import load as load_wording
from dingdian.regimes import fingerprint
from dingdian.registry.models import Institution

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 16
To, Way = Delivery.To, Delivery.Way


@dataclass(frozen=True)
class Issued:
    """A paper, and whether it had been issued before (`again`)."""

    paper: Paper
    again: bool = False


def issue(
    region: Region, draft: Draft, *, acting_user: User, corrects: Paper | None = None, day: date | None = None
) -> Issued:
    """Number, set, seal and keep a paper. Asked again, it gives the one that was issued.

    `corrects`: the paper in whose place it stands. Raises `Denied`, `NothingToSay`, `WrongMoment`, `NoSeal`, `NoFont`.
    """
    office = _office(acting_user)
    made = composed(region, draft, office, day)
    require_make(region, acting_user, made.wording, draft.person, draft.institution)
    if corrects is not None:
        require_keep(acting_user, corrects)
    with transaction.atomic():
        serial = next_serial(office, made.wording.mark, made.document.day.year)
        earlier = _earlier(region, draft, corrects)
        if earlier is not None:
            transaction.set_rollback(True)
            return Issued(earlier, again=True)
        paper = _written(made, office, serial, acting_user, corrects)
        paper.save(force_insert=True)
        _step(paper, acting_user)
    return Issued(paper)


def _step(paper: Paper, user: User) -> None:
    """Where the rules have a step of issuing, and somebody owes it, it is done when the last notice is issued."""
    if paper.kind != "points_notice":
        return
    owed = Task.objects.filter(
        case__region=paper.region, case__process="handling", case__key=paper.ref, act="notice.issue", done__isnull=True
    )
    if not owed.exists():
        return
    scored = {who for who, _ in load(paper.region, refs=[paper.ref]).handlings[paper.ref].scores}
    issued = Paper.objects.filter(region=paper.region, kind=paper.kind, ref=paper.ref, withdrawal=None)
    if scored <= set(issued.values_list("person", flat=True)):
        act = {"act": "notice.issue", "of": paper.ref, "on": paper.day}
        casework.do(paper.region, act, acting_user=user, key=f"paper:{paper.pk}:issue")


def _earlier(region: Region, draft: Draft, corrects: Paper | None) -> Paper | None:
    """The paper that was issued for the same before; one that was withdrawn has to be corrected."""
    rows = Paper.objects.defer("pdf").filter(
        region=region, kind=draft.kind, ref=draft.ref, person=draft.person, institution=draft.institution
    )
    if corrects is None:
        return rows.order_by("-id").first()
    if not rows.filter(pk=corrects.pk).exists():
        raise WrongMoment("更正件须与原件是同一事项、同一人、同一机构", "从原件的页面办理更正")
    return rows.filter(corrects=corrects).first()


def next_serial(office: Organisation, mark: str, year: int) -> int:
    """The next number of a series; the series is held until the transaction ends."""
    Series.objects.get_or_create(office=office, mark=mark, year=year)
    row = Series.objects.select_for_update().get(office=office, mark=mark, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def numbered(word: str, mark: str, year: int, serial: int) -> str:
    """云医保记通〔2026〕12号: the year in full, the number without zeros or 第 (GB/T 9704).

    `word`: what stands for the office; its name, where no word was set, so that no two offices share a number.
    """
    return f"{word}{mark}〔{year}〕{serial}号"


def _written(made: Composed, office: Organisation, serial: int, user: User, corrects: Paper | None) -> Paper:
    """The paper with number, code and seal, not saved."""
    region, draft, document = made.region, made.draft, made.document
    head = Letterhead.objects.filter(office=office).first()
    year = document.day.year
    number = numbered((head.word if head else "") or office.name, made.wording.mark, year, serial)
    if Paper.objects.filter(number=number).exists():
        remedy = "请系统管理员为本单位另定机关代字（dingdian papers letterhead）"
        raise WrongMoment(f"文号 {number} 已由另一个单位用过", remedy)
    by = seal.sealer(*seal_of(office))
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    if corrects is not None:
        document = corrected(document, corrects)
    marks = Marks(number, code, verify_address(code), short_form(region), development=by.development)
    pdf, spot = typesetter().pdf(document, marks)
    content = by.seal(pdf, spot, reason=f"{document.title} {number}")
    return Paper(
        region=region, office=office, kind=draft.kind, title=document.title, mark=made.wording.mark, year=year,
        serial=serial, number=number, day=document.day, ref=draft.ref, person=draft.person,
        institution=draft.institution, division=_division(region, draft.institution, office),
        rests_on=entries_of(region, document.rests_on), document=document.as_json(), sources=list(document.sources),
        regime=fingerprint(region.persons, region.institutions), draft=document.draft, checkpoint=marks.checkpoint,
        code=code, pdf=content, sha256=hashlib.sha256(content).hexdigest(), algorithm=by.algorithm,
        development=by.development, corrects=corrects, made_by=user, made_at=timezone.now(),
    )  # fmt: skip


def corrected(document: Document, old: Paper) -> Document:
    """A document that says in whose place it stands."""
    words = f"本件更正并代替{day_in_words(old.day)}印发的{old.number}；原件自本件印发之日起不再使用。"
    return replace(document, blocks=(*document.blocks, Block("note", words)))


def seal_of(office: Organisation) -> tuple[str, str]:
    """The name of the seal's files and the words on the seal of an office."""
    head = Letterhead.objects.filter(office=office).first()
    own = office.institution if office.kind == Organisation.Kind.INSTITUTION else f"{office.division_id}-{office.kind}"
    name = (head.name if head else "") or office.name
    if head and head.seal:
        return head.seal, name
    return (own if settings.PAPERS_SEALS else f"{own}-{office.pk}"), name


def verify_address(code: str) -> str:
    """Where a paper is checked: what its QR code says."""
    return settings.PUBLIC_URL + reverse("verify-code", args=[code])


def _office(user: User) -> Organisation:
    if user.organisation is None:
        raise Denied("您没有所属单位，不能出具文书", remedy="请单位的人员出具")
    return user.organisation


def _division(region: Region, institution: str, office: Organisation) -> str:
    """The division that scopes look at: of the institution, else of the office."""
    found = Institution.objects.filter(region=region, code=institution).values_list("division", flat=True).first()
    return found or region.division_id or office.division_id


# Afterwards


def withdraw(paper: Paper, *, acting_user: User, reason: str) -> Withdrawal:
    """Say that a paper no longer counts. Its bytes and number stay."""
    require_keep(acting_user, paper)
    if not reason.strip():
        raise WrongMoment("没有写明撤回的理由", "写明理由后再办")
    with transaction.atomic():
        row = _locked(paper)
        if not state_of(row).valid:
            raise WrongMoment("这份文书已撤回或已更正", "重新打开，按现在的状态办理")
        return Withdrawal.objects.create(
            paper=row, reason=reason.strip()[:500], on=today(), by=acting_user, at=timezone.now()
        )


def copy(paper: Paper, *, acting_user: User) -> bytes:
    """The paper once more, marked 副本 and sealed anew; its hash is kept, so that it is known again."""
    document, marks = _again(paper)
    by = seal.sealer(*seal_of(paper.office))
    pdf, spot = typesetter().pdf(document, replace(marks, copy=True))
    content = by.seal(pdf, spot, reason=f"{paper.number} 副本")
    Reprint.objects.create(paper=paper, sha256=hashlib.sha256(content).hexdigest(), by=acting_user, at=timezone.now())
    return content


def _again(paper: Paper) -> tuple[Document, Marks]:
    marks = Marks(paper.number, paper.code, verify_address(paper.code), paper.checkpoint, development=paper.development)
    return Document.from_json(paper.document), marks


def _locked(paper: Paper) -> Paper:
    return Paper.objects.select_for_update(of=("self",)).defer("pdf").get(pk=paper.pk)


# Serving


def serve(
    paper: Paper,
    *,
    acting_user: User,
    way: str = Way.ELECTRONIC,
    on: date | None = None,
    receiver: str = "",
    remark: str = "",
) -> list[Delivery]:
    """Serve a paper on its addressee, and write the act of delivery that starts the clocks, where the law knows one.

    A notice on points is served together with those of the other people of the decision at the institution: they are
    one act. `on`: the day of receipt, today for electronic service (entering the addressee's system is receipt).
    Raises `Denied`, `WrongMoment`, or what recording the act raises.
    """
    require_keep(acting_user, paper)
    if way != Way.ELECTRONIC and not receiver.strip():
        raise WrongMoment("没有写明签收人", "照送达回证填写签收人；留置送达的，填见证人")
    day = today() if way == Way.ELECTRONIC else on or today()
    if day > today():
        raise WrongMoment("收到日晚于今天", "填回证上的收到日")
    with transaction.atomic():
        together = _together(_locked(paper))
        to = _to(paper)
        if way == Way.ELECTRONIC:
            _reachable(paper, to)
        seq = _delivered(paper, day, acting_user) if paper.kind == "points_notice" else None
        rows = [
            Delivery(
                paper=p,
                way=way,
                to=to,
                on=day,
                receiver=receiver.strip()[:60],
                remark=remark.strip()[:500],
                seq=seq,
                by=acting_user,
                at=timezone.now(),
            )
            for p in together
        ]
        Delivery.objects.bulk_create(rows)
        for p in together:
            _tell(p, to)
    return rows


def _together(paper: Paper) -> list[Paper]:
    """The papers that one delivery serves. Raises `WrongMoment` where one of them is missing, served or withdrawn."""
    rows = [paper]
    if paper.kind == "points_notice":
        handling = load(paper.region, refs=[paper.ref]).handlings[paper.ref]
        found = Paper.objects.defer("pdf").filter(
            region=paper.region, kind=paper.kind, ref=paper.ref, institution=paper.institution, corrected_by=None,
            withdrawal=None,
        )  # fmt: skip
        rows = list(found.select_for_update(of=("self",)).order_by("id"))
        if paper.pk not in {p.pk for p in rows}:
            raise WrongMoment("这份文书已撤回或已更正", "送达更正后的文书")
        scored = {who for who, _ in handling.scores}
        missing = (scored & _told_there(paper)) - {p.person for p in rows}
        if missing:
            raise WrongMoment(f"同一处理在该机构还有 {len(missing)} 人的通知没有印发", "先印发全部通知，再一并送达")
    elif not state_of(paper).valid:
        raise WrongMoment("这份文书已撤回或已更正", "送达更正后的文书")
    fresh = [p for p in rows if not p.deliveries.exists()]
    if paper.pk not in {p.pk for p in fresh}:
        raise WrongMoment("这份文书已经送达", "要再给一份的，打印副本")
    return fresh


def _told_there(paper: Paper) -> set[str]:
    """The people of a decision whose notices go to the institution of a paper."""
    rows = Party.objects.filter(
        case__region=paper.region, case__process="handling", case__key=paper.ref, institution=paper.institution
    )
    return set(rows.values_list("person", flat=True))


def _to(paper: Paper) -> str:
    to = load_wording(paper.kind).to
    if to == "file":
        raise WrongMoment("这种文书只存卷，不送达", "需要时打印")
    return to


def goes_to_file(paper: Paper) -> bool:
    """Whether a paper is only kept, and served on nobody."""
    return load_wording(paper.kind).to == "file"


def _readers(paper: Paper, to: str) -> QuerySet[User]:
    """The users whose system a paper enters when it is served on a side."""
    if to == To.INSTITUTION:
        return offices_of([paper.institution])
    return users_of([paper.person]) if to == To.PERSON else partners_over(paper.division)


def _reachable(paper: Paper, to: str) -> None:
    """Raise `WrongMoment` unless the addressee has somebody here whose system the paper enters."""
    if not _readers(paper, to).exists():
        who = {To.INSTITUTION: "该机构", To.PERSON: "本人", To.PARTNER: "对方部门"}[To(to)]
        raise WrongMoment(f"{who}没有可以收取文书的用户，不能系统送达", "改用直接送达或邮寄，并登记回证")


def _delivered(paper: Paper, day: date, user: User) -> int | None:
    """Write the act of delivery to the institution; the number of its entry."""
    act = {"act": "notice.deliver_to_institution", "of": paper.ref, "institution": paper.institution, "on": day}
    done = casework.do(paper.region, act, acting_user=user, key=f"paper:{paper.pk}:deliver")
    return done.entry.seq


def _tell(paper: Paper, to: str) -> None:
    """The message inside the site: an institution is told as a whole, whoever else is addressed by name."""
    key, title = f"paper:{paper.pk}:{to}", f"收到文书：{paper.title} {paper.number}"
    link = reverse("paper", args=[paper.pk])
    office = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, institution=paper.institution).first()
    if to == To.INSTITUTION and office is not None:
        notices.tell_office(key, title, office=office, role=User.Role.INSTITUTION, link=link)
    else:
        for user in _readers(paper, to):
            notices.tell(f"{key}:{user.pk}", title, user=user, link=link)


__all__ = ["Issued", "WrongMoment", "copy", "issue", "serve", "withdraw"]
