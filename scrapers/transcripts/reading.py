"""The Resource that a transcript is: what is said, and nothing else."""

from pathlib import Path

from index.resource import Kind, Resource
from scrapers.source import Source
from scrapers.transcripts.cues import LARGEST, TranscriptError, read_cues
from scrapers.transcripts.passages import passages_of


def read_transcript(body: bytes, address: str, source: Source) -> Resource:
    """What is said, as a reading of its own at its own address; raises TranscriptError."""
    return Resource(
        address=address,
        kind=Kind.DOCUMENT,
        source=source.name,
        publisher=source.owner,
        passages=passages_of(read_cues(body)),
        spoken=True,
    )


def read_file(file: Path, of: Resource) -> Resource:
    """What is said in the recording of a thing, from a file; raises TranscriptError."""
    try:
        with file.open("rb") as opened:
            cues = read_cues(opened.read(LARGEST + 1))
    except OSError as error:
        raise TranscriptError(f"{file}: {error.strerror}") from error
    except TranscriptError as error:
        raise TranscriptError(f"{file}: {error}") from error
    return Resource(
        address=of.address,
        kind=of.kind,
        source=of.source,
        publisher=of.publisher,
        passages=passages_of(cues),
        spoken=True,
    )
