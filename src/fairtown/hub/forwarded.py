"""What a proxy says of its visitors, and which headers pass through the gateway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from string import punctuation
from urllib.parse import quote

from tornado.httputil import HTTPHeaders, RequestStartLine

from fairtown.concepts import FairtownError

VARIABLE = "FAIRTOWN_PROXIES"
FORWARDED_FOR, FORWARDED_PROTO = "X-Forwarded-For", "X-Forwarded-Proto"
#: Of one connection, not of the request (RFC 9110, section 7.6.1).
HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect",
     "proxy-authenticate", "proxy-authorization")
)  # fmt: skip
#: Written anew by the gateway; what a visitor says of itself is dropped.
NEVER_FORWARDED = frozenset(("forwarded", "x-real-ip", "content-length"))
FORWARDED_PREFIX = "x-forwarded-"
WITH_BODY = ("POST", "PUT", "PATCH")
YEAR = 31_536_000
#: On every answer that does not bring its own.
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # the map may ask where a reader is; nothing here asks for more
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
STRICT_TRANSPORT = ("Strict-Transport-Security", f"max-age={YEAR}")


@dataclass(frozen=True)
class Proxies:
    """The proxies that may say for whom they ask. `always_https`: visitors come by https whatever is said."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    always_https: bool = False

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Proxies:
        """Return those of $FAIRTOWN_PROXIES; raises FairtownError on one that is no address."""
        networks = []
        for text in filter(None, (part.strip() for part in environ.get(VARIABLE, "").split(","))):
            try:
                networks.append(ip_network(text))
            except ValueError:
                raise FairtownError(
                    f"${VARIABLE}: {text[:60]!r} is no address or network, expected 127.0.0.1 or 10.0.0.0/8; "
                    "part several by commas"
                ) from None
        return cls(tuple(networks), bool(environ.get("FAIRTOWN_HTTPS")))

    def visitor(self, peer: str, headers: HTTPHeaders) -> tuple[str, str]:
        """Return the address of the visitor and the scheme, http or https, of a request that came from `peer`."""
        scheme = "https" if self.always_https else "http"
        if not self._is_proxy(peer):
            return peer, scheme
        chain = [part.strip() for part in headers.get(FORWARDED_FOR, "").split(",")]
        visitor = next((a for a in reversed(chain) if not self._is_proxy(a)), "")
        claimed = headers.get(FORWARDED_PROTO, "").rpartition(",")[2].strip().lower()
        return (visitor if _is_address(visitor) else peer), ("https" if claimed == "https" else scheme)

    def _is_proxy(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def rejection_reason(start: RequestStartLine, headers: HTTPHeaders) -> str:
    """Return why no worker should see a request; blank if one may.

    A name with an underscore is read like one with a hyphen by what is behind: X_FORWARDED_PROTO would be believed.
    """
    for name in headers:
        if "_" in name:
            return f"header {name[:60]!r} has an underscore, which names of headers here never have"
    if start.version == "HTTP/1.1" and len(headers.get_list("Host")) != 1:
        return "expected one Host header"
    return "" if start.path.startswith("/") else "expected an address that starts with /"


def encoded_target(path: str) -> str:
    """Return the path and query of a request line, what is not ASCII in it as percent signs."""
    return path if path.isascii() else quote(path.encode("latin-1"), safe=punctuation)


def request_headers(headers: HTTPHeaders, method: str, length: int, address: str, scheme: str) -> HTTPHeaders:
    """Return what a worker is given: the visitor's headers, and who asks by which scheme."""
    passed = HTTPHeaders()
    for name, value in _end_to_end(headers):
        if name.lower() not in NEVER_FORWARDED and not name.lower().startswith(FORWARDED_PREFIX):
            passed.add(name, value)
    passed[FORWARDED_FOR], passed[FORWARDED_PROTO], passed["Connection"] = address, scheme, "close"
    if length or method in WITH_BODY:
        passed["Content-Length"] = str(length)
    return passed


def response_headers(headers: HTTPHeaders, scheme: str) -> HTTPHeaders:
    """Return what a visitor is given: the worker's headers, and those of security that every answer has."""
    passed = HTTPHeaders()
    for name, value in _end_to_end(headers):
        if name.lower() != "server":
            passed.add(name, value)
    for name, value in [*SECURITY.items(), *([STRICT_TRANSPORT] if scheme == "https" else [])]:
        if name not in passed:
            passed[name] = value
    return passed


def _end_to_end(headers: HTTPHeaders) -> Iterator[tuple[str, str]]:
    named = {name.strip().lower() for name in headers.get("Connection", "").split(",")}
    for name, value in headers.get_all():
        if name.lower() not in HOP_BY_HOP and name.lower() not in named:
            yield name, value
