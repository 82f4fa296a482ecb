"""Chinese words for the names that regimes and acts use, as an office writes them."""

from __future__ import annotations

import re

from dingdian.law.regime import Regime

BASES = {"administrative_penalty": "行政处罚", "agreement_handling": "协议处理"}
DEGREES = {"general": "一般", "important": "重要", "main": "主要"}
SHIFTS = {"down": "减一档", "up": "加一档"}
RECIPIENTS = {"institution": "机构", "person": "本人"}
SECTORS = {"medical_institution": "定点医疗机构", "retail_pharmacy": "定点零售药店"}
OWNERSHIPS = {"public": "公立", "private": "民营", "military": "军队"}
ROLES = {
    "medical": "医疗类",
    "pharmacy": "药学类",
    "nursing": "护理类",
    "technical": "技术类",
    "cost_and_settlement_auditor": "费用和结算审核人员",
    "legal_representative": "法定代表人",
    "principal": "主要负责人",
    "quality_head": "质量负责人",
    "store_manager": "门店负责人",
    "licensed_pharmacist": "执业药师",
    "insurance_doctor": "医保医师",
}
REASONS = {
    "voluntary_disclosure": "主动交代",
    "truthful_account": "如实说明",
    "loss_recovered": "挽回损失",
    "adverse_effect_removed": "消除影响",
    "coerced_or_instigated_others": "强迫教唆他人",
    "refused_cooperation": "拒不配合",
    "intent": "主观故意",
    "refused_correction": "拒不改正",
}
COLUMNS_OF_RULES = {  # sources of a single term, as the result names them
    "single": "单次",
    "cumulative": "累计",
    "human": "裁量",
    "years": "连续年度",
}
_FIELDS = {  # fields of acts that objections speak of, by the header of the sheet
    "circumstances": "情形条款",
    "degree": "责任程度",
    "mitigating": "从轻减轻事由",
    "aggravating": "从重加重事由",
    "shift": "升降档",
    "points": "分值",
    "months": "期限月数",
    "not_scored": "不记分理由",
    "of": "处理编号",
}
_WORDS = {**SECTORS, **OWNERSHIPS, **ROLES, **REASONS, **DEGREES, **_FIELDS}
_NAME = re.compile(
    r"(?<![A-Za-z0-9_./-])(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")(?![A-Za-z0-9_./-])"
)


def in_words(text: str) -> str:
    """A sentence of the rules with the names of fields and values in the words of the sheet."""
    return _NAME.sub(lambda m: _WORDS[m.group()], text).replace(" / ", " 或 ")


def measure(regime: Regime, name: str) -> str:
    """The label a regime gives a measure."""
    spec = regime.parameters.measures.catalogue.value.get(name)
    return spec.label if spec else name


def mask(name: str) -> str:
    """`张*` for 张某, `欧**` for 欧阳某: enough to tell rows apart, not to know the person."""
    return name[:1] + "*" * (len(name) - 1) if name else ""
