package io.arvfs.fs.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Pages give what one list of all would, at every length around that of a page. */
class PagesTest {

  private static List<Integer> page(int from, int end) {
    List<Integer> page = new ArrayList<>();
    for (int i = from; i < end && page.size() < Pages.SIZE; i++) {
      page.add(i);
    }
    return page;
  }

  @Test
  void all_areShownInOrder() {
    for (int end : new int[] {0, 1, Pages.SIZE - 1, Pages.SIZE, Pages.SIZE + 1, 3 * Pages.SIZE}) {
      List<Integer> seen = new ArrayList<>();
      Iterator<Integer> pages = new Pages<>(page(0, end), last -> page(last + 1, end));
      pages.forEachRemaining(seen::add);

      assertEquals(end, seen.size());
      assertEquals(end == 0 ? 0 : end - 1, seen.isEmpty() ? 0 : seen.getLast());
      assertFalse(pages.hasNext());
      assertThrows(NoSuchElementException.class, pages::next);
    }
  }
}
