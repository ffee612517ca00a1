//! Paths of the application's pages, identical to its router (`web/src/app.rs`), which a test verifies.

/// All pages; a segment that begins with `:` matches any single segment.
pub(super) const PAGES: &[&str] = &[
    "/",
    "/evenements",
    "/evenements/:edition/:slug",
    "/evenements/:edition/:slug/message",
    "/organisateurs/:key",
    "/alertes",
    "/alertes/:secret",
    "/favoris",
    "/regions/:territory",
    "/departements/:territory",
    "/partenaires",
    "/participer",
    "/mode-d-emploi",
    "/integrer",
    "/deposer",
    "/connexion",
    "/inscription",
    "/verification",
    "/mot-de-passe-oublie",
    "/mot-de-passe",
    "/nouvelle-adresse",
    "/compte",
    "/compte/suppression",
    "/desabonnement",
    "/mes-evenements",
    "/mes-evenements/importer",
    "/mes-evenements/:id",
    "/mes-evenements/:id/modifier",
    "/mes-evenements/:id/kit",
    "/mes-organisations",
    "/mes-organisations/:id",
    "/invitation",
    "/invitation-organisation",
    "/invitation-role",
    "/invitation-partenaire",
    "/espaces-partenaires",
    "/espaces-partenaires/:id",
    "/lecture",
    "/kit",
    "/avis",
    "/pilotage",
    "/labellisation",
    "/labellisation/passes",
    "/labellisation/retenues",
    "/labellisation/:id",
    "/administration",
    "/administration/editions",
    "/administration/editions/:slug",
    "/administration/editions/:slug/kit",
    "/administration/editions/:slug/partenaires",
    "/administration/editions/:slug/textes-types",
    "/administration/personnes",
    "/administration/personnes/:id",
    "/administration/organisations",
    "/administration/taches",
    "/administration/journal",
    "/groupes",
    "/groupes/:id",
    "/administration/courriels",
    "/verifier",
    "/verifier/:code",
    "/accessibilite",
    "/mentions-legales",
];

/// True when a page exists at this path. A trailing slash is ignored, as in the application's router.
pub(super) fn is_page(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    PAGES
        .iter()
        .any(|page| fits(page.trim_end_matches('/'), path))
}

fn fits(page: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (page.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with(':') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_match_the_router_of_the_application() {
        let source = include_str!("../../../web/src/app.rs");

        let routed: Vec<_> = source
            .split("path!(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|path| *path != "/*unknown")
            .collect();

        assert!(!routed.is_empty());
        for path in routed {
            assert!(
                PAGES.contains(&path),
                "{path} is a page of the application; add it to the server's list"
            );
        }
    }
}
