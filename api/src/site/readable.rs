//! Public pages as server-rendered HTML, and generated files.

use super::bundle::Bundle;
use super::context::PageContext;
use super::document::{Shell, moved, not_found};
use super::embed;
use super::explorer_query::{self, ExplorerQuery};
use super::near::Near;
use super::organisation::{self, OrganisationLookup};
use super::route::Route;
use super::shell::Page;
use super::territory::{self, PageLookup, Territory};
use super::{
    alert, event, explorer, guide, home, map, message, missing, partners, problem_page, sitemap,
    text_pages, times, verify,
};
use crate::catalogue::Live;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use catalogue::Found;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use shared::event::EventQuery;
use std::sync::Arc;

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
        Route::Home => {
            let near = Near::read(request.query_string());
            match &near {
                Near::Elsewhere(address) => return Ok(moved(address, false)),
                Near::Unknown(_) => {
                    return shell.refusal(StatusCode::OK, &home::page(&context, &near)?);
                }
                Near::Anywhere | Near::Commune(_) => {}
            }
            let name = format!("home/{}", near.key(context.now));
            keep(&name, &EventQuery::default(), &|| {
                let answer = shell.answer(&home::page(&context, &near)?)?;
                Ok(answer.seldom_unless(near == Near::Anywhere))
            })
        }
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
