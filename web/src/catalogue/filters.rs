use crate::dates;
use crate::ui::{CheckboxGroup, Chip, Choice, RadioGroup, Select, TextField};
use crate::words::{t, t_args, t_of};
use chrono::NaiveDate;
use leptos::html::Details;
use leptos::prelude::*;
use leptos::{ev, leptos_dom::helpers::TimeoutHandle};
use shared::edition::{Edition, EditionSummary, Term};
use shared::event::{AttendanceMode, EventQuery};
use shared::place::{DepartmentCode, RegionCode, Territories};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// What the filters need to know to have names.
#[derive(Clone, Copy)]
pub(super) struct Names {
    /// The public editions.
    pub(super) editions: Signal<Vec<EditionSummary>>,
    /// The edition that is shown.
    pub(super) edition: Signal<Option<Edition>>,
    /// Regions and departments.
    pub(super) territories: Signal<Option<Territories>>,
}

/// The filters of the list and of the map. A change acts at once, and stands in the address.
#[component]
pub(super) fn Filters(
    /// What is asked for.
    query: Memo<EventQuery>,
    /// Asks for something else.
    apply: Callback<EventQuery>,
    /// Names of what can be asked for.
    names: Names,
) -> impl IntoView {
    let change = move |change: &dyn Fn(&mut EventQuery)| {
        let mut wanted = query.get_untracked();
        change(&mut wanted);
        apply.run(wanted);
    };
    // What stands in the address fills the fields, also when one goes back.
    let text = RwSignal::new(String::new());
    let edition = RwSignal::new(String::new());
    let region = RwSignal::new(String::new());
    let department = RwSignal::new(String::new());
    let kinds = RwSignal::new(Vec::new());
    let audiences = RwSignal::new(Vec::new());
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let attendance = RwSignal::new(String::new());
    let asked_text = Memo::new(move |_| query.read().text.clone().unwrap_or_default());
    Effect::new(move |_| {
        let asked = asked_text.get();
        // A space at the end is the beginning of the next word.
        if text.read_untracked().trim() != asked {
            text.set(asked);
        }
    });
    Effect::new(move |_| {
        let asked = query.get();
        let shown = names
            .edition
            .with(|edition| edition.as_ref().map(|edition| edition.slug.clone()));
        edition.set(asked.edition.or(shown).unwrap_or_default());
        region.set(
            asked
                .regions
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        department.set(
            asked
                .departments
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        kinds.set(asked.kinds);
        audiences.set(asked.audiences);
        from.set(asked.from.map(|day| day.to_string()).unwrap_or_default());
        to.set(asked.to.map(|day| day.to_string()).unwrap_or_default());
        attendance.set(match asked.attendance.as_slice() {
            [] => String::new(),
            modes if modes.contains(&AttendanceMode::OnSite) => AttendanceMode::OnSite.to_string(),
            _ => AttendanceMode::Online.to_string(),
        });
    });
    // Typing asks after a pause, not at each letter.
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let stop_waiting = move || {
        if let Some(waiting) = pause.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    };
    on_cleanup(stop_waiting);
    let ask_text = move || {
        stop_waiting();
        let typed = text.get_untracked().trim().to_owned();
        change(&|query| query.text = (!typed.is_empty()).then(|| typed.clone()));
    };
    let typed = move |_: String| {
        stop_waiting();
        pause.set_value(set_timeout_with_handle(ask_text, Duration::from_millis(350)).ok());
    };
    let terms = move |pick: fn(&Edition) -> &Vec<Term>| {
        move || {
            names.edition.with(|edition| {
                edition
                    .iter()
                    .flat_map(&pick)
                    .map(|term| Choice::new(&term.id, &term.label))
                    .collect::<Vec<_>>()
            })
        }
    };
    let editions = move || {
        names
            .editions
            .get()
            .into_iter()
            .map(|edition| Choice::new(edition.slug, edition.name))
            .collect::<Vec<_>>()
    };
    let regions = move || {
        names.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|territories| &territories.regions)
                .map(|region| Choice::new(region.code.to_string(), &region.name))
                .collect::<Vec<_>>()
        })
    };
    let departments = move || {
        let inside = region.get();
        names.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|territories| &territories.departments)
                .filter(|department| inside.is_empty() || department.region.as_str() == inside)
                .map(|department| {
                    Choice::new(
                        department.code.to_string(),
                        format!("{} – {}", department.code, department.name),
                    )
                })
                .collect::<Vec<_>>()
        })
    };
    let modes = move || {
        let mode = |mode: AttendanceMode, key| Choice::new(mode.as_str(), t(key));
        vec![
            Choice::new("", t("explorer.attendance.any")),
            mode(AttendanceMode::OnSite, "explorer.attendance.on_site"),
            mode(AttendanceMode::Online, "explorer.attendance.online"),
        ]
    };
    let count_where = Signal::derive(move || {
        query.with(|query| query.regions.len().max(query.departments.len()))
    });
    let count_what = Signal::derive(move || query.with(|query| query.kinds.len()));
    let count_whom = Signal::derive(move || query.with(|query| query.audiences.len()));
    let count_when = Signal::derive(move || {
        query.with(|query| usize::from(query.from.is_some()) + usize::from(query.to.is_some()))
    });
    let count_how =
        Signal::derive(move || query.with(|query| usize::from(!query.attendance.is_empty())));
    view! {
        <form class="filters" role="search" aria-label=t("explorer.filters") on:submit=move |event| { event.prevent_default(); ask_text() }>
            <div class="filters__text">
                <TextField id="q" label=t("explorer.text") value=text kind="search" filter=true on_change=Callback::new(typed)/>
            </div>
            <div class="filters__edition">
                <Select id="edition" label=t("explorer.edition") value=edition filter=true choices=Signal::derive(editions)
                    on_change=Callback::new(move |slug: String| change(&|query| {
                        // Terms belong to an edition: those of another one would find nothing.
                        *query = EventQuery { text: query.text.clone(), regions: query.regions.clone(), departments: query.departments.clone(), edition: Some(slug.clone()), ..EventQuery::default() };
                    }))/>
            </div>
            <div class="filters__more">
                <Disclosure title=t("explorer.where") count=count_where>
                    <Select id="region" label=t("explorer.region") value=region filter=true choices=Signal::derive(regions) placeholder=t("explorer.region.any")
                        on_change=Callback::new(move |code: String| change(&|query| {
                            query.regions = RegionCode::parse(&code).into_iter().collect();
                            query.departments.clear();
                            query.bounds = None;
                        }))/>
                    <Select id="department" label=t("explorer.department") value=department filter=true choices=Signal::derive(departments) placeholder=t("explorer.department.any")
                        on_change=Callback::new(move |code: String| change(&|query| {
                            query.departments = DepartmentCode::parse(&code).into_iter().collect();
                            query.bounds = None;
                        }))/>
                </Disclosure>
                <Disclosure title=t("explorer.kind") count=count_what>
                    <CheckboxGroup id="kind" legend=t("explorer.kind") values=kinds choices=Signal::derive(terms(|edition| &edition.vocabularies.kinds))
                        on_change=Callback::new(move |values: Vec<String>| change(&|query| query.kinds.clone_from(&values)))/>
                </Disclosure>
                <Disclosure title=t("explorer.audience") count=count_whom>
                    <CheckboxGroup id="audience" legend=t("explorer.audience") values=audiences choices=Signal::derive(terms(|edition| &edition.vocabularies.audiences))
                        on_change=Callback::new(move |values: Vec<String>| change(&|query| query.audiences.clone_from(&values)))/>
                </Disclosure>
                <Disclosure title=t("explorer.when") count=count_when>
                    <TextField id="from" label=t("explorer.from") value=from kind="date" filter=true max=Signal::derive(move || Some(to.get()).filter(|day| !day.is_empty()))
                        on_change=Callback::new(move |text: String| if finished(&text) { change(&|query| {
                            query.from = day(&text);
                            if query.to.is_some_and(|to| query.from.is_some_and(|from| from > to)) { query.to = query.from; }
                        }); })/>
                    <TextField id="to" label=t("explorer.to") value=to kind="date" filter=true min=Signal::derive(move || Some(from.get()).filter(|day| !day.is_empty()))
                        on_change=Callback::new(move |text: String| if finished(&text) { change(&|query| {
                            query.to = day(&text);
                            if query.from.is_some_and(|from| query.to.is_some_and(|to| from > to)) { query.from = query.to; }
                        }); })/>
                </Disclosure>
                <Disclosure title=t("explorer.format") count=count_how>
                    <RadioGroup id="attendance" legend=t("explorer.attendance") value=attendance choices=Signal::derive(modes)
                        on_change=Callback::new(move |value: String| change(&|query| {
                            query.attendance = match AttendanceMode::parse(&value) {
                                Some(AttendanceMode::OnSite) => vec![AttendanceMode::OnSite, AttendanceMode::Mixed],
                                Some(AttendanceMode::Online | AttendanceMode::Mixed) => vec![AttendanceMode::Online, AttendanceMode::Mixed],
                                None => Vec::new(),
                            };
                        }))/>
                </Disclosure>
            </div>
        </form>
    }
}

