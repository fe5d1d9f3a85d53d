"""The words that make a name a place or keep it from being one; data, no code."""

from __future__ import annotations

from typing import Final

from archive.gazetteer import DATA
from crawler.tokens import word_set

# -- before a name ------------------------------------------------------------------------

# Lower-case words before a place, and how much they speak for it.
PREPOSITIONS: Final[dict[str, float]] = {
    "in": 0.45, "nach": 0.4, "aus": 0.4, "bei": 0.35, "nahe": 0.4, "von": 0.15, "bis": 0.25,
    "zwischen": 0.35, "um": 0.1, "ab": 0.15, "für": 0.1, "über": 0.2, "gegen": 0.1, "durch": 0.15,
    "rund": 0.0, "zu": 0.05, "mit": 0.05, "auf": -0.1, "an": -0.1, "via": 0.3, "vor": 0.05,
    "nördlich": 0.3, "südlich": 0.3, "östlich": 0.3, "westlich": 0.3, "unweit": 0.4,
}  # fmt: skip
# An article before a name speaks against a town: "die Herpf" is a brook, "die Schweiz" a country.
ARTICLES: Final = word_set(
    "der die das den dem des ein eine einen einem einer eines im am zum zur vom beim ins ans aufs "
    "übers unterm überm kein keine keinen diese dieser diesem diesen dieses jede jeder jedes mein "
    "meine sein seine seiner ihr ihre ihrer ihren unser unsere unserer unseren euer alle allen "
    "aller viele vielen manche welche welcher welches mancher"
)
# Adjectives before a name that only a place follows: "im nahen Walldorf".
NEARBY: Final = word_set(
    "nahen nahe nahegelegenen benachbarten fernen heutigen einstigen gesamten ganzen schönen "
    "südthüringischen thüringischen sächsischen hessischen bayerischen fränkischen"
)
# Nouns before a name that only a place follows.
PLACE_NOUNS: Final = word_set(
    "stadt stadtteil gemeinde ortsteil ortsteile ortsteilen ortsteils ot ort orte orten dorf "
    "dorfes dörfer dörfern kreisstadt landeshauptstadt hansestadt hauptstadt residenzstadt "
    "klosterstadt theaterstadt kurort kurstadt bergstadt kleinstadt großstadt hochschulstadt "
    "universitätsstadt universitäts wartburgstadt nachbarstadt nachbarort nachbargemeinde "
    "partnerstadt partnergemeinde partnerstädte partnerstädten städte städten gemeinden ortschaft "
    "ortschaften ortslage ortseingang ortsausgang ortsdurchfahrt stadtgebiet gemarkung flur raum "
    "richtung großraum region weiler marktgemeinde markt bezirk stadtbezirk landgemeinde "
    "einheitsgemeinde verwaltungsgemeinschaft vg samtgemeinde verbandsgemeinde wohnort geburtsort "
    "wohnhaft standort standorte standorten anschlussstelle ausfahrt autobahnkreuz "
    "autobahndreieck abfahrt bahnhof hauptbahnhof rathaus stadtverwaltung gemeindeverwaltung "
    "gemeinderat stadtrat ortschaftsrat wahlkreis altkreis veranstaltungsort treffpunkt "
    "austragungsort gastgeberstadt kreisstadtstadt stadtbibliothek insel heilbad lutherstadt "
    "erholungsort luftkurort wintersportort nachbarorte nachbarorten kommune kommunen heimatort "
    "heimatstadt wohnsitz sitz dienststelle hauptstelle geschäftsstelle außenstelle bürgerbüro "
    "nebenstelle zweigstelle ortsverbindung ortsverbindungsstraße verbindungsstraße strecke "
    "bahnstrecke"
)
# Nouns before a name that a place often follows, and a person's or patron's name at times.
HOUSE_NOUNS: Final = word_set(
    "feuerwehr feuerwehren grundschule grundschulen regelschule regelschulen gymnasium schule "
    "schulen gemeinschaftsschule realschule hauptschule berufsschule förderschule förderzentrum "
    "kita kindergarten kindertagesstätte hochschule universität uni fachhochschule klinikum "
    "krankenhaus klinik kliniken amtsgericht landgericht arbeitsgericht verwaltungsgericht "
    "polizei polizeiinspektion landespolizeiinspektion autobahnpolizeiinspektion arbeitsagentur "
    "jobcenter finanzamt forstamt schulamt gesundheitsamt sparkasse museum schloss burg kloster "
    "kirche kirchgemeinde kirchenkreis volkshochschule musikschule bibliothek theater "
    "staatstheater freibad schwimmbad hallenbad stadion sportplatz sporthalle turnhalle festhalle "
    "flughafen flugplatz gewerbegebiet industriegebiet wertstoffhof deponie umladestation "
    "tierheim talsperre jugendherberge jugendclub jugendzentrum feuerwache rettungswache "
    "leitstelle stützpunktfeuerwehr ortsteilfeuerwehr freiwillige thüringenforst messe sv fc sc "
    "tsv sg vfb vfl fsv esv tv sportverein heimatverein karnevalverein wsv skiclub mgv tsg bsv "
    "ttc hsv svl bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin "
    "ortsteilbürgermeister ortsteilbürgermeisterin gemeindehaus dorfgemeinschaftshaus forstrevier "
    "revier agrargenossenschaft werk ortsgruppe ortsverband kreisverband regionalverband"
).difference({"freiwillige"})
BANDS: Final = word_set(
    "duo trio quartett quintett band gruppe combo moderator moderatorin sänger sängerin modell "
    "typ marke firma hersteller sorte hotel gasthof gasthaus pension restaurant café cafe pizzeria "
    "gaststätte ristorante eiscafé"
)
HOUSE_ENDINGS: Final = (
    "halle", "haus", "schule", "museum", "theater", "kirche", "amt", "verein", "wehr", "klinik",
    "klinikum", "gymnasium", "zentrum", "heim", "bad", "stadion", "bibliothek", "gericht", "büro",
    "spiele", "spielen", "garten", "kita", "anstalt", "stelle", "station", "wache", "inspektion",
    "hof", "werke", "verwaltung", "deponie", "messe", "feuerwehren", "tafel", "agentur",
    "park", "zoo", "hafen", "turm", "mühle",
)  # fmt: skip
# Ends of nouns that a surname follows: "Bundesgesundheitsminister Lauterbach".
TITLE_ENDINGS: Final = (
    "minister", "ministerin", "sekretär", "sekretärin", "präsident", "präsidentin", "direktor",
    "direktorin", "sprecher", "sprecherin", "leiter", "leiterin", "beauftragte", "beauftragter",
    "vorsitzende", "vorsitzender", "abgeordnete", "abgeordneter", "professor", "professorin",
)  # fmt: skip
TITLES: Final = word_set(
    "herr herrn frau dr prof professor professorin dipl ing med hon landrat landrätin landrats "
    "bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin minister ministerin "
    "ministerpräsident ministerpräsidentin staatssekretär staatssekretärin beigeordneter "
    "beigeordnete beigeordneten pfarrer pfarrerin familie eheleute geschwister brüder graf gräfin "
    "familien grafen fürst herzog herzogin freiherr freifrau baron könig königin prinz prinzessin "
    "ritter "
    "sankt kreisbrandinspektor kreisbrandmeister stadtbrandmeister trainer architekt chefarzt "
    "oberarzt geschäftsführer geschäftsführerin schulleiter schulleiterin leiter leiterin "
    "direktor direktorin präsident präsidentin vorsitzender vorsitzende vorsitzenden abgeordneter "
    "abgeordnete abgeordneten fachdienstleiter fachdienstleiterin amtsleiter amtsleiterin "
    "fachbereichsleiter fachbereichsleiterin sprecher sprecherin kollege kollegin jubilar "
    "jubilarin dezernent dezernentin kreisbrandinspekteur projektleiter projektleiterin"
)
NOBLE: Final = word_set("von vom zu zum und van de")
# "Bürgermeister von Bytów": a place follows "von", a surname follows bare.
OFFICES: Final = word_set(
    "bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin stadt gemeinde"
)

