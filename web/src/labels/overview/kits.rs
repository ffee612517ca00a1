use crate::api::{Remote, kit};
use crate::messages::{plural, t};
use crate::ui::{Fetched, Notice, Tone};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::kit::{KitAssetList, KitDownloads};

/// Number of downloads from the communication kits of an edition, the way to those of each file, and the shared files that are lost.
#[component]
pub(super) fn Kits(edition: String) -> impl IntoView {
    let href = StoredValue::new(format!("/administration/editions/{edition}/kit"));
    let listed = edition.clone();
    let assets = Remote::<KitAssetList>::new(move || kit::list_assets(listed.clone()));
    let downloads = Remote::<KitDownloads>::new(move || kit::get_downloads(edition.clone()));
    let lost = move || {
        let lost = assets.value()?.lost();
        (lost > 0).then_some(lost)
    };
    let counted = move |counted: KitDownloads| {
        let number: u64 = counted.files.iter().map(|file| file.downloads).sum();
        view! {
            <p class="overview-drafts">
                {plural("overview.kits", number)}
                " "
                <A href=href.get_value()>{t("overview.kits.files")}</A>
            </p>
        }
    };
    view! {
        {move || lost().map(|lost| view! {
            <Notice tone=Tone::Warning title=plural("kit.lost.files", lost)>
                <p><A href=href.get_value()>{t("kit.lost.see")}</A></p>
            </Notice>
        })}
        <Fetched of=downloads then=counted lines=1/>
    }
}