/// Whether a day has been typed to its end, or taken away: the year 0002 is on its way to 2018.
fn finished(text: &str) -> bool {
    text.is_empty() || day(text).is_some()
}

/// A day with a year of four digits.
fn day(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    text.parse::<NaiveDate>()
        .ok()
        .filter(|day| (1900..=9999).contains(&day.year()))
}

/// A filter that opens under its name; closed by Escape, by a press elsewhere, or by opening another.
#[component]
fn Disclosure(title: &'static str, count: Signal<usize>, children: Children) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let inside = details.get_untracked().is_some_and(|details| {
            event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
                .is_some_and(|node| details.contains(Some(&node)))
        });
        if !inside {
            close();
        }
    });
    on_cleanup(move || outside.remove());
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            if let Some(summary) = details
                .get_untracked()
                .and_then(|details| details.query_selector("summary").ok().flatten())
            {
                let _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        }
    };
    view! {
        <details class="filter" name="filter" node_ref=details on:keydown=escape>
            <summary class="filter__name" class:filter__name--used=move || { count.get() > 0 }>
                {title}
                {move || (count.get() > 0).then(|| view! {
                    <span class="filter__count"><span class="ds-sr-only">" : "</span>{count.get()}</span>
                })}
            </summary>
            <div class="filter__panel">{children()}</div>
        </details>
    }
}

