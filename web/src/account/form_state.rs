use crate::api::Mutation;
use crate::messages::t;
use crate::ui::{ErrorSummary, Fault, ProblemAlert, fault_at, faults_of};
use leptos::prelude::*;

/// The errors of a form on the page: those found before sending, then those of the server. The ids of its fields
/// begin with `prefix`, because forms of the page share field names.
pub(super) struct FormState<T: 'static> {
    prefix: &'static str,
    pub(super) mutation: Mutation<T>,
    found: RwSignal<Vec<Fault>>,
}

impl<T> Clone for FormState<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for FormState<T> {}

impl<T: Clone + Send + Sync + 'static> FormState<T> {
    pub(super) fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            mutation: Mutation::new(),
            found: RwSignal::new(Vec::new()),
        }
    }

    pub(super) fn id(self, field: &str) -> String {
        format!("{}-{field}", self.prefix)
    }

    fn faults(self) -> Signal<Vec<Fault>> {
        Signal::derive(move || {
            let refused = self.mutation.error().as_ref().map(faults_of);
            let mut faults = self.found.get();
            faults.extend(refused.unwrap_or_default());
            faults
                .into_iter()
                .map(|fault| Fault::new(self.id(&fault.field), fault.text))
                .collect()
        })
    }

    pub(super) fn error(self, field: &str) -> Signal<Option<String>> {
        fault_at(self.faults(), self.id(field))
    }

    /// Stores what was found before sending; true when the form can be sent.
    pub(super) fn check(self, found: Vec<Fault>) -> bool {
        let ready = found.is_empty();
        self.found.set(found);
        self.mutation.clear();
        ready
    }

    /// The error summary, or the problem that belongs to no field.
    pub(super) fn problems(self) -> impl IntoView {
        view! {
            <ErrorSummary faults=self.faults()/>
            {move || self.mutation.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
        }
    }

    pub(super) fn busy(self) -> Signal<bool> {
        Signal::derive(move || self.mutation.is_pending())
    }
}

/// Checks that the current password was entered, before the request is sent.
pub(super) fn check_password(password: &str, field: &str, found: &mut Vec<Fault>) {
    if password.is_empty() {
        found.push(Fault::new(field, t("account.password.required")));
    }
}
