"""The transactions: 1201 an institution, 5102 a person of its own, DD01 lines at the gate (ours, version 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.functional_validators import BeforeValidator

from dingdian.accounts.masking import mask_id
from dingdian.gate_client.answers import Answer
from dingdian.registry.kinds import PERSONAL_PAPERS
from dingdian.registry.models import Institution, Paper, Person, Site
from dingdian.registry.periods import last_day
from dingdian.settlement import asks
from dingdian.settlement.infno.envelope import Envelope, Refused, invalid
from dingdian.settlement.judge import judged, region_of
from dingdian.settlement.keeper import Keeper

Output = tuple[dict[str, object], Sequence[Answer]]
MOST = 100
"""Rows of a lookup at most; who finds more is asked to say more."""
_TYPES = {"medical_institution": "1", "retail_pharmacy": "2"}
_PERSONS = {"medical": "1", "nursing": "2", "pharmacy": "3", "technical": "4"}
_SCHEMES = {"310": "basic_medical", "390": "basic_medical", "510": "maternity"}
"""National codes of insurances; what is not here is asked about as it stands."""
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?", re.ASCII)
_ORDER = ("pay", "deny", "hold", "manual_review")
_GRAVE = {"pay": "", "deny": "1", "hold": "2", "manual_review": "3"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class MedIns(_Part):
    fixmedins_type: asks.Words | None = None
    fixmedins_name: asks.Words | None = None
    fixmedins_code: asks.Code | None = None


class Practitioner(_Part):
    prac_psn_type: asks.Words | None = None
    psn_cert_type: asks.Words | None = None
    certno: asks.Code | None = None
    prac_psn_name: asks.Words | None = None
    prac_psn_code: asks.Code | None = None


def _blank(given: Any) -> Any:
    """Hospital systems write an empty text where they have nothing."""
    if isinstance(given, dict):
        return {name: value for name, value in given.items() if value not in ("", None)}
    return given


def _day_of(given: Any) -> Any:
    """The day of `yyyy-MM-dd HH:mm:ss`, or the day alone."""
    if not isinstance(given, str) or not _INSTANT.fullmatch(given):
        raise ValueError("应是 yyyy-MM-dd HH:mm:ss 或 yyyy-MM-dd")
    return given[:10]


class Detail(_Part):
    """A line of costs under its national names."""

    feedetl_sn: asks.Words
    fee_ocur_time: Annotated[asks.Day, BeforeValidator(_day_of)]
    orders_dr_code: asks.Code | None = None
    bilg_dr_codg: asks.Code | None = None
    bilg_dept_codg: asks.Words | None = None
    er_flag: Annotated[str, StringConstraints(pattern="^[01]$")] = "0"
    insutype: asks.Words | None = None
    drug_trac_codg: asks.Words | None = None

    def asked(self, institution: str) -> asks.Asked:
        """The line as the gate knows it: who ordered it goes before who billed it (C14)."""
        return asks.Asked(
            id=self.feedetl_sn,
            person=self.orders_dr_code or self.bilg_dr_codg,
            institution=institution,
            on=self.fee_ocur_time,
            emergency=self.er_flag == "1",
            department=self.bilg_dept_codg,
            scheme=_SCHEMES.get(self.insutype, self.insutype) if self.insutype else None,
            facts=asks.Facts(trace_code=self.drug_trac_codg) if self.drug_trac_codg else None,
        )


Blanked = BeforeValidator(_blank)


class Details(_Part):
    data: Annotated[list[Annotated[Detail, Blanked]], Field(min_length=1, max_length=asks.MOST)]


class _MedInsIn(_Part):
    medinsinfo: Annotated[MedIns, Blanked]


class _PractitionerIn(_Part):
    data: Annotated[Practitioner, Blanked]


def cost(told: Envelope) -> float:
    """What a message takes from the rate: as many as it has lines."""
    data = told.input.get("data")
    return float(len(data)) if isinstance(data, list) else 1.0


def institution(keeper: Keeper, told: Envelope) -> Output:
    """1201: institutions of the asker's region, by code or part of the name."""
    asked = _read(_MedInsIn, told).medinsinfo
    if not asked.fixmedins_code and not asked.fixmedins_name:
        raise Refused("medinsinfo 要写 fixmedins_code 或 fixmedins_name")
    rows = Institution.objects.filter(region=region_of(keeper, told.fixmedins_code, None).region)
    if asked.fixmedins_code:
        rows = rows.filter(code=asked.fixmedins_code)
    if asked.fixmedins_name:
        rows = rows.filter(name__contains=asked.fixmedins_name)
    if asked.fixmedins_type:
        wanted = [sector for sector, code in _TYPES.items() if code == asked.fixmedins_type]
        rows = rows.filter(sector__in=wanted)
    day = timezone.localdate()
    return {
        "medinsinfo": [
            {"fixmedins_code": x.code, "fixmedins_name": x.name, "uscc": x.uscc,
             "fixmedins_type": _TYPES.get(x.sector, ""), "hosp_lv": _level(x, day)}
            for x in _few(rows.order_by("code"))
        ]
    }, ()  # fmt: skip


