//! `semaine user`: creates and lists accounts, and grants roles.

use super::say;
use crate::accounts::passwords::Passwords;
use crate::accounts::people::{self, NewAccount};
use crate::app::Platform;
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use http::Services;
use shared::account::{Grant, NAME_MAX_CHARS, Role};
use shared::place::Territory;
use shared::text::{self, Limits};
use std::io::BufRead as _;
use std::process::ExitCode;

/// Subcommand of `user`, one per action.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Create an account with a verified address; reads the password from standard input
    Create(Create),
    /// Grant a role to an account
    Grant(GrantRole),
    /// List all accounts with their roles
    List,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// E-mail address of the account
    email: String,
    /// First and last name
    #[arg(long)]
    name: String,
}

#[derive(Debug, Args)]
pub(super) struct GrantRole {
    /// E-mail address of the account
    email: String,
    /// `referent`, `coordinator` or `administrator`
    #[arg(value_parser = role)]
    role: Role,
    /// Territory of a referent, such as `region:84` or `department:69`
    #[arg(long, value_parser = Territory::parse)]
    territory: Option<Territory>,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word)
        .filter(|role| role.is_given())
        .ok_or_else(|| "must be referent, coordinator or administrator".to_owned())
}

pub(super) fn run(platform: &Platform, command: &UserCommand) -> anyhow::Result<ExitCode> {
    let services = &platform.services;
    match command {
        UserCommand::Create(args) => create(services, &platform.passwords, args)?,
        UserCommand::Grant(args) => grant(services, args)?,
        UserCommand::List => {
            for account in services.db.read_now(people::all)? {
                let roles: Vec<_> = account
                    .grants
                    .iter()
                    .map(|grant| format!("{} ({})", grant.role, grant.territory))
                    .collect();
                let verified = if account.verified {
                    "verified"
                } else {
                    "unverified"
                };
                say(format_args!(
                    "{}\t{}\t{verified}\t{}",
                    account.email,
                    account.name,
                    roles.join(", ")
                ));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn create(services: &Services, passwords: &Passwords, args: &Create) -> anyhow::Result<()> {
    let email = text::email("/email", &args.email)
        .map_err(|fault| anyhow::anyhow!("invalid address: {}", fault.detail))?;
    let Ok(Some(name)) = Limits::line(1, NAME_MAX_CHARS).read("/name", &args.name) else {
        bail!("the name must have 1 to {NAME_MAX_CHARS} characters");
    };
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .context("password")?;
    let password = password.trim_end_matches(['\r', '\n']);
    if let Err(fault) = crate::accounts::passwords::check("/password", password) {
        bail!("invalid password: {}", fault.detail);
    }
    let new = NewAccount {
        email: email.clone(),
        name,
        password_hash: passwords.hash_now(password)?,
        verified: true,
    };
    services.db.write_now(|conn| {
        if people::by_email(conn, &new.email)?.is_some() {
            return Err(anyhow::anyhow!("{email} already has an account").into());
        }
        people::create(conn, &services.clock, &new)
    })?;
    say(format_args!("account created: {email}"));
    Ok(())
}

fn grant(services: &Services, args: &GrantRole) -> anyhow::Result<()> {
    let territory = match (args.role, &args.territory) {
        (Role::Referent, Some(territory)) => territory.clone(),
        (Role::Referent, None) => bail!("a referent needs --territory, such as region:84"),
        (_, None) => Territory::National,
        (_, Some(_)) => bail!("only referents have a territory"),
    };
    let grant = Grant {
        role: args.role,
        territory,
    };
    let new = services.db.write_now(|conn| {
        let id = people::by_email(conn, &args.email)?
            .with_context(|| format!("{} has no account", args.email))?;
        people::grant(conn, &services.clock, id, &grant)
    })?;
    let verb = if new { "is" } else { "was already" };
    say(format_args!(
        "{} {verb} {} ({})",
        args.email, grant.role, grant.territory
    ));
    Ok(())
}
