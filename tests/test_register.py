"""The register of projects: edits are pure, contradictions are refused, the store keeps them."""

from datetime import UTC, datetime

import pytest

from archive.errors import RegisterError
from archive.register import (
    Entry,
    ProjectRegister,
    Proof,
    load_register,
    shipped_entries,
    squash,
)
from archive.register_store import RegisterStore

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def register():
    return ProjectRegister(
        [
            Entry("Waldkinder", "project", ("Kinder im Wald",), first_year=2019, last_year=2021),
            Entry("Dorfkino", "series", ("Kino im Dorf", "Landkino"), first_year=2018),
            Entry("Zeit für mich", "series", state="proposed"),
        ]
    )


@pytest.fixture
def store(database):
    return RegisterStore(database)


def test_an_entry_is_found_by_every_spelling(register):
    assert register.get("kinder-im-wald").name == "Waldkinder"
    assert register.get("Unbekannt") is None


def test_spelling_and_gaps_do_not_matter():
    assert squash("mobile Jugend") == squash("mobileJugend")


def test_approving_lets_a_proposal_count(register):
    new = register.approve("Zeit für mich", kind="partnership")

    assert [entry.name for entry in register.proposed()] == ["Zeit für mich"]
    assert new.proposed() == []
    assert new.get("Zeit für mich").kind == "partnership"


def test_renaming_keeps_the_old_name_as_an_alias(register):
    new = register.rename("Dorfkino", "Kino auf dem Land")

    assert new.get("Dorfkino").name == "Kino auf dem Land"
    assert new.get("Landkino").name == "Kino auf dem Land"


def test_a_corrected_spelling_is_a_rename_too(register):
    new = register.rename("Waldkinder", "WaldKinder")

    assert new.get("waldkinder").name == "WaldKinder"
    assert len(new.entries) == len(register.entries)


def test_merging_makes_one_of_two_with_all_names_and_years(register):
    new = register.merge("Waldkinder", "Dorfkino")

    assert new.get("Kinder im Wald").name == "Dorfkino"
    assert (new.get("Dorfkino").first_year, new.get("Dorfkino").last_year) == (2018, None)
    assert len(new.entries) == 2


def test_splitting_sets_aliases_free(register):
    new = register.split("Dorfkino", ["Landkino"], kind="project")

    assert new.get("Landkino").name == "Landkino"
    assert new.get("Landkino").kind == "project"
    assert new.get("Dorfkino").aliases == ("Kino im Dorf",)


@pytest.mark.parametrize(
    "edit",
    [
        lambda register: register.with_entry(Entry("Neu", aliases=("Landkino",))),
        lambda register: register.with_entry(Entry(" – ")),
        lambda register: register.with_entry(Entry("Neu", aliases=("!",))),
        lambda register: register.with_entry(Entry("Neu", "unsinn")),
        lambda register: register.with_entry(Entry("Neu", state="unsinn")),
        lambda register: register.with_entry(Entry("Neu", first_year=2020, last_year=2019)),
        lambda register: register.rename("Waldkinder", "Dorfkino"),
        lambda register: register.merge("Waldkinder", "Waldkinder"),
        lambda register: register.split("Dorfkino", ["Waldkinder"]),
        lambda register: register.split("Dorfkino", ["Dorfkino"]),
        lambda register: register.split("Dorfkino", []),
        lambda register: register.approve("Unbekannt"),
    ],
)
def test_an_edit_that_contradicts_the_register_is_refused(register, edit):
    with pytest.raises(RegisterError):
        edit(register)


def test_proposals_gather_proofs_and_leave_the_decided_alone(register):
    proof = Proof("a1", "Motto „Zeit für mich“", "motto")
    found = [
        Entry("Zeit für Mich", proofs=(proof,)),
        Entry("Zeit für mich", proofs=(proof,)),
        Entry("Waldkinder", proofs=(proof,)),
        Entry("Ganz neu", "competition", proofs=(proof,)),
    ]

    new = register.propose(found)

    assert new.get("Zeit für mich").proofs == (proof,)
    assert new.get("Waldkinder").proofs == ()
    assert new.get("Ganz neu").state == "proposed"


def test_the_shipped_register_holds_no_name_twice():
    names = [key for entry in shipped_entries() for key in entry.keys]

    assert len(names) == len(set(names))
    assert load_register().get("Energiesparpreis").name == "Energie-Sparpreis"


def test_the_store_keeps_edits_and_lets_shipped_entries_stand(store):
    register = store.load()
    edited = register.merge("SuedLink", "Papieratlas").reject("HybridAdd").rename(
        "Jugend forscht", "Jugend forscht!"
    )  # fmt: skip

    changed = store.save(edited, at=NOW)
    loaded = store.load()

    assert changed >= 4
    assert loaded.get("SüdLink").name == "Papieratlas"
    assert loaded.get("HybridAdd").state == "rejected"
    assert loaded.get("Jugend forscht").name == "Jugend forscht!"
    assert len(loaded.entries) == len(register.entries) - 1
    assert store.save(loaded, at=NOW) == 0


def test_the_store_keeps_everything_of_an_entry(store):
    entry = Entry("Neu", "series", ("Neues",), "proposed", 2020, 2024, ("NEU",),
                  (Proof("a1", "das „Neu“", "motto"),))  # fmt: skip

    store.save(store.load().with_entry(entry), at=NOW)

    assert store.load().get("Neues") == entry


def test_a_split_of_a_shipped_entry_survives_loading(store):
    register = store.load().split("Papieratlas", ["Papieratlas-Wettbewerb"])

    store.save(register, at=NOW)

    assert store.load().get("Papieratlas-Wettbewerb").name == "Papieratlas-Wettbewerb"
    assert "Papieratlas-Wettbewerb" not in store.load().get("Papieratlas").aliases
