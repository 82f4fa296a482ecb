"""The same year through the law core, timed: `fold` per person, then with reasons for everybody sanctioned.

    points.py FOLDER      reads FOLDER/events.bin and windows.bin (see baseline.py), prints one JSON line

Each entry is one decision, delivered on its day. A window of the baseline begins on the day itself and is open at
its end; a term here begins the day after delivery and counts its last day: the same rows, one day later.
"""

import json
import sys
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dingdian.calendars import load_calendar
from dingdian.law.account import Account
from dingdian.law.acts import DeliverToInstitution, HandlingDecide
from dingdian.law.events import Booked, Delivered, Event, Item
from dingdian.law.fold import fold
from dingdian.law.processes import admit
from dingdian.law.regime import Regime
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.law.standing import standing
from dingdian.law.tiers import TierTable
from dingdian.regimes import load

REGIME, INSTITUTION = "yunnan-2025", "H53010200001"
CIRCUMSTANCES = ("yunnan/22.1", "yunnan/23.1", "yunnan/24.1", "yunnan/25.1")  # of bands 1–3, 4–6, 7–9, 10–12
DEGREES = ("general", "important", "main")
Row = tuple[int, date, int]
Person = tuple[int, Event]


def rows(path: Path) -> list[tuple[int, ...]]:
    values = array("i", path.read_bytes())
    return list(zip(values[::3], values[1::3], values[2::3], strict=True))


def events(entries: list[Row]) -> list[Person]:
    """Every entry and its delivery as the fold takes them, in date order."""
    found: list[Person] = []
    for n, (person, on, points) in enumerate(entries):
        handling = f"h{n}"
        found.append((person, Booked(on, on, handling, INSTITUTION, (Item("f", (handling, "f"), points),))))
        found.append((person, Delivered(on, on, handling)))
    return found


def fold_all(regime: Regime, table: TierTable, stream: list[Person]) -> dict[int, Account]:
    """The measured work: gather each person's events and fold them."""
    by_person: defaultdict[int, list[Event]] = defaultdict(list)
    for person, event in stream:
        by_person[person].append(event)
    return {person: fold(regime, table, own) for person, own in by_person.items()}


def explain_all(register: Register, asked: list[tuple[str, date]]) -> int:
    """The measured work on top: the standing of everybody sanctioned with every reason and clause."""
    return sum(len(d.reasons) for person, day in asked for d in [standing(register, person, day)])


def register_of(regime: Regime, sanctioned: dict[int, Account], entries: list[Row]) -> Register:
    """The sanctioned persons and their acts, admitted one by one."""
    site = {"institution": INSTITUTION, "filed_on": "2024-01-01"}
    people = [{"code": str(p), "role": "medical", "sites": [site]} for p in sanctioned]
    institution = {"code": INSTITUTION, "sector": "medical_institution", "ownership": "public"}
    setting = Setting.model_validate({"institutions": [institution], "people": people})
    register = Register(regime, load_calendar(), setting)
    for act in acts(sanctioned, entries):
        admission = admit(register, act)
        assert admission.admitted, admission.objections
    return register


def acts(sanctioned: dict[int, Account], entries: list[Row]) -> Iterator[HandlingDecide | DeliverToInstitution]:
    for n, (person, on, points) in enumerate(entries):
        if person not in sanctioned:
            continue
        band, position = divmod(points - 1, 3)
        finding = {
            "id": "f",
            "type": "f",
            "circumstances": [CIRCUMSTANCES[band]],
            "persons": [{"person": str(person), "degree": DEGREES[position]}],
        }
        basis = "agreement_handling" if band == 0 else "administrative_penalty"
        common = {"on": on, "institution": INSTITUTION}
        decide = {"act": "handling.decide", "id": f"h{n}", "basis": basis, "findings": [finding]}
        yield HandlingDecide.model_validate(common | decide)
        deliver = {"act": "notice.deliver_to_institution", "id": f"d{n}", "of": f"h{n}"}
        yield DeliverToInstitution.model_validate(common | deliver)


def compare(accounts: dict[int, Account], windows: list[tuple[int, ...]], cap: int) -> dict[str, int]:
    """Sanctions of only one of the two; `again` are those of a full single entry on a total that was full before.

    The baseline leaves these out; the law books them, and the later end of two bans governs.
    """
    mine: defaultdict[tuple[int, ...], int] = defaultdict(int)
    again = 0
    for person, account in accounts.items():
        for c in account.causes:
            end = c.last_day or c.ban_last
            assert end is not None and c.crossing is not None
            if c.crossing.before == cap:
                again += 1
            else:
                mine[person, c.anchor.toordinal(), end.toordinal()] += 1
    for window in windows:
        mine[window] -= 1
    return {"again": again, "differences": sum(map(abs, mine.values()))}


def main(folder: Path) -> None:
    regime = load(REGIME)
    table = TierTable(regime)
    entries = [(person, date.fromordinal(day), points) for person, day, points in rows(folder / "events.bin")]
    stream = events(entries)
    start = time.perf_counter()
    accounts = fold_all(regime, table, stream)
    folded = time.perf_counter() - start
    sanctioned = {p: account for p, account in accounts.items() if account.causes}
    register = register_of(regime, sanctioned, entries)
    asked = [(str(p), account.causes[-1].first_day) for p, account in sanctioned.items()]
    start = time.perf_counter()
    reasons = explain_all(register, asked)
    explained = time.perf_counter() - start
    result = {
        "events": len(entries),
        "persons": len(accounts),
        "sanctioned": len(sanctioned),
        "reasons": reasons,
        **compare(accounts, rows(folder / "windows.bin"), table.cap),
        "seconds": folded,
        "seconds_with_reasons": folded + explained,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
