"""What the elements of a page are: blocks, headings, chrome, text that no reader sees."""

import re
from functools import lru_cache

from bs4 import Tag
from bs4.element import PreformattedString, Script, Stylesheet, TemplateString

from scrapers.manners import PRODUCT

FOR_US = frozenset(("robots", PRODUCT.lower()))  # names of metas that say what may be read
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl"}
    | {"dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody"}
    | {"td", "th", "tr", "ul"}
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
UNSEEN = (PreformattedString, Script, Stylesheet, TemplateString)  # comments and the like
FRAMES = frozenset(("iframe", "video", "audio", "source", "track", "embed"))
CHROME = FRAMES | {"nav", "footer", "form", "script", "style", "noscript", "template", "button"}
CHROME |= {"dialog", "svg", "canvas", "object", "select", "textarea", "head", "title", "menu"}
CHROME_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"))
CHROME_NAME = re.compile(
    r"cookie|consent|breadcrumb|crumb|skip-?link|share|social|related|les-ogs|site-header",
    re.IGNORECASE,
)
HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:opacity|font-size|(?:max-)?(?:height|width))\s*:\s*0(?:\.0*)?(?:px|r?em|%)?\s*(?:!|;|$)"
    r"|(?:text-indent|left|right|top|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0)",
    re.IGNORECASE,
)
COLOUR = re.compile(r"(?:^|;)\s*(background(?:-color)?|color)\s*:\s*([^;!]+)", re.IGNORECASE)


def is_chrome(tag: Tag) -> bool:
    """Whether an element is nobody's text: menus, forms, what is hidden, what is named so."""
    if tag.name in CHROME:
        return True
    attributes = tag.attrs
    if not attributes:
        return False
    if attributes.get("role") in CHROME_ROLES or is_hidden(tag):
        return True
    classes = attributes.get("class") or ""
    named = classes if isinstance(classes, str) else " ".join(classes)
    if tag.name not in HEADINGS:  # the id of a heading is made of its words, and says nothing
        named = f"{named} {attributes.get('id') or ''}"
    return _has_chrome_name(named)


def is_hidden(tag: Tag) -> bool:
    """Whether no reader sees it; what a browser unfolds when it searches the page is seen."""
    attributes = tag.attrs
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true":
        return True
    return "style" in attributes and _is_hiding(str(attributes["style"])[:1_000])


@lru_cache(4_096)
def _has_chrome_name(named: str) -> bool:
    return CHROME_NAME.search(named) is not None


@lru_cache(1_024)
def _is_hiding(style: str) -> bool:
    """Hidden, of no size, out of sight, or in the colour of its ground."""
    colours = {name.lower()[:5]: value.strip().lower() for name, value in COLOUR.findall(style)}
    same = "color" in colours and colours["color"] == colours.get("backg")
    return same or HIDDEN.search(style) is not None


def classes_of(tag: Tag) -> list[str]:
    """The classes of an element."""
    found = tag.attrs.get("class")
    return found.split() if isinstance(found, str) else list(found or [])
