"""Citations of an entry: as a sentence, and in the forms reference managers read. Pure.

A citation carries the doubt of its date and where the words stand: capture, lines, hash.
BibTeX: https://ctan.org/pkg/bibtex · RIS: https://en.wikipedia.org/wiki/RIS_(file_format) ·
CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

from typing import Any

from socitm_tui import present
from socitm_tui.model import Item

SHORT_HASH = 12
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def cite(item: Item) -> str:
    """The citation as a sentence: who, when with its doubt, what, where it stands."""
    heading = f"[{item.heading}]" if item.heading_made else f"“{item.heading}”"
    parts = [f"{item.author or item.publisher} ({present.long_date(item)}). {heading}"]
    if item.author:
        parts.append(item.publisher)
    if item.url:
        parts.append(item.url)
    parts.append(_place(item))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _place(item: Item) -> str:
    """Where the item stands, so that anybody can look: capture, lines, hash."""
    first, last = item.capture_lines
    lines = f"l. {first}" if first == last else f"l. {first}–{last}"
    return f"Capture {item.capture_name}, {lines}, sha256 {item.capture_sha256[:SHORT_HASH]}"


def _note(item: Item) -> str:
    """What a reader of the citation must know of date and heading."""
    said = [_place(item)]
    if item.precision != "day":
        said.append(f"Date: {present.long_date(item)}")
    if item.heading_made:
        said.append("Heading made from the opening words")
    if item.truncated:
        said.append("Cut off in the capture")
    return ". ".join(said)


# ------------------------------------------------------------------ BibTeX
def as_bibtex(item: Item) -> str:
    """One `@misc` entry."""
    year, month, day = _date_parts(item)
    fields = {
        "title": f"{{{_tex(item.heading)}}}",
        "author": _tex(item.author or ""),
        "howpublished": _tex(item.publisher),
        "year": year,
        "month": present.MONTHS[int(month) - 1][:3].lower() if month else "",
        "day": day.lstrip("0"),
        "url": (item.url or "").replace("{", "%7B").replace("}", "%7D"),
        "note": _tex(_note(item)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{socitm-tui-{item.key},\n{lines}}}\n"


def _tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in text)


# ------------------------------------------------------------------ RIS
def as_ris(item: Item) -> str:
    """One RIS record; its lines end as the format asks."""
    year, month, day = _date_parts(item)
    fields = (
        ("TY", "NEWS"),
        ("ID", item.key),
        ("TI", item.heading),
        ("AU", item.author or ""),
        ("PB", item.publisher),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("UR", item.url or ""),
        ("AB", " ".join(item.body.split())),
        ("N1", _note(item)),
    )
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


# ------------------------------------------------------------------ CSL-JSON
def as_csl(item: Item) -> dict[str, Any]:
    """One CSL-JSON item."""
    document: dict[str, Any] = {
        "id": f"socitm-tui-{item.key}",
        "type": "article-newspaper",
        "title": item.heading,
        "container-title": item.publisher,
        "publisher": item.publisher,
        "note": _note(item),
    }
    if item.author:
        document["author"] = [{"literal": item.author}]
    if parts := [int(part) for part in _date_parts(item) if part]:
        document["issued"] = {"date-parts": [parts]}
    elif item.date_estimate:
        ends = (item.date_estimate.earliest, item.date_estimate.latest)
        spans = [[int(part) for part in end.split("-")] for end in ends]
        document["issued"] = {"date-parts": spans, "circa": True}
    if item.url:
        document["URL"] = item.url
    return document


def _date_parts(item: Item) -> tuple[str, str, str]:
    """Year, month and day as printed, each empty where it is not known."""
    parts = (item.date or "").split("-")
    year, month, day = (*parts, "", "", "")[:3]
    return year, month, day
