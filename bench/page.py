"""docs/performance.md, which holds between its marks each section as it was measured last."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bench.conditions import ROOT
from bench.results import SECTIONS

PAGE: Final = ROOT / "docs" / "performance.md"
_MARK: Final = re.compile(r"<!-- bench: (\w+) -->")


def write(sections: Mapping[str, str]) -> None:
    """Put sections in the page.

    Raises:
        ValueError: the page has not got both marks.
    """
    PAGE.write_text(merged(PAGE.read_text(encoding="utf-8"), sections), encoding="utf-8")


def merged(page: str, sections: Mapping[str, str]) -> str:
    """Return a page with these sections, and with those of other runs that it holds already.

    Whatever else stands between the marks is not kept: nothing there is written by hand.

    Raises:
        ValueError: the page has not got both marks.
    """
    before, *marked = _MARK.split(page)
    names, texts = marked[::2], marked[1::2]
    if names[:1] != ["start"] or names[-1:] != ["end"]:
        raise ValueError(f"No {_mark('start')} … {_mark('end')} in the page")
    held = {**dict(zip(names, texts, strict=True)), **sections}
    parts = [f"{_mark(name)}\n\n{held[name].strip()}" for name in SECTIONS if name in held]
    return before + "\n\n".join((_mark("start"), *parts, _mark("end"))) + texts[-1]


def _mark(name: str) -> str:
    return f"<!-- bench: {name} -->"
