use replay::replay;

#[path = "../../../fuzz/replay.rs"]
mod replay;

#[test]
fn what_was_answered_before_and_what_is_like_it_is_read_safely() {
    replay(env!("CARGO_MANIFEST_DIR"), "answer", 3_000, super::answer);
}
