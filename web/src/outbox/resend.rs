use crate::api::{Mutation, outbox};
use crate::messages::t;
use crate::ui::{Announcer, Button, Disclosure, ProblemAlert, TextField, fault_at, faults_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::id::MailId;
use shared::mail::Resending;

/// Sends a mail again that did not arrive, to the same address or a corrected one.
#[component]
pub(super) fn Resend(id: MailId, recipient: String, on_sent: Callback<()>) -> impl IntoView {
    let announcer = Announcer::expect();
    let former = recipient.clone();
    let (recipient, reason) = (RwSignal::new(recipient), RwSignal::new(String::new()));
    let sending = Mutation::<()>::new();
    let faults =
        Signal::derive(move || sending.error().as_ref().map(faults_of).unwrap_or_default());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let address = recipient.get_untracked().trim().to_owned();
        let change = Resending {
            recipient: (address != former).then_some(address),
            reason: reason.get_untracked(),
        };
        sending.send(outbox::resend_mail(id, change), move |()| {
            announcer.say(t("outbox.resent"));
            on_sent.run(());
        });
    };
    view! {
        <Disclosure title=t("outbox.resend") needed=false>
            <form class="stack" novalidate on:submit=send>
                <TextField id="resend-recipient" label=t("outbox.resend.recipient") value=recipient kind="email" autocomplete="off" error=fault_at(faults, "recipient")/>
                <TextField id="resend-reason" label=t("outbox.resend.reason") hint=t("outbox.resend.reason.hint") value=reason autocomplete="off" error=fault_at(faults, "reason")/>
                {move || sending.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <div><Button submit=true busy=Signal::derive(move || sending.is_pending())>{t("outbox.resend.action")}</Button></div>
            </form>
        </Disclosure>
    }
}
