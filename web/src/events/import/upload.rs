use super::Current;
use crate::api::{Mutation, imports};
use crate::clock;
use crate::device;
use crate::messages::t;
use crate::ui::{Button, ButtonKind, Choice, FileField, Notice, ProblemAlert, Select, Tone};
use leptos::prelude::*;
use shared::edition::EditionSummary;

/// Files that the control offers.
const ACCEPTED: &str = ".csv,.xlsx,.ics,text/csv,text/calendar,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Name under which the template is saved.
const TEMPLATE: &str = "modele.xlsx";

/// Choice of edition and file, and the template.
#[component]
pub(super) fn Upload(editions: Vec<EditionSummary>, current: Current) -> impl IntoView {
    let now = clock::now();
    let open: Vec<EditionSummary> = editions
        .into_iter()
        .filter(|edition| edition.takes_filings_somewhere(now))
        .collect();
    let Some(first) = open.first().cloned() else {
        return view! { <Notice tone=Tone::Info title=t("file.none_open.title")><p>{t("file.none_open.text")}</p></Notice> }.into_any();
    };
    let edition = RwSignal::new(first.slug);
    let choices: Vec<Choice> = open
        .iter()
        .map(|edition| Choice::new(edition.slug.clone(), edition.name.clone()))
        .collect();
    let several = choices.len() > 1;
    let choose = Callback::new(move |file: web_sys::File| {
        current.ask(imports::create_import(edition.get_untracked(), file));
    });
    let fetching = Mutation::<Vec<u8>>::new();
    let fetch = move |_| {
        fetching.send(imports::template(edition.get_untracked()), |bytes| {
            // Without a way to save it, nothing happens; the address is in the documentation of the API, too.
            let _ = device::save_as(&bytes, TEMPLATE);
        });
    };
    view! {
        <section class="stack" aria-label=t("import.upload")>
            {several.then(|| view! {
                <Select id="edition" label=t("file.new.edition") value=edition choices=choices/>
            })}
            <FileField
                id="tableau"
                label=t("import.choose").to_owned()
                accept=ACCEPTED
                hint=t("import.choose.hint")
                required=true
                under_way=Signal::derive(move || current.is_busy().get().then(|| t("import.under_way").to_owned()))
                on_choose=choose
            />
            <div>
                <Button
                    kind=ButtonKind::Secondary
                    busy=Signal::derive(move || fetching.is_pending())
                    on_press=Callback::new(fetch)
                >
                    {t("import.template")}
                </Button>
            </div>
            {move || fetching.error().map(|error| view! { <ProblemAlert error/> })}
        </section>
    }
    .into_any()
}
