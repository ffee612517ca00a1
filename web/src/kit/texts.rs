use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, TextArea};
use leptos::prelude::*;
use shared::kit::KitText;

/// Texts to copy. They can be changed before, which nobody stores.
#[component]
pub(super) fn Texts(texts: Vec<KitText>) -> impl IntoView {
    let text = |(at, text): (usize, KitText)| {
        let announcer = Announcer::expect();
        let KitText { title, text, most } = text;
        let value = RwSignal::new(text);
        let label = t_args("kit.copy.label", &[("title", &title)]);
        view! {
            <li class="kit__text stack">
                <TextArea id=format!("texte-{at}") label=title value max_chars=most as usize rows=6/>
                <div>
                    <Button kind=ButtonKind::Secondary label on_press=Callback::new(move |_| super::copy(announcer, value.get_untracked(), t("kit.copied")))>{t("kit.copy")}</Button>
                </div>
            </li>
        }
    };
    (!texts.is_empty()).then(|| {
        view! {
            <section>
                <h2>{t("kit.texts")}</h2>
                <p>{t("kit.texts.text")}</p>
                <ul class="kit__texts">{texts.into_iter().enumerate().map(text).collect_view()}</ul>
            </section>
        }
    })
}
