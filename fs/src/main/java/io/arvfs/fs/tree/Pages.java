package io.arvfs.fs.tree;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Things one after the other, of which a page at a time is in memory, and between two pages no scan
 * is open. Confined to one thread.
 *
 * @param <T> what they are
 */
final class Pages<T> implements Iterator<T> {

  /** So many are read at once. */
  static final int SIZE = 1024;

  private final Function<T, List<T>> after;
  private List<T> page;
  private int next;

  /**
   * @param first the first page
   * @param after the page that follows one that ends so; a page of fewer than {@link #SIZE} is the
   *     last
   */
  Pages(List<T> first, Function<T, List<T>> after) {
    this.page = first;
    this.after = after;
  }

  @Override
  public boolean hasNext() {
    if (next == page.size() && next == SIZE) {
      page = after.apply(page.getLast());
      next = 0;
    }
    return next < page.size();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.get(next++);
  }
}
