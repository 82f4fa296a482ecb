"""Lint, finding by finding: what a change of a sound regime brings up, all of it and nothing else.

Each case sets parameters of a shipped regime, which by itself raises nothing, and lists every finding: `E` for an
error, `W` for a warning, where it stands and what it says. A case with an empty list is a change that must pass.
"""

from __future__ import annotations

from functools import cache

import pytest

from dingdian.law.lint import lint
from dingdian.located import Document, dotted, read_yaml
from dingdian.regimes import SHIPPED, names, parse

POINTS = [
    (
        "yunnan-2025",
        "{scoring.bands: [[1, 1], [2, 6], [7, 9], [10, 12]]}",
        [
            "W scoring.degree_position.important: important 在第 2 位，超出第 1 档的宽度，按该档最高分记",
            "W scoring.degree_position.main: main 在第 3 位，超出第 1 档的宽度，按该档最高分记",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.bands: [[1, 3], [6, 6], [7, 9], [10, 12]]}",
        [
            "E scoring.bands[1]: 4—5 分不在任何档次",
            "W scoring.degree_position.important: important 在第 2 位，超出第 2 档的宽度，按该档最高分记",
            "W scoring.degree_position.main: main 在第 3 位，超出第 2 档的宽度，按该档最高分记",
        ],
    ),
    ("yunnan-2025", "{scoring.bands: [[1, 4], [3, 6], [7, 9], [10, 12]]}", ["E scoring.bands[1]: 3—4 分同时落在两档"]),
    ("yunnan-2025", "{scoring.bands: [[0, 3], [4, 6], [7, 9], [10, 12]]}", ["E scoring.bands: 各档合起来是 0—12 分"]),
    (
        "yunnan-2025",
        "{scoring.bands: [[2, 3], [4, 6], [7, 9], [10, 12]]}",
        [
            "E scoring.bands: 各档合起来是 2—12 分",
            "W scoring.degree_position.main: main 在第 3 位，超出第 1 档的宽度，按该档最高分记",
        ],
    ),
    ("yunnan-2025", "{scoring.bands: [[1, 3], [4, 6], [7, 9], [10, 13]]}", ["E scoring.bands: 各档合起来是 1—13 分"]),
    (
        "yunnan-2025",
        "{scoring.bands: []}",
        [
            "E scoring.circumstances.yunnan/22.1.band: 没有第 1 档",
            "E scoring.circumstances.yunnan/22.2.band: 没有第 1 档",
            "E scoring.circumstances.yunnan/22.3.band: 没有第 1 档",
            "E scoring.circumstances.yunnan/23.1.band: 没有第 2 档",
            "E scoring.circumstances.yunnan/23.2.band: 没有第 2 档",
            "E scoring.circumstances.yunnan/24.1.band: 没有第 3 档",
            "E scoring.circumstances.yunnan/24.2.band: 没有第 3 档",
            "E scoring.circumstances.yunnan/25.1.band: 没有第 4 档",
            "E scoring.circumstances.yunnan/25.2.band: 没有第 4 档",
        ],
    ),
    ("hainan-2022", "{scoring.bands: null}", []),
    (
        "yunnan-2025",
        "{scoring.method: band_by_severity, scoring.degrees: null, scoring.degree_position: null, scoring.degree_clauses: null}",
        [],
    ),
    (
        "yunnan-2025",
        "{scoring.method: band_by_severity, scoring.degree_position: {general: 1, important: 2, main: 9}}",
        [],
    ),
    (
        "yunnan-2025",
        "{scoring.degree_position: {general: 1, important: 1, main: 3}}",
        ["E scoring.degree_position.important: important 的位置不高于 general"],
    ),
    (
        "yunnan-2025",
        "{scoring.bands: [[1, 2], [3, 6], [7, 9], [10, 12]]}",
        ["W scoring.degree_position.main: main 在第 3 位，超出第 1 档的宽度，按该档最高分记"],
    ),
    (
        "yunnan-2025",
        "{scoring.degree_position: {general: 1, main: 1}}",
        [
            "E scoring.degree_position: 责任程度 important 没有档内位置",
            "E scoring.degree_position.main: main 的位置不高于 general",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.degree_position: null}",
        [
            "E scoring.degree_position: 责任程度 general 没有档内位置",
            "E scoring.degree_position: 责任程度 important 没有档内位置",
            "E scoring.degree_position: 责任程度 main 没有档内位置",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.circumstances: {yunnan/22.1: {band: 1}, yunnan/25.1: {band: 4}, yunnan/25.2: {band: 0}}}",
        [
            "E scoring.circumstances.yunnan/25.2.band: 没有第 0 档",
            "E scoring.circumstance_items_per_level.band1: band1 写明 3 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.band2: band2 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band3: band3 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band4: band4 写明 2 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.band0: band0 写明 0 项，目录里有 1 项",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.circumstances: {yunnan/22.1: {points: 0}}}",
        [
            "E scoring.circumstances.yunnan/22.1: 按档次记分，yunnan/22.1 却没有写档次",
            "E scoring.circumstances.yunnan/22.1.points: yunnan/22.1 记 0 分",
            "E scoring.circumstance_items_per_level.band1: band1 写明 3 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band2: band2 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band3: band3 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band4: band4 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.p0: p0 写明 0 项，目录里有 1 项",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.circumstances: {yunnan/22.1: {points: 1}, yunnan/22.2: {points: 12}}}",
        [
            "E scoring.circumstances.yunnan/22.1: 按档次记分，yunnan/22.1 却没有写档次",
            "E scoring.circumstances.yunnan/22.2: 按档次记分，yunnan/22.2 却没有写档次",
            "E scoring.circumstance_items_per_level.band1: band1 写明 3 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band2: band2 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band3: band3 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.band4: band4 写明 2 项，目录里有 0 项",
            "E scoring.circumstance_items_per_level.p1: p1 写明 0 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p12: p12 写明 0 项，目录里有 1 项",
        ],
    ),
    (
        "hainan-2022",
        "{scoring.circumstances: {hainan/15.1: {points: 12}, hainan/16.1: {points: 6}, hainan/17.1: {points: 3}, hainan/18.1: {points: 2}, hainan/19.1: {points: 1}}}",
        [
            "E scoring.circumstance_items_per_level.p12: p12 写明 6 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p6: p6 写明 3 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p3: p3 写明 8 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p2: p2 写明 2 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p1: p1 写明 3 项，目录里有 1 项",
        ],
    ),
    (
        "hainan-2022",
        "{scoring.circumstances: {hainan/15.1: {points: 12}, hainan/16.1: {points: 6}, hainan/17.1: {points: 3}, hainan/18.1: {points: 2}, hainan/19.1: {points: 1}, hainan/19.2: {band: 9}, hainan/19.3: {points: 4}, hainan/19.4: {points: 0}, hainan/19.5: {points: 13}}}",
        [
            "E scoring.circumstances.hainan/19.2: 按固定分值记分，hainan/19.2 却没有写分值",
            "E scoring.circumstances.hainan/19.3.points: 4 分不是固定分值",
            "E scoring.circumstances.hainan/19.4.points: hainan/19.4 记 0 分",
            "E scoring.circumstances.hainan/19.5.points: hainan/19.5 记 13 分",
            "E scoring.circumstance_items_per_level.p12: p12 写明 6 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p6: p6 写明 3 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p3: p3 写明 8 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p2: p2 写明 2 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p1: p1 写明 3 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.band9: band9 写明 0 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p4: p4 写明 0 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p0: p0 写明 0 项，目录里有 1 项",
            "E scoring.circumstance_items_per_level.p13: p13 写明 0 项，目录里有 1 项",
            "E scoring.circumstances.hainan/19.4: 没有条款 hainan/19.4",
            "E scoring.circumstances.hainan/19.5: 没有条款 hainan/19.5",
        ],
    ),
    ("hainan-2022", "{scoring.fixed_points: null}", []),
    ("yunnan-2025", "{scoring.circumstance_items_per_level: null}", []),
    (
        "yunnan-2025",
        "{scoring.circumstance_items_per_level: {band1: 3, band2: 2, band3: 2, band4: 2, band5: 1}}",
        ["E scoring.circumstance_items_per_level.band5: band5 写明 1 项，目录里有 0 项"],
    ),
    (
        "yunnan-2025",
        "{scoring.circumstance_items_per_level: {band1: 3, band2: 2, band3: 2}}",
        ["E scoring.circumstance_items_per_level.band4: band4 写明 0 项，目录里有 2 项"],
    ),
    (
        "hainan-2022",
        "{scoring.circumstance_items_per_level: {p12: 1}}",
        [
            "E scoring.circumstance_items_per_level.p12: p12 写明 1 项，目录里有 6 项",
            "E scoring.circumstance_items_per_level.p6: p6 写明 0 项，目录里有 3 项",
            "E scoring.circumstance_items_per_level.p3: p3 写明 0 项，目录里有 8 项",
            "E scoring.circumstance_items_per_level.p2: p2 写明 0 项，目录里有 2 项",
            "E scoring.circumstance_items_per_level.p1: p1 写明 0 项，目录里有 3 项",
        ],
    ),
]

