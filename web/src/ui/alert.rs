use super::{Button, ButtonKind, Glyph, Icon, Tone};
use crate::api::CallError;
use crate::messages;
use leptos::prelude::*;
use shared::problem::Code;

/// A highlighted message, in the colour of its tone.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: MaybeProp<String>,
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Neutral | Tone::Info => Glyph::Info,
        Tone::Good => Glyph::Tick,
        Tone::Warning | Tone::Bad => Glyph::Warning,
    };
    view! {
        <div class="notice" data-tone=tone.word()>
            <Icon glyph/>
            <div class="notice__text">
                {move || title.get().map(|title| view! { <p class="notice__title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
}

/// Error message of a failed call, and a way to continue.
#[component]
pub fn ProblemAlert(
    error: CallError,
    /// Retries the call; the button appears where a retry may succeed.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let sentence = messages::call_error(&error);
    let (code, request_id) = match &error {
        // A server error shows a reference to find it in the log; a rejected request needs none.
        CallError::Problem(problem) => (
            Some(problem.code),
            problem.request_id.clone().filter(|_| problem.status >= 500),
        ),
        CallError::Offline | CallError::Network | CallError::Unreadable => (None, None),
    };
    let way_on = match code {
        Some(Code::Unauthenticated | Code::InvalidToken | Code::SessionEnded) => {
            let here = window().location().pathname().unwrap_or_default();
            Some((crate::url::sign_in_then(&here), messages::t("call.sign_in")))
        }
        Some(Code::NotFound | Code::Gone | Code::Forbidden) => {
            Some(("/".to_owned(), messages::t("call.home")))
        }
        _ => None,
    };
    let again = retry.filter(|_| error.is_temporary());
    view! {
        <div class="notice" data-tone="bad" role="alert">
            <Icon glyph=Glyph::Warning/>
            <div class="notice__text">
                <p class="notice__title">{sentence}</p>
                {request_id.map(|id| view! { <p class="notice__detail">{messages::t_args("call.reference", &[("id", &id)])}</p> })}
                {again.map(|again| view! { <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| again.run(()))>{messages::t("call.retry")}</Button> })}
                {way_on.map(|(href, text)| view! { <p><a href=href>{text}</a></p> })}
            </div>
        </div>
    }
}
