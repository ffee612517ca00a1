//! Typed texts that no form can represent: what is no number in a field that expects one.

use super::fill::put;
use super::{Draft, Text};
use crate::events::occurrence_draft::number;
use leptos::prelude::*;
use shared::edition::FieldKey;
use shared::event::Field;
use shared::problem::{Code, FieldProblem};
use std::collections::BTreeMap;

impl Draft {
    /// Texts that are no numbers in fields that expect one, by pointer; reactive. `EventForm` cannot represent them.
    pub fn unreadable_texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let mut look = |pointer: String, text: &str, readable: bool| {
            if !text.trim().is_empty() && !readable {
                texts.insert(pointer, text.to_owned());
            }
        };
        for (field, age) in [(Field::AgeMin, self.age_min), (Field::AgeMax, self.age_max)] {
            let age = age.read();
            look(field.into(), &age, number::<u8>(&age).is_some());
        }
        let participants = self.participants.read();
        let readable = number::<u32>(&participants).is_some();
        look(Field::ExpectedParticipants.into(), &participants, readable);
        for (i, line) in self.lines.read().iter().enumerate() {
            let capacity = line.capacity.read();
            let readable = number::<u32>(&capacity).is_some();
            look(capacity_at(i), &capacity, readable);
        }
        let unreadable: Vec<(FieldKey, String)> = self
            .answers
            .get_value()
            .iter()
            .filter_map(|answer| Some((answer.key, answer.unreadable()?)))
            .collect();
        if !unreadable.is_empty() {
            let asked = self.asked();
            let unreadable = unreadable.into_iter();
            texts.extend(
                unreadable
                    .filter(|(key, _)| asked.contains(key))
                    .map(|(key, text)| (key.pointer(), text)),
            );
        }
        texts
    }

    /// Puts back what [`Draft::unreadable_texts`] returned.
    pub fn restore_texts(&self, texts: &BTreeMap<String, String>) {
        let restore = |pointer: &str, signal: Text| {
            if let Some(text) = texts.get(pointer) {
                put(signal, text);
            }
        };
        restore(Field::AgeMin.pointer(), self.age_min);
        restore(Field::AgeMax.pointer(), self.age_max);
        restore(Field::ExpectedParticipants.pointer(), self.participants);
        for (i, line) in self.lines.read_untracked().iter().enumerate() {
            restore(&capacity_at(i), line.capacity);
        }
        for answer in self.answers.get_value() {
            restore(&answer.key.pointer(), answer.text);
        }
    }

    /// Errors for what is not a number; reactive.
    pub fn unreadable(&self) -> Vec<FieldProblem> {
        let texts = self.unreadable_texts().into_keys();
        texts
            .map(|pointer| FieldProblem::new(pointer, Code::InvalidFormat, "not a number"))
            .collect()
    }
}

fn capacity_at(index: usize) -> String {
    Field::Occurrences.at(format_args!("{index}/capacity"))
}
