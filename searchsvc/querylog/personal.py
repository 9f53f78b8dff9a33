"""Whether a text may hold what reaches a person: an e-mail address or a long number.

It is rather too strict: a query that is not counted is no loss.
"""

import re

LEAST = 8  # digits of a telephone number; a national identity number has 11
DIGITS = re.compile(r"\d+")
YEAR = re.compile(r"199\d|20\d\d", re.ASCII)  # no Norwegian telephone number begins so
NO_WORDS = re.compile(r"@|%40|&#64;|://|[(\[{]\s*at\s*[)\]}]|krøllalfa|alfakrøll", re.IGNORECASE)


def may_be_personal(text: str) -> bool:
    """Whether a text in NFKC holds a sign of an address, or eight digits, however parted.

    Years alone, as in 2024-2027, are none.
    """
    numbers = DIGITS.findall(text)
    is_long = sum(map(len, numbers)) >= LEAST and not all(map(YEAR.fullmatch, numbers))
    return is_long or bool(NO_WORDS.search(text))
