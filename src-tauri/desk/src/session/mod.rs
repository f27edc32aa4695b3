//! Sign-in, the tokens, and the keychain.

mod state;

pub use state::{
    AccountLine, Capability, Keeping, SessionState, Setup, SetupInput, SignOutReason,
};
