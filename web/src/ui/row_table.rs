use leptos::prelude::*;

/// The table of a list. The roles are written out, since style sheets display its rows otherwise on narrow screens.
#[component]
pub fn RowTable(
    /// CSS class of the `<table>`.
    class: &'static str,
    /// Caption of the table, for screen readers.
    #[prop(into)]
    caption: String,
    /// Heads of the columns.
    head: AnyView,
    /// Rows of the body: `<tr>` elements.
    children: Children,
) -> impl IntoView {
    view! {
        <table class=class role="table">
            <caption class="ds-sr-only">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">{head}</tr>
            </thead>
            <tbody role="rowgroup">{children()}</tbody>
        </table>
    }
}
