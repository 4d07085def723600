"""Addresses: what may be asked for, and what is inside somebody's own network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit

from socitm_tui.model.text import clean_line


class AddressError(ValueError):
    """An address that is not asked; the message completes “URL …”."""


def normal(address: str) -> str:
    """The address as it is asked and remembered: a scheme, a host in lower case, no fragment.

    Raises:
        AddressError: it is no address of the web.
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
    if not host or any(sign.isspace() for sign in address):
        raise AddressError("is no address of the web")
    if parts.username or parts.password:
        raise AddressError("holds a name or password, which would be kept and shown; leave it out")
    name = f"[{host}]" if ":" in host else host
    where = f"{name}:{port}" if port else name
    return urlunsplit((parts.scheme.lower(), where, parts.path or "/", parts.query, ""))


def host_of(address: str) -> str:
    """The host of an address, with its port where it names one; all of what is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return address


def is_private(number: str) -> bool:
    """True for a numeric address that is not of the public internet."""
    try:
        found = ipaddress.ip_address(number.split("%", maxsplit=1)[0])
    except ValueError:
        return True
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global


async def leads_inside(address: str) -> bool:
    """True where any of the machines that a host stands for is not of the public internet.

    Raises:
        AddressError: nobody knows the host, or it is no address.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressError("is no address of the web") from error
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressError("could not be found: no machine has that name") from error
    return any(is_private(str(one[4][0])) for one in found)
