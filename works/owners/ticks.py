"""An owner says which works are theirs: decided in the ledger where the level is enough, else proposed to curators."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from profiles import trust
from profiles.models import Author, Claim, User
from profiles.powers import Power
from works import refresh
from works.ledger import decisions, keeping, merges, questions, splits, undo
from works.ledger.answers import works
from works.ledger.decisions import Conflict
from works.models import Authorship, Decision
from works.owners import acting, asking, candidates, worklist
from works.owners.acting import Acting
from works.owners.tick import Tick

Kind = Decision.Kind
KINDS = (Kind.KEEP, Kind.SPLIT, Kind.MERGE)
MOST = 100


@dataclass(slots=True)
class Outcome:
    """What became of some ticks: what was said, works that a curator is asked about, and sentences on the rest."""

    said: Counter[Tick] = field(default_factory=Counter)
    asked: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        parts = [f"You said: {counted(self.said)}."] if self.said else []
        parts += [f"A curator is asked about {works(self.asked)}."] if self.asked else []
        return " ".join([*parts, *self.told]) or "Nothing was changed."


def counted(said: Mapping[Tick, int]) -> str:
    """How many works each tick was given to, as "1 mine, 2 unsure"."""
    return ", ".join(f"{said[tick]} {tick.words.lower()}" for tick in Tick if said.get(tick))


def answer(user: User, author: Author, ticks: Mapping[int, Tick], seen: int | None = None) -> Outcome:
    """What became of these ticks, by slot, all of them or none; raises Conflict where they cannot be taken."""
    if len(ticks) > MOST:
        raise Conflict(f"At most {MOST} works at once, please.")
    with acting.turn_of(user, author, Power.PROPOSE_WORKS) as owner:
        acting.nobody_else_since(owner, seen)
        return _Answer(owner, ticks).take()


class _Answer:
    """The ticks of one form, taken in the owner's turn."""

    def __init__(self, owner: Acting, ticks: Mapping[int, Tick]) -> None:
        self.owner, self.author, self.claim = owner, owner.author, owner.claim
        self.decides = owner.may(Power.DECIDE_WORKS)
        self.outcome = Outcome()
        now = worklist.states(self.claim, self.author, ticks)
        self.ticks = {slot: tick for slot, tick in ticks.items() if slot not in now or now[slot].tick != tick}
        rows = Authorship.objects.filter(id__in=self.ticks).exclude(author=None).values_list("id", "author")
        self.home: dict[int, int] = {slot: home for slot, home in rows if home}

    def take(self) -> Outcome:
        """What became of them."""
        missing = self.ticks.keys() - self.home.keys()
        theirs = [slot for slot, home in self.home.items() if home != self.author.pk]
        strange = {slot for slot in theirs if self.ticks[slot] == Tick.MINE}
        if missing or not strange <= candidates.among(self.author, strange):
            raise Conflict("Some of these works are not offered to you any more. Look again before you decide.")
        asking.withdraw(self.claim, self.ticks.keys())
        before = decisions.newest()
        self._own()
        self._of_others(strange)
        # Of another record's work there is nothing to say but that it is theirs.
        self.outcome.said.update(tick for slot, tick in self.ticks.items() if slot in strange or slot not in theirs)
        self._together(before)
        questions.settle({self.author.pk, *self.home.values()})
        refresh.authors([self.author.pk], "its owner looked through the works")
        return self.outcome

    def _together(self, before: int) -> None:
        """Marks the lines of one form, so that they are taken back with each other."""
        lines = list(Decision.objects.filter(claim=self.claim, kind__in=KINDS, part_of=None, id__gt=before))
        unsure = [slot for slot, tick in self.ticks.items() if tick == Tick.UNSURE]
        form = {"after": before, "said": self.outcome.said, "unsure": unsure}
        for line in lines:
            line.details = {**line.details, "form": form}
            line.save(update_fields=["details"])

    def _of(self, tick: Tick) -> list[int]:
        ours = (slot for slot, home in self.home.items() if home == self.author.pk)
        return sorted(slot for slot in ours if self.ticks[slot] == tick)

    def _own(self) -> None:
        mine, others, unsure = (self._of(tick) for tick in Tick)
        if not self.decides:
            for tick in Tick:
                self._ask(self.author, self._of(tick), tick)
            return
        if others:
            self._split(others)
        if mine:
            reason = f"The owner of {_named(self.author)} says that {_are(mine, 'theirs')}."
            keeping.keep(self.author, mine, self.owner.by, reason)
        self._ask(self.author, unsure, Tick.UNSURE)

    def _split(self, slots: list[int]) -> None:
        rest = self.author.authorships.exclude(id__in=slots).exists() or self.author.source_profiles.exists()
        if not rest:
            raise Conflict("These are all works of the record. Where none is yours, withdraw your claim instead.")
        reason = f"The owner of {_named(self.author)} says that {_are(slots, 'another person’s')}."
        splits.split(self.author, slots, self.owner.by, reason)

    def _of_others(self, slots: Collection[int]) -> None:
        by_home: dict[int, list[int]] = defaultdict(list)
        for slot in sorted(slots):
            by_home[self.home[slot]].append(slot)
        for home, author in Author.objects.in_bulk(sorted(by_home)).items():
            if self.decides and self._is_free(author):
                self._take_over(author, by_home[home])
            else:
                self._ask(author, by_home[home], Tick.MINE)

    def _is_free(self, other: Author) -> bool:
        """Whether works of this record can be taken over: nobody claims it, and no curator told the two apart."""
        if other.level >= trust.CLAIMED or Claim.objects.open().filter(author=other).exists():
            return False
        if frozenset((other.pk, self.author.pk)) not in decisions.apart_pairs([other.pk]):
            return True
        own = Decision.objects.in_force().filter(claim=self.claim, kind=Kind.SPLIT, other=other)
        pair = Q(author=self.author, other=other) | Q(author=other, other=self.author)
        told = Decision.objects.of_people().in_force().filter(pair, kind__in=(Kind.APART, Kind.SPLIT))
        return own.exists() and not told.exclude(claim=self.claim).exists()

    def _take_over(self, other: Author, slots: list[int]) -> None:
        reason = (
            f"The owner of {_named(self.author)} says that {_are(slots, 'theirs')}; they stood with {_named(other)}."
        )
        rest = other.authorships.exclude(id__in=slots).exists() or other.source_profiles.exists()
        if rest:
            splits.split(other, slots, self.owner.by, reason, to=self.author)
        else:
            merges.merge(other, self.author, self.owner.by, reason)

    def _ask(self, author: Author, slots: list[int], tick: Tick) -> None:
        if not slots:
            return
        if asking.ask(self.claim, author, slots, tick, decides=self.decides):
            self.outcome.asked += len(slots)
        else:
            self.outcome.told.append(f"A curator has answered the question about {works(len(slots))} before.")


