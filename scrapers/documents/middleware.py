"""On Scrapy's hook: documents are read as they come, while the crawl goes on with other pages."""

from asyncio import Lock, to_thread
from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from scrapers.answer import content_type
from scrapers.documents.confined import read_document
from scrapers.documents.document import Document, DocumentError, DocumentLimits, is_document

READ = "document"  # the name in a request's meta of what was read: a Document or a DocumentError


class DocumentMiddleware:
    """Reads one document at a time, so that a crawl takes no more memory than one may take."""

    def __init__(self, limits: DocumentLimits) -> None:
        self.limits = limits
        self.turn = Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The limits are in the settings."""
        return cls(crawler.settings["DOCUMENT_LIMITS"])

    async def process_response(self, request: Request, response: Response) -> Response:
        """Put what a document says beside the request; the response stays as it is."""
        if response.status == 200 and is_document(
            content_type(response), response.url, response.body
        ):
            async with self.turn:
                request.meta[READ] = await to_thread(self._read, response.body)
        return response

    def _read(self, body: bytes) -> Document | DocumentError:
        try:
            return read_document(body, self.limits)
        except DocumentError as error:
            return error
