use super::FormContext;
use crate::events::summary::{CheckLines, PublicPreview, Summary};
use crate::messages::t;
use crate::ui::{Button, ButtonKind, Dialog};
use leptos::prelude::*;
use shared::event::{EventForm, Step};

/// Every answer, with a link that leads to its field and back here.
#[component]
pub(super) fn CheckAnswers(context: FormContext) -> impl IntoView {
    // The commitments are accepted here: the lines stay as they are.
    let answers = Memo::new(move |_| EventForm {
        commitments_version: String::new(),
        ..context.form.get()
    });
    let faults = Memo::new(move |_| {
        let mut faults = context.faults.get();
        faults.retain(|fault| context.step_of(&fault.pointer) != Step::Declaration);
        faults
    });
    let preview = RwSignal::new(false);
    let edition = move || context.edition.get_value();
    let lines = move || {
        let check = CheckLines {
            id: context.save.place.id,
            faults: faults.get(),
        };
        view! { <Summary form=answers.get() edition=edition() commune=context.commune.get() check/> }
    };
    view! {
        <section class="check-answers" aria-labelledby="verification-titre">
            <h3 class="ds-sr-only" id="verification-titre">{t("form.check.title")}</h3>
            <div class="cluster">
                <p class="check-answers__text">{t("form.check.text")}</p>
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| preview.set(true))>{t("form.preview.open")}</Button>
            </div>
            {lines}
            <Dialog id="apercu" open=preview title=t("form.preview.title")>
                {move || preview.get().then(|| view! {
                    <PublicPreview form=context.form.get_untracked() edition=edition() commune=context.commune.get_untracked()/>
                })}
            </Dialog>
        </section>
    }
}
