package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.Ino;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A commit that dies before each of its acts, one after the other: the next process ends it. Dying
 * after an act is dying before the next, since nothing between two acts leaves a trace.
 */
class DeathTest {

  /** Where requests that may have been sent stand until their fate is on the disk. */
  private static final Path ATTEMPTS = Path.of("/volume/attempts");

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  /** How a process ends. */
  private interface End {
    void of(SyncedVolume volume, int act) throws IOException;
  }

  /** Commits, dying before the nth act; false if there was no such act. */
  private static boolean commitAndDie(int act, boolean othersToo, End end) throws Exception {
    String uuid = cell.collection();
    try (SyncedVolume volume = new SyncedVolume(cell, uuid)) {
      volume.makeDirectory("d");
      volume.write("d/a", "alpha");
      volume.write("b", "beta");
      volume.sync();
      volume.rename("b", "d/moved");
      volume.writeAt("d/a", 2, "overwritten");
      volume.write("b", "another");
      SortedMap<String, String> expected = volume.tree();
      String digest = volume.digest();
      if (othersToo) {
        cell.foreignPut(uuid, "d/theirs", "theirs");
        expected.put("d/theirs", "theirs");
      }
      volume.force();
      int versions = cell.versions(uuid).size();
      volume.fate().dieBefore(act);
      volume.sync();
      boolean died = volume.fate().isDead();
      String where = "died before act " + act + ": " + volume.fate().last();
      end.of(volume, act);

      assertEquals(Outcome.DONE, volume.sync(), where);

      assertEquals(expected, cell.tree(uuid), where);
      assertEquals(expected, volume.tree(), where);
      assertTrue(volume.isClean(), where);
      List<String> all = cell.versions(uuid);
      assertEquals(versions + 1, all.size(), where);
      assertEquals(all.size(), new HashSet<>(all).size(), where);
      if (!othersToo) {
        assertEquals(digest, volume.digest(), where);
      }
      return died;
    }
  }

  private static void everywhere(boolean othersToo, End end) throws Exception {
    int act = 1;
    while (commitAndDie(act, othersToo, end)) {
      act++;
    }
    assertTrue(act > 20, "only " + act + " acts");
  }

  @Test
  void commit_killedAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(false, (volume, _) -> volume.kill());
  }

  @Test
  @Tag("long")
  void commit_powerCutAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(false, SyncedVolume::cutPower);
  }

  @Test
  @Tag("long")
  void commitWithOthersChanges_killedAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(true, (volume, _) -> volume.kill());
  }

  @Test
  void commitWithOthersChanges_powerCutAnywhere_isEndedByTheNextProcess() throws Exception {
    everywhere(true, SyncedVolume::cutPower);
  }

  /** Without the attempt on the disk, what the server then has would look like another's change. */
  @Test
  void commit_powerCutOnceItWasSent_isKnownAsOurs() throws Exception {
    for (long seed = 0; seed < 8; seed++) {
      sendAndCutPower(seed);
    }
  }

  private static void sendAndCutPower(long seed) throws Exception {
    String uuid = cell.collection();
    try (SyncedVolume volume = new SyncedVolume(cell, uuid)) {
      volume.write("f", "alpha");
      volume.sync();
      volume.write("f", "beta");
      volume.force();
      volume
          .fate()
          .watch(
              what -> {
                if (what.equals("commit answered")) {
                  volume.fate().die();
                  throw new IOException("the power goes");
                }
              });
      var _ = volume.sync();
      volume.cutPower(seed);
      assertEquals("beta", cell.tree(uuid).get("f"));
      volume.write("f", "gamma");

      assertEquals(Outcome.DONE, volume.sync());

      assertEquals("gamma", cell.tree(uuid).get("f"));
    }
  }

  /** An attempt that came back without its request could neither be repeated nor given up. */
  @Test
  void commit_powerCutOnceItWasRefused_isSentLater() throws Exception {
    for (long seed = 0; seed < 8; seed++) {
      refuseAndCutPower(seed);
    }
  }

  private static void refuseAndCutPower(long seed) throws Exception {
    try (SyncedVolume volume = new SyncedVolume(cell, cell.collection())) {
      volume.write("f", "alpha");
      volume.force();
      cell.fault("update-status", "422*1");
      assertFalse(volume.sync().isDone());
      cell.noFaults();

      volume.disk().forceDirectory(ATTEMPTS);
      volume.cutPower(seed);

      assertEquals(Outcome.DONE, volume.sync());
      assertEquals("alpha", cell.tree(volume.uuid).get("f"));
    }
  }

  @Test
  void commit_powerCutOnceARequestWasGivenUp_isSentLater() throws Exception {
    for (long seed = 0; seed < 8; seed++) {
      giveUpAndCutPower(seed);
    }
  }

  private static void giveUpAndCutPower(long seed) throws Exception {
    try (SyncedVolume volume = new SyncedVolume(cell, cell.collection())) {
      volume.write("f", "alpha");
      cell.fault("api-cut", "always@PATCH");
      assertFalse(volume.sync().isDone());
      cell.noFaults();
      assertTrue(volume.state().attempt().isPresent());
      volume.volume().record(new CommitAbandoned(Ino.ROOT, "given up"));
      volume
          .fate()
          .watch(
              what -> {
                if (volume.fate().last().equals("look")) {
                  volume.fate().die();
                  throw new IOException("the power goes");
                }
              });
      assertFalse(volume.sync().isDone());
      assertTrue(volume.fate().isDead());

      volume.disk().forceDirectory(ATTEMPTS);
      volume.cutPower(seed);

      assertEquals(Outcome.DONE, volume.sync());
      assertEquals("alpha", cell.tree(volume.uuid).get("f"));
    }
  }
}
