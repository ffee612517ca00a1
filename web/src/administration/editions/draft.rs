//! An edition while it is edited: its JSON, since what is typed may not be an edition yet.

use super::names::{id_of, label_of, sentence_of};
use super::shape::{not_a_number, shape_faults};
use crate::clock;
use crate::ui::{Fault, fault_at};
use leptos::prelude::*;
use serde_json::{Map, Value};
use shared::edition::{Edition, EditionMerge, ManagedEdition, merge_editions};
use shared::problem::{Code, FieldProblem};
use std::collections::{BTreeMap, BTreeSet};

/// The edition of the page, as typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct EditionDraft {
    value: RwSignal<Value>,
    /// The stored edition that the draft began with.
    pub(super) stored: RwSignal<ManagedEdition>,
    /// The stored edition as JSON.
    base: Memo<Value>,
    /// Number of times that a list was built anew, by its pointer; all lists under the empty one.
    rebuilt: RwSignal<BTreeMap<String, u32>>,
    /// Faults that only the server found, until the next change.
    pub(super) refused: RwSignal<Vec<FieldProblem>>,
    /// True once faults are shown at their fields.
    pub(super) shown: RwSignal<bool>,
    /// The edition, when it can be read.
    pub(super) edition: Memo<Option<Edition>>,
    problems: Memo<Vec<FieldProblem>>,
    faults: Memo<Vec<Fault>>,
}

/// Between the name of a field and its fault, with a no-break space.
pub(super) const SEPARATOR: &str = "\u{a0}: ";

fn json(edition: &Edition) -> Value {
    serde_json::to_value(edition).unwrap_or_default()
}

/// A value as it is typed into a field.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(_) => not_a_number(value).unwrap_or_default().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) => String::new(),
    }
}

impl EditionDraft {
    pub(super) fn new(managed: ManagedEdition) -> Self {
        let value = RwSignal::new(json(&managed.edition));
        let stored = RwSignal::new(managed);
        let refused = RwSignal::new(Vec::<FieldProblem>::new());
        let shown = RwSignal::new(false);
        let edition = Memo::new(move |_| {
            value.with(|value| serde_json::from_value::<Edition>(value.clone()).ok())
        });
        let problems = Memo::new(move |_| {
            let mut problems = value.with(shape_faults);
            if problems.is_empty() {
                let stored = stored.read();
                match &*edition.read() {
                    Some(edition) => {
                        problems = edition.problems();
                        let before = &stored.edition;
                        problems.extend(before.revision_faults(
                            edition,
                            clock::now(),
                            stored.events > 0,
                        ));
                    }
                    None => problems.push(FieldProblem::new("", Code::InvalidFormat, "unreadable")),
                }
            }
            problems.extend_from_slice(&refused.read());
            let mut known = BTreeSet::new();
            problems.retain(|it| known.insert((it.pointer.clone(), it.code)));
            problems
        });
        let faults = Memo::new(move |_| {
            if !shown.get() {
                return Vec::new();
            }
            problems.read().iter().map(fault).collect()
        });
        let base = Memo::new(move |_| stored.with(|stored| json(&stored.edition)));
        Self {
            value,
            stored,
            base,
            rebuilt: RwSignal::new(BTreeMap::new()),
            refused,
            shown,
            edition,
            problems,
            faults,
        }
    }

    /// True when no fault is known; shows the faults otherwise.
    pub(super) fn check(self) -> bool {
        self.shown.set(true);
        self.problems.with_untracked(Vec::is_empty)
    }

    /// The faults that are shown.
    pub(super) fn faults(self) -> Signal<Vec<Fault>> {
        self.faults.into()
    }

    /// The fault shown at a pointer.
    pub(super) fn error_at(self, pointer: &str) -> Signal<Option<String>> {
        let own = fault_at(self.faults(), id_of(pointer));
        let name = label_of(pointer);
        // The summary names the field, the field itself need not.
        Signal::derive(move || {
            let text = own.get()?;
            let prefix = format!("{name}{SEPARATOR}");
            Some(text.strip_prefix(&prefix).unwrap_or(&text).to_owned())
        })
    }

