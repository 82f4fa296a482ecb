"""What lies elsewhere or nowhere, put into every field of every address and form, is refused; no field is left out."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.test import Client, RequestFactory
from django.urls import get_resolver

import dingdian
from dingdian.accounts.models import User
from dingdian.casework import actions
from dingdian.journal.slices import load, regime_of
from dingdian.web.account_forms import AccountForm
from dingdian.web.asked import Asked, departments_of, people_of
from dingdian.web.forms import STEPS, DecisionForms, StepForm, Where
from dingdian.web.forms.steps import INSTITUTION, OF, PERSON
from dingdian.web.openings import MANY
from tests.perms.land import Land, Watch, fail_if, outcome, signed_in, undone
from tests.perms.pages import BY_LAW, FINDING, routes
from tests.world import LEVELS

PACKAGE = Path(dingdian.__file__).parent
ELSEWHERE = [*LEVELS[1:], "absent"]

# What there is: kept complete by the tests below

_TYPED = {"discard": "a button", "live": "by the page itself", "preview": "a button", "seen": "a place in the journal",
          "key": "one's own mark", "done": "one's own mark"}  # fmt: skip
READ_BY_NAME: dict[str, dict[str, str]] = {
    "web/asked.py": {"?": "person, institution, case and region are swapped; which of two repairs"},
    "web/forms/decision.py": {"add": "a button", "?": "how many rows the form has"},
    "web/forms/step.py": {},
    "web/uploads.py": {"*": "files of the form's own institution", "?": "the name of a field that had a file"},
    "web/forms/institutional/handed.py": {"?": "a hash, which shows nothing of another institution"},
    "web/paging.py": {"after": "a place in a list of the scope"},
    "web/views/__init__.py": {"next": "an address of ours"},
    "web/views/accounts.py": {"done": "words", "move": "a button", "?": "q, state, role: all accounts are theirs"},
    "web/views/declared.py": {"from": "a day", "to": "a day"},
    "web/views/organisations.py": {"kind": "a kind", "document": "all offices are the security administrator's",
                                   "done": "words"},
    "web/drafts.py": {n: _TYPED[n] for n in ("discard", "live", "key")},
    "web/views/acts.py": {n: _TYPED[n] for n in ("preview", "seen")}
    | {"*": "what the address suggests for the form"},
    "web/views/bulk.py": {n: _TYPED[n] for n in ("preview", "done")}
    | {"institution": "swapped", "who": "swapped"},
    "web/views/cases.py": {"state": "a filter", "HX-Request": "by the page itself"},
    "web/views/disclosure.py": {"screen": "which part of what is public"},
    "web/views/managed.py": {"HX-Request": "by the page itself"},
    "web/views/exports.py": {"column": "of the list", "reset": "a button", "kind": "a kind", "seen": "masked or not",
                             "drop": "swapped", "HX-Request": "by the page itself",
                             "*": "filters of lists in the scope; the institution is swapped"},
    "web/views/gaps.py": {"on": "a day"},
    "web/views/imports.py": {"template": "a kind", "copy": "swapped", "kind": "a kind", "file": "column by column",
                             "precheck": "a button", "good_rows": "yes or no"},
    "web/elders.py": {"?": "whether letters are large"},
    "web/views/elder.py": {"elder": "yes or no", "Referer": "an address of ours"},
    "web/views/institutions.py": {"q": "searched in the scope", "HX-Request": "by the page itself",
                                  "status": "a filter", "department": "of the institution in the scope"},
    "web/views/logs.py": {"?": "actor, subject, from, to: searched in the scope"},
    "web/views/messages.py": {"retry": "all letters are the system administrator's", "state": "a filter", "done": "words"},
    "web/views/assessment.py": {"scheme": "of those published in the region"},
    "web/views/money.py": {"q": "searched in the scope", "state": "a filter", "year": "a filter"},
    "web/views/notices.py": {"state": "a filter", "open": "swapped", "read": "swapped"},
    "web/views/people.py": {"q": "searched in the scope", "HX-Request": "by the page itself"},
    "web/views/proposals.py": {n: _TYPED[n] for n in ("discard", "live", "preview", "seen")}
    | {"state": "a filter", "institution": "swapped", "q": "searched in the scope", "add": "a button",
       "move": "a button", "version": "a number", "remark": "words of the signer"},
    "web/views/platform.py": {"file": "compared, not kept"},
    "web/views/complaints.py": {"state": "a filter", "aside": "a button", "reveal": "a button"},
    "web/views/informants.py": {"move": "a button"},
    "web/openly.py": {"?": "what is public"},
    "web/views/public.py": {"q": "what is public"},
    "web/views/public_data.py": dict.fromkeys(("If-None-Match", "Accept-Encoding"), "by the browser"),
    "web/views/rights.py": {"state": "a filter", "account": "swapped", "done": "words", "move": "a button",
                            "words": "words of the signer", "?": "q, role: searched in the scope"},
    "web/views/search.py": {"q": "searched in the scope"},
    "web/views/tasks.py": {"move": "a button", "to": "swapped"},
    "web/views/work.py": {"due": "a filter", "process": "a filter", "HX-Request": "by the page itself"},
    "papers/checking.py": {"file": "checked, not kept", "code": "what is public"},
    "papers/document.py": dict.fromkeys(("day", "blocks", "rests_on"), "of a paper kept before"),
    "papers/views.py": {"case": "swapped", "paper": "swapped", "q": "searched in the scope", "reason": "words",
                        "before": "a place in a list of the scope", "inline": "yes or no",
                        "HX-Request": "by the page itself"},
    "signing/checking.py": {"file": "checked, not kept", "number": "what is public"},
    "signing/views.py": {"mine": "whose turn", "q": "searched in the scope", "after": "a place in a list of the scope",
                         "?": "days, typed", "kind": "a kind",
                         "no_talks": "yes or no", "reason": "words", "who": "words", "scan": "kept, typed",
                         "back": "a button", "division": "counted in the scope", "region": "of those in the scope",
                         "round": "of those in the scope"},
    "signing/openings.py": {"of": "of the regions in the scope", "division": "within the scope", "?": "typed again",
                            "HX-Request": "by the page itself"},
    "accounts/views.py": {"next": "an address of ours", "?": "that one was signed out for being idle"},
    "accounts/address.py": {"HTTP_X_FORWARDED_FOR": "where one asks from", "REMOTE_ADDR": "where one asks from"},
    "accounts/signals.py": {"?": "when somebody was last seen"},
    "accounts/forms.py": {"user": "of the demonstration, which tells its passwords"},
    "accounts/gatekeeper.py": {"?": "when somebody was last seen", "X-Background": "by the page itself"},
}  # fmt: skip
"""File → what it reads of a request by name, and why it is swapped or need not be; `?`: a computed name; `*`: all."""

QUEUE, STEP, COLUMNS = "a queue", "a step", "a list"
OF_ADDRESSES = {
    ("todo/<slug:name>/", "name"): QUEUE, ("columns/<slug:name>/", "name"): COLUMNS,
    ("export/<slug:name>/", "name"): COLUMNS, ("lists/<slug:name>/", "name"): COLUMNS,
    ("gaps/<slug:name>/", "name"): COLUMNS,
    ("act/<str:act>/", "act"): STEP, ("bulk/<str:act>/", "act"): STEP,
    ("rights/new/<slug:kind>/", "kind"): "a kind",
    ("accounts/<int:pk>/", "pk"): "every account is the security administrator's",
    ("organisations/<int:pk>/", "pk"): "every office is the security administrator's",
    ("verify/<slug:code>/", "code"): "whoever has the code has the paper",
    ("publicity/<int:pk>/", "pk"): "what is public", ("register/<slug:code>/", "code"): "what is public", ("data/<str:name>", "name"): "what is public",
    ("verify/agreement/<slug:code>/", "code"): "whoever has the code has the agreement",
    ("signing/<int:pk>/<slug:name>/", "name"): "a step",
    ("doctors/<slug:code>/", "code"): "published to everybody, names and departments alone",
} | dict.fromkeys(
    (("tasks/<int:pk>/", "pk"), ("cases/<int:pk>/", "pk"), ("people/<slug:code>/", "code"),
     ("people/<slug:code>/file/", "code"), ("people/<slug:code>/claim/", "code"),
     ("people/<slug:code>/filing/", "code"),
     ("institutions/<slug:code>/platform/", "code"), ("institutions/<slug:code>/", "code"),
     ("institutions/<slug:code>/managed/", "code"), ("institutions/<slug:code>/money/", "code"),
     ("institutions/<slug:code>/assessment/", "code"), ("assessments/<int:pk>/", "pk"),
     ("assessments/<int:pk>/review/", "pk"), ("assessments/<int:pk>/final/", "pk"),
     ("institutions/<slug:code>/declared/", "code"),
     ("institutions/<slug:code>/measures/", "code"), ("institutions/<slug:code>/rules/", "code"),
     ("proposals/<int:pk>/", "pk"),
     ("proposals/<int:pk>/edit/", "pk"), ("papers/<int:pk>/", "pk"), ("papers/print/<int:pk>/", "pk"),
     ("papers/print/<int:pk>/papers.pdf", "pk"),
     ("downloads/<int:pk>/", "pk"), ("files/<int:pk>/", "pk"), ("rights/<int:pk>/", "pk"), ("complaints/<int:pk>/", "pk"),
     ("cases/<int:pk>/informant/", "pk"),
     ("signing/open/<int:pk>/", "pk"), ("signing/<int:pk>/", "pk"), ("signing/<int:pk>/<slug:name>/", "pk"), ("signing/<int:pk>/agreement.pdf", "pk"),
     *((f"papers/<int:pk>/{name}", "pk") for name in ("paper.pdf", "paper.docx", "copy/", "serve/", "withdraw/"))),
    "swapped",
)  # fmt: skip
FORMS = {
    "StepForm", "DecisionForm", "FindingForm", "ShareForm",  # walked field by field
    "PlaceForm", "AccountForm", "HolderForm", "OrganisationForm", "DocumentForm",  # of the security administrator, to whom all accounts are open
    "OpenForm", "ChangeForm", "WithdrawForm", "_Within",  # swapped among the others
    "_Lines", "ReportForm", "ReviewForm", "FinalForm",  # figures and words alone: what they are about is swapped
    "SettingsForm",  # of oneself
    "LookupForm",  # asks beyond the scope on purpose, see its own tests
    "ComplaintForm",  # of what is public, and words alone
    "InformantForm", "RevealForm", "AnswerForm",  # of a case that is swapped, and words alone
    "ReadForm",  # of a complaint that is swapped, and words alone
    "LineForm",  # asked by GET: swapped in its address
    "SignInForm", "ChangePasswordForm",  # they name the user and nobody else
}  # fmt: skip


def reads(path: Path) -> Iterator[str]:
    """What a file takes out of a request by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        source, name = _taken(node)
        if source is None:
            continue
        named = ast.unparse(source)
        of_request = re.search(r"request\.(GET|POST|FILES|COOKIES|META|headers|session)$", named)
        if of_request or named in ("data", "typed", "environ"):
            yield name.value if isinstance(name, ast.Constant) else "*" if name is None else "?"


