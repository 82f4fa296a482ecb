"""What lies elsewhere, put into every field of every address and form, is refused; no field is left out."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

import dingdian
from dingdian.accounts.models import User
from dingdian.office.columns import Kind
from dingdian.regimes import load
from dingdian.registry import importing
from dingdian.registry.layout import TITLES, layout_of
from dingdian.registry.models import ImportJob
from dingdian.web.forms import STEPS, DecisionForm, FindingForm, ShareForm, StepForm
from tests.perms.land import COLLEAGUE, Land, Watch, outcome, signed_in, undone
from tests.perms.pages import FINDING, OUTCOMES, routes
from tests.registry.places import institution, person, xlsx
from tests.world import LEVELS

PACKAGE = Path(dingdian.__file__).parent

# What there is: kept complete by the tests below

READ_BY_NAME: dict[str, dict[str, str]] = {
    "web/views/acts.py": {"person": "swapped", "case": "swapped", "preview": "a button", "key": "one's own mark"},
    "web/views/cases.py": {"state": "a filter", "HX-Request": "by the page itself"},
    "web/views/imports.py": {"template": "a kind", "copy": "swapped", "kind": "a kind", "file": "swapped",
                             "precheck": "a button", "good_rows": "yes or no"},
    "web/views/institutions.py": {"q": "searched in the scope", "HX-Request": "by the page itself"},
    "web/views/people.py": {"q": "searched in the scope", "HX-Request": "by the page itself"},
    "web/views/proposals.py": {"state": "a filter", "institution": "swapped", "q": "searched in the scope",
                               "add": "a button", "preview": "a button", "move": "a button", "version": "a number",
                               "remark": "words of the signer"},
    "web/views/public.py": {"q": "what is public"},
    "web/views/search.py": {"q": "searched in the scope"},
    "web/views/work.py": {"due": "a filter", "process": "a filter", "HX-Request": "by the page itself"},
    "web/forms.py": {"add": "a button", "?": "how many rows the form has"},
    "web/paging.py": {"after": "a place in a list of the scope"},
    "accounts/views.py": {"next": "an address of ours", "?": "that one was signed out for being idle"},
    "accounts/address.py": {"X-Forwarded-For": "where one asks from", "REMOTE_ADDR": "where one asks from"},
    "accounts/signals.py": {"?": "when somebody was last seen"},
    "accounts/forms.py": {"user": "of the demonstration, which tells its passwords"},
    "accounts/gatekeeper.py": {"?": "when somebody was last seen", "X-Background": "by the page itself"},
}  # fmt: skip
"""File → what it reads of a request by name, and why it is swapped or need not be; `?`: a name that is computed."""

OF_ADDRESSES = {
    ("todo/<slug:name>/", "name"): "a queue", ("act/<str:act>/", "act"): "a step",
    ("cases/<int:pk>/", "pk"): "swapped", ("people/<slug:code>/", "code"): "swapped",
    ("institutions/<slug:code>/", "code"): "swapped", ("proposals/<int:pk>/", "pk"): "swapped",
    ("proposals/<int:pk>/edit/", "pk"): "swapped",
}  # fmt: skip

HARMLESS = {"key": "one's own mark of the request", "remark": "words of the signer", "findings": "a number of rows",
            "f0-persons": "a number of rows", "move": "what is no move does nothing"}  # fmt: skip
"""Fields that may hold anything."""
NONE = "（不填）"


def reads(path: Path) -> Iterator[str]:
    """What a file takes out of a request by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.args
            and node.func.attr in ("get", "getlist")
        ):
            source, name = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript):
            source, name = node.value, node.slice
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            source, name = node.comparators[0], node.left
        else:
            continue
        named = ast.unparse(source)
        if re.search(r"request\.(GET|POST|FILES|COOKIES|META|headers|session)$", named) or named == "data":
            yield str(name.value) if isinstance(name, ast.Constant) else "?"


