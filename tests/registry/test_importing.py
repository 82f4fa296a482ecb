"""An import report is true, and what is imported is what the file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dingdian.journal.models import Entry, Region
from dingdian.office.problems import CellProblem
from dingdian.registry import history
from dingdian.registry.importing import check, jobs_of, run, start_import
from dingdian.registry.models import Agreement, Department, ImportJob, Institution, Paper, Person, Site, Standing
from tests.registry.places import CLINIC, FAR, HOSPITAL, cells, institution, person, region, user, xlsx

pytestmark = pytest.mark.django_db


def places(problems: Any) -> set[tuple[str, int | None, str]]:
    return {(p.sheet, p.row, p.column) for p in problems}


def imported(where: Region, file: Path, kind: str, who: Any, *, good_rows: bool = False) -> ImportJob:
    return run(start_import(where, file, kind, good_rows=good_rows, acting_user=who).pk)


@pytest.fixture
def yunnan(tmp_path: Path) -> Region:
    where = region()
    rows = {"机构登记": [institution(), institution(CLINIC, 机构名称="五华诊所")]}
    job = imported(where, xlsx(tmp_path, rows, "institutions"), "institutions", user("first"))
    assert (job.state, job.problems) == ("done", [])
    return where


def test_institutions_with_departments_and_papers(tmp_path: Path) -> None:
    where = region()
    file = xlsx(
        tmp_path,
        {
            "机构登记": [institution(统一社会信用代码="91110000600037341L", 举办性质="公立")],
            "科室": [{"机构编码": HOSPITAL, "科室名称": "内科", "设立日期": "2020-01-01"}],
            "证照": [
                {"持有人编码": HOSPITAL, "证照种类": "医疗机构执业许可证", "证照编号": "PDY1", "有效期止": "2029-12-31"}
            ],
        },
        "institutions",
    )
    job = imported(where, file, "institutions", user())
    assert (job.state, job.written, job.problem_count) == ("done", 2, 0)
    row = Institution.objects.get()
    assert (row.name, row.ownership, row.division, row.initials) == ("第01医院", "public", "530102", "d01yy")
    assert [(d.name, d.first) for d in Department.objects.all()] == [("内科", date(2020, 1, 1))]
    assert [(p.number, p.last, p.institution) for p in Paper.objects.all()] == [("PDY1", date(2029, 12, 31), row)]
    assert Entry.objects.filter(name="registration.agreement").count() == 1
    assert Agreement.objects.count() == 0  # no rules on institutions bind this region


def test_people_at_two_places_have_one_account(yunnan: Region, tmp_path: Path) -> None:
    rows = [person(身份证号码="11010519491231002X"), person(机构编码=CLINIC, 科室=None)]
    job = imported(yunnan, xlsx(tmp_path, {"人员登记": rows}, "people"), "people", user())
    assert (job.state, job.written) == ("done", 1)
    who = Person.objects.get()
    assert (who.id_number, who.roles, who.pinyin) == ("11010519491231002X", ["medical"], "zhangsan|zs")
    assert set(Site.objects.values_list("institution__code", "department")) == {(HOSPITAL, "内科"), (CLINIC, "")}
    assert set(Standing.objects.values_list("institution__code", "status")) == {
        (HOSPITAL, "normal"),
        (CLINIC, "normal"),
    }


def test_csv_in_both_encodings(yunnan: Region, tmp_path: Path) -> None:
    text = "人员编码,姓名,人员类别,机构编码\nD530102000001,张三,医疗类,H53010200001\n"
    for encoding in ("utf-8-sig", "gbk"):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes(text.encode(encoding))
        report = check(file, "people", region=yunnan, acting_user=user(encoding))
        assert (report.problems, report.rows, len(report.registrations)) == ((), 1, 1)


@pytest.mark.parametrize(
    ("change", "column", "word"),
    [
        ({"人员编码": "D53010200001"}, "人员编码", "国家编码"),
        ({"姓名": None}, "姓名", "没有填写"),
        ({"人员类别": "医师类"}, "人员类别", "不认识"),
        ({"身份证号码": "110105194912310021"}, "身份证号码", "校验位"),
        ({"机构编码": "H53010299999"}, "机构编码", "没有登记"),
        ({"备案日期": "2025-02-30"}, "备案日期", "日历上没有"),
        ({"离开日期": "2024-01-01"}, "离开日期", "早于备案日期"),
    ],
)
def test_one_wrong_cell_is_named_and_keeps_all_back(
    yunnan: Region, tmp_path: Path, change: dict[str, Any], column: str, word: str
) -> None:
    before = Entry.objects.count()
    file = xlsx(tmp_path, {"人员登记": [person(1), person(2, **change), person(3)]}, "people")
    job = imported(yunnan, file, "people", user())
    assert (job.state, job.problem_count) == ("refused", 1)
    problem = job.problems[0]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("人员登记", 3, column)
    assert word in problem["message"] and problem["remedy"]
    assert (Person.objects.count(), Entry.objects.count()) == (0, before)
    assert job.result is not None and job.content is None
    copy = cells(bytes(job.result), "人员登记")
    assert copy[0][-1] == "错误" and column in copy[2][-1] and copy[1][-1] is None


def test_good_rows_only(yunnan: Region, tmp_path: Path) -> None:
    rows = [person(1), person(2, 备案日期="昨天"), person(3), person(3, 机构编码=CLINIC, 离开日期="x")]
    job = imported(yunnan, xlsx(tmp_path, {"人员登记": rows}, "people"), "people", user(), good_rows=True)
    assert (job.state, job.written, job.left_out, job.problem_count) == ("done", 1, 2, 2)
    assert [p.code for p in Person.objects.all()] == ["D530102000001"]
    assert job.result is not None


def test_nothing_good_is_refused(yunnan: Region, tmp_path: Path) -> None:
    file = xlsx(tmp_path, {"人员登记": [person(备案日期="昨天")]}, "people")
    assert imported(yunnan, file, "people", user(), good_rows=True).state == "refused"


def test_a_second_upload_writes_nothing(yunnan: Region, tmp_path: Path) -> None:
    file = xlsx(tmp_path, {"人员登记": [person(1), person(2)]}, "people")
    who = user()
    assert imported(yunnan, file, "people", who).written == 2
    before = Entry.objects.count()
    again = imported(yunnan, file, "people", who)
    assert (again.state, again.written, again.unchanged, Entry.objects.count()) == ("done", 0, 2, before)


def test_a_change_there_and_back_is_two_registrations(yunnan: Region, tmp_path: Path) -> None:
    who = user()
    for name in ("张三", "张山", "张三"):
        assert imported(yunnan, xlsx(tmp_path, {"人员登记": [person(姓名=name)]}, "people"), "people", who).written == 1
    assert Person.objects.get().name == "张三"
    versions = history.of_person(yunnan, "D530102000001")
    assert [[(d.label, d.before, d.after) for d in v.differences] for v in versions[1:]] == [
        [("名称", "张三", "张山")],
        [("名称", "张山", "张三")],
    ]
    assert {(v.actor, v.role) for v in versions} == {("clerk", "agency")}


def test_blank_cells_leave_what_is_registered(yunnan: Region, tmp_path: Path) -> None:
    who = user()
    first = [person(身份证号码="11010519491231002X"), person(机构编码=CLINIC)]
    imported(yunnan, xlsx(tmp_path, {"人员登记": first}, "people"), "people", who)
    imported(yunnan, xlsx(tmp_path, {"人员登记": [person(离开日期="2025-06-30")]}, "people"), "people", who)
    assert Person.objects.get().id_number == "11010519491231002X"
    ends = dict(Site.objects.values_list("institution__code", "period"))
    assert (ends[HOSPITAL].upper, ends[CLINIC].upper) == (date(2025, 7, 1), None)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([person(1), person(1)], {(3, "人员编码")}),
        ([person(1), person(1, 机构编码=CLINIC, 姓名="李四")], {(3, "姓名")}),
        ([person(1), person(1, 机构编码=CLINIC, 人员类别="药学类")], {(3, "人员类别")}),
        ([person(1, 身份证号码="11010519491231002X"), person(2, 身份证号码="11010519491231002X")], {(3, "身份证号码")}),
        ([person(1), person(1, 机构编码=CLINIC)], set()),
    ],
)
def test_what_contradicts_within_a_file(
    yunnan: Region, tmp_path: Path, rows: list[dict[str, Any]], wrong: set[tuple[int, str]]
) -> None:
    report = check(xlsx(tmp_path, {"人员登记": rows}, "people"), "people", region=yunnan)
    assert {(p.row, p.column) for p in report.problems} == wrong


def test_an_institution_twice_in_a_file(tmp_path: Path) -> None:
    report = check(xlsx(tmp_path, {"机构登记": [institution(), institution()]}, "institutions"), "institutions")
    assert places(report.problems) == {("机构登记", 3, "机构编码")}


def test_an_identity_number_registered_under_another_code(yunnan: Region, tmp_path: Path) -> None:
    imported(
        yunnan, xlsx(tmp_path, {"人员登记": [person(1, 身份证号码="11010519491231002X")]}, "people"), "people", user()
    )
    file = xlsx(tmp_path, {"人员登记": [person(2, 身份证号码="11010519491231002X")]}, "people")
    report = check(file, "people", region=yunnan)
    assert places(report.problems) == {("人员登记", 2, "身份证号码")}


def test_messages_hold_no_personal_data(yunnan: Region, tmp_path: Path) -> None:
    rows = [person(姓名=20250101.5, 身份证号码="5301021990010112%"), person(2, 身份证号码="１１010519491231002X")]
    report = check(xlsx(tmp_path, {"人员登记": rows}, "people"), "people", region=yunnan)
    told = "".join(str(p) for p in report.problems)
    assert len(report.problems) == 2 and "199001" not in told and "1949" not in told


def test_what_is_out_of_scope_is_a_wrong_cell(tmp_path: Path) -> None:
    where = region()
    rows = {"机构登记": [institution(), institution(FAR)]}
    file = xlsx(tmp_path, rows, "institutions")
    report = check(file, "institutions", region=where, acting_user=user("city"))
    assert places(report.problems) == {("机构登记", 3, "机构编码")}
    province = user("province", division="530000")
    assert imported(where, file, "institutions", province).state == "done"
    people = xlsx(tmp_path, {"人员登记": [person(1), person(2, 机构编码=FAR)]}, "people")
    at = user("office", "institution", "530102", institution=HOSPITAL)
    assert places(check(people, "people", region=where, acting_user=at).problems) == {("人员登记", 3, "机构编码")}
    papers = [{"持有人编码": code, "证照种类": "营业执照", "证照编号": "1"} for code in (HOSPITAL, FAR)]
    report = check(xlsx(tmp_path, {"证照": papers}, "papers"), "papers", region=where, acting_user=at)
    assert places(report.problems) == {("证照", 3, "持有人编码")}
    departments = [{"机构编码": code, "科室名称": "内科"} for code in (HOSPITAL, FAR)]
    report = check(xlsx(tmp_path, {"科室": departments}, "departments"), "departments", region=where, acting_user=at)
    assert places(report.problems) == {("科室", 3, "机构编码")}
    moved = xlsx(tmp_path, {"机构登记": [institution(FAR, 区划代码="530102")]}, "institutions")
    report = check(moved, "institutions", region=where, acting_user=user("other"))
    assert places(report.problems) == {("机构登记", 2, "区划代码")}  # what is another's cannot be drawn to oneself


def test_nobody_renames_a_person_of_another_place(tmp_path: Path) -> None:
    where = region()
    province = user("province", division="530000")
    imported(
        where, xlsx(tmp_path, {"机构登记": [institution(), institution(FAR)]}, "institutions"), "institutions", province
    )
    imported(where, xlsx(tmp_path, {"人员登记": [person(1)]}, "people"), "people", province)
    far = user("far", division="530300")
    same = xlsx(tmp_path, {"人员登记": [person(1, 机构编码=FAR)]}, "people")
    report = check(same, "people", region=where, acting_user=far)
    assert (
        not report.problems and [w.column for w in report.warnings].count("人员编码") == 2
    )  # moved, and already there
    other = xlsx(tmp_path, {"人员登记": [person(1, 机构编码=FAR, 姓名="李四")]}, "people")
    report = check(other, "people", region=where, acting_user=far)
    assert places(report.problems) == {("人员登记", 2, "姓名")} and "张三" not in str(report.problems)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "auditor", "supervisor"])
def test_who_may_not_import(tmp_path: Path, role: str) -> None:
    file = xlsx(tmp_path, {"机构登记": [institution()]}, "institutions")
    with pytest.raises(PermissionDenied):
        start_import(region(), file, "institutions", good_rows=False, acting_user=user(role=role))


def test_rights_lost_before_the_work_begins(tmp_path: Path) -> None:
    who = user()
    job = start_import(
        region(),
        xlsx(tmp_path, {"机构登记": [institution()]}, "institutions"),
        "institutions",
        good_rows=False,
        acting_user=who,
    )
    who.is_active = False
    who.save()
    done = run(job.pk)
    assert (done.state, Institution.objects.count()) == ("refused", 0)


def test_the_same_file_waiting_is_queued_once(tmp_path: Path) -> None:
    where, who = region(), user()
    file = xlsx(tmp_path, {"机构登记": [institution()]}, "institutions")
    one = start_import(where, file, "institutions", good_rows=False, acting_user=who)
    assert start_import(where, file, "institutions", good_rows=False, acting_user=who) == one
    assert [j.pk for j in jobs_of(who)] == [one.pk] and not jobs_of(user("else")).exists()
    assert run(one.pk).state == "done"
    assert run(one.pk).ended_at == ImportJob.objects.get().ended_at  # an ended job is left alone
    with pytest.raises(ValueError):
        start_import(where, file, "nothing", good_rows=False, acting_user=who)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"no workbook")
    job = imported(region(), file, "institutions", user())
    assert (job.state, job.result) == ("refused", None)
    assert "坏.xlsx" in job.problems[0]["message"]


def test_an_earlier_day_in_the_journal_is_told(tmp_path: Path) -> None:
    where = region()
    where.head.recorded_on = date(2999, 1, 1)
    where.head.save()
    job = imported(where, xlsx(tmp_path, {"机构登记": [institution()]}, "institutions"), "institutions", user())
    assert job.state == "failed" and "2999-01-01" in job.error and Institution.objects.count() == 0


def test_things_to_look_at_do_not_keep_back(yunnan: Region, tmp_path: Path) -> None:
    rows = {
        "机构登记": [institution(CLINIC, 区划代码="530199", 统一社会信用代码="91110000600037341L"),
                     institution(HOSPITAL, 统一社会信用代码="91110000600037341L")],
        "证照": [{"持有人编码": HOSPITAL, "证照种类": "营业执照", "证照编号": "1", "有效期止": "2020-01-01"}],
    }  # fmt: skip
    file = xlsx(tmp_path, rows, "institutions")
    imported(yunnan, file, "institutions", user())
    report = check(file, "institutions", region=yunnan, acting_user=user("again"))
    told = places(report.warnings)
    assert not report.problems
    assert {("机构登记", 2, "区划代码"), ("机构登记", 3, "统一社会信用代码"), ("证照", 2, "有效期止")} <= told


@pytest.mark.parametrize(
    ("sheets", "kind", "wrong"),
    [
        ({"科室": [{"机构编码": HOSPITAL, "科室名称": "内科"}] * 2}, "departments", {("科室", 3, "科室名称")}),
        ({"科室": [{"机构编码": "H53010299999", "科室名称": "内科"}]}, "departments", {("科室", 2, "机构编码")}),
        ({"科室": [{"机构编码": HOSPITAL, "科室名称": "内科", "设立日期": "2025-01-02", "撤销日期": "2025-01-01"}]}, "departments", {("科室", 2, "撤销日期")}),
        ({"证照": [{"持有人编码": HOSPITAL, "证照种类": "营业执照", "证照编号": "1"}] * 2}, "papers", {("证照", 3, "证照编号")}),
        ({"证照": [{"持有人编码": "X1", "证照种类": "营业执照", "证照编号": "1"}]}, "papers", {("证照", 2, "持有人编码")}),
        ({"机构登记": [institution(协议截止日=None)]}, "institutions", {("机构登记", 2, "协议截止日")}),
        ({"机构登记": [institution(协议起始日=None)]}, "institutions", {("机构登记", 2, "协议起始日")}),
        ({"机构登记": [institution(区划代码="5301")]}, "institutions", {("机构登记", 2, "区划代码")}),
        ({"机构登记": [institution(机构编码="坏")], "科室": [{"机构编码": FAR, "科室名称": "内科"}]}, "institutions", {("机构登记", 2, "机构编码")}),
        ({"机构登记": [institution(机构编码="H1")], "科室": [{"机构编码": "H1", "科室名称": "内科", "设立日期": "x"}]}, "institutions", {("机构登记", 2, "机构编码"), ("科室", 2, "设立日期")}),
    ],
)  # fmt: skip
def test_rows_that_hang_on_others(yunnan: Region, tmp_path: Path, sheets: Any, kind: str, wrong: Any) -> None:
    report = check(xlsx(tmp_path, sheets, kind), kind, region=yunnan, acting_user=user())
    assert places(report.problems) == wrong and not report.registrations


def test_papers_of_people_and_their_history(yunnan: Region, tmp_path: Path) -> None:
    who = user()
    imported(yunnan, xlsx(tmp_path, {"人员登记": [person()]}, "people"), "people", who)
    for last in ("2027-12-31", "2029-12-31"):
        paper = {"持有人编码": "D530102000001", "证照种类": "医师执业证书", "证照编号": "110", "有效期止": last}
        assert imported(yunnan, xlsx(tmp_path, {"证照": [paper]}, "papers"), "papers", who).written == 1
    assert [(p.kind, p.last) for p in Paper.objects.all()] == [("physician_practice", date(2029, 12, 31))]
    last = history.of_person(yunnan, "D530102000001")[-1]
    assert [(d.field, d.before, d.after) for d in last.differences] == [
        ("papers/physician_practice 110/to", "2027-12-31", "2029-12-31")
    ]
    assert history.of_institution(yunnan, HOSPITAL)[0].differences[0].before is None


def test_a_problem_of_a_whole_file_is_one_problem(tmp_path: Path) -> None:
    report = check(xlsx(tmp_path, {"机构登记": []}, "institutions"), "institutions")
    assert all(isinstance(p, CellProblem) for p in report.problems) and report.problems


def test_the_longest_names_are_imported_and_found(tmp_path: Path) -> None:
    where, who = region(), user()
    file = xlsx(tmp_path, {"机构登记": [institution(机构名称="庄" * 120)]}, "institutions")
    assert imported(where, file, "institutions", who).state == "done"
    file = xlsx(tmp_path, {"人员登记": [person(姓名="庄" * 60)]}, "people")
    assert imported(where, file, "people", who).state == "done"
    assert (Institution.objects.get().initials, Person.objects.get().initials) == ("z" * 120, "z" * 60)
    assert Person.objects.filter(pinyin__startswith="zhuangzhuang").exists()
