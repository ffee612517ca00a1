use super::preview::Thumbnail;
use crate::api::{CallError, Mutation, Remote, kit};
use crate::device;
use crate::events::Sure;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{call_error, field_problem, plural, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, Empty, Fetched, FileField, Followed, ItemList,
    Notice, ProblemAlert, Tag, TextArea, TextField, Tone, fault_at, faults_of,
};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use shared::account::Role;
use shared::conversation::AttachmentKind;
use shared::id::KitAssetId;
use shared::kit::{KitAsset, KitAssetForm, KitAssetList, KitAssetVersion, KitDownloads};

/// Roles that manage the shared files.
const MANAGERS: &[Role] = &[Role::Administrator, Role::Coordinator];
/// Files that the control offers.
const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.odt,.ods,.odp";

/// The shared files of the kits of an edition, and how often what was downloaded.
#[component]
pub fn KitAssetsPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.read().get("slug").unwrap_or_default());
    view! {
        <Page title=t("kit.assets.title")>
            <PageHead title=t("kit.assets.title")>
                <p>{move || view! { <A href=format!("/administration/editions/{}", slug.get())>{t("edition.title")}</A> }}</p>
                <p>{t("kit.assets.text")}</p>
            </PageHead>
            <SignedIn roles=MANAGERS then=move |_| move || view! { <Managed edition=slug.get()/> }/>
        </Page>
    }
}

/// The edition, its shared files, and the change that is under way.
#[derive(Clone, Copy)]
struct Desk {
    edition: StoredValue<String>,
    list: Remote<KitAssetList>,
    changing: Mutation<KitAssetList>,
    announcer: Announcer,
}

impl Desk {
    fn edition(self) -> String {
        self.edition.get_value()
    }

    /// Sends a change, shows what it leads to and says so.
    fn change<F>(self, request: F, said: String)
    where
        F: Future<Output = Result<KitAssetList, CallError>> + 'static,
    {
        self.changing.send(request, move |changed| {
            self.list.update(|list| *list = changed);
            self.announcer.say(said);
        });
    }

    fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.changing.is_pending())
    }
}

