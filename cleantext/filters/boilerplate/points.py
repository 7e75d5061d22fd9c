"""What a hit is worth by itself."""

from __future__ import annotations

from collections.abc import Iterable

from cleantext.edits import Evidence
from cleantext.matching import Hit
from cleantext.names import ALONE, NAMED

SURE = 6
"""The points at which a unit counts as advert; as many as the default threshold asks for."""

SUSPECT = 3
"""The points from which a unit that stays is reported."""

SPEAKING = 2
"""The points a clause needs to be part of an advert rather than silent."""

DISGUISE = Evidence("disguise", 3, "symbols or foreign letters inside a telling word")


def most_points(hits: Iterable[Hit]) -> int:
    """Return more points than `hits` can amount to in any unit."""
    points = disguise = name = 0
    for hit in hits:
        if hit.rule.weight > 0:
            points += hit.rule.weight
        if hit.disguised:
            disguise = DISGUISE.weight
        if hit.rule is NAMED:
            name = ALONE.weight - NAMED.weight
    return points + disguise + name


def cut_points(hit: Hit) -> int:
    """Return what a hit counts where it is cut out by itself."""
    return hit.rule.weight + DISGUISE.weight * hit.disguised


def is_noise(hit: Hit) -> bool:
    """Tell whether a hit is sure by its disguise alone: symbols between the characters, whatever these say."""
    return hit.rule.view == "disguised" and cut_points(hit) >= SURE


def speaks_of_selling(hit: Hit) -> bool:
    """Tell whether a hit is a word of adverts; buttons and notices are no topic."""
    return hit.rule.kind in {"ad", "contact"} and hit.rule.weight > 1
