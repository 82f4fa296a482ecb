"""The hand-written form, timed: `engines/plain.py` of the peers on the synthetic year. Runs in the peers' environment.

baseline.py FOLDER PERSONS SEED      writes FOLDER/events.bin and windows.bin, prints one JSON line
"""

import json
import sys
import time
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))

import data
from engines import plain


def main(folder: Path, persons: int, seed: int) -> None:
    events_file, _ = data.write(folder, persons, 1, seed)
    events = plain.load_events(events_file)
    columns = [v for e in events for v in (e.person, e.day.toordinal(), e.points)]
    save(folder / "events.bin", columns)
    start = time.perf_counter()
    _, windows = plain.run_events(events)
    seconds = time.perf_counter() - start
    save(folder / "windows.bin", [v for w in windows for v in (w.person, w.start.toordinal(), w.end.toordinal())])
    print(json.dumps({"events": len(events), "windows": len(windows), "seconds": seconds}))


def save(path: Path, values: list[int]) -> None:
    """32-bit numbers, put in place at once: a reader never sees half a file."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        array("i", values).tofile(file)
    part.replace(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
