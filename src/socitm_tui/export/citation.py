"""Citations of an entry: as a sentence, and in the formats of reference managers.

A citation states how certain its date is, what is printed if the user corrected it, and where the
words are: capture, lines, hash. What is not known is left out.
BibTeX: https://ctan.org/pkg/bibtex · RIS: https://en.wikipedia.org/wiki/RIS_(file_format) ·
CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

from typing import Any

from socitm_tui.model.corrections import describe_corrections
from socitm_tui.model.entities import Entry, Item
from socitm_tui.model.labels import MONTHS, date_in_words, publisher_label

SHORT_HASH = 12
"""Digits of the SHA-256 of a capture in a citation."""
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def citation_sentence(entry: Entry) -> str:
    """The citation as a sentence: author, date, heading, publisher, address, capture."""
    item, publisher = entry.item, publisher_label(entry.item)
    heading = f"[{item.heading}]" if item.heading_made else f"“{item.heading}”"
    heading += _printed_value(entry, "title")
    date = f"({date_in_words(item)}{_printed_value(entry, 'date')})"
    who = item.author or publisher
    parts = [
        f"{who}{_printed_value(entry, 'author')} {date}. {heading}" if who else f"{heading} {date}"
    ]
    if item.author and publisher:
        parts.append(publisher)
    if item.url:
        parts.append(item.url)
    parts.append(_capture_reference(item))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _printed_value(entry: Entry, field: str) -> str:
    """The printed value of a field in square brackets, if the user corrected the field."""
    if field not in entry.annotation.corrections:
        return ""
    original = entry.original
    printed = {
        "date": date_in_words(original),
        "title": f"“{original.title}”" if original.title else "",
        "author": original.author or "",
    }[field]
    is_printed = printed and printed != "undated"
    return f" [printed: {printed}]" if is_printed else " [not printed]"


def _capture_reference(item: Item) -> str:
    """Where the item is, so that anybody can verify it: capture, lines, hash."""
    first, last = item.capture_lines
    lines = f"l. {first}" if first == last else f"l. {first}–{last}"
    return f"Capture {item.capture_name}, {lines}, sha256 {item.capture_sha256[:SHORT_HASH]}"


def _note(entry: Entry) -> str:
    """What the reader of a citation has to know about its date and heading."""
    item = entry.item
    sentences = [_capture_reference(item)]
    corrected = {
        field: value
        for field, value in entry.annotation.corrections.items()
        if field != "topics"  # no part of a citation
    }
    if corrections := describe_corrections(entry.original, corrected):
        sentences.append(f"Corrected by the reader: {'; '.join(corrections)}")
    if item.precision != "day":
        sentences.append(f"Date: {date_in_words(item)}")
    if item.heading_made:
        sentences.append("Heading made from the opening words")
    if item.truncated:
        sentences.append("Cut off in the capture")
    return ". ".join(sentences)


# ------------------------------------------------------------------ BibTeX
def bibtex_entry(entry: Entry) -> str:
    """A BibTeX entry of type `@misc`; the month is one of the words that BibTeX defines."""
    item = entry.item
    year, month, day = _date_parts(item)
    fields = {
        "title": f"{{{_escape_tex(item.heading)}}}",
        "author": _escape_tex(item.author or ""),
        "howpublished": _escape_tex(publisher_label(item)),
        "year": year,
        "month": MONTHS[int(month) - 1][:3].lower() if month else "",
        "day": day.lstrip("0"),
        "url": (item.url or "").replace("{", "%7B").replace("}", "%7D"),
        "note": _escape_tex(_note(entry)),
    }
    lines = "".join(
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    )
    return f"@misc{{socitm-tui-{item.key},\n{lines}}}\n"


def _escape_tex(text: str) -> str:
    return "".join(TEX.get(char, char) for char in text)


# ------------------------------------------------------------------ RIS
def ris_record(entry: Entry) -> str:
    """A RIS record; its lines end in CR LF, as the format requires."""
    item = entry.item
    year, month, day = _date_parts(item)
    fields = (
        ("TY", "NEWS"),
        ("ID", item.key),
        ("TI", item.heading),
        ("AU", item.author or ""),
        ("T2", publisher_label(item)),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("UR", item.url or ""),
        ("AB", " ".join(item.body.split())),
        ("N1", _note(entry)),
    )
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


# ------------------------------------------------------------------ CSL-JSON
def csl_item(entry: Entry) -> dict[str, Any]:
    """A CSL-JSON item."""
    item = entry.item
    document: dict[str, Any] = {
        "id": f"socitm-tui-{item.key}",
        "type": "article-newspaper",
        "title": item.heading,
        "note": _note(entry),
    }
    if publisher := publisher_label(item):
        document |= {"container-title": publisher, "publisher": publisher}
    if item.author:
        document["author"] = [{"literal": item.author}]
    if parts := [int(part) for part in _date_parts(item) if part]:
        document["issued"] = {"date-parts": [parts]}
    elif item.date_estimate:
        limits = (item.date_estimate.earliest, item.date_estimate.latest)
        dates = [[int(part) for part in limit.split("-")] for limit in limits]
        document["issued"] = {"date-parts": dates, "circa": True}
    if item.url:
        document["URL"] = item.url
    return document


def _date_parts(item: Item) -> tuple[str, str, str]:
    """Year, month and day in digits, each empty if it is not known."""
    parts = (item.date or "").split("-")
    year, month, day = (*parts, "", "", "")[:3]
    return year, month, day
