use super::lines::LinesField;
use super::page::HEADING;
use super::place::{PlaceField, Places};
use super::route::kinds_of;
use crate::api::{Mutation, Remote, groups};
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Disclosure, Empty, ProblemAlert, Select, TextField,
    focus_later,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::event::AttendanceMode;
use shared::label::{
    LinesImport, MovedFile, ReviewGroup, RoutedPlace, RoutingPreview, RoutingRule, RoutingRules,
};
use shared::text::fold;
use std::collections::BTreeMap;

/// Number of rules that are shown at once.
const SHOWN: usize = 100;

/// The attendance modes as choices.
pub(super) fn attendances() -> Vec<Choice> {
    AttendanceMode::ALL
        .iter()
        .map(|mode| Choice::new(mode.as_str(), t_of("attendance_mode", mode.as_str())))
        .collect()
}

/// A rule in words.
pub(super) fn rule_text(
    rule: &RoutingRule,
    names: &BTreeMap<String, String>,
    kinds: &[Choice],
) -> String {
    let place = rule.place.as_ref().map(|place| {
        let key = place.to_string();
        let (kind, code) = match place {
            RoutedPlace::Commune(code) => ("commune", code.to_string()),
            RoutedPlace::Epci(code) => ("epci", code.to_string()),
            RoutedPlace::Department(code) => ("department", code.to_string()),
            RoutedPlace::Region(code) => ("region", code.to_string()),
        };
        let name = names.get(&key).cloned().unwrap_or(code);
        format!("{} {name}", t_of("groups.rule", kind))
    });
    let kind = rule.kind.as_ref().map(|id| {
        let known = kinds.iter().find(|kind| kind.value == *id);
        known.map_or_else(|| id.clone(), |kind| kind.label.clone())
    });
    let mode = rule
        .attendance
        .map(|mode| t_of("attendance_mode", mode.as_str()));
    let parts: Vec<String> = [place, kind, mode].into_iter().flatten().collect();
    parts.join(" · ")
}

/// The rules as they are being changed.
#[derive(Clone, Copy)]
struct Draft {
    rules: RwSignal<Vec<RoutingRule>>,
    names: RwSignal<BTreeMap<String, String>>,
    kinds: Signal<Vec<Choice>>,
    stored: StoredValue<Vec<RoutingRule>>,
}

impl Draft {
    fn of(shown: &ReviewGroup) -> Self {
        let edition = shown.summary.edition.clone();
        Self {
            rules: RwSignal::new(shown.rules.clone()),
            names: RwSignal::new(shown.place_names.clone()),
            kinds: kinds_of(Signal::stored(edition)),
            stored: StoredValue::new(shown.rules.clone()),
        }
    }

    fn text(self, rule: &RoutingRule) -> String {
        rule_text(rule, &self.names.read(), &self.kinds.read())
    }

    fn is_changed(self) -> bool {
        let rules = self.rules.get();
        self.stored.with_value(|stored| {
            stored.len() != rules.len() || rules.iter().any(|rule| !stored.contains(rule))
        })
    }

    fn wanted(self) -> RoutingRules {
        RoutingRules {
            rules: self.rules.get_untracked(),
        }
    }
}

/// The rules of the group, and for the coordination what changes them.
#[component]
pub(super) fn Rules(
    shown: ReviewGroup,
    version: Memo<i32>,
    group: Remote<ReviewGroup>,
) -> impl IntoView {
    let draft = Draft::of(&shown);
    let editable = shown.editable;
    let id = shown.summary.id;
    view! {
        <section class="stack" aria-labelledby="group-rules">
            <h3 id="group-rules" tabindex="-1">{t("groups.rules")}</h3>
            <p>{t("groups.rules.order")}</p>
            <RuleList draft editable/>
            {editable.then(|| view! {
                <AddRule draft/>
                <Changes id version draft group/>
                <Communes id group/>
            })}
        </section>
    }
}

#[component]
fn RuleList(draft: Draft, editable: bool) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let many = move || draft.rules.read().len() > SHOWN;
    let found = Memo::new(move |_| -> Vec<RoutingRule> {
        let wanted = fold(&words.read());
        let rules = draft.rules.get();
        rules
            .into_iter()
            .filter(|rule| wanted.is_empty() || fold(&draft.text(rule)).contains(&wanted))
            .collect()
    });
    let rest = move || found.read().len().saturating_sub(SHOWN);
    let row = move |rule: RoutingRule| {
        let (of_text, of_label, removed) = (rule.clone(), rule.clone(), rule);
        let label = Signal::derive(move || {
            t_args(
                "groups.rule.remove.label",
                &[("rule", &draft.text(&of_label))],
            )
        });
        let remove = Callback::new(move |_| {
            draft
                .rules
                .update(|rules| rules.retain(|rule| *rule != removed));
            focus_later("group-rules");
        });
        view! {
            <li class="people__one">
                <span class="people__name">{move || draft.text(&of_text)}</span>
                {editable.then(|| view! { <Button kind=ButtonKind::Quiet label on_press=remove>{t("groups.rule.remove")}</Button> })}
            </li>
        }
    };
    view! {
        {move || many().then(|| view! { <TextField id="rules-search" label=t("groups.rules.search") value=words kind="search" filter=true/> })}
        {move || draft.rules.read().is_empty().then(|| view! { <Empty title=t("groups.rules.none") text=t("groups.rules.none.text")/> })}
        <ul class="people">
            <For each=move || found.get().into_iter().take(SHOWN) key=RoutingRule::key children=row/>
        </ul>
        {move || (rest() > 0).then(|| view! { <p>{plural("groups.rules.rest", rest() as u64)}</p> })}
    }
}

