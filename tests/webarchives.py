"""Web archives written for tests."""

from __future__ import annotations

import gc
import io
import warnings
from collections.abc import Sequence

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Captured = tuple[str, str, str, bytes]
"""Address, moment, status and type (“200 text/html”), body."""


def written(captures: Sequence[Captured], *, packed: bool = True) -> bytes:
    """A web archive of some captures, as a crawler would have written it."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        _write(out, captures, packed=packed)
        gc.collect()  # warcio's writer leaves its temporary files to the collector
    return out.getvalue()


def _write(out: io.BytesIO, captures: Sequence[Captured], *, packed: bool) -> None:
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "a test"}))
    for url, moment, status, body in captures:
        code, _, kind = status.partition(" ")
        fields = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(f"{code} Said", fields, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": moment},
        )
        writer.write_record(record)
