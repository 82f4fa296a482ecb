"""A good workbook: decided, dated, explained; the same for programs; the same again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dingdian.office import writer
from dingdian.office.job import DRAFT
from tests.office import workbooks as w

# handling, person, points, before → after, measure, first day, last day, ban, column — G01, G02, G03, G06, G13, G11
GOLDEN = [
    ("h1", 1, 6, 0, 6, "无", "", "", "", ""),
    ("h1", 2, 6, 0, 6, "无", "", "", "", ""),
    ("h2", 1, 3, 6, 9, "暂停", "2025-03-11", "2025-04-10", "", "累计"),
    ("h3", 2, 5, 6, 11, "暂停", "2025-03-11", "2025-08-10", "", "累计"),
    ("h4", 3, 9, 0, 9, "暂停", "2025-03-11", "2025-05-10", "", "单次"),
    ("h5", 4, 11, 0, 11, "暂停", "2025-03-11", "2025-08-10", "", "累计"),
    ("h6", 5, 11, 0, 11, "暂停", "2025-09-01", "2026-02-28", "", "单次"),
    ("h7", 6, 3, 0, 3, "无", "", "", "", ""),
    ("h8", 6, 12, 3, 12, "终止", "2025-05-21", "", "2028-05-20", "单次"),
]


@pytest.fixture
def decided(tmp_path: Path) -> w.Run:
    return w.run(w.write(tmp_path / "查实.xlsx", w.good()))


@pytest.mark.proves("yunnan/29.1a", "yunnan/29.1b", "yunnan/29.3a", "yunnan/29.3b", "yunnan/29.4c")
def test_every_date_is_that_of_the_golden_cases(decided: w.Run) -> None:
    found = [
        (r["处理编号"], int(r["人员代码"][-1]), r["本次记分"], r["累计（前）"], r["累计（后）"], r["措施"], r["首日"],
         r["末日"], r["禁止备案至"], r["期限来源"])
        for r in decided.rows()
    ]  # fmt: skip
    assert (decided.exit_code, found) == (0, GOLDEN)


@pytest.mark.proves("yunnan/40a", "yunnan/40b", "yunnan/40c", "yunnan/36a")
def test_deadlines_run_from_decision_and_delivery(decided: w.Run) -> None:
    row = next(r for r in decided.rows() if r["处理编号"] == "h2")
    assert [row[h] for h in ("送达机构期限", "告知本人期限", "申请复核截止", "申请恢复截止")] == [
        "2025-03-12", "2025-03-13", "2025-03-19", "2025-03-26"
    ]  # fmt: skip
    assert "第二十九条（一）" in row["条款"]
    assert "第二十二条（一）" in row["条款"]
    assert "yunnan/I10" in row["采用的读法"]


def test_states_are_those_of_the_last_day_of_the_file(decided: w.Run) -> None:
    states = {int(r["人员代码"][-1]): r for r in decided.rows("人员")}
    assert decided.json["as_of"] == "2025-08-31"
    assert [states[n]["状态"] for n in range(1, 7)] == ["暂停", "暂停", "暂停", "暂停", "正常", "终止"]
    assert "期满待恢复" in states[1]["提示"]
    assert "自 2025-09-01 起暂停" in states[5]["提示"]
    assert (states[6]["本年累计"], states[6]["剩余"], states[6]["禁止备案至"]) == (12, 0, "2028-05-20")


def test_another_day_can_be_asked_for(tmp_path: Path) -> None:
    run = w.run(w.write(tmp_path / "查实.xlsx", w.good()), "--on", "2025-02-10")
    assert run.json["as_of"] == "2025-02-10"
    assert {r["状态"] for r in run.rows("人员")} == {"正常"}


def test_ratios_need_the_sheet_of_persons(tmp_path: Path) -> None:
    without = w.run(w.write(tmp_path / "无.xlsx", w.good())).rows("机构")[0]
    assert (without["比例"], without["拟提出的措施"]) == ("5/6", "")
    assert "没有填“人员”表" in without["提示"]
    filled = w.run(w.write(tmp_path / "有.xlsx", {**w.good(), **w.registry(*range(1, 10))})).rows("机构")[0]
    assert (filled["比例"], filled["拟提出的措施"]) == ("5/9", "中止医保协议")
    assert "须由人核定" in filled["提示"]


def test_every_sheet_of_a_draft_says_so(decided: w.Run) -> None:
    book = openpyxl.load_workbook(decided.output)
    assert book.sheetnames == ["结果", "人员", "机构", "说明"]
    assert {sheet.cell(1, 1).value for sheet in book.worksheets} == {DRAFT}
    assert all("模拟" in r["提示"] for r in decided.rows())


def test_the_explanation_shows_facts_arithmetic_clauses_and_readings(decided: w.Run) -> None:
    steps = [r for r in decided.rows("说明") if (r["处理编号"], r["人员代码"]) == ("h3", w.code(2))]
    text = "\n".join(r["内容"] for r in steps)
    assert "重要责任在第 2 位，记 5 分；累计 6 → 11 分" in text
    assert "6 + 5 → 计 11 分" in text
    assert "金额 1,200.50 元" in text
    assert "申请恢复截止：2025-08-10 之前倒数第 10 个工作日 = 2025-07-28" in text
    measure = next(r for r in steps if r["步骤"] == "措施")
    assert "第二十九条（三） 年内累计到11分，暂停5个月。" in measure["条款大意"]
    assert any(r["步骤"] == "读法一览" and "yunnan/I08" in r["内容"] for r in decided.rows("说明"))


def test_each_person_is_explained_by_the_own_degree(tmp_path: Path) -> None:
    rows = [w.finding("h1", "2025-02-04", 1, "一般"), w.finding("h1", "2025-02-04", 2, "主要")]
    run = w.run(w.write(tmp_path / "查实.xlsx", {w.FINDINGS: rows}))
    text = "\n".join(r["内容"] for r in run.rows("说明") if r["人员代码"] == w.code(2))
    assert "主要责任在第 3 位，记 6 分" in text
    assert "一般责任" not in text


def test_a_person_may_stay_unscored_with_a_reason(tmp_path: Path) -> None:
    rows = [w.finding("h1", "2025-02-04", 1), w.finding("h1", "2025-02-04", 2, None, 不记分理由="金额小、性质轻")]
    run = w.run(w.write(tmp_path / "查实.xlsx", {w.FINDINGS: rows}))
    unscored = run.rows()[1]
    assert (unscored["本次记分"], unscored["措施"], unscored["申请复核截止"]) == ("", "无", "")
    assert "不记分" in unscored["提示"]


def test_an_undelivered_decision_has_no_effect_yet(tmp_path: Path) -> None:
    run = w.run(
        w.write(tmp_path / "查实.xlsx", {w.FINDINGS: [w.finding("h1", "2025-03-07", 1, "主要", "yunnan/24.1")]})
    )
    row = run.rows()[0]
    assert (row["措施"], row["首日"]) == ("暂停（未送达，未生效）", "")
    assert "未送达机构" in row["提示"]


def test_a_late_recorded_handling_counts_after_the_earlier_recorded_ones(tmp_path: Path) -> None:
    rows = [
        w.finding("h1", "2025-02-04", 1, 登记日期=date(2025, 4, 1)),
        w.finding("h2", "2025-03-07", 1, "主要", "yunnan/22.1", 违规类型="违约"),
    ]
    sent = [w.delivery("h1", "2025-02-06"), w.delivery("h2", "2025-03-10")]
    found = w.run(w.write(tmp_path / "查实.xlsx", {w.FINDINGS: rows, w.DELIVERIES: sent})).rows()
    assert [(r["处理编号"], r["累计（前）"], r["累计（后）"], r["措施"]) for r in found] == [
        ("h1", 3, 9, "暂停"),
        ("h2", 0, 3, "无"),
    ]


def test_two_sites_are_summed(tmp_path: Path) -> None:
    rows = [
        w.finding("h1", "2025-02-04", 1, "一般"),
        w.finding("h2", "2025-03-07", 1, 机构代码=w.SECOND, 机构名称="乙医院"),
    ]
    run = w.run(w.write(tmp_path / "查实.xlsx", {w.FINDINGS: rows, w.DELIVERIES: [w.delivery("h2", "2025-03-10")]}))
    assert (run.rows()[1]["累计（后）"], run.rows()[1]["末日"]) == (10, "2025-06-10")
    assert run.rows("人员")[0]["执业机构"] == f"{w.FIRST}、{w.SECOND}"


def test_json_says_the_same_and_masks_names(decided: w.Run) -> None:
    answer = decided.json
    assert [(d["handling"], d["points"], d["after"], d["measure"]) for d in answer["decisions"]] == [
        (g[0], g[2], g[4], g[5]) for g in GOLDEN
    ]
    h2 = answer["decisions"][2]
    assert h2["deadlines"]["review.request"] == {"day": "2025-03-19", "provisional": False}
    assert h2["name"] == "欧**"
    assert answer["draft"] is True
    assert "没有填“人员”表" in "".join(answer["assumptions"])
    assert "欧阳" not in decided.stdout + decided.stderr


def test_a_pharmacy_person_is_managed_in_the_roles_of_pharmacies(tmp_path: Path) -> None:
    rows = [w.finding("h1", "2025-02-04", 1, 机构代码=w.PHARMACY, 机构名称="某药房")]
    assert w.run(w.write(tmp_path / "查实.xlsx", {w.FINDINGS: rows})).exit_code == 0


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = w.write(tmp_path / "查实.xlsx", w.good())
    first = w.run(path).output.read_bytes()
    assert w.run(path).output.read_bytes() == first


def test_a_csv_of_the_first_sheet_is_enough(tmp_path: Path) -> None:
    row = w.finding("h1", "2025-02-04", 1)
    path = tmp_path / "查实.csv"
    text = ",".join(row) + "\n" + ",".join(str(v) for v in row.values()) + "\n"
    for encoding in ("utf-8-sig", "gb18030"):
        path.write_text(text, encoding=encoding)
        run = w.run(path)
        assert (run.exit_code, run.rows()[0]["累计（后）"]) == (0, 6)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2+3", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    def change(book: object) -> None:
        w.set_cell(w.FINDINGS, 2, "姓名", text)(book)
        w.set_cell(w.FINDINGS, 4, "姓名", text)(book)
        for row in (2, 4):
            page = book[w.FINDINGS]  # type: ignore[index]
            page.cell(row, next(c.column for c in page[1] if c.value == "姓名")).data_type = "s"

    run = w.run(w.write(tmp_path / "查实.xlsx", w.good(), change=change))
    assert run.exit_code == 0
    cell = openpyxl.load_workbook(run.output)["结果"].cell(3, 4)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_long_explanation_goes_on_in_the_next_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = w.write(tmp_path / "查实.xlsx", w.good())
    whole = w.run(path).rows("说明")
    monkeypatch.setattr(writer, "_ROWS", 100)
    run = w.run(path)
    parts = [s for s in openpyxl.load_workbook(run.output, read_only=True).sheetnames if s.startswith("说明")]
    assert len(parts) > 1
    found = [row for part in parts for row in run.rows(part)]
    assert [r for r in found if any(r.values())] == [r for r in whole if any(r.values())]


def test_the_template_of_each_regime_can_be_filled(tmp_path: Path) -> None:
    human = {"责任程度": None, "处理依据": "行政处罚"}
    rows = {
        "qinghai-2025": w.finding("h1", "2025-02-04", 1, clause="qinghai/3.5.d", **human, 分值=9, 期限月数=2),
        "hainan-2022": w.finding("h1", "2025-02-04", 1, clause="hainan/16.3", **human),
    }
    ends = {"qinghai-2025": "2025-04-05", "hainan-2022": "2025-05-05"}
    for regime, row in rows.items():
        path = tmp_path / f"{regime}.xlsx"
        w.write(path, {w.FINDINGS: [row], w.DELIVERIES: [w.delivery("h1", "2025-02-05")]}, regime=regime)
        run = w.run(path, regime=regime)
        assert (run.exit_code, run.rows()[0]["末日"]) == (0, ends[regime])


def test_drop_downs_hold_what_the_regime_knows(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(w.write(tmp_path / "模板.xlsx", {}))
    rules = {d.promptTitle: d for d in book[w.FINDINGS].data_validations.dataValidation}
    assert {"处理依据", "情形条款", "责任程度", "从轻减轻事由", "升降档", "处理日期"} <= set(rules)
    listed = {c[0].value: [x.value for x in c[1:] if x.value] for c in book["选项"].iter_cols()}
    assert listed["责任程度"] == ["一般", "重要", "主要"]
    assert "yunnan/23.1 依条例第38、39条处罚" in listed["情形条款"]
    assert not any("yunnan/23.2" in label for label in listed["情形条款"])
    assert book["选项"].sheet_state == "hidden"
