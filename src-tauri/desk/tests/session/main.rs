//! Signing in and out, and keeping tokens, against the sandbox over a network that fails when told to.

mod bench;
mod clients;
mod keeping;
mod sign_in;
mod sign_out;
mod tokens;
mod trouble;
mod wire;
