//! The addresses whose content the server renders itself.

use super::embed::FrameRoute;
use super::message;
use shared::problem::Code;

/// Content that the server renders itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'p> {
    Home,
    Explorer,
    Event(&'p str, &'p str),
    Message(&'p str, &'p str),
    Organisation(&'p str),
    Region(&'p str),
    Department(&'p str),
    Partners,
    TakePart,
    Guide,
    /// The page on which a tag for another site is composed.
    Builder,
    /// A page for a frame on another site.
    Frame(FrameRoute<'p>),
    Accessibility,
    Legal,
    Verify,
    Certificate(&'p str),
    AlertForm,
    Alert(&'p str),
    Offline,
    Problems,
    Problem(Code),
    Drawing,
    Robots,
    Sitemap,
    SitemapPart(&'p str),
}

impl<'p> Route<'p> {
    /// Finds the route of a path; a trailing slash is ignored.
    pub(super) fn of(path: &'p str) -> Option<Self> {
        let path = path.trim_start_matches('/').trim_end_matches('/');
        let parts: Vec<&str> = path.split('/').collect();
        Some(match parts.as_slice() {
            [""] => Self::Home,
            ["evenements"] => Self::Explorer,
            ["evenements", edition, slug] => Self::Event(edition, slug),
            ["evenements", edition, slug, message::SEGMENT] => Self::Message(edition, slug),
            ["organisateurs", key] => Self::Organisation(key),
            ["regions", part] => Self::Region(part),
            ["departements", part] => Self::Department(part),
            ["partenaires"] => Self::Partners,
            ["participer"] => Self::TakePart,
            ["mode-d-emploi"] => Self::Guide,
            ["integrer"] => Self::Builder,
            ["integration"] => Self::Frame(FrameRoute::List),
            ["integration", "carte"] => Self::Frame(FrameRoute::Map),
            ["integration", "evenements", edition, slug] => {
                Self::Frame(FrameRoute::Event(edition, slug))
            }
            ["accessibilite"] => Self::Accessibility,
            ["mentions-legales"] => Self::Legal,
            ["verifier"] => Self::Verify,
            ["verifier", code] => Self::Certificate(code),
            ["alertes"] => Self::AlertForm,
            ["alertes", secret] => Self::Alert(secret),
            ["hors-ligne"] => Self::Offline,
            ["problems"] => Self::Problems,
            ["problems", code] => Self::Problem(
                Code::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str() == *code)?,
            ),
            ["carte.svg"] => Self::Drawing,
            ["robots.txt"] => Self::Robots,
            ["sitemap.xml"] => Self::Sitemap,
            ["sitemaps", name] => Self::SitemapPart(name.strip_suffix(".xml")?),
            _ => return None,
        })
    }

    /// True for a page for people, false for a file for programs.
    pub(super) const fn is_page(self) -> bool {
        !matches!(
            self,
            Self::Drawing | Self::Robots | Self::Sitemap | Self::SitemapPart(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/", Some(Route::Home))]
    #[case("/evenements/", Some(Route::Explorer))]
    #[case("/evenements/2018/visite", Some(Route::Event("2018", "visite")))]
    #[case("/evenements/2018", None)]
    #[case(
        "/evenements/2018/visite/message",
        Some(Route::Message("2018", "visite"))
    )]
    #[case(
        "/organisateurs/73282932000074",
        Some(Route::Organisation("73282932000074"))
    )]
    #[case("/organisateurs", None)]
    #[case("/partenaires/", Some(Route::Partners))]
    #[case("/sitemaps/2018-1.xml", Some(Route::SitemapPart("2018-1")))]
    #[case("/sitemaps/2018-1", None)]
    #[case("/integrer", Some(Route::Builder))]
    #[case("/integration", Some(Route::Frame(FrameRoute::List)))]
    #[case("/integration/carte", Some(Route::Frame(FrameRoute::Map)))]
    #[case(
        "/integration/evenements/2018/visite",
        Some(Route::Frame(FrameRoute::Event("2018", "visite")))
    )]
    #[case("/integration/evenements", None)]
    #[case("/integration/semaine-evenements.js", None)]
    #[case("/verifier", Some(Route::Verify))]
    #[case("/verifier/7K3QX-9TB43", Some(Route::Certificate("7K3QX-9TB43")))]
    #[case("/alertes", Some(Route::AlertForm))]
    #[case("/alertes/abc", Some(Route::Alert("abc")))]
    #[case("/problems", Some(Route::Problems))]
    #[case("/problems/gone", Some(Route::Problem(Code::Gone)))]
    #[case("/problems/nothing", None)]
    #[case("/connexion", None)]
    fn paths_are_routed(#[case] path: &str, #[case] route: Option<Route<'_>>) {
        assert_eq!(Route::of(path), route);
    }
}
