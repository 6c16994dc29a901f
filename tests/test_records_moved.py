"""Merging, splitting and joining at the desk: what would move is shown first, then it is done, told, and undone."""

from __future__ import annotations

import pytest
from django.test import Client

from profiles.models import Author, User
from tests.make import feed_page, feed_work, import_bytes, make_user
from tests.reading import text
from tests.test_records_desk import AUTHOR, BYLINE, WORK, root, shown, told, two_pages
from works.ledger import decisions, locks, merges
from works.ledger.decisions import By
from works.models import Decision, Work

pytestmark = pytest.mark.django_db

__all__ = ["root"]


def test_two_records_are_merged_after_a_preview_and_the_message_leads_to_the_undoing(
    client: Client, root: User
) -> None:
    ada, countess = two_pages()
    address = f"{AUTHOR}{ada.pk}/merge/"
    preview = text(shown(client, f"{address}?with={countess.pk}"))
    assert "2 works move" in preview
    assert "On Poetical Science" in preview
    other_way = text(shown(client, f"{address}?with={countess.pk}&keep=other"))
    assert f"Ada Lovelace ({ada.public_id}) goes into" in other_way
    said = told(client, address, {"with": countess.pk, "keep": "this", "note": "The same <portrait>."})
    assert "is Ada Lovelace" in said
    assert "The same &lt;portrait&gt;. Undo" in said
    line = Decision.objects.get(kind=Decision.Kind.MERGE)
    assert (line.author, line.other, line.actor) == (countess, ada, root)
    gone = text(shown(client, f"{AUTHOR}{countess.pk}/change/"))
    assert "Merged into Ada Lovelace" in gone
    assert "was merged into Ada Lovelace already" in told(client, address, {"with": countess.pk})
    assert "Undone: one person" in told(client, f"/admin/works/decision/{line.pk}/undo/", {"back": f"author:{ada.pk}"})
    ada.refresh_from_db()
    assert ada.works_count == 2


def test_works_that_both_are_on_are_named_before_a_merge(client: Client, root: User) -> None:
    import_bytes(feed_page("Ada Lovelace", [feed_work("On Engines", BYLINE, complete=True)]))
    ada, charles = Author.objects.order_by("id")
    said = text(shown(client, f"{AUTHOR}{ada.pk}/merge/?with={charles.pk}"))
    assert "Both stand on 1 work" in said
    assert "0 works move" in said


def test_a_merge_with_nobody_or_oneself_is_told(client: Client, root: User) -> None:
    ada, _ = two_pages()
    for other in ("", "x", "0", "99999999", "9" * 30):
        answer = client.get(f"{AUTHOR}{ada.pk}/merge/?with={other}", follow=True)
        assert "Look up the record" in answer.content.decode()
    assert "this record itself" in told(client, f"{AUTHOR}{ada.pk}/merge/", {"with": ada.pk})


def test_of_two_who_merge_and_split_the_second_is_told(client: Client, root: User) -> None:
    ada, countess = two_pages()
    seen = decisions.newest()
    merges.merge(countess, ada, By(make_user("Dora")), "One person.")
    slot = ada.authorships.earliest("id").pk
    said = told(client, f"{AUTHOR}{ada.pk}/split/", {"mention": slot, "sure": "yes", "seen": seen})
    assert "Dora decided about this meanwhile" in said
    assert not Decision.objects.filter(kind=Decision.Kind.SPLIT).exists()


def test_ticked_works_are_split_off_to_a_new_record(client: Client, root: User) -> None:
    ada, _ = two_pages()
    slot = ada.authorships.get(work__title="On Engines")
    address = f"{AUTHOR}{ada.pk}/split/"
    assert "Tick the works" in told(client, address, {})
    preview = told(client, address, {"mention": slot.pk})
    assert "1 work leaves Ada Lovelace" in preview
    assert "1 stays" in preview
    assert not Decision.objects.filter(kind=Decision.Kind.SPLIT).exists()
    said = told(client, address, {"mention": slot.pk, "sure": "yes"})
    assert f"1 work of Ada Lovelace ({ada.public_id}) is another person’s." in said
    slot.refresh_from_db()
    assert slot.author != ada


def test_a_ticked_source_page_takes_its_works_along_to_an_existing_author(client: Client, root: User) -> None:
    ada, countess = two_pages()
    merges.merge(countess, ada, By(root), "One person.")
    third = Author.named("Ada of Nowhere")
    third.save()
    profile = ada.source_profiles.get(name="Countess Ada")
    data = {"profile": profile.pk, "to": third.pk}
    preview = told(client, f"{AUTHOR}{ada.pk}/split/", data)
    assert "2 works leave Ada Lovelace" in preview
    assert "They are given to Ada of Nowhere" in preview
    told(client, f"{AUTHOR}{ada.pk}/split/", {**data, "sure": "yes"})
    assert {slot.work.title for slot in third.authorships.all()} == {"On Numbers of Bernoulli", "On Poetical Science"}
    assert third.source_profiles.get() == profile


def test_two_works_are_joined_after_a_preview(client: Client, root: User) -> None:
    two_pages()
    one, other = Work.objects.get(title="On Engines"), Work.objects.get(title="On Poetical Science")
    locks.edit(one, "host", "JMLR", By(root))
    preview = text(shown(client, f"{WORK}{one.pk}/join/?with={other.pk}"))
    assert "“On Poetical Science”" in preview
    assert "No name stands in both bylines" in preview
    assert "1 listing moves" in preview
    said = told(client, f"{WORK}{one.pk}/join/", {"with": other.pk, "keep": "this"})
    assert "One work: “On Poetical Science” is “On Engines”." in said
    other.refresh_from_db()
    assert other.merged_into == one
    line = Decision.objects.get(kind=Decision.Kind.SAME_WORK)
    assert "Undone: one work" in told(client, f"/admin/works/decision/{line.pk}/undo/", {"back": f"work:{one.pk}"})
    other.refresh_from_db()
    assert other.merged_into is None