def _taken(node: ast.AST) -> tuple[ast.expr | None, Any]:
    """What is looked into, and for what."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("get", "getlist") and node.args:
            return node.func.value, node.args[0]
        if node.func.attr in ("items", "dict", "lists", "values") and not node.args:
            return node.func.value, None
    if isinstance(node, ast.Subscript):
        return node.value, node.slice
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        return node.comparators[0], node.left
    return None, None


def test_all_that_is_read_of_a_request_is_in_the_table() -> None:
    found = {}
    for folder in ("web", "accounts", "papers", "outbox", "signing"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            if names := set(reads(path)):
                found[path.relative_to(PACKAGE).as_posix()] = names
    assert found == {name: set(told) for name, told in READ_BY_NAME.items() if told}


def test_all_that_addresses_name_is_in_the_table() -> None:
    found = {
        (route, name)
        for route, _ in routes(get_resolver())
        if not route.startswith("api/")
        for name in re.findall(r"<\w+:(\w+)>", route)
    }
    assert found == OF_ADDRESSES.keys()


def test_every_form_is_known() -> None:
    found = set()
    for path in [
        p
        for folder in ("web", "accounts", "casework", "registry", "papers", "outbox", "signing")
        for p in (PACKAGE / folder).rglob("*.py")
    ]:
        if "forms" in path.read_text(encoding="utf-8") and "migrations" not in path.parts:
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            module = import_module(name.removesuffix(".__init__"))
            found |= {
                x for _, x in inspect.getmembers(module, inspect.isclass)
                if issubclass(x, forms.Form) and x.__module__.startswith(("dingdian", "allauth.mfa"))
            }  # fmt: skip
    assert {x.__name__ for x in found - {AuthenticateForm, ActivateTOTPForm}} == FORMS


# Addresses


def addresses(there: Land, level: str) -> dict[str, str]:
    """Requests by GET (the forms also by POST) that name something of a level beside what is one's own."""
    n = there.names(level)
    own = there.names("own")["institution"]
    return {
        "case": f"/cases/{n['case']}/", "task": f"/tasks/{n['task']}/",
        "person": f"/people/{n['person']}/", "person's file": f"/people/{n['person']}/file/",
        "claim": f"/people/{n['person']}/claim/",
        "claim elsewhere": f"/people/{n['own_person']}/claim/?on=2025-03-08&kind=ordinary&institution={n['institution']}",
        "institution": f"/institutions/{n['institution']}/",
        "institution's measures": f"/institutions/{n['institution']}/measures/",
        "institution's duties": f"/institutions/{n['institution']}/managed/",
        "institution's rules": f"/institutions/{n['institution']}/rules/",
        "institution's record": f"/institutions/{n['institution']}/declared/",
        "proposal": f"/proposals/{n['proposal']}/", "proposal edit": f"/proposals/{n['proposal']}/edit/",
        "step of case": f"/act/notice.issue/?case={n['case']}",
        "step of case about own person": f"/act/review.request/?case={n['case']}&person={n['own_person']}",
        "step of person": f"/act/restoration.apply/?person={n['person']}",
        "step of person at own place": f"/act/handover.complete/?person={n['person']}&institution={own}",
        "step of own person elsewhere": f"/act/handover.complete/?person={n['own_person']}&institution={n['institution']}",
        "step of own case about person": f"/act/review.request/?case={n['own_case']}&person={n['person']}",
        "step of own case, no person asked": f"/act/notice.issue/?case={n['own_case']}&person={n['person']}",
        "step at institution": f"/act/violation.report/?institution={n['institution']}",
        "step of region": f"/act/catalogue.add/?region={n['region']}",
        "many": f"/bulk/study.record/?institution={n['institution']}",
        "draw": f"/proposals/new/?institution={n['institution']}",
        "imports copy": f"/imports/?copy={n['job']}",
        "paper": f"/papers/{n['paper']}/", "paper copy": f"/papers/{n['paper']}/copy/",
        "paper serve": f"/papers/{n['paper']}/serve/", "paper withdraw": f"/papers/{n['paper']}/withdraw/",
        "paper pdf": f"/papers/{n['paper']}/paper.pdf", "paper word": f"/papers/{n['paper']}/paper.docx",
        "printing": f"/papers/print/{n['printing']}/", "printed": f"/papers/print/{n['printing']}/papers.pdf",
        "download": f"/downloads/{n['download']}/", "file": f"/files/{n['file']}/", "staff": f"/export/staff/?institution={n['institution']}",
        "signing": f"/signing/{n['signing']}/", "signing opening": f"/signing/open/{n['opening']}/", "signing pdf": f"/signing/{n['signing']}/agreement.pdf",
        "signing step": f"/signing/{n['signing']}/remind/", "signing new": f"/signing/new/?institution={n['institution']}",
        "correction": f"/papers/preview/?corrects={n['paper']}",
        "right": f"/rights/{n['right']}/", "right cleared": f"/rights/{n['cleared']}/",
        "draft": f"/papers/preview/?case={n['case']}&kind=points_notice&ref={n['handling']}",
        "draft about person": f"/papers/preview/?case={n['own_case']}&kind=points_notice&person={n['person']}",
    }  # fmt: skip


