#!/usr/bin/env python3
"""Makes trades.txt: the words of trades that the search treats as forms of one word.

usage: trades.py words.tsv > ../trades.txt

words.tsv has the columns masculin, feminin, nombre, industrie (see ../NOTICE.md for the source). Kept are the pairs of
industry and those of MORE, without those of OTHER_MEANING; ACTIVITIES adds the names of what the person does.
"""
import csv
import sys

# One of the two words usually means something else (a thing, a place, a colour), or is an adjective.
OTHER_MEANING = set("""
attaché autoroutier balancier biomédical calculateur chargé chargeur chauffeur classeur couleur destructif dimensionnel
embarqué extérieur ferreur final industriel itinérant lanceur marin marqueur mateur médical nageur naval passeur pipier
pointeur polyvalent poudreur premier qualifié raseur roughman saucier second sensoriel servant spatial spécialisé
supérieur traditionnel traitant vertical visuel volant
""".split())
OTHER_FEMININE = {"débitrice", "verrière"}

MORE = """
acheteur animateur bijoutier boulanger chercheur chocolatier décorateur entrepreneur
ferronnier formateur fromager graveur horloger magasinier maçon pâtissier potier souffleur verrier viticulteur
""".split()

ACTIVITIES = """
ajusteur ajustage
aléseur alésage
armurier armurerie
assembleur assemblage
bijoutier bijouterie
bobineur bobinage
boulanger boulangerie
braseur brasage brasure braser
brodeur broderie
câbleur câblage
carrossier carrosserie
cémenteur cémentation
chaudronnier chaudronnerie
chocolatier chocolaterie
chromeur chromage
cintreur cintrage
conditionneur conditionnement
cordonnier cordonnerie
couturier couture
décolleteur décolletage
découpeur découpage découpe
démineur déminage
dépanneur dépannage
désamianteur désamiantage
doreur dorure
ébarbeur ébarbage
ébavureur ébavurage
électronicien électronique
émailleur émaillage
emballeur emballage
emboutisseur emboutissage
estampeur estampage
étalonneur étalonnage
étireur étirage
extrudeur extrusion
ferronnier ferronnerie
fileur filage
fondeur fonderie
forgeron forge forgeage
fraiseur fraisage
fromager fromagerie
galvaniseur galvanisation
graveur gravure
grenailleur grenaillage
horloger horlogerie
hydraulicien hydraulique
informaticien informatique
lamineur laminage laminoir
laqueur laquage
logisticien logistique
maçon maçonnerie
maroquinier maroquinerie
marqueteur marqueterie
mécatronicien mécatronique
mégissier mégisserie
menuisier menuiserie
métalliseur métallisation
meuleur meulage
monteur montage
mouleur moulage
nettoyeur nettoyage
nickeleur nickelage
outilleur outillage
papetier papeterie
parfumeur parfumerie
perceur perçage
pharmacien pharmacie
plieur pliage
polisseur polissage
ponceur ponçage
potier poterie
raffineur raffinage raffinerie
régleur réglage
roboticien robotique
sableur sablage
scieur sciage scierie
sculpteur sculpture
sellier sellerie
serrurier serrurerie
soudeur soudure soudage souder
tanneur tannage tannerie
tapissier tapisserie
teinturier teinture teinturerie
thermoformeur thermoformage
tisseur tissage tisser
tôlier tôlerie
tonnelier tonnellerie
torréfacteur torréfaction
tréfileur tréfilage
tricoteur tricotage
tuyauteur tuyauterie
usineur usinage usiner
verrier verrerie
zingueur zinguerie
"""


def main(path):
    families = {}
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            masculine, feminine = row["masculin"], row["feminin"]
            wanted = masculine in MORE or row["industrie"] == "oui" and masculine not in OTHER_MEANING
            if wanted and feminine not in OTHER_FEMININE:
                families.setdefault(masculine, [masculine]).append(feminine)
    for line in ACTIVITIES.split("\n"):
        words = line.split()
        if words:
            families.setdefault(words[0], [words[0]]).extend(words[1:])
    seen = {}
    for key in list(families):
        for word in families[key]:
            if word in seen and seen[word] != key:
                families[seen[word]] += [other for other in families.pop(key) if other not in families[seen[word]]]
                break
            seen[word] = key
    for words in sorted(families.values()):
        print(" ".join(dict.fromkeys(words)))


main(*sys.argv[1:])
