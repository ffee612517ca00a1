//! On a phone, the filters are in sheets over the foot of the window, each opened by a chip.
//!
//! There is one element for both, so that the same controls stand in the page of a desk. An open sheet has its entry of the history:
//! going back closes it and keeps what was chosen.

use super::list::LIST_HEADING;
use super::listing::Listing;
use super::phone::is_phone;
use super::search::Search;
use super::state::{CountSaid, Pane};
use crate::dates;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Button, ButtonKind, Glyph, Icon, focus, go_to};
use leptos::ev::{self, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use shared::event::EventQuery;
use wasm_bindgen::{JsCast, JsValue};

/// Element id of the title of the open sheet.
const TITLE: &str = "sheet-title";

/// Content of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    When,
    /// Every filter but the days.
    Filters,
}

impl Sheet {
    fn title(self) -> &'static str {
        match self {
            Self::When => t("explorer.when"),
            Self::Filters => t("explorer.more_filters"),
        }
    }

    /// Name of the sheet in the style sheet.
    const fn word(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::Filters => "filters",
        }
    }

    /// Element id of the chip that opens it.
    const fn chip(self) -> &'static str {
        match self {
            Self::When => "chip-when",
            Self::Filters => "chip-filters",
        }
    }
}

/// Action for when a sheet is closed.
type Then = Box<dyn FnOnce() + Send + Sync>;

/// State of an open sheet, for its end.
#[derive(Debug, Clone, PartialEq)]
struct Opened {
    query: EventQuery,
    /// Address of the page, which going back leads to.
    address: String,
}

/// Which sheet is open.
#[derive(Clone, Copy)]
pub(super) struct Sheets {
    search: Search,
    phone: ReadSignal<bool>,
    open: RwSignal<Option<Sheet>>,
    opened: StoredValue<Option<Opened>>,
    /// Waits until the entry of a sheet is gone from the history.
    waiting: StoredValue<Option<Then>>,
}

impl Sheets {
    pub(super) fn new(search: Search) -> Self {
        let sheets = Self {
            search,
            phone: is_phone(),
            open: RwSignal::new(None),
            opened: StoredValue::new(None),
            waiting: StoredValue::new(None),
        };
        let went = window_event_listener(ev::popstate, move |_| sheets.went_back());
        on_cleanup(move || went.remove());
        sheets
    }

    /// True while the window is as narrow as that of a phone; reactive.
    pub(super) fn is_phone(self) -> bool {
        self.phone.get()
    }

    /// The sheet that is shown; reactive. On a desk the filters are in the page.
    pub(super) fn shown(self) -> Option<Sheet> {
        self.open.get().filter(|_| self.phone.get())
    }

    fn show(self, sheet: Sheet) {
        if self.open.get_untracked().is_some() {
            return;
        }
        self.search.hold();
        self.opened.set_value(Some(Opened {
            query: self.search.now(),
            address: address(),
        }));
        // Without an entry of its own, going back leaves the page, as it does without a sheet.
        let _ = window()
            .history()
            .and_then(|history| history.push_state(&JsValue::NULL, ""));
        self.open.set(Some(sheet));
    }

    /// Closes the open sheet, and gives the focus back to its chip.
    fn dismiss(self) {
        if let Some(sheet) = self.open.get_untracked() {
            self.close(move || focus(sheet.chip()));
        }
    }

    /// Closes the open sheet; `then` runs once the page is as it stays.
    fn close(self, then: impl FnOnce() + Send + Sync + 'static) {
        self.open.set(None);
        let chosen = self.search.release();
        let opened = self.opened.try_update_value(Option::take).flatten();
        let is_same = chosen == opened.map(|opened| opened.query);
        // Without a choice, the entry of the sheet would lead to the same page. The browser restores the scroll position with the
        // entry before, so what scrolls comes afterwards.
        let back = is_same.then(|| window().history().and_then(|history| history.back()));
        if let Some(Ok(())) = back {
            self.waiting.set_value(Some(Box::new(then)));
        } else {
            request_animation_frame(then);
        }
    }

    fn went_back(self) {
        if let Some(then) = self.waiting.try_update_value(Option::take).flatten() {
            request_animation_frame(then);
            return;
        }
        let Some(sheet) = self.open.get_untracked() else {
            return;
        };
        self.open.set(None);
        let chosen = self.search.release();
        let opened = self.opened.try_update_value(Option::take).flatten();
        // Further back, there is another page or search.
        if let (Some(chosen), Some(opened)) = (chosen, opened)
            && opened.address == address()
        {
            if chosen != opened.query {
                self.search.put_back(chosen);
            }
            request_animation_frame(move || focus(sheet.chip()));
        }
    }
}

/// Path and query of the page, as the address bar shows them.
fn address() -> String {
    let location = window().location();
    let [path, search] = [location.pathname(), location.search()].map(Result::unwrap_or_default);
    path + &search
}

