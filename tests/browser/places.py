"""Every kind of page, each by an address of the make-believe site: the table that the gate reads."""

from index.resource import Kind

# A kind in braces stands for the id of a thing of that kind.
PLACES = {
    "front": "/",
    "results": "/sok?q=overvann",
    "results with filters": "/sok?q=klima&type=prosjekt&fylke=Vestland&fra=2020",
    "results in order of date": "/sok?type=webinar&sorter=nyeste&side=2",
    "results in nynorsk": "/sok?q=overvatn&sprak=nn",
    "zero hits": "/sok?q=qqqqq",
    "zero hits with filters": "/sok?q=qqqqq&type=webinar&tema=overvann",
    "an address pasted": "/sok?q=https://www.ukjent.example/side",
    "topics": "/tema",
    "topic": "/tema/overvann",
    "sources": "/kilder",
    "collecting": "/innsamling",
    "about": "/om",
    "not found": "/finnes-ikke",
    **{f"thing: {kind}": f"/ressurs/{{{kind}}}" for kind in Kind},
}
LANGUAGES = {"nb": "", "nn": "/nn", "en": "/en"}
# Routes that give no page for people.
DATA = {"static", "nb-api.results", "nb-api.suggestions"}
