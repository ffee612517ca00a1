//! `semaine import`: creates drafts from an export of another system.

use super::say;
use crate::accounts::people;
use crate::app::Platform;
use crate::openagenda::{self, Import, ImportResult, PictureFetcher, PictureResult, ReportLine};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use http::Services;
use indicatif::{ProgressBar, ProgressStyle};
use shared::account::{Account, Role};
use shared::problem::FieldProblem;
use std::path::PathBuf;
use std::process::ExitCode;

/// Subcommands of `import`: the source of the data.
#[derive(Debug, Subcommand)]
pub(super) enum Source {
    /// Import an OpenAgenda v2 export made with `detailed=1`: a JSON array, an API response, or one event per line
    Openagenda(OpenAgenda),
}

#[derive(Debug, Args)]
pub(super) struct OpenAgenda {
    /// Export file of OpenAgenda
    file: PathBuf,
    /// Slug of the edition in which the drafts are created
    #[arg(long)]
    edition: String,
    /// E-mail address of the account that will own the events; the first administrator when absent
    #[arg(long)]
    owner: Option<String>,
    /// Submit complete events for review; you accept the commitments on behalf of their organisers
    #[arg(long)]
    submit: bool,
    /// Fetch the pictures of the events, over https from public machines; they need an alternative text before submission
    #[arg(long)]
    pictures: bool,
    /// Report without storing anything
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(platform: &Platform, source: &Source) -> anyhow::Result<ExitCode> {
    let services = &platform.services;
    let Source::Openagenda(args) = source;
    let text = std::fs::read_to_string(&args.file)
        .with_context(|| format!("cannot read {}", args.file.display()))?;
    let owner = owner(services, args.owner.as_deref())?;
    let import = Import {
        edition: &args.edition,
        owner: &owner,
        submit: args.submit,
        dry_run: args.dry_run,
    };
    let pictures = args
        .pictures
        .then(|| PictureFetcher::new(&platform.images))
        .transpose()?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "{bar:40} {pos}/{len} {wide_msg}",
    )?);
    let mut counts = Counts::default();
    openagenda::run(services, &import, pictures, &text, &mut |entry, all| {
        bar.set_length(all as u64);
        bar.inc(1);
        bar.suspend(|| report(entry));
        counts.count(entry);
    })?;
    bar.finish_and_clear();
    let Counts {
        drafts,
        submitted,
        known,
        refused,
    } = counts;
    let stored = if args.dry_run {
        "dry run, nothing stored"
    } else {
        "stored"
    };
    say(format_args!(
        "drafts: {drafts}, submitted: {submitted}, already imported: {known}, rejected: {refused} ({stored})"
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
            .context("there is no administrator to own the events; name an account with --owner"),
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

/// Prints the result of the import of one event.
fn report(line: &ReportLine) {
    let ReportLine {
        position,
        uid,
        title,
        mapped,
        completed,
        picture,
        result,
    } = line;
    let outcome = match result {
        ImportResult::Draft(faults) if faults.is_empty() => "draft, complete".to_owned(),
        ImportResult::Draft(faults) => format!("draft, to complete: {}", grouped(faults)),
        ImportResult::Submitted => "submitted".to_owned(),
        ImportResult::AlreadyImported => "already imported, left unchanged".to_owned(),
        ImportResult::Refused(why) => format!("rejected: {why}"),
    };
    say(format_args!(
        "{position:>5} {} \"{title}\": {outcome}",
        uid.as_deref().unwrap_or("-")
    ));
    if !mapped.is_empty() {
        say(format_args!("      imported: {}", mapped.join(", ")));
    }
    for line in completed {
        say(format_args!("      added: {line}"));
    }
    if let PictureResult::Refused(why) = picture {
        say(format_args!("      picture not fetched: {why}"));
    }
}

/// Groups faults by field and code; the items of a list count together: `occurrences outside_window × 33`.
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
    let format = |(name, count): (String, u32)| match count {
        1 => name,
        _ => format!("{name} × {count}"),
    };
    groups
        .into_iter()
        .map(format)
        .collect::<Vec<_>>()
        .join(", ")
}
