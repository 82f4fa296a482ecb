"""Every address of the site and what becomes of it: by role at the own place, and anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver

from dingdian.web.forms.steps import OF, STEPS

ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}
AGENCY = {"clerk", "reviewer", "head"}
OFFICE = AGENCY | {"official"}
ACTS = OFFICE | {"institution", "person", "partner"}
SEES = ACTS | {"supervisor", "auditor"}
EVERYBODY = SEES | ADMINISTRATORS
OVERSEES = {"head", "supervisor", "official", "auditor"}
ANONYMOUS = "anonymous"
Outcomes = dict[str, set[str]]


def to(roles: set[str], *outcomes: str) -> Outcomes:
    return {role: set(outcomes) for role in roles}


@dataclass(frozen=True)
class Page:
    """A request to an address (`route` as the resolver has it). `path` and `data` name things by level.

    `own`: role → what becomes of it at the own place; who is missing is denied. `elsewhere`: for whoever is not denied.
    `writes`: even what is not done leaves a trace (a failed sign-in). `list`: also asked for as a part of a page.
    `everywhere`: roles to whom every place is their own.
    """

    route: str
    path: str
    own: Outcomes
    method: str = "GET"
    data: Mapping[str, Any] = field(default_factory=dict)
    anonymous: str = "sign-in"
    elsewhere: str = "absent"
    writes: bool = False
    list: bool = False
    public: bool = False
    everywhere: frozenset[str] = frozenset()

    @property
    def named(self) -> bool:
        """Whether it names a thing that lies somewhere."""
        words = [self.path, *map(str, self.data.values())]
        return any("{" + name + "}" in word for word in words for name in NAMED)


NAMED = (
    "institution",
    "person",
    "case",
    "proposal",
    "approved",
    "job",
    "task",
    "paper",
    "fresh",
    "printing",
    "code",
    "download",
    "file",
    "right",
    "cleared",
    "asked_for",
    "complaint",
    "signing",
    "opening",
)

FINDING = {
    "findings": "1", "f0-persons": "1", "on": "2025-03-08", "basis": "administrative_penalty", "f0-type": "重复收费",
    "f0-circumstances": "{circumstance}", "f0p0-person": "{person}", "f0p0-degree": "main",
}  # fmt: skip
OUTCOMES = {"review.decide": "upheld", "appeal.decide": "upheld", "repair.agree": "agreed", "repair.decide": "granted",
            "restoration.agree": "agreed", "restoration.assess": "passed"}  # fmt: skip
NOBODY_HERE: dict[str, set[str]] = {
    act: set()
    for act in ("self_inspection.record", "self_inspection.correct", "feedback.register", "feedback.pursue",
                "feedback.close", "channel.publish", "channel.withdraw", "honour.award", "honour.withdraw")
}  # fmt: skip
"""Steps that the rules of this country's region do not have."""
BY_LAW = {
    "notice.issue": AGENCY, "notice.deliver_to_institution": AGENCY,
    "notice.deliver_to_person": {"institution"} | AGENCY,
    "review.request": {"person", "institution"}, "appeal.request": {"person", "institution"},
    "review.decide": AGENCY, "appeal.decide": {"official"},
    "repair.apply": {"person"}, "repair.agree": {"institution"}, "repair.decide": AGENCY,
    "restoration.apply": {"person"}, "restoration.agree": {"institution"}, "restoration.assess": AGENCY,
    "objection.invite_experts": OFFICE, "objection.expert_report": OFFICE | {"partner"},
    "restoration.appeal": {"institution"}, "restoration.tell": {"institution"}, "restoration.early": AGENCY,
    "qualification.suspend": AGENCY, "qualification.terminate": AGENCY, "catalogue.add": {"official"},
    "person.join": {"institution"}, "commitment.sign": {"institution", "person"}, "filing.submit": {"institution"},
    "person.leave": {"institution"}, "status.update": {"institution"}, "handover.complete": {"institution"},
    "rules.adopt": {"institution"}, "rules.withdraw": {"institution"},
    "study.record": OFFICE | {"institution"}, "talk.hold": AGENCY, "circular.issue": AGENCY, "transfer.send": AGENCY,
    **dict.fromkeys(("fees.receive", "fees.check", "fees.settle", "fees.recover", "fees.close"), AGENCY),
    **NOBODY_HERE,
    "transfer.reply": {"partner"}, "supervision.record": AGENCY | {"institution"}, "violation.report": {"institution"},
} | dict.fromkeys(
    ("licence.revoke", "licence.grant", "practice.suspend", "agreement.sign", "agreement.suspend", "agreement.resume",
     "agreement.terminate", "settlement.hold", "settlement.release", "fact.record"), OFFICE | {"institution", "partner"},
)  # fmt: skip
"""Step → who does it under these rules; all others are told that they do not."""


