"""Words that carry no meaning of their own, in bokmål and nynorsk together, folded."""

from index.language.data import read_words
from index.language.words import fold

STOP_WORDS = frozenset(fold(word) for word in read_words("stopwords.txt"))
ASKING_WORDS = frozenset(fold(word) for word in read_words("asking.txt"))
