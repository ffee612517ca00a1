//! Filling a form from the parameters of an address, with which somebody prepares an event for others.

use crate::editions;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use gazetteer::Gazetteer;
use ground::error::Error;
use http::problems::Refusals;
use http::query;
use http::{ApiError, Arrival, Services, Slug};
use shared::edition::Edition;
use shared::event::{EventForm, PrefilledForm};
use shared::import::{ImportColumn, ImportField};
use shared::place::InseeCode;
use shared::problem::FieldProblem;
use sheets::{Cell, Row, RowReader, letters};
use std::collections::HashSet;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Parameter of the edition.
const EDITION: &str = "edition";

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
/// is left out and named in `problems`; an unknown parameter is refused.
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
    let Asked { edition, values } = Asked::of(request.query_string())?;
    let edition = services
        .db
        .read(move |conn| {
            let found = if let Some(slug) = edition {
                editions::queries::by_slug(conn, &slug)?
            } else {
                let all = editions::queries::all(conn)?;
                let current = Edition::current(all.iter().map(|(_, edition)| edition.as_ref()));
                let slug = current.map(|edition| edition.slug.clone());
                all.into_iter()
                    .find(|(_, edition)| Some(&edition.slug) == slug.as_ref())
            };
            found
                .map(|(_, edition)| edition)
                .filter(|edition| edition.is_public())
                .ok_or_else(|| query::invalid(EDITION, "there is no such edition"))
        })
        .await?;
    let (fields, cells): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let columns: Vec<ImportColumn> = fields
        .iter()
        .enumerate()
        .map(|(at, field)| ImportColumn {
            letters: letters(at),
            name: field.parameter(),
            field: Some((*field).into()),
            example: String::new(),
        })
        .collect();
    let reader = RowReader::new(&edition, Gazetteer::embedded(), &columns, now);
    let filled = reader.fill(&Row { number: 1, cells }, &EventForm::default(), true);
    let problems = filled.faults.into_iter().map(|fault| {
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
    let insee = InseeCode::parse(&filled.form.place.insee).ok();
    Ok(Json(PrefilledForm {
        edition: edition.slug.clone(),
        commune: insee.and_then(|insee| Gazetteer::embedded().commune(&insee)),
        problems: problems.collect(),
        form: filled.form,
    }))
}

/// The parameters of a request.
struct Asked {
    edition: Option<Slug>,
    values: Vec<(ImportField, Cell)>,
}

impl Asked {
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
            let field = offered(&name).ok_or_else(|| query::unknown(&name))?;
            if !value.trim().is_empty() {
                values.push((field, Cell::Text(value.into_owned())));
            }
        }
        Ok(Self { edition, values })
    }
}

fn offered(name: &str) -> Option<ImportField> {
    ImportField::ALL
        .iter()
        .copied()
        .find(|field| is_offered(*field) && field.parameter() == name)
}
