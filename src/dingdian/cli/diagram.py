"""The diagram of a process as SVG: states as boxes, steps as words on the arrows, the same bytes for the same process.

Where things go is the layout library's; what is drawn is ours. A step that leads from several states to one is written
once. Sizes are in pixels; a Chinese character is a square.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from unicodedata import east_asian_width

import graphlay

from dingdian.law.processes.model import NEW, Process, Step

SIZE, SMALL, LINE = 15.0, 13.0, 18.0
FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',SimSun,sans-serif"
OPTIONS = {
    "direction": "topbottom",
    "spacing": {"layer_gap": 34.0, "node_gap": 30.0},
    "cycles": {"strategy": "follow_flow"},
}
Point = tuple[float, float]
Arrow = tuple[str, str]


def width(text: str, size: float) -> float:
    """How wide a text is: a full-width character is as wide as high, any other a little over half."""
    return sum(size if east_asian_width(c) in "WFA" else size * 0.58 for c in text)


def arrows(steps: tuple[Step, ...]) -> tuple[dict[tuple[str, str], list[str]], dict[str, list[str]]]:
    """(Step, state it leads to) → states it comes from; state → steps that leave it where it is."""
    moving: dict[tuple[str, str], list[str]] = {}
    staying: dict[str, list[str]] = {}
    for step in steps:
        for source in step.source:
            for target in reached(step, source):
                if source == target:
                    staying.setdefault(source, []).append(step.title)
                else:
                    moving.setdefault((step.act, target), []).append(source)
    return moving, staying


def reached(step: Step, source: str) -> tuple[str, ...]:
    """Where a step may lead from a state."""
    if isinstance(step.target, str):
        return (step.target,)
    names = step.target.targets()
    by_state, both = getattr(step.target, "by_state", {}), getattr(step.target, "both", {})
    if source in by_state:
        return (by_state[source],)
    exact = tuple(dict.fromkeys(to for (at, _), to in both.items() if at == source))
    if getattr(step.target, "field", None) is not None:
        values = {value for (at, value) in both if at == source}
        rest = (to for value, to in step.target.by_value.items() if value not in values)  # type: ignore[union-attr]
        return tuple(dict.fromkeys((*exact, *rest)))
    default = getattr(step.target, "default", None)
    if default is not None:
        return (default or source,)
    return names


def draw(process: Process, steps: tuple[Step, ...] | None = None) -> str:
    """The SVG of a process, of all its steps or only of some."""
    drawn = process.steps if steps is None else steps
    titles = {step.act: step.title for step in drawn}
    moving, staying = arrows(drawn)
    used = {s for sources in moving.values() for s in sources} | {s for _, s in moving} | staying.keys()
    boxes = {s: _box(process.states[s], staying.get(s, [])) for s in process.states if s in used}
    words = {f"{act}>{target}": titles[act] for act, target in moving}
    graph = graphlay.Graph()
    for state, (wide, high) in boxes.items():
        graph.node(state, width=wide, height=high)
    for name, title in words.items():
        graph.node(name, width=width(title, SMALL) + 10, height=LINE + 2)
    lines: list[Arrow] = []
    for (act, target), sources in moving.items():
        lines += [(source, f"{act}>{target}") for source in sources]
        lines.append((f"{act}>{target}", target))
    for source, target in lines:
        graph.edge(source, target)
    placed = graphlay.layout(graph, preset="layered", options=OPTIONS)
    paths = [[(float(p["x"]), float(p["y"])) for p in edge["points"]] for edge in placed.edges]
    return "\n".join(_svg(process, boxes, words, staying, placed.positions(), paths, lines)) + "\n"


def _box(label: str, staying: list[str]) -> tuple[float, float]:
    texts = [width(label, SIZE), *(width(f"↻ {t}", SMALL) for t in staying)]
    return max(texts) + 28, 36 + LINE * len(staying)


def _svg(
    process: Process,
    boxes: dict[str, tuple[float, float]],
    words: dict[str, str],
    staying: dict[str, list[str]],
    at: dict[str, Point],
    paths: list[list[Point]],
    lines: list[Arrow],
) -> Iterator[str]:
    sizes = boxes | {name: (width(title, SMALL) + 10, LINE + 2) for name, title in words.items()}
    xs = [at[n][0] + d * wide / 2 for n, (wide, _) in sizes.items() for d in (-1, 1)]
    ys = [at[n][1] + d * high / 2 for n, (_, high) in sizes.items() for d in (-1, 1)]
    xs += [x for path in paths for x, _ in path]
    ys += [y for path in paths for _, y in path]
    left, top, right, bottom = min(xs) - 16, min(ys) - 16, max(xs) + 16, max(ys) + 16
    wide, high = right - left, bottom - top
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1f} {top:.1f} {wide:.1f} {high:.1f}" '
        f'width="{wide:.0f}" height="{high:.0f}" font-family="{FONT}" role="img">'
    )
    yield f"<title>{escape(process.title)}</title>"
    yield (
        '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0,0L10,5L0,10z" fill="#456"/></marker></defs>'
    )
    yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="#fff"/>'
    for path, (_, target) in zip(paths, lines, strict=True):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in path)
        head = ' marker-end="url(#a)"' if target in boxes else ""
        yield f'<polyline points="{points}" fill="none" stroke="#456" stroke-width="1.4"{head}/>'
    for name, title in words.items():
        yield from _step(title, at[name])
    for state, box in boxes.items():
        yield from _state(process, state, at[state], box, staying.get(state, []))
    yield "</svg>"


def _text(x: float, y: float, size: float, colour: str, words: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size:.0f}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def _rect(at: Point, size: tuple[float, float], style: str) -> str:
    (x, y), (wide, high) = at, size
    return f'<rect x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}" height="{high:.1f}" {style}/>'


def _step(title: str, at: Point) -> Iterator[str]:
    yield _rect(at, (width(title, SMALL) + 10, LINE + 2), 'rx="9" fill="#fff" stroke="#9ab"')
    yield _text(at[0], at[1] + 4.6, SMALL, "#234", title)


def _state(process: Process, state: str, at: Point, box: tuple[float, float], staying: list[str]) -> Iterator[str]:
    last = state in process.terminal
    fill = "#eef3f8" if state == NEW else "#e9e4dc" if last else "#dcebf7"
    round_, thick = (16, 1.2) if state == NEW else (5, 2.2 if last else 1.2)
    yield _rect(at, box, f'rx="{round_}" fill="{fill}" stroke="#345" stroke-width="{thick}"')
    top = at[1] - box[1] / 2
    yield _text(at[0], top + 23, SIZE, "#112", process.states[state])
    for n, title in enumerate(staying):
        yield _text(at[0], top + 36 + LINE * n + LINE * 0.55, SMALL, "#456", f"↻ {title}")
