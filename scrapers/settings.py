"""Scrapy's settings, from the manners and the limits of a crawl."""

from collections.abc import Iterable
from typing import Any

from index.resource import Robots
from scrapers.documents.document import DocumentLimits
from scrapers.hosts import Hosts
from scrapers.manners import Manners
from scrapers.pausing import JITTER, pause_of

LEAST_DELAY = 0.001  # seconds; without any, Scrapy 2.19 sends all that waits for a host at once


def scrapy_settings(manners: Manners, known: Iterable[Robots]) -> dict[str, Any]:
    """What Scrapy is told; what it has no setting for is done on its hooks."""
    limits = manners.limits
    handler = "scrapers.connecting.ConnectingHandler"
    pause = max(pause_of(manners.delay), LEAST_DELAY)
    return {
        "AUTOTHROTTLE_ENABLED": manners.delay > 0,
        "AUTOTHROTTLE_MAX_DELAY": max(60, pause),
        "AUTOTHROTTLE_START_DELAY": pause,
        "CONCURRENT_REQUESTS": limits.hosts,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "nb, nn;q=0.9, no;q=0.8, en;q=0.5",
        },
        "DNS_RESOLVER": "scrapers.resolving.CheckedResolver",
        "DOWNLOAD_DELAY": pause,
        "DOWNLOAD_DELAY_JITTER": JITTER,
        "DOCUMENT_LIMITS": DocumentLimits(
            pages=limits.document_pages,
            seconds=limits.document_seconds,
            memory=limits.document_memory * 1_000_000,
        ),
        "DOWNLOADER_MIDDLEWARES": {
            "scrapers.documents.middleware.DocumentMiddleware": 50,
            "scrapers.robots.RobotsMiddleware": 100,
            "scrapers.pausing.RetryAfterMiddleware": 560,
        },
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOWNLOAD_MAXSIZE": limits.body_bytes,
        "DOWNLOAD_TIMEOUT": limits.seconds + manners.timeout,  # ours come first, and have names
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_WARNSIZE": 0,
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "scrapers.pausing.Throttle": 0,
        },
        "HOSTS": Hosts(limits.failures),
        "HTTPERROR_ALLOW_ALL": True,
        "HTTPPROXY_ENABLED": False,  # it would obey the environment
        "LOG_ENABLED": False,
        "MANNERS": manners,
        "METAREFRESH_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "RETRY_TIMES": manners.retries,
        "ROBOTS": {robots.origin: robots for robots in known},
        "ROBOTSTXT_OBEY": False,  # our own middleware does, by status and age
        "TELNETCONSOLE_ENABLED": False,
        "URLLENGTH_LIMIT": 0,
        "USER_AGENT": manners.user_agent,
    }
