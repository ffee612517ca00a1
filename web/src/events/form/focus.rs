use super::FormContext;
use crate::messages::{t, t_args, t_of};
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html::Img;
use leptos::prelude::*;
use shared::event::{Field, FocalPoint, ImagePlace, ImageUse, StoredImage, image_uses};

/// Element id of the first control; the error summary links to it.
const CONTROL: &str = "image-focus";

/// Name of a place where the image is shown cropped.
fn name(place: ImagePlace) -> String {
    match place {
        ImagePlace::Card => t("form.image.focus.card").to_owned(),
        ImagePlace::Square => t("form.image.focus.square").to_owned(),
        ImagePlace::Kit(purpose) => t_of("kit.use", purpose.as_str()),
    }
}

/// The point of the image that crops keep, with a preview of each crop.
#[component]
pub(super) fn FocusFields(context: FormContext, file: StoredImage) -> impl IntoView {
    let focus = context.draft.image_focus;
    let point = Memo::new(move |_| focus.get().unwrap_or_default());
    let picture = NodeRef::<Img>::new();
    let set = move |to: FocalPoint| {
        if point.get_untracked() != to {
            focus.set((to != FocalPoint::CENTRE).then_some(to));
        }
    };
    let set_at = move |event: &MouseEvent| {
        if let Some(picture) = picture.get_untracked() {
            set(FocalPoint {
                x: percent(event.offset_x(), picture.client_width()),
                y: percent(event.offset_y(), picture.client_height()),
            });
        }
    };
    let drag = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            set_at(&event);
        }
    };
    let src = file.address_for(480);
    let crops = {
        let (src, size) = (src.clone(), (file.width, file.height));
        let crop = move |shown: ImageUse| {
            let (width, height) = shown.ratio;
            let at = move || format!("{0:.1}% {0:.1}%", shown.percent_before(size, point.get()));
            let class = match shown.place {
                ImagePlace::Card => "focus__card",
                ImagePlace::Square => "focus__square",
                ImagePlace::Kit(_) => "focus__kit",
            };
            view! { <img class=class src=src.clone() alt="" style:aspect-ratio=format!("{width} / {height}") style:object-position=at/> }
        };
        let uses = context
            .edition
            .with_value(|edition| image_uses(&edition.kit));
        uses.chunk_by(|one, next| one.place == next.place)
            .map(|uses| {
                let place = uses.first().map(|it| name(it.place));
                view! {
                    <figure class="focus__crop">
                        {uses.iter().copied().map(&crop).collect_view()}
                        <figcaption>{place}</figcaption>
                    </figure>
                }
            })
            .collect_view()
    };
    let range = move |id: &'static str, label: &'static str, axis: Axis| {
        view! {
            <div class="focus__axis">
                <label class="field__label" for=id>{t(label)}</label>
                <input type="range" id=id min="0" max="100" step="1"
                    aria-valuetext=move || t_args("form.image.focus.percent", &[("n", &axis.of(point.get()))])
                    prop:value=move || axis.of(point.get()).to_string()
                    on:input=move |event| if let Ok(percent) = event_target_value(&event).parse() { set(axis.with(point.get_untracked(), percent)) }/>
            </div>
        }
    };
    let error = context.error(Field::ImageFocus);
    view! {
        <details class="focus" prop:open=move || error.read().is_some()>
            <summary class="focus__title">{t("form.image.focus.title")}</summary>
            <p class="field__hint">{t("form.image.focus.hint")}</p>
            {move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}
            <div class="focus__parts">
                <div class="focus__picture" on:pointerdown=move |event| set_at(&event) on:pointermove=drag>
                    <img src=src alt="" width=file.width height=file.height draggable="false" node_ref=picture/>
                    <span class="focus__point" aria-hidden="true"
                        style:left=move || format!("{}%", point.get().x)
                        style:top=move || format!("{}%", point.get().y)></span>
                </div>
                <div class="focus__axes">
                    {range(CONTROL, "form.image.focus.x", Axis::X)}
                    {range("image-focus-y", "form.image.focus.y", Axis::Y)}
                </div>
                {crops}
            </div>
        </details>
    }
}

/// Percentage of `length` that `part` is, 0 to 100.
fn percent(part: i32, length: i32) -> i16 {
    let percent = part.clamp(0, length.max(1)) * 100 / length.max(1);
    i16::try_from(percent).unwrap_or(50)
}

#[derive(Debug, Clone, Copy)]
enum Axis {
    X,
    Y,
}

impl Axis {
    fn of(self, point: FocalPoint) -> i16 {
        match self {
            Self::X => point.x,
            Self::Y => point.y,
        }
    }

    fn with(self, point: FocalPoint, percent: i16) -> FocalPoint {
        match self {
            Self::X => FocalPoint {
                x: percent,
                ..point
            },
            Self::Y => FocalPoint {
                y: percent,
                ..point
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::edition::kit::EditionKit;

    #[test]
    fn every_place_has_a_name() {
        for shown in image_uses(&EditionKit::default()) {
            assert!(!name(shown.place).is_empty());
        }
    }

    #[test]
    fn a_press_on_the_picture_is_a_point_inside_it() {
        assert_eq!(percent(0, 320), 0);
        assert_eq!(percent(80, 320), 25);
        assert_eq!(percent(321, 320), 100);
        assert_eq!(percent(-3, 320), 0);
        assert_eq!(percent(5, 0), 100);
    }
}
