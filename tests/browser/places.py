"""Every kind of page, each by an address of the make-believe site: what the gate reads."""

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
    "topic for a role": "/tema/overvann?rolle=planlegger",
    "roles": "/rolle",
    "role": "/rolle/planlegger",
    "webinars": "/webinarer",
    "grants": "/tilskudd",
    "projects": "/prosjekter",
    "projects with filters": "/prosjekter?fylke=Vestland&fra=2020",
    "list of sources": "/kildeliste?q=overvann",
    "empty list": "/liste",
    "old link": "/lenke",
    "old link to nothing": "/lenke?url=https://www.ukjent.example/side",
    "privacy": "/personvern",
    "accessibility": "/tilgjengelighet",
    "sources": "/kilder",
    "collecting": "/innsamling",
    "about": "/om",
    "not found": "/finnes-ikke",
    **{f"thing: {kind}": f"/ressurs/{{{kind}}}" for kind in Kind},
}
LANGUAGES = {"nb": "", "nn": "/nn", "en": "/en"}
# Routes that give no page for people.
DATA = {"static", "nb-api.results", "nb-api.suggestions", "nb.list_as"}