def _steps() -> Iterator[Page]:
    """The form of every step, of a case and of a person: opened, looked at beforehand, sent."""
    for act, declared in STEPS.items():
        body = {"on": "2025-03-08", "key": "k", "kind": "points", "outcome": OUTCOMES.get(act, "")}
        for about in ("case={case}", "person={person}"):
            form, path = "act/<str:act>/", f"/act/{act}/?{about}"
            of_case = about.startswith("case")
            may = ACTS - {"partner"} if of_case else ACTS
            hidden = to({"partner"}, "absent") if of_case else {}
            if not of_case and OF in declared.about:  # a person alone says of no decision what it is about
                yield Page(form, path, to(may, "absent"))
                continue
            yield Page(form, path, to(may, "shown") | hidden)
            does = to(BY_LAW[act] & may, "done", "told")
            yield Page(form, path, to(may, "told") | does | hidden, "POST", body)
            yield Page(form, path, to(may, "shown", "told") | hidden, "POST", body | {"preview": "1"})
    yield Page("act/<str:act>/", "/act/no.such/?case={own_case}", to(ACTS, "absent"))
    yield Page("act/<str:act>/", "/act/notice.issue/", to(ACTS, "absent"))


def _beginnings() -> Iterator[Page]:
    """Steps that begin at an institution or in a whole region, and those done for many at once."""
    form, bulk, at = "act/<str:act>/", "bulk/<str:act>/", "?institution={institution}"
    here = to(ACTS, "shown") | to({"person"}, "absent")
    for act in ("person.join", "filing.submit", "violation.report", "agreement.suspend"):
        yield Page(form, f"/act/{act}/{at}", here)
        done = to(BY_LAW[act], "done", "told")
        body = {"on": "2025-03-08", "key": "k", "person": "{person}", "discovered_on": "2025-03-07"}
        yield Page(form, f"/act/{act}/{at}", to(ACTS, "told") | done | to({"person"}, "absent"), "POST", body)
    yield Page(form, "/act/catalogue.add/?region=yunnan", to(ACTS, "absent"))
    for act in ("commitment.sign", "study.record"):
        may = BY_LAW[act] - {"person"}
        yield Page(bulk, f"/bulk/{act}/{at}", to(ACTS, "absent") | to(may, "shown"))
        body = {"on": "2025-03-08", "key": "k", "who": "{person}"}
        yield Page(bulk, f"/bulk/{act}/{at}", to(ACTS, "absent") | to(may, "done", "told"), "POST", body)
        yield Page(bulk, f"/bulk/{act}/{at}", to(ACTS, "absent") | to(may, "told"), "POST", {"who": "{person}"})
    yield Page(bulk, f"/bulk/handling.decide/{at}", to(ACTS, "absent"))


def _proposals() -> Iterator[Page]:
    one, two = "/proposals/{proposal}/", "/proposals/{approved}/"
    route = "proposals/<int:pk>/"
    signed = to({"clerk", "official"}, "told") | to({"reviewer", "head"}, "done")
    mine = to(OFFICE, "told") | to({"clerk"}, "done")
    decides = to(AGENCY | {"official"}, "done")  # yunnan/43a and 43c: either office decides
    yield Page(route, one, to(OFFICE, "shown"))
    yield Page(route, two, to(OFFICE, "shown"))
    yield Page(route, one, to(OFFICE, "done"), "POST")  # nothing was asked: back to the page
    yield Page(route, one, signed, "POST", {"move": "agree", "version": "1", "remark": "x"})
    yield Page(route, one, signed, "POST", {"move": "reject", "version": "1"})
    yield Page(route, one, to(OFFICE, "told"), "POST", {"move": "agree", "version": "2"})
    yield Page(route, one, to(OFFICE, "told"), "POST", {"move": "enact"})
    yield Page(route, one, mine, "POST", {"move": "withdraw"})
    yield Page(route, two, decides, "POST", {"move": "enact"})
    edit, path = "proposals/<int:pk>/edit/", "/proposals/{proposal}/edit/"
    drawer = to(OFFICE, "absent")
    yield Page(edit, path, drawer | to({"clerk"}, "shown"))
    yield Page(edit, path, drawer | to({"clerk"}, "done"), "POST", FINDING)
    yield Page(edit, path, drawer | to({"clerk"}, "shown"), "POST", FINDING | {"preview": "1"})
    new, path = "proposals/new/", "/proposals/new/?institution={institution}"
    yield Page(new, "/proposals/new/", to(OFFICE, "shown"))
    yield Page(new, "/proposals/new/", to(OFFICE, "shown"), "POST")
    yield Page(new, path, to(OFFICE, "shown"))
    yield Page(new, path, to(OFFICE, "told"), "POST")
    yield Page(new, path, decides, "POST", FINDING)
    yield Page(new, path, to(OFFICE, "shown"), "POST", FINDING | {"preview": "1"})
    yield Page(new, path, to(OFFICE, "shown"), "POST", FINDING | {"add": "f0"})


