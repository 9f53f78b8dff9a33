"""A source file is read strictly: what is wrong is said, with the name of the file."""

from datetime import timedelta
from pathlib import Path

import pytest

from index.resource import Kind
from scrapers.source import Rule, Source, SourceError, load_source, load_sources, owner_of

GOOD = """
name = "veiledning"
owner = "Veiledningen"
hosts = ["www.veiledning.example", "veiledning.example"]
start = ["https://www.veiledning.example/klima/"]
feeds = ["https://veiledning.example/rss"]
sitemaps = ["https://www.veiledning.example/sitemap.xml"]
follow = ["^/klima/"]
never = ["/utkast---"]
parameters = ["side"]
drop = [".reklame"]
drop_lines = ["^Last ned"]
at_least = 12
linked = "guidance"

[[pages]]
kind = "event"
address = "^/klima/webinar/"
required = ["title", "periods"]

[[pages]]
kind = "guidance"
address = "^/klima/[^/]+"
title = "h1.tittel"
"""


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str | bytes, name: str = "veiledning.toml") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def source(write) -> Source:
    return load_source(write(GOOD))


def test_a_good_file_is_a_source(source: Source) -> None:
    assert (source.name, source.owner, source.at_least) == ("veiledning", "Veiledningen", 12)
    assert source.hosts == ("www.veiledning.example", "veiledning.example")
    assert source.feeds == ("https://veiledning.example/rss",)
    assert source.linked is Kind.GUIDANCE
    assert source.pages == (
        Rule(kind=Kind.EVENT, address="^/klima/webinar/", required=("title", "periods")),
        Rule(kind=Kind.GUIDANCE, address="^/klima/[^/]+", title="h1.tittel"),
    )
    assert source.required == {Kind.EVENT: ("title", "periods"), Kind.GUIDANCE: ()}


