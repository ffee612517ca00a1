"""Writes a QGIS project with the events of an edition as a layer of points, coloured by department.

    SITE=https://semaine.example.org python3 qgis_project.py 2018 semaine.qgz

It needs the Python of QGIS (Debian: apt install python3-qgis qgis-providers). The layer is read from OGC API – Features each time the
project is opened, so that it shows what is public then.
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRendererCategory,
    QgsSymbol,
    QgsVectorLayer,
)

SITE = os.environ["SITE"]
edition, file = sys.argv[1:3]

application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
project.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
layer = QgsVectorLayer(f"url='{SITE}/ogc' typename='events-{edition}' pagingEnabled='true'", f"Événements {edition}", "OAPIF")
if not layer.isValid():
    sys.exit(layer.error().message())
codes = sorted({feature["department"] for feature in layer.getFeatures()}, key=str)
categories = [QgsRendererCategory(code, QgsSymbol.defaultSymbol(layer.geometryType()), str(code)) for code in codes]
layer.setRenderer(QgsCategorizedSymbolRenderer("department", categories))
project.addMapLayer(layer)
if not project.write(file):
    sys.exit(project.error())
print(layer.featureCount())
layer = None
project.clear()
application.exitQgis()
