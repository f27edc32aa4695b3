//! Following a redirect on this machine, and only there.

use doorflow::{Error, redirect_of};

use crate::scripted::{Reply, Scripted};

#[tokio::test]
async fn where_a_page_leads_on_to_is_told_and_not_followed() {
    let server = Scripted::start([
        Reply::text(302, "").header("location", "/next?code=1"),
        Reply::text(303, "").header("location", "https://desk.example/back"),
        Reply::text(200, "<html>").header("location", "/not-a-redirect"),
        Reply::text(302, ""),
        Reply::text(500, ""),
    ])
    .await;
    let next = server.url.join("/next?code=1").expect("url");
    let away = "https://desk.example/back".parse().expect("url");
    for wanted in [Some(next), Some(away), None, None, None] {
        let onward = redirect_of(&server.url).await.expect("an answer");
        assert_eq!(onward, wanted);
    }
    assert_eq!(server.asked().len(), 5, "asked for just what was wanted");
    let bare = server
        .asked()
        .iter()
        .all(|asked| asked.header("authorization").is_empty());
    assert!(bare, "no token goes along");
}

#[tokio::test]
async fn an_address_elsewhere_is_not_asked() {
    for elsewhere in [
        "http://192.0.2.1/",
        "http://localhost.example/",
        "http://127.0.0.1.example/",
        "data:text/plain,x",
    ] {
        let answer = redirect_of(&elsewhere.parse().expect("url")).await;
        assert!(matches!(answer, Err(Error::NotSent(_))), "{elsewhere}");
    }
}
