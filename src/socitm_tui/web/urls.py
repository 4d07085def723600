"""Web addresses: their normal form, their host, and whether they lead into a private network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit

from socitm_tui.model.text import clean_line


class AddressError(ValueError):
    """An address that cannot be fetched; the message completes “URL …”."""


class UnreachableError(AddressError):
    """An address whose server does not respond, or not with encryption."""


def normalize_url(address: str) -> str:
    """The address as it is fetched and stored: with a scheme, a lower-case host, no fragment.

    Raises:
        AddressError: it is not a web address.
    """
    address = clean_line(address).strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressError("is no address of the web") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise AddressError("is no address of the web: only http and https are asked")
    if not host or any(character.isspace() for character in address):
        raise AddressError("is no address of the web")
    if parts.username or parts.password:
        raise AddressError("holds a name or password, which would be kept and shown; leave it out")
    name = f"[{host}]" if ":" in host else host
    netloc = f"{name}:{port}" if port else name
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", parts.query, ""))


def url_host(address: str) -> str:
    """The host of an address, with its port if it has one; an invalid address itself."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return address


def is_private_address(address: str) -> bool:
    """True for a numeric IP address outside the public internet, and for anything else."""
    try:
        number = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return True
    mapped = getattr(number, "ipv4_mapped", None)
    return not (mapped or number).is_global


async def resolves_to_private(address: str) -> bool:
    """True if any IP address of the host is outside the public internet.

    Raises:
        AddressError: the host cannot be resolved, or the address is invalid.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressError("is no address of the web") from error
    try:
        infos = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressError("could not be found: no machine has that name") from error
    return any(is_private_address(str(info[4][0])) for info in infos)