def _named(author: Author) -> str:
    return f"{author.name} ({author.public_id})"


def _are(slots: Collection[int], whose: str) -> str:
    return f"{works(len(slots))} {'is' if len(slots) == 1 else 'are'} {whose}"


def last(claim: Claim) -> Decision | None:
    """The newest line of the owner's last form about works, if nobody else decided since about one of its records."""
    found = _last(claim)
    return found[0] if found and not any(map(_decided_since, found)) else None


def words(line: Decision) -> str:
    """What the form of this line said, for the owner."""
    said = line.details.get("form", {}).get("said", {})
    return f"Your last answer: {counted({Tick(tick): count for tick, count in said.items()})}." if said else line.reason


def _last(claim: Claim) -> list[Decision]:
    """What stands of the owner's last form, the newest line first."""
    lines = Decision.objects.in_force().filter(claim=claim, kind__in=KINDS, part_of=None).order_by("-id")
    newest = lines.select_related("author", "other").first()
    if newest is None or "form" not in newest.details:
        return [newest] if newest else []
    return list(lines.filter(id__lte=newest.pk, details__form__after=newest.details["form"]["after"]))


def _decided_since(line: Decision) -> bool:
    ids = [pk for pk in (line.author_id, line.other_id) if pk]
    about = Q(author__in=ids) | Q(other__in=ids)
    later = Decision.objects.of_people().filter(about, id__gt=line.pk).exclude(claim=line.claim_id)
    return later.exists()


def take_back_last(user: User, author: Author, line: int) -> None:
    """Undoes all of the owner's last form, whose newest line this is; Conflict where it is not the last any more."""
    with acting.turn_of(user, author, Power.DECIDE_WORKS) as owner:
        newest = last(owner.claim)
        if newest is None or newest.pk != line:
            raise Conflict("This is not your last decision any more, or a curator decided since. Look again, please.")
        for one in _last(owner.claim):
            undo.undo(one, owner.by)
        if unsure := newest.details.get("form", {}).get("unsure"):
            asking.withdraw(owner.claim, unsure)
            questions.settle([owner.author.pk])
            refresh.authors([owner.author.pk], "its owner took back what they said of works")


def forget(claim: Claim) -> None:
    """Ends what the claim asks curators, with its marks of doubt."""
    with transaction.atomic():
        if authors := asking.withdraw_all(claim):
            questions.settle(authors)
            refresh.authors(authors, "a claim asks no more")
