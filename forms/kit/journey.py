"""A journey: the steps of a service in order, and the path through them that the answers so far make.

The path is worked out from the answers each time and never stored, so a changed answer changes the way at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forms.kit.answers import Answers, Asked, Person
from forms.kit.step import Step


@dataclass(frozen=True)
class Place:
    """A step on somebody's path; `number` counts the people of the household from 1, None for the household."""

    step: Step
    number: int | None = None
    person: Person | None = None

    def stored(self, answers: Answers) -> dict[str, object]:
        """The answers given here so far."""
        holder = self.person.steps if self.person else answers.household
        return holder.get(self.step.slug, {})

    def answered(self, answers: Answers) -> bool:
        holder = self.person.steps if self.person else answers.household
        return self.step.slug in holder

    def forget_other_questions(self, answers: Answers) -> None:
        """Drop what another version of this step asked: one that asks for an address, where this one must not."""
        holder = self.person.steps if self.person else answers.household
        if self.step.slug in holder:
            stored = holder[self.step.slug]
            # Names with an underscore are no questions, but notes about the answers.
            kept = {name: stored[name] for name in stored if name.startswith("_") or hasattr(self.step.form, name)}
            holder[self.step.slug] = kept


@dataclass(frozen=True)
class Journey:
    """A service somebody fills in, as a table of contents."""

    service: str
    steps: Sequence[Step]

    def path(self, asked: Asked) -> list[Place]:
        """The places this household is asked to visit, in order.

        Neighbouring per-person steps are asked person by person, so that one thinks of one person at a time.
        """
        places: list[Place] = []
        run: list[Step] = []
        household = replace(asked, person=None)
        each_person = [replace(asked, person=person) for person in asked.answers.people]
        for step in [*self.steps, None]:
            if step is not None and step.per_person:
                run.append(step)
                continue
            for number, about in enumerate(each_person, 1):
                places += [Place(each, number, about.person) for each in run if each.when(about)]
            run = []
            if step is not None and step.when(household):
                places.append(Place(step))
        return places

    def find(self, asked: Asked, slug: str, number: int | None) -> Place | None:
        """The place, if this household may see it now."""
        return next((p for p in self.path(asked) if (p.step.slug, p.number) == (slug, number)), None)

    def first_open(self, asked: Asked) -> Place | None:
        """The first place not answered yet; None when all are."""
        return next((place for place in self.path(asked) if not place.answered(asked.answers)), None)

    def after(self, asked: Asked, place: Place) -> Place | None:
        """The place that follows, worked out from the answers as they are now; None at the end."""
        path = self.path(asked)
        keys = [(p.step.slug, p.number) for p in path]
        here = (place.step.slug, place.number)
        following = keys.index(here) + 1 if here in keys else len(path)
        return path[following] if following < len(path) else None

    def before(self, asked: Asked, place: Place) -> Place | None:
        """The place before this one; None at the beginning."""
        path = self.path(asked)
        keys = [(p.step.slug, p.number) for p in path]
        index = keys.index((place.step.slug, place.number))
        return path[index - 1] if index else None

    def forget_what_is_not_asked(self, asked: Asked) -> None:
        """Drop answers that are no longer asked for, so that nothing is kept or sent that nobody sees."""
        path = self.path(asked)
        on_path = {(p.number, p.step.slug) for p in path}
        known = {step.slug for step in self.steps}
        for place in path:
            place.forget_other_questions(asked.answers)
        for number, steps in asked.answers.holders():
            for slug in [s for s in steps if s in known and (number, s) not in on_path]:
                del steps[slug]
