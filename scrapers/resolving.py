"""A download handler that asks another address for the hosts that the configuration maps."""

from urllib.parse import urlsplit, urlunsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response


class ResolvingHandler(HTTP11DownloadHandler):
    """Sends requests for a mapped host to its "address:port", with the host's own name."""

    async def download_request(self, request: Request) -> Response:
        """Download; the response bears the address that was asked for."""
        parts = urlsplit(request.url)
        target = self._crawler.settings.getdict("RESOLVE").get(parts.hostname)
        if target is None:
            return await super().download_request(request)
        moved = urlunsplit(("http", target, parts.path, parts.query, ""))
        sent = request.replace(url=moved)
        sent.headers["Host"] = parts.netloc
        sent.meta.pop("proxy", None)  # what is mapped is asked at once, whatever the environment
        response = await super().download_request(sent)
        request.meta["download_latency"] = sent.meta.get("download_latency", 0)
        return response.replace(url=request.url)