def _accounts() -> Iterator[Page]:
    here = to(EVERYBODY, "done")
    yield Page("sign-in/", "/sign-in/", here, anonymous="shown")
    wrong = {"login": "clerk", "password": "no"}
    yield Page("sign-in/", "/sign-in/", here, "POST", wrong, anonymous="told", writes=True)
    yield Page("sign-out/", "/sign-out/", to(EVERYBODY, "not so"), anonymous="not so")
    yield Page("sign-out/", "/sign-out/", to(EVERYBODY, "sign-in"), "POST", writes=True)  # and, undone, in again
    yield Page("change-password/", "/change-password/", to(EVERYBODY, "shown"))
    yield Page("change-password/", "/change-password/", to(EVERYBODY, "told"), "POST")
    yield Page("second-factor/", "/second-factor/", to(EVERYBODY, "shown"))
    yield Page("second-factor/", "/second-factor/", to(EVERYBODY, "told"), "POST", writes=True)


def _all() -> Iterator[Page]:
    yield from _accounts()
    yield Page("api/openapi.json", "/api/openapi.json", to(EVERYBODY, "shown"), anonymous="shown")
    yield Page("api/", "/api/", to(EVERYBODY, "absent"), anonymous="absent")
    yield Page("api/^.*$", "/api/no/such", to(EVERYBODY, "absent"), anonymous="absent")
    yield Page("", "/", to(SEES, "done") | to(ADMINISTRATORS, "shown"), anonymous="shown")
    yield Page("", "/?q={institution}", to(EVERYBODY, "shown"), anonymous="shown", elsewhere="shown", public=True)
    yield from _public()
    yield Page("healthz", "/healthz", to(EVERYBODY, "shown"), anonymous="shown")
    yield Page("supervision/", "/supervision/", to(EVERYBODY, "shown"), anonymous="shown")
    gone = to(EVERYBODY, "absent")  # the rules of this land publish no list
    yield Page("doctors/<slug:code>/", "/doctors/{institution}/", gone, anonymous="absent", public=True)
    yield Page("help/keys/", "/help/keys/", to(EVERYBODY, "shown"))
    yield Page("todo/", "/todo/", to(SEES, "shown"), list=True)
    yield Page("todo/", "/todo/?process=handling&due=overdue&after=2025-01-01~1", to(SEES, "shown"), list=True)
    for path, role in (("mine/", "person"), ("desk/", "institution"), ("licences/", "institution")):
        yield Page(path, f"/{path}", to({role}, "shown"), list=path == "licences/")
    yield Page("elder/", "/elder/", to(EVERYBODY, "not so"), anonymous="not so")
    yield Page("elder/", "/elder/", to(EVERYBODY, "done"), "POST", {"elder": "1"}, anonymous="done", writes=True)
    queues = {
        "todo": SEES,  # who has none of their own is given what they have
        "done": ACTS, "begun": ACTS, "late": {"supervisor", "head"}, "rights": {"institution", "person"},
        "to_sign": {"institution"}, "to_tell": {"institution"}, "to_supply": {"institution"}, "nothing": set(),
    }  # fmt: skip
    for name, roles in queues.items():
        yield Page("todo/<slug:name>/", f"/todo/{name}/", to(SEES, "absent") | to(roles, "shown"), list=True)
    for name in ("cases", "people", "institutions"):
        yield Page(f"{name}/", f"/{name}/", to(SEES, "shown"), list=True)
    yield Page("cases/", "/cases/?state=all", to(SEES, "shown"), list=True)
    yield Page("people/", "/people/?q={person}", to(SEES, "shown"), elsewhere="shown", list=True)
    yield Page("institutions/", "/institutions/?q={institution}", to(SEES, "shown"), elsewhere="shown", list=True)
    yield Page("lookup/", "/lookup/", to(OFFICE, "shown"), elsewhere="shown")
    yield Page("lookup/", "/lookup/", to(OFFICE, "told"), "POST", data={"code": "D530102009999"}, elsewhere="told")
    nowhere = to({"partner"}, "absent")
    yield Page("cases/<int:pk>/", "/cases/{case}/", to(SEES, "shown") | nowhere)
    yield Page("cases/<int:pk>/", "/cases/{shared}/", to(SEES, "shown") | nowhere)
    yield Page("people/<slug:code>/", "/people/{person}/", to(SEES, "shown"))
    yield Page("people/<slug:code>/file/", "/people/{person}/file/", to(SEES, "shown"))
    yield Page("people/<slug:code>/claim/", "/people/{person}/claim/", to(SEES, "shown"))
    yield Page("people/<slug:code>/filing/", "/people/{person}/filing/", to(SEES, "shown"))
    line = "on=2025-03-20&institution={institution}&kind=emergency"
    yield Page("people/<slug:code>/claim/", f"/people/{{person}}/claim/?{line}", to(SEES, "shown"))
    yield Page("people/<slug:code>/claim/", "/people/{person}/claim/?institution=X", to(SEES, "told"))
    for name in ("supervision", "talks", "study", "circulars", "transfers", "entry", "upkeep"):
        yield Page("lists/<slug:name>/", f"/lists/{name}/", to(SEES, "shown"))
    yield Page("lists/<slug:name>/", "/lists/nothing/", to(SEES, "absent"))
    for name in ("heads", "rules", "agreements"):
        for query in ("", "?on=2025-03-01"):
            yield Page("gaps/<slug:name>/", f"/gaps/{name}/{query}", to(SEES - {"person"}, "shown"))
    yield Page("gaps/<slug:name>/", "/gaps/nothing/", to(SEES, "absent"))
    about = to(SEES, "shown") | to({"person"}, "absent")
    yield Page("institutions/<slug:code>/rules/", "/institutions/{institution}/rules/", about)
    yield Page("institutions/<slug:code>/managed/", "/institutions/{institution}/managed/", to(SEES, "absent"))
    yield Page("institutions/<slug:code>/measures/", "/institutions/{institution}/measures/", about)
    sees = SEES - {"person", "partner"}
    yield Page("money/", "/money/?state=open&q={institution}", to(sees, "shown"), elsewhere="shown", list=True)
    yield Page("money/late/", "/money/late/", to(sees, "shown"), list=True)
    yield Page("institutions/<slug:code>/money/", "/institutions/{institution}/money/", to(sees, "absent"))
    yield Page("assessments/", "/assessments/", to(sees, "shown"), list=True)
    yield Page("institutions/<slug:code>/assessment/", "/institutions/{institution}/assessment/", to(sees, "absent"))
    for end in ("", "review/", "final/"):
        yield Page(f"assessments/<int:pk>/{end}", f"/assessments/{{case}}/{end}", to(sees, "absent"))
    yield Page("institutions/<slug:code>/declared/", "/institutions/{institution}/declared/", to(SEES, "absent"))
    yield Page("signs/", "/signs/", to(SEES, "shown"), list=True)
    yield Page("signs/", "/signs/?state=all", to(SEES, "shown"))
    for query in ("", "?kind=overdue&stage=evaluation"):
        yield Page("oversight/", f"/oversight/{query}", to(OVERSEES, "shown"))
    compares = to(OFFICE | {"institution"}, "shown")
    platform = "/institutions/{institution}/platform/"
    yield Page("institutions/<slug:code>/platform/", platform, compares)
    yield Page("institutions/<slug:code>/platform/", platform, compares, "POST")
    yield Page("institutions/<slug:code>/platform/", platform + "?file=csv", compares, writes=True)
    yield Page("institutions/<slug:code>/", "/institutions/{institution}/", about)
    yield Page("institutions/<slug:code>/", "/institutions/{own_institution}/?q={person}", about, elsewhere="shown")
    yield Page("proposals/", "/proposals/", to(OFFICE, "shown"))
    yield Page("proposals/", "/proposals/?state=closed", to(OFFICE, "shown"))
    yield from _proposals()
    yield from _steps()
    yield from _beginnings()
    yield from _lists()
    yield from _tasks()
    yield from _kept()
    yield from _papers()
    yield from _signing()
    yield Page("search/", "/search/", to(SEES, "shown"))
    yield Page("search/", "/search/?q={person}", to(SEES, "done"), elsewhere="shown")
    found = to(SEES, "done") | to({"person"}, "shown")
    yield Page("search/", "/search/?q={institution}", found, elsewhere="shown")
    yield Page("imports/", "/imports/", to(AGENCY, "shown"))
    yield Page("imports/", "/imports/?template=people", to(AGENCY, "shown"))
    yield Page("imports/", "/imports/?template=no", to(AGENCY, "absent"))
    yield Page("imports/", "/imports/?copy={job}", to(AGENCY, "absent") | to({"clerk"}, "shown"))
    yield Page("imports/", "/imports/", to(AGENCY, "told"), "POST")


