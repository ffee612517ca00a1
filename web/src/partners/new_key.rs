use super::keys::focus_secret;
use crate::api::{CallError, Mutation, Remote, partners, places};
use crate::messages::{field_problem, t, t_of};
use crate::ui::{
    Button, ButtonKind, CheckboxGroup, Choice, ProblemAlert, RadioGroup, Select, TextArea,
    TextField, faults_of,
};
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::id::PartnerSpaceId;
use shared::partner::{ApiKeys, KeyKind, KeyScope, KeySettings, MadeApiKey, NewApiKey};
use shared::place::{Territories, Territory};

/// Form that creates an API key, and shows its secret once.
#[component]
pub(super) fn NewKey(
    id: PartnerSpaceId,
    keys: Remote<ApiKeys>,
    /// Receives the new key, to show it once.
    shown: RwSignal<Option<MadeApiKey>>,
) -> impl IntoView {
    let form = Form::new();
    let making = Mutation::<MadeApiKey>::new();
    let names = Remote::<Territories>::new(places::list_territories);
    let territories = Signal::derive(move || territories(names));
    let error = move |pointer: &'static str| {
        Signal::derive(move || error_below(making.error().as_ref(), pointer))
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        making.clear();
        making.send(partners::make_key(id, form.read()), move |made| {
            shown.set(Some(made));
            form.clear();
            keys.refetch();
            focus_secret();
        });
    };
    let kinds: Vec<Choice> = KeyKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.as_str(), t_of("keys.kind", kind.as_str())))
        .collect();
    let scopes: Vec<Choice> = KeyScope::ALL
        .iter()
        .map(|scope| Choice::new(scope.as_str(), t_of("keys.scope", scope.as_str())))
        .collect();
    let is_publishable = move || form.is_publishable();
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="new-key-title">
            <h3 id="new-key-title">{t("keys.new")}</h3>
            <TextField id="key-name" label=t("keys.name") hint=t("keys.name.hint") value=form.name error=error("/name")/>
            <RadioGroup id="key-kind" legend=t("keys.kind") value=form.kind choices=Signal::stored(kinds)/>
            {move || if is_publishable() {
                view! {
                    <TextArea id="key-origins" label=t("keys.origins") hint=t("keys.origins.hint") value=form.origins rows=2 error=error("/settings/origins")/>
                }
                .into_any()
            } else {
                view! {
                    <CheckboxGroup id="key-scopes" legend=t("keys.scope") values=form.scopes choices=Signal::stored(scopes.clone()) error=error("/settings/scopes")/>
                    <TextField id="key-editions" label=t("keys.editions") hint=t("keys.editions.hint") value=form.editions optional=true error=error("/settings/editions")/>
                    <Select id="key-territory" label=t("keys.territory") value=form.territory choices=territories placeholder=t("keys.territory.none") optional=true error=error("/settings/territory")/>
                }
                .into_any()
            }}
            <TextArea id="key-networks" label=t("keys.networks") hint=t("keys.networks.hint") value=form.networks rows=2 optional=true error=error("/settings/networks")/>
            <TextField id="key-expiry" label=t("keys.expiry") hint=t("keys.expiry.hint") value=form.expiry kind="date" optional=true error=error("/expiresAt")/>
            {move || making.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || making.is_pending())>{t("keys.make")}</Button>
            </div>
        </form>
    }
}

/// The form as it is typed.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    kind: RwSignal<String>,
    scopes: RwSignal<Vec<String>>,
    editions: RwSignal<String>,
    territory: RwSignal<String>,
    networks: RwSignal<String>,
    origins: RwSignal<String>,
    /// Last day of validity.
    expiry: RwSignal<String>,
}

impl Form {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            kind: RwSignal::new(KeyKind::Secret.to_string()),
            scopes: RwSignal::new(vec![KeyScope::Read.to_string()]),
            editions: text(),
            territory: text(),
            networks: text(),
            origins: text(),
            expiry: text(),
        }
    }

    fn clear(self) {
        for text in [
            self.name,
            self.editions,
            self.territory,
            self.networks,
            self.origins,
            self.expiry,
        ] {
            text.set(String::new());
        }
    }

    fn is_publishable(self) -> bool {
        *self.kind.read() == KeyKind::Publishable.as_str()
    }

    fn read(self) -> NewApiKey {
        let expires_at = end_of(&self.expiry.read_untracked());
        let name = self.name.get_untracked();
        let networks = words(&self.networks.read_untracked());
        let settings = if *self.kind.read_untracked() == KeyKind::Publishable.as_str() {
            KeySettings {
                kind: KeyKind::Publishable,
                scopes: vec![KeyScope::Read],
                editions: Vec::new(),
                territory: None,
                networks,
                origins: words(&self.origins.read_untracked()),
            }
        } else {
            let scopes = self.scopes.read_untracked();
            KeySettings {
                kind: KeyKind::Secret,
                scopes: scopes.iter().filter_map(|it| KeyScope::parse(it)).collect(),
                editions: words(&self.editions.read_untracked()),
                territory: Territory::parse(&self.territory.read_untracked()).ok(),
                networks,
                origins: Vec::new(),
            }
        };
        NewApiKey {
            name,
            settings,
            expires_at,
        }
    }
}

/// The parts of a text between white space and commas.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The last second of a day in metropolitan France; `None` without a day.
fn end_of(day: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = day.parse().ok()?;
    let local = Tz::Europe__Paris.from_local_datetime(&day.and_hms_opt(23, 59, 59)?);
    Some(local.latest()?.with_timezone(&Utc))
}

/// The fault at a pointer, or at an item of the list there.
fn error_below(error: Option<&CallError>, pointer: &str) -> Option<String> {
    let CallError::Problem(problem) = error? else {
        return None;
    };
    let below = |found: &str| {
        found
            .strip_prefix(pointer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let fault = problem.errors.iter().find(|it| below(&it.pointer))?;
    Some(field_problem(fault))
}

/// Regions and departments to choose from.
fn territories(names: Remote<Territories>) -> Vec<Choice> {
    let Some(names) = names.value() else {
        return Vec::new();
    };
    let regions = names.regions.iter();
    let regions = regions.map(|region| Territory::Region(region.code.clone()));
    let departments = names.departments.iter();
    let departments = departments.map(|it| Territory::Department(it.code.clone()));
    regions
        .chain(departments)
        .filter_map(|territory| {
            let name = names.name_of(&territory)?;
            Some(Choice::new(territory.to_string(), name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::problem::{Code, FieldProblem, Problem};

    #[test]
    fn a_day_ends_with_its_last_second_in_france() {
        let end = |day| end_of(day).map(|at| at.to_rfc3339());

        assert_eq!(
            end("2026-12-31").as_deref(),
            Some("2026-12-31T22:59:59+00:00")
        );
        assert_eq!(
            end("2026-07-01").as_deref(),
            Some("2026-07-01T21:59:59+00:00")
        );
        assert_eq!(end(""), None);
    }

    #[test]
    fn the_fault_of_an_item_is_shown_at_its_list() {
        let mut problem = Problem::new(Code::Invalid);
        let fault = FieldProblem::new("/settings/networks/1", Code::InvalidFormat, "");
        problem.errors.push(fault);
        let error = CallError::Problem(Box::new(problem));

        assert!(error_below(Some(&error), "/settings/networks").is_some());
        assert_eq!(error_below(Some(&error), "/settings/network"), None);
        assert_eq!(error_below(None, "/settings/networks"), None);
        assert_eq!(words(" 2018,\n2019 ;"), ["2018", "2019"]);
    }
}
