"""What is known of a thing, as labels and values."""

from datetime import date

from index.resource import Call, Period, Resource
from searchsvc.language import Language, title_case


def facts_of(resource: Resource, language: Language, today: date) -> list[tuple[str, str]]:
    """Labels and values of what is known of it."""
    _ = language.gettext
    rows = [
        *_event_facts(resource, language),
        *_episode_facts(resource, language),
        *_project_facts(resource, language),
        *_grant_facts(resource, language, today),
        (_("Kommune"), resource.example.municipality if resource.example else ""),
        (_("Fylke"), resource.example.county if resource.example else ""),
        (_("Sektor"), resource.sector),
        (_("Publisert"), _day(resource.published, language)),
        (_("Endret"), _day(resource.modified, language)),
        (_("Språk"), language.name(resource.language)),
    ]
    return [(label, value) for label, value in rows if value]


def _event_facts(resource: Resource, language: Language) -> list[tuple[str, str]]:
    _ = language.gettext
    event = resource.event
    if event is None:
        return []
    when = "; ".join(period_text(period, language) for period in event.periods)
    return [
        (_("Når"), when),
        (_("Sted"), event.place),
        (_("Pris"), event.price),
        (_("Arrangør"), event.organiser),
    ]


def _episode_facts(resource: Resource, language: Language) -> list[tuple[str, str]]:
    _ = language.gettext
    episode = resource.episode
    if episode is None:
        return []
    number = _("Nr. %(number)s", number=episode.number) if episode.number else ""
    return [(_("Episode"), number), (_("Varighet"), language.minutes(episode.duration))]


def _project_facts(resource: Resource, language: Language) -> list[tuple[str, str]]:
    _ = language.gettext
    project = resource.project
    if project is None:
        return []
    form, period = "MMMM y", project.period
    months = (
        f"{language.day(period.first, form)} – {language.day(period.last, form)}" if period else ""
    )
    amount = language.kroner(project.amount) if project.amount is not None else ""
    return [
        (_("Søker"), title_case(project.applicant)),
        (_("Fylke"), project.county),
        (_("Støtte"), amount),
        (_("Status"), project.status),
        (_("Søknadsår"), str(project.year or "")),
        (_("Varighet"), months),
        (_("Tiltak"), ", ".join(project.measures)),
    ]


def _grant_facts(resource: Resource, language: Language, today: date) -> list[tuple[str, str]]:
    _ = language.gettext
    grant = resource.grant
    if grant is None:
        return []
    ahead = sorted((due, call.yearly) for call in grant.calls if (due := call.due(today)))
    open_until = "; ".join(_due(day, yearly, language) for day, yearly in ahead)
    over = "; ".join(_day(day, language) for day in deadlines(grant.calls) if day < today)
    rolling = _("Løpende") if any(call.rolling for call in grant.calls) else ""
    return [
        (_("Frist"), open_until or rolling),
        (_("Tidligere frist"), over),
        (_("Hvem kan søke"), grant.applicants),
        (_("Hvor mye"), grant.maximum),
    ]


def _due(day: date, yearly: str, language: Language) -> str:
    text = _day(day, language)
    return language.gettext("%(day)s, hvert år", day=text) if yearly else text


def period_text(period: Period, language: Language) -> str:
    """Torsdag 3. desember 2026 kl. 10.00–11.00."""
    first = language.day(period.first, "EEEE d. MMMM y")
    if period.first == period.last:
        return f"{first} {language.clock(period.starts, period.ends)}".strip()
    last = language.day(period.last, "EEEE d. MMMM y")
    starts, ends = language.clock(period.starts), language.clock(period.ends)
    return f"{first} {starts} – {last} {ends}".replace("  ", " ").strip()


def _day(day: date | None, language: Language) -> str:
    return language.day(day) if day else ""


def deadlines(calls: tuple[Call, ...]) -> list[date]:
    """The deadlines of calls that have one."""
    return [call.deadline for call in calls if call.deadline]