# -- after a name -------------------------------------------------------------------------

STREETS: Final = word_set(
    "straße strasse str weg platz allee gasse ring damm ufer tor chaussee markt steig pfad stieg "
    "promenade brücke graben hof park kreisel landstraße hauptstraße torstraße bahnhofstraße höhe "
    "kirchweg schlossplatz bahnhofsplatz wall hang anger leite rain siedlung viertel"
)
# What "Meininger …" may be followed by without Meiningen being meant.
NOT_OF_TOWN: Final = word_set(
    "wald becken schiefergebirge allgemeine allgemeinen zeitung tageblatt rundschau kurier "
    "anzeiger würstchen würste wurst bratwurst schnitzel pfannkuchen klöße kloß erklärung "
    "abkommen vertrag vertrags konvention verfahren kongress republik modell hütte dogge "
    "schäferhund kranz spritze walzer sängerknaben philharmoniker klassik kreis kreuz schule "
    "platte jura alb heide platt rad stein pils bier brezel land luft ensemble mischung stollen "
    "marzipan kräuter urteil gespräche tafel lebkuchen senf schule richtlinie stange becken "
    "ländchen puppenkiste allerlei bank printen rück hallig münsterland frieden friede "
    "religionsfrieden prozess prozesse bucht börde förde hof versicherung morgenpost "
    "mustergau münzkabinett spritzkuchen"
)
# What tells that the name before it is a brook's: "Schwarza hieß der Fluss".
WATERS: Final = word_set(
    "fluss bach flüsschen bächlein fließt floss mündet mündete hochwasser pegel"
)
SPEECH: Final = word_set(
    "sagt sagte sagten so betont betonte erklärt erklärte erläutert erläuterte meint meinte "
    "ergänzt ergänzte berichtet berichtete dankt dankte freut freute lobt lobte hofft hoffte "
    "würdigt würdigte unterstreicht unterstrich resümiert resümierte schildert schilderte weiß "
    "verweist verwies appelliert appellierte fügt begrüßt begrüßte informiert informierte zeigt "
    "gratuliert gratulierte übergab überreichte dankbar"
)
NOT_PINK: Final = word_set(
    "gefärbt gekleidet gehalten getaucht gestrichen leuchten leuchtet lackiert"
)

