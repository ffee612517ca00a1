use crate::messages::t_args;
use leptos::prelude::*;
use shared::event::{EventImage, IMAGE_PAGE_PX, IMAGE_PAGE_SIZES};

/// The event's picture with its credits. Its size is set in advance, so that the page does not shift when it loads.
#[component]
pub(super) fn Picture(image: EventImage) -> impl IntoView {
    let file = image.file();
    view! {
        <figure class="event__picture">
            <img
                src=file.address_for(IMAGE_PAGE_PX)
                srcset=file.srcset()
                sizes=IMAGE_PAGE_SIZES
                width=image.width
                height=image.height
                alt=image.alt
                loading="eager"
                fetchpriority="high"
            />
            <figcaption>{t_args("event.image.credits", &[("credits", &image.credits)])}</figcaption>
        </figure>
    }
}
