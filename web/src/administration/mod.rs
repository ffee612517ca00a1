//! Pages of administrators and of the coordination: what is set up for everybody.

mod editions;
mod jobs;
mod journal;
mod landing_page;
mod offer_page;
mod organisations;
mod people;

pub use editions::{EditionPage, EditionsPage, PartnersPage, TextsPage};
pub use jobs::JobsPage;
pub use journal::LogPage;
pub use landing_page::AdministrationPage;
pub use offer_page::RoleOfferPage;
pub use organisations::RegisterPage;
pub use people::{PeoplePage, PersonPage};

use crate::messages::{t, t_of};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::account::Role;

/// Roles that may read a part of the administration.
const READERS: &[Role] = &[Role::Administrator, Role::Coordinator];
/// Roles of those who run the platform.
const ADMINISTRATORS: &[Role] = &[Role::Administrator];

/// A part of the administration. Its title and text are the messages `administration.<name>` and `administration.<name>.text`.
struct Section {
    name: &'static str,
    href: &'static str,
    roles: &'static [Role],
}

/// The parts, in the order in which they are listed.
const SECTIONS: &[Section] = &[
    Section {
        name: "editions",
        href: "/administration/editions",
        roles: READERS,
    },
    Section {
        name: "people",
        href: "/administration/personnes",
        roles: READERS,
    },
    Section {
        name: "organisations",
        href: "/administration/organisations",
        roles: READERS,
    },
    Section {
        name: "partners",
        href: "/espaces-partenaires",
        roles: READERS,
    },
    Section {
        name: "log",
        href: "/administration/journal",
        roles: READERS,
    },
    Section {
        name: "jobs",
        href: "/administration/taches",
        roles: &[Role::Administrator],
    },
    Section {
        name: "outbox",
        href: "/administration/courriels",
        roles: &[Role::Administrator],
    },
];

/// The parts that somebody with these roles may open.
fn sections_of(has: impl Fn(Role) -> bool) -> impl Iterator<Item = &'static Section> {
    let open = move |section: &&Section| section.roles.iter().any(|role| has(*role));
    SECTIONS.iter().filter(open)
}

/// The way back to the list of the parts.
#[component]
fn Way() -> impl IntoView {
    view! { <p><A href="/administration">{t("administration.title")}</A></p> }
}

/// Title of a part.
fn title_of(section: &Section) -> String {
    t_of("administration", section.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_title_and_a_text() {
        for section in SECTIONS {
            assert!(!title_of(section).is_empty());
            assert!(!t_of("administration", &format!("{}.text", section.name)).is_empty());
        }
    }

    #[test]
    fn the_coordination_does_not_read_the_mails() {
        let names: Vec<_> = sections_of(|role| role == Role::Coordinator)
            .map(|section| section.name)
            .collect();
        assert!(names.contains(&"editions"));
        assert!(names.contains(&"people"));
        assert!(!names.contains(&"outbox"));
    }
}
