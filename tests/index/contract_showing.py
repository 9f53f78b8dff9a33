"""Every engine: a thing whole, under each of its ids and addresses, with its links both ways."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

from contract_ground import PATIENCE, Ground, Publish
from library import DAY, LIBRARY, days, ignore
from making import NOW, SITE, collection, episode, page, record, thing

from index.engine import Engine, ThingLink
from index.known import Visited
from index.record import Thing
from index.resource import Check, Episode, Health, Link, Outcome, Passage


class Showing(Ground):
    def test_a_thing_is_got_whole_by_the_id_of_any_of_its_records(self, library: Engine) -> None:
        whole = LIBRARY[3]
        assert library.get("by") == whole
        assert library.get("en") == whole
        assert library.get("finnes-ikke") is None
        assert library.get("") is None

    def test_the_id_of_a_record_that_became_another_leads_there(self, publish: Publish) -> None:
        whole = Thing(record=record(page("/flom"), former=("gammel", "eldre")))
        engine = publish(whole, thing(page("/annet")))
        assert engine.get("gammel") == engine.get("eldre") == whole

    def test_all_things_are_listed_part_by_part_with_their_last_change(
        self, library: Engine
    ) -> None:
        every = [(r.id, thing.record.last_changed) for thing in LIBRARY for r in thing.records]
        parts = [library.changed(first, 2) for first in range(0, len(LIBRARY) + 2, 2)]
        assert sorted(row for part in parts for row in part) == sorted(every)
        assert library.changed(len(LIBRARY), 10) == ()

    def test_everything_that_a_thing_says_comes_back(self, publish: Publish) -> None:
        resource = episode(
            "/alt", title="Alt", lead="Ingress", published=DAY, modified=days(1), keys=("guid:1",),
            passages=(Passage(text="Tekst", heading="Del", anchor="del", second=5),), step=2,
            links=(Link(target=SITE + "/x", text="x", passage=0),), sector="Vann",
            episode=Episode(number=7, duration=60, audio="https://lyd.example/7.mp3"),
        )  # fmt: skip
        whole = thing(resource, topics=("flom", "by"), municipalities=("0301",))
        assert publish(whole).get("alt") == whole

    def test_a_thing_is_found_by_every_address_it_has_or_had(self, publish: Publish) -> None:
        old = "https://gammel.example/flom?id=7"
        whole = Thing(
            record=record(page("/flom"), old, SITE + "/kopi"),
            versions=(record(page("/flood", language="en"), SITE + "/floods"),),
        )
        engine = publish(whole, thing(page("/annet")))
        for address in (SITE + "/flom", SITE + "/kopi", SITE + "/flood", SITE + "/floods", old,
                        "http://veileder.example/flom/", "veileder.example/flom#topp"):  # fmt: skip
            assert engine.find(address) == whole
        assert engine.find(SITE + "/finnes-ikke") is None
        assert engine.find("gammel.example/flom") is None

    def test_of_an_address_without_a_thing_its_last_visit_is_told(self, folder: Path) -> None:
        gone = Visited(address=SITE + "/borte", outcome=Outcome.GONE, at=NOW, reason="HTTP 404")
        read = Visited(address=SITE + "/flom", outcome=Outcome.READ, at=NOW)
        held = replace(collection([thing(page("/flom"))]), visited=[gone, read])
        self.open_publisher(folder).publish(held, ignore)
        engine = self.open_engine(folder)
        assert engine.visited("http://veileder.example/borte/") == gone
        assert engine.visited(SITE + "/flom") is None

    def test_links_are_told_out_and_in_with_their_words_and_heading(self, publish: Publish) -> None:
        one, other = thing(page("/en")), thing(page("/to"), page("/two", language="en"))
        known = Link(target=SITE + "/to", text="Se også to")
        numbered = replace(known, passage=3)  # as the store has it; the heading tells of it
        unknown = Link(target="https://utenfor.example/", text="Utenfor")
        check = Check(address=unknown.target, at=NOW, health=Health.MOVED, moved_to="https://ny/")
        engine = publish(
            one, other,
            links=[
                ThingLink(thing="en", link=numbered, heading="Les mer", target="to"),
                ThingLink(thing="en", link=unknown, heading="", target=None, check=check),
            ],
        )  # fmt: skip
        out = engine.links_out("en")
        assert [(each.link, each.heading, each.other, each.check) for each in out] == [
            (known, "Les mer", other, None), (unknown, "", None, check)
        ]  # fmt: skip
        for name in ("to", "two"):
            (into,) = engine.links_in(name)
            assert (into.link, into.heading, into.other) == (known, "Les mer", one)
            assert engine.links_out(name) == ()
        assert engine.links_in("en") == ()
        assert engine.links_in("finnes-ikke") == engine.links_out("finnes-ikke") == ()

    def test_four_threads_are_each_given_what_they_ask_for(self, library: Engine) -> None:
        barrier = Barrier(4)

        def ask(number: int) -> list[Thing | None]:
            barrier.wait(PATIENCE)
            chosen = LIBRARY[number::4] * 100
            found = [library.find(each.record.resource.address) for each in chosen]
            assert found == [library.get(each.id) for each in chosen] == list(chosen)
            return found

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(ask, range(4)))