class Swap(NamedTuple):
    """Who sends what, with something foreign in it; `name`: for the message, with the field at its end."""

    user: User
    name: str
    url: str
    body: Mapping[str, Any] | None
    foreign: str


def of_addresses(there: Land, roles: Iterable[str], levels: Iterable[str]) -> Iterator[Swap]:
    for role in roles:
        user = there.country.users[role]
        for level in levels:
            for name, url in addresses(there, level).items():
                yield Swap(user, f"{name} {level}", url, None, "")
                if "copy" not in name:
                    sent = {"on": "2025-03-08", "key": "k", "person": there.names("own")["person"], "seen": "0"}
                    yield Swap(user, f"{name} {level} POST", url, sent, "")


# Forms


def value(field: forms.Field, *, least: bool = True) -> Any:
    """Something that a field takes; `least`: nothing where nothing is asked."""
    if least and not field.required:
        return [] if isinstance(field, forms.MultipleChoiceField) else ""
    if isinstance(field, forms.MultipleChoiceField):
        return [next(key for key, _ in field.choices)]
    if isinstance(field, forms.ChoiceField):
        return next((key for key, _ in field.choices if key), "")
    if isinstance(field, forms.DateField):
        return "2025-03-08"
    return "1"


NO_TEXT = (forms.ChoiceField, forms.DateField, forms.IntegerField, forms.DecimalField)
"""Fields that take nothing but what they offer, a day or a number."""


