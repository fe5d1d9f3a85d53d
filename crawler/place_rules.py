"""The words that make a name a place or keep it from being one; data, no code."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# -- before a name ------------------------------------------------------------------------

# Lower-case words before a place, and how much they speak for it.
PREPOSITIONS: Final[dict[str, float]] = {
    "in": 0.45, "nach": 0.4, "aus": 0.4, "bei": 0.35, "nahe": 0.4, "von": 0.15, "bis": 0.25,
    "zwischen": 0.35, "um": 0.1, "ab": 0.15, "für": 0.1, "über": 0.1, "gegen": 0.1, "durch": 0.15,
    "rund": 0.0, "zu": 0.05, "mit": 0.05, "auf": -0.1, "an": -0.1, "via": 0.3, "vor": 0.05,
    "nördlich": 0.3, "südlich": 0.3, "östlich": 0.3, "westlich": 0.3, "unweit": 0.4,
}  # fmt: skip
# An article before a name speaks against a town: "die Herpf" is a brook, "die Schweiz" a country.
ARTICLES: Final = _words(
    "der die das den dem des ein eine einen einem einer eines im am zum zur vom beim ins ans aufs "
    "übers unterm überm kein keine keinen diese dieser diesem diesen dieses jede jeder jedes mein "
    "meine sein seine seiner ihr ihre ihrer ihren unser unsere unserer unseren euer alle allen "
    "aller viele vielen manche welche welcher welches mancher"
)
# Nouns before a name that only a place follows.
PLACE_NOUNS: Final = _words(
    "stadt stadtteil gemeinde ortsteil ortsteile ortsteilen ortsteils ot ort orte orten dorf dorfes "
    "dörfer dörfern kreisstadt "
    "landeshauptstadt hansestadt hauptstadt residenzstadt klosterstadt theaterstadt kurort kurstadt "
    "bergstadt kleinstadt großstadt "
    "hochschulstadt universitätsstadt universitäts wartburgstadt nachbarstadt nachbarort "
    "nachbargemeinde partnerstadt partnergemeinde partnerstädte partnerstädten städte städten "
    "gemeinden ortschaft ortschaften ortslage ortseingang ortsausgang ortsdurchfahrt stadtgebiet "
    "gemarkung flur raum richtung großraum region weiler marktgemeinde markt bezirk stadtbezirk "
    "landgemeinde einheitsgemeinde verwaltungsgemeinschaft vg samtgemeinde verbandsgemeinde "
    "wohnort geburtsort wohnhaft standort standorte standorten anschlussstelle ausfahrt "
    "autobahnkreuz autobahndreieck abfahrt bahnhof hauptbahnhof rathaus stadtverwaltung "
    "gemeindeverwaltung gemeinderat stadtrat ortschaftsrat wahlkreis altkreis veranstaltungsort "
    "treffpunkt austragungsort gastgeberstadt kreisstadtstadt stadtbibliothek insel heilbad "
    "lutherstadt erholungsort luftkurort wintersportort nachbarorte nachbarorten kommune kommunen "
    "heimatort heimatstadt wohnsitz sitz dienststelle hauptstelle geschäftsstelle außenstelle "
    "bürgerbüro nebenstelle zweigstelle"
)
# Nouns before a name that a place often follows, and a person's or patron's name at times.
HOUSE_NOUNS: Final = _words(
    "feuerwehr feuerwehren grundschule grundschulen regelschule regelschulen gymnasium schule "
    "schulen gemeinschaftsschule realschule hauptschule berufsschule förderschule förderzentrum "
    "kita kindergarten kindertagesstätte hochschule universität uni fachhochschule klinikum "
    "krankenhaus klinik kliniken amtsgericht landgericht arbeitsgericht verwaltungsgericht polizei "
    "polizeiinspektion landespolizeiinspektion autobahnpolizeiinspektion arbeitsagentur jobcenter "
    "finanzamt forstamt schulamt gesundheitsamt sparkasse museum schloss burg kloster kirche "
    "kirchgemeinde kirchenkreis volkshochschule musikschule bibliothek theater staatstheater "
    "freibad schwimmbad hallenbad stadion sportplatz sporthalle turnhalle festhalle flughafen "
    "flugplatz gewerbegebiet industriegebiet wertstoffhof deponie umladestation tierheim "
    "talsperre jugendherberge jugendclub jugendzentrum feuerwache rettungswache leitstelle "
    "stützpunktfeuerwehr ortsteilfeuerwehr freiwillige thüringenforst messe "
    "sv fc sc tsv sg vfb vfl fsv esv tv sportverein heimatverein karnevalverein wsv skiclub "
    "mgv tsg bsv ttc hsv svl bürgermeister bürgermeisterin oberbürgermeister "
    "oberbürgermeisterin ortsteilbürgermeister ortsteilbürgermeisterin gemeindehaus dorfgemeinschaftshaus "
    "forstrevier revier agrargenossenschaft werk ortsgruppe ortsverband kreisverband regionalverband"
).difference({"freiwillige"})
BANDS: Final = _words(
    "duo trio quartett quintett band gruppe combo moderator moderatorin sänger sängerin modell typ "
    "marke firma hersteller sorte hotel gasthof gasthaus pension restaurant café"
)
HOUSE_ENDINGS: Final = (
    "halle", "haus", "schule", "museum", "theater", "kirche", "amt", "verein", "wehr", "klinik",
    "klinikum", "gymnasium", "zentrum", "heim", "bad", "stadion", "bibliothek", "gericht", "büro",
    "spiele", "spielen", "garten", "kita", "anstalt", "stelle", "station", "wache", "inspektion",
    "hof", "werke", "verwaltung", "deponie", "messe", "feuerwehren", "tafel", "agentur",
)  # fmt: skip
# Ends of nouns that a surname follows: "Bundesgesundheitsminister Lauterbach".
TITLE_ENDINGS: Final = (
    "minister", "ministerin", "sekretär", "sekretärin", "präsident", "präsidentin", "direktor",
    "direktorin", "sprecher", "sprecherin", "leiter", "leiterin", "beauftragte", "beauftragter",
    "vorsitzende", "vorsitzender", "abgeordnete", "abgeordneter", "professor", "professorin",
)  # fmt: skip
TITLES: Final = _words(
    "herr herrn frau dr prof professor professorin dipl ing med hon "
    "landrat landrätin landrats bürgermeister bürgermeisterin oberbürgermeister "
    "oberbürgermeisterin minister ministerin ministerpräsident ministerpräsidentin staatssekretär "
    "staatssekretärin beigeordneter beigeordnete beigeordneten pfarrer pfarrerin familie eheleute "
    "geschwister brüder graf gräfin grafen fürst herzog herzogin freiherr freifrau baron könig "
    "königin prinz prinzessin ritter sankt "
    "kreisbrandinspektor kreisbrandmeister stadtbrandmeister trainer architekt chefarzt oberarzt "
    "geschäftsführer geschäftsführerin schulleiter schulleiterin leiter leiterin direktor "
    "direktorin präsident präsidentin vorsitzender vorsitzende vorsitzenden abgeordneter "
    "abgeordnete abgeordneten fachdienstleiter fachdienstleiterin amtsleiter amtsleiterin "
    "fachbereichsleiter fachbereichsleiterin sprecher sprecherin kollege kollegin jubilar "
    "jubilarin dezernent dezernentin kreisbrandinspekteur projektleiter projektleiterin"
)
NOBLE: Final = _words("von vom zu zum und van de")
OFFICES: Final = _words(  # "Bürgermeister von Bytów": a place follows "von", a surname follows bare
    "bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin stadt gemeinde"
)

# -- after a name -------------------------------------------------------------------------

STREETS: Final = _words(
    "straße strasse str weg platz allee gasse ring damm ufer tor chaussee markt steig pfad stieg "
    "promenade brücke graben hof park kreisel landstraße hauptstraße torstraße bahnhofstraße höhe "
    "kirchweg schlossplatz bahnhofsplatz wall hang anger leite rain siedlung viertel"
)
HOUSE_STREETS: Final = STREETS - _words("markt hof park höhe brücke siedlung viertel")
# What "Meininger …" may be followed by without Meiningen being meant.
NOT_OF_TOWN: Final = _words(
    "wald becken schiefergebirge allgemeine allgemeinen zeitung tageblatt rundschau kurier anzeiger "
    "würstchen würste wurst bratwurst schnitzel pfannkuchen klöße kloß erklärung abkommen vertrag "
    "vertrags konvention verfahren kongress republik modell hütte dogge schäferhund kranz spritze "
    "walzer sängerknaben philharmoniker klassik kreis kreuz schule platte jura alb heide platt "
    "rad stein pils bier brezel land luft ensemble mischung stollen marzipan kräuter "
    "urteil gespräche tafel lebkuchen senf schule richtlinie stange becken ländchen"
)
SPEECH: Final = _words(
    "sagt sagte sagten so betont betonte erklärt erklärte erläutert erläuterte meint meinte "
    "ergänzt ergänzte berichtet berichtete dankt dankte freut freute lobt lobte hofft hoffte "
    "würdigt würdigte unterstreicht unterstrich resümiert resümierte schildert schilderte weiß "
    "verweist verwies appelliert appellierte fügt begrüßt begrüßte informiert informierte zeigt "
    "gratuliert gratulierte übergab überreichte dankbar"
)
NOT_PINK: Final = _words(
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
    "kreisverband": "landkreis", "kreisfeuerwehrverband": "landkreis", "kreisjugendring":
    "landkreis", "kreissportbund": "landkreis", "kreisjugendamt": "landkreis",
}  # fmt: skip
COUNTY_PLURALS: Final = _words(
    "landkreise landkreisen kreise kreisen partnerkreise partnerkreisen nachbarkreise "
    "nachbarkreisen partnerlandkreise partnerlandkreisen nachbarlandkreise nachbarlandkreisen "
    "landratsämter landratsämtern"
)
JOINERS: Final = _words(", und sowie oder / – - & bzw")

# Countries and lands that are spoken of with an article.
WITH_ARTICLE: Final = _words(
    "schweiz türkei ukraine slowakei mongolei niederlande niederlanden usa iran irak jemen libanon "
    "sudan kongo tschad vatikan elfenbeinküste philippinen malediven komoren seychellen bahamas "
    "saarland lausitz"
)

RIVERS: Final = _words(
    "werra fulda weser elbe oder neiße spree havel saale unstrut ilm gera itz main tauber rhein "
    "neckar donau isar lech inn iller altmühl regnitz pegnitz mosel lahn ruhr lippe ems aller leine "
    "oker innerste bode mulde elster pleiße orla schwarza hasel felda ulster hörsel nesse leina "
    "apfelstädt wipper helme warnow peene recknitz trave eider stör sinn streu sieg eder schwalm "
    "kinzig nidda nahe saar sauer our dill agger wupper erft niers hunte jade oste este ilmenau "
    "schleuse lauter steinach rodach haßlach wörnitz ruwer dosse uecker weichsel moldau memel"
)

FIRST_NAMES: Final = _words(
    """
    aaron achim ada adam adelheid adolf adrian agata agathe agnes agnieszka ahmad ahmed aileen albert
    albrecht alena alex alexander alexandra alfons alfred ali alice alina alma alois amelie amira
    anastasia andre andrea andreas andrej andrzej andré angela angelika angelina anika anita anja anke
    ann anna anne annegret anneke anneliese annelore annemarie annett annette annika anton antonia
    antje arian ariane armin arne arno arnold arthur artur astrid august auguste axel barbara bastian
    beate beatrice beatrix ben benedikt benjamin bennet benno bernd bernhard bert berta berthold bettina
    bianca bill birgit birgitt björn bodo bogdan boris brigitte britta brunhilde bruno burkhard burghard
    carina carl carla carmen carola carolin caroline carsten catharina catrin cezary charlotte christa
    christel christian christiane christin christina christine christof christoph christopher clara
    clarissa claudia claus clemens constanze cora cordula corina corinna cornelia dagmar damian daniel
    daniela danny dariusz david denis denise dennis detlef detlev diana dieter dietmar dietrich dirk
    dmitri dominik dora doreen doris dorothea dorothee eberhard eckart eckhard eckhardt edda edeltraud
    edgar edith edmund eduard egon ehrenfried elena elfriede elias elisa elisabeth elke ella ellen elli
    elmar elsa else emil emilia emily emma enrico eric erhard eric erich erik erika erna ernst erwin
    esther eugen eva evelin evelyn ewa ewald fabian falk falko felix ferdinand finn florian frank
    franka franz franziska frauke fred frederik fridolin frieda friedemann friederike friedhelm
    friedrich fritz gabi gabriel gabriele georg gerald gerd gerda gerhard gerlinde gernot gert
    gertraud gertrud gesa gesine gina gisela gottfried gotthard grazyna greta grit gudrun guido gunda
    gunnar gunter gunther gustav götz günter günther hagen halina hanna hannah hannelore hannes hans
    hans-georg hans-joachim hans-jürgen hans-peter harald hardy harry hartmut hassan heide heidemarie
    heidi heike heiko heiner heinrich heinz helena helene helga helge hella hellmut helmar helmut hendrik
    henning henri henriette henrik henry herbert heribert hermann hilde hildegard hiltrud holger horst
    hubert hubertus hugo ibrahim ida ilka ilona ilse immanuel ina ines inga inge ingeborg ingmar ingo
    ingolf ingrid irena irene irina iris irma irmgard isabel isabell isabella isabelle ivan ivonne jacek
    jacqueline jakob jan jana jane janet janina janine jannik jannis jasmin jeanette jeannette jennifer
    jens jerzy jessica jessika jill jo joachim joanna jochen johann johanna johannes john jolanta jonas
    jonathan joost jordis josef josefine joseph josua juan judith julia julian juliane jurij jutta jörg
    jörn josephine jürgen kai karel karen karin karina karl karl-heinz karla karoline karsten katarina
    katarzyna katharina kathleen kathrin kati katja katrin kay kerstin kevin kirsten klara klaus
    knut konrad konstantin konstanze kornelia kristian kristin kristina krystyna krzysztof kunigunde
    kurt lara lars laura lea lena lennard lennart leo leon leonhard leonie lesya liane lidia lilli lilly
    lina linda linus lisa liselotte lothar lotte louis louisa luca lucas lucia ludger ludwig luis luisa
    luise lukas lutz lydia maciej magda magdalena maik maike maja malgorzata malte mandy manfred manja
    manuel manuela marc marcel marcelo marco marcus marek maren margarete margarethe margit margot
    margret margrit maria mariam marianne marie marika marina mario marion marit marita marius mark
    marko markus marlen marlene marlies marlis marta martha martin martina marvin mateusz mathias
    mathilde matteo matthias mattheus maurice max maximilian maya mechthild meike melanie melissa merle
    mia michael michaela michal michel michelle mike mikhail milena mira miriam mirjam mirko mohamed
    mohammed mona monika monique moritz mustafa nadine nadja nancy natalia natalie natascha nele
    nick nicklas niclas nico nicolas nicole nikita niklas niko nikolai nikolaus nils nina noah nora
    norbert norman ole oleg olga oliver olivia oscar oskar oswald otmar ottmar otto pamela pascal
    patricia patrick patrik paul paula pauline pawel peggy peter petra philip philipp pia piotr rafael
    raimund rainer ralf ralph ramon ramona raphael raymond rebecca rebekka regina regine reiner reinhard
    reinhardt reinhold renate rene renée rené ricarda ricardo richard rico rita robert robin rocco roger
    roland rolf roman romy ron ronald ronja ronny rosa rosalinde rosemarie roswitha rudi rudolf rupert
    ruth ryszard sabine sabrina samira samuel sandra sandro sandy sara sarah sascha sebastian selina
    sergej siegbert siegfried siegmar siegrid sigmar sigrid silke silvana silvia silvio simon simone
    sina sofia sofie sonja sophia sophie stefan stefanie steffen steffi stephan stephanie steve steven
    sven svenja svetlana swen sybille sylke sylvia tabea tamara tanja tatjana thea theo theodor theresa
    therese thilo thomas thorsten tilman tilo tim timo tina tino tobias tom tomas tomasz toni torben
    torsten toralf traudel traugott udo ulf uli ulla ullrich ulrich ulrike undine urs ursel ursula urte ute uta
    uwe valentin valentina vanessa vera verena veronika victor victoria viktor viktoria vincent
    viola vivian vladimir volker volkmar waldemar walburga walter waltraud wanda werner wibke
    wieland wiebke wiktor wilfried wilhelm wilhelmine willi willy wilma winfried witold wladimir
    wojciech wolf wolfgang wolfram xaver yannick yasmin yvonne zbigniew zofia
    """
) - _words("hagen wolf mark rosa linda sandy ada max ron")