    /// True when a fault is shown at one of these pointers, or below.
    pub(super) fn has_fault_in(self, pointers: &[&str]) -> bool {
        if !self.shown.get() {
            return false;
        }
        self.problems.read().iter().any(|problem| {
            pointers.iter().any(|pointer| {
                let rest = problem.pointer.strip_prefix(pointer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        })
    }

    /// True when something differs from the stored edition.
    pub(super) fn is_changed(self) -> bool {
        let stored = self.stored.read();
        match &*self.edition.read() {
            Some(edition) => *edition != stored.edition,
            None => true,
        }
    }

    /// The value at a pointer, without following it.
    pub(super) fn at(self, pointer: &str) -> Value {
        self.value
            .with_untracked(|value| value.pointer(pointer).cloned().unwrap_or_default())
    }

    /// The value at a pointer, as long as it is there; reactive.
    pub(super) fn followed(self, pointer: &str) -> Value {
        self.value
            .with(|value| value.pointer(pointer).cloned().unwrap_or_default())
    }

    /// The text at a pointer; a number as text, and nothing where there is none.
    pub(super) fn text_at(self, pointer: &str) -> String {
        text_of(&self.at(pointer))
    }

    /// Number of items of the list at a pointer.
    pub(super) fn count(self, pointer: &str) -> usize {
        self.value.with_untracked(|value| {
            value
                .pointer(pointer)
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
        })
    }

    /// True when the stored edition has an item with this identifier in the list at a pointer, or anywhere below it.
    pub(super) fn is_stored(self, list: &str, member: &str, id: &str) -> bool {
        let stored = self.base.read_untracked();
        let pointer = match list.strip_prefix("/additional/") {
            // The field may have moved.
            Some(rest) => {
                let (field, inner) = rest.split_once('/').unwrap_or((rest, ""));
                let key = self.text_at(&format!("/additional/{field}/key"));
                let fields = stored.get("additional").and_then(Value::as_array);
                let of_key = |it: &Value| it.get("key").and_then(Value::as_str) == Some(&key);
                let Some(at) = fields.and_then(|fields| fields.iter().position(of_key)) else {
                    return false;
                };
                format!("/additional/{at}/{inner}")
            }
            None => list.to_owned(),
        };
        let items = stored.pointer(&pointer).and_then(Value::as_array);
        !id.is_empty()
            && items
                .into_iter()
                .flatten()
                .any(|item| item.get(member).and_then(Value::as_str) == Some(id))
    }

    /// Writes the value at a pointer whose parent exists; `None` removes it.
    pub(super) fn set(self, pointer: &str, new: Option<Value>) {
        let Some((parent, name)) = pointer.rsplit_once('/') else {
            return;
        };
        self.refused.set(Vec::new());
        self.value.update(|value| match value.pointer_mut(parent) {
            Some(Value::Object(members)) => write_member(members, name, new),
            Some(Value::Array(items)) => {
                let place = name.parse::<usize>().ok().and_then(|at| items.get_mut(at));
                if let (Some(place), Some(new)) = (place, new) {
                    *place = new;
                }
            }
            _ => {}
        });
    }

    /// Changes the list at a pointer, which is created if it is missing, and builds it anew on the page.
    pub(super) fn change_list(self, pointer: &str, change: impl FnOnce(&mut Vec<Value>)) {
        let mut items = match self.at(pointer) {
            Value::Array(items) => items,
            _ => Vec::new(),
        };
        change(&mut items);
        self.set(pointer, Some(Value::Array(items)));
        self.rebuild(pointer);
    }

    /// Builds the controls below a pointer anew. Each build is an item of a keyed list: controls that are reused would keep their text.
    pub(super) fn rebuild(self, pointer: &str) {
        self.rebuilt.update(|rebuilt| {
            *rebuilt.entry(pointer.to_owned()).or_default() += 1;
        });
    }

    /// Changes whenever the controls below a pointer are to be built anew.
    pub(super) fn builds_of(self, pointer: String) -> Memo<(u32, u32)> {
        Memo::new(move |_| {
            self.rebuilt.with(|rebuilt| {
                let of = |pointer: &str| rebuilt.get(pointer).copied().unwrap_or_default();
                (of(""), of(&pointer))
            })
        })
    }

    /// Begins again with what is stored now.
    pub(super) fn restart(self, stored: ManagedEdition) {
        let value = json(&stored.edition);
        self.shown.set(false);
        self.refused.set(Vec::new());
        self.stored.set(stored);
        self.value.set(value);
        self.rebuild("");
    }

    /// Lays what was typed over what somebody else has stored meanwhile.
    pub(super) fn merge_over(self, theirs: ManagedEdition) -> EditionMerge {
        let base = self.base.get_untracked();
        let mine = self.value.get_untracked();
        let merge = merge_editions(&base, &mine, &json(&theirs.edition));
        self.refused.set(Vec::new());
        self.stored.set(theirs);
        self.value.set(merge.merged.clone());
        self.rebuild("");
        merge
    }

    /// Its present value, read without being tracked.
    pub(super) fn json(self) -> Value {
        self.value.get_untracked()
    }
}

fn write_member(members: &mut Map<String, Value>, name: &str, new: Option<Value>) {
    match new {
        Some(new) => {
            members.insert(name.to_owned(), new);
        }
        None => {
            members.remove(name);
        }
    }
}

/// The fault at its control, named.
pub(super) fn fault(problem: &FieldProblem) -> Fault {
    let name = label_of(&problem.pointer);
    Fault::new(
        id_of(&problem.pointer),
        format!("{name}{SEPARATOR}{}", sentence_of(problem)),
    )
}
