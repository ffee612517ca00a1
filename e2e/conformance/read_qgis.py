"""Opens a collection of OGC API – Features in QGIS, or a file by its address, and prints the result as JSON; runs in the system's
Python, which has QGIS's bindings.

    read_qgis.py ROOT COLLECTION [--where FILTER] [--box WEST,SOUTH,EAST,NORTH]
    read_qgis.py ADDRESS
"""

import argparse
import json
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("root")
parser.add_argument("collection", nargs="?")
parser.add_argument("--where", default="")
parser.add_argument("--box")
asked = parser.parse_args()

application = QgsApplication([], False)
application.initQgis()
if asked.collection:
    layer = QgsVectorLayer(f"url='{asked.root}' typename='{asked.collection}' pagingEnabled='true'", asked.collection, "OAPIF")
else:
    # As "Add vector layer" does with the protocol HTTP(S).
    layer = QgsVectorLayer(f"/vsicurl/{asked.root}", "file", "ogr")
assert layer.isValid(), layer.error().message()
assert layer.setSubsetString(asked.where), layer.error().message()
request = QgsFeatureRequest()
if asked.box:
    request.setFilterRect(QgsRectangle(*map(float, asked.box.split(","))))
features = list(layer.getFeatures(request))
print(
    json.dumps(
        {
            "system": layer.crs().authid(),
            "geometry": QgsWkbTypes.displayString(layer.wkbType()),
            "fields": {field.name(): field.typeName() for field in layer.fields()},
            "count": layer.featureCount(),
            "points": {feature["id"]: [feature.geometry().asPoint().x(), feature.geometry().asPoint().y()] if feature.hasGeometry() else None for feature in features},
        }
    )
)
layer = None
application.exitQgis()
