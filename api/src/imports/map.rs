//! Choice of the fields of the columns.

use super::queries;
use super::wait::settled;
use super::work::begin;
use crate::editions::queries as edition_queries;
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use anyhow::Context as _;
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::edition::Edition;
use shared::id::ImportId;
use shared::import::{ColumnField, Import, ImportColumn, ImportMapping, ImportState};
use shared::problem::{Code, FieldProblem};

/// Choose the fields of the columns
///
/// Reads the table again, with these fields; the response is the new preview.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Identifier of the import")),
    request_body = ImportMapping,
    responses((status = 200, description = "Import", body = Import), WriteRefusals)
)]
#[put("/imports/{id}/columns")]
pub(super) async fn map_import(
    services: Data<Services>,
    actor: Actor,
    id: Path<ImportId>,
    body: Body<ImportMapping>,
) -> Result<Json<Import>, ApiError> {
    let (owner, id) = (actor.account.id, id.into_inner());
    let mapping = body.into_inner();
    services
        .write(move |conn, services| {
            let mut import = queries::owned(conn, owner, id)?;
            if import.state != ImportState::Previewed {
                return Err(Error::rejected(Code::ImportLocked));
            }
            let edition = edition_queries::find(conn, import.edition)?
                .with_context(|| format!("edition of import {id}"))?;
            choose(&mut import.columns, &mapping, &edition).map_err(Error::invalid)?;
            import.state = ImportState::Reading;
            import.report = None;
            begin(conn, services, &mut import, ImportState::Previewed, true)
        })
        .await?;
    Ok(Json(settled(&services, owner, id).await?))
}

/// Gives the columns their fields; columns that are not named lose theirs.
fn choose(
    columns: &mut [ImportColumn],
    mapping: &ImportMapping,
    edition: &Edition,
) -> Result<(), Vec<FieldProblem>> {
    let mut faults = Vec::new();
    for column in columns.iter_mut() {
        column.field = None;
    }
    for (at, ColumnField { letters, field }) in mapping.columns.iter().enumerate() {
        let own = |key| {
            let field = edition.additional_field(key);
            field.is_some_and(|field| field.answer.is_typed())
        };
        if !field.key().is_none_or(own) {
            faults.push(FieldProblem::new(
                format!("/columns/{at}/field"),
                Code::UnknownValue,
                "the edition has no such field, or it asks for a document",
            ));
            continue;
        }
        if columns.iter().any(|other| other.field == Some(*field)) {
            faults.push(FieldProblem::new(
                format!("/columns/{at}/field"),
                Code::Duplicate,
                "another column fills this field",
            ));
            continue;
        }
        let column = columns.iter_mut().find(|column| column.letters == *letters);
        match column {
            Some(column) if column.field.is_none() => column.field = Some(*field),
            Some(_) => faults.push(FieldProblem::new(
                format!("/columns/{at}/letters"),
                Code::Duplicate,
                "the column is named twice",
            )),
            None => faults.push(FieldProblem::new(
                format!("/columns/{at}/letters"),
                Code::UnknownValue,
                "the table has no such column",
            )),
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}
