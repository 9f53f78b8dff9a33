"""Citing: how a case file names a thing, as a sentence and for reference managers."""

from searchsvc.citing.bibtex import bibtex
from searchsvc.citing.citation import Citation, cite
from searchsvc.citing.ris import ris
from searchsvc.citing.table import table
from searchsvc.citing.text import text

__all__ = ["Citation", "bibtex", "cite", "ris", "table", "text"]
