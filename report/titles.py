"""The titles of the report: findings in plain words, at most 90 characters.

Every title has a sentence for each outcome: a difference, a tie, nothing that surely differs,
nobody, hidden. None says why, and none ranks people by age, gender or marital status.
"""

from collections.abc import Collection, Sequence

from report.charts import Mark
from report.figures import Extremes, extremes
from report.written import count, listed

LONGEST = 90
TOO_FEW = "Too few groups are large enough to compare"
# of an attribute's cells: from here on something goes with the attribute, or hardly does
OFTEN, RARELY = 0.4, 0.15


def fitting(*alternatives: str) -> str:
    """The first that is short enough, or the last."""
    return next((title for title in alternatives if len(title) <= LONGEST), alternatives[-1])


def ranked(measure: str, marks: Sequence[Mark], preposition: str = "in") -> str:
    """Where a measure is highest and where lowest."""
    found = extremes(marks)
    if found is None:
        return TOO_FEW
    if not found.differ:
        return fitting(
            f"{measure} runs from {found.lowest} to {found.highest}, which may be chance",
            f"{measure} does not surely differ",
        )
    return fitting(
        f"{measure} is highest {preposition} {listed(found.top)}, {found.highest},"
        f" and lowest {preposition} {listed(found.bottom)}, {found.lowest}",
        f"{measure} is highest {preposition} {listed(found.top)}, {found.highest}",
        f"{measure} runs from {found.lowest} to {found.highest}",
    )


def differing(measure: str, by_attribute: dict[str, Extremes | None]) -> str:
    """By which attributes a measure surely differs, and by which not."""
    shown = {name: found for name, found in by_attribute.items() if found}
    if not shown:
        return TOO_FEW
    by = [name.lower() for name, found in shown.items() if found.differ]
    not_by = [name.lower() for name, found in shown.items() if not found.differ]
    if not by:
        return fitting(
            f"{measure} does not surely differ by {listed(not_by, 'or')}",
            f"{measure} does not surely differ between these groups",
        )
    return fitting(
        f"{measure} differs by {listed(by)}" + (f", not by {listed(not_by, 'or')}" * bool(not_by)),
        f"{measure} differs by {listed(by)}",
    )


def over_represented(segment: str, groups: Sequence[str]) -> str:
    """Which groups surely are more frequent in a segment than among everybody."""
    if not groups:
        return f"No group is surely more frequent among {segment} customers than among all"
    are = "is" if len(groups) == 1 else "are"
    return fitting(
        f"Among {segment} customers {listed(groups)} {are} over-represented",
        f"{listed(groups[:2])} stand out most among {segment} customers",
        f"Among {segment} customers {groups[0]} is most over-represented",
    )


def most_and_least(measure: str, marks: Sequence[Mark]) -> str:
    """Which attributes a measure goes with most and least."""
    found = extremes(marks)
    if not found or not found.differ:
        return f"What {measure} goes with most cannot be told"
    return fitting(
        f"{sentence(listed(found.top).lower())} {goes(found.top)} most with {measure},"
        f" {listed(found.bottom).lower()} least",
        f"{sentence(listed(found.top).lower())} {goes(found.top)} most with {measure}",
    )


def goes(names: Collection[str]) -> str:
    return "goes" if len(names) == 1 else "go"


def leading_segments(first: Sequence[tuple[str, str]]) -> str:
    """Which combinations of city and occupation lead: names and utilisation."""
    if not first:
        return "No combination of city and occupation is large enough to be a key segment"
    names = [name for name, _ in first]
    if len(first) == 1:
        return fitting(f"{names[0]} spend most of their income: {first[0][1]}",
                       f"{names[0]} spend most of their income", "One segment leads")
    return fitting(f"{listed(names)} spend most of their income",
                   f"{len(first)} segments share the first tier of income utilisation")


def always_first(things: dict[str, str], wholes: str, all_of: str) -> str:
    """`things` are what comes first in each whole: the same everywhere, or not."""
    names = list(dict.fromkeys(things.values()))
    if not names:
        return TOO_FEW
    if len(names) == 1:
        return f"{names[0]} {'comes' if things_are_one(names[0]) else 'come'} first in {all_of}"
    return fitting(
        f"{listed(names)} come first, by {wholes}", f"What comes first differs by {wholes}"
    )


def things_are_one(name: str) -> bool:
    return not name.endswith("s") or "&" in name


def earns_most(by_group: dict[str, dict[str, float]]) -> str:
    """`by_group` holds the incomes of segments, for each city in which all are shown."""
    firsts = {max(incomes, key=incomes.__getitem__) for incomes in by_group.values()}
    if not by_group:
        return TOO_FEW
    if len(firsts) > 1:
        return "By average, no value segment earns most in every city"
    return f"By average, {firsts.pop().lower()} customers earn most in every city"


def along(measure: str, marks: Sequence[Mark], more: str) -> str:
    """Whether a measure rises or falls with the order of its marks."""
    values = [mark.value for mark in marks if mark.value is not None]
    found = extremes(marks)
    if found is None:
        return TOO_FEW
    if not found.differ:
        return f"{measure} does not surely differ with {more}"
    if values == sorted(values):
        return f"{measure} rises with {more}, from {found.lowest} to {found.highest}"
    if values == sorted(values, reverse=True):
        return f"{measure} falls with {more}, from {found.highest} to {found.lowest}"
    return f"{measure} neither rises nor falls with {more} throughout"


