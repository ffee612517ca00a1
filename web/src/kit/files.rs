use super::preview::Thumbnail;
use crate::api::kit::KitAccess;
use crate::api::{CallError, Mutation, Remote};
use crate::device;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, ProblemAlert, Tag, Tone};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edition::kit::KitUse;
use shared::kit::{KitAsset, KitAssetVersion, KitItem, KitVariant};

/// The files made for the event, by purpose.
#[component]
pub(super) fn Items(access: KitAccess, items: Vec<KitItem>) -> impl IntoView {
    let mut groups: Vec<(Option<KitUse>, Vec<KitItem>)> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|(of, _)| *of == item.use_) {
            Some((_, group)) => group.push(item),
            None => groups.push((item.use_, vec![item])),
        }
    }
    let group = move |(of, items): (Option<KitUse>, Vec<KitItem>)| {
        let name = of.map_or("calendar", KitUse::as_str);
        let access = access.clone();
        let item = move |item: KitItem| view! { <Item access=access.clone() item/> };
        view! {
            <section>
                <h2>{t_of("kit.use", name)}</h2>
                <ul class="kit__files">{items.into_iter().map(item).collect_view()}</ul>
            </section>
        }
    };
    view! { <div class="kit__groups">{groups.into_iter().map(group).collect_view()}</div> }
}

#[component]
fn Item(access: KitAccess, item: KitItem) -> impl IntoView {
    let KitItem {
        key,
        title,
        name,
        media_type,
        use_: _,
        size,
        alt,
        variants,
    } = item;
    let announcer = Announcer::expect();
    let has = |variant| variants.contains(&variant);
    let thumbnail = has(KitVariant::Thumbnail).then(|| {
        let (access, key) = (access.clone(), key.clone());
        let picture = Remote::<Vec<u8>>::new(move || {
            let (access, key) = (access.clone(), key.clone());
            async move { access.file(&key, KitVariant::Thumbnail).await }
        });
        view! { <Thumbnail picture media_type="image/png" alt=alt.clone()/> }
    });
    let downloading = Mutation::<Vec<u8>>::new();
    let busy = Signal::derive(move || downloading.is_pending());
    let fetch = StoredValue::new((access, key));
    let ask = move |variant| {
        let (access, key) = fetch.get_value();
        async move { access.file(&key, variant).await }
    };
    let press_name = name.replace('.', "-impression.");
    let save = move |variant: KitVariant, name: String| {
        downloading.send(ask(variant), move |bytes| {
            device::save_as(&bytes, &name);
        });
    };
    let html = media_type.starts_with("text/html");
    let copy_html = move |_| {
        downloading.send(ask(KitVariant::Plain), move |bytes| {
            let html = String::from_utf8_lossy(&bytes).into_owned();
            spawn_local(async move {
                if device::copy_html(&html).await {
                    announcer.say(t("kit.copied"));
                }
            });
        });
    };
    let copied_alt = alt.clone();
    let label = |key: &'static str| t_args(key, &[("title", &title)]);
    let (save_label, press_label, copy_label, alt_label) = (
        label("kit.save.label"),
        label("kit.press.label"),
        label("kit.copy.label"),
        label("kit.copy_alt.label"),
    );
    let saved = name.clone();
    view! {
        <li class="kit__file">
            {thumbnail}
            <h3 class="kit__name">{title.clone()}</h3>
            <p class="kit__size">{size}</p>
            <div class="kit__actions">
                <Button kind=ButtonKind::Secondary busy label=save_label on_press=Callback::new(move |_| save(KitVariant::Plain, saved.clone()))>{t("kit.save")}</Button>
                {has(KitVariant::Press).then(|| view! {
                    <Button kind=ButtonKind::Quiet busy label=press_label on_press=Callback::new(move |_| save(KitVariant::Press, press_name.clone()))>{t("kit.press")}</Button>
                })}
                {html.then(|| view! {
                    <Button kind=ButtonKind::Secondary busy label=copy_label on_press=Callback::new(copy_html)>{t("kit.copy")}</Button>
                })}
                {(!copied_alt.is_empty()).then(|| view! {
                    <Button kind=ButtonKind::Quiet label=alt_label on_press=Callback::new(move |_| super::copy(announcer, copied_alt.clone(), t("kit.copied")))>{t("kit.copy_alt")}</Button>
                })}
            </div>
            {move || downloading.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

/// The files of the edition.
#[component]
pub(super) fn Assets(
    access: KitAccess,
    assets: Vec<KitAsset>,
    new_since: DateTime<Utc>,
) -> impl IntoView {
    let asset = move |asset: KitAsset| {
        let access = access.clone();
        let version = move |version: KitAssetVersion| {
            let is_new = version.uploaded_at >= new_since;
            view! { <Version access=access.clone() version is_new/> }
        };
        let (notice, alt) = (asset.form.notice, asset.form.alt);
        view! {
            <li class="kit__asset">
                <h3 class="kit__name">{asset.form.title}</h3>
                {(!notice.is_empty()).then(|| view! { <p class="kit__notice">{notice}</p> })}
                {(!alt.is_empty()).then(|| view! { <p class="kit__size">{t_args("kit.alt", &[("alt", &alt)])}</p> })}
                <ul class="kit__versions">{asset.versions.into_iter().map(version).collect_view()}</ul>
            </li>
        }
    };
    (!assets.is_empty()).then(|| {
        view! {
            <section>
                <h2>{t("kit.assets")}</h2>
                <ul class="kit__assets">{assets.into_iter().map(asset).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Version(access: KitAccess, version: KitAssetVersion, is_new: bool) -> impl IntoView {
    let KitAssetVersion {
        id,
        name,
        language,
        bytes,
        lost,
        ..
    } = version;
    let downloading = Mutation::<Vec<u8>>::new();
    let saved = name.clone();
    let save = move |_| {
        let (access, name) = (access.clone(), saved.clone());
        let request = async move { access.file(&id.to_string(), KitVariant::Plain).await };
        downloading.send(request, move |bytes: Vec<u8>| {
            device::save_as(&bytes, &name);
        });
    };
    let size = plural("conversation.size", bytes.div_ceil(1024));
    let label = t_args("kit.save.label", &[("title", &name)]);
    view! {
        <li class="kit__version">
            <span class="kit__version-name">{name.clone()}</span>
            <span class="kit__size">{format!("{} · {size}", language.to_uppercase())}</span>
            {is_new.then(|| view! { <Tag tone=Tone::Good>{t("kit.new")}</Tag> })}
            {if lost {
                view! { <p class="kit__lost"><Tag tone=Tone::Warning>{t("kit.lost")}</Tag>{t("kit.lost.text")}</p> }.into_any()
            } else {
                view! { <Button kind=ButtonKind::Secondary busy=Signal::derive(move || downloading.is_pending()) label on_press=Callback::new(save)>{t("kit.save")}</Button> }.into_any()
            }}
            {move || downloading.error().map(|error: CallError| view! { <ProblemAlert error/> })}
        </li>
    }
}
