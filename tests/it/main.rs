//! The desk against the sandbox, whole but for the window.
//!
//! - [`reception`]: a desk beside a building of its own
//! - [`day`]: the same on a day whose hour the test says
//! - [`bookings`]: what is booked for a test, and what DoorFlow has of it
//! - [`ears`]: waiting for news and for answers
//! - the rest: one file for each part of a desk's life, from its first sign-in to the last

mod bookings;
mod day;
mod described;
mod door_log;
mod ears;
mod reception;

mod at_rest;
mod booking;
mod exporting;
mod finding;
mod first_sign_in;
mod first_view;
mod history;
mod importing;
mod leaving;
mod letting_in;
mod locking;
mod look_alikes;
mod lost_answers;
mod moving;
mod moving_killed;
mod newcomer;
mod noted;
mod outbox_file;
mod quick_add;
mod reading;
mod ready_doors;
mod refusals;
mod restart;
mod revoking;
mod roll_call;
mod roll_call_lost;
mod said_by_hand;
mod seen_off;
mod series;
mod series_moved;
mod set_up_anew;
mod staying;
mod stays;
mod templates;
mod two_desks;
mod undo;
mod undo_series;
mod waking;
mod watching;
mod whole_day;
mod zone;
