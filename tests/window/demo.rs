//! Walks through the demo building as a person would, and leaves pictures of it.
fn main() {}
