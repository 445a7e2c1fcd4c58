package io.arvfs.journal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.log.Frame;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event that names what users named always fits an entry. */
final class CollectionHeldTest {

  @Test
  void paths_tooManyOrTooLong_stillFitAnEntry() {
    List<String> paths = Collections.nCopies(1000, "ä".repeat(30_000));

    CollectionHeld held = new CollectionHeld(Ino.ROOT, "r".repeat(70_000), paths, "", "");

    assertTrue(EventCodec.encode(List.of(held)).length <= Frame.MAX_PAYLOAD_BYTES);
  }

  @Test
  void paths_few_areAllNamed() {
    List<String> paths = List.of("a", "b/c");

    assertEquals(paths, new CollectionHeld(Ino.ROOT, "why", paths, "x", "y").paths());
  }
}
