use crate::api::{Mutation, Remote, editions, late_passes};
use crate::labels::queue::territories;
use crate::messages::{t, t_args};
use crate::ui::{
    Button, Choice, ErrorSummary, Fault, Notice, ProblemAlert, Select, TextField, Tone, fault_at,
    faults_of,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::Account;
use shared::edition::{Edition, EditionStatus, EditionSummary};
use shared::late_pass::{IssuedLatePass, NewLatePass};
use shared::place::{Territories, Territory};

/// Last second of a day.
const DAYS_END: NaiveTime = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of the day");

/// Form that issues a pass, and shows its code once.
#[component]
pub(super) fn IssueForm(
    account: Account,
    names: Remote<Territories>,
    on_issued: Callback<()>,
) -> impl IntoView {
    let known = Remote::<Vec<EditionSummary>>::new(editions::list_editions);
    let (edition, territory) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (kind, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let day = RwSignal::new(String::new());
    let editions_to_choose = Signal::derive(move || {
        let known = known.value().unwrap_or_default();
        let current = known.into_iter().filter(|edition| {
            matches!(
                edition.status,
                EditionStatus::Open | EditionStatus::Closed | EditionStatus::Running
            )
        });
        current
            .map(|edition| Choice::new(edition.slug, edition.name))
            .collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        if let (true, Some(first)) = (
            edition.get_untracked().is_empty(),
            editions_to_choose.get().first(),
        ) {
            edition.set(first.value.clone());
        }
    });
    let chosen = Remote::<Option<Edition>>::new(move || {
        let slug = edition.get();
        async move {
            if slug.is_empty() {
                Ok(None)
            } else {
                editions::get_edition(&slug).await.map(Some)
            }
        }
    });
    let kinds = Signal::derive(move || {
        let edition = chosen.value().flatten();
        let kinds = edition.map(|edition| edition.vocabularies.kinds);
        let kinds = kinds.unwrap_or_default().into_iter();
        kinds
            .map(|term| Choice::new(term.id, term.label))
            .collect::<Vec<_>>()
    });
    let everywhere = may_name_all(&account);
    let places = Signal::derive(move || {
        let mut choices = territories(&account, names.value().as_ref());
        if everywhere && !choices.is_empty() {
            let national = Territory::National.to_string();
            choices.insert(0, Choice::new(national, t("territory.national")));
        }
        choices
    });
    Effect::new(move |_| {
        if let (true, Some(first)) = (territory.get_untracked().is_empty(), places.get().first()) {
            territory.set(first.value.clone());
        }
    });
    let issuing = Mutation::<IssuedLatePass>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(issuing.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        issuing.clear();
        let Some(expires_at) = end_of(&day.read_untracked()) else {
            found.set(vec![Fault::new("expiresAt", t("passes.expires.required"))]);
            return;
        };
        found.set(Vec::new());
        let given = |text: RwSignal<String>| {
            Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
        };
        let new = NewLatePass {
            edition: edition.get_untracked(),
            territory: Territory::parse(&territory.read_untracked()).ok(),
            kind: given(kind),
            email: given(email),
            expires_at,
        };
        issuing.send(late_passes::issue_late_pass(new), move |_| {
            email.set(String::new());
            on_issued.run(());
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary faults/>
            {move || issuing.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div class="queue-filters">
                <Select id="edition" label=t("passes.edition") value=edition choices=editions_to_choose error=fault_at(faults, "edition")/>
                <Select id="territory" label=t("passes.territory") value=territory choices=places error=fault_at(faults, "territory")/>
                <Select id="kind" label=t("passes.kind") value=kind choices=kinds placeholder=t("passes.kind.any") filter=true error=fault_at(faults, "kind")/>
                <TextField id="expiresAt" label=t("passes.expires") hint=t("passes.expires.hint") value=day kind="date" error=fault_at(faults, "expiresAt")/>
            </div>
            <TextField id="email" label=t("passes.email") hint=t("passes.email.hint") value=email kind="email" autocomplete="off" optional=true error=fault_at(faults, "email")/>
            <div><Button submit=true busy=Signal::derive(move || issuing.is_pending())>{t("passes.action")}</Button></div>
            <div role="status">
                {move || issuing.value().map(|issued| view! { <Code issued/> })}
            </div>
        </form>
    }
}

/// The code of a new pass.
#[component]
fn Code(issued: IssuedLatePass) -> impl IntoView {
    let IssuedLatePass { pass, code } = issued;
    view! {
        <Notice tone=Tone::Good title=t("passes.issued.title")>
            <p>{t("passes.issued.text")}</p>
            <p class="pass-code">{code}</p>
            {pass.email.map(|email| view! { <p>{t_args("passes.issued.mailed", &[("email", &email)])}</p> })}
        </Notice>
    }
}

/// The last second of a day in Paris.
fn end_of(day: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = day.parse().ok()?;
    let end = day.and_time(DAYS_END).and_local_timezone(Tz::Europe__Paris);
    end.latest().map(|end| end.to_utc())
}

/// True for those who may issue a pass for the whole country.
fn may_name_all(account: &Account) -> bool {
    account.has(shared::account::Role::Coordinator)
        || account
            .grants
            .iter()
            .any(|grant| grant.territory == Territory::National)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_expires_at_the_end_of_the_day_in_paris() {
        let end = |day: &str| end_of(day).map(|at| at.to_rfc3339());

        assert_eq!(
            end("2018-03-20").as_deref(),
            Some("2018-03-20T22:59:59+00:00")
        );
        assert_eq!(
            end("2018-03-26").as_deref(),
            Some("2018-03-26T21:59:59+00:00")
        );
        assert_eq!(end(""), None);
    }
}