def _lists() -> Iterator[Page]:
    """What every list has, and the notices."""
    yield Page("notices/", "/notices/", to(EVERYBODY, "shown"))
    yield Page("notices/", "/notices/?state=all", to(EVERYBODY, "shown"))
    yield Page("notices/", "/notices/", to(EVERYBODY, "done"), "POST", {"read": "all"})
    yield Page("notices/", "/notices/", to(EVERYBODY, "absent"), "POST", {"open": "0"})
    settings, body = "notices/settings/", {"email": "a@office.example", "mobile": "", "on": "digest:email"}
    yield Page(settings, "/notices/settings/", to(EVERYBODY, "shown"))
    yield Page(settings, "/notices/settings/", to(EVERYBODY, "done"), "POST", body)
    yield Page(settings, "/notices/settings/", to(EVERYBODY, "told"), "POST", body | {"email": "a"})
    yield Page("outbox/", "/outbox/", to({"system_admin"}, "shown"))
    yield Page("outbox/", "/outbox/?state=all", to({"system_admin"}, "shown"))
    yield Page("outbox/", "/outbox/", to({"system_admin"}, "absent"), "POST", {"retry": "0"})
    yield Page("demo/messages/", "/demo/messages/", to(EVERYBODY, "absent"), anonymous="absent")
    columns, export = "columns/<slug:name>/", "export/<slug:name>/"
    for name in ("work", "people", "institutions"):
        yield Page(columns, f"/columns/{name}/", to(SEES, "shown"))
        yield Page(columns, f"/columns/{name}/", to(SEES, "done"), "POST", {"column": "code"})
    yield Page(columns, "/columns/no/", to(EVERYBODY, "absent"))
    exports = AGENCY | {"official", "supervisor", "institution", "auditor"}
    for query in ("people/?q={person}", "institutions/?q={institution}"):
        shown = to(exports, "shown")
        yield Page(export, f"/export/{query}", shown, elsewhere="shown")
        yield Page(export, f"/export/{query}", shown, "POST", {"kind": "csv"}, elsewhere="shown")
    full = to(exports, "denied") | to(AGENCY | {"official", "institution"}, "shown")
    yield Page(export, "/export/people/", full, "POST", {"kind": "csv", "seen": "full"})
    queues = to(exports, "absent") | to(AGENCY | {"official", "institution"}, "shown")
    yield Page(export, "/export/todo/", queues)
    yield Page(export, "/export/todo/", queues, "POST", {"kind": "csv"})
    yield Page(export, "/export/no/", to(exports, "absent"))
    taken = {
        "cases/?state=all": exports, "list-talks/": exports, "gaps-heads/": exports,
        "gaps-rules/?on=2025-03-01": exports, "gaps-agreements/": exports, "papers/": exports, "proposals/": OFFICE,
        "money/?state=open": exports, "money-late/": exports,
        "staff/?institution={institution}": exports, "licences/": {"institution"}, "outbox/": {"system_admin"},
        "logs-access/": {"auditor", "audit_admin"}, "logs-operations/": {"auditor", "audit_admin"},
        "accounts/": {"security_admin"}, "applications-kept/": {"security_admin"}, "rights-held-kept/": {"security_admin"},
        "applications/?state=all": SEES_RIGHTS, "rights-held/": SEES_RIGHTS, "oversight/": OVERSEES,
        "signs/?state=all": exports, "signing/?region={region}": exports - {"institution"},
    }  # fmt: skip
    for query, roles in taken.items():
        own, everybody = to(roles, "shown"), roles == {"security_admin"}
        yield Page(export, f"/export/{query}", own, public=everybody)
        yield Page(export, f"/export/{query}", own, "POST", {"kind": "csv"}, public=everybody)
    takes = exports | ADMINISTRATORS
    one, path = "downloads/<int:pk>/", "/downloads/{download}/"
    yield Page("downloads/", "/downloads/", to(takes, "shown"), list=True)
    yield Page("downloads/", "/downloads/", to(takes, "absent") | to({"clerk"}, "done"), "POST", {"drop": "{download}"})
    yield Page("downloads/", "/downloads/", to(takes, "absent"), "POST", {"drop": "0"})
    yield Page(one, path, to(takes, "absent") | to({"clerk"}, "shown"))
    yield Page("files/<int:pk>/", "/files/{file}/", to(SEES, "shown") | to({"person", "partner"}, "absent"))


