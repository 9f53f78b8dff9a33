"""Which language a text is in: bokmål, nynorsk or English, told by its function words."""

from collections import Counter

from index.language.words import words

MARKERS = {
    "nb": "ikke jeg fra en hva hvordan hvor hvilke hvem noe noen mye mer blir være også av uten"
    " hun dere deres vi kun samt bare flere denne disse selv etter kommer gjør får ett enn et"
    " hvis mellom gjennom når alle andre første følge veileder kommunen for at by to",
    "nn": "ikkje eg frå ein eit kva korleis kvar kvifor kven noko nokon mykje meir vert vere òg"
    " utan ho dykk dykkar berre fleire desse sjølv kjem gjer får eitt enn dei då sidan nokre"
    " mellom gjennom når alle andre første følgje rettleiar kommunen me heile saman vi av etter"
    " blir samt for at by to",
    "en": "the of and to in is that for with as are on be this by from or an it which at not"
    " have has their will can should where when how what",
}
SETS = {language: frozenset(text.split()) for language, text in MARKERS.items()}
ENOUGH = 3


def language_of(text: str) -> str:
    """Tell "nb", "nn" or "en"; bokmål where the words do not tell."""
    return language_told(text) or "nb"


def language_told(text: str) -> str | None:
    """Tell "nb", "nn" or "en", or nothing where the words do not tell."""
    counts = Counter(word.lower() for word in words(text))
    scores = {
        language: sum(counts[word] for word in markers - _shared(language))
        for language, markers in SETS.items()
    }
    language = max(scores, key=lambda name: scores[name])
    return language if scores[language] >= ENOUGH else None


def _shared(language: str) -> frozenset[str]:
    others = [markers for name, markers in SETS.items() if name != language]
    return frozenset().union(*others)
