use super::agenda;
use super::call::Call;
use super::documented::EventsParams;
use super::find::List;
use super::parameters::Parameters;
use super::refusal::{Refusal, Refusals};
use super::respond::send_list;
use actix_web::{HttpResponse, get};
use ground::error::Error;
use http::problems::NotModified;

/// Name of the list.
const EVENTS: &str = "events";

/// OpenAgenda: list the events of all agendas
///
/// The labelled events of every public edition, otherwise as `list_agenda_events`. A number of an option of an additional field means
/// the same in each.
#[utoipa::path(
    tag = "agendas",
    params(EventsParams),
    responses(
        (status = 200, description = "A page of events, and counts", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Refusals,
    )
)]
#[get("/v2/events")]
pub(super) async fn list_events_of_agendas(call: Call) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let parameters = Parameters::of_query(context.request.query_string())?;
    let catalogue = context.live.get()?;
    let origins = catalogue
        .recorded_editions()
        .map(|(edition, record)| Ok((agenda::origin(context.agendas, edition, record)?, *record)))
        .collect::<Result<Vec<_>, Error>>()?;
    let asked = List::read(context.services, &catalogue, &parameters, origins, EVENTS)?;
    send_list(context, &catalogue, asked, EVENTS, &parameters).await
}