#[component]
fn Managed(edition: String) -> impl IntoView {
    let asked = edition.clone();
    let desk = Desk {
        edition: StoredValue::new(edition.clone()),
        list: Remote::new(move || kit::list_assets(asked.clone())),
        changing: Mutation::new(),
        announcer: Announcer::expect(),
    };
    let downloads = Remote::<KitDownloads>::new(move || kit::get_downloads(edition.clone()));
    view! {
        <div class="kit">
            <Followed of=desk.list lines=8 then={move |list: Signal<KitAssetList>| view! { <Listed desk list/> }}/>
            {move || desk.changing.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <NewAsset desk/>
            <section>
                <h2>{t("kit.downloads")}</h2>
                <Fetched of=downloads lines=4 then={|counted: KitDownloads| view! { <Downloads counted/> }}/>
            </section>
        </div>
    }
}

#[component]
fn Listed(desk: Desk, list: Signal<KitAssetList>) -> impl IntoView {
    let announcing = Mutation::new();
    let announce = move |_| {
        announcing.send(kit::announce(desk.edition()), move |_| {
            desk.announcer.say(t("kit.announced"));
            desk.list.refetch();
        });
    };
    let used = move || {
        plural(
            "kit.assets.used",
            list.with(|list| list.bytes.div_ceil(1 << 20)),
        )
    };
    let unannounced = Memo::new(move |_| list.with(|list| u64::from(list.unannounced)));
    let lost = Memo::new(move |_| list.with(KitAssetList::lost));
    let order = Memo::new(move |_| {
        list.with(|list| list.items.iter().map(|asset| asset.id).collect::<Vec<_>>())
    });
    view! {
        {move || (lost.get() > 0).then(|| view! {
            <Notice tone=Tone::Warning title=plural("kit.lost.files", lost.get())><p>{t("kit.lost.repair")}</p></Notice>
        })}
        <ItemList
            of=Signal::derive(move || list.with(|list| list.items.clone()))
            key=|asset: &KitAsset| asset.id
            row=move |asset: KitAsset| view! { <Asset desk asset order/> }
            class="kit__assets"
            none=|| view! { <Empty title=t("kit.assets.none")/> }
        />
        <p class="kit__size">{used}</p>
        <Show when=move || { unannounced.get() > 0 }>
            <div class="kit__announce">
                <p>{move || plural("kit.unannounced", unannounced.get())}</p>
                <Button kind=ButtonKind::Secondary busy=Signal::derive(move || announcing.is_pending()) on_press=Callback::new(announce)>{t("kit.announce")}</Button>
            </div>
        </Show>
        {move || announcing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

#[component]
fn Asset(
    desk: Desk,
    asset: KitAsset,
    /// The files in their order.
    order: Memo<Vec<KitAssetId>>,
) -> impl IntoView {
    let KitAsset { id, form, versions } = asset;
    let title = form.title.clone();
    let label = |key: &'static str| t_args(key, &[("title", &title)]);
    let at = move |order: &[KitAssetId]| order.iter().position(|other| *other == id);
    let can_rise = move || order.with(|order| at(order).is_some_and(|at| at > 0));
    let can_sink = move || order.with(|order| at(order).is_some_and(|at| at + 1 < order.len()));
    // Exchanges the file with the one before or after it.
    let place = move |down: bool| {
        let mut order = order.get_untracked();
        let Some(at) = at(&order) else { return };
        let to = if down { at + 1 } else { at.saturating_sub(1) };
        if to < order.len() {
            order.swap(at, to);
            let said = t_args("kit.moved", &[("n", &(to + 1))]);
            desk.change(kit::order_assets(desk.edition(), order), said);
        }
    };
    let (up, down) = (label("kit.up.label"), label("kit.down.label"));
    let remove = Callback::new(move |()| {
        let request = kit::delete_asset(desk.edition(), id);
        desk.change(request, t("kit.removed").to_owned());
    });
    let removed = label("kit.remove.label");
    let version = move |version: KitAssetVersion| view! { <StoredVersion desk asset=id version/> };
    let none = versions.is_empty();
    view! {
        <li class="kit__asset">
            <h2 class="kit__name">{title.clone()}</h2>
            <div class="cluster">
                <Show when=can_rise>
                    <Button kind=ButtonKind::Quiet busy=desk.busy() label=up.clone() on_press=Callback::new(move |_| place(false))>{t("kit.up")}</Button>
                </Show>
                <Show when=can_sink>
                    <Button kind=ButtonKind::Quiet busy=desk.busy() label=down.clone() on_press=Callback::new(move |_| place(true))>{t("kit.down")}</Button>
                </Show>
                <Sure action=t("kit.remove") label=removed busy=desk.busy() error=Signal::stored(None) on_sure=remove/>
            </div>
            {none.then(|| view! { <p class="kit__size">{t("kit.asset.empty")}</p> })}
            <ul class="kit__versions">{versions.into_iter().map(version).collect_view()}</ul>
            <Upload desk id/>
            <Disclosure title=t("kit.asset.describe") needed=Signal::stored(false)>
                <Description desk id=Some(id) form=form.clone()/>
            </Disclosure>
        </li>
    }
}

#[component]
fn StoredVersion(desk: Desk, asset: KitAssetId, version: KitAssetVersion) -> impl IntoView {
    let KitAssetVersion {
        id,
        name,
        format,
        language,
        number,
        bytes,
        uploaded_at: _,
        replaced_at,
        announced_at,
        lost,
    } = version;
    let picture = match format {
        AttachmentKind::Png => Some("image/png"),
        AttachmentKind::Jpeg => Some("image/jpeg"),
        _ => None,
    };
    let current = replaced_at.is_none();
    let thumbnail = picture.filter(|_| current && !lost).map(|media_type| {
        let shown = Remote::<Vec<u8>>::new(move || kit::get_version(desk.edition(), asset, id));
        view! { <Thumbnail picture=shown media_type alt=name.clone()/> }
    });
    let downloading = Mutation::<Vec<u8>>::new();
    let saved = name.clone();
    let save = move |_| {
        let name = saved.clone();
        let request = kit::get_version(desk.edition(), asset, id);
        downloading.send(request, move |bytes| {
            device::save_as(&bytes, &name);
        });
    };
    let remove = Callback::new(move |()| {
        let request = kit::delete_version(desk.edition(), asset, id);
        desk.change(request, t("kit.removed").to_owned());
    });
    let size = plural("conversation.size", bytes.div_ceil(1024));
    let about = format!("{} · {size}", language.to_uppercase());
    let numbered = t_args("kit.version", &[("n", &number)]);
    let label = |key: &'static str| t_args(key, &[("title", &name)]);
    let (save_label, remove_label) = (label("kit.save.label"), label("kit.remove.label"));
    view! {
        <li class="kit__version">
            {thumbnail}
            <span class="kit__version-name">{name.clone()}</span>
            <span class="kit__size">{format!("{numbered} · {about}")}</span>
            {(!current).then(|| view! { <Tag>{t("kit.replaced")}</Tag> })}
            {(current && announced_at.is_none()).then(|| view! { <Tag tone=Tone::Info>{t("kit.not_announced")}</Tag> })}
            {lost.then(|| view! { <Tag tone=Tone::Bad>{t("kit.lost")}</Tag> })}
            {(!lost).then(|| view! {
                <Button kind=ButtonKind::Quiet busy=Signal::derive(move || downloading.is_pending()) label=save_label on_press=Callback::new(save)>{t("kit.save")}</Button>
            })}
            <Sure action=t("kit.remove") label=remove_label busy=desk.busy() error=Signal::stored(None) on_sure=remove/>
            {move || downloading.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

#[component]
fn Upload(desk: Desk, id: KitAssetId) -> impl IntoView {
    let language = RwSignal::new("fr".to_owned());
    let uploading = Mutation::<KitAssetList>::new();
    let choose = Callback::new(move |file: web_sys::File| {
        let request = kit::upload_version(desk.edition(), id, language.get_untracked(), file);
        uploading.send(request, move |changed| {
            desk.list.update(|list| *list = changed);
            desk.announcer.say(t("kit.uploaded"));
        });
    });
    let error = Signal::derive(move || {
        let error = uploading.error()?;
        let CallError::Problem(problem) = &error else {
            return Some(call_error(&error));
        };
        Some(
            problem
                .errors
                .first()
                .map_or_else(|| call_error(&error), field_problem),
        )
    });
    view! {
        <div class="kit__upload">
            <TextField id=format!("langue-{id}") label=t("kit.language").to_owned() hint=t("kit.language.hint").to_owned() value=language size=4 filter=true/>
            <FileField
                id=format!("fichier-{id}")
                label=t("kit.upload").to_owned()
                accept=ACCEPTED
                hint=t("kit.upload.hint").to_owned()
                error
                required=true
                under_way=Signal::derive(move || uploading.is_pending().then(|| t("conversation.file.under_way").to_owned()))
                on_choose=choose
            />
        </div>
    }
}

#[component]
fn NewAsset(desk: Desk) -> impl IntoView {
    view! {
        <section>
            <h2>{t("kit.asset.add")}</h2>
            <Description desk id=None form=KitAssetForm { title: String::new(), alt: String::new(), notice: String::new() }/>
        </section>
    }
}

/// The description of a shared file, of a new one without `id`.
#[component]
fn Description(desk: Desk, id: Option<KitAssetId>, form: KitAssetForm) -> impl IntoView {
    let KitAssetForm { title, alt, notice } = form;
    let (title, alt, notice) = (
        RwSignal::new(title),
        RwSignal::new(alt),
        RwSignal::new(notice),
    );
    let sending = Mutation::<KitAssetList>::new();
    let faults = Signal::derive(move || {
        let error = sending.error();
        error.as_ref().map(faults_of).unwrap_or_default()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let form = KitAssetForm {
            title: title.get_untracked(),
            alt: alt.get_untracked(),
            notice: notice.get_untracked(),
        };
        let edition = desk.edition();
        let request = async move {
            match id {
                Some(id) => kit::update_asset(edition, id, form).await,
                None => kit::create_asset(edition, form).await,
            }
        };
        sending.send(request, move |changed| {
            if id.is_none() {
                for field in [title, alt, notice] {
                    field.set(String::new());
                }
            }
            desk.announcer.say(t("kit.saved"));
            desk.list.update(|list| *list = changed);
        });
    };
    let suffix = id.map(|id| format!("-{id}")).unwrap_or_default();
    let action = if id.is_some() {
        "kit.asset.save"
    } else {
        "kit.asset.create"
    };
    view! {
        <form class="kit__form stack" novalidate on:submit=submit>
            <TextField id=format!("titre{suffix}") label=t("kit.asset.title").to_owned() value=title error=fault_at(faults, "title")/>
            <TextField id=format!("alternative{suffix}") label=t("kit.asset.alt").to_owned() hint=t("kit.asset.alt.hint").to_owned() value=alt optional=true error=fault_at(faults, "alt")/>
            <TextArea id=format!("notice{suffix}") label=t("kit.asset.notice").to_owned() value=notice optional=true error=fault_at(faults, "notice")/>
            <div><Button submit=true kind=ButtonKind::Secondary busy=Signal::derive(move || sending.is_pending())>{t(action)}</Button></div>
            {move || sending.error().filter(|_| faults.read().is_empty()).map(|error| view! { <ProblemAlert error/> })}
        </form>
    }
}

#[component]
fn Downloads(counted: KitDownloads) -> impl IntoView {
    if counted.files.is_empty() {
        return view! { <p>{t("kit.downloads.none")}</p> }.into_any();
    }
    let row = |file: shared::kit::KitFileCount| {
        let title = file.title.unwrap_or(file.file);
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td>{file.downloads}</td>
                <td>{file.events}</td>
            </tr>
        }
    };
    view! {
        <table class="kit__table">
            <thead>
                <tr>
                    <th scope="col">{t("kit.downloads.file")}</th>
                    <th scope="col">{t("kit.downloads.number")}</th>
                    <th scope="col">{t("kit.downloads.events")}</th>
                </tr>
            </thead>
            <tbody>{counted.files.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
