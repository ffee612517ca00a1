use super::list::all;
use super::{entry, found};
use crate::kit::queries;
use crate::kit::rows::VersionRow;
use crate::kit::store::Kits;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use anyhow::Context as _;
use chrono::Duration;
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::{ids, log};
use http::intake::{Intake, Kind};
use http::limits::{self, Attempt, Limit};
use http::problems::UploadRefusals;
use http::{Actor, ApiError, Query, Services, Slug, client};
use pictures::Fault;
use serde::Deserialize;
use shared::conversation::{AttachmentKind, check_attachment};
use shared::id::{EditionId, KitAssetId};
use shared::kit::{ASSET_BYTES, ASSET_VERSIONS_MAX, ASSETS_BYTES, KitAssetList, language};
use shared::problem::{Code, FieldProblem};

/// Uploads of one person.
const UPLOAD: Limit = Limit {
    what: "upload_kit_version",
    window: Duration::hours(1),
    per_person: 200,
    per_machine: 400,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VersionQuery {
    /// Name of the file, 1 to 120 characters, which ends as its type says: `pdf`, `png`, `jpg`, `jpeg`, `docx`, `xlsx`, `pptx`, `odt`,
    /// `ods` or `odp`.
    #[param(example = "logo-semaine.png")]
    name: String,
    /// Language of the file, two or three letters.
    #[param(example = "fr")]
    language: String,
}

/// Upload a version of a shared file
///
/// The body is the file, of at most 8 MiB. It takes the place of the version in the same format and language, which stays in the list. The
/// content must be that of the type in its name (422 at `/content`); SVG, documents with macros, and pictures that cannot be decoded
/// are refused. At most 40 versions of a file, and 256 MiB in an edition (409 `kit_full`).
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("asset" = KitAssetId, Path, description = "Identifier of the shared file"),
        VersionQuery
    ),
    request_body(content((Vec<u8> = "application/octet-stream"))),
    responses(
        (status = 201, description = "The shared files", body = KitAssetList),
        UploadRefusals
    )
)]
#[post("/administration/editions/{edition}/kit/assets/{asset}/versions")]
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
pub(super) async fn upload_kit_version(
    request: HttpRequest,
    services: Data<Services>,
    kits: Data<Kits>,
    intake: Data<Intake>,
    actor: Actor,
    path: Path<(Slug, KitAssetId)>,
    Query(query): Query<VersionQuery>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let (slug, asset) = path.into_inner();
    let attempt = Attempt {
        person: actor.account.id.to_string(),
        machine: client::address(&services, &request),
    };
    let language = language(&query.language).map_err(|fault| Error::invalid(vec![fault]))?;
    let edition = services
        .db
        .read(move |conn| {
            let (edition, _) = found(conn, &slug)?;
            queries::asset(conn, edition, asset)?;
            room(conn, edition, asset, 0)?;
            Ok(edition)
        })
        .await?;
    limits::count(&services, UPLOAD, &attempt).await?;
    let body = payload.into_inner();
    let content = intake
        .receive(Kind::File, request.headers(), body, ASSET_BYTES)
        .await?;
    let now = services.clock.now();
    let bytes = i64::try_from(content.len())
        .context("size of a file")
        .map_err(Error::from)?;
    let name = query.name;
    let counting = services.clone();
    let sharing = kits.clone();
    let (name, format, hash) = blocking(move || {
        let (name, format) = checked(&name, &content)?;
        counting
            .db
            .write_now(|conn| sharing.count(conn, edition, &content, now))?;
        Ok((name, format, sharing.share(&content, now)?))
    })
    .await?;
    let list = services
        .write(move |conn, services| {
            log::append(
                conn,
                services.clock.now(),
                &entry(&actor, edition, "uploaded"),
            )?;
            queries::asset(conn, edition, asset)?;
            let number = room(conn, edition, asset, bytes.unsigned_abs())?
                .into_iter()
                .filter(|row| row.format == format.as_str() && row.language == language)
                .map(|row| row.number)
                .max()
                .unwrap_or_default();
            let row = VersionRow {
                id: ids::new(&services.clock).into(),
                asset_id: asset.into(),
                name: name.clone(),
                format: format.as_str().to_owned(),
                language: language.clone(),
                number: number + 1,
                content: hash.clone(),
                bytes,
                uploaded_at: now.into(),
                replaced_at: None,
                announced_at: None,
            };
            queries::insert_version(conn, &row)?;
            all(conn, edition, &kits)
        })
        .await?;
    Ok(HttpResponse::Created().json(list))
}

/// The versions of a shared file, if there is room for another one of that size.
fn room(
    conn: &mut Conn,
    edition: EditionId,
    asset: KitAssetId,
    bytes: u64,
) -> Result<Vec<VersionRow>, Error> {
    let versions = queries::versions(conn, edition)?;
    let held: u64 = versions.iter().map(VersionRow::size).sum();
    let own: Vec<_> = versions
        .into_iter()
        .filter(|row| row.asset_id == asset.into())
        .collect();
    if own.len() >= ASSET_VERSIONS_MAX || held + bytes > ASSETS_BYTES {
        let detail = format!(
            "at most {ASSET_VERSIONS_MAX} versions of a file, and {ASSETS_BYTES} bytes in an edition"
        );
        return Err(Error::rejected(Code::KitFull).because(detail));
    }
    Ok(own)
}

/// Name and format of a file whose content is of its type; a picture is decoded, within the bounds of those of events.
fn checked(name: &str, content: &[u8]) -> Result<(String, AttachmentKind), Error> {
    let refused = |fault: FieldProblem| Error::invalid(vec![fault]);
    let (name, format) = check_attachment(name, content).map_err(refused)?;
    if matches!(format, AttachmentKind::Png | AttachmentKind::Jpeg) {
        pictures::check(content).map_err(|fault| {
            refused(FieldProblem::new(
                "/content",
                code_of(fault),
                fault.to_string(),
            ))
        })?;
    }
    Ok((name, format))
}

const fn code_of(fault: Fault) -> Code {
    match fault {
        Fault::Unreadable => Code::ImageUnreadable,
        Fault::Dimensions { .. } => Code::ImageDimensions,
    }
}
