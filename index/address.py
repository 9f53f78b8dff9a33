"""Web addresses: their clean form, and the key under which one is remembered."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

PATH_SAFE = "/:@!$&'()*+,;=~%"
QUERY_SAFE = PATH_SAFE + "?"
PLAIN = re.compile(r"(?:/(?!\.)[\w.~-]+)+/?", re.ASCII)  # a path that needs no cleaning
CLEAN = re.compile(  # an address that needs no cleaning: its host and its path
    r"https?://([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*)((?:/(?!\.)[\w.~-]+)*)/*"
)
HOST = re.compile(r"[\w.:-]+", re.ASCII)
ADDRESS = re.compile(r"(https?://|www\.)\S+\.|\S[^\s.]*\.\S+/")  # how one begins
WORD = re.compile(r"[^\W\d_]{2,}")


def clean_address(address: str, base: str = "") -> str | None:
    """The absolute http(s) address without fragment, percent-encoded; None if it is not one."""
    if base and PLAIN.fullmatch(address):
        root = _root_of(base)
        return root and root + address
    stray = " \t\r\n\"'<>\u201c\u201d\u00ab\u00bb"
    try:
        parts = urlsplit(urljoin(base, "".join(address.split()).strip(stray)))
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
        path = quote(parts.path, safe=PATH_SAFE) or "/"
        query = quote(parts.query, safe=QUERY_SAFE)
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
        return None
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if port in (None, default) else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, path, query, ""))


@lru_cache(64)
def _root_of(base: str) -> str | None:
    """Scheme and host of an address; None if it is not one."""
    clean = clean_address(base)
    return clean and "://".join(urlsplit(clean)[:2])


def address_key(address: str) -> str:
    """What is left when scheme, www, closing slash and percent-encoding make no difference.

    A string that is no address is its own key.
    """
    if is_clean := CLEAN.fullmatch(address):
        return is_clean[1].removeprefix("www.") + is_clean[2]
    clean = clean_address(address if "://" in address else f"https://{address}")
    if clean is None:
        return address.strip()
    parts = urlsplit(clean)
    path = unquote(parts.path).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{path}{query}"


def host_of(address: str) -> str:
    """The host of an address, lower-case; empty if there is none."""
    clean = clean_address(address)
    return (urlsplit(clean).hostname or "") if clean else ""


def is_front(address: str) -> bool:
    """Whether an address is the front page of a site, or that of one of its languages."""
    path = urlsplit(address).path.rstrip("/")
    return re.fullmatch(r"(/(no|nb|nn|en))?(/(index|default|start)\.\w+)?", path) is not None


def is_address(text: str) -> bool:
    """Whether a text is one web address, with or without its scheme."""
    return " " not in text and ADDRESS.match(text) is not None


def words_of(address: str) -> str:
    """The words of an address's path, else of its host; the address itself where it has none."""
    _, _, rest = address.rpartition("://")
    host, _, path = unquote(rest.partition("?")[0].partition("#")[0]).partition("/")
    named = (re.sub(r"\.\w{1,5}$", "", path), host.removeprefix("www.").rpartition(".")[0])
    return next(filter(None, (" ".join(WORD.findall(text)) for text in named)), address)
