//! Engines that Lobby's index is held against, each set up as well as its documentation says for names that are being typed.

use anyhow::Result;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use rusqlite::Connection;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query};
use tantivy::schema::{FAST, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{Index, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::{Engine, FIRST};
use lobby_tests::crowd::Person;

/// All of them, each with everybody in it.
pub(super) fn all(people: &[Person]) -> Result<Vec<Box<dyn Engine>>> {
    Ok(vec![
        Box::new(Tantivy::new(people)?),
        Box::new(Sqlite::new(people)?),
        Box::new(Nucleo::new(people)),
    ])
}

/// tantivy: every word of four letters or more as the beginning of a name with one slip, shorter ones as the beginning of a name.
struct Tantivy {
    index: Index,
    searcher: Searcher,
    name: tantivy::schema::Field,
}

impl Tantivy {
    fn new(people: &[Person]) -> Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("folded")
            .set_index_option(IndexRecordOption::WithFreqs);
        let name = schema.add_text_field(
            "name",
            TextOptions::default().set_indexing_options(indexing),
        );
        let id = schema.add_i64_field("id", FAST | STORED);
        let index = Index::create_in_ram(schema.build());
        let folded = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(LowerCaser)
            .filter(AsciiFoldingFilter)
            .build();
        index.tokenizers().register("folded", folded);
        let mut writer: IndexWriter<TantivyDocument> =
            index.writer_with_num_threads(1, 200_000_000)?;
        for person in people {
            let mut document = TantivyDocument::default();
            document.add_text(name, person.name());
            document.add_i64(id, person.id);
            writer.add_document(document)?;
        }
        writer.commit()?;
        let searcher = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?
            .searcher();
        Ok(Self {
            index,
            searcher,
            name,
        })
    }
}

impl Engine for Tantivy {
    fn name(&self) -> &'static str {
        "tantivy"
    }

    fn find(&mut self, text: &str) -> Result<Vec<i64>> {
        let mut tokenizer = self.index.tokenizer_for_field(self.name)?;
        let mut stream = tokenizer.token_stream(text);
        let mut words: Vec<Box<dyn Query>> = Vec::new();
        while let Some(token) = stream.next() {
            let slips = u8::from(token.text.chars().count() >= 4);
            let term = Term::from_field_text(self.name, &token.text);
            words.push(Box::new(FuzzyTermQuery::new_prefix(term, slips, true)));
        }
        let found = self.searcher.search(
            &BooleanQuery::intersection(words),
            &TopDocs::with_limit(FIRST),
        )?;
        let mut ids = Vec::with_capacity(found.len());
        for (_, at) in found {
            let segment = self.searcher.segment_reader(at.segment_ord);
            ids.extend(segment.fast_fields().i64("id")?.first(at.doc_id));
        }
        Ok(ids)
    }
}

/// `SQLite` FTS5: every word as the beginning of one, by bm25.
struct Sqlite(Connection);

impl Sqlite {
    fn new(people: &[Person]) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "CREATE VIRTUAL TABLE people USING fts5(name, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'); BEGIN",
        )?;
        for person in people {
            connection
                .prepare_cached("INSERT INTO people (rowid, name) VALUES (?1, ?2)")?
                .execute((person.id, person.name()))?;
        }
        connection.execute_batch("COMMIT; INSERT INTO people (people) VALUES ('optimize')")?;
        Ok(Self(connection))
    }
}

impl Engine for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite FTS5"
    }

    fn find(&mut self, text: &str) -> Result<Vec<i64>> {
        let words: Vec<String> = text
            .split(|letter: char| letter.is_whitespace() || letter == '"')
            .filter(|word| word.contains(char::is_alphanumeric))
            .map(|word| format!("\"{word}\"*"))
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.0.prepare_cached(
            "SELECT rowid FROM people WHERE people MATCH ?1 ORDER BY bm25(people) LIMIT 5",
        )?;
        let ids = statement
            .query_map([words.join(" ")], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}

/// nucleo's matcher over every name.
struct Nucleo {
    names: Vec<(i64, Utf32String)>,
    matcher: Matcher,
}

impl Nucleo {
    fn new(people: &[Person]) -> Self {
        Self {
            names: people
                .iter()
                .map(|person| (person.id, person.name().into()))
                .collect(),
            matcher: Matcher::new(Config::DEFAULT),
        }
    }
}

impl Engine for Nucleo {
    fn name(&self) -> &'static str {
        "nucleo"
    }

    fn find(&mut self, text: &str) -> Result<Vec<i64>> {
        let pattern = Pattern::parse(text, CaseMatching::Ignore, Normalization::Smart);
        let mut best: Vec<(u32, i64)> = Vec::new();
        for (id, name) in &self.names {
            if let Some(score) = pattern.score(name.slice(..), &mut self.matcher) {
                best.push((score, *id));
            }
        }
        if best.len() > FIRST {
            best.select_nth_unstable_by(FIRST, |one, other| other.cmp(one));
            best.truncate(FIRST);
        }
        best.sort_unstable_by(|one, other| other.cmp(one));
        Ok(best.into_iter().map(|(_, id)| id).collect())
    }
}
