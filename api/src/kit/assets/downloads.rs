use super::found;
use crate::kit::downloads::ARCHIVE;
use crate::kit::queries;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services, Slug};
use messages::t;
use shared::kit::{KitDownloads, KitFileCount};
use std::collections::HashMap;

/// Count the downloads from the kits of an edition
///
/// By organisers and by people with a link; what reviewers and administrators look at is not counted.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "The files, the most downloaded first", body = KitDownloads), Refusals)
)]
#[get("/administration/editions/{edition}/kit/downloads")]
pub(super) async fn get_kit_downloads(
    services: Data<Services>,
    _actor: Actor,
    slug: Path<Slug>,
) -> Result<Json<KitDownloads>, ApiError> {
    let counts = services
        .db
        .read(move |conn| {
            let (id, edition) = found(conn, &slug)?;
            let mut titles: HashMap<String, String> = edition
                .kit
                .over(kit::default_kit())
                .files
                .into_iter()
                .map(|file| (file.key.to_string(), file.name))
                .collect();
            titles.insert(ARCHIVE.to_owned(), t("kit_file.archive").to_owned());
            titles.insert("calendar".to_owned(), t("kit_file.calendar").to_owned());
            for asset in queries::shown(conn, id, |_| true)? {
                for version in asset.versions {
                    let title = format!("{} ({})", asset.form.title, version.name);
                    titles.insert(version.id.to_string(), title);
                }
            }
            let counted = queries::downloads(conn, id)?.into_iter();
            Ok(counted
                .map(|(file, downloads, events)| KitFileCount {
                    title: titles.remove(&file),
                    file,
                    downloads: downloads.unsigned_abs(),
                    events: events.unsigned_abs(),
                })
                .collect())
        })
        .await?;
    Ok(Json(KitDownloads { files: counts }))
}
