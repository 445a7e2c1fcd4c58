package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.Missing.Where;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of missing bytes, be they few or many. */
class MissingBytesTest {

  private final MissingBytes missing = new MissingBytes();

  private static Missing of(String path, long offset, Where where) {
    return new Missing(path, offset, 10, where, "are elsewhere");
  }

  @Test
  void many_areCountedAndTheFirstKept() {
    for (int i = 0; i < 3 * MissingBytes.MAX_KEPT; i++) {
      missing.add(of("f" + i, 0, Where.IN_KEEP));
    }
    assertFalse(missing.isAnyLost());
    missing.add(of("last", 0, Where.LOST));

    assertEquals(MissingBytes.MAX_KEPT, missing.kept().size());
    assertEquals("f0", missing.kept().getFirst().path());
    assertEquals(2 * MissingBytes.MAX_KEPT + 1, missing.more());
    assertTrue(missing.isAnyLost());
  }

  @Test
  void bytesInARow_areOne_amongTheKeptAndTheOthers() {
    for (int i = 0; i < MissingBytes.MAX_KEPT + 2; i++) {
      missing.add(of("f" + i, 0, Where.IN_KEEP));
      missing.add(of("f" + i, 10, Where.IN_KEEP));
      missing.add(of("f" + i, 40, Where.IN_KEEP));
    }

    assertEquals(20, missing.kept().getFirst().length());
    assertEquals(MissingBytes.MAX_KEPT + 4, missing.more());
  }

  @Test
  void letGo_isTakenOnceAndForgottenWithAllOfItsFile() {
    missing.add(of("a", 0, Where.IN_KEEP));
    missing.add(of("a", 10, Where.LET_GO));
    missing.add(of("a", 20, Where.IN_KEEP));
    assertTrue(missing.isLetGo("a"));
    missing.add(of("b", 0, Where.IN_KEEP));
    assertFalse(missing.isLetGo("b"));

    assertEquals(Set.of("a"), missing.takeLetGo());
    assertEquals(List.of(of("b", 0, Where.IN_KEEP)), missing.kept());
    assertEquals(Set.of(), missing.takeLetGo());
  }
}
