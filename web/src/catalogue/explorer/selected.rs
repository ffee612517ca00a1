use super::names::Names;
use crate::catalogue::card::Marks;
use crate::map::MapPoint;
use crate::messages::{plural, t};
use crate::ui::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;
use shared::event::TermFilter;

/// Panel with the events selected on the map.
#[component]
pub(super) fn Selected(
    /// The events; the panel is closed when empty.
    points: RwSignal<Vec<MapPoint>>,
    names: Names,
    marks: Marks,
) -> impl IntoView {
    let close = move || {
        points.set(Vec::new());
        marks.clear();
    };
    let item = move |point: MapPoint| {
        let page = point.page();
        let [focused, hovered] = [page.clone(), page.clone()];
        let kind = point.kind.clone();
        view! {
            <li class="selected__event" on:focusin=move |_| marks.highlighted.set(vec![focused.clone()]) on:mouseenter=move |_| marks.highlighted.set(vec![hovered.clone()])>
                <a href=page>{point.title}</a>
                <span class="selected__kind">{move || names.term(TermFilter::Kind, &kind)}</span>
            </li>
        }
    };
    let panel = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if !points.read().is_empty()
            && let Some(panel) = panel.get()
        {
            let here = web_sys::FocusOptions::new();
            here.set_prevent_scroll(true);
            let _ = panel.focus_with_options(&here);
        }
    });
    move || {
        let here = points.get();
        (!here.is_empty()).then(|| {
            let title = plural("explorer.selected", here.len() as u64);
            view! {
                <div class="selected" role="region" tabindex="-1" node_ref=panel aria-label=title.clone()
                    on:keydown=move |event| if event.key() == "Escape" { close() }>
                    <div class="selected__head">
                        <p class="selected__title">{title.clone()}</p>
                        <button class="selected__close" type="button" on:click=move |_| close()>
                            <Icon glyph=Glyph::Close/>
                            <span class="ds-sr-only">{t("dialog.close")}</span>
                        </button>
                    </div>
                    <ul class="selected__list">{here.into_iter().map(item).collect_view()}</ul>
                </div>
            }
        })
    }
}
