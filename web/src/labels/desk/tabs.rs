//! Everything else about a file, one part at a time: a part is loaded when its tab opens.

use super::changes::Changes;
use super::facts::Fact;
use super::state::Desk;
use crate::api::{Remote, events};
use crate::clock;
use crate::conversations::{self, ConversationSection, Notes, Opinions};
use crate::dates;
use crate::events::summary::{PublicPreview, form_field_value};
use crate::events::{FiledForLine, History, LikelyDuplicates, subject_of};
use crate::labels::StateTag;
use crate::map::PinMap;
use crate::messages::{t, t_args, t_of};
use crate::session::{Presence, Session};
use crate::ui::{Fetched, Tag, Tone, go_to};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::account::Role;
use shared::event::{AttendanceMode, FormField, HistoryEntry, LifeStatus};
use shared::label::PastEvent;

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Changes,
    File,
    Messages,
    Notes,
    Opinions,
    History,
    Duplicates,
    Past,
    Map,
    Public,
}

impl Tab {
    const ALL: [Self; 10] = [
        Self::Changes,
        Self::File,
        Self::Messages,
        Self::Notes,
        Self::Opinions,
        Self::History,
        Self::Duplicates,
        Self::Past,
        Self::Map,
        Self::Public,
    ];

    /// End of the keys of its messages, and of its element ids.
    const fn name(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::File => "file",
            Self::Messages => "messages",
            Self::Notes => "notes",
            Self::Opinions => "opinions",
            Self::History => "history",
            Self::Duplicates => "duplicates",
            Self::Past => "past",
            Self::Map => "map",
            Self::Public => "public",
        }
    }

    /// True when the file has such a part.
    fn is_there(self, desk: Desk) -> bool {
        let sheet = desk.sheet.read_untracked();
        match self {
            Self::Changes => sheet.body.round > 1,
            Self::File
            | Self::Messages
            | Self::History
            | Self::Public
            | Self::Duplicates
            | Self::Past => true,
            Self::Notes | Self::Opinions => !sheet.body.own,
            Self::Map => {
                let mode = sheet.body.file.form.attendance_mode;
                mode.is_some_and(AttendanceMode::has_place)
            }
        }
    }

    /// Number of items of a part that is a list.
    fn count(self, desk: Desk) -> Option<usize> {
        desk.background.with_value(|background| {
            let background = background.as_ref()?;
            match self {
                Self::Duplicates => Some(background.duplicates.len()),
                Self::Past => Some(background.past.len()),
                Self::Messages => Some(background.unread_messages).filter(|unread| *unread > 0),
                Self::Changes
                | Self::File
                | Self::Notes
                | Self::Opinions
                | Self::History
                | Self::Map
                | Self::Public => None,
            }
        })
    }
}

fn id_of(tab: Tab) -> String {
    format!("onglet-{}", tab.name())
}

/// The part that a letter leads to.
fn asked_for() -> Option<Tab> {
    if conversations::is_asked_for(conversations::CONVERSATION) {
        Some(Tab::Messages)
    } else if conversations::is_asked_for(conversations::OPINIONS) {
        Some(Tab::Opinions)
    } else {
        None
    }
}

