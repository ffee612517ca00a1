//! The letter of a preview: its words with the values of an event submission, and examples for the others.

use crate::accounts::queries as accounts;
use crate::editions::queries as editions;
use crate::events::letters::with_event;
use crate::events::scope::readable;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{Letter, Recipient};
use http::{Actor, Services, Slug};
use messages::letters::{Item, Values};
use messages::t;
use shared::edition::Edition;
use shared::id::EditionId;
use shared::letter::{LetterKind, LetterTag, LetterTrial, TagShape};
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;
use std::sync::Arc;

/// Name of a recipient.
const NAME: Limits = Limits::line(1, 100);

/// The edition that a preview is for.
///
/// # Errors
///
/// `not_found` when there is none.
pub(super) fn edition(conn: &mut Conn, slug: &Slug) -> Result<(EditionId, Arc<Edition>), Error> {
    editions::by_slug(conn, slug)?.ok_or_else(Error::not_found)
}

/// Faults of the words, and of what they are tried with.
pub(super) fn faults(trial: &LetterTrial) -> Vec<FieldProblem> {
    let mut faults = trial.wording.problems(trial.kind, "/wording");
    if !trial.kind.is_of_edition() {
        let detail = "this letter belongs to no edition";
        faults.push(FieldProblem::new("/kind", Code::NotAllowed, detail));
    }
    let name = trial.name.as_deref().unwrap_or_default();
    faults.extend(NAME.read("/name", name).err());
    faults
}

/// Writes the letter to the caller.
///
/// # Errors
///
/// `invalid` at `/event` when the edition has no such event submission that the caller may read; a draft is for its owner alone.
pub(super) fn written(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    (id, edition): (EditionId, &Edition),
    trial: &LetterTrial,
) -> Result<Letter, Error> {
    let mut values = Values::default();
    let mut name = actor.account.name.clone();
    if let Some(event) = trial.event {
        let file = match readable(conn, actor, event) {
            Ok(file) => Some(file),
            Err(error) if error.code() == Code::NotFound => None,
            Err(error) => return Err(error),
        };
        let file = file.filter(|file| file.edition_id == id && file.was_submitted());
        let file = file.ok_or_else(|| {
            let detail = "no event submission of the edition";
            Error::invalid(vec![FieldProblem::new(
                "/event",
                Code::UnknownValue,
                detail,
            )])
        })?;
        values = with_event(&file, trial.language, values);
        if let Some(owner) = accounts::find(conn, file.owner)? {
            name = owner.name;
        }
    }
    // One line, whatever was typed; its faults are those of the trial.
    let given = NAME.read("/name", trial.name.as_deref().unwrap_or_default());
    let given = given.ok().flatten();
    let to = Recipient {
        email: &actor.account.email,
        name: given.as_deref().unwrap_or(&name),
        language: trial.language,
    };
    let tags = trial.kind.tags().into_iter();
    // What the event submission does not have is left out, as in the letter.
    let of_event = |tag: &LetterTag| trial.event.is_some() && LetterKind::OF_EVENT.contains(tag);
    for tag in tags.filter(|tag| !of_event(tag)) {
        values = with_example(values, tag, &services.site.url, edition);
    }
    Ok(Letter::worded(&trial.wording, to, &edition.name, &values))
}

fn with_example(values: Values, tag: LetterTag, site: &str, edition: &Edition) -> Values {
    let example = t(&format!("letter.tag.{tag}.example"));
    match tag.shape() {
        TagShape::Link => values.with(tag, format!("{site}{example}")),
        TagShape::List => {
            let item = Item {
                words: example.to_owned(),
                link: None,
            };
            values.with_list(tag, vec![item])
        }
        TagShape::Words if tag == LetterTag::Edition => values.with(tag, edition.name.as_str()),
        TagShape::Words | TagShape::Quote | TagShape::Code => values.with(tag, example),
    }
}
