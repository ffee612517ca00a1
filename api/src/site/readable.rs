//! Public pages as server-rendered HTML, and generated files.

use super::bundle::{Bundle, Encoding};
use super::context::PageContext;
use super::embed::{self, FrameRoute};
use super::explorer_query::{self, ExplorerQuery};
use super::organisation::{self, OrganisationLookup};
use super::shell::Page;
use super::territory::{self, PageLookup, Territory};
use super::{
    alert, event, explorer, guide, home, map, message, missing, partners, problem_page, sitemap,
    text_pages, times, verify,
};
use crate::catalogue::Live;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use catalogue::Found;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use shared::event::EventQuery;
use shared::problem::Code;
use std::sync::Arc;

/// Name of the bundle file that serves as the shell of every page.
pub(super) const SHELL: &str = "index.html";

const HTML: &str = "text/html; charset=utf-8";

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

/// The HTML document into which the public pages are inserted.
pub(super) struct Shell {
    /// Its text; `None` when the server was built without the bundle.
    text: Option<String>,
    /// Part of the cache key, so that pages with the shell of another build are not served.
    build_tag: String,
}

impl Shell {
    pub(super) fn of(bundle: &Bundle) -> Self {
        let content = bundle.get(SHELL, Encoding::Identity);
        Self {
            build_tag: content.as_ref().map_or_else(String::new, |content| {
                BASE64_URL_SAFE_NO_PAD.encode(content.hash.split_at(4).0)
            }),
            text: content.and_then(|content| String::from_utf8(content.bytes.into()).ok()),
        }
    }

    fn answer(&self, page: &Page) -> Result<Answer, Error> {
        Answer::new(HTML, page.document(self.text.as_deref())?).linked(&page.head.link())
    }

    /// Sends a page that is not cached, such as an error page.
    pub(super) fn refusal(
        &self,
        status: StatusCode,
        page: &Page,
    ) -> Result<HttpResponse, ApiError> {
        Ok(HttpResponse::build(status)
            .content_type(HTML)
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(page.document(self.text.as_deref())?))
    }
}