def over_time(measure: str, marks: Sequence[Mark]) -> str:
    """Where a measure was highest, and how it went on."""
    shown = [mark for mark in marks if mark.value is not None]
    if len(shown) < 2:
        return f"{measure}: one month, {shown[0].label}" if shown else TOO_FEW
    place = max(range(len(shown)), key=lambda month: shown[month].value or 0)
    highest = shown[place]
    if all(mark.label == highest.label for mark in shown):
        return f"{measure} is {highest.label} in every month"
    if place == len(shown) - 1:
        return f"{measure} is highest in the last month, {highest.name}: {highest.label}"
    return fitting(
        f"{measure} was highest in {highest.name}, {highest.label}, and fell to"
        f" {shown[-1].label} by {shown[-1].name}",
        f"{measure} was highest in {highest.name}, {highest.label}",
    )


def goes_with(what: str, shares: dict[str, float]) -> str:
    """`shares` say of each attribute in which part of its cells its groups surely differ."""
    if not shares:
        return TOO_FEW
    if not any(shares.values()):
        return f"No group surely differs in {what}"
    strong = [name.lower() for name, share in shares.items() if share >= OFTEN]
    some = [name.lower() for name, share in shares.items() if RARELY < share < OFTEN]
    weak = [name.lower() for name, share in shares.items() if share <= RARELY]
    said = [
        f"{degree} {listed(names, last)}"
        for degree, names, last in (
            ("with", strong, "and"), ("somewhat with", some, "and"),
            ("hardly with", weak, "or"),
        ) if names
    ]
    return fitting(*(
        f"{sentence(what)} goes {', '.join(said[:length])}" for length in range(len(said), 0, -1)
    ))


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def explained(seen: int, held: int) -> str:
    """In how many categories segments differ, as seen and with ages and genders held."""
    if not seen:
        return "The value segments do not surely differ in what they buy"
    if not held:
        return f"Ages and genders account for all {seen} differences between segments"
    if held < seen:
        return f"Of {seen} differences between segments {held} stay with ages and genders held"
    return f"{held} differences between segments are not those of ages and genders"


def recommended(cards: Sequence[dict], is_hidden: bool = False) -> str:
    """The headline: which cards to test, with how many customers."""
    if is_hidden:
        return "Too few customers to show a figure"
    by_verdict: dict[str, list[dict]] = {}
    for card in cards:
        by_verdict.setdefault(card["verdict"], []).append(card)
    tested = by_verdict.get("test", [])
    redesigned = by_verdict.get("redesign", [])
    lost = by_verdict.get("do not launch", [])
    if tested:
        customers = sum(card["customer_count"] or 0 for card in tested)
        title = f"Test {listed(names_of(tested))} with {count(customers)} customers"
        return fitting(title + rest(lost, redesigned, is_first=False), title)
    if redesigned or lost:
        return fitting(
            "Launch no card yet" + rest(lost, redesigned, is_first=True), "Launch no card yet"
        )
    return "No card can be judged: too few customers would be offered one"


def rest(lost: Sequence[dict], redesigned: Sequence[dict], is_first: bool) -> str:
    said = []
    if redesigned:
        said.append(f"redesign {listed(names_of(redesigned))}")
    if lost and is_first and not redesigned:
        said.append("no card gains for bank and customer together")
    elif lost:
        number = {1: names_of(lost)[0], 2: "two others", 3: "the other three"}
        said.append(f"do not launch {number.get(len(lost), 'the others')}")
    return "".join(f"; {part}" for part in said)


def names_of(cards: Sequence[dict]) -> list[str]:
    return [short_name(card["card_name"]) for card in cards]


def short_name(card_name: str) -> str:
    """Mitron Signature as Signature."""
    return card_name.removeprefix("Mitron ")


def profitable(tested: Sequence[str], others: int) -> str:
    if not tested:
        return "No card gains for both sides in the base case"
    return fitting(
        f"{listed(tested)} can gain for both sides in the base case"
        + (f"; {others} other cards lose" if others > 1 else "; the other card loses" * others),
        "Some cards can gain for both sides in the base case",
    )


def moved_most(card: str, assumption: str, low: str, high: str) -> str:
    return fitting(
        f"{assumption} moves {card} most: from {low} to {high} a customer",
        f"{assumption} moves {card} most",
        f"What moves {card} most is a guess that only a launch can replace",
    )


def claims(verdicts: Sequence[str]) -> str:
    """How many claims hold and how many do not."""
    held, lost = verdicts.count("supported"), verdicts.count("not supported")
    return f"{held} of {len(verdicts)} claims hold, {lost} do not"


def accepted(accepted_customers: int, customers: int, accepted_spends: int, spends: int) -> str:
    if (accepted_customers, accepted_spends) == (customers, spends):
        return f"All {count(customers)} customers and {count(spends)} spends were accepted"
    return (
        f"{count(customers - accepted_customers)} customers and"
        f" {count(spends - accepted_spends)} spends were set aside"
    )


def share_of_first(measure: str, marks: Sequence[Mark]) -> str:
    """The largest and the smallest part of a whole, with their shares."""
    found = extremes(marks)
    if found is None:
        return TOO_FEW
    if not found.differ:
        return f"{measure}: no part surely is the largest"
    return fitting(
        f"{listed(found.top)} {take(found.top)} the largest part of {measure}, {found.highest};"
        f" {listed(found.bottom)} the smallest, {found.lowest}",
        f"{listed(found.top)} {take(found.top)} the largest part of {measure}, {found.highest}",
        f"The largest part of {measure} is {found.highest}",
    )


def take(names: Sequence[str]) -> str:
    return "takes" if len(names) == 1 and things_are_one(names[0]) else "take"

