//! Where a list ends, and what one bad record in it does.

use std::pin::pin;

use doorflow::{Error, ListedPerson, Page, PeopleQuery, Result, Site, SiteId, Unreadable};
use futures_util::{Stream, StreamExt as _};
use serde_json::{Value, json};

use crate::scripted::{Reply, Scripted};
use crate::{client, token};

async fn all<T>(pages: impl Stream<Item = Result<Page<T>>>) -> Vec<Result<Page<T>>> {
    let mut pages = pin!(pages);
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        all.push(page);
    }
    all
}

/// A page of people with these ids.
fn people(ids: std::ops::Range<i64>) -> Reply {
    let records: Vec<Value> = ids.map(|id| json!({"id": id, "enabled": true})).collect();
    Reply::json(200, &Value::Array(records))
}

/// Walks the people in pages of `per_page`: the sizes of the pages, and how the walk ended.
async fn walk(server: &Scripted, per_page: u32) -> (Vec<usize>, Option<Error>) {
    let query = PeopleQuery {
        per_page: Some(per_page),
        ..PeopleQuery::default()
    };
    let mut sizes = Vec::new();
    for page in all(client(&server.url).people(&token(), &query)).await {
        match page {
            Ok(page) => sizes.push(page.items.len()),
            Err(error) => return (sizes, Some(error)),
        }
    }
    (sizes, None)
}

#[tokio::test]
async fn a_short_or_an_empty_page_ends_a_list_whatever_the_headers_say() {
    let cases = [
        ("a short one", vec![people(0..3), people(3..5)], vec![3, 2]),
        (
            "an empty one after a full one",
            vec![people(0..3), people(3..3)],
            vec![3, 0],
        ),
        ("an empty list", vec![people(0..0)], vec![0]),
        (
            "a total of nothing beside a full page",
            vec![people(0..3).header("total", "0"), people(3..4)],
            vec![3, 1],
        ),
        (
            "a total of many beside a short page",
            vec![people(0..2).header("x-total-results", "4000")],
            vec![2],
        ),
        (
            "a smaller cap than was asked for",
            vec![
                people(0..2).header("per-page", "2"),
                people(2..4).header("x-per-page", "2"),
                people(4..5).header("per-page", "2"),
            ],
            vec![2, 2, 1],
        ),
        (
            "a cap that is none",
            vec![people(0..2).header("per-page", "0")],
            vec![2],
        ),
        (
            "a cap above what was asked for",
            vec![people(0..3).header("per-page", "5"), people(3..4)],
            vec![3, 1],
        ),
        (
            "a cap that is no number",
            vec![people(0..2).header("per-page", "two")],
            vec![2],
        ),
    ];
    for (why, replies, sizes) in cases {
        let server = Scripted::start(replies).await;
        let (seen, error) = walk(&server, 3).await;
        assert!(error.is_none(), "{why}: {error:?}");
        assert_eq!(seen, sizes, "{why}");
        let asked: Vec<_> = (1..=sizes.len())
            .map(|page| format!("GET /api/3/people?per_page=3&page={page}"))
            .collect();
        assert_eq!(server.targets(), asked, "{why}");
    }
}

#[tokio::test]
async fn a_server_that_gives_the_same_page_for_ever_is_noticed() {
    let changing = |note: &str| {
        let records = ["1", "2"].map(|id| json!({"id": id, "enabled": true, "notes": note}));
        Reply::json(200, &json!(records))
    };
    let unreadable = || Reply::json(200, &json!([{"id": 1}, {"id": 2}]));
    let nameless = || Reply::json(200, &json!([{"enabled": true}, 7]));
    let cases = [
        ("the same bytes", vec![people(0..2), people(0..2)], 1),
        (
            "the same people, otherwise written",
            vec![changing("first"), changing("second")],
            1,
        ),
        (
            "records that cannot be read",
            vec![unreadable(), unreadable()],
            1,
        ),
        ("records without an id", vec![nameless(), nameless()], 1),
        (
            "not from the start",
            vec![people(0..2), people(2..4), people(2..4)],
            2,
        ),
    ];
    for (why, replies, good) in cases {
        let requests = replies.len();
        let server = Scripted::start(replies).await;
        let (seen, error) = walk(&server, 2).await;
        assert_eq!(seen.len(), good, "the pages up to it are good: {why}");
        let Some(Error::Unreadable { what, .. }) = error else {
            panic!("{why}: {error:?}");
        };
        assert_eq!(what.path, "page", "{why}");
        assert_eq!(server.asked().len(), requests, "asked no further: {why}");
    }
}

#[tokio::test]
async fn a_page_that_repeats_some_people_is_none_of_that() {
    // Somebody was added meanwhile: the pages shift.
    let server = Scripted::start([people(0..3), people(2..5), people(5..6)]).await;
    let (seen, error) = walk(&server, 3).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(seen, [3, 3, 1]);
}