/// The tabs of a file.
#[component]
pub(super) fn Tabs(desk: Desk) -> impl IntoView {
    let tabs: Vec<(Tab, Option<usize>)> = Tab::ALL
        .iter()
        .filter(|tab| tab.is_there(desk))
        .map(|tab| (*tab, tab.count(desk)))
        .collect();
    let first = tabs.first().map_or(Tab::File, |(tab, _)| *tab);
    let asked_for = asked_for().filter(|asked| tabs.iter().any(|(tab, _)| tab == asked));
    let open = RwSignal::new(asked_for.unwrap_or(first));
    if let Some(tab) = asked_for {
        request_animation_frame(move || go_to(&id_of(tab)));
    }
    let order: Vec<Tab> = tabs.iter().map(|(tab, _)| *tab).collect();
    let walk = move |event: KeyboardEvent| {
        let at = order.iter().position(|tab| *tab == open.get_untracked());
        let (Some(at), last) = (at, order.len().saturating_sub(1)) else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowRight" if at == last => 0,
            "ArrowRight" => at + 1,
            "ArrowLeft" if at == 0 => last,
            "ArrowLeft" => at - 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        if let Some(tab) = order.get(to) {
            event.prevent_default();
            open.set(*tab);
            go_to(&id_of(*tab));
        }
    };
    let button = move |(tab, count): (Tab, Option<usize>)| {
        let name = t_of("desk.tab", tab.name());
        let text = match count {
            Some(count) if tab == Tab::Messages => {
                t_args("desk.tab.messages.unread", &[("n", &count)])
            }
            Some(count) => format!("{name} ({count})"),
            None => name,
        };
        let is_open = move || open.get() == tab;
        view! {
            <button
                class="desk-tab"
                type="button"
                role="tab"
                id=id_of(tab)
                aria-selected=move || if is_open() { "true" } else { "false" }
                aria-controls="onglet"
                tabindex=move || if is_open() { "0" } else { "-1" }
                on:click=move |_| open.set(tab)
            >
                {text}
            </button>
        }
    };
    view! {
        <div class="desk-tabs">
            <div class="desk-tabs__list" role="tablist" aria-label=t("desk.tabs") on:keydown=walk>
                {tabs.into_iter().map(button).collect_view()}
            </div>
            <div class="desk-tabs__panel" id="onglet" role="tabpanel" tabindex="0" aria-labelledby=move || id_of(open.get())>
                {move || match open.get() {
                    Tab::Changes => view! { <Changes desk/> }.into_any(),
                    Tab::File => view! { <WholeFile desk/> }.into_any(),
                    Tab::Messages => view! { <ConversationSection id=desk.id zone=desk.zone talk=desk.talk desk=true/> }.into_any(),
                    Tab::Notes => view! { <Notes id=desk.id zone=desk.zone talk=desk.talk writes=may_write()/> }.into_any(),
                    Tab::Opinions => view! { <ExpertOpinions desk/> }.into_any(),
                    Tab::History => view! { <FileHistory desk/> }.into_any(),
                    Tab::Duplicates => view! { <Duplicates desk/> }.into_any(),
                    Tab::Past => view! { <Past desk/> }.into_any(),
                    Tab::Map => view! { <Map desk/> }.into_any(),
                    Tab::Public => view! { <Public desk/> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// True for a reviewer: an administrator reads only.
fn may_write() -> bool {
    let presence = untrack(|| Session::expect().presence());
    let Presence::SignedIn(account) = presence else {
        return false;
    };
    account.has(Role::Referent) || account.has(Role::Coordinator)
}

#[component]
fn ExpertOpinions(desk: Desk) -> impl IntoView {
    let rules = desk.edition.with_value(|edition| edition.conversation);
    view! { <Opinions id=desk.id zone=desk.zone talk=desk.talk rules writes=may_write()/> }
}

/// Every answer of the form, each with a button to point at it.
#[component]
fn WholeFile(desk: Desk) -> impl IntoView {
    move || {
        let (form, commune, filed_for) = desk.sheet.with(|sheet| {
            let file = &sheet.body.file;
            (
                file.form.clone(),
                file.commune.clone(),
                file.filed_for.clone(),
            )
        });
        let facts = desk.edition.with_value(|edition| {
            let value = |field: FormField| {
                let value = form_field_value(field, &form, edition, commune.as_ref())?;
                Some((field, value))
            };
            let retired = form.additional.retired(edition);
            FormField::all(edition)
                .chain(retired.map(|(key, _)| FormField::of_key(key)))
                .filter_map(value)
                .collect::<Vec<_>>()
        });
        view! {
            <Owner desk/>
            <FiledForLine filed_for=filed_for/>
            <dl class="desk-facts">
                {facts.into_iter().map(|(field, value)| view! { <Fact desk field value/> }).collect_view()}
            </dl>
        }
    }
}

/// Name and e-mail address of the submission's owner, unless the owner deleted the account.
#[component]
fn Owner(desk: Desk) -> impl IntoView {
    move || {
        let (name, email, returned) = desk.sheet.with(|sheet| {
            (
                sheet.body.owner_name.clone(),
                sheet.body.owner_email.clone(),
                sheet.body.owner_returned.is_some(),
            )
        });
        let (Some(name), Some(email)) = (name, email) else {
            return view! { <p class="review__owner">{t("review.owner.left")}</p> }.into_any();
        };
        view! {
            <p class="review__owner">
                {t_args("review.owner", &[("name", &name)])} " "
                <a href=format!("mailto:{email}")>{email.clone()}</a>
                {returned.then(|| view! { " " <Tag tone=Tone::Warning>{t("review.owner.returned")}</Tag> })}
            </p>
        }
        .into_any()
    }
}

#[component]
fn FileHistory(desk: Desk) -> impl IntoView {
    let id = desk.id;
    let history = Remote::<Vec<HistoryEntry>>::new(move || events::list_history(id));
    let zone = desk.zone;
    view! { <Fetched of=history lines=4 then={move |entries: Vec<HistoryEntry>| view! { <History entries zone edition=desk.edition.get_value()/> }}/> }
}

#[component]
fn Duplicates(desk: Desk) -> impl IntoView {
    let none = desk.background.with_value(|background| {
        background
            .as_ref()
            .is_some_and(|background| background.duplicates.is_empty())
    });
    let id = desk.id;
    let subject = Memo::new(move |_| subject_of(&desk.sheet.read().body.file.form));
    if none {
        return view! { <p>{t("desk.duplicates.none")}</p> }.into_any();
    }
    view! { <LikelyDuplicates id review=true subject/> }.into_any()
}

/// Other events of the organiser, and what became of them.
#[component]
fn Past(desk: Desk) -> impl IntoView {
    let past = desk.background.with_value(|background| {
        let past = background
            .as_ref()
            .map(|background| background.past.clone());
        past.unwrap_or_default()
    });
    if past.is_empty() {
        return view! { <p>{t("desk.past.none")}</p> }.into_any();
    }
    let zone = desk.zone;
    let item = move |event: PastEvent| {
        let PastEvent {
            id,
            edition,
            title,
            state,
            life_status,
            slug: _,
            first_begin,
        } = event;
        let day = first_begin.map(|at| dates::short_day(at.with_timezone(&zone).date_naive()));
        let life = (life_status != LifeStatus::Scheduled)
            .then(|| t_of("life_status", life_status.as_str()));
        let facts: Vec<String> = [Some(edition), day, life].into_iter().flatten().collect();
        view! {
            <li class="desk-past__one">
                <a href=format!("/labellisation/{id}")>{title}</a>
                <span class="desk-past__facts">{facts.join(" · ")}</span>
                <StateTag state/>
            </li>
        }
    };
    view! { <ul class="desk-past">{past.into_iter().map(item).collect_view()}</ul> }.into_any()
}

#[component]
fn Map(desk: Desk) -> impl IntoView {
    let pin = Signal::derive(move || {
        let sheet = desk.sheet.read();
        let file = &sheet.body.file;
        let commune = file.commune.as_ref().map(|commune| commune.position);
        file.form.place.position.or(commune)
    });
    move || {
        if pin.get().is_some() {
            view! { <div class="review__map"><PinMap title=t("review.map") pin/></div> }.into_any()
        } else {
            view! { <p>{t("desk.map.none")}</p> }.into_any()
        }
    }
}

#[component]
fn Public(desk: Desk) -> impl IntoView {
    move || {
        let (form, commune) = desk.sheet.with(|sheet| {
            let file = &sheet.body.file;
            (file.form.clone(), file.commune.clone())
        });
        let edition = desk.edition.get_value();
        view! { <PublicPreview form edition commune/> }
    }
}

/// Status of the submission, and the due date of the decision, in one line.
#[component]
pub(super) fn FileStatus(desk: Desk) -> impl IntoView {
    let due = move || {
        let due = desk.sheet.read().body.file.due_at?;
        Some(t_args(
            "review.due",
            &[("day", &clock::day_in(due, desk.zone))],
        ))
    };
    let filed = move || {
        let sheet = desk.sheet.read();
        let round = sheet.body.round;
        let at = clock::moment_in(sheet.body.file.submitted_at?, desk.zone);
        Some(if round > 1 {
            t_args("review.filed_again", &[("at", &at), ("round", &round)])
        } else {
            t_args("review.filed", &[("at", &at)])
        })
    };
    view! {
        <p class="desk-head__dates">{due} " " {filed}</p>
    }
}
