//! Addresses outside the versioned API that several features name.

/// Root of OGC API – Features.
pub(crate) const OGC: &str = "/ogc";
/// Root of the open data.
pub(crate) const OPEN_DATA: &str = "/opendata";
/// Root of the answers for clients of OpenAgenda.
pub(crate) const AGENDAS: &str = "/v2";
/// Root of the exports of agendas, which OpenAgenda has on its site.
pub(crate) const AGENDA_EXPORTS: &str = "/agendas";
/// Root of the pictures, outside the versioned API so that their URLs stay valid.
pub(crate) const MEDIA: &str = "/media";

/// Address for assistants (Model Context Protocol).
pub(crate) const MCP: &str = "/mcp";

/// Descriptions of frames for other sites (oEmbed).
pub(crate) const OEMBED: &str = "/oembed";

/// Prefix of the name of every data set file.
pub(crate) const DUMP_PREFIX: &str = "evenements-";
/// Extension of a data set in GeoJSON, before `.gz`.
pub(crate) const GEO_JSON_EXTENSION: &str = "geojson";

/// Name of a data set file, as `evenements-2018.ndjson.gz`.
pub(crate) fn dump_file(edition: &str, extension: &str) -> String {
    format!("{DUMP_PREFIX}{edition}.{extension}.gz")
}

/// Path of the GeoJSON of an edition.
pub(crate) fn geo_json_dump(edition: &str) -> String {
    format!("{OPEN_DATA}/{}", dump_file(edition, GEO_JSON_EXTENSION))
}
