use super::FormContext;
use super::additional::AdditionalFields;
use super::advice::FieldAdvice;
use super::image::ImageFields;
use super::prefilled::PrefilledNote;
use crate::events::summary::FormattedText;
use crate::messages::{t, t_args};
use crate::ui::{Checkbox, CheckboxGroup, Disclosure, Select, TextArea, TextField};
use leptos::prelude::*;
use shared::edition::Term;
use shared::event::{Field, Step, limits};

/// Step 2: title, texts, kind, topics, sectors and image of the event.
#[component]
pub(super) fn EventStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let kinds = context.choices(|edition| &edition.vocabularies.kinds);
    let topics = context.choices(|edition| &edition.vocabularies.topics);
    let sectors = context.choices(|edition| &edition.vocabularies.sectors);
    let theme = context.edition.with_value(|edition| edition.theme.clone());
    let is_other = Memo::new(move |_| {
        let kind = draft.kind.read();
        context.edition.with_value(|edition| {
            edition
                .vocabularies
                .kinds
                .iter()
                .any(|term: &Term| term.other && term.id == *kind)
        })
    });
    view! {
        <TextArea
            id="title"
            label=t("form.field.title")
            hint=t("form.hint.title")
            value=draft.title
            rows=2
            max_chars=limits::TITLE.max
            error=context.error(Field::Title)
        />
        <FieldAdvice context field=Field::Title after="title"/>
        <TextArea
            id="summary"
            label=t("form.field.summary")
            hint=t("form.hint.summary")
            value=draft.summary
            rows=2
            max_chars=limits::SUMMARY.max
            error=context.error(Field::Summary)
        />
        <TextArea
            id="description"
            label=t("form.field.description")
            hint=t("form.hint.description")
            value=draft.description
            rows=7
            max_chars=limits::DESCRIPTION.max
            error=context.error(Field::Description)
        />
        <details class="formatted">
            <summary>{t("form.description.preview")}</summary>
            <div class="formatted__text"><FormattedText text=draft.description/></div>
        </details>
        <PrefilledNote context step=Step::Event/>
        <div class="columns">
            <Select
                id="kind"
                label=t("form.field.kind")
                hint=t("form.hint.kind")
                value=draft.kind
                choices=kinds
                placeholder=t("form.choose")
                error=context.error(Field::Kind)
            />
            {move || is_other.get().then(|| view! {
                <TextField
                    id="kindOther"
                    label=t("form.field.kindOther")
                    hint=t("form.hint.kindOther")
                    value=draft.kind_other
                    error=context.error(Field::KindOther)
                />
            })}
        </div>
        <div class="compact">
            <CheckboxGroup
                id="topics"
                legend=t("form.field.topics")
                hint=t("form.hint.topics")
                values=draft.topics
                choices=topics
                optional=true
                error=context.error(Field::Topics)
            />
            <Checkbox
                id="followsTheme"
                label=t_args("form.theme.label", &[("theme", &theme)])
                checked=draft.follows_theme
            />
        </div>
        <Disclosure
            title=t("form.field.sectors")
            hint=t_args("form.hint.sectors", &[("n", &limits::SECTORS)])
            optional=true
            needed=context.holds(&[Field::Sectors])
        >
            <div class="compact">
                <CheckboxGroup
                    id="sectors"
                    legend=t("form.field.sectors")
                    values=draft.sectors
                    choices=sectors
                    error=context.error(Field::Sectors)
                />
            </div>
        </Disclosure>
        <AdditionalFields context step=Step::Event/>
        <ImageFields context/>
    }
}
