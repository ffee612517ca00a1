use crate::api::{Remote, places};
use crate::device;
use crate::layout::{Page, PageHead};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Choice, Select, TextField};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use shared::embed::{EMBED_KEY, Embed, EmbedView};
use shared::event::EventQuery;
use shared::letter::Language;
use shared::place::{RegionCode, Territories};

/// The form as it is filled in.
#[derive(Clone, Copy)]
struct Form {
    view: RwSignal<String>,
    event: RwSignal<String>,
    text: RwSignal<String>,
    region: RwSignal<String>,
    language: RwSignal<String>,
    page_size: RwSignal<String>,
    accent: RwSignal<String>,
    key: RwSignal<String>,
}

impl Form {
    fn of(embed: &Embed) -> Self {
        let event = embed.event.as_ref();
        let region = embed.query.regions.first();
        Self {
            view: RwSignal::new(embed.view.to_string()),
            event: RwSignal::new(
                event.map_or_else(String::new, |(edition, slug)| format!("{edition}/{slug}")),
            ),
            text: RwSignal::new(embed.query.text.clone().unwrap_or_default()),
            region: RwSignal::new(region.map_or_else(String::new, ToString::to_string)),
            language: RwSignal::new(embed.language.to_string()),
            page_size: RwSignal::new(embed.page_size.to_string()),
            accent: RwSignal::new(embed.accent.clone().unwrap_or_default()),
            key: RwSignal::new(embed.key.clone().unwrap_or_default()),
        }
    }

    /// The embed that the form describes, with the filters of `rest` that it has no fields for.
    fn read(self, rest: &EventQuery) -> Embed {
        let text = |signal: RwSignal<String>| signal.read().trim().to_owned();
        let values = [
            ("view", text(self.view)),
            ("event", text(self.event)),
            ("q", text(self.text)),
            ("lang", text(self.language)),
            ("page-size", text(self.page_size)),
            ("accent", text(self.accent)),
            (EMBED_KEY, text(self.key)),
        ];
        let read =
            Embed::parse_leniently(values.iter().map(|(name, value)| (*name, value.as_str())));
        let region = RegionCode::parse(&self.region.read()).ok();
        let query = EventQuery {
            text: read.query.text.clone(),
            regions: region.into_iter().collect(),
            ..rest.clone()
        };
        Embed {
            query: crate::url::normalized(query),
            ..read
        }
    }
}

/// Fields that describe what another site shows, with the code for it and a preview.
#[component]
pub fn BuilderPage() -> impl IntoView {
    let search = use_location().search.get_untracked();
    let embed = Embed::parse_search(search.trim_start_matches('?'));
    let site = window().location().origin().unwrap_or_default();
    let form = Form::of(&embed);
    let rest = StoredValue::new(embed.query.clone());
    let composed = Memo::new(move |_| rest.with_value(|rest| form.read(rest)));
    let origin = StoredValue::new(site);
    let link = t("builder.link");
    let tag = Signal::derive(move || origin.with_value(|site| composed.read().tag(site, link)));
    let frame_tag =
        Signal::derive(move || origin.with_value(|site| composed.read().frame_tag(site, link)));
    // The preview follows a text once its field is left, since each change loads it anew.
    let shown = RwSignal::new(embed.frame());
    let refresh = move || shown.set(composed.get_untracked().frame());
    let on_change = Callback::new(move |_: String| refresh());
    let on_blur = Callback::new(move |()| refresh());
    let territories = Remote::<Territories>::new(places::list_territories);
    let regions = Signal::derive(move || {
        let known = territories.value().map(|all| all.regions);
        let known = known.into_iter().flatten();
        known
            .map(|region| Choice::new(region.code.to_string(), region.name))
            .collect::<Vec<_>>()
    });
    let views: Vec<_> = EmbedView::ALL
        .iter()
        .map(|view| Choice::new(view.as_str(), t_of("builder.view", view.as_str())))
        .collect();
    let languages: Vec<_> = Language::ALL
        .iter()
        .map(|language| Choice::new(language.as_str(), t_of("builder.lang", language.as_str())))
        .collect();
    let policy = origin.with_value(|site| t_args("builder.policy", &[("site", site)]));
    view! {
        <Page title=t("builder.title")>
            <PageHead title=t("builder.title")><p>{t("builder.intro")}</p></PageHead>
            <div class="builder">
                <form class="stack" on:submit=move |event| { event.prevent_default(); refresh(); }>
                    <h2>{t("builder.settings")}</h2>
                    <Select id="view" label=t("builder.view") value=form.view choices=Signal::stored(views) filter=true on_change/>
                    <TextField id="event" label=t("builder.event") value=form.event filter=true on_blur/>
                    <TextField id="q" label=t("builder.q") value=form.text kind="search" filter=true on_blur/>
                    <Select id="region" label=t("builder.region") value=form.region choices=regions placeholder=t("builder.region.any") filter=true on_change/>
                    <Select id="lang" label=t("builder.lang") value=form.language choices=Signal::stored(languages) filter=true on_change/>
                    <TextField id="page-size" label=t("builder.page_size") value=form.page_size kind="number" min="1" max=Embed::PAGE_SIZE_MAX.to_string() filter=true on_blur/>
                    <TextField id="accent" label=t("builder.accent") hint=t("builder.accent.hint") value=form.accent filter=true on_blur/>
                    <TextField id=EMBED_KEY label=t("builder.key") hint=t("builder.key.hint") value=form.key filter=true on_blur/>
                    <div><Button submit=true>{t("builder.action")}</Button></div>
                </form>
                <div class="stack">
                    <h2>{t("builder.code")}</h2>
                    <Code id="tag" label=t("builder.tag") hint=t("builder.tag.text") action=t("builder.copy") text=tag/>
                    <Code id="frame" label=t("builder.frame") hint=t("builder.frame.text") action=t("builder.copy_frame") text=frame_tag/>
                    <p>{policy}</p>
                    <h2>{t("builder.preview")}</h2>
                    <iframe class="builder__preview" src=move || shown.get() title=t("builder.preview")></iframe>
                </div>
            </div>
        </Page>
    }
}

/// A code, with a button that copies it.
#[component]
fn Code(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Text of the button.
    action: &'static str,
    text: Signal<String>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let hint_id = format!("{id}-hint");
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            let copied = device::copy(&text).await;
            announcer.say(if copied {
                t("builder.copied")
            } else {
                t("builder.copy_by_hand")
            });
        });
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <p class="field__hint" id=hint_id.clone()>{hint}</p>
            <textarea class="field__input field__input--area builder__code" id=id rows="4" readonly aria-describedby=hint_id prop:value=move || text.get()></textarea>
        </div>
        <div><Button kind=ButtonKind::Secondary on_press=Callback::new(copy)>{action}</Button></div>
    }
}
