//! Lists, a page at a time.

use async_stream::try_stream;
use chrono::{DateTime, Utc};
use futures_util::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::{Client, Result};
use crate::decode;
use crate::error::{Error, Unreadable};
use crate::http::Raw;
use crate::scope::Scope;
use crate::token::AccessToken;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Its records.
    pub items: Vec<T>,
    /// Records of this page that cannot be read: they are left out, and the rest goes on.
    pub unreadable: Vec<Unreadable>,
    /// Which page, from 1.
    pub number: u32,
    /// How many records the whole list has, where DoorFlow says so. For showing progress; a list's end is told by its pages.
    pub total: Option<u64>,
    /// DoorFlow's clock when the page was made: whole seconds.
    pub server_time: Option<DateTime<Utc>>,
    /// Whether the list ends here.
    pub last: bool,
}

/// What a list is asked with.
#[derive(Clone, Debug)]
pub(crate) struct ListRequest {
    pub(crate) scope: Scope,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    /// The parameter that sets the page size, and the size; `None` for a list that has no pages.
    pub(crate) size: Option<(&'static str, u32)>,
}

impl Client {
    /// One page. It is the last when it holds fewer records than a page of it can, whatever the headers say of a total.
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        token: &AccessToken,
        asked: &ListRequest,
        number: u32,
    ) -> Result<Page<T>> {
        let raw = self.list(token, asked, number).await?;
        match decode::plain_list(&raw.body) {
            Some(items) => Ok(page(&raw, asked, number, items, Vec::new())),
            None => Ok(record_by_record(&raw, asked, number)?.0),
        }
    }

    /// One page, and what tells it from the page before it.
    async fn page_and_marks<T: DeserializeOwned>(
        &self,
        token: &AccessToken,
        asked: &ListRequest,
        number: u32,
    ) -> Result<(Page<T>, Vec<Value>)> {
        let raw = self.list(token, asked, number).await?;
        let (page, mut records) = record_by_record(&raw, asked, number)?;
        Ok((page, records.iter_mut().map(mark).collect()))
    }

    async fn list(&self, token: &AccessToken, asked: &ListRequest, number: u32) -> Result<Raw> {
        let mut query = asked.query.clone();
        if let Some((name, size)) = asked.size {
            query.push((name, size.to_string()));
            query.push(("page", number.to_string()));
        }
        self.get_raw(token, Some(asked.scope), &asked.path, &query)
            .await
    }

    /// Page after page, up to the last.
    pub(crate) fn pages<T>(
        &self,
        token: &AccessToken,
        asked: ListRequest,
    ) -> impl Stream<Item = Result<Page<T>>> + Send + use<T>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let (client, token) = (self.clone(), token.clone());
        try_stream! {
            let mut before = Vec::new();
            for number in 1.. {
                let (page, marks) = client.page_and_marks::<T>(&token, &asked, number).await?;
                // A server that takes no notice of the page's number would be asked for ever.
                if !marks.is_empty() && marks == before {
                    Err(Error::Unreadable {
                        status: 200,
                        what: Unreadable { path: "page".to_owned(), reason: "the same page again".to_owned() },
                    })?;
                }
                before = marks;
                let last = page.last;
                yield page;
                if last {
                    break;
                }
            }
        }
    }
}

/// A page whose records may be of any kind, and these.
fn record_by_record<T: DeserializeOwned>(
    raw: &Raw,
    asked: &ListRequest,
    number: u32,
) -> Result<(Page<T>, Vec<Value>)> {
    let records = decode::list(&raw.body).map_err(|what| Error::Unreadable {
        status: raw.status,
        what,
    })?;
    let (items, unreadable) = sorted(&records);
    if !unreadable.is_empty() {
        tracing::warn!(path = asked.path, count = unreadable.len(), first = %unreadable[0], "records left out");
    }
    Ok((page(raw, asked, number, items, unreadable), records))
}

fn page<T>(
    raw: &Raw,
    asked: &ListRequest,
    number: u32,
    items: Vec<T>,
    unreadable: Vec<Unreadable>,
) -> Page<T> {
    // A server may give less than was asked for; then its own figure says what a full page is.
    let full = asked.size.map(|(_, size)| {
        raw.per_page
            .filter(|cap| (1..size).contains(cap))
            .unwrap_or(size) as usize
    });
    let count = items.len() + unreadable.len();
    Page {
        items,
        unreadable,
        number,
        total: raw.total,
        server_time: raw.server_time,
        last: full.is_none_or(|full| count < full),
    }
}

/// The records that can be read, and what is wrong with the others.
pub(crate) fn sorted<T: DeserializeOwned>(records: &[Value]) -> (Vec<T>, Vec<Unreadable>) {
    let (mut items, mut unreadable) = (Vec::with_capacity(records.len()), Vec::new());
    for (at, record) in records.iter().enumerate() {
        match decode::record(record) {
            Ok(item) => items.push(item),
            Err(what) => unreadable.push(within(at, what)),
        }
    }
    (items, unreadable)
}

/// What is the same in a record each time that it is listed: its id, or all of a record that has none.
fn mark(record: &mut Value) -> Value {
    match record.get_mut("id") {
        Some(id) if !id.is_null() => id.take(),
        _ => record.take(),
    }
}

/// A place in a record, as a place in the list.
fn within(at: usize, what: Unreadable) -> Unreadable {
    Unreadable {
        path: match what.path.as_str() {
            "." => format!("[{at}]"),
            path => format!("[{at}].{path}"),
        },
        reason: what.reason,
    }
}
