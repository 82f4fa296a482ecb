"""Everything that is done in a session. Side and scope first, then the moment, then the law; all of it or nothing.

The session's row is locked before anything is looked at, so of two hands that reach for the last seal at once one
finds it put. The second seal and the act in the journal are one transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dingdian.accounts.models import Organisation, User
from dingdian.accounts.scope import scope_of
from dingdian.casework import actions as casework
from dingdian.casework.actions import WrongMoment
from dingdian.casework.waits import actors
from dingdian.journal.checkpoint import short_form
from dingdian.journal.models import Head, Region
from dingdian.journal.record import Refused, today
from dingdian.journal.slices import load, regime_of
from dingdian.law.institutions import rounds
from dingdian.law.institutions.agreements import agreements
from dingdian.law.processes.admit import examine, steps_of
from dingdian.law.register import Register
from dingdian.papers import seal, two_seals
from dingdian.papers.actions import ALPHABET, LENGTH, next_serial, numbered, seal_of
from dingdian.papers.document import Document
from dingdian.papers.layout import Marks, typesetter
from dingdian.papers.models import Letterhead
from dingdian.papers.queries import letterhead
from dingdian.registry.models import Institution
from dingdian.signing import telling, text
from dingdian.signing.log import note, note_many
from dingdian.signing.models import OPEN_STATES, Edition, Event, Session
from dingdian.signing.perms import Denied, opens, require_agency, require_institution

S, C, Stage = Session.State, Session.Channel, Edition.Stage
MARK = "网签"
PREFIX = "XY-"
"""What the number of an agreement begins with where a session led to it; its code follows."""
AGENCY_FIELD, INSTITUTION_FIELD = "SealOfAgency", "SealOfInstitution"
READING, SIGNING, REMINDING = "agreement.confirm_reading", "agreement.sign", "agreement.remind"
PDF, LARGEST = b"%PDF-", 20 * 1024 * 1024


@dataclass(frozen=True)
class Terms:
    """What is to be signed: kind (empty: the usual one) and term, both days included.

    `no_talks`: the institution states that it asks for no talks.
    """

    start_on: date
    end_on: date
    kind: str = ""
    no_talks: bool = False


def begin(region: Region, institution: str, terms: Terms, *, acting_user: User) -> Session:
    """Compose and freeze the text of an agreement, and ask the institution to sign it.

    What the law would object to at the signature is said now. Raises `Denied`, `WrongMoment`, `Refused`,
    `text.Conflicting`, `InvalidAct`, `NoFont`.
    """
    session, register, made = _prepared(region, institution, terms, acting_user)
    office, day = session.agency, today()
    with transaction.atomic():
        _alone(session)
        session.number = _number(office, day)
        named, term = (session.name, institution), (terms.start_on, terms.end_on)
        document = text.written(region, register, made, letterhead(office), named, term, day)
        frozen = _frozen(session, document, region)
        session.document, session.text_hash = document.as_json(), hashlib.sha256(frozen).hexdigest()
        session.save(force_insert=True)
        _keep(session, Stage.FROZEN, frozen)
        note(session, "opened", acting_user, words=f"签订期限 {session.expires_on}", file=session.text_hash)
        telling.to_institution(session, "opened", f"有一份协议待签：{session.number}")
    return session


def tried(region: Region, institution: str, terms: Terms, *, acting_user: User) -> Session:
    """The session that `begin` would begin now, without text or number; not saved. Raises what `begin` raises."""
    session, _, _ = _prepared(region, institution, terms, acting_user)
    _alone(session)
    return session


def _prepared(
    region: Region, institution: str, terms: Terms, user: User
) -> tuple[Session, Register, text.Template | None]:
    """The session before it is numbered and frozen, if nothing in law is against it."""
    place = _within(region, institution, user)
    office = user.organisation
    assert office is not None
    if terms.end_on < terms.start_on:
        raise WrongMoment("协议的终日早于首日", "改正两个日期")
    day, register = today(), load(region, institutions=[institution])
    made = text.template(register)
    session = Session(
        region=region, agency=office, institution=institution, name=place.name,
        division=place.division or region.division_id or office.division_id, kind=terms.kind,
        no_talks=terms.no_talks, start_on=terms.start_on, end_on=terms.end_on,
        template=made.version if made is not None else "", made_by=user, made_at=timezone.now(),
        code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)), **_before(register, institution, terms.kind),
        **_round(region, register, institution, day),
    )  # fmt: skip
    _would_sign(register, session, user)
    return session, register, made


def _alone(session: Session) -> None:
    """Raise `WrongMoment` where a text of the kind waits already."""
    open_ones = Session.objects.filter(region=session.region, institution=session.institution, state__in=OPEN_STATES)
    if open_ones.filter(kind=session.kind).exists():
        raise WrongMoment("该机构已有一份同种协议待签", "先签完或撤回那一份")


def _within(region: Region, institution: str, user: User) -> Institution:
    """The institution, if the user's agency signs with it. Raises `Denied`."""
    place = Institution.objects.filter(region=region, code=institution).first()
    here = place is not None and scope_of(user).covers(
        division=place.division or region.division_id or "", institution=institution
    )
    if not opens(user) or place is None or not here:
        raise Denied("该机构不存在，或不由您所在的经办机构签约", remedy="核对机构编码；由其所在地的经办机构编制")
    return place


