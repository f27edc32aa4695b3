//! The page's types are made from the desk's, and a stale file fails here.

use desk::{booking, directory, history, import, lock, outbox, quick, session, visits, wall};
use ts_rs::{Config, TS};

/// The file that the page imports.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../ui/src/lib/ipc/bindings.ts"
);

#[expect(clippy::too_many_lines, reason = "it is the list of the types")]
fn declarations() -> String {
    let config = Config::default();
    let mut text = String::from(
        "// Made from the desk's Rust types by its tests (`cargo test -p desk`); changes here are lost.\n",
    );
    macro_rules! declare {
        ($($kind:ty),+ $(,)?) => {$(
            text.push_str("\nexport ");
            text.push_str(<$kind as TS>::decl(&config).trim());
            text.push('\n');
        )+};
    }
    declare!(
        wall::Moment,
        wall::HourMark,
        wall::DayFrame,
        wall::Clock,
        booking::Pattern,
        booking::Ends,
        booking::Repeat,
        booking::About,
        booking::Draft,
        booking::NewTimes,
        booking::Newcomer,
        booking::Given,
        booking::Place,
        booking::Field,
        booking::ProblemCode,
        booking::Problem,
        booking::NoteCode,
        booking::Note,
        booking::VisitKind,
        booking::PlanItem,
        booking::PlanDate,
        booking::PlanVisitor,
        booking::Plan,
        booking::Reach,
        booking::SeriesVisit,
        booking::Series,
        booking::SeriesMove,
        booking::SeriesCancelled,
        booking::Undone,
        outbox::StepState,
        outbox::Step,
        outbox::Receipt,
        outbox::EntryKind,
        outbox::Standing,
        outbox::Reason,
        outbox::EntryStep,
        outbox::Revoking,
        outbox::OutboxEntry,
        visits::VisitState,
        visits::Readiness,
        visits::VisitDoor,
        visits::VisitGroup,
        visits::Presence,
        visits::Attendance,
        visits::Visit,
        visits::Arrival,
        visits::LastHere,
        visits::VisitDetails,
        visits::Cancelling,
        visits::LetInOutcome,
        visits::LetIn,
        visits::Marked,
        visits::RollCallLine,
        visits::RollCall,
        visits::Agenda,
        visits::Door,
        visits::Group,
        visits::Site,
        visits::Places,
        history::HistoryState,
        history::HistoryAsk,
        history::HistoryCount,
        history::HistoryLine,
        history::HistoryPage,
        history::DoorOutcome,
        history::DoorLogAsk,
        history::DoorCount,
        history::DoorEvent,
        history::DoorLogPage,
        history::ExportForm,
        history::Exported,
        directory::Span,
        directory::Bar,
        directory::Hit,
        directory::Likeness,
        directory::Double,
        directory::Answer,
        directory::ShownPin,
        directory::Message,
        directory::PersonField,
        directory::CredentialLine,
        directory::PersonDetails,
        quick::Kind,
        quick::Part,
        quick::Reading,
        quick::QuickAdd,
        quick::AtOnce,
        import::ImportField,
        import::DateOrder,
        import::NotRead,
        import::ImportColumn,
        import::ForAll,
        import::ImportState,
        import::ImportPerson,
        import::ImportRow,
        import::Import,
        import::ImportRead,
        import::WhoChosen,
        import::ImportChange,
        session::SessionState,
        session::SignOutReason,
        session::WayBack,
        session::Keeping,
        session::Capability,
        session::AccountLine,
        session::Setup,
        session::SetupInput,
        session::PasteError,
        desk::Template,
        desk::Office,
        desk::DoorAway,
        desk::Needing,
        desk::Alert,
        lock::Lock,
        lock::LockScreen,
        lock::PinAnswer,
        desk::News,
        desk::FirstSpan,
        desk::FirstBuilding,
        desk::FirstView,
        desk::Topic,
        desk::Status,
        desk::Freshness,
        desk::Pulling,
        desk::Source,
        desk::Code,
        desk::DeskError,
    );
    text
}

#[test]
fn the_page_has_the_types_of_today() {
    let made = declarations();
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    if made != kept {
        std::fs::write(FILE, &made).expect("the page's folder can be written");
        panic!("bindings.ts was stale and has been made anew: look at the change and commit it");
    }
}
