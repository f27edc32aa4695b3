/** Which rows of a long list are drawn. */
export interface Drawn {
  first: number;
  /** One past the last. */
  end: number;
}

/** The rows in sight with some to spare on both sides, so that a quick scroll does not show a gap at once. Sizes in CSS pixels. */
export function drawn(scrollTop: number, height: number, row: number, total: number, spare = 12): Drawn {
  const first = Math.max(0, Math.min(Math.floor(scrollTop / row) - spare, total));
  const end = Math.min(total, Math.max(first, Math.ceil((scrollTop + height) / row) + spare));
  return { first, end };
}

/** Where to scroll so that a row is wholly in sight, moving as little as can be. */
export function scrolledTo(index: number, scrollTop: number, height: number, row: number): number {
  const top = index * row;
  if (top < scrollTop) return top;
  if (top + row > scrollTop + height) return top + row - height;
  return scrollTop;
}

/** The pages, by number, that hold the rows. */
export function pagesOf({ first, end }: Drawn, size: number): number[] {
  if (end <= first) return [];
  const from = Math.floor(first / size);
  const to = Math.floor((end - 1) / size);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
