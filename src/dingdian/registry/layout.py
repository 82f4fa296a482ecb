"""The workbooks of the registry: which sheets and columns an office fills, by what it registers."""

from __future__ import annotations

from dingdian.law.regime import Regime
from dingdian.office import words
from dingdian.office.columns import Column, Kind, Layout, Sheet, options
from dingdian.office.institutions import words as institutional
from dingdian.registry.kinds import PERSONAL_PAPERS

INSTITUTIONS, PEOPLE, DEPARTMENTS, PAPERS = "institutions", "people", "departments", "papers"
TITLES = {INSTITUTIONS: "机构登记", PEOPLE: "人员登记", DEPARTMENTS: "科室", PAPERS: "证照"}
"""What can be imported, by the title of its main sheet."""
PAPER_KINDS = {**institutional.LICENCES, **PERSONAL_PAPERS}


def layout_of(kind: str, regime: Regime | None = None) -> Layout:
    """The workbook of a kind; choices that the regime's rules do not know are not offered."""
    if kind == INSTITUTIONS:
        return Layout((_institutions(), _departments(), _papers()), "每行一家机构", "没有科室和证照")
    if kind == PEOPLE:
        return Layout((_people(regime), _papers()), "每行一人在一处的备案", "没有证照")
    if kind == DEPARTMENTS:
        return Layout((_departments(required=True),), "每行一个科室")
    return Layout((_papers(required=True),), "每行一张证照")


def _institutions() -> Sheet:
    return Sheet(
        TITLES[INSTITUTIONS],
        (
            Column("code", "机构编码", Kind.CODE, "国家编码，每家机构一行", "H53010200001", True, width=16, longest=30),
            Column("name", "机构名称", Kind.TEXT, "机构全称", "示例市第一医院", True, width=26, longest=120),
            Column("sector", "机构类别", Kind.ONE, "医疗机构或零售药店", "定点医疗机构", True,
                   options=options(list(words.SECTORS), words.SECTORS), width=16),
            Column("institution_type", "机构类型", Kind.ONE, "医疗机构的类型", "综合医院",
                   options=options(list(institutional.TYPES), institutional.TYPES), width=16),
            Column("ownership", "举办性质", Kind.ONE, "有则填写", "公立",
                   options=options(list(words.OWNERSHIPS), words.OWNERSHIPS)),
            Column("division", "区划代码", Kind.CODE, "所在区划的六位代码；不填时取机构编码里的区划", "530102"),
            Column("uscc", "统一社会信用代码", Kind.CODE, "营业执照或法人证书上的 18 位代码", "91530102MA6K5XX00X",
                   width=22),
            Column("legal_representative", "法定代表人", Kind.TEXT, "有则填写", "张某", longest=60),
            Column("address", "地址", Kind.TEXT, "有则填写", "", width=28, longest=200),
            Column("start_on", "协议起始日", Kind.DATE, "现行协议的第一天；填了就要填最后一天", "2026-01-01"),
            Column("end_on", "协议截止日", Kind.DATE, "现行协议的最后一天", "2026-12-31"),
        ),
        required=True,
    )  # fmt: skip


def _people(regime: Regime | None) -> Sheet:
    known = list(words.ROLES)
    if regime is not None and regime.persons is not None:
        scope = regime.parameters.scope
        known = list(dict.fromkeys((*scope.medical_roles.value, *scope.pharmacy_roles.value))) or known
    return Sheet(
        TITLES[PEOPLE],
        (
            Column("code", "人员编码", Kind.CODE, "国家编码；多点执业的每个机构一行", "D530102000001", True,
                   width=17, longest=30),
            Column("name", "姓名", Kind.TEXT, "同一编码各行相同", "张某", True, longest=60),
            Column("id_number", "身份证号码", Kind.CODE, "18 位居民身份证号码；其他证件不填在这里", "", width=22),
            Column("role", "人员类别", Kind.MANY, "登记备案的类别；同一编码各行相同",
                   words.ROLES.get(known[0], known[0]), True, options=options(known, words.ROLES), width=18),
            Column("institution", "机构编码", Kind.CODE, "备案所在机构", "H53010200001", True, width=16),
            Column("department", "科室", Kind.TEXT, "有则填写", "内科", longest=60),
            Column("filed_on", "备案日期", Kind.DATE, "在该机构登记备案之日；不填视为早已备案", "2026-01-05"),
            Column("left_on", "离开日期", Kind.DATE, "已离开该机构的填写", ""),
        ),
        required=True,
    )  # fmt: skip


def _departments(required: bool = False) -> Sheet:
    return Sheet(
        TITLES[DEPARTMENTS],
        (
            Column("institution", "机构编码", Kind.CODE, "国家编码", "H53010200001", True, width=16),
            Column("name", "科室名称", Kind.TEXT, "科室全称", "心血管内科", True, width=20, longest=60),
            Column("first", "设立日期", Kind.DATE, "有则填写", ""),
            Column("last", "撤销日期", Kind.DATE, "已撤销的填写", ""),
        ),
        required=required,
    )


def _papers(required: bool = False) -> Sheet:
    return Sheet(
        TITLES[PAPERS],
        (
            Column("holder", "持有人编码", Kind.CODE, "机构或人员的国家编码", "H53010200001", True, width=17),
            Column("kind", "证照种类", Kind.ONE, "证照的种类", "医疗机构执业许可证", True,
                   options=options(list(PAPER_KINDS), PAPER_KINDS), width=24),
            Column("number", "证照编号", Kind.NUMBER, "证照上的编号", "PDY00001X", True, width=22, longest=120),
            Column("first", "有效期起", Kind.DATE, "有则填写", "2024-01-01"),
            Column("last", "有效期止", Kind.DATE, "长期有效的不填", "2028-12-31"),
        ),
        required=required,
    )  # fmt: skip
