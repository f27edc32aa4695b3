//! The sandbox's rules, each seen from outside: over HTTP, with a clock that the test moves.

mod building;
mod consent;
mod desk;
mod direct;
mod doors;
mod faults;
mod faults_in_answers;
mod faults_in_time;
mod faults_of_lists;
mod lists;
mod oauth;
mod people;
mod scopes;
mod trouble;
mod visits;
