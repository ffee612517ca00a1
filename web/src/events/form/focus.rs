use super::FormContext;
use crate::messages::{t, t_args};
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html::Img;
use leptos::prelude::*;
use shared::event::{CARD_RATIO, Field, FocalPoint, StoredImage, crop_position};

/// Element id of the first control; the error summary links to it.
const CONTROL: &str = "image-focus";

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
    let crop = {
        let size = (file.width, file.height);
        move |ratio| {
            let class = move || {
                let at = crop_position(size, ratio, point.get()).percent();
                format!("focus-{at}")
            };
            Signal::derive(class)
        }
    };
    let (card, square) = (crop(CARD_RATIO), crop((1, 1)));
    let src = file.address_for(480);
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
                    <img src=src.clone() alt="" width=file.width height=file.height draggable="false" node_ref=picture/>
                    <span class="focus__point" aria-hidden="true"
                        style:left=move || format!("{}%", point.get().x)
                        style:top=move || format!("{}%", point.get().y)></span>
                </div>
                <div class="focus__axes">
                    {range(CONTROL, "form.image.focus.x", Axis::X)}
                    {range("image-focus-y", "form.image.focus.y", Axis::Y)}
                </div>
                <figure class="focus__crop">
                    <img class=move || format!("focus__card {}", card.get()) src=src.clone() alt=""/>
                    <figcaption>{t("form.image.focus.card")}</figcaption>
                </figure>
                <figure class="focus__crop">
                    <img class=move || format!("focus__square {}", square.get()) src=src alt=""/>
                    <figcaption>{t("form.image.focus.square")}</figcaption>
                </figure>
            </div>
        </details>
    }
}

/// Part of a length, in percent.
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

    #[test]
    fn a_press_on_the_picture_is_a_point_inside_it() {
        assert_eq!(percent(0, 320), 0);
        assert_eq!(percent(80, 320), 25);
        assert_eq!(percent(321, 320), 100);
        assert_eq!(percent(-3, 320), 0);
        assert_eq!(percent(5, 0), 100);
    }
}
