//! The sandbox's rules, each seen from outside: over HTTP, with a clock that the test moves.

mod building;
mod consent;
mod desk;
mod doors;
mod faults;
mod lists;
mod oauth;
mod people;
mod scopes;
mod visits;
