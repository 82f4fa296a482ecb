"""Grounds that rest on how drugs are sold: trace codes, insurance codes, dual price, the dual channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dingdian.law.dates import add_days
from dingdian.law.institutions import acts as i
from dingdian.law.institutions.casefile import rectifications
from dingdian.law.institutions.counting import suspended_days
from dingdian.law.institutions.dual_price import pairs_on, screen
from dingdian.law.institutions.records import Finding
from dingdian.law.institutions.rows import Ground
from dingdian.law.institutions.scene import Answer, Met, Scene, Unsure, looks_for, named
from dingdian.law.institutions.trace import latest, shown, too_low

# Trace codes


def _due(s: Scene) -> bool:
    """Whether the day from which trace codes are due, if one is set, is over."""
    since = s.rules.trace_required_by.value
    return s.facts.dispenses_coded_products is not False and (since is None or s.day > since)


def _no_device(s: Scene) -> bool:
    return s.facts.trace_device_installed is False and s.rules.trace_required_by.value is not None and _due(s)


def _low_rates(s: Scene) -> list[str]:
    month = latest(s.facts)
    if month is None or not _due(s):
        return []
    rules, found = s.rules, []
    if too_low(month.scan, rules.trace_min_scan_rate.value) and month.scan is not None:
        found.append(f"扫码率 {shown(month.scan)}")
    if too_low(month.upload, rules.trace_min_upload_rate.value) and month.upload is not None:
        found.append(f"上传率 {shown(month.upload)}")
    return [f"{month.month or '当月'} {x}" for x in found]


def _not_by_code(s: Scene) -> list[str]:
    flags = {"依码结算": s.facts.code_based_settlement_enabled, "依码支付": s.facts.code_based_payment_enabled}
    return [name for name, on in flags.items() if on is False] if _due(s) else []


def _together(s: Scene) -> bool:
    """Whether the defects are enough as they stand: any of them, or only all three at once."""
    both = _no_device(s) and bool(_low_rates(s)) and bool(_not_by_code(s))
    return s.rules.trace_defects_logic.value != "all" or both


@looks_for("trace_device")
def trace_device(s: Scene, row: Ground) -> Iterable[Answer]:
    """No device for trace codes although the day it was due is over; without such a day somebody must say."""
    keys = ("trace_required_by", "trace_defects_logic")
    if s.facts.trace_device_installed is None:
        yield Unsure("是否安装追溯码扫码设备没有记载", plain=True)
    elif _no_device(s) and _together(s):
        yield Met(f"{s.rules.trace_required_by.value} 后仍没有安装追溯码扫码设备", keys)
    elif s.facts.trace_device_installed is False and s.rules.trace_required_by.value is None and _due(s):
        yield Unsure("没有安装追溯码扫码设备，规则没有规定安装期限", keys)


@looks_for("trace_rates")
def trace_rates(s: Scene, row: Ground) -> Iterable[Answer]:
    """Coded packs not scanned or not uploaded: below the least share, or, where none is set, not at all."""
    keys = ("trace_min_scan_rate", "trace_min_upload_rate", "trace_defects_logic")
    low = _low_rates(s)
    if low and _together(s):
        yield Met("追溯码没有扫码或上传：" + "，".join(low), keys)
    elif latest(s.facts) is None and s.facts.dispenses_coded_products is not False:
        yield Unsure("追溯码扫码和上传情况没有记载", plain=True)


@looks_for("code_based_settlement")
def code_based_settlement(s: Scene, row: Ground) -> Iterable[Answer]:
    """Settlement or payment does not go by trace code."""
    missing = _not_by_code(s)
    if missing and _together(s):
        yield Met("没有实现" + "、".join(missing), ("trace_defects_logic",))
    elif s.facts.code_based_settlement_enabled is None and s.facts.dispenses_coded_products is not False:
        yield Unsure("是否依码结算、依码支付没有记载", plain=True)


@looks_for("insurance_code")
def insurance_code(s: Scene, row: Ground) -> Iterable[Answer]:
    """The insurance code is not taken: at a test and again at a retest; without tests, as stated."""
    tests = sorted((t for t in s.facts.code_terminal_tests or () if t.on <= s.day), key=lambda t: t.on)
    failed = 0
    for t in tests:
        failed = 0 if t.passed else failed + 1
    if failed >= 2:
        days = "、".join(str(t.on) for t in tests[-2:])
        yield Met(f"终端不能识别医保码，测试和复测均未通过（{days}）")
    elif failed == 1:
        yield Unsure(f"终端测试未通过（{tests[-1].on}），须复测")
    elif not tests and s.facts.insurance_code_supported is False:
        yield Met("不支持使用医保码")
    elif not tests and s.facts.insurance_code_supported is None:
        yield Unsure("是否支持医保码没有记载", plain=True)


# Dual price


@looks_for("dual_price")
def dual_price(s: Scene, row: Ground) -> Iterable[Answer]:
    """Dearer for the insured, confirmed, the sales concerned large and the case serious with reasons."""
    found = screen(s.rules, pairs_on(s.facts))
    confirmed = s.findings(row.codes)
    if found.found and not confirmed:
        yield Unsure(f"筛查发现同药两价（差额 {found.excess} 元，涉及 {found.sales_concerned} 元），须现场核实", _KEYS)
    for f in confirmed:
        sales = (
            f.sales_concerned if f.sales_concerned is not None else found.sales_concerned if found.found else f.amount
        )
        large = s.rules.dual_price_large_amount_cny.value
        serious = f.serious or f.aggravated or f.severity in row.severities
        if sales is None or large is None:
            yield Unsure(f"{named(f)}，金额是否较大须写明理由判断", ("dual_price_large_amount_cny",))
        elif sales >= large and serious:
            text = f"{named(f)}，涉及药品金额 {sales} 元（较大的标准 {large} 元），情节严重"
            yield Met(text, ("dual_price_large_amount_cny", *_KEYS), _sums(f, sales))
        elif sales >= large:
            yield Unsure(f"{named(f)}，金额较大，是否情节严重须写明理由", ("dual_price_large_amount_cny",))


_KEYS = ("dual_price_same_product_key", "dual_price_time_window", "dual_price_tolerance_cny")


def _sums(f: Finding, sales: object) -> tuple[tuple[str, str], ...]:
    return (("认定", f.id or f.code), ("涉及药品金额", str(sales)))


# The dual channel


def idle_limit(s: Scene) -> date | None:
    """Last day on which a pharmacy may be without dual-channel service: suspended days are added; null if not one."""
    length = s.rules.dual_channel_idle_period.value
    last = s.facts.last_dual_channel_service_on or s.facts.dual_channel_since
    if last is None:
        own = [x.first for x in s.lines if x.kind == "dual_channel" and x.first <= s.day]
        last = own[-1] if own else None
    if last is None or length is None or last > s.day:
        return None
    return add_days(length.term.last_day(last), suspended_days(s, add_days(last, 1), s.day))


def gave_up(s: Scene) -> bool:
    """Whether the pharmacy itself asked to give up the dual channel."""
    asked = s.facts.dual_channel_cancellation_requested_on
    if asked is not None and asked <= s.day:
        return True
    return any(x.act.kind == "dual_channel_cancellation" for x in s.acts(i.DesignationApply))


@looks_for("dual_channel_idle")
def dual_channel_idle(s: Scene, row: Ground) -> Iterable[Answer]:
    """No dual-channel drug dispensed for the whole period and no request to give the channel up."""
    limit = idle_limit(s)
    if limit is not None and s.day > limit and not gave_up(s):
        keys = ("dual_channel_idle_period", "dual_channel_scope")
        yield Met(f"至 {limit} 已满期限没有提供双通道药品服务，也没有申请取消资格", keys)


@looks_for("dual_channel_not_served")
def dual_channel_not_served(s: Scene, row: Ground) -> Iterable[Answer]:
    """The prescription system not adapted, or the channel idle, and nothing done by the day that an interview set."""
    if gave_up(s):
        return
    defects = list(_defects(s))
    if not defects:
        return
    keys = ("dual_channel_idle_period", "dual_channel_scope")
    single = (s.facts.interview,) if s.facts.interview is not None else ()
    held = [x for x in (*(s.facts.interviews or ()), *single) if x.held_on <= s.day]
    held = [x for x in held if x.topic is None or x.topic in row.codes]
    done = [z.checked_on for z in rectifications(s.records) if z.kind == "interview" and z.passed and z.checked_on]
    unmet = [x for x in held if x.rectified_on is None or x.rectified_on > s.day]
    unmet = [x for x in unmet if not any(x.held_on <= day for day in done)]
    for text, since in defects:
        asked = [x for x in unmet if since is None or x.held_on > since]
        if any(x.due_on is not None and s.day > x.due_on for x in asked):
            last = max(x.due_on for x in asked if x.due_on is not None and s.day > x.due_on)
            yield Met(f"{text}，约谈要求 {last} 前整改而未整改", keys)
        elif not held:
            yield Unsure(f"{text}，没有约谈主要负责人的记载", keys, unstated=True)
        elif any(x.due_on is None for x in asked):
            yield Unsure(f"{text}，约谈没有设定整改期限", keys)


def _defects(s: Scene) -> Iterator[tuple[str, date | None]]:
    """What is wrong on the day, and the last day on which it was not yet."""
    dual = s.facts.dual_channel_since is not None or any(x.kind == "dual_channel" for x in s.lines)
    known = dual or s.facts.last_dual_channel_service_on is not None
    if known and s.facts.e_prescription_adapted is False:
        yield "没有按规定改造电子处方系统", None
    limit = idle_limit(s)
    if limit is not None and s.day > limit:
        yield f"至 {limit} 已满期限没有提供双通道药品服务", limit
