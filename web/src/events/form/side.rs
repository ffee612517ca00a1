//! Beside the form, or below it on a phone: the four criteria, what is missing, and the state of saving.

use super::FormContext;
use super::form_errors::FieldLink;
use crate::clock;
use crate::events::autosave::SaveState;
use crate::events::{fields, save_status};
use crate::labels::FindingView;
use crate::messages::{plural, t, t_args};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::Step;
use shared::problem::FieldProblem;

/// Number of links to missing answers; the rest is counted.
const LINKS_MAX: usize = 14;
/// Width of the window from which it stands beside the form.
const WIDE: &str = "(min-width: 68rem)";

/// State of the file while it is filled in.
#[component]
pub(super) fn Side(context: FormContext) -> impl IntoView {
    let is_wide = window()
        .match_media(WIDE)
        .ok()
        .flatten()
        .is_some_and(|wide| wide.matches());
    let short = move || match context.faults.read().len() {
        0 => t("form.side.complete").to_owned(),
        faults => plural("form.step.faults", faults as u64),
    };
    view! {
        <aside class="side" aria-label=t("form.side.title")>
            <details class="side__fold" open=is_wide>
                <summary class="side__summary"><span class="side__title">{t("form.side.title")}</span><span class="side__short">{short}</span></summary>
                <div class="side__body">
                    <Criteria context/>
                    <Missing context/>
                    <Saving context/>
                </div>
            </details>
        </aside>
    }
}

/// The automatic findings on the four criteria, which follow the form.
#[component]
fn Criteria(context: FormContext) -> impl IntoView {
    let wording = context
        .edition
        .with_value(|edition| edition.criteria.clone());
    let items = move || {
        let findings = context.findings.get().into_iter();
        let item = findings.map(|finding| {
            let wording = wording
                .iter()
                .find(|wording| wording.criterion == finding.criterion)
                .cloned();
            let edit = context.save.place.id;
            view! { <li class="side__criterion"><FindingView finding wording edit brief=true/></li> }
        });
        item.collect_view()
    };
    view! {
        <section aria-labelledby="controle-titre">
            <h2 class="side__heading" id="controle-titre">{t("criterion.self_check.title")}</h2>
            <ul class="side__list">{items}</ul>
        </section>
    }
}

/// The answers that are missing or wrong, with links to their fields.
#[component]
fn Missing(context: FormContext) -> impl IntoView {
    let missing = Memo::new(move |_| {
        let faults = context.faults.read();
        context
            .edition
            .with_value(|edition| links(&faults, edition))
    });
    let step = move |(step, links): (Step, Vec<(String, String)>)| {
        let links = links
            .into_iter()
            .map(|(text, pointer)| view! { <li><FieldLink context pointer>{text}</FieldLink></li> })
            .collect_view();
        view! {
            <li>
                <p class="side__step">{fields::step_title(step)}</p>
                <ul class="side__links">{links}</ul>
            </li>
        }
    };
    let list = move || {
        let (steps, rest) = missing.get();
        if steps.is_empty() {
            return view! { <p class="side__text">{t("form.side.nothing_missing")}</p> }.into_any();
        }
        // The links of the last step lead back to it.
        context.checking.track();
        view! {
            <ul class="side__list">{steps.into_iter().map(step).collect_view()}</ul>
            {(rest > 0).then(|| view! { <p class="side__text">{plural("form.said.more", rest as u64)}</p> })}
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="manque-titre">
            <h2 class="side__heading" id="manque-titre">{t("form.side.missing")}</h2>
            {list}
        </section>
    }
}

/// For each step its links, as text and pointer, one for each control; and how many there are more.
type Links = (Vec<(Step, Vec<(String, String)>)>, usize);

fn links(faults: &[FieldProblem], edition: &Edition) -> Links {
    let mut known: Vec<(Step, Vec<(String, String)>)> =
        Step::ALL.iter().map(|step| (*step, Vec::new())).collect();
    let (mut shown, mut rest) = (0, 0);
    for fault in faults {
        let text = match fields::occurrence_index(&fault.pointer) {
            Some(index) => t_args("form.occurrences.line", &[("n", &(index + 1))]),
            None => fields::name_at(&fault.pointer, edition),
        };
        let step = edition.step_of(&fault.pointer);
        let Some((_, links)) = known.iter_mut().find(|(of, _)| *of == step) else {
            continue;
        };
        if links.iter().any(|(other, _)| *other == text) {
            continue;
        }
        if shown == LINKS_MAX {
            rest += 1;
        } else {
            shown += 1;
            links.push((text, fault.pointer.clone()));
        }
    }
    known.retain(|(_, links)| !links.is_empty());
    (known, rest)
}

/// State of saving, and the time until which the draft can be submitted.
#[component]
fn Saving(context: FormContext) -> impl IntoView {
    let save = context.save;
    let saving = move || match save.state.get() {
        SaveState::Saved(Some(time)) => t_args("form.side.saved_at", &[("time", &time)]),
        SaveState::Saved(None) => t("form.side.saved").to_owned(),
        SaveState::Dirty | SaveState::Running | SaveState::Slow => t("form.side.saving").to_owned(),
        SaveState::Waiting(_) | SaveState::Refused(_) | SaveState::SignedOut => {
            save_status::kept_where(save.keeping.get()).to_owned()
        }
    };
    let deadline = move || {
        if save.is_change() {
            return t("change.side.text").to_owned();
        }
        let zone = context.form.read().zone(context.commune.read().as_ref());
        let at = clock::moment_in(context.dates.read().deadline, zone);
        t_args("form.side.deadline", &[("at", &at)])
    };
    view! {
        <section aria-labelledby="brouillon-titre">
            <h2 class="side__heading" id="brouillon-titre">{t("form.side.draft")}</h2>
            <p class="side__text">{saving}</p>
            <p class="side__text">{deadline}</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::Field;
    use shared::problem::Code;

    #[test]
    fn a_control_has_one_link_and_the_rest_is_counted() {
        let fault = |pointer: String| FieldProblem::new(pointer, Code::Required, "required");
        let mut faults = vec![
            fault(Field::Title.into()),
            fault(Field::Occurrences.at("0/begin")),
            fault(Field::Occurrences.at("0/end")),
        ];
        let edition: Edition =
            serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap();
        let (steps, rest) = links(&faults, &edition);
        assert_eq!(rest, 0);
        let counts: Vec<usize> = steps.iter().map(|(_, links)| links.len()).collect();
        assert_eq!(counts, [1, 1]);
        assert!(steps[1].1[0].0.starts_with("Séance"));

        faults.extend((1..20).map(|n| fault(Field::Occurrences.at(format_args!("{n}/begin")))));
        assert_eq!(links(&faults, &edition).1, 21 - LINKS_MAX);
    }
}
