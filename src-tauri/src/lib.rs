//! The desktop shell: the only code that knows Tauri. It opens the desk, hands its news to the page and its page's calls to the desk.

#[cfg(target_os = "linux")]
mod at_once;
mod clock;
mod closing;
mod commands;
mod gate;
mod log;
mod memory;
mod no_start;
mod notifications;
mod options;
mod painting;
mod saving;
mod telling;
#[cfg(test)]
mod tests;

use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::Instant;

use clap::Parser;
use desk::session::OsKeychain;
use desk::{Desk, DeskError, DeskSetup};
use tauri::async_runtime::JoinHandle;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, WebviewWindowBuilder};

use options::Options;
use telling::{Ahead, Telling};

/// When the program was started.
struct Started(Instant);

/// Run in the page before its own script is read.
const ASK_FIRST: &str = include_str!("ask_first.js");

/// Runs the app until its window is closed.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "most of them are the list of commands"
)]
pub fn run() -> ExitCode {
    let started = Started(Instant::now());
    heap::keep_little();
    let options = Options::parse();
    let context = tauri::generate_context!();
    let profile = match options.profile() {
        Ok(profile) => profile,
        Err(error) => return no_start::alone(context, &error.to_string()),
    };
    log::start(&profile, options.demo);
    painting::by_what_there_is();

    let mut builder = tauri::Builder::default();
    if options.is_one_of_a_kind() {
        builder = builder.plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(format!(
                    "{}.profile_{}",
                    context.config().identifier,
                    profile.tag()
                ))
                .callback(|app, _, _| show(app))
                .build(),
        );
    }
    builder = builder.plugin(tauri_plugin_dialog::init());
    // Where nobody has tried it, the page asks by commands alone.
    #[cfg(target_os = "linux")]
    {
        builder = builder.register_uri_scheme_protocol(at_once::SCHEME, |context, request| {
            at_once::answer(context.app_handle(), request.uri())
        });
    }
    let page_storage = profile.page();
    let (there_is, screen) = mpsc::channel();
    let opening = open(
        options.demo,
        screen,
        DeskSetup {
            profile,
            version: context.package_info().version.to_string(),
            open_browser: Arc::new(|address| {
                tauri_plugin_opener::open_url(address, None::<&str>)
                    .map_err(|error| error.to_string())
            }),
        },
    );
    if !no_start::has_screen() {
        drop(there_is);
        // A program that ends while its desk is still being opened may crash as it does.
        let _ = opening.join();
        return ExitCode::FAILURE;
    }
    // Nobody hears it where the desk could not be opened: that is said in the window.
    let _ = there_is.send(());
    let built = builder
        .manage(closing::Closing::default())
        .on_window_event(closing::ask_first)
        .setup(move |app| {
            // Made here and not by the configuration: the page keeps what it keeps in the profile, and its process comes up while the desk
            // is still being opened. It is answered from here, and so not before there is a desk. It is shown once its page is loaded: where no
            // layers are composed, WebKitGTK has this thread wait for the first picture of a window that is shown, for half a second at most,
            // and the page may be waiting for what this thread has to send it.
            let window = &app.config().app.windows[0];
            let window = WebviewWindowBuilder::from_config(app.handle(), window)?
                .data_directory(page_storage)
                .initialization_script(clock::told_to_page() + ASK_FIRST)
                .visible(false)
                .on_page_load(|window, load| {
                    if load.event() == PageLoadEvent::Finished
                        && let Err(error) = window.show()
                    {
                        tracing::error!(%error, "the window could not be shown");
                    }
                })
                .build()?;
            painting::fill(&window)?;
            painting::keep_alive(&window)?;
            let opened = opening
                .join()
                .unwrap_or_else(|panicked| std::panic::resume_unwind(panicked));
            let (desk, ahead) = match opened {
                Ok(Some(opened)) => opened,
                Ok(None) => return Err("there is no screen".into()),
                Err(error) => return Ok(no_start::instead_of(&window, &error.detail)?),
            };
            app.manage(started);
            app.manage(Telling::with(ahead));
            tauri::async_runtime::spawn(memory::keep_giving_back());
            app.manage(desk);
            Ok(())
        })
        .invoke_handler(gate::before(tauri::generate_handler![
            commands::session::setup,
            commands::session::save_setup,
            commands::session::sign_in,
            commands::session::paste_address,
            commands::session::cancel_sign_in,
            commands::session::sign_out,
            commands::session::start_demo,
            commands::frame::first_view,
            commands::frame::hear,
            commands::frame::clock,
            commands::frame::status,
            commands::frame::refresh,
            commands::frame::begun_anew_seen,
            commands::frame::painted,
            commands::frame::notify,
            commands::frame::print,
            commands::people::find_people,
            commands::people::quick_add,
            commands::people::doubles,
            commands::people::person,
            commands::people::write_to,
            commands::people::photo,
            commands::people::give_pin,
            commands::people::revoke_credential,
            commands::people::show_pin,
            commands::visits::places,
            commands::visits::agenda,
            commands::visits::history,
            commands::visits::door_log,
            commands::visits::export_history,
            commands::visits::visit,
            commands::visits::cancel_visit,
            commands::visits::undo_cancel,
            commands::visits::mark,
            commands::visits::unmark,
            commands::visits::let_in,
            commands::visits::roll_call,
            commands::visits::plan_move,
            commands::visits::move_visit,
            commands::visits::cancel_series,
            commands::visits::plan_series_move,
            commands::visits::move_series,
            commands::visits::add_to_series,
            commands::visits::add_visitor,
            commands::booking::plan,
            commands::booking::book,
            commands::booking::plan_newcomer,
            commands::booking::book_newcomer,
            commands::booking::dismiss_booking,
            commands::booking::outbox,
            commands::booking::send_again,
            commands::booking::give_up,
            commands::booking::delete_surplus,
            commands::office::office,
            commands::office::limit_guests,
            commands::office::choose_visitor_group,
            commands::visits::note_visit,
            commands::visits::last_visit,
            commands::office::save_template,
            commands::office::rename_template,
            commands::office::remove_template,
            commands::import::read_import,
            commands::import::import_now,
            commands::import::change_import,
            commands::import::book_import,
            commands::import::stop_import,
            commands::import::leave_import,
            commands::lock::touch,
            commands::lock::lock_now,
            commands::lock::lock_screen,
            commands::lock::unlock,
            commands::lock::set_lock,
        ]))
        .build(context)
        .map(|app| {
            app.run(|app, event| {
                no_start::wait(app, &event);
                closing::end(app, &event);
            });
        });
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

/// A desk that has begun, and what the page is likely to ask it first.
type Opened = (Desk, JoinHandle<Option<Ahead>>);

/// Opens the desk while the window system gets ready: both take a while, and neither needs the other. It begins once there is a screen: where there is
/// none, so is no desk in the end: the program would cut off what that has begun.
fn open(
    demo: bool,
    screen: mpsc::Receiver<()>,
    setup: DeskSetup,
) -> std::thread::JoinHandle<Result<Option<Opened>, DeskError>> {
    std::thread::spawn(move || {
        let desk = if demo {
            Desk::open_for_demo(setup, Arc::new(OsKeychain))?
        } else {
            Desk::open(setup)?
        };
        if screen.recv().is_err() {
            desk.close();
            return Ok(None);
        }
        let begun = desk.clone();
        tauri::async_runtime::spawn(async move { begun.begin(demo).await });
        let ahead = Ahead::of(&desk);
        Ok(Some((desk, ahead)))
    })
}

/// Brings the window to the front when the program is started a second time.
fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main")
        && let Err(error) = window
            .show()
            .and_then(|()| window.unminimize())
            .and_then(|()| window.set_focus())
    {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}