/// Fields that add one rule to the draft.
#[component]
fn AddRule(draft: Draft) -> impl IntoView {
    let places = Places::new();
    let (text, place) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (kind, mode) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fault = RwSignal::new(None::<&'static str>);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let (value, typed) = (place.get_untracked(), text.get_untracked());
        if value.is_empty() && !typed.trim().is_empty() {
            fault.set(Some("groups.rule.place.unknown"));
            return;
        }
        let rule = RoutingRule {
            place: RoutedPlace::parse(&value).ok(),
            kind: Some(kind.get_untracked()).filter(|kind| !kind.is_empty()),
            attendance: AttendanceMode::parse(&mode.get_untracked()),
        };
        if rule.is_empty() {
            fault.set(Some("groups.rule.empty"));
            return;
        }
        fault.set(None);
        if !value.is_empty() {
            draft.names.update(|names| {
                names.insert(value, typed);
            });
        }
        let known = draft.rules.with_untracked(|rules| rules.contains(&rule));
        if !known {
            draft.rules.update(|rules| rules.push(rule));
        }
        for field in [text, place, kind, mode] {
            field.set(String::new());
        }
        focus_later("rule-place");
    };
    view! {
        <Disclosure title=t("groups.rule.add") needed=false>
            <form class="stack" novalidate on:submit=add>
                <div class="queue-filters">
                    <PlaceField id="rule-place" label=t("groups.rule.place") hint=t("groups.rule.place.hint") text chosen=place places/>
                    <Select id="rule-kind" label=t("passes.kind") value=kind choices=draft.kinds placeholder=t("passes.kind.any") filter=true/>
                    <Select id="rule-attendance" label=t("groups.attendance") value=mode choices=Signal::stored(attendances()) placeholder=t("groups.attendance.any") filter=true/>
                </div>
                <p class="field__error" role="alert">{move || fault.get().map(t)}</p>
                <div><Button kind=ButtonKind::Secondary submit=true>{t("groups.rule.add.action")}</Button></div>
            </form>
        </Disclosure>
    }
}

/// Files that the draft of the rules would move, and the button that saves it.
#[component]
fn Changes(
    id: shared::id::ReviewGroupId,
    version: Memo<i32>,
    draft: Draft,
    group: Remote<ReviewGroup>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let (looking, saving) = (
        Mutation::<RoutingPreview>::new(),
        Mutation::<ReviewGroup>::new(),
    );
    // A preview is that of the rules that were sent.
    Effect::new(move |_| {
        draft.rules.track();
        looking.clear();
    });
    let look = Callback::new(move |_| {
        looking.send(groups::preview_routing_rules(id, draft.wanted()), |_| ());
    });
    let save = Callback::new(move |_| {
        let request = groups::set_routing_rules(id, version.get_untracked(), draft.wanted());
        saving.send(request, move |now| {
            announcer.say(t("groups.rules.saved"));
            group.update(|shown| *shown = now);
            focus_later(HEADING);
        });
    });
    let busy = Signal::derive(move || saving.is_pending());
    view! {
        {move || draft.is_changed().then(|| view! {
            <div class="group-changes">
                <p>{t("groups.rules.changed")}</p>
                <div class="group-actions">
                    <Button busy on_press=save>{t("groups.rules.save")}</Button>
                    <Button kind=ButtonKind::Secondary busy=Signal::derive(move || looking.is_pending()) on_press=look>{t("groups.rules.preview")}</Button>
                </div>
            </div>
        })}
        <div role="status">{move || looking.value().map(|preview| view! { <Preview preview/> })}</div>
        {move || looking.error().map(|error| view! { <ProblemAlert error/> })}
        {move || saving.error().map(|error| view! { <ProblemAlert error retry=Callback::new(move |()| group.refetch())/> })}
    }
}

#[component]
fn Preview(preview: RoutingPreview) -> impl IntoView {
    let file = |file: MovedFile| {
        let name = |group: Option<shared::label::NamedGroup>| {
            group.map_or_else(|| t("groups.nobody").to_owned(), |group| group.name)
        };
        let way = t_args(
            "groups.moved.way",
            &[("from", &name(file.from)), ("to", &name(file.to))],
        );
        let href = format!("/labellisation/{}", file.event);
        view! { <li><a href=href>{file.title}</a>" – "{way}</li> }
    };
    view! {
        <p>{plural("groups.moved", preview.moved)}</p>
        <ul class="group-lines">{preview.files.into_iter().map(file).collect_view()}</ul>
    }
}

/// Rules for a list of communes.
#[component]
fn Communes(id: shared::id::ReviewGroupId, group: Remote<ReviewGroup>) -> impl IntoView {
    let adding = Mutation::<LinesImport>::new();
    let send = Callback::new(move |text: String| {
        adding.send(groups::import_routing_rules(id, text), |_| ());
    });
    view! {
        <Disclosure title=t("groups.communes") needed=false>
            <LinesField
                id="group-communes"
                label=t("groups.communes.label")
                hint=t("groups.communes.hint")
                action=t("groups.communes.action")
                adding
                on_send=send
            />
            {move || adding.value().filter(|outcome| outcome.added > 0).map(|_| view! {
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| group.refetch())>{t("groups.communes.show")}</Button>
            })}
        </Disclosure>
    }
}
