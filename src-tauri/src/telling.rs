//! Hands the page the answer to its first question, which is made before it asks, and then the desk's news.

use std::io::{self, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use desk::session::SessionState;
use desk::{Desk, FirstSpan, FirstView, News, NewsStream};
use flate2::Compression;
use flate2::write::GzEncoder;
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::ipc::Channel;

/// What the page is told.
pub(crate) struct Telling {
    ahead: Mutex<Option<JoinHandle<Option<Ahead>>>>,
    told: Mutex<Told>,
}

/// The answer to the first question, made while the page is still coming up.
pub(crate) struct Ahead {
    span: FirstSpan,
    answer: Vec<u8>,
    /// What is news since.
    news: NewsStream,
}

/// How far it is. A page that is loaded anew begins from the front.
enum Told {
    /// There is no page yet.
    Nothing,
    /// Its first question is answered: from there on, news is kept for it.
    Kept(NewsStream),
    /// It is told what comes.
    By(JoinHandle<()>),
}

impl Ahead {
    /// Begins to make it, for the days that the last page asked for.
    pub(crate) fn of(desk: &Desk) -> JoinHandle<Option<Self>> {
        let desk = desk.clone();
        spawn(async move {
            let span = desk.span_asked_last().await?;
            let news = desk.news();
            let answer = packed(&desk.first_view(span).await).ok()?;
            Some(Self { span, answer, news })
        })
    }
}

impl Telling {
    pub(crate) fn with(ahead: JoinHandle<Option<Ahead>>) -> Self {
        Self {
            ahead: Mutex::new(Some(ahead)),
            told: Mutex::new(Told::Nothing),
        }
    }

    /// Answers the page's first question, as JSON in gzip, and keeps what is news from then on.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(crate) async fn first(&self, desk: &Desk, span: FirstSpan) -> io::Result<Vec<u8>> {
        if let Some(ahead) = self.made_ahead(desk).await
            && ahead.span == span
            // It was made before, and may show what is not to be shown any more.
            && !desk.lock().locked
        {
            self.turn(Told::Kept(ahead.news));
            return Ok(ahead.answer);
        }
        self.turn(Told::Kept(desk.news()));
        packed(&desk.first_view(span).await)
    }

    /// Hands all of it to the page: what was kept, and what comes.
    pub(crate) fn begin(&self, desk: &Desk, page: Channel<News>) {
        let mut news = match self.turn(Told::Nothing) {
            Told::Kept(news) => news,
            Told::Nothing | Told::By(_) => desk.news(),
        };
        self.turn(Told::By(spawn(async move {
            while let Some(piece) = news.next().await {
                if let Err(error) = page.send(piece) {
                    tracing::warn!(%error, "the page could not be told");
                }
            }
        })));
    }

    /// What was made ahead, once. It is not waited for where it waits itself, as for the owner of a keychain.
    async fn made_ahead(&self, desk: &Desk) -> Option<Ahead> {
        let ahead = lock(&self.ahead).take()?;
        if desk.session() == SessionState::Starting {
            ahead.abort();
            return None;
        }
        ahead.await.ok().flatten()
    }

    fn turn(&self, next: Told) -> Told {
        let before = std::mem::replace(&mut *lock(&self.told), next);
        if let Told::By(task) = &before {
            task.abort();
        }
        before
    }
}

/// Packed, since what goes to the page goes there in many small pieces, between which its script has to wait for its own.
fn packed(view: &FirstView) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&serde_json::to_vec(view)?)?;
    packed.finish()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