# -- districts, datelines -----------------------------------------------------------------

COUNTY_HEADS: Final[dict[str, str]] = {
    "landkreis": "landkreis", "landkreises": "landkreis", "kreis": "kreis", "kreises": "kreis",
    "landratsamt": "landratsamt", "landratsamtes": "landratsamt", "landratsamts": "landratsamt",
    "landratsämter": "landkreis", "kreisverwaltung": "landkreis", "kreistag": "landkreis",
    "kreistages": "landkreis", "kreistags": "landkreis", "lk": "landkreis",
    "partnerlandkreis": "landkreis", "partnerkreis": "landkreis", "nachbarkreis": "landkreis",
    "nachbarlandkreis": "landkreis", "nachbarlandkreises": "landkreis",
    "partnerlandkreises": "landkreis", "altkreis": "", "powiat": "landkreis",
    "kreisarchiv": "landkreis", "kreisvolkshochschule":
    "landkreis", "kreisausschuss": "landkreis", "kreisbauernverband": "landkreis",
    "kreisverband": "landkreis", "kreisfeuerwehrverband": "landkreis", "kreisjugendring":
    "landkreis", "kreissportbund": "landkreis", "kreisjugendamt": "landkreis",
}  # fmt: skip
COUNTY_PLURALS: Final = word_set(
    "landkreise landkreisen kreise kreisen partnerkreise partnerkreisen nachbarkreise "
    "nachbarkreisen partnerlandkreise partnerlandkreisen nachbarlandkreise nachbarlandkreisen "
    "landratsämter landratsämtern"
)
JOINERS: Final = word_set(", und sowie oder / – - & bzw")