def _public() -> Iterator[Page]:
    """Pages for everybody, signed in or not, wherever they belong."""
    for route in (
        "register/",
        "terminated/",
        "publicity/",
        "data/",
        "data/index.json",
        "guide/",
        "standards/",
        "site-map/",
        "accessibility/",
    ):
        yield Page(route, f"/{route}", to(EVERYBODY, "shown"), anonymous="shown", public=True)
    for name in ("register/", "terminated/"):
        asks = f"/{name}?q={{institution}}&place=530000&sector=x&status=x"
        yield Page(name, asks, to(EVERYBODY, "shown"), anonymous="shown", elsewhere="shown", public=True)
    one, path = "register/<slug:code>/", "/register/{institution}/"
    yield Page(one, path, to(EVERYBODY, "shown"), anonymous="shown", elsewhere="shown", public=True)
    yield Page("publicity/<int:pk>/", "/publicity/999999999/", to(EVERYBODY, "absent"), anonymous="absent")
    yield Page("complaints/", "/complaints/?state=taken", to(AGENCY, "shown"), public=False)
    yield Page("complaints/<int:pk>/", "/complaints/{complaint}/", to(AGENCY, "shown") | to(ACTS - AGENCY, "absent"))
    for does in ({"take": "1", "text": "查实"}, {"aside": "1", "remark": "无关"}):
        path, told = "/complaints/{complaint}/", to(AGENCY, "told") if "take" in does else to(AGENCY, "done")
        yield Page("complaints/<int:pk>/", path, told | to(ACTS - AGENCY, "absent"), "POST", does)
    reveal = {"reveal": "1", "why": "核实情况"}
    yield Page("complaints/<int:pk>/", "/complaints/{complaint}/", to(AGENCY, "shown") | to(ACTS - AGENCY, "absent"),
               "POST", reveal)  # fmt: skip
    yield Page("cases/<int:pk>/informant/", "/cases/{case}/informant/", to(ACTS, "absent"))
    yield Page("data/<str:name>", "/data/nothing.csv", to(EVERYBODY, "absent"), anonymous="absent")


