use proptest::prelude::*;

use super::*;

const STATE: &str = "0QmT7-the_state";

fn redirect() -> Redirect {
    Redirect::parse("http://127.0.0.1:17805/callback").expect("a loopback address")
}

fn read(request: impl AsRef<[u8]>) -> Callback {
    let (redirect, state) = (redirect(), CsrfToken::new(STATE.to_owned()));
    read_callback(
        request.as_ref(),
        Expected {
            redirect: &redirect,
            state: &state,
        },
    )
}

fn paste(text: &str) -> Result<Outcome, PasteError> {
    let (redirect, state) = (redirect(), CsrfToken::new(STATE.to_owned()));
    read_pasted(
        text,
        Expected {
            redirect: &redirect,
            state: &state,
        },
    )
}

fn get(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:17805\r\nAccept: text/html\r\n\r\n")
}

fn code(code: &str) -> Outcome {
    Outcome::Code(AuthorizationCode::new(code))
}

#[test]
fn only_the_answer_with_the_right_state_is_taken() {
    for (target, expected) in [
        (
            "/callback?code=c0de&state=0QmT7-the_state",
            Callback::Answer(code("c0de")),
        ),
        (
            "/callback?state=0QmT7-the_state&code=a%2Bb%2Fc&scope=x",
            Callback::Answer(code("a+b/c")),
        ),
        (
            "/callback?error=access_denied&error_description=No&state=0QmT7-the_state",
            Callback::Answer(Outcome::Denied),
        ),
        (
            "/callback?error=invalid_scope&state=0QmT7-the_state",
            Callback::Answer(Outcome::Failed("invalid_scope".to_owned())),
        ),
        (
            "/callback?error=%3Cscript%3E&state=0QmT7-the_state",
            Callback::Answer(Outcome::Failed("unreadable".to_owned())),
        ),
        // Codes and errors that somebody else made up.
        ("/callback?code=c0de&state=other", Callback::Stranger(403)),
        ("/callback?code=c0de&state=", Callback::Stranger(403)),
        (
            "/callback?code=c0de&state=0QmT7-the_stat",
            Callback::Stranger(403),
        ),
        (
            "/callback?code=c0de&state=0QmT7-the_statee",
            Callback::Stranger(403),
        ),
        (
            "/callback?code=c0de&state=0qmt7-THE_STATE",
            Callback::Stranger(403),
        ),
        ("/callback?code=c0de", Callback::Stranger(403)),
        ("/callback?error=access_denied", Callback::Stranger(403)),
        (
            "/callback?error=access_denied&state=other",
            Callback::Stranger(403),
        ),
        // Nothing to take, or two things at once.
        ("/callback", Callback::Stranger(400)),
        ("/callback?state=0QmT7-the_state", Callback::Stranger(400)),
        (
            "/callback?code=&state=0QmT7-the_state",
            Callback::Stranger(400),
        ),
        (
            "/callback?code=a&code=b&state=0QmT7-the_state",
            Callback::Stranger(400),
        ),
        (
            "/callback?code=a&state=0QmT7-the_state&state=other",
            Callback::Stranger(400),
        ),
        (
            "/callback?code=a&error=access_denied&state=0QmT7-the_state",
            Callback::Stranger(400),
        ),
        // Elsewhere.
        ("/", Callback::Stranger(404)),
        ("/favicon.ico", Callback::Stranger(404)),
        (
            "/callback/?code=c0de&state=0QmT7-the_state",
            Callback::Stranger(404),
        ),
        (
            "//callback?code=c0de&state=0QmT7-the_state",
            Callback::Stranger(404),
        ),
        (
            "/callbac%6B?code=c0de&state=0QmT7-the_state",
            Callback::Stranger(404),
        ),
        (
            "http://127.0.0.1:17805/callback?code=c0de&state=0QmT7-the_state",
            Callback::Stranger(404),
        ),
    ] {
        assert_eq!(read(get(target)), expected, "{target}");
    }
}

#[test]
fn only_a_get_of_this_machine_is_taken() {
    let target = "/callback?code=c0de&state=0QmT7-the_state";
    let taken = Callback::Answer(code("c0de"));
    for (method, host, expected) in [
        ("GET", "Host: 127.0.0.1:17805\r\n", taken.clone()),
        ("GET", "HOST: LocalHost:17805\r\n", taken),
        ("HEAD", "Host: 127.0.0.1:17805\r\n", Callback::Stranger(405)),
        ("POST", "Host: 127.0.0.1:17805\r\n", Callback::Stranger(405)),
        (
            "OPTIONS",
            "Host: 127.0.0.1:17805\r\n",
            Callback::Stranger(405),
        ),
        ("GET", "", Callback::Stranger(421)),
        (
            "GET",
            "Host: evil.example:17805\r\n",
            Callback::Stranger(421),
        ),
        (
            "GET",
            "Host: 127.0.0.1.evil.example:17805\r\n",
            Callback::Stranger(421),
        ),
        ("GET", "Host: 127.0.0.1:17806\r\n", Callback::Stranger(421)),
        ("GET", "Host: 127.0.0.1\r\n", Callback::Stranger(421)),
        ("GET", "Host: 127.0.0.1:port\r\n", Callback::Stranger(421)),
        ("GET", "Host: [::1]:17805\r\n", Callback::Stranger(421)),
        (
            "GET",
            "Host: 127.0.0.1:17805\r\nHost: evil.example\r\n",
            Callback::Stranger(421),
        ),
    ] {
        let request = format!("{method} {target} HTTP/1.1\r\n{host}\r\n");
        assert_eq!(read(&request), expected, "{request:?}");
    }
}

