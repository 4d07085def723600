"""A server on loopback that answers well, badly, slowly, partly and without end."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title><item>'
    b"<title>The ferry is back</title><guid>http://g.example/1</guid><pubDate>Sat, 01 May 2010 "
    b"10:00:00 GMT</pubDate><description>The ferry runs again from Monday, and the old bell has "
    b"been hung beside the new one, where it can be rung by whoever comes late at night and finds "
    b"the landing dark.</description></item></channel></rss>"
)
PAGE = (
    b"<!doctype html><html><head><title>The Gazette</title><link rel='alternate' "
    b"type='application/rss+xml' href='/feed'></head><body><h1>The ferry is back</h1>"
    b"<p>1 May 2010</p><p>The ferry runs again from Monday, and the old bell has been hung beside "
    b"the new one, where it can be rung by whoever comes late.</p></body></html>"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@dataclass
class Server:
    """What is answered at each path, and the requests so far."""

    port: int = 0
    answers: dict[str, Callable[[socket.socket, str], None]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def says(self, path: str, body: bytes, status: str = "200 OK", **headers: str) -> None:
        self.answers[path] = lambda peer, _: peer.sendall(answer(body, status, **headers))

    def asked(self, path: str) -> list[str]:
        return [one for one in self.requests if one.split(" ")[1] == path]


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    given = {"Content-Type": "text/html", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body


@contextmanager
def running() -> Iterator[Server]:
    """The server while the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])
    _furnish(server)
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=_serve, args=(server, peer), daemon=True)
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        server.stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(5)


def _serve(server: Server, peer: socket.socket) -> None:
    with peer:
        try:
            request = b""
            while b"\r\n\r\n" not in request:
                if not (part := peer.recv(65536)):
                    return
                request += part
            text = request.decode("latin-1")
            server.requests.append(text)
            path = text.split(" ")[1]
            server.answers.get(path.split("?")[0], _missing)(peer, text)
        except OSError:
            return


def _furnish(server: Server) -> None:
    """Every way of answering that a reader must bear."""
    says, rule = server.says, server.answers
    says("/feed", FEED, Content_Type="application/rss+xml", ETag='"1"', Last_Modified="Sat, 01 May")
    says("/page", PAGE)
    says("/moved", b"", "301 Moved Permanently", Location="/feed")
    says("/lent", b"", "302 Found", Location="/feed")
    says("/moved-then-lent", b"", "308 Permanent Redirect", Location="/lent")
    says("/round", b"", "301 Moved Permanently", Location="/about")
    says("/about", b"", "301 Moved Permanently", Location="/round")
    says("/itself", b"", "302 Found", Location="/itself")
    says("/inside", b"", "302 Found", Location="http://10.255.255.1/secret")
    says("/metadata", b"", "301 Moved", Location="http://[::ffff:169.254.169.254]/")
    says("/file", b"", "302 Found", Location="file:///etc/passwd")
    says("/gone", b"", "410 Gone")
    says("/login", b"", "401 Unauthorized")
    says("/closed", b"", "403 Forbidden")
    says("/busy", b"", "429 Too Many Requests", Retry_After="1800")
    says("/broken", b"", "500 Internal Server Error")
    says("/resting", b"", "503 Service Unavailable", Retry_After="Sat, 01 Jan 2000 00:00:00 GMT")
    says("/teapot", b"", "418 Teapot")
    says("/picture", b"\x89PNG", Content_Type="image/png")
    says("/nothing", b"")
    says("/bomb", gzip.compress(bytes(3_000_000)), Content_Encoding="gzip")
    says("/badly-packed", b"not gzip at all", Content_Encoding="gzip")
    says("/half", PAGE[:200], Content_Length=str(len(PAGE)))
    rule["/hung-up"] = lambda _peer, _: None
    rule["/noise"] = lambda peer, _: peer.sendall(b"\x00\xff" * 100)
    rule["/silent"] = lambda _peer, _: _wait(server)
    head = answer(b"", Content_Length="9")
    rule["/silent-body"] = lambda peer, _: _drip(server, peer, head, b"", 20)
    rule["/drip"] = lambda peer, _: _drip(server, peer, HEAD + b"\r\n", b"a", 0.1)
    rule["/drip-head"] = lambda peer, _: _drip(server, peer, HEAD, b"X: a\r\n", 0.1)
    rule["/endless"] = lambda peer, _: _drip(server, peer, HEAD + b"\r\n", b"a" * 65536, 0)
    rule["/etag"] = _unless_known


def _missing(peer: socket.socket, _: str) -> None:
    peer.sendall(answer(b"no", "404 Not Found"))


def _unless_known(peer: socket.socket, request: str) -> None:
    if 'If-None-Match: "1"' in request or 'if-none-match: "1"' in request:
        peer.sendall(answer(b"", "304 Not Modified"))
    else:
        peer.sendall(answer(FEED, Content_Type="application/rss+xml", ETag='"1"'))


def _wait(server: Server) -> None:
    server.stopping.wait(20)


def _drip(server: Server, peer: socket.socket, head: bytes, drop: bytes, pause: float) -> None:
    peer.sendall(head)
    while not server.stopping.is_set():
        peer.sendall(drop)
        server.stopping.wait(pause)