def _tasks() -> Iterator[Page]:
    route, path = "tasks/<int:pk>/", "/tasks/{task}/"
    hidden = to({"partner", "person"}, "absent")  # the agency's delivery to the institution
    seen = to(SEES, "shown") | hidden
    does = to(SEES, "told") | to(AGENCY, "done") | hidden
    yield Page(route, path, seen)
    yield Page(route, path, does, "POST", {"move": "claim"})
    yield Page(route, path, seen, "POST", {"move": "hand_over", "to": "0"})


def _papers() -> Iterator[Page]:
    """Papers: `paper` was served on institution and person, `fresh` was not; `printing` is the clerk's."""
    yield Page("papers/", "/papers/", to(SEES, "shown"))
    yield Page("papers/", "/papers/?q={person}", to(SEES, "shown"), elsewhere="shown")
    asked = "case={case}&kind=points_notice&ref={handling}&person={person}&institution={institution}"
    body = dict(pair.split("=") for pair in asked.split("&"))
    makes = to(ACTS, "absent") | to(OFFICE, "shown")
    for end in ("/", ".pdf"):
        yield Page(f"papers/preview{end}", f"/papers/preview{end}?{asked}", makes)
        yield Page(f"papers/preview{end}", f"/papers/preview{end}?corrects={{paper}}",
                   to(ACTS, "absent") | to(AGENCY, "shown"))  # fmt: skip
    yield Page("papers/issue/", "/papers/issue/", to(ACTS, "not so"))
    yield Page("papers/issue/", "/papers/issue/", to(ACTS, "absent") | to(OFFICE, "done"), "POST", body)
    yield Page("papers/issue/", "/papers/issue/", to(ACTS, "absent"), "POST")
    yield Page("papers/issue-all/", "/papers/issue-all/", to(ACTS, "not so"))
    yield Page("papers/issue-all/", "/papers/issue-all/", to(ACTS, "told") | to(OFFICE, "done") | to({"partner"}, "absent"),
               "POST", {"case": "{case}"})  # fmt: skip
    keeps = to(ACTS, "told") | to(AGENCY, "done") | to({"partner"}, "absent")
    corrects = to(ACTS, "absent") | to(AGENCY, "done")
    yield Page("papers/issue/", "/papers/issue/", corrects, "POST", {"corrects": "{paper}"})
    has_text = to(OFFICE | {"institution", "person"}, "shown") | to({"partner"}, "absent")
    one, path = "papers/<int:pk>/", "/papers/{paper}/"
    fresh = to({"institution", "person", "partner"}, "absent")
    yield Page(one, path, to(SEES, "shown") | to({"partner"}, "absent"))
    yield Page(one, "/papers/{fresh}/", to(SEES, "shown") | fresh)
    for name in ("paper.pdf", "paper.docx"):
        yield Page(one + name, path + name, has_text)
        yield Page(one + name, "/papers/{fresh}/" + name, has_text | fresh)
    yield Page(one + "copy/", path + "copy/", has_text, "POST", writes=True)
    body = {"way": "hand", "on": "2025-03-10", "receiver": "x"}
    yield Page(one + "serve/", path + "serve/", keeps | to(AGENCY, "told"), "POST", body)
    yield Page(one + "serve/", "/papers/{fresh}/serve/", keeps | fresh, "POST", body)
    yield Page(one + "withdraw/", path + "withdraw/", keeps, "POST", {"reason": "x"})
    for name, roles in (("copy/", has_text), ("serve/", ACTS), ("withdraw/", ACTS)):
        yield Page(one + name, path + name, to(set(roles), "not so"), elsewhere="not so")
    yield Page("papers/print/", "/papers/print/", to(set(has_text), "not so"))
    prints = to(set(has_text), "done") | to({"partner"}, "told")
    yield Page("papers/print/", "/papers/print/", prints, "POST", {"paper": "{paper}"}, elsewhere="told")
    mine = to(set(has_text), "absent") | to({"clerk"}, "shown")
    yield Page("papers/print/<int:pk>/", "/papers/print/{printing}/", mine)
    yield Page("papers/print/<int:pk>/papers.pdf", "/papers/print/{printing}/papers.pdf", mine)
    anybody = to(EVERYBODY, "shown")
    for route, path in (("verify/", "/verify/"), ("verify/<slug:code>/", "/verify/{code}/")):
        yield Page(route, path, anybody, anonymous="shown", elsewhere="shown", public=True)
        yield Page(route, path, to(EVERYBODY, "told"), "POST", anonymous="told", elsewhere="told", public=True)
    yield Page("verify/<slug:code>/", "/verify/AAAAAAAAAAAAAAAA/", to(EVERYBODY, "absent"), anonymous="absent")