class Filled(NamedTuple):
    """A form as it is sent, sound in itself: whose, its name, its address, its fields and what they hold."""

    user: User
    name: str
    url: str
    fields: Mapping[str, forms.Field]
    body: dict[str, Any]


def of_step(there: Land, act: str) -> str:
    """The address at which the form of a step opens."""
    about, n = STEPS[act].about, there.names("own")
    if OF in about or OF in STEPS[act].fills:
        return f"/act/{act}/?case={there.shared}"
    if act == "person.join" or PERSON not in about or about[0] == INSTITUTION:
        return f"/act/{act}/?institution={n['institution']}" if about else f"/act/{act}/?region={n['region']}"
    return f"/act/{act}/?person={n['person']}"


def filled(there: Land, roles: Iterable[str] = ()) -> Iterator[Filled]:
    """Every form of the site that names anybody or anything; of each step by whoever does it, or by these roles.

    Of steps that nobody does under these rules, as an institution would fill them in.
    """
    users = there.country.users
    n = there.names("own")
    for act in STEPS:
        for role in [r for r in roles if r in BY_LAW[act]] if roles else sorted(BY_LAW[act])[:1] or ["institution"]:
            user = users[role]
            url = of_step(there, act)
            if "region=" in url:
                user = there.widest
            if user.role == "partner" and "case=" in url:
                continue  # a partner sees cases that wait for a partner
            asked = RequestFactory().get(url)
            asked.user = user
            form = StepForm(act, Asked(asked, act).where)
            body = {name: value(field) for name, field in form.fields.items()} | {"key": "k"}
            if act == "person.join":
                body["person"] = there.names("sibling")["person"]  # who is taken in is registered, and elsewhere
            yield Filled(user, act, url, form.fields, body)
    for role in [r for r in roles if r in BY_LAW["study.record"]] if roles else ["institution"]:
        for act in MANY:
            if role in BY_LAW[act]:
                where = Where(regime_of(there.country.regions["own"]), None, "", [], [(n["institution"], "")])
                many = StepForm(act, where, several=True)
                body = {name: value(field) for name, field in many.fields.items()} | {"key": "k", "who": n["person"]}
                more = dict(many.fields) | {"who": forms.CharField()}
                yield Filled(users[role], f"many {act}", f"/bulk/{act}/?institution={n['institution']}", more, body)
    for role in [r for r in roles if r in ("clerk", "reviewer", "head")] if roles else ["clerk"]:
        decision, body = _decision(there)
        yield Filled(users[role], "decision", f"/proposals/new/?institution={n['institution']}", decision, body)
        if role == "clerk":
            yield Filled(users[role], "edit", f"/proposals/{n['proposal']}/edit/", decision, body)
            yield _step_edited(there)