/// The chips that open the sheets.
#[component]
pub(super) fn SheetChips(
    sheets: Sheets,
    query: Memo<EventQuery>,
    /// Number of active filters of the sheet with all that is not about time.
    active_count: Memo<usize>,
) -> impl IntoView {
    let when = Memo::new(move |_| query.with(when_text));
    let is_open = move |sheet: Sheet| (sheets.shown() == Some(sheet)).to_string();
    view! {
        <div class="filters__chips">
            <button class="filters__toggle" class:filters__toggle--used=move || when.read().is_some() type="button" id=Sheet::When.chip()
                aria-haspopup="dialog" aria-expanded=move || is_open(Sheet::When) on:click=move |_| sheets.show(Sheet::When)>
                <Icon glyph=Glyph::Calendar/>
                {move || match when.get() {
                    Some(text) => view! { <span class="ds-sr-only">{Sheet::When.title()}" : "</span><span class="filters__choice">{text}</span> }.into_any(),
                    None => Sheet::When.title().into_any(),
                }}
            </button>
            <button class="filters__toggle" type="button" id=Sheet::Filters.chip()
                aria-haspopup="dialog" aria-expanded=move || is_open(Sheet::Filters) on:click=move |_| sheets.show(Sheet::Filters)>
                <Icon glyph=Glyph::Menu/>
                {Sheet::Filters.title()}
                {move || (active_count.get() > 0).then(|| view! { <span class="filter__count"><span class="ds-sr-only">" : "</span>{active_count.get()}</span> })}
            </button>
        </div>
    }
}

/// The time that a query asks for, in the words of a chip: `mar. 22 déc.`, `2 jours`; none when it asks for none.
fn when_text(query: &EventQuery) -> Option<String> {
    if let Some(when) = query.when {
        return Some(t_of("when", when.as_str()));
    }
    match (query.from, query.to) {
        (Some(from), Some(to)) if from == to => Some(dates::brief_day(from)),
        (Some(from), Some(to)) => {
            let days = u64::try_from((to - from).num_days() + 1).unwrap_or_default();
            Some(plural("explorer.days", days))
        }
        (Some(from), None) => Some(t_args(
            "explorer.since",
            &[("day", &dates::day_and_month(from))],
        )),
        (None, Some(to)) => Some(t_args(
            "explorer.until",
            &[("day", &dates::day_and_month(to))],
        )),
        (None, None) => None,
    }
}

/// The filters: on a phone a modal sheet, on a desk a part of the page.
#[component]
pub(super) fn FilterSheet(
    sheets: Sheets,
    /// The list that the filters apply to.
    listing: Listing,
    search: Search,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let shown = Memo::new(move |_| sheets.shown());
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (shown.get(), dialog.open()) {
            (Some(_), false) => {
                // Fails only when the dialog is already open.
                let _ = dialog.show_modal();
                focus(TITLE);
            }
            (None, true) => dialog.close(),
            _ => {}
        }
    });
    let closed = move |_| {
        // A window that became wider shows the filters in the page; they are in the sheet again once it is as narrow as before.
        if sheets.phone.get_untracked() {
            sheets.dismiss();
        }
    };
    let press = move |event: MouseEvent| {
        // Only what lies around the sheet is the dialog itself.
        let is_around = event
            .target()
            .is_some_and(|target| target.has_type::<web_sys::HtmlDialogElement>());
        if is_around {
            sheets.dismiss();
        }
    };
    let number_found = move || match listing.total() {
        Some(total) => plural("explorer.see", total),
        None => t("explorer.show_list").to_owned(),
    };
    let see = move |_| match search.pane().get_untracked() {
        Pane::List => sheets.close(|| go_to(LIST_HEADING)),
        Pane::Map => sheets.dismiss(),
    };
    view! {
        <dialog class="sheet" node_ref=dialog
            data-sheet=move || sheets.open.get().map(Sheet::word)
            role=move || if shown.get().is_some() { "dialog" } else { "presentation" }
            aria-modal=move || shown.get().is_some().then_some("true")
            aria-labelledby=move || shown.get().is_some().then_some(TITLE)
            on:close=closed on:click=press>
            <div class="sheet__head">
                <h2 class="sheet__title" id=TITLE tabindex="-1">{move || sheets.open.get().map(Sheet::title)}</h2>
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| sheets.dismiss())>{t("dialog.close")}</Button>
            </div>
            <div class="sheet__body">{children()}</div>
            <div class="sheet__foot">
                <Button on_press=Callback::new(see)>{number_found}</Button>
                <CountSaid listing/>
            </div>
        </dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pairs: &[(&str, &str)]) -> Option<String> {
        let query = EventQuery::parse(pairs.iter().copied()).unwrap();
        when_text(&query).map(|text| text.replace(['\u{a0}', '\u{202f}'], " "))
    }

    #[test]
    fn a_chip_says_the_chosen_time_in_a_few_words() {
        let [first, last] = [("from", "2026-12-22"), ("to", "2026-12-23")];

        assert_eq!(text(&[]), None);
        assert_eq!(
            text(&[first, ("to", "2026-12-22")]).as_deref(),
            Some("mar. 22 déc.")
        );
        assert_eq!(text(&[first, last]).as_deref(), Some("2 jours"));
        assert_eq!(text(&[first]).as_deref(), Some("à partir du 22 décembre"));
        assert_eq!(text(&[last]).as_deref(), Some("jusqu’au 23 décembre"));
        assert_eq!(text(&[("when", "today")]).as_deref(), Some("Aujourd’hui"));
    }
}
