use super::bundle::Bundle;
use super::{documentation, headers, routes_of};
use crate::app::Platform;
use actix_web::body;
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::{App, test};
use flate2::read::GzDecoder;
use ground::clock::Clock;
use ground::config::Config;
use rstest::rstest;
use std::fs;
use std::io::{Read as _, Write as _};
use tempfile::TempDir;

/// A small bundle with the structure of a real build.
fn bundle() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let app = folder.path().join("assets/app-123456");
    fs::create_dir_all(&app).unwrap();
    for (path, text) in [
        (
            "index.html",
            "<!doctype html><body>page<!--body-->of its own<!--/body-->",
        ),
        ("index.html.br", "page in brotli"),
        ("favicon.svg", "<svg/>"),
        ("sw.js", "self"),
        ("assets/app-123456/map.mjs", "export {}"),
    ] {
        fs::write(folder.path().join(path), text).unwrap();
    }
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 4096, 5, 22)
        .write_all(CODE.as_bytes())
        .unwrap();
    fs::write(app.join("web.wasm.br"), &packed).unwrap();
    let docs = folder.path().join("api/docs");
    fs::create_dir_all(&docs).unwrap();
    fs::write(docs.join("swagger-ui-bundle.js.br"), packed).unwrap();
    folder
}

/// Content of files that the bundle stores only in brotli.
const CODE: &str = "the code of the application";

/// A server without a catalogue, which these tests do not need.
fn platform(folder: &std::path::Path) -> Platform {
    let database = folder.join("test.sqlite").display().to_string();
    let config = Config::read(|name| match name {
        "SEMAINE_DATABASE_URL" => Some(database.clone()),
        "SEMAINE_PUBLIC_URL" => Some("https://exemple.fr".to_owned()),
        _ => None,
    })
    .unwrap();
    Platform::open(config, Clock::system()).unwrap()
}

async fn ask(
    method: Method,
    path: &str,
    request_headers: &[(header::HeaderName, &str)],
) -> ServiceResponse {
    let folder = bundle();
    let site = Bundle::Folder(folder.path().to_owned());
    let platform = platform(folder.path());
    let app = test::init_service(
        App::new()
            .wrap(from_fn(headers))
            .app_data(platform.services)
            .app_data(platform.live)
            .service(documentation())
            .configure(|cfg| routes_of(site, cfg)),
    )
    .await;
    let mut request = test::TestRequest::with_uri(path).method(method);
    for header in request_headers {
        request = request.insert_header(header.clone());
    }
    test::call_service(&app, request.to_request())
        .await
        .map_into_boxed_body()
}

async fn get(path: &str) -> ServiceResponse {
    ask(
        Method::GET,
        path,
        &[(header::ACCEPT, "text/html,*/*;q=0.8")],
    )
    .await
}

async fn text(response: ServiceResponse) -> String {
    let bytes = body::to_bytes(response.into_body()).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn value<'r>(response: &'r ServiceResponse, name: &header::HeaderName) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[rstest]
