use super::{roles, territories};
use crate::api::{Mutation, Remote};
use crate::messages::t;
use crate::ui::{
    Button, ButtonKind, Disclosure, ErrorSummary, Fault, ProblemAlert, Select, fault_at, faults_of,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{Grant, Role};
use shared::place::{Territories, Territory};

/// A role and a territory as chosen.
#[derive(Debug, Clone, Copy)]
struct GrantDraft {
    role: RwSignal<String>,
    territory: RwSignal<String>,
}

impl GrantDraft {
    fn new() -> Self {
        Self {
            role: RwSignal::new(Role::Referent.to_string()),
            territory: RwSignal::new(String::new()),
        }
    }

    fn is_limited(self) -> bool {
        self.role.get() == Role::Referent.as_str()
    }

    /// The chosen grant; `None` until a referent has a territory.
    fn read(self) -> Option<Grant> {
        let role = Role::parse(&self.role.get_untracked())?;
        let territory = if role == Role::Referent {
            Territory::parse(&self.territory.get_untracked()).ok()?
        } else {
            Territory::National
        };
        Some(Grant { role, territory })
    }
}

/// Form, folded until it is needed, that chooses a role and its territory. What was found wrong stands at the fields and in the
/// summary above them.
#[component]
pub(super) fn GrantForm<T: Clone + Send + Sync + 'static>(
    /// Title of the fold.
    title: &'static str,
    /// Text of the button.
    action: &'static str,
    /// Kind of the button.
    #[prop(optional)]
    kind: ButtonKind,
    /// Roles to choose from.
    among: Vec<Role>,
    names: Remote<Territories>,
    sending: Mutation<T>,
    /// Sends the chosen grant by `sending`.
    on_grant: Callback<Grant>,
    /// View before the fields; it receives the errors of the form.
    before: impl FnOnce(Signal<Vec<Fault>>) -> AnyView + Send + 'static,
) -> impl IntoView {
    let draft = GrantDraft::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(sending.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        sending.clear();
        match draft.read() {
            None => found.set(vec![Fault::new(
                "territory",
                t("people.field.territory.required"),
            )]),
            Some(grant) => {
                found.set(Vec::new());
                on_grant.run(grant);
            }
        }
    };
    let choices = roles(&among);
    let before = before(faults);
    view! {
        <Disclosure title needed=false>
            <form class="stack" novalidate on:submit=send>
                <ErrorSummary faults/>
                {move || sending.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                {before}
                <Select id="role" label=t("people.field.role") value=draft.role choices=choices error=fault_at(faults, "role")/>
                {move || draft.is_limited().then(|| {
                    let places = Signal::derive(move || territories(names));
                    view! {
                        <Select id="territory" label=t("people.field.territory") value=draft.territory choices=places placeholder=t("people.field.territory.choose") error=fault_at(faults, "territory")/>
                    }
                })}
                <div><Button kind submit=true busy=Signal::derive(move || sending.is_pending())>{action}</Button></div>
            </form>
        </Disclosure>
    }
}
