//! `semaine import`.

use super::say;
use crate::accounts::people;
use crate::openagenda::{self, Import, ImportResult, ReportLine};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use http::Services;
use indicatif::{ProgressBar, ProgressStyle};
use shared::account::{Account, Role};
use shared::problem::FieldProblem;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where to import from.
#[derive(Debug, Subcommand)]
pub(super) enum Source {
    /// An OpenAgenda v2 export made with `detailed=1`: a JSON array, an answer of the API, or one event a line
    Openagenda(OpenAgenda),
}

#[derive(Debug, Args)]
pub(super) struct OpenAgenda {
    /// The export file
    file: PathBuf,
    /// Slug of the edition that the events become drafts of
    #[arg(long)]
    edition: String,
    /// E-mail address of the account that will own the files; the first administrator when absent
    #[arg(long)]
    owner: Option<String>,
    /// File what is complete: you answer for the commitments of its organisers
    #[arg(long)]
    submit: bool,
    /// Report, store nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(services: &Services, source: &Source) -> anyhow::Result<ExitCode> {
    let Source::Openagenda(asked) = source;
    let text = std::fs::read_to_string(&asked.file)
        .with_context(|| format!("cannot read {}", asked.file.display()))?;
    let owner = owner(services, asked.owner.as_deref())?;
    let import = Import {
        edition: &asked.edition,
        owner: &owner,
        submit: asked.submit,
        dry_run: asked.dry_run,
    };
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "{bar:40} {pos}/{len} {wide_msg}",
    )?);
    let mut counts = Counts::default();
    openagenda::run(services, &import, &text, &mut |entry, all| {
        bar.set_length(all as u64);
        bar.inc(1);
        bar.suspend(|| tell(entry));
        counts.count(entry);
    })?;
    bar.finish_and_clear();
    let Counts {
        drafts,
        submitted,
        known,
        refused,
    } = counts;
    let stored = if asked.dry_run {
        "à blanc, rien n’est enregistré"
    } else {
        "enregistré"
    };
    say(format_args!(
        "{drafts} brouillons, {submitted} déposés, {known} déjà importés, {refused} refusés ({stored})"
    ));
    Ok(if refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn owner(services: &Services, email: Option<&str>) -> anyhow::Result<Account> {
    let accounts = services.db.read_now(people::all)?;
    match email {
        Some(email) => {
            let key = people::email_key(email);
            let found = accounts
                .into_iter()
                .find(|account| people::email_key(&account.email) == key);
            found.with_context(|| format!("there is no account {email}"))
        }
        None => accounts
            .into_iter()
            .find(|account| account.has(Role::Administrator))
            .context("there is no administrator to own the files; name an account with --owner"),
    }
}

#[derive(Default)]
struct Counts {
    drafts: u32,
    submitted: u32,
    known: u32,
    refused: u32,
}

impl Counts {
    fn count(&mut self, entry: &ReportLine) {
        match entry.result {
            ImportResult::Draft(_) => self.drafts += 1,
            ImportResult::Submitted => self.submitted += 1,
            ImportResult::AlreadyImported => self.known += 1,
            ImportResult::Refused(_) => self.refused += 1,
        }
    }
}

fn tell(entry: &ReportLine) {
    let ReportLine {
        position,
        uid,
        title,
        mapped,
        completed,
        result,
    } = entry;
    let outcome = match result {
        ImportResult::Draft(faults) if faults.is_empty() => "brouillon, complet".to_owned(),
        ImportResult::Draft(faults) => format!("brouillon, à compléter : {}", grouped(faults)),
        ImportResult::Submitted => "déposé".to_owned(),
        ImportResult::AlreadyImported => "déjà importé, laissé tel quel".to_owned(),
        ImportResult::Refused(why) => format!("refusé : {why}"),
    };
    say(format_args!(
        "{position:>5} {} « {title} » : {outcome}",
        uid.as_deref().unwrap_or("—")
    ));
    if !mapped.is_empty() {
        say(format_args!("      repris : {}", mapped.join(", ")));
    }
    for line in completed {
        say(format_args!("      complété : {line}"));
    }
}

/// Faults by field and code, those of a list's items together: « occurrences `outside_window` × 33 ».
fn grouped(faults: &[FieldProblem]) -> String {
    let mut groups: Vec<(String, u32)> = Vec::new();
    for fault in faults {
        let field = fault.pointer.trim_start_matches('/');
        let list = field
            .split('/')
            .take_while(|part| part.parse::<usize>().is_err());
        let name = format!("{} {}", list.collect::<Vec<_>>().join("."), fault.code);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => groups.push((name, 1)),
        }
    }
    let told = |(name, count): (String, u32)| match count {
        1 => name,
        _ => format!("{name} × {count}"),
    };
    groups.into_iter().map(told).collect::<Vec<_>>().join(", ")
}
