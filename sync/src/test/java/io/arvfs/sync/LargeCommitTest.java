package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A commit of very much holds the writer for no entry longer than one of little: freeze, save and
 * giving up go some rows at a time. Work is counted, since time says nothing on a busy machine.
 */
class LargeCommitTest {

  private static final int FILES = 1000;

  /** Some for each of the rows that one entry may be about; those of all files would be more. */
  private static final long MOST_READS = 2500;

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  @BeforeEach
  void noFaults() {
    cell.noFaults();
  }

  private static SyncedVolume written() throws Exception {
    SyncedVolume volume = new SyncedVolume(cell, cell.collection());
    volume.makeDirectory("d");
    volume.write("d/first", "first");
    assertEquals(Outcome.DONE, volume.sync());
    for (int file = 0; file < FILES; file++) {
      volume.write("d/f" + file, "content " + file);
    }
    return volume;
  }

  private static void assertSent(SyncedVolume volume) throws Exception {
    assertEquals(Outcome.DONE, volume.sync());
    assertTrue(volume.isClean());
    assertEquals(volume.tree(), cell.tree(volume.uuid));
    assertTrue(volume.mostRowsRead() < MOST_READS, () -> volume.mostRowsRead() + " reads");
  }

  @Test
  void files_veryMany_madeAppendedToMovedAndRemoved_areFewRowsAnEntry() throws Exception {
    try (SyncedVolume volume = written()) {
      assertSent(volume);
      for (int file = 0; file < FILES; file++) {
        volume.writeAt("d/f" + file, 3, "CHANGED");
      }
      assertSent(volume);
      volume.makeDirectory("e");
      for (int file = 0; file < FILES; file++) {
        volume.rename("d/f" + file, "e/f" + file);
      }
      assertSent(volume);
      for (int file = 0; file < FILES; file++) {
        volume.remove("e/f" + file);
      }
      assertSent(volume);
      assertEquals(List.of("d", "d/first", "e"), volume.paths());
    }
  }

  @Test
  void commit_ofVeryMuchGivenUp_isFewRowsAnEntry() throws Exception {
    try (SyncedVolume volume = written()) {
      cell.fault("update-status", "422");
      assertFalse(volume.sync().isDone());
      cell.noFaults();
      for (int file = 0; file < FILES; file += 2) {
        volume.write("d/f" + file, "otherwise " + file);
      }

      assertSent(volume);
    }
  }

  @Test
  void save_cutOffByADeath_isEndedByTheNextProcess() throws Exception {
    try (SyncedVolume volume = written()) {
      volume
          .fate()
          .watch(
              _ -> {
                if (volume.state().settling()) {
                  volume.fate().die();
                  throw new IOException("the process dies");
                }
              });
      assertFalse(volume.sync().isDone());
      assertTrue(volume.fate().isDead());
      volume.kill();
      assertTrue(volume.state().settling());
      volume.write("d/f3", "since then");

      assertSent(volume);
      assertFalse(volume.state().settling());
    }
  }
}
