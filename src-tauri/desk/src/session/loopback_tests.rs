use tokio::io::BufReader;
use tokio::task::JoinHandle;

use super::*;

const STATE: &str = "the-state";

/// A listener on a free port that waits for its answer.
async fn listening() -> (u16, JoinHandle<Outcome>) {
    let redirect = Redirect::parse("http://127.0.0.1:0/callback").expect("a loopback address");
    let listener = Listener::bind(&redirect, 0).await.expect("a free port");
    let port = listener.redirect().loopback_port().expect("its port");
    let answer =
        tokio::spawn(async move { listener.answer(&CsrfToken::new(STATE.to_owned())).await });
    (port, answer)
}

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .expect("the listener listens")
}

async fn get(port: u16, target: &str) -> String {
    let mut stream = connect(port).await;
    let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("the listener reads");
    let mut answer = String::new();
    BufReader::new(stream)
        .read_to_string(&mut answer)
        .await
        .expect("the listener answers");
    answer
}

async fn succeeds(port: u16, answer: JoinHandle<Outcome>) {
    let page = get(port, "/callback?code=c0de&state=the-state").await;
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert_eq!(
        answer.await.expect("no panic"),
        Outcome::Code(doorflow::AuthorizationCode::new("c0de"))
    );
}

#[tokio::test]
async fn the_browser_gets_a_plain_closing_page() {
    let (port, answer) = listening().await;
    let page = get(port, "/callback?code=c0de&state=the-state").await;
    for header in [
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "Content-Security-Policy: default-src 'none';",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ] {
        assert!(page.contains(header), "{header} is missing in {page}");
    }
    assert!(page.contains("go back to Lobby"), "{page}");
    for unwanted in [
        "<script",
        "<link",
        "<img",
        "http:",
        "https:",
        "c0de",
        "the-state",
    ] {
        assert!(
            !page.contains(unwanted),
            "{unwanted} has no place in {page}"
        );
    }
    let (head, body) = page.split_once("\r\n\r\n").expect("a head");
    assert!(
        head.contains(&format!("Content-Length: {}", body.len())),
        "{head}"
    );
    assert_eq!(
        answer.await.expect("no panic"),
        Outcome::Code(doorflow::AuthorizationCode::new("c0de"))
    );
    let after = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    assert!(after.is_err(), "nobody listens once the answer is here");
}

#[tokio::test]
async fn strangers_and_forgers_are_answered_and_change_nothing() {
    let (port, answer) = listening().await;
    for (target, status) in [
        ("/", "404"),
        ("/favicon.ico", "404"),
        ("/callback", "400"),
        ("/callback?code=evil", "403"),
        ("/callback?code=evil&state=guess", "403"),
        ("/callback?error=access_denied", "403"),
        ("/callback?error=access_denied&state=guess", "403"),
        (
            &format!("/callback?code={}", "x".repeat(2 * LONGEST_REQUEST)),
            "431",
        ),
    ] {
        let page = get(port, target).await;
        assert!(
            page.starts_with(&format!("HTTP/1.1 {status} ")),
            "{target:.60}: {page}"
        );
        assert!(
            !page.contains("guess") && !page.contains("evil"),
            "nothing is echoed: {page}"
        );
        assert!(!answer.is_finished(), "{target:.60} must not end the wait");
    }
    succeeds(port, answer).await;
}

#[tokio::test]
async fn who_keeps_connections_open_keeps_nobody_out() {
    let (port, answer) = listening().await;
    let mut slow = Vec::new();
    for _ in 0..3 * MOST_CONNECTIONS {
        let mut stream = connect(port).await;
        stream
            .write_all(b"GET /callback?code=")
            .await
            .expect("the listener reads");
        slow.push(stream);
    }
    succeeds(port, answer).await;
}

#[tokio::test]
async fn only_so_many_connections_are_kept() {
    let (port, answer) = listening().await;
    let mut first = connect(port).await;
    first.write_all(b"GET /").await.expect("the listener reads");
    let mut others = Vec::new();
    for _ in 0..MOST_CONNECTIONS {
        others.push(connect(port).await);
    }
    let mut rest = Vec::new();
    // The end of the stream or a reset: either way it is over, long before its time.
    let _ = first.read_to_end(&mut rest).await;
    assert_eq!(rest, b"", "the oldest makes room");
    succeeds(port, answer).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_connection_is_closed_in_time() {
    let (port, answer) = listening().await;
    let mut slow = connect(port).await;
    slow.write_all(b"GET /callback?code=c0de&state=the-state HTTP/1.1\r\n")
        .await
        .expect("reads");
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest).await;
    assert_eq!(rest, b"", "no answer to half a question");
    assert!(!answer.is_finished(), "and none for the sign-in");
    answer.abort();
}

#[tokio::test]
async fn a_request_in_pieces_is_put_together() {
    let (port, answer) = listening().await;
    let mut stream = connect(port).await;
    stream.set_nodelay(true).expect("a socket");
    let request = format!(
        "GET /callback?code=c0de&state=the-state HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
    );
    for piece in request.as_bytes().chunks(7) {
        stream.write_all(piece).await.expect("the listener reads");
        tokio::task::yield_now().await;
    }
    assert_eq!(
        answer.await.expect("no panic"),
        Outcome::Code(doorflow::AuthorizationCode::new("c0de"))
    );
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let (port, answer) = listening().await;
    let redirect =
        Redirect::parse(&format!("http://127.0.0.1:{port}/callback")).expect("an address");
    assert!(
        Listener::bind(&redirect, port).await.is_err(),
        "another program has it"
    );
    answer.abort();
}
