"""Filters beside the hits, bars over time, and the map."""

from datetime import date

from archive.app.site.histogram import HEIGHT, WIDTH, histogram
from archive.app.site.map import draw
from archive.app.site.sidebar import SHOWN, chips, groups, presets, range_label
from archive.gazetteer import load_gazetteer
from index.results import FacetCount, Search

DISTRICT = "Deutschland/Landkreis Falmtal"


def counted(*pairs, selected=()):
    return tuple(
        FacetCount(
            path,
            path.rpartition("/")[2],
            count,
            path in selected,
            path.rpartition("/")[0] or None,
        )
        for path, count in pairs
    )


TOWNS = [(f"{DISTRICT}/Ort {letter}", 20 - place) for place, letter in enumerate("ABCDEFGHIJKL")]


def test_the_place_tree_begins_with_the_own_district():
    values = counted(("Deutschland", 90), (DISTRICT, 88), *TOWNS, ("Polen", 3))

    shown = groups(Search(), {"ort": values}, {})["ort"].values

    assert [(one.label, one.depth) for one in shown[:3]] == [
        ("Landkreis Falmtal", 0),
        ("Ort A", 1),
        ("Ort B", 1),
    ]
    assert len(shown) == SHOWN + 1


def test_towns_beside_the_one_most_hits_lie_in_stay_visible():
    values = counted(
        ("Deutschland", 7),
        (DISTRICT, 7),
        (f"{DISTRICT}/A", 6),
        (f"{DISTRICT}/A/Dorf", 5),
        (f"{DISTRICT}/B", 1),
    )

    shown = groups(Search(), {"ort": values}, {})["ort"].values

    assert [one.label for one in shown] == ["Landkreis Falmtal", "A", "B"]


def test_a_chosen_town_shows_the_villages_inside_it():
    town = f"{DISTRICT}/Ort L"
    values = counted(
        ("Deutschland", 90),
        (DISTRICT, 88),
        *TOWNS,
        (f"{town}/Dorf", 2),
        selected=(town,),
    )

    shown = groups(Search(filters={"ort": (town,)}), {"ort": values}, {})["ort"].values

    assert [(one.label, one.depth) for one in shown[1:3]] == [("Ort L", 1), ("Dorf", 2)]


def test_a_chosen_value_that_no_hit_has_is_still_there_to_be_unticked():
    values = counted(("Bau", 3), ("Kultur", 0), selected=("Kultur",))

    shown = groups(Search(filters={"thema": ("Kultur",)}), {"thema": values}, {})["thema"]

    assert [(one.value, one.selected) for one in shown.values] == [("Kultur", True), ("Bau", False)]


def test_long_lists_lead_to_all_their_values_and_short_ones_do_not():
    long = counted(*[(f"Thema {n}", 30 - n) for n in range(12)])

    found = groups(Search(query="x"), {"thema": long, "quelle": long[:9]}, {})

    assert found["thema"].more == "/suche/auswahl/thema?q=x"
    assert found["quelle"].more is None  # one more fits where the link would stand


def test_every_filter_in_force_has_one_chip_that_removes_just_it():
    search = Search(
        query="x", filters={"ort": (DISTRICT,), "monat": ("2024-05",)}, since=date(2024, 5, 1)
    )

    found = {(chip.facet, chip.label): chip.address for chip in chips(search, {})}

    assert found == {
        ("Ort", "Landkreis Falmtal"): "/suche?monat=2024-05&q=x&von=2024-05-01",
        ("Monat", "Mai 2024"): "/suche?ort=Deutschland/Landkreis+Falmtal&q=x&von=2024-05-01",
        ("Zeit", "ab 1. Mai 2024"): "/suche?monat=2024-05&ort=Deutschland/Landkreis+Falmtal&q=x",
    }


def test_a_value_nobody_can_read_is_shown_as_it_is():
    assert chips(Search(filters={"monat": ("quark",)}), {})[0].label == "quark"


def test_ranges_read_like_a_sentence():
    day = date(2024, 5, 3)

    assert range_label(Search(since=day, until=day)) == "3. Mai 2024"
    assert range_label(Search(until=day)) == "bis 3. Mai 2024"
    assert len(presets(Search(), day)) == 3


def test_bars_stand_for_every_year_even_empty_ones():
    drawn = histogram(Search(), {"2020-03": 4, "2022-01": 2, "2022-12": 6, "unbekannt": 1})

    assert [(bar.label, bar.count) for bar in drawn.bars] == [
        ("2020", 4),
        ("2021", 0),
        ("2022", 8),
        ("Datum unbekannt", 1),
    ]
    assert max(bar.height for bar in drawn.bars) == HEIGHT
    assert all(bar.x + bar.width <= WIDTH for bar in drawn.bars)
    assert drawn.bars[2].address == "/suche?jahr=2022"


def test_within_one_year_bars_stand_for_months_and_lead_back_to_all_years():
    drawn = histogram(Search(query="x", filters={"jahr": ("2022",)}), {"2022-03": 4})

    assert len(drawn.bars) == 12
    assert drawn.bars[2].address == "/suche?jahr=2022&monat=2022-03&q=x"
    assert drawn.up == "/suche?q=x"


def test_one_bar_is_no_picture():
    assert histogram(Search(), {"2020-03": 4}) is None
    assert histogram(Search(), {}) is None


def test_the_map_shows_each_town_where_it_lies_and_no_name_twice_on_one_spot():
    gazetteer = load_gazetteer("falmtal")
    towns = [spot for spot in gazetteer.places() if spot.kind == "municipality"]
    counts = {"/".join(spot.path): 5 + place for place, spot in enumerate(towns)}

    drawn = draw(gazetteer, counts)

    assert {dot.name for dot in drawn.dots} == {spot.name for spot in towns}
    north = max(towns, key=lambda spot: spot.lat)
    assert min(drawn.dots, key=lambda dot: dot.y).name == north.name
    assert all(0 <= dot.x <= drawn.width and 0 <= dot.y <= drawn.height for dot in drawn.dots)
    assert [dot.anchor for dot in drawn.dots].count("start") >= 3


def test_without_a_district_there_is_no_map():
    assert draw(load_gazetteer(), {"Deutschland": 3}) is None
