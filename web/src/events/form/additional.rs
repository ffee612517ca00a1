use super::FormContext;
use super::document::DocumentField;
use crate::events::answer_draft::AnswerDraft;
use crate::events::draft::{NO, YES};
use crate::events::fields;
use crate::messages::t;
use crate::ui::{
    CheckboxGroup, Choice, Disclosure, FileField, RadioGroup, Select, TextArea, TextField, field_of,
};
use leptos::prelude::*;
use shared::edition::{AdditionalField, AnswerKind, FieldKey};
use shared::event::Step;

/// Number of terms above which one of them is chosen from a list that opens.
const RADIOS_MAX: usize = 6;

/// The additional fields of the edition that a step asks for, given the other answers.
///
/// A field that is not asked any more goes, and what was typed in it stays in the draft: it is there again when the field is.
#[component]
pub(super) fn AdditionalFields(context: FormContext, step: Step) -> impl IntoView {
    let has_any = context
        .edition
        .with_value(|edition| edition.additional.iter().any(|field| field.step == step));
    if !has_any {
        return ().into_any();
    }
    let asked = Memo::new(move |_| {
        let form = context.form.read();
        context.edition.with_value(|edition| {
            let fields = &edition.additional;
            let of_step = fields.iter().filter(|field| field.step == step);
            of_step
                .filter(|field| field.is_shown(&form, fields))
                .map(|field| (field.key, field.is_required(&form, fields)))
                .collect::<Vec<_>>()
        })
    });
    let of = move |required: bool| {
        let asked = asked.get().into_iter();
        asked
            .filter(move |(_, needed)| *needed == required)
            .map(|(key, _)| key)
            .collect::<Vec<FieldKey>>()
    };
    let has_optional = Memo::new(move |_| !of(false).is_empty());
    view! {
        <Controls context keys=Signal::derive(move || of(true)) optional=false/>
        {move || has_optional.get().then(|| view! {
            <OptionalFields context keys=Signal::derive(move || of(false))/>
        })}
    }
    .into_any()
}

/// The optional fields of a step, folded until one of them holds something.
#[component]
fn OptionalFields(context: FormContext, keys: Signal<Vec<FieldKey>>) -> impl IntoView {
    let needed = move || {
        let form = context.form.read();
        let faults = context.faults.read();
        keys.get().into_iter().any(|key| {
            let pointer = key.pointer();
            form.additional.get(key).is_some()
                || faults
                    .iter()
                    .any(|fault| fields::control_of(&fault.pointer) == pointer)
        })
    };
    view! {
        <Disclosure
            title=t("form.additional.optional")
            optional=true
            needed=Signal::derive(needed)
        >
            <Controls context keys optional=true/>
        </Disclosure>
    }
}

#[component]
fn Controls(context: FormContext, keys: Signal<Vec<FieldKey>>, optional: bool) -> impl IntoView {
    view! {
        <For each=move || keys.get() key=|key| *key children=move |key| {
            let field = context.edition.with_value(|edition| edition.additional_field(key).cloned());
            let answer = context.draft.answer(key);
            field.zip(answer).map(|(field, answer)| {
                if let AnswerKind::File { types, max_bytes } = &field.answer {
                    let (types, max_bytes) = (types.clone(), *max_bytes);
                    let (label, help) = (field.label.clone(), field.help.clone());
                    return view! { <DocumentField context answer label help types max_bytes optional/> }.into_any();
                }
                let error = context.error_at(field.key.pointer());
                control(&field, answer, optional, error)
            })
        }/>
    }
}

/// The control of a field, apart from any form: to see what it will be.
#[component]
pub fn AdditionalControl(field: AdditionalField) -> impl IntoView {
    let answer = AnswerDraft::new(&field);
    control(&field, answer, !field.required, Signal::stored(None))
}

/// The control of a field.
fn control(
    field: &AdditionalField,
    answer: AnswerDraft,
    optional: bool,
    error: Signal<Option<String>>,
) -> AnyView {
    let id = field_of(&field.key.pointer());
    let label = field.label.clone();
    let help = field.help.clone();
    let hint = Signal::stored((!help.is_empty()).then_some(help));
    let chars = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    match &field.answer {
        AnswerKind::Line { max, .. } if chars(*max) > 100 => {
            view! { <TextArea id label hint value=answer.text optional rows=2 max_chars=chars(*max) error/> }.into_any()
        }
        AnswerKind::Line { .. } => {
            view! { <TextField id label hint value=answer.text optional error/> }.into_any()
        }
        AnswerKind::Prose { max, .. } => {
            view! { <TextArea id label hint value=answer.text optional rows=4 max_chars=chars(*max) error/> }.into_any()
        }
        AnswerKind::Number { step, .. } => {
            let inputmode = if step.is_whole() { "numeric" } else { "decimal" };
            view! { <TextField id label hint value=answer.text optional inputmode size=10 error/> }.into_any()
        }
        AnswerKind::One { .. } => {
            let choices = offered(field, &[answer.text.get_untracked()]);
            if choices.len() > RADIOS_MAX || optional {
                // A list can be set back to nothing, which radio buttons cannot.
                view! { <Select id label hint value=answer.text choices optional placeholder=t("form.choose") error/> }.into_any()
            } else {
                view! { <div class="compact"><RadioGroup id legend=label hint value=answer.text choices optional error/></div> }.into_any()
            }
        }
        AnswerKind::Many { .. } => {
            let choices = offered(field, &answer.terms.get_untracked());
            view! { <div class="compact"><CheckboxGroup id legend=label hint values=answer.terms choices optional error/></div> }.into_any()
        }
        // A file is only sent from a form, by `DocumentField`.
        AnswerKind::File { .. } => {
            view! { <FileField id label=Signal::stored(label) accept="" hint required={!optional} on_choose={|_| ()}/> }.into_any()
        }
        AnswerKind::YesNo {} => {
            let choices = vec![
                Choice::new(YES, t("answer.yes")),
                Choice::new(NO, t("answer.no")),
            ];
            if optional {
                view! { <Select id label hint value=answer.text choices optional placeholder=t("form.choose") error/> }.into_any()
            } else {
                view! { <div class="compact compact--short"><RadioGroup id legend=label hint value=answer.text choices optional error/></div> }.into_any()
            }
        }
    }
}

/// The terms that are offered, and those that have ended but are chosen.
fn offered(field: &AdditionalField, chosen: &[String]) -> Vec<Choice> {
    let terms = field.terms().iter();
    terms
        .filter(|term| !term.ended || chosen.contains(&term.id))
        .map(|term| Choice::new(term.id.clone(), term.label.clone()))
        .collect()
}
