use super::run::Progress;
use crate::api::{Mutation, Remote, held};
use crate::clock;
use crate::labels::action_name;
use crate::messages::{number, plural, t, t_args};
use crate::session::Session;
use crate::ui::{Button, ButtonKind, Empty, Items, More, ProblemAlert, Tag, Tone};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::id::{AccountId, EventId};
use shared::label::{HeldAction, HeldCount, HeldDecision, HeldDecisionPage, HeldRun};
use shared::place::{Territories, Territory};
use std::collections::BTreeSet;

/// State that the parts of the list share.
#[derive(Clone, Copy)]
pub(super) struct HeldState {
    /// Account in whose name the decisions are released.
    pub(super) account: AccountId,
    pub(super) first: Remote<HeldDecisionPage>,
    pub(super) territory: RwSignal<Territory>,
    pub(super) chosen: RwSignal<BTreeSet<EventId>>,
    pub(super) total: Memo<u64>,
    /// The action whose dialog is open.
    pub(super) acting: RwSignal<Option<HeldAction>>,
    /// The run that was started last.
    pub(super) run: RwSignal<Option<HeldRun>>,
}

impl HeldState {
    pub(super) fn new(account: AccountId) -> Self {
        let territory = RwSignal::new(Territory::National);
        let first = Remote::<HeldDecisionPage>::new(move || {
            let territory = territory.get();
            async move { held::list_held_decisions(&territory, None).await }
        });
        let total = Memo::new(move |_| first.value().map(|page| page.total).unwrap_or_default());
        Self {
            account,
            first,
            territory,
            chosen: RwSignal::default(),
            total,
            acting: RwSignal::new(None),
            run: RwSignal::new(None),
        }
    }
}

/// The held decisions of a territory, in the order in which they were taken.
#[component]
pub(super) fn HeldList(
    page: Signal<HeldDecisionPage>,
    state: HeldState,
    names: Remote<Territories>,
) -> impl IntoView {
    let (first, territory, total) = (state.first, state.territory, state.total);
    let items = RwSignal::new(Vec::<HeldDecision>::new());
    let cursor = RwSignal::new(None::<String>);
    let regions = Signal::derive(move || page.with(|page| page.regions.clone()));
    let loading = Mutation::<HeldDecisionPage>::new();
    let begin = move |page: HeldDecisionPage| {
        cursor.set(page.next_cursor);
        items.set(page.items);
    };
    begin(page.get_untracked());
    // Each answer begins the list anew. What was on its way continues the list before.
    Effect::new(move |before: Option<()>| {
        if let Some(page) = first.value()
            && before.is_some()
        {
            loading.abandon();
            begin(page);
            state.chosen.set(BTreeSet::new());
            let is_over = state
                .run
                .with_untracked(|run| run.as_ref().is_some_and(HeldRun::is_over));
            if is_over {
                state.run.set(None);
            }
        }
    });
    let more = move |()| {
        let (territory, cursor_now) = (territory.get_untracked(), cursor.get_untracked());
        let request =
            async move { held::list_held_decisions(&territory, cursor_now.as_deref()).await };
        loading.send(request, move |page| {
            cursor.set(page.next_cursor);
            items.update(|items| items.extend(page.items));
        });
    };
    view! {
        <Progress state/>
        <Regions regions territory names/>
        <Show when=move || total.get() == 0>
            <Empty title=t("held.none")/>
        </Show>
        <ul class="held">
            <Items of=items key=|one: &HeldDecision| one.id row=move |one: HeldDecision| view! { <One one state/> }/>
        </ul>
        <Show when=move || cursor.read().is_some()>
            <More
                more=true
                busy=Signal::derive(move || loading.is_pending())
                shown=Signal::derive(move || plural("held.shown", items.read().len() as u64))
                text=t("held.more")
                on_more=Callback::new(more)
            />
        </Show>
        {move || loading.error().map(|error| view! { <ProblemAlert error/> })}
        <Show when=move || total.get() != 0>
            <Actions state/>
        </Show>
    }
}

/// Number of held decisions by region; each narrows the list.
#[component]
fn Regions(
    regions: Signal<Vec<HeldCount>>,
    territory: RwSignal<Territory>,
    names: Remote<Territories>,
) -> impl IntoView {
    let narrowed = move || *territory.read() != Territory::National;
    let row = move |HeldCount { region, count }: HeldCount| {
        let choice = region.map(Territory::Region);
        let named = choice.clone();
        let name = move || {
            let Some(choice) = &named else {
                return t("held.no_region").to_owned();
            };
            let known = names.value().and_then(|names| names.name_of(choice));
            known.unwrap_or_else(|| choice.to_string())
        };
        view! {
            <li>
                {match choice {
                    Some(choice) => view! {
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| territory.set(choice.clone()))>{name}" "{number(count)}</Button>
                    }.into_any(),
                    None => view! { <span>{name}" "{number(count)}</span> }.into_any(),
                }}
            </li>
        }
    };
    view! {
        <nav class="held-regions" aria-label=t("held.regions")>
            <ul class="held-regions__list"><Items of=regions key=|count: &HeldCount| count.region.clone() row/></ul>
            <Show when=narrowed>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| territory.set(Territory::National))>{t("held.everywhere")}</Button>
            </Show>
        </nav>
    }
}

#[component]
fn One(one: HeldDecision, state: HeldState) -> impl IntoView {
    let id = one.id;
    let control = format!("retenue-{id}");
    let at = clock::moment_in(one.decided_at, Tz::Europe__Paris);
    let by = t_args("held.by", &[("name", &one.decided_by), ("at", &at)]);
    let place = one.department.map(|code| format!("({code})"));
    view! {
        <li class="held__one">
            <input
                type="checkbox"
                class="held__choice"
                id=control.clone()
                prop:checked=move || state.chosen.read().contains(&id)
                on:change=move |event| {
                    let ticked = event_target_checked(&event);
                    state.chosen.update(|chosen| if ticked { chosen.insert(id); } else { chosen.remove(&id); });
                }
            />
            <label for=control>{one.title.clone()}" "{place}</label>
            <Tag tone=Signal::stored(Tone::Info)>{action_name(one.action)}</Tag>
            {one.overridden.then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("held.overridden")}</Tag> })}
            <span>{by}</span>
            <a href=format!("/labellisation/{id}") aria-label=t_args("held.open.label", &[("title", &one.title)])>{t("held.open")}</a>
        </li>
    }
}

/// Buttons that act on the chosen decisions, or on all.
#[component]
fn Actions(state: HeldState) -> impl IntoView {
    let count = Memo::new(move |_| state.chosen.read().len() as u64);
    let scope = move || match count.get() {
        0 => plural("held.all", state.total.get()),
        chosen => plural("held.chosen", chosen),
    };
    let session = Session::expect();
    let asked_without_session = RwSignal::new(false);
    let ask = move |action: HeldAction| {
        // The password could not be typed beside a modal dialog.
        let is_open = untrack(|| session.is_open_for(state.account));
        asked_without_session.set(!is_open);
        if is_open {
            state.acting.set(Some(action));
        }
    };
    let is_hindered =
        Memo::new(move |_| asked_without_session.get() && !session.is_open_for(state.account));
    view! {
        <div class="held-actions" role="region" aria-label=t("held.actions")>
            <p role="status">{scope}</p>
            <Button on_press=Callback::new(move |_| ask(HeldAction::Release))>{t("held.release")}</Button>
            <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| ask(HeldAction::SendBack))>{t("held.send_back")}</Button>
            {move || is_hindered.get().then(|| view! { <p role="alert">{t("desk.session.first")}</p> })}
        </div>
    }
}
