//! Answers to the additional fields of an edition.

use fastrand::Rng;
use shared::edition::{AdditionalField, AnswerKind, Edition};
use shared::event::{Answer, EventForm, Number};

/// Largest number that is answered: groups are small.
const NUMBER_MAX: i64 = 30;

/// Answers what a form asks for; optional fields two times out of three.
pub(super) fn fill(form: &mut EventForm, edition: &Edition, rng: &mut Rng) {
    for field in &edition.additional {
        // A field may depend on the answers before it.
        let fields = &edition.additional;
        // What people upload cannot be drawn by lot.
        if !field.answer.is_typed() || !field.is_shown(form, fields) {
            continue;
        }
        if field.is_required(form, fields) || rng.u8(..3) > 0 {
            let answer = answer(field, rng);
            form.additional.set(field.key, answer);
        }
    }
}

fn answer(field: &AdditionalField, rng: &mut Rng) -> Answer {
    let offered: Vec<&str> = field
        .terms()
        .iter()
        .filter(|term| !term.ended)
        .map(|term| term.id.as_str())
        .collect();
    let pick = |rng: &mut Rng| {
        let at = rng.usize(..offered.len().max(1));
        offered.get(at).copied().unwrap_or_default().to_owned()
    };
    match &field.answer {
        AnswerKind::Number { min, max, step } => {
            let step = Number::from(*step).value();
            let drawn = rng.i64(*min..=(*max).min(NUMBER_MAX).max(*min));
            let number = (Number::of_whole(drawn).value() / step).floor() * step;
            Answer::Number(Number::new(number.max(Number::of_whole(*min).value())))
        }
        AnswerKind::One { .. } => Answer::Text(pick(rng)),
        AnswerKind::Many { .. } => {
            let first = pick(rng);
            let second = pick(rng);
            let mut ids = vec![first];
            if !ids.contains(&second) {
                ids.push(second);
            }
            Answer::Terms(ids)
        }
        AnswerKind::YesNo {} => Answer::YesNo(rng.bool()),
        // The editions of the demonstration have no texts: what people write cannot be drawn by lot either.
        AnswerKind::Line { .. } | AnswerKind::Prose { .. } | AnswerKind::File { .. } => {
            Answer::Text(String::new())
        }
    }
}