TIERS = [
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, months: 1}, {at: 10, months: 3}, {at: 11, months: 6}, {at: 12, months: 6}]}",
        [
            "E tiers.suspension_rows: 12 分既在第 4 行暂停，又达到终止分值 12",
            "E tiers.suspension_rows[3]: 第 4 行（12—12 分）永远用不上",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, months: 1}, {at: 10, months: 3}, {at: 11, months: 6}, {at: 12, months: 6}], tiers.terminate_at: null, tiers.ban_years_cumulative: null, tiers.ban_years_single: null}",
        [],
    ),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{min: 9, max: 13, months: 1}], tiers.terminate_at: null, tiers.ban_years_cumulative: null, tiers.ban_years_single: null, tiers.lower_bounds: [9]}",
        ["E tiers.suspension_rows: 第 1 行的 13 分超过上限 12，永远达不到"],
    ),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, months: 1}, {at: 10, months: 3}], tiers.terminate_at: null, tiers.ban_years_cumulative: null, tiers.ban_years_single: null, tiers.lower_bounds: [9, 10]}",
        [
            "E tiers.suspension_rows: 11 分没有对应的期限",
            "E tiers.suspension_rows: 12 分没有对应的期限",
            "E tiers.suspension_rows: 由 0 分升到 11 分（单次 1 分）没有结果",
            "E tiers.suspension_rows: 由 0 分升到 12 分（单次 1 分）没有结果",
        ],
    ),
    ("yunnan-2025", "{tiers.suspension_rows: [{at: 9, days: 186}, {at: 10, days: 186}, {at: 11, days: 186}]}", []),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, days: 187}, {at: 10, months_min: 1, months_max: 7}, {at: 11, cumulative_months: 1, single_months: 7, clauses: [yunnan/29.1a]}]}",
        [
            "E tiers.suspension_rows[0].days: 期限 7 个月超过最长 6 个月",
            "E tiers.suspension_rows[1].months_max: 期限 7 个月超过最长 6 个月",
            "E tiers.suspension_rows[2].single_months: 期限 7 个月超过最长 6 个月",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, cumulative_days: 200, single_days: 250}, {at: 10, cumulative_days: 200, single_days: 249}, {at: 11, months: 3}]}",
        [
            "E tiers.suspension_rows[0].cumulative_days: 期限 7 个月超过最长 6 个月",
            "E tiers.suspension_rows[0].single_days: 期限 9 个月超过最长 6 个月",
            "E tiers.suspension_rows[1].cumulative_days: 期限 7 个月超过最长 6 个月",
            "E tiers.suspension_rows[1].single_days: 期限 9 个月超过最长 6 个月",
            "W tiers.suspension_rows[1]: 10 分的期限 249日 短于 9 分的 250日",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 11, months: 3}, {at: 9, months: 4}, {at: 10, months: 3}]}",
        ["W tiers.suspension_rows[2]: 10 分的期限 3个月 短于 9 分的 4个月"],
    ),
    (
        "yunnan-2025",
        "{tiers.max_points_suspension_months: null, tiers.suspension_rows: [{at: 9, months: 40}, {at: 10, months: 40}, {at: 11, months: 40}]}",
        [],
    ),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, months: 1}, {min: 10, max: 11, months: 3}, {at: 11, months: 5}]}",
        ["E tiers.suspension_rows: 11 分同时落在第 2 行和第 3 行"],
    ),
    (
        "yunnan-2025",
        "{tiers.first_suspension_at: 8}",
        [
            "E tiers.suspension_rows: 8 分没有对应的期限",
            "E tiers.suspension_rows: 最低一行从 9 分起，但 tiers.first_suspension_at 是 8",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.first_suspension_at: 10}",
        ["E tiers.suspension_rows: 最低一行从 9 分起，但 tiers.first_suspension_at 是 10"],
    ),
    (
        "yunnan-2025",
        "{tiers.lower_bounds: [9, 11, 10, 12]}",
        ["E tiers.suspension_rows: tiers.lower_bounds 不是递增的：11, 10"],
    ),
    (
        "yunnan-2025",
        "{tiers.lower_bounds: [9, 9, 10, 11, 12]}",
        ["E tiers.suspension_rows: tiers.lower_bounds 不是递增的：9, 9"],
    ),
    (
        "yunnan-2025",
        "{tiers.lower_bounds: [8, 9, 10, 11, 12]}",
        ["E tiers.suspension_rows: 由 0 分升到 8 分（单次 1 分）没有结果"],
    ),
    ("yunnan-2025", "{tiers.lower_bounds: [9, 10, 11]}", ["E tiers.suspension_rows: tiers.lower_bounds 缺少 12"]),
    (
        "yunnan-2025",
        "{tiers.terminate_at: 11, tiers.lower_bounds: [9, 10, 11], tiers.suspension_rows: [{at: 9, months: 1}, {at: 10, months: 3}]}",
        [],
    ),
    (
        "yunnan-2025",
        "{tiers.terminate_at: 0}",
        [
            "E tiers.suspension_rows: 9 分既在第 1 行暂停，又达到终止分值 0",
            "E tiers.suspension_rows: 10 分既在第 2 行暂停，又达到终止分值 0",
            "E tiers.suspension_rows: 11 分既在第 3 行暂停，又达到终止分值 0",
            "E tiers.suspension_rows[0]: 第 1 行（9—9 分）永远用不上",
            "E tiers.suspension_rows[1]: 第 2 行（10—10 分）永远用不上",
            "E tiers.suspension_rows[2]: 第 3 行（11—11 分）永远用不上",
            "E tiers.terminate_at: 终止分值 0 达不到",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.terminate_at: 11}",
        [
            "E tiers.suspension_rows: 11 分既在第 3 行暂停，又达到终止分值 11",
            "E tiers.suspension_rows[2]: 第 3 行（11—11 分）永远用不上",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.terminate_at: 13}",
        [
            "E tiers.suspension_rows: 12 分没有对应的期限",
            "E tiers.suspension_rows: tiers.lower_bounds 缺少 13",
            "E tiers.suspension_rows: 由 0 分升到 12 分（单次 1 分）没有结果",
            "E tiers.terminate_at: 终止分值 13 达不到",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.terminate_at: null, tiers.ban_years_single: null}",
        [
            "E tiers.suspension_rows: 12 分没有对应的期限",
            "E tiers.suspension_rows: 由 0 分升到 12 分（单次 1 分）没有结果",
            "E tiers.ban_years_cumulative: 写了禁期，但没有任何分值导致终止",
        ],
    ),
    ("yunnan-2025", "{tiers.consecutive_years: [{more_than: 11, years: 2, terminate: true, ban_years: 1}]}", []),
    ("yunnan-2025", "{tiers.consecutive_years: [{more_than: 11, years: 2, terminate: true}]}", []),
    (
        "yunnan-2025",
        "{tiers.consecutive_years: [{more_than: 11, years: 2, months: 2}, {more_than: 13, years: 2, days: 2}]}",
        ["E tiers.consecutive_years[1]: 一年不可能超过 13 分"],
    ),
    ("yunnan-2025", "{tiers.retrigger_same_tier: true}", []),
    (
        "yunnan-2025",
        "{tiers.term_mode: human_range, tiers.suspension_rows: [{min: 9, max: 11, months_min: 1, months_max: 6}], tiers.lower_bounds: [9, 12]}",
        [],
    ),
    ("yunnan-2025", "{credit.levels: [{level: A, min: 7}, {level: B, min: 0, below: 7}]}", []),
    (
        "yunnan-2025",
        "{credit.levels: [{level: A, min: 7}, {level: B, min: 0, below: 8}]}",
        ["E credit.levels[1]: 剩余 7 分同时是 A、B"],
    ),
    ("yunnan-2025", "{credit.levels: [{level: A, min: 7}, {level: B, min: 0, max: 6}]}", []),
    (
        "yunnan-2025",
        "{credit.levels: [{level: A, min: 7, max: 11}, {level: B, min: 1, max: 6}]}",
        ["E credit.levels: 剩余 0 分没有等级", "E credit.levels: 剩余 12 分没有等级"],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: 0, max_percent: 50, max_inclusive: false, do: payment_hold}, {min_percent: 50, max_percent: 100, do: agreement_suspension}]}",
        [],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: -1, max_percent: 50, max_inclusive: false, do: payment_hold}, {min_percent: 50, max_percent: 101, do: agreement_suspension}]}",
        [
            "E institution_measures.ratio_rows[0]: 比例 -1%—50% 不成立",
            "E institution_measures.ratio_rows[1]: 比例 50%—101% 不成立",
        ],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: 30, max_percent: 30, do: payment_hold}, {min_percent: 100, do: agreement_suspension}]}",
        ["E institution_measures.ratio_rows[1]: 30% 与 100% 之间没有措施"],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: 30, max_percent: 101, do: payment_hold}, {min_percent: 101, do: agreement_suspension}]}",
        [
            "E institution_measures.ratio_rows[0]: 比例 30%—101% 不成立",
            "E institution_measures.ratio_rows[1]: 比例 101%—None% 不成立",
            "E institution_measures.ratio_rows[1]: 101% 同时适用 payment_hold 和 agreement_suspension",
        ],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: 50, do: agreement_suspension}, {min_percent: 30, max_percent: 50, max_inclusive: false, do: payment_hold}]}",
        [],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: 30, max_percent: 55, max_inclusive: false, do: payment_hold}, {min_percent: 50, do: agreement_suspension}]}",
        ["E institution_measures.ratio_rows[1]: 50% 同时适用 payment_hold 和 agreement_suspension"],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: []}",
        [
            "W measures.catalogue.payment_hold: 目录里的措施 payment_hold 没有任何地方采用",
            "W measures.catalogue.agreement_suspension: 目录里的措施 agreement_suspension 没有任何地方采用",
        ],
    ),
]

