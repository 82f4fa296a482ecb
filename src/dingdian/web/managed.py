"""What an institution looks after among its own people: each duty that the rules name, with how it stands today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from dingdian.accounts.models import Organisation, User
from dingdian.accounts.perms import may
from dingdian.accounts.scope import Scope
from dingdian.casework.queries import tasks_in_scope
from dingdian.journal import canonical
from dingdian.journal.models import Entry, Subject
from dingdian.journal.slices import ACT, regime_of
from dingdian.law.proposals import is_training
from dingdian.law.regime import Clause, Regime
from dingdian.law.values import Role
from dingdian.registry import gaps
from dingdian.registry.models import Institution, InternalRules, PersonalAgreement, Site
from dingdian.registry.periods import last_day
from dingdian.web import clauses
from dingdian.web.openings import actors
from dingdian.web.status import Sign
from dingdian.web.words import word

SOON = timedelta(days=60)
"""How long before its last day an agreement is said to run out: a habit of the office, no rule of law."""
_GOOD, _BAD, _PLAIN = Sign("●", "已做到", "good"), Sign("▲", "要补做", "warn"), Sign("○", "随时办理", "none")
_LISTS = (("entry", "待备案"), ("upkeep", "待维护状态"))
Link = tuple[str, str]


@dataclass(frozen=True)
class Duty:
    """A duty: its clause, its name, how it stands in a sentence, and where it is done."""

    clause: Clause
    title: str
    sign: Sign
    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Managed:
    """The duties of one institution, by which clauses, and the agencies under whose guidance it does them."""

    duties: tuple[Duty, ...]
    clauses: tuple[Clause, ...]
    guides: tuple[str, ...]


@dataclass(frozen=True)
class _At:
    place: Institution
    regime: Regime
    user: User
    day: date

    @property
    def inside(self) -> bool:
        """Whether the institution's own office looks."""
        return self.user.role == User.Role.INSTITUTION

    @property
    def own(self) -> Scope:
        return Scope(institution=self.place.code)


Found = tuple[str, Sign, str, tuple[Link, ...]]


def named(place: Institution) -> bool:
    """Whether the rules that bind an institution name any such duty."""
    regime = regime_of(place.region)
    return regime.persons is not None and bool(regime.parameters.casework.own_duties.value)


def of(place: Institution, user: User, day: date) -> Managed:
    """How an institution stands on a day in each duty that the rules name."""
    regime = regime_of(place.region)
    at = _At(place, regime, user, day)
    rule = regime.parameters.casework.own_duties
    duties = tuple(Duty(regime.clauses[clause], *_DUTIES[name](at)) for clause, name in rule.value.items())
    guides = Organisation.objects.filter(kind=Organisation.Kind.AGENCY, division=place.division).order_by("name")
    heads = [c for c in rule.clauses if c not in rule.value]
    return Managed(duties, clauses.listed(regime, heads), tuple(guides.values_list("name", flat=True)))


def _rules(at: _At) -> Found:
    wanted = at.regime.parameters.supervision.internal_rules.value
    running = InternalRules.objects.filter(institution=at.place, period__contains=at.day, document__in=wanted)
    kept = {v.document: v for v in running.defer("text")}
    missing = [word(at.regime, name) for name in wanted if name not in kept]
    told = [f"{word(at.regime, v.document)} {v.version}，{v.period.lower} 起执行" for v in kept.values()]
    text = "；".join([*told, *(f"没有登记{name}" for name in missing)]) or "规则没有要求的制度"
    links = (("查看和登记制度", reverse("institution-rules", args=[at.place.code])),)
    return "内部管理办法", _BAD if missing else _GOOD, text, links