WRONG = {
    "not TOML": ("name = ", r"Invalid value \(at end of document\)"),
    "not TOML within": ("\nname = kun\n", r"line 2: Invalid value \(column 8\)"),
    "no name": (GOOD.replace('name = "veiledning"', ""), "missing required field `name`"),
    "no owner": (GOOD.replace('owner = "Veiledningen"', ""), "missing required field `owner`"),
    "a number for a name": (GOOD.replace('"veiledning"', "7", 1), r"Expected `str`.*\$\.name"),
    "a text for a list": (
        GOOD.replace('["^/klima/"]', '"^/klima/"'),
        r"line 8: Expected `array`.*follow",
    ),
    "no such kind": (
        GOOD.replace('"event"', '"party"'),
        r"line 17: Invalid enum value 'party'.*pages\[0\]",
    ),
    "a start elsewhere": (
        GOOD.replace("www.veiledning.example/klima/", "andre.example/"),
        "line 5: https://andre.example/ is not on one of the hosts www.veiledning.example",
    ),
    "a feed that is no address": (
        GOOD.replace("https://veiledning.example/rss", "rss"),
        "rss is not on one of the hosts",
    ),
    "nowhere to start": (
        'name = "a"\nowner = "A"\nhosts = ["a.example"]\nstart = []\n',
        "line 4: it names no start, no feed and no sitemap",
    ),
    "an address for a host": (
        GOOD.replace('"veiledning.example"]', '"https://veiledning.example"]'),
        "line 4: 'https://veiledning.example' is no host",
    ),
    "a required field that the kind has not": (
        GOOD.replace('"periods"', '"audio"'),
        "line 19: event has no field 'audio'",
    ),
    "a broken pattern": (GOOD.replace("/utkast---", "(utkast"), r"line 9: pattern '\(utkast'"),
    "a broken pattern of pages": (GOOD.replace("^/klima/[^/]+", "^/klima/["), "line 23: pattern"),
    "a broken line pattern": (GOOD.replace("^Last ned", "*"), r"pattern '\*'"),
    "a broken selector": (GOOD.replace("h1.tittel", "h1["), r"line 24: selector 'h1\['"),
    "a broken selector to drop": (GOOD.replace(".reklame", "..x"), r"selector '\.\.x'"),
    "a misspelt setting": (GOOD.replace("never =", "nevr ="), "line 9: there is no setting 'nevr'"),
    "a misspelt setting of pages": (
        GOOD.replace("title = ", "titel = "),
        r"line 24: there is no setting 'pages\[2\]\.titel'",
    ),
    "not UTF-8": (GOOD.encode().replace(b"Veiledningen", b"Milj\xf8"), "can't decode"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_named_with_what_is_wrong(write, text: str | bytes, reason: str) -> None:
    path = write(text)
    with pytest.raises(SourceError, match=reason) as caught:
        load_source(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_lines(write) -> None:
    text = GOOD.replace("/utkast---", "(utkast").replace('[".reklame"]', '["..x", "h1["]')
    with pytest.raises(SourceError) as caught:
        load_source(write(text))
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == ["line 9", "line 11", "line 11"]


def test_of_a_long_list_the_line_of_the_wrong_value_is_named(write) -> None:
    never = '[\n  "/utkast---",\n  "\\\\.(xlsx",\n]'
    with pytest.raises(SourceError, match=r"line 11: pattern"):
        load_source(write(GOOD.replace('["/utkast---"]', never)))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"finnes-ikke\.toml: .*No such file"):
        load_source(tmp_path / "finnes-ikke.toml")


def test_a_folder_gives_its_sources_in_the_order_of_their_files(write, tmp_path: Path) -> None:
    write(GOOD.replace('"veiledning"', '"b"'), "b.toml")
    write(GOOD.replace('"veiledning"', '"a"'), "a.toml")
    write("not a source", "notes.txt")
    assert [source.name for source in load_sources(tmp_path)] == ["a", "b"]


def test_two_sources_of_one_name_are_refused(write, tmp_path: Path) -> None:
    write(GOOD, "a.toml")
    write(GOOD, "b.toml")
    with pytest.raises(SourceError, match=r"b\.toml: there is another source 'veiledning'"):
        load_sources(tmp_path)


def test_a_folder_without_sources_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=f"{tmp_path}: there is no source file"):
        load_sources(tmp_path)


def test_sources_of_another_folder_are_added_or_take_the_place_of_those_of_their_name(
    write, tmp_path: Path
) -> None:
    for folder in ("en", "to"):
        (tmp_path / folder).mkdir()
    write(GOOD, "en/a.toml")
    write(GOOD.replace('"veiledning"', '"b"'), "en/b.toml")
    write(GOOD.replace('"Veiledningen"', '"En annen"'), "to/x.toml")
    write(GOOD.replace('"veiledning"', '"c"'), "to/c.toml")
    sources = load_sources(tmp_path / "en", tmp_path / "to")
    assert [source.name for source in sources] == ["veiledning", "b", "c"]
    assert sources[0].owner == "En annen"


SHIPPED = {source.name: source for source in load_sources()}
PODCAST, KS, DIRECTORATE = (SHIPPED[n] for n in ("klimapodcast", "ks", "miljodirektoratet"))
LINKED = [source for source in SHIPPED.values() if not source.start]


def test_the_main_sources_hold_much_and_all_their_pages_have_titles() -> None:
    for source in (PODCAST, KS, DIRECTORATE):
        assert source.enabled
        assert source.at_least > 1
        assert all("title" in fields for fields in source.required.values())


def test_of_some_sites_only_what_others_link_to_is_read() -> None:
    assert {source.name for source in LINKED} == {"enova", "kbn", "regjeringen"}
    for source in LINKED:
        assert source.linked is Kind.GUIDANCE
        assert not source.follows(f"https://{source.hosts[0]}/klima/")


def test_a_further_source_is_there_as_an_example_switched_off() -> None:
    assert [name for name, source in SHIPPED.items() if not source.enabled] == ["statsforvalteren"]


MILJO = "https://www.miljodirektoratet.no"


@pytest.mark.parametrize(
    ("source", "address", "kind"),
    [
        (PODCAST, "https://klimapodcast.libsyn.com/klimavennlige-fiskebter", Kind.EPISODE),
        (KS, "https://www.ks.no/fagomrader/samfunnsutvikling/klima/eksempler/x/", Kind.EXAMPLE),
        (
            KS,
            "https://www.ks.no/fagomrader/demokrati-og-styring/folkevalgtprogrammet/x/",
            Kind.GUIDANCE,
        ),
        (DIRECTORATE, f"{MILJO}/aktuelt/arrangementer/2021/februar-2021/x/", Kind.EVENT),
        (DIRECTORATE, f"{MILJO}/klimasats/2022/ombruk/", Kind.PROJECT),
        (DIRECTORATE, f"{MILJO}/klimasats/soke-stotte-til-lokale-tiltak/", Kind.GRANT),
        (DIRECTORATE, f"{MILJO}/tjenester/klimapodcast/klimapodcast-31-x/", Kind.EPISODE),
        (DIRECTORATE, f"{MILJO}/aktuelt/fagmeldinger/2021/x/", Kind.NEWS),
        (DIRECTORATE, f"{MILJO}/ansvarsomrader/klima/for-myndigheter/kapittel-4.2", Kind.GUIDANCE),
        (DIRECTORATE, f"{MILJO}/globalassets/klimasats/rapport.pdf", Kind.DOCUMENT),
        (DIRECTORATE, f"{MILJO}/klimasats/2022/ombruk/rapport.docx", Kind.DOCUMENT),
    ],
)
def test_the_shipped_sources_know_each_kind_by_its_address(
    source: Source, address: str, kind: Kind
) -> None:
    rule = source.rule(address)
    assert rule is not None
    assert rule.kind is kind
    assert source.follows(address)


@pytest.mark.parametrize(
    ("source", "address"),
    [
        (PODCAST, "https://klimapodcast.libsyn.com/2021/05"),
        (PODCAST, "https://klimapodcast.libsyn.com/2021"),
        (PODCAST, "https://klimapodcast.libsyn.com/rss"),
        (PODCAST, "https://klimapodcast.libsyn.com/episode-1.mp3"),
        (DIRECTORATE, f"{MILJO}/utkast---klimarisiko/"),
        (DIRECTORATE, f"{MILJO}/ansvarsomrader/klima/for-myndigheter/ny---natur/"),
        (DIRECTORATE, f"{MILJO}/globalassets/rapport.xlsx"),
        (DIRECTORATE, f"{MILJO}/globalassets/bilde"),
        (DIRECTORATE, f"{MILJO}/klimasats/2022/ombruk/rapport.doc"),
        (KS, "https://www.ks.no/contentassets/bilde"),
    ],
)
def test_the_shipped_sources_refuse_drafts_month_lists_and_files(
    source: Source, address: str
) -> None:
    assert source.refuses(address)
    assert not source.follows(address)


@pytest.mark.parametrize("host", ["directory.libsyn.com", "podcasts.apple.com"])
def test_pages_with_the_texts_of_neighbours_are_on_no_source(host: str) -> None:
    assert owner_of(f"https://{host}/shows/view/id/klimapodcast", load_sources()) is None


SITE = "https://www.veiledning.example"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (f"{SITE}/klima/?sid=8f3&side=2", f"{SITE}/klima/?side=2"),
        (f"{SITE}/klima/?utm_source=nyhetsbrev", f"{SITE}/klima/"),
        (f"{SITE}/klima/;jsessionid=1A.node-2", f"{SITE}/klima/"),
        (f"{SITE}/klima;v=2/rad;side=2?side=3", f"{SITE}/klima/rad;side=2?side=3"),
        (f"{SITE}/klima/a;b", f"{SITE}/klima/a;b"),
        (f"{SITE}/klima/#kapittel-2", f"{SITE}/klima/"),
        (f"{SITE}/klima/'", f"{SITE}/klima/"),
        (f"{SITE}/overvann på kartet", f"{SITE}/overvannp%C3%A5kartet"),
        ("https://VEILEDNING.example", "https://veiledning.example/"),
        ("https://andre.example/klima/", None),
        ("https://veiledning.example.andre.example/", None),
        ("ftp://www.veiledning.example/klima/", None),
        ("mailto:post@veiledning.example", None),
        ("", None),
    ],
)
def test_an_address_is_asked_for_with_the_parameters_that_matter(
    source: Source, address: str, asked: str | None
) -> None:
    assert source.address(address) == asked