#[case("/connexion")]
#[case("/connexion/")]
#[case("/mes-evenements/0190/modifier?etape=3")]
#[actix_web::test]
async fn an_application_page_returns_the_shell(#[case] path: &str) {
    let response = get(path).await;

    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(value(&response, &header::CACHE_CONTROL), "no-cache");
    assert_eq!(
        value(&response, &header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    assert!(text(response).await.contains("page<!--body-->of its own"));
}

#[rstest]
#[case("/evenements/2018")]
#[case("/n-existe-pas")]
#[case("/evenements/2018/visite/trop")]
#[case("/regions")]
#[actix_web::test]
async fn an_unknown_path_returns_a_404_page(#[case] path: &str) {
    let response = get(path).await;

    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        value(&response, &header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    let page = text(response).await;
    assert!(page.contains("Cette page n’existe pas"), "{page}");
    assert!(page.starts_with("<!doctype html><body>page<div id=\"lecture\""));
    assert!(!page.contains("of its own"));
}

#[actix_web::test]
async fn a_public_page_waits_for_the_catalogue() {
    for path in [
        "/",
        "/evenements",
        "/sitemap.xml",
        "/regions/84-auvergne-rhone-alpes",
    ] {
        let response = get(path).await;

        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(value(&response, &header::RETRY_AFTER), "1");
    }
}

#[actix_web::test]
async fn robots_txt_links_the_sitemap_and_the_worker_is_revalidated() {
    let robots = get("/robots.txt").await;
    let worker = get("/sw.js").await;

    assert_eq!(value(&worker, &header::CACHE_CONTROL), "no-cache");
    assert!(
        text(robots)
            .await
            .contains("Sitemap: https://exemple.fr/sitemap.xml")
    );
}

#[rstest]
#[case("/assets/app-000000/web.wasm")]
#[case("/assets/app-123456/web.wasm.br")]
#[case("/assets/../assets/app-123456/map.mjs")]
#[case("/favicon.png")]
#[case("/wp-login.php")]
#[actix_web::test]
async fn an_unknown_file_returns_a_problem(#[case] path: &str) {
    let response = get(path).await;

    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        value(&response, &header::CONTENT_TYPE),
        "application/problem+json"
    );
    assert!(text(response).await.contains(r#""code":"not_found""#));
}

#[rstest]
#[case("gzip, deflate, br, zstd", "br")]
#[case("gzip, deflate", "gzip")]
#[case("br;q=0, *", "gzip")]
#[case("identity", "identity")]
#[case("br;q=0, gzip;q=0", "identity")]
#[actix_web::test]
async fn the_best_accepted_encoding_is_sent(#[case] accepted: &str, #[case] encoding: &str) {
    let response = ask(
        Method::GET,
        "/assets/app-123456/web.wasm",
        &[(header::ACCEPT_ENCODING, accepted)],
    )
    .await;

    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(value(&response, &header::CONTENT_ENCODING), encoding);
    assert_eq!(value(&response, &header::CONTENT_TYPE), "application/wasm");
    assert_eq!(
        value(&response, &header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(value(&response, &header::VARY), "accept-encoding");
    let body = body::to_bytes(response.into_body()).await.unwrap();
    let mut content = String::new();
    match encoding {
        "br" => brotli::Decompressor::new(&*body, 4096).read_to_string(&mut content),
        "gzip" => GzDecoder::new(&*body).read_to_string(&mut content),
        _ => body.as_ref().read_to_string(&mut content),
    }
    .unwrap();
    assert_eq!(content, CODE);
}

#[actix_web::test]
async fn the_reference_is_sent_as_it_is_stored_and_revalidated_by_its_tag() {
    let path = "/api/docs/swagger-ui-bundle.js";
    let brotli = (header::ACCEPT_ENCODING, "gzip, br");

    let response = ask(Method::GET, path, std::slice::from_ref(&brotli)).await;
    let tag = value(&response, &header::ETAG).to_owned();
    let again = ask(Method::GET, path, &[brotli, (header::IF_NONE_MATCH, &tag)]).await;

    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(value(&response, &header::CONTENT_ENCODING), "br");
    assert_eq!(value(&response, &header::CACHE_CONTROL), "no-cache");
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let sent = body::to_bytes(response.into_body()).await.unwrap();
    let folder = bundle();
    let stored = folder.path().join("api/docs/swagger-ui-bundle.js.br");
    assert_eq!(sent, fs::read(stored).unwrap());
}

#[actix_web::test]
async fn a_matching_entity_tag_returns_304_without_body() {
    let tag = value(&get("/connexion").await, &header::ETAG).to_owned();

    let again = ask(Method::GET, "/connexion", &[(header::IF_NONE_MATCH, &tag)]).await;
    let other = ask(
        Method::GET,
        "/connexion",
        &[
            (header::IF_NONE_MATCH, &tag),
            (header::ACCEPT_ENCODING, "br"),
        ],
    )
    .await;

    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(value(&again, &header::ETAG), tag);
    assert_eq!(text(again).await, "");
    assert_eq!(
        other.status(),
        StatusCode::OK,
        "each encoding has a tag of its own"
    );
}

#[actix_web::test]
async fn a_module_is_a_script_and_a_fetch_gets_no_html_page() {
    let module = get("/assets/app-123456/map.mjs").await;
    let fetch = ask(
        Method::GET,
        "/evenements",
        &[(header::ACCEPT, "application/json")],
    )
    .await;

    assert_eq!(
        value(&module, &header::CONTENT_TYPE),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(fetch.status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn pages_of_other_sites_load_the_files_of_embeds_and_no_others() {
    let shared = get("/assets/app-123456/map.mjs").await;
    let own = get("/favicon.svg").await;

    let allowed = header::ACCESS_CONTROL_ALLOW_ORIGIN;
    assert_eq!(value(&shared, &allowed), "*");
    assert_eq!(value(&own, &allowed), "");
}

#[actix_web::test]
async fn a_page_cannot_be_posted_to() {
    let response = ask(Method::POST, "/evenements", &[]).await;

    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(value(&response, &header::ALLOW), "GET, HEAD");
}

#[actix_web::test]
async fn every_response_has_the_security_headers() {
    for path in ["/connexion", "/nothing.json", "/assets/app-123456/map.mjs"] {
        let response = get(path).await;

        let policy = value(&response, &header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        assert_eq!(value(&response, &header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(
            value(&response, &header::REFERRER_POLICY),
            "strict-origin-when-cross-origin"
        );
        assert!(value(&response, &header::PERMISSIONS_POLICY).contains("geolocation=(self)"));
    }
    let docs = get("/api/docs/index.html").await;
    assert!(
        value(&docs, &header::CONTENT_SECURITY_POLICY).contains("style-src 'self' 'unsafe-inline'")
    );
}

#[actix_web::test]
async fn pages_with_a_secret_are_neither_referred_to_nor_indexed() {
    for (path, referrer, robots) in [
        (
            "/lecture",
            "no-referrer",
            Some("noindex, nofollow, noarchive"),
        ),
        ("/avis", "no-referrer", Some("noindex, nofollow, noarchive")),
        ("/kit", "no-referrer", Some("noindex, nofollow, noarchive")),
        (
            "/invitation/",
            "no-referrer",
            Some("noindex, nofollow, noarchive"),
        ),
        ("/connexion", "strict-origin-when-cross-origin", None),
    ] {
        let response = get(path).await;

        assert_eq!(
            value(&response, &header::REFERRER_POLICY),
            referrer,
            "{path}"
        );
        let said = response.headers().get("x-robots-tag");
        assert_eq!(said.and_then(|said| said.to_str().ok()), robots, "{path}");
    }
}