def _agreements(at: _At) -> Found:
    roles = at.regime.parameters.agreement.doctor_agreement_roles.value
    filed = Site.objects.filter(institution=at.place, period__contains=at.day).select_related("person")
    people = {s.person_id for s in filed if set(roles) & set(s.person.roles)}
    without = {s.person_id for s in gaps.without_agreement(at.own, at.day)}
    running = PersonalAgreement.objects.filter(institution=at.place, person__in=people, period__contains=at.day)
    lasts: dict[int, date | None] = {}
    for person, period in running.values_list("person_id", "period"):
        last = last_day(period)
        known = lasts.get(person, last)
        lasts[person] = None if known is None or last is None else max(known, last)
    soon = sum(last is not None and last <= at.day + SOON for last in lasts.values())
    text = f"{len(people)} 人应签，{len(people - without)} 人在协议期内"
    text += f"，{soon} 人 {SOON.days} 日内到期" if soon else ""
    text += f"；{len(without)} 人没有签订或已到期" if without else ""
    links: tuple[Link, ...] = (("没有协议的名单", reverse("gaps", args=["agreements"])),) if without else ()
    return "协议签订", _BAD if without else _GOOD, text, links


def _platform(at: _At) -> Found:
    compared = at.regime.parameters.filing.interface.value is not None and may(at.user, "export")
    compared = compared and may(at.user, "person.full_view")
    owed = tasks_in_scope(at.user).filter(
        institution=at.place.code, act__in=("filing.submit", "status.update"), done__isnull=True
    )
    number = owed.count()
    links: tuple[Link, ...] = tuple((title, reverse("list", args=[name])) for name, title in _LISTS)
    if compared:
        links = (("与平台文件比对", reverse("institution-platform", args=[at.place.code])), *links)
    where = at.regime.parameters.filing.platform.value or "平台"
    text = f"待备案和待维护状态 {number} 件" if number else f"没有待在{where}维护的"
    return "平台动态维护", _BAD if number else _GOOD, text, links


def _training(at: _At) -> Found:
    least, year = at.regime.parameters.training.institution_min_per_year.value or 0, at.day.year
    here = Site.objects.filter(institution=at.place, period__overlap=(date(year, 1, 1), at.day + timedelta(days=1)))
    about = Subject.objects.filter(
        region=at.place.region, kind=Subject.Kind.PERSON, code__in=here.values("person__code"),
        entry__kind=Entry.Kind.ACT, entry__name="study.record", entry__on__range=(date(year, 1, 1), at.day),
    )  # fmt: skip
    bodies = dict(about.values_list("entry_id", "entry__body"))
    acts = (ACT.validate_python(canonical.parse(body)) for body in bodies.values())
    days = sorted({act.on for act in acts if is_training(at.regime, act, year)})
    text = f"{year} 年已培训 {len(days)} 次" + (f"（最近 {days[-1]}）" if days else "")
    short = len(days) < least
    schemes = "、".join(word(at.regime, s) for s in at.regime.parameters.meta.schemes.value)
    text += f"，每年至少 {least} 次，要讲到{schemes}"
    can = at.inside and Role.INSTITUTION in actors(at.regime, "study.record")
    url = f"{reverse('bulk', args=['study.record'])}?institution={at.place.code}"
    return "政策培训", _BAD if short else _GOOD, text, (("登记培训（多人）", url),) if can else ()


def _telling(at: _At) -> Found:
    open_ones = tasks_in_scope(at.user).filter(institution=at.place.code, done__isnull=True)
    tell = open_ones.filter(act="notice.deliver_to_person").count()
    hand_in = open_ones.filter(act="review.request").values("case_id", "person").distinct().count()
    text = f"待转告 {tell} 件" if tell else "没有待转告的处理意见"
    text += f"；申诉期内 {hand_in} 件，当事人的申诉材料由机构提交" if hand_in else ""
    links: tuple[Link, ...] = ()
    if at.inside:
        queues = (("to_tell", "待转告"), ("rights", "可以提交的申诉"))
        links = tuple((title, reverse("work-queue", args=[name])) for name, title in queues)
    return "转告处理意见、提交申诉", _BAD if tell else _GOOD, text, links


_DUTIES: Mapping[str, Callable[[_At], Found]] = {
    "internal_rules": _rules,
    "agreements": _agreements,
    "platform": _platform,
    "training": _training,
    "telling": _telling,
}
"""What the rules may name, and how it is looked at."""
