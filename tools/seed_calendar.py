"""Seed the national working-day calendar from `chinesecalendar` and compare it with `holidays`.

Without arguments it prints where the two sources differ, and where the kept file differs from the seed.
With `--write` it writes the file; an office's own edits are then lost.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
from chinese_calendar.constants import holidays as named_holidays
from chinese_calendar.constants import workdays as makeup_days

from dingdian.calendars import DEFAULT, load_calendar

FIRST, LAST = 2004, 2026

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}

# Make-up days that chinesecalendar does not know, with the notice that names them.
MISSING_WORK = {
    date(2005, 12, 31): "2006 年元旦调休",  # 国办发明电〔2005〕35号：12月31日（星期六）上班
}

# Notices of the year besides the yearly one.
LATER_NOTICES = {
    2015: "及抗战胜利 70 周年纪念日调休放假通知",
    2019: "及劳动节假期安排通知",
    2020: "及延长春节假期通知",
}

HEADER = """\
# 全国工作日历：各年法定节假日放假（off）和调休上班（work）的日期。
#
# off  放假的日期，周末落在假期内的也列出；没有列出的周六、周日仍是休息日。
# work 调休上班的周六、周日。
# published 为 false 的年份视为尚未公布：只按周末计算，期限标“暂计”。
#
# 新一年的安排公布后，在末尾照样加一年。填错的日期在读入时会指出行号。

years:
"""


def days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def seed() -> str:
    """The text of the calendar file."""
    return HEADER + "\n".join(seed_year(year) for year in range(FIRST, LAST + 1))


def seed_year(year: int) -> str:
    off = {day: NAMES[str(name)] for day, name in named_holidays.items() if day.year == year}
    work = {day: f"{NAMES[str(name)]}调休" for day, name in makeup_days.items() if day.year == year}
    work |= {day: reason for day, reason in MISSING_WORK.items() if day.year == year}
    lines = [
        f"  {year}:",
        "    published: true",
        f"    source: 国务院办公厅 {year} 年节假日安排{LATER_NOTICES.get(year, '')}",
    ]
    for key, dated in (("off", off), ("work", work)):
        lines.append(f"    {key}:")
        lines += [f"      - {day} # {'一二三四五六日'[day.weekday()]} {dated[day]}" for day in sorted(dated)]
    return "\n".join(lines) + "\n"


def source_differences() -> Iterator[str]:
    """Days on which the two packages disagree whether they are worked."""
    second = holidays.country_holidays("CN", years=range(FIRST, LAST + 1))
    for year in range(FIRST, LAST + 1):
        for day in days(year):
            one, two = chinese_calendar.is_workday(day), second.is_working_day(day)
            if one != two:
                settled = "；本表按放假通知更正" if day in MISSING_WORK else ""
                yield f"{day}: chinesecalendar {word(one)}，holidays {word(two)}{settled}"


def word(worked: bool) -> str:
    return "上班" if worked else "休息"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the file instead of comparing it")
    parser.add_argument("--file", type=Path, default=DEFAULT, help="the calendar file (default: the national one)")
    arguments = parser.parse_args()
    text = seed()
    if arguments.write:
        arguments.file.write_text(text, encoding="utf-8")
        load_calendar(arguments.file)
    for line in source_differences():
        print(line)
    if arguments.file.read_text(encoding="utf-8") != text:
        print(f"{arguments.file.name}: 与来源不同（办公室改过，或来源已更新）")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