NAMES = [
    (
        "yunnan-2025",
        "{tiers.attention: [{min: 1, max: 8, by: agency, do: [reminder, studdy]}]}",
        [
            "W tiers.attention[0].do[1]: 措施 studdy 不在措施目录里",
            "W measures.catalogue.study: 目录里的措施 study 没有任何地方采用",
        ],
    ),
    (
        "yunnan-2025",
        "{tiers.attention: null}",
        [
            "W measures.catalogue.reminder: 目录里的措施 reminder 没有任何地方采用",
            "W measures.catalogue.study: 目录里的措施 study 没有任何地方采用",
        ],
    ),
    (
        "yunnan-2025",
        "{measures.at_suspension_level: [agency_interview, shout]}",
        [
            "W measures.at_suspension_level[1]: 措施 shout 不在措施目录里",
            "W measures.catalogue.limited_circular: 目录里的措施 limited_circular 没有任何地方采用",
            "W measures.catalogue.agency_organised_study: 目录里的措施 agency_organised_study 没有任何地方采用",
        ],
    ),
    (
        "yunnan-2025",
        "{institution_measures.noncompliance: [fine]}",
        ["W institution_measures.noncompliance[0]: 措施 fine 不在措施目录里"],
    ),
    (
        "yunnan-2025",
        "{institution_measures.ratio_rows: [{min_percent: 30, max_percent: 50, max_inclusive: false, do: payment_stop}, {min_percent: 50, do: agreement_suspension}]}",
        [
            "W institution_measures.ratio_rows[0].do: 措施 payment_stop 不在措施目录里",
            "W measures.catalogue.payment_hold: 目录里的措施 payment_hold 没有任何地方采用",
        ],
    ),
    (
        "hainan-2022",
        "{institution_measures.department: {min_suspended_doctors: 2, approval: administration, do: [close_it]}}",
        [
            "W institution_measures.department.do[0]: 措施 close_it 不在措施目录里",
            "W measures.catalogue.rectify_within_term: 目录里的措施 rectify_within_term 没有任何地方采用",
            "W measures.catalogue.suspend_department: 目录里的措施 suspend_department 没有任何地方采用",
        ],
    ),
    (
        "hainan-2022",
        "{institution_measures.department: null}",
        [
            "W measures.catalogue.rectify_within_term: 目录里的措施 rectify_within_term 没有任何地方采用",
            "W measures.catalogue.suspend_department: 目录里的措施 suspend_department 没有任何地方采用",
        ],
    ),
    (
        "yunnan-2025",
        "{title_review_ban: {min_suspension_months: 6, period: year_of_decision}}",
        ["W title_review_ban: 措施 title_review_ban 不在措施目录里"],
    ),
    (
        "hainan-2022",
        "{title_review_ban: null}",
        ["W measures.catalogue.title_review_ban: 目录里的措施 title_review_ban 没有任何地方采用"],
    ),
    (
        "yunnan-2025",
        "{status.codes: [normal, suspended, terminated, frozen]}",
        ["E status.codes[3]: 不认识的状态 frozen"],
    ),
    ("yunnan-2025", "{settlement.denied_statuses: [suspended, terminated, not_obtained]}", []),
    (
        "yunnan-2025",
        "{institution_measures.ratio_numerator_statuses: [suspended, gone]}",
        ["E institution_measures.ratio_numerator_statuses[1]: 不认识的状态 gone"],
    ),
    (
        "yunnan-2025",
        "{status.codes: [normal, suspended], settlement.denied_statuses: [suspended], institution_measures.ratio_numerator_statuses: [suspended]}",
        [],
    ),
    (
        "yunnan-2025",
        "{settlement.denied_statuses: [suspended], settlement.emergency_exception.terminated: true}",
        ["W settlement.emergency_exception.terminated: terminated 的费用本来就结算，急诊例外没有意义"],
    ),
    ("yunnan-2025", "{settlement.emergency_exception.suspended: false, settlement.emergency_kinds: []}", []),
    (
        "yunnan-2025",
        "{settlement.emergency_exception.suspended: false, settlement.emergency_exception.not_obtained: true, settlement.emergency_kinds: []}",
        ["W settlement.emergency_kinds: 有急诊例外，却没有写明什么算急诊"],
    ),
    (
        "yunnan-2025",
        "{casework.actors: {handling.decided: {by: [agency]}, handling.decide: {by: [agency]}}}",
        ["W casework.actors.handling.decided: 没有名为 handling.decided 的步骤"],
    ),
    ("yunnan-2025", "{meta.effective_from: 2025-06-01, meta.effective_to: 2025-06-01}", []),
    ("yunnan-2025", "{meta.effective_from: 2025-06-01}", []),
    ("yunnan-2025", "{meta.effective_to: 2025-06-01}", []),
    (
        "yunnan-2025",
        "{meta.effective_from: 2025-06-02, meta.effective_to: 2025-06-01}",
        ["E meta.effective_to: 失效日 2025-06-01 早于施行日 2025-06-02"],
    ),
    ("yunnan-2025", "{repair.points_range: [0, 0]}", []),
    ("yunnan-2025", "{repair.points_range: [-1, 2]}", ["E repair.points_range: 范围 -1—2 不成立"]),
    ("yunnan-2025", "{repair.term_reduction_months: [3, 2]}", ["E repair.term_reduction_months: 范围 3—2 不成立"]),
    ("yunnan-2025", "{repair.term_reduction_months: null}", []),
    (
        "yunnan-2025",
        "{restoration.apply_lead_working_days: 9}",
        ["W restoration.apply_lead_working_days: 期满前 9 个工作日申请，评估要 10 个工作日，可能期满仍未评估"],
    ),
    ("yunnan-2025", "{restoration.apply_lead_working_days: null}", []),
    ("yunnan-2025", "{restoration.assessment_working_days: null, restoration.apply_lead_working_days: 1}", []),
    (
        "yunnan-2025",
        "{tiers.suspension_rows: [{at: 9, cumulative_months: 1, single_months: 2, clauses: [yunnan/99], single_clauses: [yunnan/29.1b, yunnan/98]}, {at: 10, months: 3, clauses: [yunnan/29.2a]}, {at: 11, months: 5, clauses: [yunnan/29.3a]}]}",
        [
            "E tiers.suspension_rows[0].clauses[0]: 没有条款 yunnan/99",
            "E tiers.suspension_rows[0].single_clauses[1]: 没有条款 yunnan/98",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.degree_clauses: {general: yunnan/26.1, important: yunnan/26.9}}",
        ["E scoring.degree_clauses.important: 没有条款 yunnan/26.9"],
    ),
    ("yunnan-2025", "{casework.duties: {yunnan/6.9: 其他}}", ["E casework.duties.yunnan/6.9: 没有条款 yunnan/6.9"]),
    (
        "yunnan-2025",
        "{status.other_grounds: {yunnan/77: suspended}}",
        ["E status.other_grounds.yunnan/77: 没有条款 yunnan/77"],
    ),
    (
        "yunnan-2025",
        "{settlement.status_clauses: {normal: [yunnan/14.1], suspended: [yunnan/14.2, yunnan/14.7]}}",
        ["E settlement.status_clauses.suspended[1]: 没有条款 yunnan/14.7"],
    ),
    (
        "yunnan-2025",
        "{qualification.entry_conditions: {yunnan/5a: licence, yunnan/5z: x}}",
        ["E qualification.entry_conditions.yunnan/5z: 没有条款 yunnan/5z"],
    ),
    (
        "yunnan-2025",
        "{measures.catalogue: {reminder: {by: agency, process: reminder, label: 提醒, clauses: [yunnan/30.1z]}}}",
        [
            "W tiers.attention[0].do[1]: 措施 study 不在措施目录里",
            "W measures.at_suspension_level[0]: 措施 agency_interview 不在措施目录里",
            "W measures.at_suspension_level[1]: 措施 limited_circular 不在措施目录里",
            "W measures.at_suspension_level[2]: 措施 agency_organised_study 不在措施目录里",
            "W measures.at_12[0]: 措施 regional_circular 不在措施目录里",
            "W measures.at_12[1]: 措施 transfer_to_health_or_drug_authority 不在措施目录里",
            "W institution_measures.ratio_rows[0].do: 措施 payment_hold 不在措施目录里",
            "W institution_measures.ratio_rows[1].do: 措施 agreement_suspension 不在措施目录里",
            "E measures.catalogue.reminder.clauses[0]: 没有条款 yunnan/30.1z",
        ],
    ),
    (
        "yunnan-2025",
        "{scoring.cap: 11}",
        ["E scoring.bands: 各档合起来是 1—12 分", "E tiers.terminate_at: 终止分值 12 达不到"],
    ),
    ("yunnan-2025", "{scoring.cap: 13}", ["E scoring.bands: 各档合起来是 1—12 分"]),
    ("yunnan-2025", "{scoring.initial_points: 10}", []),
    ("hainan-2022", "{scoring.initial_points: 13}", ["E credit.levels: 剩余 13 分没有等级"]),
]


@cache
def document(regime: str, file: str) -> Document:
    path = SHIPPED / regime / file
    return read_yaml(path.read_text(encoding="utf-8"), file)


def findings(regime: str, values: str) -> list[str]:
    """What lint says of a regime with some parameters replaced."""
    changed = parse(
        document(regime, "regime.yaml"),
        document(regime, "clauses.yaml"),
        folder_name=regime,
        overrides=read_yaml(values, "values.yaml").data,
        sound=False,
    )
    found = []
    for finding in lint(changed):
        where = dotted(tuple(step for step in finding.path if step not in ("parameters", "value")))
        assert finding.expected and finding.remedy
        assert finding.label == {"error": "错误", "warning": "警告"}[finding.level]
        found.append(f"{finding.level[0].upper()} {where}: {finding.message}")
    return found


@pytest.mark.parametrize("regime", names([SHIPPED]))
def test_a_shipped_regime_raises_nothing(regime: str) -> None:
    assert findings(regime, "{}") == []


@pytest.mark.parametrize(("regime", "values", "expected"), POINTS + TIERS + NAMES)
def test_every_finding_and_no_other(regime: str, values: str, expected: list[str]) -> None:
    assert findings(regime, values) == expected
