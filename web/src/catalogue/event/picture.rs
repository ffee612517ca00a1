use crate::words::t_args;
use leptos::prelude::*;
use shared::event::{EventImage, IMAGE_PAGE_PX, IMAGE_PAGE_SIZES};

/// The picture of the event with its credits. The browser knows its shape before it has it: nothing moves when it comes.
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