def _level(row: Institution, day: date) -> str:
    stands = row.designations.filter(period__contains=day).first()
    return stands.tier if stands else ""


def practitioner(keeper: Keeper, told: Envelope) -> Output:
    """5102: persons filed, now or before, at the asker's own institution; a document's number is told only back."""
    asked = _read(_PractitionerIn, told).data
    if not (asked.certno or asked.prac_psn_name or asked.prac_psn_code):
        raise Refused("data 要写 prac_psn_code、certno 或 prac_psn_name")
    region = region_of(keeper, told.fixmedins_code, None).region
    rows = Person.objects.filter(region=region, sites__institution__code=told.fixmedins_code).distinct()
    if asked.prac_psn_code:
        rows = rows.filter(code=asked.prac_psn_code)
    if asked.certno:
        rows = rows.filter(id_number=asked.certno)
    if asked.prac_psn_name:
        rows = rows.filter(name=asked.prac_psn_name)
    if asked.prac_psn_type:
        roles = [role for role, code in _PERSONS.items() if code == asked.prac_psn_type]
        rows = rows.filter(roles__contains=roles[:1]) if roles else rows.none()
    day = timezone.localdate()
    return {"feedback": [x for row in _few(rows.order_by("code")) for x in _filings(row, asked, told, day)]}, ()


def _filings(row: Person, asked: Practitioner, told: Envelope, day: date) -> list[dict[str, str]]:
    own = {"psn_cert_type": "01" if row.id_number else "", "prac_psn_no": str(row.pk), "prac_psn_code": row.code,
           "certno": row.id_number if asked.certno == row.id_number else mask_id(row.id_number),
           "prac_psn_name": row.name, "prac_psn_type": next((_PERSONS[r] for r in row.roles if r in _PERSONS), ""),
           "prac_psn_cert": "", "prac_cert_no": "", "chg_rea": ""}  # fmt: skip
    paper = Paper.objects.filter(person=row).order_by("-first", "-pk").first()
    if paper is not None:
        own |= {"prac_psn_cert": PERSONAL_PAPERS.get(paper.kind, paper.kind), "prac_cert_no": paper.number}
    found = []
    for site in Site.objects.filter(person=row, institution__code=told.fixmedins_code).order_by("period"):
        first, last = site.period.lower, last_day(site.period)
        now = (first is None or first <= day) and (last is None or day <= last)
        found.append(
            own
            | {
                "hi_dr_flag": "1" if now else "0",
                "begntime": first.isoformat() if first else "",
                "endtime": last.isoformat() if last else "",
            }
        )
    return found


def check(keeper: Keeper, told: Envelope) -> Output:
    """DD01: what each line of costs comes to, in the shape of the checks 3101 and 3102."""
    details = _read(Details, told).data
    lines = [detail.asked(told.fixmedins_code) for detail in details]
    answers = judged(keeper, lines, told.fixmedins_code, None)
    return {"result": [_result(line, answer) for line, answer in zip(lines, answers, strict=True)]}, answers


def _result(line: asks.Asked, answer: Answer) -> dict[str, str]:
    return {
        "feedetl_sn": line.id or "", "chk_rslt": str(_ORDER.index(answer.outcome)), "jr_id": line.id or "",
        "rule_id": answer.reason, "rule_name": answer.reason, "vola_cont": answer.says,
        "sev_deg": _GRAVE[answer.outcome], "vola_evid": "；".join(answer.clauses), "cause": "；".join(answer.causes),
        "rvw_flag": "1" if answer.review else "0", "stale_flag": "1" if answer.stale else "0",
        "rule_ver": answer.regime, "jnl_no": str(answer.position),
    }  # fmt: skip


BY_NUMBER: Mapping[str, Callable[[Keeper, Envelope], Output]] = {
    "1201": institution,
    "5102": practitioner,
    "DD01": check,
}


def _read(kind: Any, told: Envelope) -> Any:
    try:
        return kind.model_validate(told.input)
    except ValidationError as error:
        raise invalid(error, "input") from None


def _few(rows: Any) -> list[Any]:
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        raise Refused(f"找到的超过 {MOST} 条，请写得更具体")
    return found


__all__ = ["BY_NUMBER", "Details", "cost"]