def _before(r: Register, institution: str, kind: str) -> dict[str, str]:
    """What the agreement follows: an application not signed yet, else the last main agreement."""
    lines = agreements(r, institution)
    signed = {line.case for line in lines}
    waiting = [ref for ref, x in r.applications.items() if x.act.institution == institution and ref not in signed]
    mains = [line.ref for line in lines if line.is_main]
    if waiting and (not mains or kind):
        return {"case": waiting[-1]}
    return {"renews": mains[-1]} if mains else {}


def _round(region: Region, r: Register, institution: str, day: date) -> dict[str, Any]:
    """The round that a session begun on a day belongs to, and the last day to sign: that of the round, else so long."""
    last = _last_day(region, r, institution, day)
    usual = day + timedelta(days=settings.SIGNING_DAYS)
    return {"round": round_of(region, r, institution, day), "expires_on": last if last and day <= last else usual}


def round_of(region: Region, r: Register, institution: str, day: date) -> str:
    """The act that opened the round to which a signing on a day belongs; empty: it lies outside of any."""
    if regime_of(region).institutions is None:
        return ""
    opened, last = rounds.opened_for(r, institution, day), _last_day(region, r, institution, day)
    return opened.ref if opened is not None and (last is None or day <= last) else ""


def _last_day(region: Region, r: Register, institution: str, day: date) -> date | None:
    """The last day of the round set for an institution by a day, where one is set."""
    return rounds.of_institution(r, institution, day)[1] if regime_of(region).institutions is not None else None


def _would_sign(r: Register, session: Session, user: User) -> None:
    """Raise `Refused` with what the law would object to if the agreement were signed today."""
    act = casework.as_learned(casework.read(_act(session, today())), user)
    if objections := examine(r, act):
        raise Refused(r.regime, objections)


def _number(office: Organisation, day: date) -> str:
    head = Letterhead.objects.filter(office=office).first()
    return numbered((head.word if head else "") or office.name, MARK, day.year, next_serial(office, MARK, day.year))


def _frozen(session: Session, document: Document, region: Region) -> bytes:
    """The text as a PDF with a place for each seal."""
    development = not settings.PAPERS_SEALS
    marks = Marks(
        session.number, session.code, telling.verify_address(session.code), short_form(region), development=development
    )
    pdf, agency, institution = typesetter().pdf_of_two(document, marks, session.name)
    return two_seals.with_fields(pdf, {INSTITUTION_FIELD: institution, AGENCY_FIELD: agency})