def test_all_that_is_read_of_a_request_is_in_the_table() -> None:
    found = {}
    for folder in ("web", "accounts"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            if names := set(reads(path)):
                found[path.relative_to(PACKAGE).as_posix()] = names
    assert found == {name: set(told) for name, told in READ_BY_NAME.items()}


def test_all_that_addresses_name_is_in_the_table() -> None:
    found = {
        (route, name)
        for route, _ in routes(get_resolver())
        if not route.startswith("api/")
        for name in re.findall(r"<\w+:(\w+)>", route)
    }
    assert found == OF_ADDRESSES.keys()


@pytest.fixture
def regime() -> Any:
    return load("yunnan-2025")


def fields(regime: Any) -> dict[type[forms.Form], set[str]]:
    """Every form of the site with its fields."""
    people = [("a", "a"), ("b", "b")]
    steps = {name for act in STEPS for name in StepForm(act, people).fields}
    return {
        StepForm: steps,
        DecisionForm: set(DecisionForm().fields),
        FindingForm: {f"f0-{name}" for name in FindingForm(regime).fields},
        ShareForm: {f"f0p0-{name}" for name in ShareForm(regime, people).fields},
    }


def test_every_form_is_known(regime: Any) -> None:
    found = set()
    for path in [p for folder in ("web", "accounts", "casework", "registry") for p in (PACKAGE / folder).rglob("*.py")]:
        if "forms" in path.read_text(encoding="utf-8") and "migrations" not in path.parts:
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            module = import_module(name.removesuffix(".__init__"))
            found |= {
                x for _, x in inspect.getmembers(module, inspect.isclass)
                if issubclass(x, forms.Form) and x.__module__.startswith(("dingdian", "allauth.mfa"))
            }  # fmt: skip
    names = {x.__name__ for x in found - {AuthenticateForm, ActivateTOTPForm}}
    own = {"SignInForm", "ChangePasswordForm"}  # they name the user and nobody else
    assert names - own == {form.__name__ for form in fields(regime)}


# Fields


def addresses(there: Land, level: str) -> dict[tuple[str, str], str]:
    """Requests by GET (the forms also by POST) that name something of a level beside what is one's own."""
    n = there.names(level)
    return {
        ("cases", "pk"): f"/cases/{n['case']}/", ("people", "code"): f"/people/{n['person']}/",
        ("institutions", "code"): f"/institutions/{n['institution']}/",
        ("proposals", "pk"): f"/proposals/{n['proposal']}/", ("edit", "pk"): f"/proposals/{n['proposal']}/edit/",
        ("acts", "case"): f"/act/notice.issue/?case={n['case']}",
        ("acts", "case, own person"): f"/act/review.request/?case={n['case']}&person={n['own_person']}",
        ("acts", "person"): f"/act/restoration.apply/?person={n['person']}",
        ("acts", "person, own case"): f"/act/review.request/?case={n['own_case']}&person={n['person']}",
        ("acts", "person, own case, no person asked"): f"/act/notice.issue/?case={n['own_case']}&person={n['person']}",
        ("proposals/new", "institution"): f"/proposals/new/?institution={n['institution']}",
        ("imports", "copy"): f"/imports/?copy={n['job']}",
    }  # fmt: skip


def bodies(there: Land) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every form, sound in itself: its name, its address and what is filled in."""
    names = there.names("own")
    for act in STEPS:
        body = {"on": "2025-03-08", "key": "k", "kind": "points", "outcome": OUTCOMES.get(act, "")}
        shared = {"person": COLLEAGUE}
        form = StepForm(act, [(COLLEAGUE, ""), (names["own_person"], "")])
        empty = dict.fromkeys(form.fields, "")
        yield (
            act,
            f"/act/{act}/?case={there.shared}",
            {k: v for k, v in (empty | shared | body).items() if k in {*empty, "key"}},
        )
    boxes = ("f0-duties", "f0p0-mitigating", "f0p0-aggravating")
    decision = {"inspection": "", "f0-amount": "", "f0p0-shift": ""} | dict.fromkeys(boxes, NONE)
    decision = {name: value.format(**names) for name, value in (decision | FINDING).items()}
    yield "decision", f"/proposals/new/?institution={names['institution']}", decision
    yield "edit", f"/proposals/{names['proposal']}/edit/", decision
    yield "sign", f"/proposals/{names['proposal']}/", {"move": "agree", "version": "1", "remark": ""}


def sound(body: dict[str, str]) -> dict[str, str]:
    """What a browser sends: boxes that are not ticked are left out."""
    return {name: value for name, value in body.items() if value != NONE}


def test_every_field_of_every_form_is_swapped(there: Land, regime: Any) -> None:
    sent = {name for _, _, body in bodies(there) for name in body}
    assert set().union(*fields(regime).values()) <= sent


def refused(
    client: Client, url: str, body: dict[str, str] | None, role: str, there: Land, watch: Watch
) -> Iterator[str]:
    watch.begin()
    with undone():
        answer = client.get(url) if body is None else client.post(url, sound(body))
        became = outcome(answer)
        if became not in ("absent", "denied") and (body is None or became != "told"):
            yield f"{became}"
        if trace := watch.changed():
            yield f"{became}, yet {sorted(trace)} were written"
        text = answer.content.decode()
        typed = {code for code in (body or {}).values() if code}
        yield from (f"tells of {word}" for word in sorted(there.foreign(role) - typed) if word in text)


Swap = tuple[str, str, dict[str, str] | None, str]
"""What is swapped, for the message; the request; and the role that sends it."""


def swapped_addresses(there: Land, roles: list[str], levels: list[str]) -> Iterator[Swap]:
    for role in roles:
        for level in levels:
            for name, url in addresses(there, level).items():
                sent = {"on": "2025-03-08", "key": "k", "person": there.names("own")["person"]}
                yield f"{role} {name} {level}", url, None, role
                if name[0] != "imports":
                    yield f"{role} {name} {level} POST", url, sent, role


def swapped_fields(there: Land, roles: list[str]) -> Iterator[Swap]:
    for role in roles:
        for name, url, body in bodies(there):
            for field in sorted(body.keys() - HARMLESS.keys()):
                for level in LEVELS[1:]:
                    n = there.names(level)
                    refs = [] if level == "other" else [n["handling"]]  # each region has numbers of its own
                    for code in (n["person"], n["institution"], *refs):
                        sent = body | {field: code}
                        yield f"{role} {name}.{field} {code}", url, sent, role
                        if field.endswith("person"):
                            yield f"{role} {name}.{field} {code} beforehand", url, sent | {"preview": "1"}, role


def not_refused(there: Land, swaps: Iterable[Swap]) -> list[str]:
    found = []
    for role, group in groupby(swaps, key=lambda swap: swap[3]):
        with undone():
            client, watch = signed_in(there.country.users[role]), Watch()
            for name, url, body, _ in group:
                found += [f"{name}: {text}" for text in refused(client, url, body, role, there, watch)]
    return found


def fail_if(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_what_lies_elsewhere_is_refused_in_every_address(there: Land) -> None:
    fail_if(not_refused(there, swapped_addresses(there, ["reviewer", "institution", "person"], ["sibling"])))


def test_what_lies_elsewhere_is_refused_in_every_field(there: Land) -> None:
    """Each field once, with what and from where in turn; all of it in the long run."""
    found = list(swapped_fields(there, ["clerk"]))
    kept = {swap[0].split()[1]: swap for swap in found[::2]} | {swap[0].split()[1]: swap for swap in found[1::13]}
    assert {swap[0].split()[1] for swap in found} == kept.keys()
    fail_if(not_refused(there, kept.values()))


@pytest.mark.long
@pytest.mark.parametrize("role", ["clerk", "reviewer", "head", "official", "institution", "person", "partner"])
def test_what_lies_elsewhere_is_refused_everywhere(there: Land, role: str) -> None:
    fail_if(not_refused(there, swapped_addresses(there, [role], LEVELS[1:])))
    fail_if(not_refused(there, swapped_fields(there, [role])))


def test_the_same_forms_with_nothing_foreign_in_them_are_taken(there: Land) -> None:
    """The control: it is the foreign code that is refused above."""
    senders = {"clerk": ("decision", "edit"), "reviewer": ("sign",), "institution": ("review.request",)}
    for role, names in senders.items():
        client = signed_in(there.country.users[role])
        for name, url, body in bodies(there):
            if name in names:
                with undone():
                    assert outcome(client.post(url, sound(body))) == "done", (role, name)


# Files


ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "institutions": ("机构登记", institution("H53010200009")),
    "people": ("人员登记", person(9, 身份证号码="11010519491231002X")),
    "departments": ("科室", {"机构编码": "H53010200001", "科室名称": "内科"}),
    "papers": ("证照", {"持有人编码": "H53010200001", "证照种类": "医疗机构执业许可证", "证照编号": "PDY1"}),
}
CODES: dict[tuple[str, str, str], str] = {
    ("institutions", "机构登记", "机构编码"): "institution",
    ("institutions", "机构登记", "区划代码"): "division",
    ("institutions", "机构登记", "统一社会信用代码"): "",  # the houses of one legal person share it: a remark, no more
    ("institutions", "科室", "机构编码"): "institution",
    ("institutions", "证照", "持有人编码"): "institution person",
    ("people", "人员登记", "人员编码"): "person",
    ("people", "人员登记", "身份证号码"): "number",
    ("people", "人员登记", "机构编码"): "institution",
    ("people", "证照", "持有人编码"): "institution person",
    ("departments", "科室", "机构编码"): "institution",
    ("papers", "证照", "持有人编码"): "institution person",
}
"""Columns of the workbooks that hold a code, and what of elsewhere is put there."""


def test_every_column_that_holds_a_code_is_swapped() -> None:
    found = {
        (kind, sheet.title, column.header)
        for kind in TITLES
        for sheet in layout_of(kind).sheets
        for column in sheet.columns
        if column.kind is Kind.CODE
    }
    assert found == CODES.keys()


def workbook(folder: Path, kind: str, sheet: str, column: str, code: str) -> bytes:
    main, row = ROWS[kind]
    rows = {main: [row]}
    own = next(own for title, own in ROWS.values() if title == sheet)
    rows[sheet] = [own | {column: code}]
    return xlsx(folder, rows, kind).read_bytes()


def test_what_lies_elsewhere_is_refused_in_every_column(there: Land, tmp_path: Path) -> None:
    fail_if(columns_not_refused(there, ["sibling"], tmp_path))


@pytest.mark.long
def test_what_lies_elsewhere_is_refused_in_every_column_from_wherever(there: Land, tmp_path: Path) -> None:
    fail_if(columns_not_refused(there, LEVELS[1:], tmp_path))


def columns_not_refused(there: Land, levels: list[str], tmp_path: Path) -> list[str]:
    role = "clerk"
    client, wrong = signed_in(there.country.users[role]), []
    watch = Watch()
    for (kind, sheet, column), things in CODES.items():
        for level in levels if things else ():
            names = there.names(level) | {"number": "530102199001011234"}
            for thing in things.split():
                if (column, level) == ("人员编码", "other"):
                    continue  # each region registers for itself: whoever comes from another is filed anew
                code = names[thing]
                content = workbook(tmp_path, kind, sheet, column, code)
                where = f"{kind} {sheet} {column} {code}"
                with undone():
                    watch.begin()
                    upload = SimpleUploadedFile("x.xlsx", content)
                    page = client.post("/imports/", {"kind": kind, "file": upload, "precheck": "1"})
                    told = page.content.decode()
                    if f"<td>{column}</td>" not in told and "<td>姓名</td>" not in told:
                        wrong.append(f"{where}: not found wrong")
                    wrong += [f"{where}: written {x}" for x in watch.changed()]
                    names_told = {x for x in there.foreign(role) if "医院" in x or len(x) == 3}
                    listed = told.partition("导入记录")[0]
                    wrong += [f"{where}: tells of {x}" for x in names_told if x in listed]
                    upload = SimpleUploadedFile("x.xlsx", content)
                    client.post("/imports/", {"kind": kind, "file": upload})
                    job = importing.run(ImportJob.objects.latest("pk").pk)
                    trace = watch.changed() - {"registry_importjob", "accounts_operationlog"}
                    trace = {x for x in trace if not x.startswith("procrastinate")}
                    if job.state != "refused" or trace:
                        wrong.append(f"{where}: {job.state}, written {sorted(trace)}")
    return wrong


def test_the_same_files_with_nothing_foreign_in_them_are_taken(there: Land, tmp_path: Path) -> None:
    client = signed_in(there.country.users["clerk"])
    for kind, (sheet, row) in ROWS.items():
        content = xlsx(tmp_path, {sheet: [row]}, kind).read_bytes()
        assert openpyxl.load_workbook(BytesIO(content)).sheetnames == [sheet]
        told = client.post("/imports/", {"kind": kind, "file": SimpleUploadedFile("x.xlsx", content), "precheck": "1"})
        assert "没有错误" in told.content.decode(), kind


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
