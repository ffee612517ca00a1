use super::call::Call;
use super::documented::DetailedParams;
use super::find::agenda_of;
use super::json::{Fields, Object};
use super::locations::Location;
use super::parameters::Parameters;
use super::refusal::{JSON, Kind, Refusal, TokenRefusals};
use super::respond::{Context, key};
use super::values::yes;
use super::writing::Target;
use super::writing::location::read_own;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::Answer;
use http::auth::{Gate, bearer};
use http::problems::NotModified;
use shared::account::Operation;

/// OpenAgenda: get a location
///
/// All members of a place at which labelled events of the edition are held; with a token, those of a location of the caller too.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("location" = String, Path, description = "Number of the place", example = "1"),
        DetailedParams,
    ),
    responses(
        (status = 200, description = "The place", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        TokenRefusals,
    )
)]
#[get("/v2/agendas/{agenda}/locations/{location}")]
pub(super) async fn get_agenda_location(
    call: Call,
    gate: Data<Gate>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    let context = call.context();
    let Context {
        request,
        live,
        agendas,
        ..
    } = context;
    let parameters = Parameters::of_query(request.query_string())?;
    // Checked only: a single place has all members.
    let _all = yes(&parameters, "detailed")?;
    let catalogue = live.get()?;
    let (origin, record) = agenda_of(agendas, &catalogue, &agenda)?;
    let unknown = || Refusal::unknown(Kind::Location, uid.as_str());
    let number: i64 = uid.parse().map_err(|_not_a_number| unknown())?;
    let path = format!("agendas/{}/locations/{number}", record.uid);
    let key = key(&catalogue, i64::MIN, &path, &parameters);
    if let Some(answer) = live.cached(&key) {
        return Ok(answer.respond(request).await?);
    }
    let all = Location::all(&catalogue, &origin.edition)?;
    let Some(found) = all.get(&number) else {
        // Whoever describes it reads it before an event is held there.
        if bearer(request).ok().flatten().is_none() {
            return Err(unknown());
        }
        let reading = Operation::GetAgendaLocationByExternalId;
        let actor = gate.actor_for(reading, request).await?;
        return read_own(context, actor, Target::Uid(uid)).await;
    };
    let mut out = Vec::new();
    let mut answer = Object::begin(&mut out, Fields::All);
    answer.value("success", &true)?;
    answer.with("location", |out| found.write(out, true))?;
    answer.end();
    let answer = live.cache(key, Answer::new(JSON, out));
    Ok(answer.respond(request).await?)
}
