"""Chinese words for what a workbook of institutions may hold, as an office writes them."""

from __future__ import annotations

import re

TYPES = {
    "general_hospital": "综合医院",
    "tcm_hospital": "中医医院",
    "integrated_medicine_hospital": "中西医结合医院",
    "ethnic_medicine_hospital": "民族医医院",
    "specialty_hospital": "专科医院",
    "rehabilitation_hospital": "康复医院",
    "specialized_disease_prevention_hospital": "专科疾病防治院",
    "specialized_disease_prevention_institute": "专科疾病防治所",
    "specialized_disease_prevention_station": "专科疾病防治站",
    "maternal_child_health_hospital": "妇幼保健院",
    "community_health_center": "社区卫生服务中心",
    "community_health_station": "社区卫生服务站",
    "central_township_health_center": "中心卫生院",
    "township_health_center": "乡镇卫生院",
    "subdistrict_health_center": "街道卫生服务中心",
    "outpatient_department": "门诊部",
    "clinic": "诊所",
    "health_station": "卫生所（站）",
    "village_clinic": "村卫生室",
    "independent_emergency_center": "急救中心",
    "hospice_center": "安宁疗护中心",
    "hemodialysis_center": "血液透析中心",
    "nursing_hospital": "护理院",
    "elderly_care_embedded_medical_institution": "养老机构内设医疗机构",
    "other_military": "其他军队医疗机构",
}
SECTORS = {"medical_institution": "医疗机构", "retail_pharmacy": "零售药店"}
OWNERSHIPS = {"public": "公立", "private": "民营", "military": "军队"}
KINDS = {
    "designation": "定点",
    "internet_plus_supplement": "互联网+补充协议",
    "dual_channel": "双通道",
    "renewal": "续签",
    "reevaluation": "再次评估",
}
TIERS = {"tier_1": "一级", "tier_2": "二级", "tier_3": "三级", "none": "未定级"}
SCOPES = {
    "cosmetic_medicine": "医疗美容",
    "assisted_reproduction": "辅助生殖",
    "life_care": "生活照护",
    "dental_implant": "种植牙",
    "basic_medical_service": "基本医疗",
}
LICENCES = {
    "medical_institution_license": "医疗机构执业许可证",
    "tcm_clinic_filing": "中医诊所备案证",
    "clinic_filing": "诊所备案证",
    "military_service_permit": "军队医疗机构为民服务许可证",
    "military_public_service_approval": "军队为民服务批准",
    "drug_trade_license": "药品经营许可证",
    "business_license": "营业执照",
}
LICENCE_STATES = {"valid": "有效", "expired": "过期", "revoked": "吊销", "cancelled": "注销", "suspended": "暂扣"}
POLICIES = {
    "insurance_management": "医保管理",
    "finance": "财务",
    "statistics_information_management": "统计信息管理",
    "medical_quality_safety_core": "医疗质量安全核心",
}
DATABASES = {
    "drugs": "药品",
    "treatment_items": "诊疗项目",
    "service_facilities": "服务设施",
    "consumables": "医用耗材",
    "diseases": "疾病病种",
    "medical_staff": "医务人员",
}
APPROVALS = {"internet_hospital_setup": "设置互联网医院", "internet_diagnosis_activity": "开展互联网诊疗"}
RECEIPTS = {
    "electronic_bill": "电子票据",
    "electronic_invoice": "电子发票",
    "timely_postal_paper_bill": "邮寄纸质票据",
}
STAFF = {
    "physician": "医师",
    "nurse": "护士",
    "pharmacist": "药师",
    "medical_technician": "医技人员",
    "insurance_clerk": "医保管理人员",
}
CERTIFICATES = {
    "physician_practice_certificate": "医师执业证书",
    "village_doctor_certificate": "乡村医生执业证书",
    "tcm_specialty_physician_certificate": "中医（专长）医师资格证书",
    "licensed_pharmacist_certificate": "执业药师资格证书",
    "pharmacist_certificate": "药师资格证书",
    "nurse_certificate": "护士执业证书",
}
MODES = {"full_time": "专职", "part_time": "兼职"}
ROLES = {
    "legal_representative": "法定代表人",
    "principal": "主要负责人",
    "actual_controller": "实际控制人",
    "insurance_work_leader": "医保工作负责人",
}
LISTS = {
    "court_judgment_defaulters": "法院失信被执行人名单",
    "medical_insurance_serious_discredit": "医保严重失信名单",
}
AGREEMENTS = {
    "designation_yearly": "年度协议",
    "designation_fixed": "固定协议",
    "yearly_child": "固定协议下的年度协议",
    "internet_plus_supplement": "互联网+补充协议",
    "dual_channel": "双通道协议",
}
EVENTS = {
    "suspend": "中止协议",
    "suspend_on_request": "机构申请中止",
    "ask_to_resume": "机构申请恢复",
    "resume": "恢复履行",
    "ask_to_end": "机构申请解除",
    "withdraw": "机构撤回申请",
    "terminate": "解除协议",
    "hold": "暂停结算",
    "release": "恢复结算",
    "defer": "缓签",
    "elsewhere_suspended": "外地中止",
    "elsewhere_terminated": "外地解除",
}
CHECKED = {"passed": "合格", "failed": "不合格"}
NATURES = {
    "illegal": "违法违规",
    "serious_breach": "严重违约",
    "neutral": "自愿或无过错",
    "imposed": "依职权",
}
STATES = {
    "suspicion": "疑点",
    "explained": "已说明",
    "finding_verified": "查实",
    "decided": "已处理",
    "executed": "已执行",
    "closed": "已办结",
    "transferred": "已移送",
    "dismissed": "不成立",
}
FINDINGS = {
    "fraud": "欺诈骗保",
    "dishonest_designation": "骗取定点",
    "major_risk": "重大风险",
    "data_untrue": "提供不真实数据",
    "documents_not_kept": "不保管资料",
    "dual_channel": "双通道违规",
    "price_policy_breach": "违反价格政策",
    "agreement_breach": "违反协议",
    "settle_for_non_designated": "替非定点机构结算",
    "settle_for_suspended": "替中止中的机构结算",
    "resisting_inspection": "抗拒检查",
    "documents_not_provided": "不提供资料",
    "hide_or_destroy_documents": "隐匿或销毁资料",
    "alter_or_delete_electronic_records": "删改电子信息",
    "refuse_inspection_material": "不提供检查材料",
    "collusion": "集体串供",
    "major_illegality": "重大违法违规",
    "licence_hanging": "挂证",
    "dual_price": "阴阳价格",
    "trace_missing": "追溯码未落实",
    "code_refused": "不支持医保码",
    "split_hospitalization": "分解住院",
    "bed_hanging": "挂床住院",
    "over_treatment": "过度诊疗",
    "over_examination": "过度检查",
    "split_prescription": "分解处方",
    "excess_quantity": "超量开药",
    "duplicate_prescription": "重复开药",
    "duplicate_charge": "重复收费",
    "over_standard_charge": "超标准收费",
    "item_splitting_charge": "分解项目收费",
    "substitution_drug": "串换药品",
    "substitution_consumable": "串换耗材",
    "substitution_item": "串换诊疗项目",
    "substitution_facility": "串换服务设施",
    "inducing_impersonation": "诱导冒名",
    "inducing_false_treatment": "诱导虚假就医",
    "inducing_false_purchase": "诱导虚假购药",
    "false_purchase": "虚假购药",
    "unqualified_person_practising": "无资质人员冒名行医",
    "unqualified_person_selling": "无资质人员冒名售药",
    "suspected_fictitious_services": "涉嫌虚构医药服务",
    "forged_examination_reports": "伪造检查检验报告",
    "fabricated_medical_records": "编造病历",
    "false_prescriptions": "提供虚假处方",
    "suspected_false_prescriptions": "涉嫌提供虚假处方",
    "inducing_impersonation_or_false_treatment": "诱导冒名或虚假就医",
    "swap_into_personal_account_scope": "串换个人账户支付",
    "swap_non_catalogue_into_pooled_fund": "非目录药品串换统筹支付",
    "off_platform_purchase": "平台外采购",
    "false_stock_record": "进销存记录不实",
}
SOURCES = {
    "insurance_department": "医保部门",
    "agency": "经办机构",
    "other_department": "其他部门",
}
MEASURES = {
    "suspend_agreement": "中止协议",
    "terminate_agreement": "解除协议",
    "not_renew": "不再签订",
    "defer_signing": "缓签",
    "interview": "约谈",
    "hold": "暂停结算",
    "recover": "追回费用",
    "liquidated_damages": "违约金",
}
LEVELS = {
    "law": "法律",
    "administrative_regulation": "行政法规",
    "local_regulation": "地方性法规",
    "rule": "规章",
    "local_document": "规范性文件",
    "agreement_clause": "协议约定",
}
DUTIES = {"penalties": "行政处罚", "breach_liabilities": "违约责任", "recoveries": "追回费用"}
PERFORMANCE = {"unperformed": "未履行", "partly_performed": "部分履行", "full": "已履行"}
EARLIER = {
    "terminations": "曾被解除协议",
    "application_fraud_records": "骗取定点",
    "failed_evaluations": "两次评估不合格",
    "person_bans": "关键人致别处解除",
}
FIELDS = {
    "name": "名称",
    "legal_representative": "法定代表人",
    "principal": "主要负责人",
    "actual_controller": "实际控制人",
    "registered_address": "注册地址",
    "bank_account": "银行账户",
    "departments": "诊疗科目",
    "scale": "规模",
    "nature": "机构性质",
    "grade": "等级",
    "category": "类别",
}
LISTING_CAUSES = {"medical": "医疗", "insurance": "医保", "other": "其他"}
SEARCHED = {"penalties": "行政处罚", "findings": "查实事项", "licences": "证照", "staff": "人员"}
COACHING = {"problems": "问题", "demands": "整改要求"}
CAUSES = {"own": "自身原因", "agency": "经办原因", "system_failure": "系统故障", "deferred": "缓签"}
TABLES = {
    "conditions": "准入条件",
    "negative_list": "不予受理",
    "deferral_grounds": "缓签",
    "non_renewal_grounds": "不再签订",
    "suspension_grounds": "中止",
    "termination_grounds": "解除",
    "hold_grounds": "暂停结算",
}
_EVERY = {
    name: label
    for words in (TYPES, SECTORS, SCOPES, LICENCES, POLICIES, DATABASES, APPROVALS, RECEIPTS, ROLES, LISTS, FINDINGS,
                  MEASURES, LEVELS, FIELDS)
    for name, label in words.items()
    if name not in ("none", "name", "nature", "scale", "grade", "category", "clinic", "law", "rule", "finance")
}  # fmt: skip
_NAME = re.compile(
    r"(?<![A-Za-z0-9_./-])(?:" + "|".join(sorted(_EVERY, key=len, reverse=True)) + r")(?![A-Za-z0-9_./-])"
)


def in_words(text: str) -> str:
    """A sentence of the law with the names of the data dictionary in the words of the sheet."""
    return _NAME.sub(lambda m: _EVERY[m.group()], text)