def _decision(there: Land) -> tuple[dict[str, forms.Field], dict[str, Any]]:
    """The form of a decision with one finding and one person."""
    n, region = there.names("own"), there.country.regions["own"]
    people, place = people_of(region, n["institution"]), [(n["institution"], "")]
    register = load(region, institutions=[n["institution"]])
    where = Where(regime_of(region), register, "", people, place, people, departments_of(region, n["institution"]))
    all_forms = DecisionForms(where, None, {}).all()
    fields = {form.add_prefix(name): field for form in all_forms for name, field in form.fields.items()}
    body = {name: value(field) for name, field in fields.items()}
    return fields, body | {name: text.format(**n) for name, text in FINDING.items()}


def _step_edited(there: Land) -> Filled:
    """The form of a step that was drawn up before."""
    drawer, n = there.country.users["clerk"], there.names("own")
    act = {"act": "restoration.early", "on": "2025-03-08", "person": n["person"], "reason": "x", "exam": "passed"}
    drawn = actions.propose(there.country.regions["own"], act, acting_user=drawer)
    region = there.country.regions["own"]
    where = Where(regime_of(region), load(region, persons=[n["person"]]), "agency", [(n["person"], "")])
    fields = StepForm(act["act"], where).fields
    body = {name: value(field) for name, field in fields.items()}
    return Filled(drawer, "step edit", f"/proposals/{drawn.pk}/edit/", fields, body)


