"""The words that introduce a project and those that only look like it; data, no code."""

from __future__ import annotations

from typing import Final

from crawler.tokens import word_set

# Ends of the noun before a name, and what kind of project it introduces.
TYPE_NOUNS: Final[dict[str, str]] = {
    "projekt": "project", "modellprojekt": "project", "vorhaben": "project",
    "modellvorhaben": "project", "aktion": "project", "initiative": "project",
    "kampagne": "project", "konzept": "project", "innovationsforum": "project",
    "offensive": "project", "programm": "programme", "richtlinie": "programme",
    "stipendium": "programme", "förderaufruf": "programme", "wettbewerb": "competition",
    "preis": "competition", "auszeichnung": "competition", "contest": "competition",
    "veranstaltungsreihe": "series", "gesprächsreihe": "series", "vortragsreihe": "series",
    "konzertreihe": "series", "workshopreihe": "series", "seminarreihe": "series",
    "fortbildungsreihe": "series", "reihe": "series",
    "tour": "series", "netzwerk": "partnership", "partnerschaft": "partnership",
    "bündnis": "partnership", "allianz": "partnership", "arbeitsgemeinschaft": "partnership",
    "ag": "partnership", "aktionsgruppe": "partnership", "modellregion": "project",
}  # fmt: skip
GENDER_ENDINGS: Final[dict[str, str]] = {
    "projekt": "es", "programm": "es", "netzwerk": "es", "konzept": "es", "forum": "es",
    "bündnis": "es", "vorhaben": "es", "stipendium": "es", "wettbewerb": "er", "preis": "er",
}  # fmt: skip
# Nouns that end alike and introduce something else.
NOT_TYPES: Final = word_set(
    "redaktion produktion reaktion transaktion fraktion auktion interaktion attraktion funktion "
    "konstruktion infektion instruktion abstraktion buchreihe blutkonserve stuhlreihe sitzreihe "
    "tanzprogramm fernsehprogramm kinoprogramm abendprogramm kulturprogramm rahmenprogramm "
    "bühnenprogramm ferienprogramm tagesprogramm festprogramm konzertprogramm "
    "unterhaltungsprogramm showprogramm kabarettprogramm solo-programm soloprogramm musikprogramm "
    "weihnachtsprogramm spielprogramm begleitprogramm bunte-programm kaufpreis eintrittspreis "
    "strompreis gaspreis sonderpreis hauptpreis publikumspreis luftbildaktion rettungsaktion "
    "bergungsaktion suchaktion löschaktion klimareaktion bürgerinitiative geschäftsrichtlinie "
    "baurichtlinie kurzprogramm eintritts-preis ehepartnerschaft städtepartnerschaft "
    "schulpartnerschaft lebenspartnerschaft patenschaft theaterprojekt musikprojekt tanzprojekt "
    "filmprojekt buchprojekt zugreihe tarifrichtlinie preisrichtlinie tagtour tagestour"
)
# Between the noun and the name: "das Projekt der EU mit dem Titel „X“".
BRIDGES: Final = (
    r"(?:\s+(?:des\s+(?:Bundes|Landes|Freistaats|Freistaates|Landkreises)(?:\s+[A-ZÄÖÜ][\w-]+)?|"
    r"der\s+(?:EU|Europäischen\s+Union|Bundesregierung|Landesregierung)|"
    r"zur?\s+[A-ZÄÖÜ]?[\w-]+(?:\s+[A-ZÄÖÜ][\w-]+)?|"
    r"namens|mit\s+(?:dem\s+)?(?:Titel|Namen)|(?:unter\s+)?dem\s+(?:Titel|Namen)|genannt)){0,2}"
)
# Compounds that carry a year: "Ehrenamtsgala 2025".
YEAR_ENDINGS: Final[dict[str, str]] = {
    "preis": "competition", "wettbewerb": "competition", "cup": "competition", "pokal":
    "competition", "meisterschaft": "competition", "meisterschaften": "competition",
    "olympiade": "competition", "wm": "competition", "em": "competition", "gala": "series",
    "tour": "series", "woche": "series", "wochen": "series", "messe": "series",
    "börse": "series", "forum": "series", "konferenz": "series", "gipfel": "series",
    "festival": "series", "festspiele": "series", "radeln": "series", "rallye": "series",
    "spiele": "series", "tage": "series", "kongress": "series", "treff": "series",
    "stipendium": "programme", "programm": "programme", "projekt": "project", "kampagne":
    "project", "aktion": "project", "initiative": "project", "konzept": "project",
    "weltcup": "competition", "infomarkt": "series", "infotag": "series", "schau": "series",
    "challenge": "competition",
}  # fmt: skip
NOT_WITH_YEAR: Final = word_set(
    "vorjahrespreis strompreis gaspreis heizölpreis grundstückspreis haushaltskonzept konzept "
    "programm projekt tage wochen woche tour forum messe preis wettbewerb "
    "ausbildungsmesse-termine kalenderwoche fußball-tage haushaltssicherungskonzept konferenz "
    "gipfel festival spiele schau treff aktion initiative kampagne gala cup börse"
)
NOT_BEFORE: Final = word_set(
    "der die das dem den des ein eine einen zum zur beim im am vom mit für und auch bei in diese "
    "dieser dieses diesem neue neuer nächste nächsten jährliche"
)
ROLE_WORDS: Final = word_set(
    "leiter leiterin koordinator koordinatorin koordinierungsstelle fachstelle externe externer "
    "beigeordnete beigeordneter sozialarbeiter sozialarbeiterin integrationsmanager "
    "integrationsmanagerin managerin manager vorsitzende vorsitzender geschäftsführer "
    "geschäftsführerin sprecher sprecherin mitarbeiter mitarbeiterin projektleiter "
    "projektleiterin projektkoordinator projektkoordinatorin referent referentin "
    "fachbereichsleiter fachbereichsleiterin fachdienstleiter fachdienstleiterin"
)
