//! Filling a form from the parameters of an address, with which somebody prepares an event for others.

use crate::editions::queries as edition_queries;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use chrono::{DateTime, Utc};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::query;
use http::{ApiError, Arrival, Services, Slug};
use shared::edition::{AnswerPointer, Edition};
use shared::event::{EventForm, PrefilledForm};
use shared::import::{ImportColumn, ImportField, ImportTarget};
use shared::place::InseeCode;
use shared::problem::FieldProblem;
use sheets::{Cell, Row, RowReader, letters};
use std::collections::HashSet;
use std::sync::Arc;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Parameter of the edition.
pub(super) const EDITION: &str = "edition";
/// Prefix of the parameters of additional fields; their keys follow.
const ADDITIONAL: &str = "additional.";

/// True for a field that a link may fill: identifiers and commitments belong to the person who files.
fn is_offered(field: ImportField) -> bool {
    !matches!(
        field,
        ImportField::Uid
            | ImportField::ExternalId
            | ImportField::OccurrenceCount
            | ImportField::Commitments
    )
}

/// The parameters in the document.
struct Parameters;

impl utoipa::IntoParams for Parameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = || Schema::Object(ObjectBuilder::new().schema_type(Type::String).build());
        let parameter = |name: String, description: String| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .description(Some(description))
                .schema(Some(text()))
                .build()
        };
        let edition = parameter(
            EDITION.to_owned(),
            "Slug of the edition; the current one when absent.".to_owned(),
        );
        let fields = ImportField::ALL
            .iter()
            .copied()
            .filter(|field| is_offered(*field));
        std::iter::once(edition)
            .chain(fields.map(|field| {
                let description = format!(
                    "Value of `{}`, written as in a cell of an imported table.",
                    field.pointer()
                );
                parameter(field.parameter(), description)
            }))
            .collect()
    }
}

/// Fill an event form from parameters
///
/// Reads the parameters as a row of an imported table: terms by label or identifier, a place by postal code and name, dates in the
/// usual notations. Nothing is stored. The page `/deposer` of the site takes the same parameters: an association sends its members
/// its address, with organisation, kind, place and theme filled in, and each member completes a draft. A value that cannot be read
/// is left out and named in `problems`; an unknown parameter is refused. `additional.<key>` is the answer to an additional field of the
/// edition that does not ask for a document.
#[utoipa::path(
    tag = "imports",
    params(Parameters),
    responses((status = 200, description = "Form", body = PrefilledForm), Refusals)
)]
#[get("/event-form")]
pub(super) async fn prefill_event_form(
    request: HttpRequest,
    services: Data<Services>,
    Arrival(now): Arrival,
) -> Result<Json<PrefilledForm>, ApiError> {
    let PrefillQuery { edition, values } = PrefillQuery::of(request.query_string())?;
    let edition = services
        .db
        .read(move |conn| {
            public_edition(conn, edition.as_ref())?
                .ok_or_else(|| query::invalid(EDITION, "there is no such edition"))
        })
        .await?;
    let foreign = values
        .iter()
        .find(|(target, _)| !belongs(&edition, *target));
    if let Some((target, _)) = foreign {
        return Err(query::unknown(&name_of(*target)).into());
    }
    let (form, problems) = fill(&edition, values, now);
    // A value that is not asked beside the others is named, and left out.
    let form = form.with_asked_answers(&edition.additional);
    let insee = InseeCode::parse(&form.place.insee).ok();
    Ok(Json(PrefilledForm {
        edition: edition.slug.clone(),
        commune: insee.and_then(|insee| Gazetteer::embedded().commune(&insee)),
        problems,
        form,
    }))
}

/// The edition with a slug, or the current one; `None` when it does not exist or is not public yet.
pub(super) fn public_edition(
    conn: &mut Conn,
    slug: Option<&Slug>,
) -> Result<Option<Arc<Edition>>, Error> {
    let found = if let Some(slug) = slug {
        edition_queries::by_slug(conn, slug)?
    } else {
        let all = edition_queries::all(conn)?;
        let current = Edition::current(all.iter().map(|(_, edition)| edition.as_ref()));
        let slug = current.map(|edition| edition.slug.clone());
        all.into_iter()
            .find(|(_, edition)| Some(&edition.slug) == slug.as_ref())
    };
    Ok(found
        .map(|(_, edition)| edition)
        .filter(|edition| edition.is_public()))
}

/// True for a field of every edition, and for one of this edition that a text can answer.
pub(super) fn belongs(edition: &Edition, target: ImportTarget) -> bool {
    target.key().is_none_or(|key| {
        let field = edition.additional_field(key);
        field.is_some_and(|field| field.answer.is_typed())
    })
}

/// Fills a form with values of fields that belong to the edition. The faults are at the names of the parameters.
pub(super) fn fill(
    edition: &Edition,
    values: Vec<(ImportTarget, Cell)>,
    now: DateTime<Utc>,
) -> (EventForm, Vec<FieldProblem>) {
    let (targets, cells): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let columns: Vec<ImportColumn> = targets
        .into_iter()
        .enumerate()
        .map(|(at, target)| ImportColumn {
            letters: letters(at),
            name: name_of(target),
            field: Some(target),
            example: String::new(),
        })
        .collect();
    let reader = RowReader::new(edition, Gazetteer::embedded(), &columns, now);
    let filled = reader.fill(&Row { number: 1, cells }, &EventForm::default(), true);
    let faults = filled.faults.into_iter().map(|fault| {
        let column = columns
            .iter()
            .find(|column| fault.cell == format!("{}1", column.letters));
        FieldProblem {
            pointer: format!("/{}", column.map_or("", |column| &column.name)),
            code: fault.code,
            detail: fault.detail,
            limit: fault.limit,
        }
    });
    (filled.form, faults.collect())
}

/// The parameters of a request.
struct PrefillQuery {
    edition: Option<Slug>,
    values: Vec<(ImportTarget, Cell)>,
}

impl PrefillQuery {
    /// Reads the query string of a prefilled form: the edition, and values by the name of their column.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` and `invalid_parameter`, for the first.
    fn of(text: &str) -> Result<Self, Error> {
        let mut seen = HashSet::new();
        let mut edition = None;
        let mut values = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if !seen.insert(name.clone()) {
                return Err(query::invalid(&name, "given more than once"));
            }
            if name == EDITION {
                let slug = Slug::try_from(value.into_owned());
                edition = Some(slug.map_err(|detail| query::invalid(EDITION, detail))?);
                continue;
            }
            let target = offered(&name).ok_or_else(|| query::unknown(&name))?;
            if !value.trim().is_empty() {
                values.push((target, Cell::Text(value.into_owned())));
            }
        }
        Ok(Self { edition, values })
    }
}

/// Field that a parameter fills; `None` for a name that belongs to no field.
pub(super) fn offered(name: &str) -> Option<ImportTarget> {
    if let Some(key) = name.strip_prefix(ADDITIONAL) {
        return key.parse().ok().map(ImportTarget::of_key);
    }
    ImportField::ALL
        .iter()
        .copied()
        .find(|field| is_offered(*field) && field.parameter() == name)
        .map(ImportTarget::Standard)
}

/// Name of the parameter that fills it.
fn name_of(target: ImportTarget) -> String {
    match target {
        ImportTarget::Standard(field) => field.parameter(),
        ImportTarget::Additional(AnswerPointer(key)) => format!("{ADDITIONAL}{key}"),
    }
}
