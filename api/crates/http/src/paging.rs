//! Pages of a list: signed cursors that clients cannot forge, and the `Link` header.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::error::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::paging::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use shared::problem::Code;

/// Length of the signature in bytes: long enough that guessing is hopeless, short enough for a URL.
const SEAL_BYTES: usize = 12;

/// Signs and verifies cursors.
#[derive(Debug)]
pub struct Cursors {
    key: hmac::Key,
}

impl Cursors {
    /// Signs with a key that all instances share.
    pub fn new(secret: &[u8]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
        }
    }

    /// The cursor that stands for the position after `position` in the list named `list`.
    ///
    /// # Errors
    ///
    /// When the position has no JSON form.
    pub fn after(&self, list: &str, position: &impl Serialize) -> Result<String, Error> {
        let position = serde_json::to_vec(position)?;
        let mut bytes = self.seal(list, &position);
        bytes.extend_from_slice(&position);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Verifies and parses a cursor of the list named `list`.
    ///
    /// # Errors
    ///
    /// `invalid_cursor` when this server did not issue it for that list.
    pub fn read<T: DeserializeOwned>(&self, list: &str, cursor: &str) -> Result<T, Error> {
        let refusal = || Error::rejected(Code::InvalidCursor);
        let bytes = URL_SAFE_NO_PAD
            .decode(cursor)
            .map_err(|_unreadable| refusal())?;
        let (seal, position) = bytes.split_at_checked(SEAL_BYTES).ok_or_else(refusal)?;
        if self.seal(list, position) != seal {
            return Err(refusal());
        }
        serde_json::from_slice(position).map_err(|_outdated| refusal())
    }

    fn seal(&self, list: &str, position: &[u8]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(list.as_bytes());
        context.update(&[0]);
        context.update(position);
        context
            .sign()
            .as_ref()
            .iter()
            .copied()
            .take(SEAL_BYTES)
            .collect()
    }
}

/// Page size: the requested one, from 1 to [`MAX_LIMIT`], or [`DEFAULT_LIMIT`] without one.
///
/// # Errors
///
/// `invalid_parameter` outside these bounds.
pub fn limit(asked: Option<u32>) -> Result<u32, Error> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Some(_) => Err(super::query::invalid(
            "limit",
            &format!("must be between 1 and {MAX_LIMIT}"),
        )),
    }
}

/// Requested page of a list. `P` is the position of an item in the list's order, unique to the item.
#[derive(Debug)]
pub struct Pager<'a, P> {
    cursors: &'a Cursors,
    list: String,
    limit: u32,
    after: Option<P>,
}

impl<'a, P: Serialize + DeserializeOwned> Pager<'a, P> {
    /// Page of at most `limit` items after `cursor`; the first page without a cursor. `list` names the list and
    /// everything that its order depends on: a cursor is valid only for the same name.
    ///
    /// # Errors
    ///
    /// `invalid_cursor` when this server did not issue the cursor for that list.
    pub fn new(
        cursors: &'a Cursors,
        list: impl Into<String>,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Self, Error> {
        let list = list.into();
        let after = cursor
            .map(|cursor| cursors.read(&list, cursor))
            .transpose()?;
        Ok(Self {
            cursors,
            list,
            limit,
            after,
        })
    }

    /// Position of the last item of the previous page.
    pub const fn after(&self) -> Option<&P> {
        self.after.as_ref()
    }

    /// Number of items to read: one more than the page holds, which shows whether another page follows.
    pub const fn items_to_read(&self) -> u32 {
        self.limit + 1
    }

    /// Cuts the items that were read to the page, and makes the cursor of the next page if one follows.
    ///
    /// # Errors
    ///
    /// When the position cannot be serialised.
    pub fn cut<T>(
        &self,
        mut items: Vec<T>,
        position: impl FnOnce(&T) -> P,
    ) -> Result<(Vec<T>, Option<String>), Error> {
        let limit = self.limit as usize;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = match items.last() {
            Some(last) if more => Some(self.cursors.after(&self.list, &position(last))?),
            Some(_) | None => None,
        };
        Ok((items, next))
    }
}

/// Sends a page, with a `Link` header to the next one.
pub fn respond<T: Serialize>(request: &HttpRequest, page: &Page<T>) -> HttpResponse {
    respond_with(request, page.next_cursor.as_deref(), page)
}

/// As [`respond`], of a page that says more than its items. `next_cursor` is that of the page.
pub fn respond_with(
    request: &HttpRequest,
    next_cursor: Option<&str>,
    page: &impl Serialize,
) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(cursor) = next_cursor {
        response.insert_header(next_link(request, cursor));
    }
    response.json(page)
}

/// The `Link` header to the next page: the URL of the request with another cursor.
fn next_link(request: &HttpRequest, cursor: &str) -> (header::HeaderName, String) {
    let kept = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
        .collect::<Vec<_>>()
        .join("&");
    let separator = if kept.is_empty() { "" } else { "&" };
    (
        header::LINK,
        format!(
            "<{}?{kept}{separator}cursor={cursor}>; rel=\"next\"",
            request.path()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cursor_is_read_back_for_its_own_list_only() {
        let cursors = Cursors::new(b"secret");
        let cursor = cursors.after("events", &("2018", 7)).unwrap();

        assert_eq!(
            cursors.read::<(String, u32)>("events", &cursor).unwrap(),
            ("2018".to_owned(), 7)
        );
        assert_eq!(
            cursors
                .read::<(String, u32)>("queue", &cursor)
                .unwrap_err()
                .code(),
            Code::InvalidCursor
        );
        assert_eq!(
            Cursors::new(b"other")
                .read::<(String, u32)>("events", &cursor)
                .unwrap_err()
                .code(),
            Code::InvalidCursor
        );
    }

    #[test]
    fn pages_cover_the_list_and_the_last_has_no_cursor() {
        let cursors = Cursors::new(b"secret");
        let list = [2, 3, 5, 7, 11];
        let (mut cursor, mut pages) = (None, Vec::new());
        loop {
            let asked = Pager::new(&cursors, "primes", 2, cursor.as_deref()).unwrap();
            let found = list
                .into_iter()
                .filter(|item| asked.after().is_none_or(|after| item > after))
                .take(asked.items_to_read() as usize)
                .collect();
            let (items, next) = asked.cut(found, |item| *item).unwrap();
            pages.push(items);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }

        assert_eq!(pages, [vec![2, 3], vec![5, 7], vec![11]]);
    }

    #[test]
    fn a_full_last_page_has_no_cursor() {
        let cursors = Cursors::new(b"secret");
        let asked = Pager::<u32>::new(&cursors, "primes", 2, None).unwrap();

        assert_eq!(
            asked.cut(vec![2, 3], |item| *item).unwrap(),
            (vec![2, 3], None)
        );
    }

    proptest! {
        #[test]
        fn an_invented_cursor_is_refused(cursor in ".{0,40}") {
            prop_assert_eq!(Cursors::new(b"secret").read::<u32>("events", &cursor).unwrap_err().code(), Code::InvalidCursor);
        }
    }
}
