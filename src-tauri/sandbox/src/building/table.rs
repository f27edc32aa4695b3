//! Rows in the order of their ids.

/// A row of a [`Table`].
pub(crate) trait Row {
    /// The row's id: larger than that of every row added before it.
    fn id(&self) -> i64;
}

/// Rows by ascending id: quick to page through and to look up, also with 100,000 of them.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    next_id: i64,
}

impl<T: Row> Table<T> {
    pub(crate) fn starting_at(next_id: i64) -> Self {
        Self {
            rows: Vec::new(),
            next_id,
        }
    }

    /// The id that the next row must carry. Ids are never used twice, also after a deletion.
    pub(crate) fn claim_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// Adds a row whose id came from [`Table::claim_id`].
    pub(crate) fn push(&mut self, row: T) {
        debug_assert!(self.rows.last().is_none_or(|last| last.id() < row.id()));
        self.rows.push(row);
    }

    fn position(&self, id: i64) -> Option<usize> {
        self.rows.binary_search_by_key(&id, Row::id).ok()
    }

    pub(crate) fn get(&self, id: i64) -> Option<&T> {
        self.position(id).map(|index| &self.rows[index])
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        self.position(id).map(|index| &mut self.rows[index])
    }

    pub(crate) fn contains(&self, id: i64) -> bool {
        self.position(id).is_some()
    }

    pub(crate) fn remove(&mut self, id: i64) -> Option<T> {
        self.position(id).map(|index| self.rows.remove(index))
    }

    pub(crate) fn rows(&self) -> &[T] {
        &self.rows
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
}
