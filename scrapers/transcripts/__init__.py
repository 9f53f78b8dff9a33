"""Read what is said in a recording: WebVTT, SubRip, and the JSON and HTML of podcasts."""

from scrapers.transcripts.cues import TranscriptError
from scrapers.transcripts.reading import read_file, read_transcript

__all__ = ["TranscriptError", "read_file", "read_transcript"]
