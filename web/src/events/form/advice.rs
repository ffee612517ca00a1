use super::FormContext;
use crate::clock;
use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::event::{Advice, Field};

/// Advice on a field, below it. Advice on a text waits until the text has been left.
#[component]
pub(super) fn FieldAdvice(
    context: FormContext,
    field: Field,
    /// Element id of the text.
    #[prop(optional)]
    after: Option<&'static str>,
) -> impl IntoView {
    let advice = Memo::new(move |_| {
        let is_typed = after.is_some_and(|control| !context.left.contains(control));
        let own = |advice: &&Advice| advice.field() == field && !is_typed;
        context
            .advice
            .read()
            .iter()
            .filter(own)
            .map(|advice| sentence(context, *advice))
            .collect::<Vec<String>>()
    });
    view! {
        <div class="advice" role="status">
            {move || advice.get().into_iter().map(|text| view! { <p class="advice__text">{text}</p> }).collect_view()}
        </div>
    }
}

fn sentence(context: FormContext, advice: Advice) -> String {
    match advice {
        Advice::TitleInCapitals => t("form.advice.capitals").to_owned(),
        Advice::TitleNamesProgramme => t("form.advice.programme").to_owned(),
        Advice::AudienceOutsideProgramme => t("form.advice.audience").to_owned(),
        Advice::BeginsBeforeAnswer(due) => {
            let commune = context.commune.read();
            let zone = context.form.read().zone(commune.as_ref());
            t_args("form.advice.early", &[("day", &clock::day_in(due, zone))])
        }
    }
}
