"""Word lists that the compound table is made with: what may and what may not be a part."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Short words that really are parts; every other short string is an accident ("Samt", "Tion").
SHORT_HEADS = _set(
    "amt rat weg bau bus ort tag tal see hof tor arzt rad bad zug uhr art not gas oel eis"
    " tee hut akt box gut kur mut pass ruf tod typ ton uni app ehe abo amts rats wege weges"
    " wegs orts rads baus hofs tags bads busse abos apps"
)
SHORT_MODIFIERS = _set(
    "rad amt rat weg bau bus ort tag tal see hof tor bad zug uhr art gas oel eis tee not"
    " abo bio oeko zoo ost west nord sued alt neu rot kfz pkw lkw arm hut ohr reh ehe tuer"
    " job web app gen arzt heu ton ruf ski sex kuh mai erz tat eck"
    " klo sau top dom box fan uni alp kot lob tau tod alm wut jod cup pop abi hub lok mix"
)
ADJECTIVES = _set(
    "gross klein hoch tief alt neu jung frei schnell kurz lang breit schmal rot gruen blau"
    " gelb weiss schwarz grau braun roh edel schwer leicht fein grob warm kalt heiss trocken"
    " nass voll leer suess sauer fern nah sozial zentral regional lokal national"
    " international digital spezial gesamt sonder eigen privat normal schwach stark flach"
    " fest fluessig halb doppel einzel innen aussen unten oben rueck elektro solar foto"
    " video radio mini super mikro makro thermo hydro geo agrar kombi erst zweit dritt"
    " hoechst mindest bio oeko auto multi anti"
)
FUNCTION_WORDS = _set(
    "ab an auf aus bei durch ein gegen hinter nach neben nicht ober ueber um unter vor"
    " wieder zu zwischen zusammen mit ohne fuer seit bis wegen her hin heraus herein fort"
    " miss ur un sein mein dein das die der dem den uns euch man wer was wie als wenn weil"
    " dass selbst mal doch noch nur da hier dort dann nun schon sehr auch"
)
# Noun forms that are endings of other words far more often: "Freund|schaft", "Funktion|ären".
ENDINGS = _set(
    "schaft schafts heit keit ung tum ling tion ion ionen taet nis nisse nissen lein chen"
    " sal ismus ist ler ner eur lingen erei eien ungen innen erin isch ische ischen isches"
    " ischer fach falls ende enden endes esten ester este nische nischen ales elle ellen"
    " ting tings eilung eilungen ehen gene genen same samen bare baren bares barer"
    " haften hafte haftes lose losen loses"
    " loser male slang tiger aren aeren rungen rung igel ente enten ante anter aner"
    " aten ater erie esse inen ines inge ingen iren listen lungen sion sten eren enge igen"
    " iden lich liche nation nationen ration rationen kation kationen arier ariern strophe"
    " strophen trasse trassen tauen tante tanten reich artig iere ieren"
    " ster sters stern tein teins sarin tand tang tange rune runen phon ikon thon anke anken ping"
    " tone mute muten kost gung matz rade stag verb rist talk schi gote fora epen modi"
)
# Endings that are words where they stand first (Fachbereich), and one that is a word last.
ENDINGS_THAT_BEGIN = _set("fach listen tiger runen kost nationen strophen")
PREPOSITIONS = _set("zwischen neben")  # Zwischenbericht; the others mostly make other words
DIRECTIONS = _set(
    "nord sued ost west mittel zentral nordost nordwest suedost suedwest vorder hinter latein"
    " inner aequatorial"
)
# Fragments of verbs begin many nouns and are no words.
VERBAL = (
    "be",
    "ver",
    "ge",
    "ent",
    "er",
    "zer",
    "un",
    "ange",
    "aus",
    "ein",
    "auf",
    "zu",
    "ab",
    "an",
    "nord",
    "sued",
    "ost",
    "west",
)
SHORT_UNKNOWN = _set("immun polar moll stief netto meta infra binnen")
REGION = 0.18  # compounds that a country counts as the head of
LEAST_KNOWN = 3.0  # compounds that a word of unknown kind must begin to count as a modifier
LEAST_NAME = 10  # letters from which a name of an institution is taken apart
RAREST = {4: 2.5, 5: 1.3}  # Zipf frequency below which a short head is an accident
PLACE_HEADS = _set(
    "berg bergs bach burg hausen heim kirchen dorf mann felde hagen bruecken muenster stein"
    " furt hof staedter wald ried leben roda rode stedt thal ach"
)
INHABITANTS = _set("er ern ers erin erinnen s isch ische ischen ischer isches n en")
