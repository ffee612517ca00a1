//! Asks, field by field, which of two values to keep, and offers the other ones until the submission is filed.

use super::autosave::Autosave;
use super::fields;
use super::local_copy::{Aside, Keeping};
use super::summary::{FieldValueView, form_field_value};
use crate::messages::{plural, t, t_args};
use crate::ui::{Button, ButtonKind, Dialog, Items, Notice, Tone};
use leptos::prelude::*;
use shared::event::{EventForm, FormField};
use shared::place::Commune;

/// Element id of the dialog.
const DIALOG: &str = "conflit";

/// The value of a field, in full; `None` is shown as empty.
fn value(of: Autosave, field: FormField, form: &EventForm, commune: Option<&Commune>) -> AnyView {
    of.edition
        .with_value(|edition| form_field_value(field, form, edition, commune))
        .map_or_else(
            || t("form.conflict.nothing").into_any(),
            |field_value| view! { <FieldValueView field_value/> }.into_any(),
        )
}

fn name(of: Autosave, field: FormField) -> String {
    of.edition
        .with_value(|edition| fields::name(field, edition))
}

/// Shows both values of every disputed field.
#[component]
pub(super) fn ConflictDialog(
    of: Autosave,
    open: RwSignal<bool>,
    /// Commune selected in the local form.
    commune: RwSignal<Option<Commune>>,
) -> impl IntoView {
    Effect::new(move |_| {
        if of.disputed.read().is_empty() {
            open.set(false);
        }
    });
    let choose = move |field: FormField, keep_mine: bool| {
        let lost = if keep_mine {
            of.file.read_untracked().commune.clone()
        } else {
            commune.get_untracked()
        };
        of.choose(field, keep_mine, lost);
        // The pressed button is gone with its field.
        request_animation_frame(|| {
            super::form::focus_field("conflit-title");
        });
    };
    let dispute = move |field: FormField| {
        let (mine, theirs) = (untrack(|| of.draft.form()), of.stored.get_untracked());
        let other_commune = of.file.read_untracked().commune.clone();
        let button = move |kind: ButtonKind, key: &'static str, keep_mine: bool| {
            let text = t(key);
            let label = format!("{text} ({})", name(of, field));
            let press = Callback::new(move |_| choose(field, keep_mine));
            view! { <Button kind label on_press=press>{text}</Button> }
        };
        view! {
            <section class="dispute" aria-label=name(of, field)>
                <h3 class="dispute__field">{name(of, field)}</h3>
                <div class="dispute__sides">
                    <div class="dispute__side">
                        <h4 class="dispute__side-title">{t("form.conflict.mine")}</h4>
                        <div class="dispute__value">{value(of, field, &mine, commune.read_untracked().as_ref())}</div>
                        {button(ButtonKind::Primary, "form.conflict.keep", true)}
                    </div>
                    <div class="dispute__side">
                        <h4 class="dispute__side-title">{t("form.conflict.theirs")}</h4>
                        <div class="dispute__value">{value(of, field, &theirs, other_commune.as_ref())}</div>
                        {button(ButtonKind::Secondary, "form.conflict.take", false)}
                    </div>
                </div>
            </section>
        }
    };
    view! {
        <Dialog id=DIALOG open title=t("form.conflict.title")>
            <p>{t("form.conflict.text")}</p>
            {move || open.get().then(|| of.disputed.get().into_iter().map(dispute).collect_view())}
            <p>{t("form.conflict.promise")}</p>
        </Dialog>
    }
}

/// Says that fields wait for a choice, and opens the dialog. It opens only then: a dialog would take the keys of somebody typing.
#[component]
pub(super) fn ConflictStrip(of: Autosave, open: RwSignal<bool>) -> impl IntoView {
    let names = move || {
        let names: Vec<String> = of
            .disputed
            .read()
            .iter()
            .map(|field| name(of, *field))
            .collect();
        t_args("form.conflict.fields", &[("names", &names.join(", "))])
    };
    view! {
        <div class="strip" data-tone="warning">
            <p class="strip__text">{names}</p>
            <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(true))>{t("form.conflict.compare")}</Button>
        </div>
    }
}

/// Sentence about the storage of the values that were not chosen.
fn kept_where(keeping: Keeping) -> &'static str {
    match keeping {
        Keeping::Device => t("form.set_aside.kept.device"),
        Keeping::Tab => t("form.set_aside.kept.tab"),
    }
}

/// The values that were not chosen, each with a way to put it back.
#[component]
pub(super) fn SetAside(of: Autosave, commune: RwSignal<Option<Commune>>) -> impl IntoView {
    let item = move |(index, aside): (usize, Aside)| {
        let Aside {
            field,
            form,
            commune: other,
        } = aside;
        let label = t_args(
            "form.set_aside.restore_field",
            &[("field", &name(of, field))],
        );
        let restore = Callback::new(move |_| of.put_back(index, commune.get_untracked()));
        view! {
            <li class="set-aside__item">
                <h3 class="dispute__field">{name(of, field)}</h3>
                <div class="dispute__value">{value(of, field, &form, other.as_ref())}</div>
                <Button kind=ButtonKind::Quiet label on_press=restore>{t("form.set_aside.restore")}</Button>
            </li>
        }
    };
    let forget = Callback::new(move |_| {
        of.forget_aside();
        super::form::focus_field(super::form::STEP_HEADING);
    });
    let entries = Memo::new(move |_| of.aside.get().into_iter().enumerate().collect::<Vec<_>>());
    let title = Signal::derive(move || plural("form.set_aside", entries.read().len() as u64));
    view! {
        <Show when=move || !entries.read().is_empty()>
            <Notice tone=Tone::Info title>
                <p>{t("form.set_aside.text")}" "{move || kept_where(of.aside_keeping.get())}</p>
                <details>
                    <summary>{t("form.set_aside.show")}</summary>
                    <ul class="set-aside"><Items of=entries key=|(index, _): &(usize, Aside)| *index row=item/></ul>
                    <Button kind=ButtonKind::Quiet on_press=forget>{t("form.set_aside.forget")}</Button>
                </details>
            </Notice>
        </Show>
    }
}