def _signing() -> Iterator[Page]:
    """Online signing: `signing` was composed by the clerk's agency and waits to be read."""
    sees = SEES - {"person", "partner"}
    surveys = sees - {"institution"}
    yield Page("signing/", "/signing/", to(sees, "shown"))
    yield Page("signing/", "/signing/?mine=1", to(sees, "shown"))
    yield Page("signing/rates/", "/signing/rates/", to(surveys, "shown"))
    yield Page("signing/rates/remind/", "/signing/rates/remind/", to(AGENCY, "absent"), "POST", {"round": "no"})
    yield Page("signing/rates/remind/", "/signing/rates/remind/", to(AGENCY, "not so"))
    yield Page("signing/open/", "/signing/open/", to(AGENCY, "shown"))
    yield Page("signing/open/", "/signing/open/", to(AGENCY, "absent"), "POST", {"of": "no"})
    terms = {"start_on": "2030-01-01", "end_on": "2030-12-31"}
    yield Page("signing/open/", "/signing/open/", to(AGENCY, "done"), "POST", terms | {"of": "{region}~"},
               elsewhere="absent")  # fmt: skip
    yield Page("signing/open/<int:pk>/", "/signing/open/{opening}/", to(AGENCY, "shown"))
    yield Page("signing/open/<int:pk>/", "/signing/open/{opening}/", to(AGENCY, "told"), "POST")
    yield Page("signing/new/", "/signing/new/?institution={institution}", to(AGENCY, "shown"))
    begins = {"institution": "{institution}", "start_on": "2030-01-01", "end_on": "2030-12-31"}
    yield Page("signing/new/", "/signing/new/", to(AGENCY, "told", "shown"), "POST", begins)
    one, path = "signing/<int:pk>/", "/signing/{signing}/"
    yield Page(one, path, to(sees, "shown"))
    yield Page(one + "agreement.pdf", path + "agreement.pdf", to(sees, "shown"))
    step = one + "<slug:name>/"
    for name, does in (("read", {"institution"}), ("seal", set[str]()), ("decline", {"institution"}),
                       ("withdraw", AGENCY), ("remind", AGENCY), ("offline", set[str]())):  # fmt: skip
        yield Page(step, f"{path}{name}/", to(sees, "told") | to(does, "done"), "POST", {"reason": "x"})
    yield Page(step, path + "read/", to(sees, "not so"), elsewhere="not so")
    yield Page(step, path + "nothing/", to(sees, "absent"), "POST")
    anybody, route = to(EVERYBODY, "shown"), "verify/agreement/"
    yield Page(route, "/verify/agreement/", anybody, anonymous="shown", elsewhere="shown", public=True)
    yield Page(
        route, "/verify/agreement/", to(EVERYBODY, "told"), "POST", anonymous="told", elsewhere="told", public=True
    )
    yield Page(
        route + "<slug:code>/", "/verify/agreement/AAAAAAAAAAAAAAAA/", to(EVERYBODY, "absent"), anonymous="absent"
    )


