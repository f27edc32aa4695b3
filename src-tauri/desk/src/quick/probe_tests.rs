use crate::replay::replay;

#[test]
fn what_is_like_a_line_that_was_typed_is_read_safely() {
    replay(env!("CARGO_MANIFEST_DIR"), "line", 2_000, super::line);
}
