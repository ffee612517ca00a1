//! A criterion: its facts, the automatic finding, and the reviewer's answer.

use super::draft::Draft;
use super::facts::Facts;
use super::standard_texts::StandardTexts;
use super::state::{Desk, verdict_name};
use crate::clock;
use crate::labels::FindingView;
use crate::messages::{t, t_args};
use crate::ui::{Button, ButtonKind, Notice, TextArea, Tone};
use leptos::prelude::*;
use shared::criterion::{Assessment, COMMENT_MAX_CHARS, Criterion, Finding, Verdict};
use shared::problem::Code;

/// A criterion of the file; `number` is its key, from 1.
#[component]
pub(super) fn CriterionCard(desk: Desk, draft: Draft, number: usize) -> impl IntoView {
    let criterion = draft.criterion;
    let title = desk.title_of(criterion);
    let wording = desk.sheet.with_untracked(|sheet| {
        let mut criteria = sheet.body.criteria.iter();
        let own = criteria.find(|wording| wording.criterion == criterion);
        own.map(|wording| wording.wording.clone())
            .unwrap_or_default()
    });
    let finding = Memo::new(move |_| {
        let sheet = desk.sheet.read();
        let mut findings = sheet.body.file.validation.findings.iter();
        findings
            .find(|finding| finding.criterion == criterion)
            .cloned()
    });
    let open = Memo::new(move |_| desk.is_open());
    let title_id = format!("critere-{criterion}");
    let labelled = title_id.clone();
    let class = format!("desk-card desk-card--{criterion}");
    let legend = t_args("review.verdict", &[("criterion", &title)]);
    view! {
        <section class=class aria-labelledby=labelled>
            <div class="desk-card__head">
                <h2 class="desk-card__title" id=title_id title=wording>{title}</h2>
                <Found finding/>
            </div>
            // Long texts scroll inside the card, so that the answers stay in sight.
            <div class="desk-card__facts" tabindex="0" role="group" aria-label=t_args("desk.facts", &[("criterion", &desk.title_of(criterion))])>
                <Facts desk criterion/>
            </div>
            {move || if open.get() {
                view! {
                    <Verdicts desk draft legend=legend.clone() number/>
                    <Comment desk draft/>
                    <Dispute draft/>
                }
                .into_any()
            } else {
                view! { <Answered desk criterion/> <Unsent draft/> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Found(finding: Memo<Option<Finding>>) -> impl IntoView {
    view! {
        <div class="desk-card__found">
            <span class="ds-sr-only">{t("review.finding")}</span>
            {move || finding.get().map(|finding| view! { <FindingView finding brief=true/> })}
        </div>
    }
}

/// The three verdicts in one line.
#[component]
fn Verdicts(desk: Desk, draft: Draft, legend: String, number: usize) -> impl IntoView {
    let group = draft.verdict_id();
    let item = {
        let group = group.clone();
        move |verdict: Verdict| {
            let id = format!("{group}-{verdict}");
            let chosen = move || draft.verdict() == Some(verdict);
            view! {
                <input
                    class="desk-verdict__input"
                    type="radio"
                    id=id.clone()
                    name=group.clone()
                    value=verdict.as_str()
                    prop:checked=chosen
                    on:change=move |_| {
                        draft.verdict.set(verdict.to_string());
                        desk.deciding.hindrance.set(None);
                    }
                />
                <label class="desk-verdict__label" data-verdict=verdict.as_str() for=id>{verdict_name(verdict)}</label>
            }
        }
    };
    view! {
        <fieldset class="desk-verdict" id=group tabindex="-1">
            <legend class="ds-sr-only">{legend}</legend>
            <div class="desk-verdict__row">
                {Verdict::ALL.iter().copied().map(item).collect_view()}
                <kbd class="desk-key" aria-hidden="true">{number}</kbd>
            </div>
            {move || draft.is_offered().then(|| view! { <p class="desk-verdict__offered">{t("desk.offered")}</p> })}
        </fieldset>
    }
}

/// The comment, which only a negative verdict opens; one that was stored stays.
#[component]
fn Comment(desk: Desk, draft: Draft) -> impl IntoView {
    let error = Signal::derive(move || {
        let fault = draft.fault().filter(|_| desk.checked.get())?;
        Some(if fault.code == Code::Required {
            t("review.comment.required").to_owned()
        } else {
            crate::messages::field_problem(&fault)
        })
    });
    let shown = Memo::new(move |_| draft.is_negative() || !draft.comment.read().is_empty());
    let title = desk.title_of(draft.criterion);
    let label = t_args("desk.comment", &[("criterion", &title)]);
    let texts_label = t_args("desk.texts.criterion", &[("criterion", &title)]);
    let texts: Vec<String> = desk.edition.with_value(|edition| {
        let texts = edition.texts_on_criterion(draft.criterion);
        texts.map(str::to_owned).collect()
    });
    move || {
        let (label, texts_label, texts) = (label.clone(), texts_label.clone(), texts.clone());
        shown.get().then(|| {
            view! {
                <StandardTexts
                    id=format!("textes-{}", draft.criterion)
                    label=texts_label
                    texts=Signal::stored(texts)
                    into=draft.comment
                />
                <TextArea
                    id=draft.comment_id()
                    label
                    value=draft.comment
                    rows=2
                    max_chars=COMMENT_MAX_CHARS
                    error
                    on_blur=Callback::new(move |()| desk.saving.flush())
                />
            }
        })
    }
}

/// Asks which answer to keep, when somebody else has answered meanwhile.
#[component]
fn Dispute(draft: Draft) -> impl IntoView {
    let theirs = move || {
        draft
            .stored_verdict()
            .map(|verdict| verdict_name(verdict).to_lowercase())
            .unwrap_or_default()
    };
    move || {
        draft.disputed.get().then(|| {
            view! {
                <div id=format!("{}-dispute", draft.verdict_id()) tabindex="-1">
                    <Notice tone=Tone::Warning>
                        <p>{move || t_args("desk.dispute", &[("verdict", &theirs())])}</p>
                        <div class="cluster">
                            <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| draft.disputed.set(false))>{t("desk.dispute.mine")}</Button>
                            <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| draft.take_stored())>{t("desk.dispute.theirs")}</Button>
                        </div>
                    </Notice>
                </div>
            }
        })
    }
}

/// An answer that was written and can no longer be stored.
#[component]
fn Unsent(draft: Draft) -> impl IntoView {
    move || {
        let answer = draft.answer().filter(|_| draft.is_changed())?;
        Some(view! {
            <p class="desk-card__by">{t_args("desk.unsent", &[("verdict", &verdict_name(answer.verdict))])}</p>
            {(!answer.comment.is_empty()).then(|| view! { <blockquote class="asked__message">{answer.comment}</blockquote> })}
        })
    }
}

/// The stored answer, once nobody can change it.
#[component]
fn Answered(desk: Desk, criterion: Criterion) -> impl IntoView {
    let stored = Memo::new(move |_| {
        let sheet = desk.sheet.read();
        let mut stored = sheet.body.assessments.iter();
        stored.find(|one| one.criterion == criterion).cloned()
    });
    move || {
        stored.get().map(|stored| {
            let Assessment {
                verdict,
                comment,
                assessed_by,
                assessed_at,
                ..
            } = stored;
            let at = clock::moment_in(assessed_at, desk.zone);
            view! {
                <p class="desk-card__verdict">{verdict_name(verdict)}</p>
                {(!comment.is_empty()).then(|| view! { <blockquote class="asked__message">{comment}</blockquote> })}
                <p class="desk-card__by">{t_args("review.assessed", &[("name", &assessed_by), ("at", &at)])}</p>
            }
        })
    }
}
