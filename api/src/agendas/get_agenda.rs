use super::agenda::whole;
use super::documented::DetailedParams;
use super::find::agenda_of;
use super::parameters::Parameters;
use super::refusal::{AgendaError, JSON, Kind, Refusal, Refusals};
use super::respond::key;
use super::values::yes;
use super::{Agendas, agenda};
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::problems::NotModified;
use http::{Answer, Services};
use shared::event::{EventQuery, When};

/// OpenAgenda: get an agenda
///
/// An edition of the programme. With `detailed=1`, `schema` lists the additional fields of its events and the numbers of their options.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        DetailedParams,
    ),
    responses(
        (status = 200, description = "The agenda, without an envelope", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Refusals,
        (status = 404, description = "No such agenda", body = AgendaError),
    )
)]
#[get("/v2/agendas/{agenda}")]
pub(super) async fn get_agenda(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    agendas: Data<Agendas>,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::of_query(request.query_string())?;
    let is_detailed = yes(&parameters, "detailed")?;
    let catalogue = live.get()?;
    let (origin, _) = agenda_of(&agendas, &catalogue, &uid)?;
    let record = catalogue
        .record(&origin.edition.slug)
        .ok_or_else(|| Refusal::unknown(Kind::Agenda, uid.as_str()))?;
    let now = services.clock.now();
    let by_time = EventQuery {
        when: Some(When::Upcoming),
        ..agenda::of_edition(&origin.edition)
    };
    let path = format!("agendas/{}", record.uid);
    let moment = catalogue.moment_of(&by_time, now);
    let answer = live.answer(key(&catalogue, moment, &path, &parameters), || {
        let found = (&origin.edition, record);
        let agenda = whole(&agendas, &catalogue, found, is_detailed, now)?;
        Ok(Answer::new(JSON, serde_json::to_string(&agenda)?))
    })?;
    Ok(answer.respond(&request).await?)
}
