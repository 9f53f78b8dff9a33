"""The few words of a page's frame, in the language that the frame claims to be in."""

from collections.abc import Mapping

FRAMES: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "skip": "Hopp til hovedinnhold",
        "menu": "Meny",
        "search": "Søk",
        "crumbs": "Du er her",
        "changed": "Sist endret",
        "also": "Les også",
        "share": "Del siden",
        "about": "Om oss",
        "privacy": "Personvern og informasjonskapsler",
        "cookies": "Vi bruker informasjonskapsler for å telle besøk og gjøre nettstedet bedre.",
        "accept": "Godta",
        "decline": "Avslå",
    },
    "nn": {
        "skip": "Hopp til hovudinnhald",
        "menu": "Meny",
        "search": "Søk",
        "crumbs": "Du er her",
        "changed": "Sist endra",
        "also": "Les også",
        "share": "Del sida",
        "about": "Om oss",
        "privacy": "Personvern og informasjonskapslar",
        "cookies": "Vi bruker informasjonskapslar for å telje besøk og gjere nettstaden betre.",
        "accept": "Godta",
        "decline": "Avslå",
    },
    "en": {
        "skip": "Skip to main content",
        "menu": "Menu",
        "search": "Search",
        "crumbs": "You are here",
        "changed": "Last updated",
        "also": "See also",
        "share": "Share this page",
        "about": "About us",
        "privacy": "Privacy and cookies",
        "cookies": "We use cookies to count visits and improve this website.",
        "accept": "Accept",
        "decline": "Decline",
    },
}