def _keep(session: Session, stage: str, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    Edition.objects.create(session=session, stage=stage, pdf=content, sha256=digest)
    return digest


def _act(session: Session, on: date, **more: Any) -> dict[str, Any]:
    """The act of signing that a session comes to."""
    act: dict[str, Any] = {
        "act": SIGNING, "id": PREFIX + session.code, "institution": session.institution, "on": on,
        "start_on": session.start_on, "end_on": session.end_on, "channel": session.channel,
        "text_hash": session.text_hash or "0" * 64, "signed_by": [session.name, session.agency.name],
    }  # fmt: skip
    named = {"kind": session.kind, "agreement": session.renews, "case": session.case,
             "template_version": session.template}  # fmt: skip
    act |= {name: value for name, value in named.items() if value}
    if session.channel == C.ONLINE:
        act["reading_confirmed"] = True
    if session.no_talks:
        act["topics"] = []
    return act | more


# What is done in a session


def locked(session: Session, *, records: bool) -> Session:
    """The session's row, held to the end of the transaction.

    `records`: an act follows; then the end of the region's chain is held before, in the order in which an act that
    overtakes a session takes both.
    """
    if records:
        Head.objects.select_for_update().filter(region=session.region_id).first()
    return Session.objects.select_for_update(of=("self",)).select_related("region", "agency").get(pk=session.pk)


@contextmanager
def _held(session: Session, *states: str, records: bool = False) -> Iterator[Session]:
    """The session, locked, in one of these states and not overdue. Raises `WrongMoment`."""
    with transaction.atomic():
        row = locked(session, records=records)
        if row.state not in states:
            raise WrongMoment(
                f"这份协议现在是“{row.get_state_display()}”，不能办理这一步", "重新打开，按现在的状态办理"
            )
        if row.expires_on < today():
            raise WrongMoment(f"签订期限 {row.expires_on} 已过", "请经办机构重新编制协议文本，或登记线下签订")
        yield row


def confirm_reading(session: Session, *, acting_user: User) -> Session:
    """The institution states that it has read the text; where the rules have that act, it is recorded."""
    require_institution(acting_user, session)
    with _held(session, S.OPEN, records=True) as row:
        if has(row.region, READING):
            act = {"act": READING, "institution": row.institution, "on": today()}
            act |= {"template_version": row.template} if row.template else {}
            casework.do(row.region, act, acting_user=acting_user, key=f"signing:{row.pk}:read")
        note(row, "read", acting_user, file=row.text_hash)
        return _moved(row, S.READ)


def has(region: Region, act: str) -> bool:
    """Whether the region's rules have the step at all."""
    regime = regime_of(region)
    known = steps_of(regime).get(act)
    return known is not None and bool(actors(regime, *known))


def seal_as_institution(session: Session, *, acting_user: User) -> Session:
    """The institution puts its seal. Raises `Denied`, `WrongMoment`, `NoSeal`."""
    require_institution(acting_user, session)
    with _held(session, S.READ) as row:
        office = acting_user.organisation
        assert office is not None
        file = _sealed(row, Stage.FROZEN, INSTITUTION_FIELD, office, Stage.HALF)
        note(row, "sealed", acting_user, words=f"{row.name}签章", file=file)
        telling.to_agency(row, "sealed", f"{row.name}已签章，待经办机构签章")
        return _moved(row, S.HALF)


def seal_as_agency(session: Session, *, acting_user: User) -> Session:
    """The agency puts the second seal, and the agreement is signed: both, or neither.

    Raises `Denied`, `WrongMoment`, `NoSeal`, or what recording the act raises.
    """
    require_agency(acting_user, session)
    with _held(session, S.HALF, records=True) as row:
        file = _sealed(row, Stage.HALF, AGENCY_FIELD, row.agency, Stage.SIGNED)
        done = casework.do(row.region, _act(row, today()), acting_user=acting_user, key=f"signing:{row.pk}:sign")
        note(row, "sealed", acting_user, words=f"{row.agency.name}签章", file=file)
        note(row, "signed", acting_user, words=f"卷宗第 {done.entry.seq} 条", file=file)
        row.signed_on, row.entry = done.entry.on, done.entry
        telling.to_institution(row, "signed", f"协议已签订：{row.number}")
        return _moved(row, S.SIGNED)


def _sealed(row: Session, stage: str, field: str, office: Organisation, becomes: str) -> str:
    """Seal the file of a stage; the hash of what it becomes."""
    pdf = bytes(Edition.objects.values_list("pdf", flat=True).get(session=row, stage=stage))
    by = seal.sealer(*seal_of(office))
    last = becomes == Stage.SIGNED
    return _keep(row, becomes, two_seals.sealed(pdf, field, by, reason=f"签订{row.number}", last=last))


def _moved(row: Session, state: str) -> Session:
    row.state = state
    row.save(update_fields=["state", "signed_on", "entry", "channel"])
    return row


def decline(session: Session, *, acting_user: User, reason: str) -> Session:
    """The institution says that it will not sign this text; what follows in law is for the agency to decide."""
    require_institution(acting_user, session)
    said = _reason(reason)
    with _held(session, *OPEN_STATES) as row:
        note(row, "declined", acting_user, words=said)
        telling.to_agency(row, "declined", f"{row.name}不签协议：{said}")
        return _moved(row, S.DECLINED)


def withdraw(session: Session, *, acting_user: User, reason: str) -> Session:
    """The agency takes a text back that is not signed yet, to make another."""
    require_agency(acting_user, session)
    said = _reason(reason)
    with _held(session, *OPEN_STATES) as row:
        note(row, "void", acting_user, words=f"经办机构撤回：{said}")
        telling.to_institution(row, "void", f"待签协议已撤回：{row.number}")
        return _moved(row, S.VOID)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise WrongMoment("没有写明理由", "写明理由后再办")
    return reason.strip()[:400]


def sign_offline(session: Session, *, acting_user: User, scan: bytes, on: date, who: str, reason: str) -> Session:
    """Record that the agreement was signed on paper: the scan, the day, who signed, why not on line.

    Also where the time to sign on line has run out.
    """
    require_agency(acting_user, session)
    said = _reason(reason)
    if not who.strip():
        raise WrongMoment("没有写明双方签署人", "照协议原件填写")
    if not scan.startswith(PDF) or len(scan) > LARGEST:
        raise WrongMoment("扫描件不是 PDF，或超过 20 MB", "上传协议原件的 PDF 扫描件")
    if on > today():
        raise WrongMoment("签订日期晚于今天", "填协议原件上的签订日期")
    with transaction.atomic():
        row = locked(session, records=True)
        if row.state not in (*OPEN_STATES, S.EXPIRED):
            raise WrongMoment(
                f"这份协议现在是“{row.get_state_display()}”，不能登记线下签订", "重新打开，按现在的状态办理"
            )
        row.channel = C.OFFLINE
        digest = _keep(row, Stage.SCAN, scan)
        more = {"text_hash": digest, "term_reason": said, "signed_by": [who.strip()[:200]]}
        done = casework.do(row.region, _act(row, on, **more), acting_user=acting_user, key=f"signing:{row.pk}:offline")
        note(row, "offline", acting_user, words=f"{on} 签订，签署人 {who.strip()[:100]}；{said}", file=digest)
        note(row, "signed", acting_user, words=f"卷宗第 {done.entry.seq} 条", file=digest)
        row.signed_on, row.entry = done.entry.on, done.entry
        telling.to_institution(row, "signed", f"线下签订的协议已登记：{row.number}")
        return _moved(row, S.SIGNED)


def remind(session: Session, *, acting_user: User) -> Session:
    """Remind the institution that it has not signed, at most once a day; an act where the rules have it."""
    require_agency(acting_user, session)
    with _held(session, *OPEN_STATES, records=True) as row:
        if row.reminded_on == today():
            raise WrongMoment("今天已提醒过", "明天再提醒，或直接联系该机构")
        if has(row.region, REMINDING):
            act = {"act": REMINDING, "institution": row.institution, "on": today()}
            casework.do(row.region, act, acting_user=acting_user, key=f"signing:{row.pk}:remind:{today()}")
        told([row], acting_user)
        return row


def told(rows: Sequence[Session], user: User) -> None:
    """Count a reminder of each, note it, and send the message."""
    day = today()
    for row in rows:
        row.reminded, row.reminded_on = row.reminded + 1, day
    note_many([(row, f"第 {row.reminded} 次") for row in rows], "reminded", user)
    telling.to_institutions(rows, f"remind:{day}", lambda row: f"请在 {row.expires_on} 前签订协议：{row.number}")
    Session.objects.bulk_update(rows, ["reminded", "reminded_on"])


# What befalls a session


def expire(day: date | None = None) -> int:
    """Close the sessions whose last day has passed; how many."""
    found = 0
    late = Session.objects.filter(state__in=OPEN_STATES, expires_on__lt=day or today())
    for pk in late.order_by("expires_on").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            row = Session.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if row is None or row.state not in OPEN_STATES:
                continue
            note(row, "expired", None, words=f"签订期限 {row.expires_on} 已过")
            telling.to_agency(row, "expired", f"{row.name}逾期未签：{row.number}")
            _moved(row, S.EXPIRED)
            found += 1
    return found


def overtaken(region: Region, institution: str, why: str, besides: str = "") -> int:
    """Close the open sessions of an institution that an act in law has made pointless; `besides`: the one it made."""
    rows = Session.objects.select_for_update(of=("self",)).filter(
        region=region, institution=institution, state__in=OPEN_STATES
    )
    found = 0
    for row in rows.order_by("pk"):
        if PREFIX + row.code != besides:
            note(row, "void", None, words=why)
            telling.to_institution(row, "void", f"待签协议已失效：{row.number}")
            _moved(row, S.VOID)
            found += 1
    return found


def log_of(session: Session) -> list[Event]:
    """The lines of a session's log."""
    return list(Event.objects.filter(session=session).order_by("n"))


__all__ = ["Terms", "begin", "confirm_reading", "decline", "expire", "overtaken", "remind", "round_of",
           "seal_as_agency", "seal_as_institution", "sign_offline", "tried", "withdraw"]  # fmt: skip
