//! Lists whose items change while they are shown.

use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// A list whose rows stay while others come and go; see [`Items`].
#[component]
pub fn ItemList<T, K, V>(
    #[prop(into)] of: Signal<Vec<T>>,
    /// Tells the items apart.
    key: impl Fn(&T) -> K + Copy + Send + Sync + 'static,
    /// View of an item: a `<li>`.
    row: impl Fn(T) -> V + Clone + Send + Sync + 'static,
    /// CSS class of the `<ul>`.
    class: &'static str,
    /// Accessible name of the list.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Shown in place of a list without items.
    #[prop(optional, into)]
    none: ViewFn,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Show when=move || !of.read().is_empty() fallback=none>
            <ul class=class aria-label=label><Items of key row=row.clone()/></ul>
        </Show>
    }
}

/// The rows of a list that is fetched again while it is shown. A row is made anew when its item has changed; the others keep the focus, a
/// press and what is unfolded.
#[component]
pub fn Items<T, K, V>(
    #[prop(into)] of: Signal<Vec<T>>,
    /// Tells the items apart; of two with the same key, the first is shown.
    key: impl Fn(&T) -> K + Copy + Send + Sync + 'static,
    /// View of an item.
    row: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let items = Memo::new(move |before: Option<&Vec<Item<K, T>>>| {
        let before = before.map(Vec::as_slice).unwrap_or_default();
        of.with(|now| revised(before, now, key))
    });
    view! {
        <For
            each=move || items.get()
            key=|item| (item.key.clone(), item.revision)
            children=move |item| row(item.value)
        />
    }
}

/// An item of a list, and how often it has changed since it came.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item<K, T> {
    key: K,
    revision: u32,
    value: T,
}

/// The items as they are now, with a further revision for each that has changed.
fn revised<K, T>(before: &[Item<K, T>], now: &[T], key: impl Fn(&T) -> K) -> Vec<Item<K, T>>
where
    K: Clone + Eq + Hash,
    T: Clone + PartialEq,
{
    let known: HashMap<&K, &Item<K, T>> = before.iter().map(|item| (&item.key, item)).collect();
    let mut seen = HashSet::new();
    let mut items = Vec::with_capacity(now.len());
    for value in now {
        let key = key(value);
        if seen.insert(key.clone()) {
            let revision = known
                .get(&key)
                .map_or(0, |item| item.revision + u32::from(item.value != *value));
            items.push(Item {
                key,
                revision,
                value: value.clone(),
            });
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items with a number as key.
    type Pair = (u32, &'static str);

    fn keys(items: &[Item<u32, Pair>]) -> Vec<(u32, u32)> {
        items.iter().map(|item| (item.key, item.revision)).collect()
    }

    #[test]
    fn only_changed_items_get_another_revision() {
        let key = |pair: &Pair| pair.0;
        let first = revised(&[], &[(1, "forge"), (2, "mine")], key);
        assert_eq!(keys(&first), [(1, 0), (2, 0)]);

        let same = revised(&first, &[(1, "forge"), (2, "mine")], key);
        assert_eq!(same, first);

        let second = revised(&first, &[(3, "port"), (2, "carrière"), (1, "forge")], key);
        assert_eq!(keys(&second), [(3, 0), (2, 1), (1, 0)]);

        let third = revised(&second, &[(2, "mine")], key);
        assert_eq!(keys(&third), [(2, 2)]);
    }

    #[test]
    fn an_item_that_two_pages_have_is_shown_once() {
        let items = revised(
            &[],
            &[(1, "forge"), (2, "mine"), (1, "forge")],
            |pair: &Pair| pair.0,
        );
        assert_eq!(keys(&items), [(1, 0), (2, 0)]);
    }
}
