use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::france_travail::{self, FranceTravailDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.france-travail.json",
    content_type: france_travail::TYPE,
    order: Order::FirstBeginning,
    saved_as: None,
    keeps_withdrawn: false,
    is_packed: false,
};

/// Export events for programs made for France Travail
///
/// All matching events in the shape in which "Mes évènements emploi", the events API of France Travail, answers a search: `content`
/// and `totalElements`. One item per occurrence that takes place; `id` is the number of the event, followed by that of the occurrence in
/// six digits. Times are in UTC, as there; `timezone` is that of the place. `type` is the type that the edition gives to the kind, or its
/// label.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A page with all items", body = Object, content_type = "application/json", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.france-travail.json")]
pub(super) async fn export_france_travail(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |_| FranceTravailDocument::default()).await
}
