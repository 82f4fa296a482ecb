"""The workbook of institutions: which sheets and columns it has under a regime.

A row of the first sheet is an institution, the other sheets hang on it by its code. Columns are named like the facts
they state, so that no table has to translate them. A column that none of the regime's tests asks for is read but not
offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dingdian.law.institutions.rows import Condition, Ground
from dingdian.law.regime import Regime
from dingdian.law.schema import Param
from dingdian.office.columns import Column, Kind, Layout, Option, Sheet, options
from dingdian.office.institutions import words as w
from dingdian.office.institutions.occasional import occasional
from dingdian.office.institutions.titles import (
    AGREEMENTS,
    DUTIES,
    EARLIER,
    EVENTS,
    FINDINGS,
    INSTITUTIONS,
    KEY_PERSONS,
    LICENCES,
    OF,
    STAFF,
    institution_column,
)

NONE = Option("none", "无")
_GROUNDS = ("suspension_grounds", "termination_grounds", "non_renewal_grounds", "deferral_grounds", "hold_grounds")


def ground_rows(regime: Regime) -> dict[str, tuple[str, Ground]]:
    """Code → its table and row, of every ground the regime has."""
    found: dict[str, tuple[str, Ground]] = {}
    for table in _GROUNDS:
        param: Param[Any] = getattr(regime.rules, table)
        found |= {code: (table, row) for code, row in (param.value or {}).items()}
    return found


def condition_rows(regime: Regime) -> dict[str, Condition]:
    """Clause → condition of entry or negative item."""
    return {**regime.rules.conditions.value, **regime.rules.negative_list.value}


def layout_for(regime: Regime) -> Layout:
    """The workbook of a regime: only what its rules ask for is offered."""
    return _Builder(regime).layout()


class _Builder:
    def __init__(self, regime: Regime) -> None:
        self.regime, self.rules = regime, regime.rules
        rows: list[Condition | Ground] = [*condition_rows(regime).values()]
        rows += [row for _, row in ground_rows(regime).values()]
        self.tests = {row.test for row in rows} | {row.fact for row in rows if row.fact}
        self.pharmacies = "retail_pharmacy" in self.rules.sectors.value

    def layout(self) -> Layout:
        sheets = (
            self._institutions(), self._licences(), self._staff(), self._key_persons(), self._agreements(),
            self._events(), self._findings(), self._duties(), self._earlier(), *occasional(self.regime, self._asks),
        )  # fmt: skip
        return Layout(sheets, "每行一个机构", "没有证照、人员、协议和其他记录")

    def _asks(self, *tests: str) -> bool:
        return bool(self.tests.intersection(tests))

    def _institutions(self) -> Sheet:
        types = self.rules.eligible_institution_types.value
        kinds = dict.fromkeys(k for row in self.rules.conditions.value.values() for k in row.kinds)
        scopes = (*(self.rules.excluded_main_scopes.value or ()), "basic_medical_service")
        net = self._asks("internet_approval")
        columns = (
            Column(OF, "机构代码", Kind.CODE, "国家编码", "H44020000001", True, width=16),
            Column("name", "机构名称", Kind.TEXT, "机构全称", "示例市第一医院", width=24),
            Column("sector", "机构类别", Kind.ONE, "医疗机构或零售药店", "医疗机构", True,
                   options=options(self.rules.sectors.value, w.SECTORS)),
            Column("institution_type", "机构类型", Kind.ONE, "所属的类型", "综合医院", offered=types is not None,
                   options=_known(w.TYPES, types), width=18),
            Column("ownership", "举办性质", Kind.ONE, "公立、民营或军队", "民营",
                   options=options(list(w.OWNERSHIPS), w.OWNERSHIPS)),
            Column("kind", "核对事项", Kind.ONE, "按哪一种申请核对条件；不填即定点", "定点", offered=bool(kinds),
                   options=options(["designation", *kinds], w.KINDS)),
            Column("insurance_tier", "医保级别", Kind.ONE, "医保部门核定的级别，不是医院等级", "二级",
                   offered=self.rules.competent_agency_rule.value is not None, options=options(list(w.TIERS), w.TIERS)),
            Column("county", "所在县区", Kind.TEXT, "登记地址所在的县（市、区）", "示例县"),
            Column("pooling_area", "统筹区", Kind.TEXT, "签约的统筹区", "示例市"),
            Column("operating_since", "正式运营日期", Kind.DATE, "发证日与申报开业日中较晚的一日", "2024-01-15",
                   offered=self._asks("operating_long_enough"), width=13),
            Column("independently_established", "独立设置", Kind.YES, "急救中心填写", "是",
                   offered=self._asks("independently_established")),
            Column("beds_approved", "核定床位", Kind.WHOLE, "执业许可核定的床位", "120",
                   offered=self._asks("insurance_department")),
            Column("insurance_department_exists", "设医保部门", Kind.YES, "有无内部医保管理部门", "是",
                   offered=self._asks("insurance_department")),
            Column("principal_person_id", "主要负责人代码", Kind.CODE, "主要负责人", "P001",
                   offered=self._asks("leader_is_principal"), width=15),
            Column("insurance_work_leader_person_id", "医保工作负责人代码", Kind.CODE, "分管医保工作的人", "P001",
                   offered=self._asks("leader_is_principal"), width=18),
            Column("main_practice_scope", "主要执业范围", Kind.ONE, "执业证登记的主要科目", "基本医疗",
                   offered=self._asks("excluded_main_scope"), options=options(scopes, w.SCOPES), width=14),
            Column("policies", "管理制度", Kind.MANY, "已有的制度，没有的写“无”", "医保管理；财务",
                   offered=self._asks("policies"), options=(*_known(w.POLICIES, self.rules.required_policies.value),
                   NONE), width=24),
            Column("base_databases", "基础数据库", Kind.MANY, "已建的数据库，没有的写“无”", "药品；医用耗材",
                   offered=self._asks("databases"), options=(*_known(w.DATABASES, self.rules.required_databases.value),
                   NONE), width=24),
            Column("uncoded_databases", "有未编码的库", Kind.MANY, "用于结算的记录还有没编码的库，没有的写“无”", "无",
                   offered=self._asks("coded"), options=(*_known(w.DATABASES, self.rules.required_databases.value),
                   NONE), width=16),
            Column("interface_standard_version", "接口版本", Kind.NUMBER, "接口标准的版本", "v3",
                   offered=self._asks("connected")),
            Column("system_vendor", "系统供应商", Kind.TEXT, "信息系统的供应商，由机构自选，照实填写", "某软件公司",
                   offered=self._asks("connected"), width=16),
            Column("connection_test_passed_on", "联调通过日期", Kind.DATE, "与医保系统联调通过之日", "2024-03-20",
                   offered=self._asks("connected"), width=13),
            self._yes("all_patient_upload_capable", "全员上传", "能上传全部就诊人员信息"),
            self._yes("online_direct_settlement_capable", "联网直接结算", "能为参保人联网直接结算"),
            Column("internet_approval_type", "互联网批准", Kind.ONE, "申请互联网+补充协议的填写", "开展互联网诊疗",
                   offered=net, options=options(list(w.APPROVALS), w.APPROVALS), width=14),
            Column("internet_approval_valid_until", "批准有效期至", Kind.DATE, "互联网批准的有效期", "2026-12-31",
                   offered=net, width=13),
            self._yes("internet_data_exchange_capable", "互联网数据交换", "能与医保系统交换数据"),
            self._yes("mobile_insurance_payment_enabled", "医保移动支付", "已开通医保移动支付"),
            Column("receipt_modes", "票据方式", Kind.MANY, "能提供的票据，没有的写“无”", "电子票据",
                   offered=self._asks("receipt_mode"), options=(*options(list(w.RECEIPTS), w.RECEIPTS), NONE),
                   width=16),
            Column("postal_limit", "邮寄天数", Kind.WHOLE, "只邮寄纸质票据的，承诺的天数", "3",
                   offered=self._asks("receipt_mode")),
            self._yes("separates_online_offline", "线上线下区分", "系统能区分线上和线下业务"),
            self._yes("e_credential_identity_check", "电子凭证核验", "线上用医保电子凭证核验身份"),
            self._yes("online_records_kept", "线上记录留存", "线上诊疗记录完整留存"),
            self._yes("trace_chain_complete", "诊疗配药可追溯", "诊疗、处方、配药逐环可查"),
            *self._signing_columns(),
        )  # fmt: skip
        return Sheet(INSTITUTIONS, columns, required=True)

    def _signing_columns(self) -> tuple[Column, ...]:
        """Facts that grounds of renewal and exit look at."""
        dual = self._asks("dual_channel_idle", "dual_channel_not_served")
        closing = self._asks("unreported_closing")
        coaching = self._asks("coaching_refused", "coaching_unfinished")
        return (
            Column("searched", "已查无记录", Kind.MANY, "查过而没有的，写明哪一类；不写即没有查", "行政处罚；查实事项",
                   options=options(list(w.SEARCHED), w.SEARCHED), width=20),
            Column("management_area", "医保管理区域", Kind.TEXT, "现在所在的医保管理区域", "示例县",
                   offered=self._asks("moved_against_plan")),
            Column("moved_from", "迁出区域", Kind.TEXT, "跨区域迁址的，原来的区域", "", offered=self._asks(
                   "moved_against_plan")),
            Column("moved_on", "迁入日期", Kind.DATE, "跨区域迁址之日", "", offered=self._asks("moved_against_plan")),
            self._yes("trace_device_installed", "装追溯码设备", "已装扫码设备", "trace_device"),
            self._yes("dispenses_coded_products", "经营赋码产品", "不经营的不核对追溯码", "trace_device"),
            self._yes("code_based_settlement_enabled", "依码结算", "药品凭追溯码结算", "code_based_settlement"),
            self._yes("code_based_payment_enabled", "依码支付", "药品凭追溯码支付", "code_based_settlement"),
            self._yes("insurance_code_supported", "支持医保码", "终端能识别医保码", "insurance_code"),
            Column("dual_channel_since", "双通道起始日期", Kind.DATE, "取得双通道资格之日", "2023-01-01", offered=dual,
                   width=14),
            Column("last_dual_channel_service_on", "最近双通道服务", Kind.DATE, "最近一次提供双通道药品之日",
                   "2025-06-30", offered=dual, width=14),
            Column("dual_channel_cancellation_requested_on", "申请取消双通道", Kind.DATE, "主动申请取消之日", "",
                   offered=dual, width=14),
            self._yes("e_prescription_adapted", "电子处方改造", "双通道电子处方系统已改造", "dual_channel_not_served"),
            Column("closed_on", "停业日期", Kind.DATE, "停业或歇业之日", "", offered=closing),
            Column("closure_reported_on", "停业报告日期", Kind.DATE, "向经办机构报告之日", "", offered=closing,
                   width=13),
            Column("closure_limit", "停业报告天数", Kind.WHOLE, "协议约定的报告期限（日）", "15", offered=closing,
                   width=13),
            Column("coaching_start", "辅导期起", Kind.DATE, "新定点机构的政策辅导期", "", offered=coaching),
            Column("coaching_end", "辅导期止", Kind.DATE, "辅导期最后一日", "", offered=coaching),
            Column("coaching_extension_end", "延长期止", Kind.DATE, "延长期最后一日", "", offered=coaching),
            Column("coaching_refused_on", "书面拒绝整改", Kind.DATE, "机构书面拒绝整改之日", "", offered=coaching,
                   width=13),
        )  # fmt: skip

    def _yes(self, name: str, header: str, meaning: str, *tests: str) -> Column:
        return Column(name, header, Kind.YES, meaning, "是", offered=self._asks(name, *tests))

    def _licences(self) -> Sheet:
        kinds = dict.fromkeys((*(self.rules.qualification_types.value or ()), *w.LICENCES))
        return Sheet(LICENCES, (
            institution_column(),
            Column("kind", "证照种类", Kind.ONE, "证照的种类", "医疗机构执业许可证", True,
                   options=options(list(kinds), w.LICENCES), width=22),
            Column("number", "证照编号", Kind.NUMBER, "有则填写", "44020012345", width=18),
            Column("issued_on", "发证日期", Kind.DATE, "发证之日", "2023-06-01"),
            Column("valid_until", "有效期至", Kind.DATE, "最后一个有效日", "2028-05-31"),
            Column("status", "状态", Kind.ONE, "不填即有效", "有效", options=options(list(w.LICENCE_STATES),
                   w.LICENCE_STATES)),
            Column("status_since", "状态起始日期", Kind.DATE, "吊销、注销、暂扣之日", "", width=13),
            Column("own_wish", "自行注销", Kind.YES, "注销是否机构自愿", "否"),
            Column("renewal_applied_on", "申请延续日期", Kind.DATE, "已向发证机关申请延续之日", "", width=13),
        ))  # fmt: skip

    def _staff(self) -> Sheet:
        return Sheet(STAFF, (
            institution_column(),
            Column("person_ref", "人员代码", Kind.CODE, "国家编码", "D440200000001", True, width=16),
            Column("name", "姓名", Kind.TEXT, "同一代码各行相同", "张某"),
            Column("staff_kind", "人员种类", Kind.ONE, "岗位", "医师", True, options=options(list(w.STAFF), w.STAFF)),
            Column("certificate_type", "证书种类", Kind.ONE, "资格或执业证书", "医师执业证书",
                   options=options(list(w.CERTIFICATES), w.CERTIFICATES), width=22),
            Column("certificate_status", "证书状态", Kind.ONE, "不填即有效", "有效",
                   options=options(list(w.LICENCE_STATES), w.LICENCE_STATES)),
            Column("certificate_valid_until", "证书有效期至", Kind.DATE, "最后一个有效日", "", width=13),
            Column("first_registration_institution_id", "第一注册地", Kind.CODE, "医师首次注册的机构代码",
                   "H44020000001", width=16),
            Column("insurance_mode", "医保岗位", Kind.ONE, "医保管理人员填写", "专职",
                   options=options(list(w.MODES), w.MODES)),
            Column("from_", "到岗日期", Kind.DATE, "不填视为早已在岗", "2024-01-02"),
            Column("to", "离岗日期", Kind.DATE, "在岗的最后一日", ""),
            Column("contract_from", "合同起", Kind.DATE, "劳动合同起始日", "", offered=self.pharmacies),
            Column("contract_until", "合同止", Kind.DATE, "劳动合同最后一日", "", offered=self.pharmacies),
        ))  # fmt: skip

    def _key_persons(self) -> Sheet:
        return Sheet(KEY_PERSONS, (
            institution_column(),
            Column("person_ref", "人员代码", Kind.CODE, "关键人的代码", "P001", True, width=16),
            Column("name", "姓名", Kind.TEXT, "同一代码各行相同", "李某"),
            Column("role", "身份", Kind.ONE, "担任的身份，一人多职各写一行", "主要负责人", True,
                   options=options(list(w.ROLES), w.ROLES)),
            Column("from_", "任职日期", Kind.DATE, "不填视为早已任职", "2023-01-01"),
            Column("to", "离任日期", Kind.DATE, "任职的最后一日", ""),
            Column("list", "失信名单", Kind.ONE, "列入的名单", "",
                   options=_known(w.LISTS, self.rules.discredit_lists.value), width=22),
            Column("listed_on", "列入日期", Kind.DATE, "列入名单之日", ""),
            Column("removed_on", "移出日期", Kind.DATE, "移出名单之日", ""),
            Column("cause", "列入原因", Kind.ONE, "因哪一领域的事列入", "", offered=self._asks("key_person"),
                   options=options(list(w.LISTING_CAUSES), w.LISTING_CAUSES)),
            Column("cannot_perform_agreement", "不能履行协议", Kind.YES, "查明的填“是”", "", offered=self._asks(
                   "key_person"), width=13),
            Column("illegal_or_discredited", "违法失信", Kind.YES, "查明的填“是”", "",
                   offered=self._asks("key_person")),
            Column("confirmed", "主管已确认", Kind.YES, "与医疗、医保无关的，须主管确认", "",
                   offered=self._asks("key_person")),
        ))  # fmt: skip

    def _agreements(self) -> Sheet:
        return Sheet(AGREEMENTS, (
            institution_column(),
            Column("id", "协议编号", Kind.NUMBER, "全表唯一", "XY2024-001", True, width=16),
            Column("kind", "协议种类", Kind.ONE, "不填即年度协议", "年度协议", options=options(list(w.AGREEMENTS),
                   w.AGREEMENTS), width=18),
            Column("start_on", "起始日", Kind.DATE, "协议第一日", "2024-01-01", True),
            Column("end_on", "届满日", Kind.DATE, "协议最后一日", "2024-12-31", True),
            Column("signed_on", "签订日期", Kind.DATE, "签字之日", ""),
            Column("settled_amount", "结算额", Kind.AMOUNT, "这一协议期发生的医保结算费用（元）", "125000.00",
                   offered=self._asks("zero_settlement"), width=14),
        ))  # fmt: skip

    def _events(self) -> Sheet:
        grounds = {c: row for c, (table, row) in ground_rows(self.regime).items() if table in _OF_EVENTS}
        natures = dict.fromkeys(n for n in w.NATURES if self._nature(n))
        return Sheet(EVENTS, (
            institution_column(),
            Column("event", "事项", Kind.ONE, "作出的决定或收到的申请，每项一行", "中止协议", True,
                   options=options(list(w.EVENTS), w.EVENTS), width=14),
            Column("on", "日期", Kind.DATE, "决定、收到申请之日；解除自这一日起没有协议", "2024-03-05", True),
            Column("from_", "起始日", Kind.DATE, "中止、暂停的第一日；不填即决定当日", "2024-03-06"),
            Column("to", "截止日", Kind.DATE, "中止的最后一日", "2024-05-05"),
            Column("ground", "情形", Kind.ONE, "依据的情形", next(iter(grounds), ""),
                   options=tuple(Option(c, _ground(self.regime, c, row)) for c, row in grounds.items()), width=30),
            Column("nature", "性质", Kind.ONE, "解除的性质；不填按规则的默认", "", options=options(list(natures),
                   w.NATURES)),
            Column("named_persons", "写明的关键人", Kind.CODES, "决定写明因其导致解除的人", "", width=16),
            Column("department", "科室", Kind.TEXT, "只及于科室的填写", ""),
            Column("checked", "整改核查", Kind.ONE, "恢复前的核查结果", "合格", options=options(list(w.CHECKED),
                   w.CHECKED)),
        ))  # fmt: skip

    def _nature(self, name: str) -> bool:
        defaults = (self.rules.termination_default_nature.value or {}).values()
        return name in defaults or "by_basis" in defaults

    def _findings(self) -> Sheet:
        rows = ground_rows(self.regime)
        named = (c for _, row in rows.values() for c in row.codes)
        codes = [c for c in dict.fromkeys((*w.FINDINGS, *named)) if c not in w.LICENCES and c not in w.MEASURES]
        return Sheet(FINDINGS, (
            institution_column(),
            Column("id", "事项编号", Kind.NUMBER, "同一机构内唯一", "1", True),
            Column("code", "违规类型", Kind.ONE, "行为的类型", "欺诈骗保", True, width=20,
                   options=tuple(Option(c, w.FINDINGS.get(c, c), c in w.FINDINGS) for c in codes)),
            Column("state", "办理状态", Kind.ONE, "只有查实的才作数", "查实", True,
                   options=options(list(w.STATES), w.STATES)),
            Column("on", "发现日期", Kind.DATE, "发现之日", "2024-05-10"),
            Column("verified_on", "查实日期", Kind.DATE, "查实之日", "2024-05-20"),
            Column("verified_by", "查实部门", Kind.ONE, "谁查实的", "医保部门", options=options(list(w.SOURCES),
                   w.SOURCES)),
            Column("document", "文书编号", Kind.NUMBER, "查实或处罚的文书", "CF2024-01", width=14),
            Column("amount", "涉及金额", Kind.AMOUNT, "涉及的医保基金（元）", "12500.00"),
            Column("estimated_loss", "预计损失", Kind.AMOUNT, "可能造成的基金损失（元）", ""),
            Column("corrected_on", "改正日期", Kind.DATE, "改正之日", ""),
            Column("serious", "情节严重", Kind.YES, "须写理由", ""),
            Column("aggravated", "情节恶劣", Kind.YES, "须写理由", ""),
            Column("reason", "理由", Kind.TEXT, "认定的理由", "", width=24),
            Column("measures", "约定的措施", Kind.MANY, "协议或文件对它规定的措施", "解除协议",
                   options=options(list(w.MEASURES), w.MEASURES), width=14),
            Column("measure", "采取的措施", Kind.ONE, "决定采取的", "", options=options(list(w.MEASURES), w.MEASURES)),
            Column("agreement_clause", "协议条款", Kind.NUMBER, "约定措施的协议条款", "8.2"),
            Column("basis", "依据文件", Kind.TEXT, "另有规定的文件", "", width=18),
            Column("basis_level", "文件位阶", Kind.ONE, "依据文件的位阶", "",
                   options=options(list(w.LEVELS), w.LEVELS)),
            Column("reviewers", "复核人", Kind.CODES, "两名复核人的代码", "", width=14),
            Column("may_cause_major_risk", "重大风险", Kind.YES, "可能对基金安全、参保人权益造成重大风险", ""),
            Column("served_institution", "替谁结算", Kind.CODE, "替非定点或中止中的机构结算的，填其代码", "", width=16),
            Column("cost_date", "费用日期", Kind.DATE, "替别处结算的费用发生之日", ""),
            Column("excess", "多收金额", Kind.AMOUNT, "阴阳价格多收（元）", "", offered=self._asks("dual_price")),
            Column("sales_concerned", "涉及销售额", Kind.AMOUNT, "阴阳价格涉及的药品金额（元）", "",
                   offered=self._asks("dual_price")),
        ))  # fmt: skip

    def _duties(self) -> Sheet:
        return Sheet(DUTIES, (
            institution_column(),
            Column("id", "编号", Kind.NUMBER, "同一机构内唯一", "1", True),
            Column("duty", "种类", Kind.ONE, "哪一种责任", "行政处罚", True, options=options(list(w.DUTIES), w.DUTIES)),
            Column("issuer", "作出机关", Kind.ONE, "谁作出的", "医保部门", options=options(list(w.SOURCES), w.SOURCES)),
            Column("amount", "金额", Kind.AMOUNT, "应履行的金额（元）", "20000.00"),
            Column("decided_on", "决定日期", Kind.DATE, "作出之日", "2024-01-15"),
            Column("due_on", "履行期限", Kind.DATE, "应履行的最后一日", "2024-02-01"),
            Column("performed_amount", "已履行金额", Kind.AMOUNT, "已履行的金额（元）", "5000.00"),
            Column("performed_on", "履行日期", Kind.DATE, "履行完毕之日", ""),
            Column("performance_status", "履行情况", Kind.ONE, "现在的情况", "部分履行", True,
                   options=options(list(w.PERFORMANCE), w.PERFORMANCE)),
            Column("stayed", "停止执行", Kind.YES, "复议、诉讼中停止执行的", "否"),
            Column("finding", "对应事项", Kind.NUMBER, "“查实事项”里的编号", ""),
        ))  # fmt: skip

    def _earlier(self) -> Sheet:
        return Sheet(EARLIER, (
            institution_column(),
            Column("record", "种类", Kind.ONE, "可能带来禁止期的记录", "曾被解除协议", True,
                   options=options(list(w.EARLIER), w.EARLIER), width=18),
            Column("on", "日期", Kind.DATE, "解除生效、发现或第二次结果送达之日", "2021-03-01", True),
            Column("ground", "情形", Kind.NUMBER, "解除的情形编号", ""),
            Column("nature", "性质", Kind.ONE, "解除的性质", "违法违规", options=options(list(w.NATURES), w.NATURES)),
            Column("named_persons", "写明的关键人", Kind.CODES, "决定写明因其导致解除的人", "", width=16),
            Column("reversed", "已撤销", Kind.YES, "决定已被撤销的填“是”", ""),
        ))  # fmt: skip


_OF_EVENTS = ("suspension_grounds", "termination_grounds", "hold_grounds")


def _known(labels: Mapping[str, str], names: Iterable[str] | None) -> tuple[Option, ...]:
    """The choices a regime names, or every one there is."""
    return options(list(labels) if names is None else list(names), dict(labels))


def _ground(regime: Regime, code: str, row: Ground) -> str:
    """A ground for a drop-down: its code and what its clause says, cut short."""
    clause = regime.clauses.get(row.clauses[0]) if row.clauses else None
    text = row.label or (clause.summary.partition("：")[2].rstrip("。") if clause else "")
    return f"{code} {text}".strip()


__all__ = ["condition_rows", "ground_rows", "layout_for"]