#[test]
fn a_request_may_come_in_pieces_but_not_grow_for_ever() {
    let whole = get("/callback?code=c0de&state=0QmT7-the_state");
    for cut in 0..whole.len() {
        assert_eq!(
            read(&whole[..cut]),
            Callback::Incomplete,
            "{:?}",
            &whole[..cut]
        );
    }
    let cookies = "x".repeat(LONGEST_REQUEST);
    let long = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:17805\r\nCookie: {cookies}");
    assert_eq!(read(&long), Callback::Stranger(431), "an endless head");
    assert_eq!(
        read(format!("{long}\r\n\r\n")),
        Callback::Stranger(431),
        "a head that is too long"
    );
    let many = format!(
        "GET / HTTP/1.1\r\n{}\r\n",
        "a: b\r\n".repeat(MOST_HEADERS + 1)
    );
    assert_eq!(read(many), Callback::Stranger(431), "too many headers");
    assert_eq!(
        read("\u{16}\u{3}\u{1}hello over TLS\r\n\r\n"),
        Callback::Stranger(400),
        "not HTTP"
    );
}

#[test]
fn the_pasted_address_is_read_as_people_paste_it() {
    let whole = "http://127.0.0.1:17805/callback?code=c0de&state=0QmT7-the_state";
    for text in [
        whole.to_owned(),
        format!("  {whole}\r\n"),
        format!("\"{whole}\""),
        format!("<{whole}>"),
        format!("“{whole}”"),
        format!("{}\n   {}", &whole[..40], &whole[40..]),
        format!("{whole}#"),
        "code=c0de&state=0QmT7-the_state".to_owned(),
        "?code=c0de&state=0QmT7-the_state".to_owned(),
    ] {
        assert_eq!(paste(&text), Ok(code("c0de")), "{text:?}");
    }
}

#[test]
fn a_pasted_text_that_is_something_else_is_refused_with_the_reason() {
    for (text, expected) in [
        ("", PasteError::Empty),
        (" \"\" \n", PasteError::Empty),
        ("c0de", PasteError::OtherAddress),
        ("hello there", PasteError::OtherAddress),
        (
            "https://admin.doorflow.com/oauth/authorize?state=x",
            PasteError::OtherAddress,
        ),
        (
            "https://127.0.0.1:17805/callback?code=c0de&state=0QmT7-the_state",
            PasteError::OtherAddress,
        ),
        (
            "http://127.0.0.1:17806/callback?code=c0de&state=0QmT7-the_state",
            PasteError::OtherAddress,
        ),
        (
            "http://127.0.0.1:17805/other?code=c0de&state=0QmT7-the_state",
            PasteError::OtherAddress,
        ),
        ("http://127.0.0.1:17805/callback", PasteError::NoAnswer),
        (
            "http://127.0.0.1:17805/callback?state=0QmT7-the_state",
            PasteError::NoAnswer,
        ),
        (
            "http://127.0.0.1:17805/callback?code=c0de&state=old",
            PasteError::OtherSignIn,
        ),
        ("code=c0de", PasteError::OtherSignIn),
        ("error=access_denied&state=old", PasteError::OtherSignIn),
    ] {
        assert_eq!(paste(text), Err(expected), "{text:?}");
    }
    assert_eq!(
        paste(&"x".repeat(LONGEST_PASTE + 1)),
        Err(PasteError::OtherAddress),
        "a whole document on the clipboard"
    );
}

#[test]
fn a_web_page_as_redirect_address_can_be_pasted() {
    let redirect = Redirect::parse("https://lobby.example/callback").expect("an https address");
    let state = CsrfToken::new(STATE.to_owned());
    let expected = Expected {
        redirect: &redirect,
        state: &state,
    };
    let text = "https://lobby.example/callback?code=c0de&state=0QmT7-the_state";
    assert_eq!(read_pasted(text, expected), Ok(code("c0de")));
    assert_eq!(
        read_callback(
            get("/callback?code=c0de&state=0QmT7-the_state").as_bytes(),
            expected
        ),
        Callback::Stranger(421),
        "nothing may come in by a listener for an address that is not on this machine"
    );
}

#[test]
fn the_code_is_in_no_debug_output() {
    assert!(!format!("{:?}", code("c0de")).contains("c0de"));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_and_are_never_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(!matches!(read(&bytes), Callback::Answer(_)));
    }

    #[test]
    fn arbitrary_queries_without_the_state_are_never_an_answer(
        state in "[ -~]{0,40}",
        code in "[ -~]{0,40}",
        name in "code|error",
        rest in "[!-~]{0,40}",
    ) {
        prop_assume!(state != STATE);
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair(&name, &code)
            .append_pair("state", &state)
            .finish();
        let target = format!("/callback?{query}");
        prop_assert_eq!(read(get(&target)), Callback::Stranger(403));
        prop_assert_eq!(paste(&query), Err(PasteError::OtherSignIn));
        let noisy = get(&format!("/callback?{rest}"));
        prop_assert!(!matches!(read(noisy), Callback::Answer(_)));
    }

    #[test]
    fn any_code_comes_through_whole(code_text in "[!-~]{1,60}") {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", &code_text)
            .append_pair("state", STATE)
            .finish();
        prop_assert_eq!(read(get(&format!("/callback?{query}"))), Callback::Answer(code(&code_text)));
        prop_assert_eq!(paste(&format!("http://127.0.0.1:17805/callback?{query}")), Ok(code(&code_text)));
    }

    #[test]
    fn any_pasted_text_is_answered_without_a_panic(text in "\\PC{0,300}") {
        prop_assert!(paste(&text).is_err());
    }
}
