"""Makes base/villes.geojson, the town names of the map, from communes.tsv.

    python towns.py GEO

GEO is the folder of the tables. Rank 4 is the seat of a region, 3 of a department, 2 has 20,000 inhabitants, 1 has 5,000.
"""

import csv
import json
import sys
from pathlib import Path

# Paris, Lyon and Marseille are labelled as communes, not by arrondissement.
DISTRICTS = ("132", "6938", "751")


def table(path):
    with path.open() as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def main(geo):
    # The collectivities are not on the base map, which is drawn from the contours.
    departments = {row["code"]: row for row in table(geo / "departements.tsv") if row["zone"] != "com"}
    seats_of_departments = {row["chefLieu"] for row in departments.values()}
    seats_of_regions = {row["chefLieu"] for row in table(geo / "regions.tsv")}

    def rank(code, population):
        if code in seats_of_regions:
            return 4
        if code in seats_of_departments:
            return 3
        return 2 if population >= 20_000 else 1 if population >= 5_000 else 0

    towns = []
    for row in table(geo / "communes.tsv"):
        population = int(row["pop"] or 0)
        drawn = row["dep"] in departments and not row["code"].startswith(DISTRICTS)
        if drawn and rank(row["code"], population):
            towns.append((rank(row["code"], population), population, row))
    towns.sort(key=lambda town: town[:2], reverse=True)
    features = [
        {
            "type": "Feature",
            "properties": {"n": row["nom"], "k": rank_of, "p": population},
            "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
        }
        for rank_of, population, row in towns
    ]
    collection = {"type": "FeatureCollection", "features": features}
    (geo / "base/villes.geojson").write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
