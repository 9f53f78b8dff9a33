"""The query language of readers: words, begun* ones, "phrases", -excluded ones, name:value filters.

Everything that is none of these is words. Straight and curly quotes, hyphens and dashes are read as
people type them on phones.
"""

import re
from dataclasses import dataclass

QUOTES = '"“”„«»‟'
MINUS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
TOKEN = re.compile(
    rf"(?P<minus>(?<![^\s{QUOTES}])[{MINUS}])?"
    rf"(?:(?P<name>[^\W\d_]+):(?:[{QUOTES}](?P<quoted>[^{QUOTES}]+)(?:[{QUOTES}]|$)|(?P<value>[^\s{QUOTES}]+))"
    rf"|[{QUOTES}](?P<phrase>[^{QUOTES}]*)(?:[{QUOTES}]|$)"
    rf"|(?P<word>[^\s{QUOTES}]+))"
)
BEGUN = re.compile(r"[^\W_]{3,}\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A query's text taken apart; `filters` are pairs of a name and a value as typed.

    `prefixes` are what words begin with, without their *.
    """

    words: str = ""
    prefixes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The query as it is written without its filters."""
        begun = (f"{prefix}*" for prefix in self.prefixes)
        quoted = (f'"{phrase}"' for phrase in self.phrases)
        excluded = (
            f'-"{text}"' if set(text) & {" ", ":"} else f"-{text}" for text in self.excluded
        )
        return " ".join(filter(None, (self.words, *begun, *quoted, *excluded)))


def read_syntax(text: str, filter_names: frozenset[str]) -> Reading:
    """Take a reader's text apart; only the given names make a filter."""
    words: list[str] = []
    prefixes: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    filters: list[tuple[str, str]] = []
    for match in TOKEN.finditer(text):
        name, value = (match["name"] or "").lower(), match["quoted"] or match["value"]
        if match["minus"]:
            excluded.append(_excluded(match, filter_names))
        elif name in filter_names:
            filters.append((name, value.strip()))
        elif match["phrase"] is not None:
            phrases.append(match["phrase"].strip())
        elif match["quoted"]:
            words.append(f"{match['name']}:")
            phrases.append(match["quoted"].strip())
        elif BEGUN.fullmatch(match.group()):
            prefixes.append(match.group()[:-1])
        else:
            words.append(match.group())
    return Reading(
        words=" ".join(filter(None, words)),
        prefixes=tuple(prefixes),
        phrases=tuple(filter(None, phrases)),
        excluded=tuple(filter(None, excluded)),
        filters=tuple(filters),
    )


def _excluded(match: re.Match[str], filter_names: frozenset[str]) -> str:
    """What must not be found; of a filter its value, as a word: no filter excludes."""
    known = (match["name"] or "").lower() in filter_names
    plain = match["value"] if known else match.group()[1:]
    return (match["phrase"] or match["quoted"] or plain).strip(f"{QUOTES} ")