def put(there: Land, one: Filled, levels: Iterable[str]) -> Iterator[Swap]:
    """A form with something foreign in each field in turn, sent and looked at beforehand."""
    for name, field in one.fields.items():
        if isinstance(field, forms.BooleanField):
            continue  # whatever is sent means yes
        for level in levels if one.user != there.widest else {"other"} & set(levels):
            n = there.names(level)
            choosing = isinstance(field, NO_TEXT)
            codes = [n["person"], n["institution"]] + ([n["handling"]] if level != "other" else [])
            if level == "absent" and not choosing and not _names(name):
                continue  # in free text, what is no code is text
            for code in codes:
                if _taken_in(one, name, level, code):
                    continue
                sent = one.body | {name: code}
                yield Swap(one.user, f"{one.name} {one.user.role} {level} {code} {name}", one.url, sent, code)
                if _names(name):
                    for more in ("preview", "seen"):
                        ahead = sent | {more: "0"}
                        yield Swap(
                            one.user, f"{one.name} {one.user.role} {level} {code} {name} ?", one.url, ahead, code
                        )


def _names(field: str) -> bool:
    """Whether a field is there to name somebody or some place."""
    return re.split(r"[-.]", field)[-1] in ("person", "institution", "who")


def _taken_in(one: Filled, field: str, level: str, code: str) -> bool:
    """An institution may take in anybody of its region; whom it takes in may be named in every field."""
    if one.name != "person.join" or level not in ("parent", "sibling"):
        return False
    return code == one.body["person"] or (field == "person" and code.startswith("D"))


