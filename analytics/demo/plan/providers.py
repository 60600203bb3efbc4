"""Providers of the made-up plan: groups with a tax number, their NPIs and their names.

All names are invented. NPIs carry a valid check digit and begin with 2, a range that has not
been given out; tax numbers begin with 99.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.demo.plan.arrow import dates
from analytics.demo.plan.dates import NONE, day
from analytics.demo.plan.words import Words

#: Home infusion groups: sites that bill and nurses that render, per group.
HOME_GROUPS, SITES, NURSES = 60, 3, 4
_HOME_SIZE = SITES + NURSES
#: Groups up to this one belong to Priority Health (Michigan), the others to Jefferson.
PRIORITY_GROUPS = 34
#: The group of the made-up example contract (tax number 990000001).
CONTRACT_GROUP = 0
#: Groups whose last site is an authorized home infusion facility; the last of them since a day.
FACILITY_GROUPS = (1, 2, 3)
LATE_FACILITY_GROUP, FACILITY_SINCE = 3, day("2026-01-01")
FACILITY_SITE = SITES - 1

#: Every other kind: how many groups, what they are called, taxonomy of the group and its people.
_KINDS: dict[str, tuple[int, str, str, str]] = {
    "clinic": (200, "Family Medicine", "261QP2300X", "207Q00000X"),
    "laboratory": (20, "Clinical Laboratory", "291U00000X", "207ZP0102X"),
    "imaging": (25, "Imaging", "261QR0200X", "2085R0202X"),
    "hospital": (30, "General Hospital", "282N00000X", "208M00000X"),
    "supplier": (30, "Medical Supply", "332B00000X", "332B00000X"),
}
_OTHER_SIZE = 5  # one that bills and four people
_FIRST_OTHER = HOME_GROUPS * _HOME_SIZE

_PLACES = [
    "Alderwick",
    "Birchmoor",
    "Cinderfall",
    "Dunmarrow",
    "Elmhollow",
    "Fernquay",
    "Galewood",
    "Harrowmere",
    "Inglebrook",
    "Juniper",
    "Knollcrest",
    "Larkmoor",
    "Mossgate",
    "Nettlebay",
    "Ostwick",
    "Pinehallow",
    "Quillbrook",
    "Rookdale",
    "Sedgewater",
    "Tarnfield",
    "Umberley",
    "Vexley",
    "Windlass",
    "Yarrowgate",
    "Zephyrton",
]
_STREETS = ("Mill Road", "Foundry Street", "Harbor Lane", "Orchard Way", "Station Square")
_HOME_NAMES = ("Home Infusion", "Infusion Pharmacy", "Infusion Partners")
#: Invented names, of providers and of members.
FIRST_NAMES = [
    "Ada",
    "Bram",
    "Cleo",
    "Dov",
    "Enid",
    "Finn",
    "Greta",
    "Hugo",
    "Iris",
    "Jonah",
    "Kaya",
    "Leif",
    "Mina",
    "Nils",
    "Orla",
]
LAST_NAMES = [
    "Abernoth",
    "Bellisar",
    "Corvane",
    "Drummel",
    "Eskerly",
    "Farrowin",
    "Gildane",
    "Hespero",
    "Ivorson",
    "Jentle",
    "Kestrin",
    "Lomandra",
    "Merrowby",
    "Nordwell",
    "Ollivan",
    "Pellworth",
    "Quorne",
    "Rosthen",
    "Silvane",
    "Tremarre",
]


class Providers:
    """Groups from 0 (the home infusion ones first) and their NPIs from 0."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.of_kind: dict[str, np.ndarray] = {}
        first = HOME_GROUPS
        for kind, (count, *_) in _KINDS.items():
            self.of_kind[kind] = np.arange(first, first + count)
            first += count
        self.groups = first
        self.count = _FIRST_OTHER + (first - HOME_GROUPS) * _OTHER_SIZE
        #: What a group is paid and what it charges, against the average price.
        self.price = rng.uniform(0.85, 1.20, self.groups)
        self.markup = rng.uniform(1.3, 2.6, self.groups)
        #: How much a home group bills, and how much of what goes wrong is its doing.
        volume = rng.lognormal(0.0, 0.9, HOME_GROUPS)
        carelessness = 1.0 / rng.permutation(np.arange(1, HOME_GROUPS + 1)) ** 1.1
        self.volume, self.blame = volume, carelessness

    def site(self, group: np.ndarray, which: np.ndarray | int = 0) -> np.ndarray:
        """An NPI that bills for a group; only home infusion groups have more than one."""
        home = group * _HOME_SIZE + which
        other = _FIRST_OTHER + (group - HOME_GROUPS) * _OTHER_SIZE
        return np.where(group < HOME_GROUPS, home, other).astype(np.int32)

    def person(self, group: np.ndarray, which: np.ndarray | int) -> np.ndarray:
        """A person of a group (0 to 3): a nurse of a home infusion group, else a clinician."""
        home = group * _HOME_SIZE + SITES + which
        other = _FIRST_OTHER + (group - HOME_GROUPS) * _OTHER_SIZE + 1 + which
        return np.where(group < HOME_GROUPS, home, other).astype(np.int32)

    def group_of(self, npi: np.ndarray) -> np.ndarray:
        """The group an NPI belongs to; `NONE` for `NONE`."""
        other = HOME_GROUPS + (npi - _FIRST_OTHER) // _OTHER_SIZE
        group = np.where(npi < _FIRST_OTHER, npi // _HOME_SIZE, other)
        return np.where(npi == NONE, NONE, group)

    def npis(self) -> pa.Array:
        """The NPIs as text."""
        scattered = (np.arange(self.count, dtype=np.int64) * 7_919 + 104_729) % 99_999_989
        body = 200_000_000 + scattered
        return pa.array(body * 10 + check_digit(body)).cast(pa.string())

    def tins(self) -> pa.Array:
        """Each group's tax number as text."""
        group = np.arange(self.groups, dtype=np.int64)
        number = np.where(group < HOME_GROUPS, 990_000_001 + group, 991_000_001 + group)
        return pa.array(number).cast(pa.string())

    def table(self, used: np.ndarray, words: Words) -> dict[str, pa.Array]:
        """The provider table: the NPIs in use, one row each, two where one became a facility."""
        npi = np.flatnonzero(used)
        group = self.group_of(npi)
        late = self.site(np.array([LATE_FACILITY_GROUP]), FACILITY_SITE)[0]
        npi = np.concatenate([npi, npi[npi == late]])
        group = np.concatenate([group, group[npi[: len(group)] == late]])
        since = np.full(len(npi), NONE, dtype=np.int32)
        until = since.copy()
        twice = np.flatnonzero(npi == late)
        since[twice[1:]], until[twice[:1]] = FACILITY_SINCE, FACILITY_SINCE - 1
        home = group < HOME_GROUPS
        site = home & (npi - group * _HOME_SIZE == FACILITY_SITE)
        facility = site & np.isin(group, FACILITY_GROUPS) & (until == NONE)
        person = np.where(
            home, npi - group * _HOME_SIZE >= SITES, (npi - _FIRST_OTHER) % _OTHER_SIZE > 0
        )
        kind = _kind_of(group)
        taxonomy = words.many(
            ["3336H0001X", "163WI0500X", *(t for k in _KINDS.values() for t in k[2:])]
        )
        credential = np.where(person, np.where(home, words["RN"], words["MD"]), NONE)
        state = np.where(home, group < PRIORITY_GROUPS, group % 2 == 0)
        return {
            "npi": self.npis().take(pa.array(npi)),
            "tin": self.tins().take(pa.array(group)),
            "provider_name": words.text(_names(words, npi, group, kind, person)),
            "taxonomy_code": words.text(taxonomy[2 * (kind + 1) + person]),
            "credential": words.text(credential),
            "address_line_1": words.text(self._streets(words)[group]),
            "city": words.text(words.many(_PLACES)[group % len(_PLACES)]),
            "zip_code": words.text(
                words.many([f"{number + 101:05d}" for number in range(self.groups)])[group]
            ),
            "state": words.text(np.where(state, words["MI"], words["PA"])),
            "network_status": words.text(np.where(group % 17 == 5, words["OUT"], words["IN"])),
            "infusion_facility": pa.array(facility),
            "effective_from": dates(since),
            "effective_to": dates(until),
        }

    def _streets(self, words: Words) -> np.ndarray:
        """A street and a number for each group."""
        return words.many(
            [f"{101 + 2 * group} {_STREETS[group % len(_STREETS)]}" for group in range(self.groups)]
        )


def check_digit(body: np.ndarray) -> np.ndarray:
    """The Luhn check digit of nine-digit NPI bodies, with the prefix 80840 (CMS)."""
    digits = (body[:, None] // 10 ** np.arange(9)) % 10  # from the right
    doubled = digits[:, ::2] * 2
    total = 24 + (doubled // 10 + doubled % 10).sum(axis=1) + digits[:, 1::2].sum(axis=1)
    return (10 - total % 10) % 10


def _kind_of(group: np.ndarray) -> np.ndarray:
    """Place of the group's kind in `_KINDS`; -1 for home infusion."""
    ends = HOME_GROUPS + np.cumsum([k[0] for k in _KINDS.values()])
    return np.where(group < HOME_GROUPS, -1, np.searchsorted(ends, group, side="right"))


def _names(words: Words, npi, group, kind, person) -> np.ndarray:
    suffixes = [*_HOME_NAMES, *(k[1] for k in _KINDS.values())]
    sites = np.array(
        [
            words[f"{place} {suffix}"] if turn == 0 else words[f"{place} {suffix} {turn + 1}"]
            for suffix in suffixes
            for turn in range(8)
            for place in _PLACES
        ]
    ).reshape(len(suffixes), -1)
    people = np.array([words[f"{a} {b}"] for b in LAST_NAMES for a in FIRST_NAMES])
    which = np.where(kind < 0, group // 25, kind + len(_HOME_NAMES))
    within = np.where(kind < 0, group % 25, (group - HOME_GROUPS) % sites.shape[1])
    return np.where(person, people[(npi * 31) % len(people)], sites[which, within])
