"""Citations of an entry: as a sentence, and in the forms reference managers read. Pure.

A citation carries the doubt of its date, what is printed where the user corrected it, and where
the words stand: capture, lines, hash. What is not known is left out.
BibTeX: https://ctan.org/pkg/bibtex · RIS: https://en.wikipedia.org/wiki/RIS_(file_format) ·
CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

from typing import Any

from socitm_tui.model import corrections as correcting
from socitm_tui.model import labels as present
from socitm_tui.model.entities import NO_PUBLISHER, Entry, Item

SHORT_HASH = 12
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def cite(entry: Entry) -> str:
    """The citation as a sentence: who, when with its doubt, what, where it stands."""
    item, publisher = entry.item, _publisher(entry.item)
    heading = f"[{item.heading}]" if item.heading_made else f"“{item.heading}”"
    heading += _printed(entry, "title")
    date = f"({present.long_date(item)}{_printed(entry, 'date')})"
    who = item.author or publisher
    parts = [f"{who}{_printed(entry, 'author')} {date}. {heading}" if who else f"{heading} {date}"]
    if item.author and publisher:
        parts.append(publisher)
    if item.url:
        parts.append(item.url)
    parts.append(_place(item))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _publisher(item: Item) -> str:
    return "" if item.publisher == NO_PUBLISHER else item.publisher


def _printed(entry: Entry, field: str) -> str:
    """What a capture says where the user has corrected it, in square brackets."""
    if field not in entry.annotation.corrections:
        return ""
    original = entry.original
    said = {
        "date": present.long_date(original),
        "title": f"“{original.title}”" if original.title else "",
        "author": original.author or "",
    }[field]
    return f" [printed: {said}]" if said and said != "undated" else " [not printed]"


def _place(item: Item) -> str:
    """Where the item stands, so that anybody can look: capture, lines, hash."""
    first, last = item.capture_lines
    lines = f"l. {first}" if first == last else f"l. {first}–{last}"
    return f"Capture {item.capture_name}, {lines}, sha256 {item.capture_sha256[:SHORT_HASH]}"


def _note(entry: Entry) -> str:
    """What a reader of the citation must know of date and heading."""
    item = entry.item
    said = [_place(item)]
    if words := correcting.sentences(entry.original, entry.annotation.corrections):
        said.append(f"Corrected by the reader: {'; '.join(words)}")
    if item.precision != "day":
        said.append(f"Date: {present.long_date(item)}")
    if item.heading_made:
        said.append("Heading made from the opening words")
    if item.truncated:
        said.append("Cut off in the capture")
    return ". ".join(said)


# ------------------------------------------------------------------ BibTeX
def as_bibtex(entry: Entry) -> str:
    """One `@misc` entry; the month is a word that BibTeX itself knows."""
    item = entry.item
    year, month, day = _date_parts(item)
    fields = {
        "title": f"{{{_tex(item.heading)}}}",
        "author": _tex(item.author or ""),
        "howpublished": _tex(_publisher(item)),
        "year": year,
        "month": present.MONTHS[int(month) - 1][:3].lower() if month else "",
        "day": day.lstrip("0"),
        "url": (item.url or "").replace("{", "%7B").replace("}", "%7D"),
        "note": _tex(_note(entry)),
    }
    lines = "".join(
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    )
    return f"@misc{{socitm-tui-{item.key},\n{lines}}}\n"


def _tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in text)


# ------------------------------------------------------------------ RIS
def as_ris(entry: Entry) -> str:
    """One RIS record; its lines end as the format asks."""
    item = entry.item
    year, month, day = _date_parts(item)
    fields = (
        ("TY", "NEWS"),
        ("ID", item.key),
        ("TI", item.heading),
        ("AU", item.author or ""),
        ("T2", _publisher(item)),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("UR", item.url or ""),
        ("AB", " ".join(item.body.split())),
        ("N1", _note(entry)),
    )
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


# ------------------------------------------------------------------ CSL-JSON
def as_csl(entry: Entry) -> dict[str, Any]:
    """One CSL-JSON item."""
    item = entry.item
    document: dict[str, Any] = {
        "id": f"socitm-tui-{item.key}",
        "type": "article-newspaper",
        "title": item.heading,
        "note": _note(entry),
    }
    if publisher := _publisher(item):
        document |= {"container-title": publisher, "publisher": publisher}
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