def others(there: Land, levels: Iterable[str]) -> Iterator[Swap]:
    """What is chosen from lists: whom a task is handed to, which notice is opened, whose log is read, what is kept."""
    users = there.country.users
    for level in levels:
        n = there.names(level)
        hand = {"move": "hand_over", "to": n["colleague"]}
        yield Swap(users["head"], f"task {level} to", f"/tasks/{there.names('own')['task']}/", hand, "")
        for move in ("open", "read"):
            yield Swap(users["clerk"], f"notice {level} {move}", "/notices/", {move: n["notice"]}, "")
        yield Swap(users["clerk"], f"download {level} drop", "/downloads/", {"drop": n["download"]}, "")
        drafted = {"case": there.names("own")["case"], "kind": "points_notice", "ref": there.names("own")["handling"],
                   "person": there.names("own")["person"], "institution": there.names("own")["institution"]}  # fmt: skip
        named = {"case": n["case"], "ref": n["handling"], "person": n["person"], "institution": n["institution"]}
        for name, foreign in named.items():
            issued = drafted | {name: foreign}
            yield Swap(users["clerk"], f"issue {level} {name}", "/papers/issue/", issued, str(foreign))
        yield Swap(users["clerk"], f"issue {level} corrects", "/papers/issue/", {"corrects": n["paper"]}, "")
        yield Swap(users["clerk"], f"print {level} paper", "/papers/print/", {"paper": n["paper"]}, "")
        n = n | ({"asked_for": "no-such-account"} if level == "absent" else {})
        for role in ("head", "official", "institution"):
            wanted = {"role": "supervisor", "organisation": n["organisation"], "holder": "x-1", "reason": "x"}
            named = {"username": "new", "name": "x"}
            own = {"organisation": "agency 530102", "account": "head-own"}
            for kind, sent in (
                ("open", wanted | named), ("open", wanted | named | {"organisation": n["institution"], "role": "institution"}),
                ("open", wanted | named | {"organisation": "", "role": "person", "person": n["person"]}),
                ("change", wanted | {"account": "head-own"}), ("change", wanted | own | {"account": n["asked_for"]}),
                ("withdraw", {"account": n["asked_for"], "reason": "x"}),
            ):  # fmt: skip
                yield Swap(
                    users[role], f"rights {role} {level} {kind}", f"/rights/new/{kind}/", sent, n["organisation"]
                )
    keeper = users["security_admin"]
    for role, organisation, person in (
        ("clerk", "没有的单位", ""), ("clerk", "H53010299999", ""), ("person", "", "D530102999999"),
        ("clerk", there.names("own")["institution"], ""), ("institution", "agency 530102", ""),
    ):  # fmt: skip
        place = {"role": role, "organisation": organisation, "person": person}
        assert place.keys() | {"username", "name", "holder"} == AccountForm().fields.keys()
        made = place | {"username": "new", "name": "x", "holder": "x-1"}
        yield Swap(keeper, f"new account {organisation} {person}", "/accounts/new/", made, "")
        moved = place | {"move": "place"}
        yield Swap(keeper, f"account {organisation} {person}", f"/accounts/{users['clerk'].pk}/", moved, "")


# Sent


def wrong(client: Client, swap: Swap, there: Land, watch: Watch) -> Iterator[str]:
    """What is not as it should be: something done, written or told of elsewhere."""
    watch.begin()
    with undone():
        body = swap.body
        answer = client.get(swap.url) if body is None else client.post(swap.url, body)
        became = outcome(answer)
        ahead = body is not None and "preview" in body
        good = {"absent", "denied"} | ({"told"} if body is not None else set()) | ({"shown"} if ahead else set())
        good |= {"not so"} if answer.status_code == 405 else set()  # nothing is read there
        good |= {"409"} if body is not None and "seen" in body else set()
        if became not in good and answer.status_code != 422:
            yield f"{swap.name}: {became} ({answer.status_code})"
        if trace := watch.changed():
            yield f"{swap.name}: {became}, yet {sorted(trace)} were written"
        text = answer.content.decode()
        if swap.user.role != "security_admin" and swap.user != there.widest:
            typed = {swap.foreign, *map(str, (body or {}).values())}
            told = [word for word in there.foreign(swap.user.role) - typed if word in text]
            yield from (f"{swap.name}: tells of {word}" for word in told)


def all_wrong(there: Land, swaps: Iterable[Swap]) -> list[str]:
    found = []
    for user, group in groupby(sorted(swaps, key=lambda swap: swap.user.pk), key=lambda swap: swap.user):
        with undone():
            client, watch = signed_in(user), Watch()
            found += [text for swap in group for text in wrong(client, swap, there, watch)]
    return found


