//! How well and how fast anybody is found: any directory and any questions, asked of the desk's own index.
//!
//! - [`tables`]: a directory and its questions, out of files
//! - [`asked`]: the answers, and how long each keystroke took

pub mod asked;
pub mod tables;

pub use asked::{Asked, ask};
pub use tables::{People, Question, people, questions};
