use super::form_state::{FormState, check_password};
use crate::api::{Remote, accounts, client};
use crate::layout::{Page, PageHead, SignedIn, Width, focus_title};
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Button, ButtonKind, Fetched, LinkButton, Notice, TextField, Tone};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{AccountDeletion, Departure};

/// Deletes the person's own account, after saying what becomes of the events.
#[component]
pub fn LeavePage() -> impl IntoView {
    let gone = RwSignal::new(false);
    view! {
        <Page title=t("leave.title") width=Width::Text>
            <PageHead title=t("leave.title")/>
            {move || if gone.get() {
                view! {
                    <div role="status">
                        <Notice tone=Tone::Good title=t("leave.done.title")>
                            <p>{t("leave.done.text")}</p>
                            <LinkButton href="/">{t("call.home")}</LinkButton>
                        </Notice>
                    </div>
                }.into_any()
            } else {
                view! { <SignedIn then=move |account| view! { <Leave email=account.email gone/> }/> }.into_any()
            }}
        </Page>
    }
}

#[component]
fn Leave(email: String, gone: RwSignal<bool>) -> impl IntoView {
    let departure = Remote::new(accounts::preview_departure);
    let shown = move |departure: Departure| {
        let needed = departure.last_holder_of.is_some() || !departure.last_manager_of.is_empty();
        let form = (!needed).then(|| view! { <LeaveForm email=email.clone() gone/> });
        view! {
            <Consequences departure/>
            {form}
        }
    };
    view! { <Fetched of=departure then=shown lines=6/> }
}

/// Effect on the events and the personal data, or who has to take over first.
#[component]
fn Consequences(departure: Departure) -> impl IntoView {
    let Departure {
        deleted,
        withdrawn,
        published,
        closed,
        handed_over,
        messages,
        last_manager_of,
        last_holder_of,
    } = departure;
    if let Some(role) = last_holder_of {
        return view! {
            <Notice tone=Tone::Warning title=t("leave.last.title")>
                <p>{t_of("leave.last", role.as_str())}</p>
            </Notice>
        }
        .into_any();
    }
    if !last_manager_of.is_empty() {
        let names = last_manager_of.join(", ");
        return view! {
            <Notice tone=Tone::Warning title=t("leave.manager.title")>
                <p>{t_args("leave.manager", &[("names", &names)])}</p>
                <p><a href="/mes-organisations">{t("organisations.title")}</a></p>
            </Notice>
        }
        .into_any();
    }
    let events = [
        ("leave.deleted", deleted),
        ("leave.withdrawn", withdrawn),
        ("leave.published", published),
        ("leave.closed", closed),
        ("leave.handed_over", handed_over),
        ("leave.messages", messages),
    ];
    let none = events.iter().all(|(_, number)| *number == 0);
    let events = events.into_iter().filter(|(_, number)| *number > 0);
    view! {
        <h2>{t("leave.events")}</h2>
        {none.then(|| view! { <p>{t("leave.none")}</p> })}
        {(!none).then(|| view! {
            <ul class="stack">{events.map(|(key, number)| view! { <li>{plural(key, number)}</li> }).collect_view()}</ul>
        })}
        {(published > 0).then(|| view! { <p>{t("leave.published.more")}" "<a href="/mes-evenements">{t("nav.own_events")}</a></p> })}
        <h2>{t("leave.person")}</h2>
        <p>{t("leave.person.text")}</p>
    }
    .into_any()
}

#[component]
fn LeaveForm(email: String, gone: RwSignal<bool>) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let form = FormState::<()>::new("leave");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        check_password(&password.read_untracked(), "password", &mut found);
        if form.check(found) {
            let request = AccountDeletion {
                password: password.get_untracked(),
            };
            form.mutation
                .send(accounts::delete_account(request), move |()| {
                    // Before the session ends, so that the page does not ask to sign in.
                    gone.set(true);
                    client::end_session();
                    request_animation_frame(focus_title);
                });
        }
    };
    view! {
        <section class="account-section" aria-labelledby="leave-now">
            <h2 class="account-section__title" id="leave-now">{t("leave.now")}</h2>
            <form class="stack" novalidate on:submit=submit>
                {form.problems()}
                <p>{t_args("leave.now.text", &[("email", &email)])}</p>
                <TextField id=form.id("password") label=t("own.password.current") value=password kind="password" autocomplete="current-password" error=form.error("password")/>
                <div class="cluster">
                    <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{t("leave.action")}</Button>
                    <a href="/compte">{t("leave.stay")}</a>
                </div>
            </form>
        </section>
    }
}
