"""Every number that decides where a hit stands, in one place.

BM25 with Lucene's idf, log(1 + (N - n + .5) / (n + .5)), in three layers of the same words: stems
and the parts of compounds, surface forms, and 5-grams. Of a word's alternatives the best counts
(disjunction max); layers and words add up. Then the best hits are scored again: by the words of
their names, by how much they are about the same as the very best, and by how much about what the
query asks about. Lucene can compute all of it, with a field a layer and a rescorer.
"""

from index.language.stem import stem

K1 = 0.9
B = 0.5
TITLE_TIMES = 2  # a title's words count as if they stood there so many times

# Layers
PART = 0.5  # a word that is only part of a compound in the text
SURFACE = 0.25  # the very form of the word, added
GRAMS = 0.15  # each of its 5-grams, added

# Alternatives of a word
PREFIX = 1.0  # any word that begins as the reader's ended with *, whatever its frequency
OWN_PARTS = 0.75  # all parts of the reader's compound, over the root of their number
PART_ALONE = 0.25  # one part of a compound that the collection does not know
SAME_LETTERS = 0.95  # æøå typed as a, o, ae, oe, aa
REPAIRED = 0.8  # the nearest word, where the reader's is unknown
JOINED = 1.0  # two neighbouring words that are one in the text, for each of them

# How many hits there are
LEAST_HITS = 30  # fewer than this hold all words: those that lack one follow, and so on

# The best hits are scored again
RESCORED = 200  # so many of them

# Naming: hits whose names (addresses, links to them) hold words of the query
NAMING = 1.25  # of the BM25 of names
NAME_LENGTH = 20  # terms of usual names, parts of compounds too

# Likeness: hits that are about the same as the best of them
SUBJECTS = 24  # directions in which the subjects of things are told apart
LIKE_FEW = 5  # hits that tell what is asked for, each by its score
LIKENESS = 0.6  # of the best hit's words, added to one that is about the very same

# Concepts: hits that are about what the words of the query ask about
CONCEPTS = 16  # that a thing is about, of those in concepts.txt
CONCEPT = 0.5  # of the best hit's words, added to one that is about nothing else

# Sense
TITLE_IS_QUERY = 20.0  # added where the query is the whole title
EXACT_PHRASE = 1.2  # the very words of a "phrase", beside their inflections
ASKED_FOR = 1.3  # coming events and open grants, where the query asks for such
ABOUT = 1.3  # things of a topic that the query names
OVER = 0.85  # events held without a recording, calls that are closed
OLD = 0.9  # guidance that was not touched for so many years:
OLD_YEARS = 8

# Words that ask for something with a date ahead, by their stems
ASK_FOR_EVENTS = frozenset(
    map(
        stem,
        ("webinar", "webinarer", "webinaret", "kurs", "kurset", "seminar", "seminarer",
         "seminaret", "arrangement", "arrangere", "påmelding"),
    )
)  # fmt: skip
ASK_FOR_GRANTS = frozenset(
    map(
        stem,
        ("tilskudd", "tilskuddet", "støtte", "søke", "søknad", "frist", "søknadsfrist", "penger",
         "pengene", "utlysning"),
    )
)  # fmt: skip
