"""Topics: one code and the archive's name, however a source writes it, and what was there before."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from profiles.models import Author
from profiles.names import slug
from tests.feed_world import follow, make_topic
from tests.make import feed_page, feed_work, import_bytes, make_user
from tests.reading import text
from works import taxonomy
from works.models import Institution, SubjectFollow, Topic, Work, WorkText, WorkTopic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("printed", "code", "name"),
    [
        ("LG", "LG", "Machine Learning"),
        ("cs.LG", "LG", "Machine Learning"),
        ("stat.ML", "ML", "Machine Learning (Statistics)"),
        ("CV", "CV", "Computer Vision and Pattern Recognition"),
        ("math.CV", "math.CV", "Complex Variables"),
        ("math.NA", "NA", "Numerical Analysis"),
        ("eess.SY", "SY", "Systems and Control"),
        ("OC", "math.OC", "Optimization and Control"),
        ("IV", "eess.IV", "Image and Video Processing"),
        ("q-bio.NC", "q-bio.NC", "Neurons and Cognition"),
        ("cond-mat.str-el", "cond-mat.str-el", "Strongly Correlated Electrons"),
        ("quant-ph", "quant-ph", "Quantum Physics"),
        ("hep-th", "hep-th", "High Energy Physics - Theory"),
        ("alg-geom", "math.AG", "Algebraic Geometry"),
        ("q-fin.EC", "econ.GN", "General Economics"),
        # Of statistics, of mathematics: the code alone says neither.
        ("AP", "AP", "AP"),
        ("Looms", "Looms", "Looms"),
    ],
)
def test_a_topic_has_one_code_and_the_archives_name_however_a_source_writes_it(
    printed: str, code: str, name: str
) -> None:
    topic = make_topic(printed)
    assert (topic.code, topic.name, topic.slug) == (code, name, slug(code))
    assert taxonomy.code(printed) == code


def test_all_archives_are_known_and_no_two_subjects_share_a_spelling_or_an_address() -> None:
    known = taxonomy.every()
    assert len(known) == 160
    assert len({category.name for category in known}) == len({slug(category.code) for category in known}) == 160
    spellings = [spelling.lower() for category in known for spelling in category.spellings]
    assert len(spellings) == len(set(spellings))
    for category in known:
        assert category.code in category.spellings
        assert {taxonomy.find(spelling) for spelling in category.spellings} == {category}
    assert make_topic("CE").folded_name == "computational engineering finance and science"


def test_two_spellings_are_one_topic_and_each_of_its_addresses_leads_to_it() -> None:
    import_bytes(
        feed_page("Ada Lovelace", [feed_work("Looms That Weave Patterns Into Silk", ["Ada Lovelace"], category="LG")]),
        feed_page("Cy Byte", [feed_work("Ventilation of Alpine Tunnels", ["Cy Byte"], category="cs.LG")]),
    )
    topic = Topic.objects.get()
    assert (topic.slug, topic.works_count) == ("lg", 2)
    client = Client()
    for old in ("cslg", "cs-lg"):
        assert client.get(f"/topics/{old}/")["Location"] == "/topics/lg/"
        assert client.get(f"/topics/{old}/feed.atom")["Location"] == "/topics/lg/feed.atom"
    assert client.get("/topics/lg/?page=7")["Location"] == "/topics/lg/"
    # Known, and carried by nothing here.
    assert client.get("/topics/mathoc/").status_code == client.get("/topics/oc/").status_code == 404
    said = text(client.get("/topics/lg/").content.decode())
    assert "LG in arXiv’s Computer Science Machine Learning 2 works. Sources also write cs.LG." in said


def test_topics_from_before_get_their_names_and_two_spellings_become_one() -> None:
    work = feed_work("Looms That Weave Patterns Into Silk", ["Ada Lovelace", "Cy Byte"], category="OC")
    import_bytes(feed_page("Ada Lovelace", [work]))
    # As the version before left it.
    Topic.objects.update(code="OC", name="OC", slug="oc", folded_name="oc")
    WorkText.objects.update(marks=["=topic:OC"])
    old, ada, looms = Topic.objects.get(), Author.objects.get(name="Ada Lovelace"), Work.objects.get()
    full = Topic.objects.create(code="math.OC", name="math.OC", slug="mathoc", folded_name="mathoc")
    WorkTopic.objects.create(work=looms, topic=full, ordered_on=looms.ordered_on)
    cleo, dora = make_user("Cleo"), make_user("Dora")
    for user, topic in ((cleo, old), (cleo, full), (dora, old)):
        follow(user, topic)
    pku = Institution.objects.create(name="Peking, University of", slug="pku", folded_name="university of peking")
    migration = import_module("works.migrations.0014_topic_names")
    migration.name_topics(apps, None)
    migration.fold_institutions(apps, None)
    topic = Topic.objects.get()
    assert (topic.code, topic.name, topic.slug) == ("math.OC", "Optimization and Control", "mathoc")
    assert (topic.works_count, topic.followers_count, SubjectFollow.objects.count()) == (1, 2, 2)
    looms.refresh_from_db()
    assert looms.card_version == ""
    assert looms.text.marks == ["=topic:math.OC"]
    was = ada.version
    ada.refresh_from_db()
    named = {"code": "math.OC", "name": "Optimization and Control", "url": "/topics/mathoc/", "works": 1}
    assert (ada.side["topics"], ada.version) == ([named], was + 1)
    assert Client().get("/topics/oc/")["Location"] == "/topics/mathoc/"
    pku.refresh_from_db()
    assert pku.folded_name == "peking university of"
    migration.name_topics(apps, None)
    ada.refresh_from_db()
    assert ada.version == was + 1