# Countries and lands that are spoken of with an article.
WITH_ARTICLE: Final = word_set(
    "schweiz türkei ukraine slowakei mongolei niederlande niederlanden usa iran irak jemen "
    "libanon sudan kongo tschad vatikan elfenbeinküste philippinen malediven komoren seychellen "
    "bahamas saarland lausitz"
)

# Nouns whose quoted words are a title: „Der Kaufmann von Venedig“ is no news from Venice.
WORKS: Final = word_set(
    "film buch roman kinderbuch stück theaterstück musical oper operette lied song album "
    "ausstellung wanderausstellung fotoausstellung gemälde bild gedicht krimi komödie doku "
    "dokumentation bildband erzählung märchen vortrag lesung titel zeitschrift serie hörspiel "
    "konzert dokumentarfilm spielfilm kinofilm"
)

RIVERS: Final = word_set(
    "werra fulda weser elbe oder neiße spree havel saale unstrut ilm gera itz main tauber rhein "
    "neckar donau isar lech inn iller altmühl regnitz pegnitz mosel lahn ruhr lippe ems aller "
    "leine oker innerste bode mulde elster pleiße orla schwarza hasel felda ulster hörsel nesse "
    "leina apfelstädt wipper helme warnow peene recknitz trave eider stör sinn streu sieg eder "
    "schwalm kinzig nidda nahe saar sauer our dill agger wupper erft niers hunte jade oste este "
    "ilmenau schleuse lauter steinach rodach haßlach wörnitz ruwer dosse uecker weichsel moldau "
    "memel"
)

# Places that people are named after; before a surname they are a first name: "Kenia Schulz".
GIVEN_TOO: Final = word_set(
    "paris kenia sofia florenz jordan georgia carolina victoria adelaide chelsea madison austin "
    "dallas lourdes milan siena india asia savannah sydney vienna verona loreto salem cuba"
)
# Islands that are municipalities: "auf Sylt".
ISLANDS: Final = word_set(
    "sylt fehmarn norderney borkum juist baltrum langeoog spiekeroog wangerooge helgoland pellworm "
    "hiddensee poel usedom föhr amrum malta"
)
# Landscapes whose towns once had German names, and the countries they lie in today.
LANDSCAPES: Final[dict[str, tuple[str, ...]]] = {
    "ostpreußen": ("Russland", "Polen", "Litauen"), "westpreußen": ("Polen",),
    "schlesien": ("Polen",), "oberschlesien": ("Polen",), "niederschlesien": ("Polen",),
    "pommern": ("Polen",), "hinterpommern": ("Polen",), "neumark": ("Polen",),
    "sudetenland": ("Tschechien",), "böhmen": ("Tschechien",), "mähren": ("Tschechien",),
    "egerland": ("Tschechien",), "siebenbürgen": ("Rumänien",), "banat": ("Rumänien",),
    "bukowina": ("Ukraine", "Rumänien"), "galizien": ("Ukraine", "Polen"),
    "wolhynien": ("Ukraine",), "baltikum": ("Litauen", "Lettland", "Estland"),
    "memelland": ("Litauen",), "kurland": ("Lettland",), "livland": ("Lettland", "Estland"),
    "elsass": ("Frankreich",), "lothringen": ("Frankreich",), "südtirol": ("Italien",),
}  # fmt: skip
# Names of places that are nouns in the plural or without an article: "in Kirchen und Kapellen".
BARE_NOUNS: Final = word_set(
    "kirchen kapellen weiden heiden steinen sande auen höfen schlangen platten linden neubau umbau "
    "heideland wiesen"
)
# Buildings that bear names of their own: "Schloss Wilhelmsthal".
CASTLES: Final = word_set("schloss burg burgruine festung ruine jagdschloss wasserburg")

FIRST_NAMES: Final = frozenset(
    name
    for line in (DATA / "first_names.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split()
)