def test_parameters_in_another_order_are_the_same_address(write) -> None:
    source = load_source(write(GOOD.replace('["side"]', '["side", "fylke"]')))
    one, other = f"{SITE}/?side=2&fylke=troms", f"{SITE}/?fylke=troms&side=2"
    assert source.address(one) == source.address(other)


def test_a_link_is_followed_where_a_pattern_or_a_rule_wants_it(source: Source) -> None:
    assert source.follows(f"{SITE}/klima/")
    assert source.follows(f"{SITE}/klima/webinar/flom")
    assert not source.follows(f"{SITE}/om-oss/")


def test_never_outranks_follow(source: Source) -> None:
    assert source.refuses(f"{SITE}/klima/utkast---flom")
    assert not source.follows(f"{SITE}/klima/utkast---flom")


def test_the_first_rule_that_fits_counts(source: Source) -> None:
    webinar, flom, front = (
        source.rule(f"{SITE}{path}") for path in ("/klima/webinar/", "/klima/flom", "/")
    )
    assert webinar is source.pages[0]
    assert flom is source.pages[1]
    assert front is None


def test_the_front_page_the_starts_and_what_is_followed_only_lead_on(source: Source) -> None:
    assert source.lists(f"{SITE}/")
    assert source.lists(f"{SITE}/klima/")
    assert not source.lists(f"{SITE}/om-oss/")


def test_how_often_a_page_is_visited_goes_by_its_kind(source: Source) -> None:
    paths = {"/rss": 1, "/klima/": 1, "/klima/webinar/x": 1, "/klima/flom": 7, "/om": 7}
    assert {path: source.interval(SITE + path).days for path in paths} == paths


def test_a_source_may_say_otherwise_and_what_is_past_rests_longer(write) -> None:
    source = load_source(write("days = {guidance = 2, past = 90}\n" + GOOD))
    assert source.interval(f"{SITE}/klima/flom") == timedelta(days=2)
    assert source.interval(f"{SITE}/klima/webinar/x", past=True) == timedelta(days=90)


@pytest.mark.parametrize(
    ("days", "reason"),
    [("{veiledning = 2}", "days has no 'veiledning'"), ("{guidance = -1}", "days.guidance is -1")],
)
def test_a_wrong_interval_is_named(write, days: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        load_source(write(f"days = {days}\n{GOOD}"))


def test_the_owner_of_an_address_is_the_source_on_whose_host_it_lies(source: Source) -> None:
    assert owner_of("http://veiledning.example/x", [source]) is source
    assert owner_of("https://andre.example/", [source]) is None
