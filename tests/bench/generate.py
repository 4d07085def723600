"""Number of items -> the same news every time: a JSON Feed, RSS for the peers, text for a pager.

An item has about 1.5 KB of text: words of a vocabulary of 30,000 drawn by Zipf's law, over the
years 2004 to 2024. Every third item names topics of ours, the others are left to the taxonomy;
every fiftieth is told a second time two days later, so that there are stories to link.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import itertools
import json
import pydoc_data.topics
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from socitm_tui.ingest.topics import load_taxonomy
from socitm_tui.storage.home import bundled_data_folder

FIRST, DAYS = dt.datetime(2004, 1, 1, 9, tzinfo=dt.UTC), 21 * 365
VOCABULARY = 30_000
PUBLISHERS = 40


@dataclass(frozen=True, slots=True)
class News:
    """One synthetic item."""

    number: int
    url: str
    title: str
    when: dt.datetime
    author: str
    publisher: str
    topics: tuple[str, ...]
    body: str


def vocabulary(rng: random.Random) -> list[str]:
    """Words that look like words: those of Python's own manual, then made ones."""
    manual = " ".join(pydoc_data.topics.topics.values())
    words = sorted({*re.findall(r"\b[a-z]{3,12}\b", manual)})
    rng.shuffle(words)
    seen = set(words)
    syllables = [
        a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "or")
    ]
    while len(words) < VOCABULARY:
        word = "".join(rng.choice(syllables) for _ in range(rng.randint(2, 4)))
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


def news(count: int, seed: int = 7) -> Iterator[News]:
    """The items, oldest first."""
    rng = random.Random(seed)  # noqa: S311 - the same every time is what is wanted
    words = vocabulary(rng)
    slugs = [topic.slug for topic in load_taxonomy(bundled_data_folder() / "topics.toml").topics]
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    last: News | None = None
    for number in range(1, count + 1):
        minutes = rng.randrange(600)
        when = FIRST + dt.timedelta(days=(number * DAYS) // count, minutes=minutes)
        drawn = rng.choices(words, cum_weights=weights, k=max(50, int(rng.gauss(165, 45))))
        title = rng.choices(words, cum_weights=weights, k=rng.randint(5, 11))
        sentences = [
            " ".join(drawn[at : at + 14]).capitalize() + "." for at in range(0, len(drawn), 14)
        ]
        body = "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
        made = News(
            number,
            f"https://news.example/{when:%Y/%m}/{number}",
            " ".join(title).capitalize(),
            when,
            f"{rng.choice(words[:400])} {rng.choice(words[:400])}".title(),
            f"Gazette {rng.randrange(PUBLISHERS) + 1}",
            tuple(rng.sample(slugs, rng.choice([1, 1, 2, 3]))) if number % 3 == 0 else (),
            last.body if last and number % 50 == 0 else body,
        )
        yield made
        last = made


def json_feed(path: Path, items: Iterator[News]) -> None:
    """Write a JSON Feed."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [')
        for at, one in enumerate(items):
            doc = {
                "id": str(one.number),
                "url": one.url,
                "title": one.title,
                "date_published": one.when.isoformat(timespec="seconds"),
                "authors": [{"name": one.author}],
                "content_text": one.body,
                "_socitm": {"publisher": one.publisher},
            }
            if one.topics:
                doc["tags"] = list(one.topics)
            file.write(("," if at else "") + "\n" + json.dumps(doc))
        file.write("\n]}\n")


def rss(path: Path, items: Iterator[News]) -> None:
    """Write one RSS 2.0 feed."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>')
        file.write("<title>News</title><link>https://news.example/</link>")
        file.write("<description>News</description>\n")
        file.writelines(_rss_item(one) for one in items)
        file.write("</channel></rss>\n")


def _rss_item(one: News) -> str:
    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in one.body.split("\n\n"))
    categories = "".join(f"<category>{topic}</category>" for topic in one.topics)
    return (
        f"<item><title>{escape(one.title)}</title><link>{one.url}</link><guid>{one.url}</guid>"
        f"<pubDate>{email.utils.format_datetime(one.when)}</pubDate>{categories}"
        f"<author>{one.author}</author><description>{escape(html)}</description></item>\n"
    )


def newsboat(folder: Path, items: Iterator[News]) -> None:
    """Write one RSS feed a year and newsboat's list of them, with a list of all articles."""
    folder.mkdir(parents=True, exist_ok=True)
    years = []
    for year, some in itertools.groupby(items, key=lambda one: one.when.year):
        rss(folder / f"{year}.xml", some)
        years.append(f"file://{(folder / f'{year}.xml').resolve()} year{year}\n")
    (folder / "urls").write_text('"query:All articles:title =~ \\".\\""\n' + "".join(years))


def text(path: Path, items: Iterator[News]) -> None:
    """Write a plain text, for a pager."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{one.when:%Y-%m-%d}  {one.title}\n{one.body}\n\n" for one in items)