/// Sends the content of a route.
///
/// # Errors
///
/// `unavailable` until the catalogue has been built.
pub(super) async fn answer(
    request: &HttpRequest,
    services: &Data<Services>,
    live: &Live,
    bundle: &Bundle,
    route: Route<'_>,
) -> Result<HttpResponse, ApiError> {
    if let Route::Problems | Route::Problem(_) = route {
        let page = problem_page::page(
            &services.site.url,
            match route {
                Route::Problem(code) => Some(code),
                _ => None,
            },
        )?;
        return Arc::new(Shell::of(bundle).answer(&page)?)
            .respond(request)
            .await;
    }
    if route == Route::Builder {
        let page = embed::page(&services.site.url, request.query_string())?;
        return Arc::new(Shell::of(bundle).answer(&page)?)
            .respond(request)
            .await;
    }
    if route == Route::Verify {
        return verify::form(request, services, bundle);
    }
    if let Route::Certificate(code) = route {
        return verify::certificate(request, services, bundle, code).await;
    }
    if let Route::Alert(secret) = route {
        return alert::page(request, services, bundle, secret).await;
    }
    if route == Route::Robots {
        return Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .insert_header((CACHE_CONTROL, "public, max-age=3600"))
            .body(sitemap::robots(&services.site.url)));
    }
    let context = PageContext::of(services, live)?;
    if route == Route::AlertForm {
        return alert::form(request, &context, bundle);
    }
    if let Route::Frame(frame) = route {
        return embed::answer(request, &context, live, bundle, frame).await;
    }
    let shell = Shell::of(bundle);
    let site = context.site();
    let keep = |name: &str, query: &EventQuery, make: &dyn Fn() -> Result<Answer, Error>| {
        let form = format!("site/{}/{name}", shell.build_tag);
        let key = context.catalogue.key(&form, query, context.now);
        live.answer(key, make)
    };
    let cached = |name: &str, make: &dyn Fn() -> Result<Page, Error>| {
        keep(name, &EventQuery::default(), &|| shell.answer(&make()?))
    };
    let path = request.path();
    let made = match route {
        Route::Home => cached("home", &|| home::page(&context)),
        Route::Explorer => {
            let explorer = ExplorerQuery::read(request.query_string());
            if explorer.by_form {
                return Ok(moved(
                    &explorer_query::address(&explorer.query, explorer.page),
                    false,
                ));
            }
            let name = format!("list/{}", explorer.page);
            keep(&name, &explorer.query, &|| {
                let answer = shell.answer(&explorer::page(&context, &explorer)?)?;
                Ok(answer.seldom_unless(explorer.query.is_whole_edition()))
            })
        }
        Route::Event(edition, slug) => match context.catalogue.by_slug(edition, slug) {
            Some(Found::Event(entry)) => {
                let edition = context
                    .catalogue
                    .edition(&entry.event.edition)
                    .ok_or_else(Error::not_found)?;
                let past = times::past(&entry.event, context.now);
                cached(&format!("event/{}/{past}", entry.event.id), &|| {
                    event::page(&context, entry, edition)
                })
            }
            Some(Found::Gone) => {
                return shell.refusal(StatusCode::GONE, &missing::gone(site, path)?);
            }
            None => {
                let page = missing::no_event(site, path, slug)?;
                return shell.refusal(StatusCode::NOT_FOUND, &page);
            }
        },
        Route::Message(edition, slug) => {
            let page = match context.catalogue.by_slug(edition, slug) {
                Some(Found::Event(entry)) => {
                    let edition = context
                        .catalogue
                        .edition(&entry.event.edition)
                        .ok_or_else(Error::not_found)?;
                    message::page(&context, entry, edition, request.query_string())?
                }
                Some(Found::Gone) => {
                    return shell.refusal(StatusCode::GONE, &missing::gone(site, path)?);
                }
                None => {
                    let page = missing::no_event(site, path, slug)?;
                    return shell.refusal(StatusCode::NOT_FOUND, &page);
                }
            };
            return shell.refusal(StatusCode::OK, &page);
        }
        Route::Organisation(key) => match organisation::look_up(services, &context, key).await? {
            OrganisationLookup::Found(found) => {
                let name = format!("organisation/{}/{}", found.row.id(), found.row.version);
                cached(&name, &|| organisation::page(&context, &found))
            }
            OrganisationLookup::Redirect(address, for_good) => {
                return Ok(moved(&address, for_good));
            }
            OrganisationLookup::NotFound => return not_found(bundle, site, path),
        },
        Route::Region(part) | Route::Department(part) => {
            let led = if matches!(route, Route::Region(_)) {
                Territory::region(part)
            } else {
                Territory::department(part)
            };
            match led {
                PageLookup::Found(territory) => {
                    cached(&territory.path(), &|| territory::page(&context, &territory))
                }
                PageLookup::Redirect(address) => return Ok(moved(&address, true)),
                PageLookup::NotFound => return not_found(bundle, site, path),
            }
        }
        Route::Partners => cached("partners", &|| partners::page(&context)),
        Route::TakePart => cached("take_part", &|| text_pages::take_part(&context)),
        Route::Guide => cached("guide", &|| guide::page(&context)),
        Route::Accessibility => cached("accessibility", &|| text_pages::accessibility(&context)),
        Route::Legal => cached("legal", &|| text_pages::legal(&context)),
        Route::Offline => cached("offline", &|| missing::offline(site)),
        Route::Drawing => {
            let query = ExplorerQuery::read(request.query_string()).query;
            keep("drawing", &query, &|| {
                let answer = map::file(&context, &query)?;
                Ok(answer.seldom_unless(query.is_whole_edition()))
            })
        }
        Route::Sitemap => keep("sitemap", &EventQuery::default(), &|| {
            sitemap::index(&context)
        }),
        Route::SitemapPart(name) => {
            keep(&format!("sitemap/{name}"), &EventQuery::default(), &|| {
                sitemap::part(&context, name)?.ok_or_else(Error::not_found)
            })
        }
        // Handled above: they do not need the catalogue, or are not kept.
        Route::Verify
        | Route::Builder
        | Route::Frame(_)
        | Route::AlertForm
        | Route::Alert(_)
        | Route::Certificate(_)
        | Route::Robots
        | Route::Problems
        | Route::Problem(_) => {
            return Err(Error::not_found().into());
        }
    }?;
    made.respond(request).await
}

/// Sends the 404 page.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn not_found(bundle: &Bundle, site: &str, path: &str) -> Result<HttpResponse, ApiError> {
    Shell::of(bundle).refusal(StatusCode::NOT_FOUND, &missing::no_page(site, path)?)
}

/// The document of a page.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn document(bundle: &Bundle, page: &Page) -> Result<String, Error> {
    page.document(Shell::of(bundle).text.as_deref())
}

/// Leads to another address.
pub(super) fn moved(address: &str, for_good: bool) -> HttpResponse {
    let status = if for_good {
        StatusCode::MOVED_PERMANENTLY
    } else {
        StatusCode::FOUND
    };
    HttpResponse::build(status)
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish()
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
