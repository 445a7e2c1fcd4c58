package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How large an entry may be. */
final class JournalEntryTest {

  private static final String LONG = "\uD83D\uDE00".repeat(50_000);

  @Test
  void next_moreThanAnEntryHolds_isRefusedBeforeAnythingHappens() {
    List<Event> many = Collections.nCopies(10, new CommitAbandoned(new Ino(1), LONG));
    Trial.run(
        1,
        tasks -> {
          try (Journal journal = Trial.open(new CrashDisk(), tasks)) {
            Position before = Trial.last(journal);
            assertThrows(IllegalArgumentException.class, () -> journal.next(many));
            assertEquals(before, Trial.last(journal));
            var _ = journal.append(journal.next(many.subList(0, 1)));
            assertEquals(Optional.empty(), journal.poison());
          }
        });
  }

  @Test
  void reasons_areBoundedAndCutBetweenCharacters() throws IOException {
    String abandoned = new CommitAbandoned(new Ino(1), LONG).reason();
    String held = new CollectionHeld(new Ino(1), "x" + LONG, List.of(), "", "").reason();

    assertTrue(LONG.startsWith(abandoned) && abandoned.length() <= 16 << 10);
    assertTrue(("x" + LONG).startsWith(held) && held.length() <= 16 << 10);
    assertEquals(abandoned.codePointCount(0, abandoned.length()) * 2, abandoned.length());
    assertEquals(held.codePointCount(1, held.length()) * 2, held.length() - 1);
  }
}
