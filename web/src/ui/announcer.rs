use leptos::prelude::*;

/// Announces messages to screen readers, and shows them at the bottom of the screen for a moment.
#[derive(Debug, Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
}

impl Announcer {
    /// Provides the announcer as a context; [`Announcements`] displays its messages.
    pub fn provide() -> Self {
        let announcer = Self {
            text: RwSignal::new(String::new()),
        };
        provide_context(announcer);
        announcer
    }

    /// Returns the announcer from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Announces a message; it stays until closed or replaced.
    pub fn say(&self, text: impl Into<String>) {
        self.text.set(text.into());
    }
}

/// Displays and announces messages; used once, in the layout.
#[component]
pub fn Announcements() -> impl IntoView {
    let text = Announcer::expect().text;
    view! {
        <div class="announcements" role="status">
            {move || {
                let message = text.get();
                (!message.is_empty()).then(|| view! {
                    <p class="announcements__text">
                        <span>{message}</span>
                        <button class="announcements__close" type="button" on:click=move |_| text.set(String::new())>
                            {crate::messages::t("dialog.close")}
                        </button>
                    </p>
                })
            }}
        </div>
    }
}