/// What is asked for, each part to be taken back.
#[component]
pub(super) fn Chosen(
    /// What is asked for.
    query: Memo<EventQuery>,
    /// Asks for something else.
    apply: Callback<EventQuery>,
    /// Names of what is asked for.
    names: Names,
) -> impl IntoView {
    let chips = Memo::new(move |_| chosen(&query.read(), &names));
    let chip = move |(text, without): (String, EventQuery)| {
        let label = t_args("explorer.remove", &[("name", &text)]);
        view! { <li><Chip text label on_remove=Callback::new(move |_| apply.run(without.clone()))/></li> }
    };
    move || {
        let chips = chips.get();
        (!chips.is_empty()).then(|| {
            let clear = move |_| apply.run(EventQuery { edition: query.get_untracked().edition, ..EventQuery::default() });
            view! {
                <ul class="chosen" aria-label=t("explorer.chosen")>
                    {chips.into_iter().map(chip).collect_view()}
                    <li><button class="chosen__clear" type="button" on:click=clear>{t("explorer.clear")}</button></li>
                </ul>
            }
        })
    }
}

/// Each part of a query with its name, and the query without it.
fn chosen(query: &EventQuery, names: &Names) -> Vec<(String, EventQuery)> {
    let mut parts = Vec::new();
    let mut part = |name: String, change: &dyn Fn(&mut EventQuery)| {
        let mut without = query.clone();
        change(&mut without);
        parts.push((name, without));
    };
    if let Some(text) = &query.text {
        part(
            format!("« {text} »")
                .replace("« ", "«\u{202f}")
                .replace(" »", "\u{202f}»"),
            &|query| query.text = None,
        );
    }
    let territories = names.territories.get();
    for code in &query.regions {
        let name = territories
            .iter()
            .flat_map(|all| &all.regions)
            .find(|region| region.code == *code)
            .map_or_else(|| code.to_string(), |region| region.name.clone());
        part(name, &|query| query.regions.retain(|other| other != code));
    }
    for code in &query.departments {
        let name = territories
            .iter()
            .flat_map(|all| &all.departments)
            .find(|one| one.code == *code)
            .map_or_else(|| code.to_string(), |one| one.name.clone());
        part(name, &|query| {
            query.departments.retain(|other| other != code);
        });
    }
    let edition = names.edition.get();
    let term = |pick: fn(&Edition) -> &Vec<Term>, id: &str| {
        edition.as_ref().map_or_else(
            || id.to_owned(),
            |edition| Term::label_of(pick(edition), id).to_owned(),
        )
    };
    for id in &query.kinds {
        part(term(|edition| &edition.vocabularies.kinds, id), &|query| {
            query.kinds.retain(|other| other != id);
        });
    }
    for id in &query.audiences {
        part(
            term(|edition| &edition.vocabularies.audiences, id),
            &|query| query.audiences.retain(|other| other != id),
        );
    }
    for id in &query.topics {
        part(term(|edition| &edition.vocabularies.topics, id), &|query| {
            query.topics.retain(|other| other != id);
        });
    }
    for id in &query.sectors {
        part(
            term(|edition| &edition.vocabularies.sectors, id),
            &|query| query.sectors.retain(|other| other != id),
        );
    }
    for mode in &query.access {
        part(t_of("access_mode", mode.as_str()), &|query| {
            query.access.retain(|other| other != mode);
        });
    }
    if !query.attendance.is_empty() {
        let key = if query.attendance.contains(&AttendanceMode::OnSite) {
            "explorer.attendance.on_site"
        } else {
            "explorer.attendance.online"
        };
        part(t(key).to_owned(), &|query| query.attendance.clear());
    }
    for flag in &query.accessibility {
        part(t_of("accessibility", flag.as_str()), &|query| {
            query.accessibility.retain(|other| other != flag);
        });
    }
    for status in &query.status {
        part(t_of("life_status", status.as_str()), &|query| {
            query.status.retain(|other| other != status);
        });
    }
    if let Some(from) = query.from {
        part(
            t_args("explorer.since", &[("day", &dates::day(from))]),
            &|query| query.from = None,
        );
    }
    if let Some(to) = query.to {
        part(
            t_args("explorer.until", &[("day", &dates::day(to))]),
            &|query| query.to = None,
        );
    }
    if query.bounds.is_some() {
        part(t("explorer.area").to_owned(), &|query| query.bounds = None);
    }
    parts
}
