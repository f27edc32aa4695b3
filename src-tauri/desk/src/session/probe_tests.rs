use crate::replay::replay;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn what_came_to_the_listener_before_and_what_is_like_it_is_read_safely() {
    replay(ROOT, "callback", 6_000, super::callback);
}

#[test]
fn what_was_pasted_before_and_what_is_like_it_is_read_safely() {
    replay(ROOT, "pasted", 6_000, super::pasted);
}
