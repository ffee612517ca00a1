use super::fields;
use crate::messages::{t, t_of};
use crate::ui::{Notice, Tone};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{Decision, EventFile};
use shared::label::Action;

/// The referent's request for correction, with a link to each field.
#[component]
pub(super) fn CorrectionRequest(file: EventFile, edition: Edition) -> impl IntoView {
    let id = file.id;
    let request = file
        .decisions
        .into_iter()
        .find(|decision| decision.action == Action::RequestCorrection);
    request.map(move |decision| {
        let Decision { comment, fields: pointers, points, .. } = decision;
        view! {
            <Notice tone=Tone::Warning title=t("file.asked.title")>
                <blockquote class="asked__message"><super::summary::Prose text=comment/></blockquote>
                {(!pointers.is_empty()).then(|| view! {
                    <p>{t("file.asked.fields")}</p>
                    <ul class="asked__fields">
                        {pointers
                            .iter()
                            .map(|pointer| {
                                let reason = points
                                    .iter()
                                    .find(|point| point.field.pointer() == pointer.as_str())
                                    .map(|point| t_of("correction.reason", point.reason.as_str()).to_lowercase());
                                view! {
                                    <li>
                                        <a href=fields::field_href(id, pointer)>{fields::name_at(pointer, &edition)}</a>
                                        {reason.map(|reason| format!(" ({reason})"))}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                })}
            </Notice>
        }
    })
}
