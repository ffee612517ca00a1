use crate::api::Remote;
use crate::device;
use crate::messages::t;
use leptos::prelude::*;

/// A picture that is read by the application, since its address needs the session or a secret.
#[component]
pub(super) fn Thumbnail(
    picture: Remote<Vec<u8>>,
    media_type: &'static str,
    alt: String,
) -> impl IntoView {
    let alt = StoredValue::new(alt);
    view! {
        <div class="kit__thumbnail">
            {move || match picture.get() {
                None => view! { <span class="loading__line" aria-hidden="true"></span> }.into_any(),
                Some(Ok(bytes)) => {
                    let src = device::data_url(media_type, &bytes);
                    view! { <img class="kit__picture" src=src alt=alt.get_value()/> }.into_any()
                }
                Some(Err(_)) => view! { <span class="kit__size">{t("kit.no_thumbnail")}</span> }.into_any(),
            }}
        </div>
    }
}