def _kept() -> Iterator[Page]:
    """Accounts, which the security administrator keeps for everybody, and the logs."""
    keeps = to({"security_admin"}, "shown")
    done, said = to({"security_admin"}, "done"), to({"security_admin"}, "told")
    yield Page("accounts/", "/accounts/?state=all", keeps, public=True)
    yield Page("accounts/new/", "/accounts/new/", keeps, public=True)  # all offices are offered
    yield Page("accounts/new/", "/accounts/new/", said, "POST", public=True)
    one, path = "accounts/<int:pk>/", "/accounts/{account}/"
    yield Page(one, path, keeps, public=True)
    yield Page(one, path, said, "POST", public=True)
    for move in ("close", "unlock", "device"):
        yield Page(one, path, done, "POST", {"move": move}, public=True)
    yield Page(one, path, keeps, "POST", {"move": "password"}, public=True, writes=True)
    yield Page(one, path, said, "POST", {"move": "place", "role": "system_admin"}, public=True)
    yield Page(one, "/accounts/0/", to({"security_admin"}, "absent"))
    yield Page("organisations/", "/organisations/?kind=agency", keeps, public=True)  # all offices are offered
    yield Page("organisations/", "/organisations/", said, "POST", public=True)
    one, path = "organisations/<int:pk>/", "/organisations/{office}/"
    yield Page(one, path, keeps, public=True)
    yield Page(one, path, said, "POST", public=True)
    yield Page(one, path + "?document=1", to({"security_admin"}, "absent"), public=True)
    yield Page(one, "/organisations/0/", to({"security_admin"}, "absent"))
    for name in ("access", "operations"):
        yield Page(f"logs/{name}/", f"/logs/{name}/", to({"auditor", "audit_admin"}, "shown"))
    yield from _rights()


SEES_RIGHTS, ASKS_RIGHTS = {"head", "official", "institution", "auditor"}, {"head", "official", "institution"}


def _rights() -> Iterator[Page]:
    """权限申请: `right` waits to be approved, `cleared` to be configured; both are of the agency."""
    keeper = frozenset({"security_admin"})
    seen = SEES_RIGHTS | keeper
    for path in ("rights/", "rights/held/"):
        yield Page(path, f"/{path}", to(seen, "shown"), everywhere=keeper)
    yield Page("rights/", "/rights/?state=all", to(seen, "shown"), everywhere=keeper)
    yield Page("rights/held/", "/rights/held/", to(seen, "done"), "POST", everywhere=keeper)
    one = "rights/<int:pk>/"
    away = to({"institution"}, "absent")
    told, refused = to(seen, "told") | away, {"words": "x"}
    for name, does in (("right", {"head", "official"}), ("cleared", set[str]())):
        path = f"/rights/{{{name}}}/"
        yield Page(one, path, to(seen, "shown") | away, everywhere=keeper)
        yield Page(one, path, told, "POST", everywhere=keeper)
        yield Page(one, path, told | to(does, "done"), "POST", {"move": "approve"}, everywhere=keeper)
        yield Page(one, path, told, "POST", {"move": "refuse", "words": " "}, everywhere=keeper)
        yield Page(one, path, told | to(does, "done"), "POST", {"move": "refuse"} | refused, everywhere=keeper)
    yield Page(one, "/rights/{right}/", told, "POST", {"move": "configure"}, everywhere=keeper)
    done = told | to(set(keeper), "shown")
    yield Page(one, "/rights/{cleared}/", done, "POST", {"move": "configure"}, everywhere=keeper, writes=True)
    done = told | to(set(keeper), "done")
    yield Page(one, "/rights/{cleared}/", done, "POST", {"move": "return"} | refused, everywhere=keeper)
    new, asks = "rights/new/<slug:kind>/", to(ASKS_RIGHTS, "told")
    body = {"account": "{asked_for}", "reason": "x", "holder": "asked-1", "role": "supervisor",
            "organisation": "agency 530102"}  # fmt: skip
    for kind in ("open", "change", "withdraw"):
        path = f"/rights/new/{kind}/"
        yield Page(new, path, to(ASKS_RIGHTS, "shown"))
        yield Page(new, path, asks, "POST")
        if kind != "open":
            does = asks | to({"head", "official"}, "done")
            yield Page(new, path, does, "POST", body, elsewhere="told")
    named = {k: v for k, v in body.items() if k != "account"} | {"username": "asked", "name": "新人"}
    yield Page(new, "/rights/new/open/", asks | to({"head", "official"}, "done"), "POST", named)
    yield Page(new, "/rights/new/nothing/", to(ASKS_RIGHTS, "absent"))


PAGES = tuple(_all())


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern under a resolver, with its route from the root."""
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from routes(found, route)
        else:
            yield route, found
