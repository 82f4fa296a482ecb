"""举报人: who gave a tip. Kept outside the journal, shown masked, told in full for a reason that is logged.

Neither the institution nor an office that the tip is about learns anything, and no list, file or paper holds it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from dingdian.accounts import cipher
from dingdian.accounts.log import log_access
from dingdian.accounts.masking import mask_contact, mask_name
from dingdian.accounts.models import User
from dingdian.accounts.perms import may
from dingdian.casework.actions import WrongMoment
from dingdian.casework.models import Case, Complaint, Informant
from dingdian.casework.perms import Denied, law_role
from dingdian.casework.queries import cases
from dingdian.journal import canonical
from dingdian.journal.record import today

PROCESS = "tip"
TOLD = "tip.identity"
"""What the access log calls a look at who gave a tip."""
_PURPOSE = "informant"


@dataclass(frozen=True)
class Identity:
    """A name and a way to be reached, each empty where it was not told."""

    name: str
    contact: str

    def masked(self) -> Identity:
        return Identity(mask_name(self.name), mask_contact(self.contact))


def may_know(user: User, case: Case) -> bool:
    """Whether the user handles tips in which this one is: an office of the place, and not one that it is about."""
    side = law_role(user)
    if case.process != PROCESS or side not in ("agency", "administration") or not may(user, "case.act"):
        return False
    about = canonical.parse(case.opened.body).get("object")
    return about != side and cases(user).filter(pk=case.pk).exists()


def of_case(case: Case, *, user: User) -> Informant | None:
    """What is kept of who gave the tip of a case. Raises `Denied`."""
    _require(user, case)
    return Informant.objects.filter(region=case.region_id, key=case.key).first()


def keep(case: Case, identity: Identity, *, wants_reply: bool, acting_user: User) -> Informant:
    """Keep who gave a tip, once. Raises `Denied`, `WrongMoment`."""
    _require(acting_user, case)
    if not (identity.name or identity.contact):
        raise WrongMoment("没有填写举报人的姓名或联系方式", "至少填一项；匿名举报不必登记举报人")
    told = json.dumps({"name": identity.name, "contact": identity.contact}, ensure_ascii=False)
    about = {"identity": cipher.closed(told, _PURPOSE), "wants_reply": wants_reply, "by": acting_user.username}
    try:
        with transaction.atomic():
            return Informant.objects.create(region=case.region, key=case.key, **about)
    except IntegrityError:
        raise WrongMoment("已登记过举报人", "刷新页面，看已登记的内容") from None


def masked(row: Informant) -> Identity:
    """The identity as it is shown without a reason."""
    return _identity(row).masked()


def reveal(case: Case, *, acting_user: User, reason: str, request: HttpRequest | None = None) -> Identity:
    """The identity in full, once it is in the access log with the reason. Raises `Denied`, `WrongMoment`."""
    row = _there(case, acting_user)
    _looked(acting_user, f"{case.region_id}/{case.key}", reason, request)
    return _identity(row)


def reply(case: Case, *, acting_user: User, words: str, on: date) -> Informant:
    """Record what was answered to whoever gave the tip, once. Raises `Denied`, `WrongMoment`."""
    said = words.strip()
    if not said:
        raise WrongMoment("没有填写答复的内容", "写明答复了什么、怎样答复")
    if on > today():
        raise WrongMoment("答复日期晚于今天", "填实际答复的日期")
    with transaction.atomic():
        row = Informant.objects.select_for_update().get(pk=_there(case, acting_user).pk)
        if row.replied_on is not None:
            raise WrongMoment("已登记过答复", "刷新页面，看已登记的内容")
        row.reply, row.replied_on, row.replied_by = cipher.closed(said, _PURPOSE), on, acting_user.username
        row.save(update_fields=["reply", "replied_on", "replied_by"])
    return row


def answered(row: Informant) -> str:
    """The answer that was recorded; empty: none yet."""
    return cipher.opened(row.reply, _PURPOSE) if row.reply else ""


def contact_of(complaint: Complaint, *, acting_user: User, reason: str, request: HttpRequest | None = None) -> str:
    """How to reach whoever complained in publicity, in full and logged; the complaint is one that the user may read."""
    _looked(acting_user, f"complaint/{complaint.pk}", reason, request)
    return complaint.contact


def _looked(user: User, subject: str, reason: str, request: HttpRequest | None) -> None:
    if not reason.strip():
        raise WrongMoment("没有写明查看的理由", "写明理由后再看；理由记入访问日志")
    log_access(user, TOLD, subject, request, reason=reason.strip()[:300])


def _there(case: Case, user: User) -> Informant:
    row = of_case(case, user=user)
    if row is None:
        raise WrongMoment("没有登记举报人", "先登记举报人")
    return row


def _require(user: User, case: Case) -> None:
    if not may_know(user, case):
        raise Denied("举报人的身份只有办理这件举报的单位可以看", remedy="交由有权办理的一方")


def _identity(row: Informant) -> Identity:
    told = json.loads(cipher.opened(row.identity, _PURPOSE))
    return Identity(told["name"], told["contact"])
