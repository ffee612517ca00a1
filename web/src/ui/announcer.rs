use leptos::prelude::*;

/// What a screen reader should hear, and what everybody sees for a moment at the foot of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
}

impl Announcer {
    /// Puts the announcer into the context; [`Announcements`] shows what it says.
    pub fn provide() -> Self {
        let announcer = Self {
            text: RwSignal::new(String::new()),
        };
        provide_context(announcer);
        announcer
    }

    /// The announcer of the page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Says something; it stays until it is put away or something else is said.
    pub fn say(&self, text: impl Into<String>) {
        self.text.set(text.into());
    }
}

/// Where announcements are read out and shown; stands once in the layout.
#[component]
pub fn Announcements() -> impl IntoView {
    let text = Announcer::expect().text;
    view! {
        <div class="announcements" role="status">
            {move || {
                let said = text.get();
                (!said.is_empty()).then(|| view! {
                    <p class="announcements__text">
                        <span>{said}</span>
                        <button class="announcements__close" type="button" on:click=move |_| text.set(String::new())>
                            {crate::words::t("dialog.close")}
                        </button>
                    </p>
                })
            }}
        </div>
    }
}