def beyond(found: Iterable[Filled]) -> tuple[list[str], int]:
    """Forms that are refused for what is filled in or for the scope; and how many are done."""
    refused, done = [], 0
    for one in found:
        with undone():
            answer = signed_in(one.user).post(one.url, one.body)
            text = answer.content.decode()
            refused += [one.name] if "没有通过，请改正" in text or "管辖范围" in text else []
            done += outcome(answer) == "done"
    return refused, done


def test_forms_are_sound(there: Land) -> None:
    """The control: with nothing foreign in it a form is well filled in, so that it is the foreign code that is refused."""
    found = list(filled(there))
    assert {one.name for one in found} >= STEPS.keys() | {"decision", "edit", "step edit", "many study.record"}
    refused, done = beyond(found[::4])
    assert not refused and done, refused


@pytest.mark.long
def test_every_form_is_sound(there: Land) -> None:
    refused, done = beyond(filled(there))
    assert not refused and done >= 10, (refused, done)


def test_what_lies_elsewhere_is_refused_in_every_address(there: Land) -> None:
    fail_if(all_wrong(there, of_addresses(there, ["reviewer", "institution"], ["sibling", "absent"])))


def test_what_lies_elsewhere_is_refused_in_every_field(there: Land) -> None:
    """Each field that takes text once, with what and from where in turn, of the others some; all in the long run."""
    kept = []
    for count, one in enumerate(filled(there)):
        swaps = list(put(there, one, ELSEWHERE))
        for n, (name, field) in enumerate(one.fields.items()):
            rows = [swap for swap in swaps if swap.name.rstrip(" ?").endswith(f" {name}")]
            assert rows or isinstance(field, forms.BooleanField), (one.name, name)
            if rows and (_names(name) or not isinstance(field, NO_TEXT) or (count + n) % 6 == 0):
                kept.append(rows[(7 * count + n) % len(rows)])
    fail_if(all_wrong(there, [*kept, *others(there, ELSEWHERE)]))


@pytest.mark.long
@pytest.mark.parametrize("role", ["clerk", "reviewer", "head", "official", "institution", "person", "partner"])
def test_what_lies_elsewhere_is_refused_everywhere(there: Land, role: str) -> None:
    fail_if(all_wrong(there, of_addresses(there, [role], ELSEWHERE)))
    fail_if(all_wrong(there, [swap for one in filled(there, [role]) for swap in put(there, one, ELSEWHERE)]))


def test_a_step_with_a_draft_of_ones_own_is_all_that_is_kept(there: Land) -> None:
    """What was typed is given back to whoever typed it, at the same address alone."""
    n = there.names("own")
    url = f"/act/violation.report/?institution={n['institution']}"
    with undone():
        signed_in(there.country.users["institution"]).post(url, {"discovered_on": "一个记号", "live": "1"})
        assert "一个记号" in signed_in(there.country.users["institution"]).get(url).content.decode()
        assert "一个记号" not in signed_in(there.country.user("institution", "colleague")).get(url).content.decode()


def test_a_search_finds_nothing_of_elsewhere(there: Land) -> None:
    """Searches take any text: what they find is bounded by the scope."""
    for role in ("clerk", "institution"):
        client = signed_in(there.country.users[role])
        for level in ("sibling", "other"):
            n = there.names(level)
            for text in (n["person"], n["institution"], f"{level} 医院"):
                for path in ("/search/", "/people/", "/institutions/", "/proposals/new/"):
                    body = client.get(f"{path}?{urlencode({'q': text})}").content.decode()
                    links = re.findall(r'href="(/(?:people|institutions|cases)/[^"?]+|\?institution=[^"]+)"', body)
                    assert not [x for x in links if n["person"] in x or n["institution"] in x], (role, path, text)


def test_users_of_elsewhere_have_their_own(there: Land) -> None:
    """The control of the controls: what is foreign here is there for whom it belongs to."""
    for level in LEVELS[1:]:
        client = signed_in(User.objects.get(username=f"clerk-{level}"))
        names = there.names(level)
        for url in (
            f"/people/{names['person']}/",
            f"/institutions/{names['institution']}/",
            f"/cases/{names['case']}/",
        ):
            assert client.get(url).status_code == 200, (level, url)
