"""Messages for requests without an answer, whichever transport raised the error: Twisted (`arsip crawl`) or aiohttp."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_TLS = "the TLS connection failed"
_CERTIFICATE = "its certificate is not valid"
_UNKNOWN_NAME = "the name is unknown, or there is no network"
_REFUSED = "the connection is refused"
_NO_ROUTE = "there is no route to it"
_TIMEOUT = "no answer in time"
_CLOSED = "the connection was closed before an answer"
_NO_HTTP = "the answer is not HTTP"
_PROXY = "the proxy does not let this through"

_WORDS = {
    # names, as Scrapy, Twisted, Python and aiohttp call it
    "CannotResolveHostError": _UNKNOWN_NAME,
    "DNSLookupError": _UNKNOWN_NAME,
    "UnknownHostError": _UNKNOWN_NAME,
    "gaierror": _UNKNOWN_NAME,
    "ClientConnectorDNSError": _UNKNOWN_NAME,
    # certificates and TLS, as Python, pyOpenSSL and service_identity call it
    "SSLCertVerificationError": _CERTIFICATE,
    "ClientConnectorCertificateError": _CERTIFICATE,
    "VerificationError": _CERTIFICATE,
    "SSLError": _TLS,
    "OpenSSL.SSL.Error": _TLS,
    # connections
    "ConnectionRefusedError": _REFUSED,
    "NoRouteError": _NO_ROUTE,
    "ConnectionResetError": _CLOSED,
    "BrokenPipeError": _CLOSED,
    "ConnectionLost": _CLOSED,
    "ConnectionDone": _CLOSED,
    "ServerDisconnectedError": _CLOSED,
    "ResponseDataLossError": _CLOSED,
    "IncompleteRead": "the answer was cut off",
    # time
    "DownloadTimeoutError": _TIMEOUT,
    "TimeoutError": _TIMEOUT,
    "TCPTimedOutError": _TIMEOUT,
    # answers
    "ParseError": _NO_HTTP,
    "ClientPayloadError": _CLOSED,
    "ClientHttpProxyError": _PROXY,
    "TunnelError": _PROXY,
    "ClientResponseError": _NO_HTTP,
    "DownloadCancelledError": "the answer is larger than a page may be",
    "DownloadConnectionRefusedError": _REFUSED,
    "UnsupportedURLSchemeError": "the address is of no kind that is fetched",
    "ResponseNeverReceived": _CLOSED,
    "DownloadFailedError": _CLOSED,
}
"""By the name of the exception's class, so that no transport need be imported."""

_ERRNO = {101: "the network cannot be reached", 113: _NO_ROUTE, 110: _TIMEOUT}
"""ENETUNREACH, EHOSTUNREACH and ETIMEDOUT."""

_SECONDS = re.compile(r"longer than ([0-9.]+?)(?:\.0)? seconds")
_CERTIFICATE_WHY = re.compile(r"certificate verify failed(?:: ([^(\['\"]{3,80}))?")
_REPRESENTED = re.compile(r"\[?<[^<>]*(?:<[^<>]*>[^<>]*)*>\]?")
"""What `repr` makes of an object, which says nothing to a person."""

_DEEPEST = 12


def in_words(error: BaseException) -> str:
    """Return in a few words why there was no response; of an error and its causes the innermost known one counts."""
    chain = list(_chain(error))
    for each in reversed(chain):
        number = _ERRNO.get(getattr(each, "errno", None) or getattr(each, "osError", None) or 0)
        if number is not None:
            return number
        names = (name for kind in type(each).__mro__ for name in (f"{kind.__module__}.{kind.__name__}", kind.__name__))
        words = next((_WORDS[name] for name in names if name in _WORDS), None)
        if words == _TLS and "certificate verify failed" in str(each):
            words = _CERTIFICATE
        if words is not None:
            return words + _more(words, chain)
    return " ".join(_REPRESENTED.sub("", str(error)).split()).rstrip(".:") or type(error).__name__


def cannot_reach(url: str, error: BaseException) -> str:
    """Return a message that names the host that cannot be reached, and why."""
    return f"cannot reach {urlsplit(url).netloc}: {in_words(error)}"


def timed_out(error: BaseException) -> bool:
    """Whether a request timed out."""
    return in_words(error).startswith(_TIMEOUT)


def _more(words: str, chain: list[BaseException]) -> str:
    """Return what the transport adds: how long was waited, what is wrong with a certificate."""
    texts = " ".join(str(each) for each in chain)
    if words == _TIMEOUT and (found := _SECONDS.search(texts)):
        return f" ({found[1]} s)"
    if words == _CERTIFICATE and (found := _CERTIFICATE_WHY.search(texts)) and found[1]:
        return f" ({found[1].strip().rstrip('.')})"
    return ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, what caused it, and what Twisted lists as its reasons; the outermost first."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting and len(seen) < _DEEPEST:
        each = waiting.pop(0)
        each = getattr(each, "value") if hasattr(each, "getErrorMessage") else each  # noqa: B009 - Twisted's Failure
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        reasons = getattr(each, "reasons", None)
        waiting += [each.__cause__, *(reasons if isinstance(reasons, list) else [])]