#[tokio::test]
async fn a_walk_ends_with_the_error_that_stopped_it() {
    let server = Scripted::start([people(0..2), Reply::text(503, ""), people(2..3)]).await;
    let (seen, error) = walk(&server, 2).await;
    assert_eq!(seen, [2]);
    assert!(
        matches!(error, Some(Error::Server { status: 503 })),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 2, "nothing is asked again or further");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_does_not_take_the_others_along() {
    let records = json!([
        {"id": 1, "name": "Main"},
        {"id": "x"},
        null,
        [2, "Annexe"],
        {"name": "No id"},
        {"id": 5, "site_ips": [{"ip_address": "10.0.0.0/8"}, 7]},
        {"id": 6},
    ]);
    let server = Scripted::start([Reply::json(200, &records).header("total", "7")]).await;
    let pages = all(client(&server.url).sites(&token())).await;
    let page: &Page<Site> = pages[0].as_ref().expect("a page");
    let ids: Vec<_> = page.items.iter().map(|site| site.id).collect();
    assert_eq!(ids, [SiteId(1), SiteId(6)]);
    let kind = "not of the kind that was expected";
    let wanted = [
        ("[1].id", kind),
        ("[2]", "not an object"),
        ("[3]", "not an object"),
        ("[4]", "missing field `id`"),
        ("[5].site_ips[1]", kind),
    ]
    .map(|(path, reason)| Unreadable {
        path: path.to_owned(),
        reason: reason.to_owned(),
    });
    assert_eq!(page.unreadable, wanted);
    assert_eq!((page.number, page.total, page.last), (1, Some(7), true));
}

#[tokio::test]
async fn a_list_that_is_no_list_is_an_error() {
    for body in ["{\"people\":[]}", "null", "", "[{\"id\":1}", "[] []"] {
        let server = Scripted::start([Reply::text(200, body)]).await;
        let error = client(&server.url)
            .roles(&token())
            .await
            .expect_err("no list");
        assert!(
            matches!(error, Error::Unreadable { status: 200, .. }),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_list_without_pages_is_one_however_long() {
    let groups: Vec<Value> = (0..1500).map(|id| json!({"id": id})).collect();
    let reply = Reply::json(200, &json!(groups)).header("per-page", "50");
    let server = Scripted::start([reply]).await;
    let page = client(&server.url).groups(&token()).await.expect("a list");
    assert_eq!(page.items.len(), 1500);
    assert!(page.last);
    assert_eq!(server.targets(), ["GET /api/3/groups"]);
}

#[tokio::test]
async fn one_page_can_be_asked_for_by_its_number() {
    let server = Scripted::start([people(0..100), people(0..99)]).await;
    let client = client(&server.url);
    let query = PeopleQuery::default();
    let full = client.people_page(&token(), &query, 7).await.expect("page");
    assert_eq!((full.number, full.last), (7, false));
    let short = client.people_page(&token(), &query, 8).await.expect("page");
    assert_eq!((short.number, short.last), (8, true));
    assert_eq!(
        server.targets(),
        [7, 8].map(|page| format!("GET /api/3/people?per_page=100&page={page}"))
    );
}

#[tokio::test]
async fn a_page_by_its_number_is_the_page_of_the_walk() {
    let records = [
        json!({"id": "1", "first_name": "A", "enabled": "true", "staff_card": "4711"}),
        json!({"id": 2, "enabled": true}),
        json!([3, "a list is no record"]),
    ];
    for readable in [2, 3] {
        // The server's clock is part of a page, and must not tick between the two.
        let reply = || {
            Reply::json(200, &json!(records[..readable]))
                .header("total", "7")
                .header("date", "Wed, 03 Jun 2026 10:00:00 GMT")
        };
        let server = Scripted::start([reply(), reply()]).await;
        let query = PeopleQuery {
            per_page: Some(10),
            ..PeopleQuery::default()
        };
        let mut walked = all(client(&server.url).people(&token(), &query)).await;
        let Some(Ok(walked)) = walked.pop().filter(|_| walked.is_empty()) else {
            panic!("{walked:?}")
        };
        let in_short = Page {
            items: walked.items.into_iter().map(ListedPerson::from).collect(),
            unreadable: walked.unreadable,
            number: walked.number,
            total: walked.total,
            server_time: walked.server_time,
            last: walked.last,
        };
        let asked = client(&server.url).people_page(&token(), &query, 1).await;
        let asked = asked.expect("a page");
        assert_eq!(asked, in_short);
        assert_eq!(asked.items.len(), 2);
        assert_eq!(asked.unreadable.len(), readable - 2);
    }
}
