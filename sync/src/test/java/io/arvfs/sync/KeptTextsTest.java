package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.History;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A manifest's text stays as long as something needs it, and no longer. */
class KeptTextsTest {

  private static Cell cell;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  /** A volume that has taken over what others did, twice. */
  private static SyncedVolume adopted(History history) throws Exception {
    SyncedVolume volume = new SyncedVolume(cell, cell.collection(), history);
    volume.write("ours", "ours");
    assertEquals(Outcome.DONE, volume.sync());
    cell.foreignPut(volume.uuid, "a", "theirs");
    assertEquals(Outcome.DONE, volume.sync());
    cell.foreignPut(volume.uuid, "b", "theirs");
    assertEquals(Outcome.DONE, volume.sync());
    return volume;
  }

  private static void commitOneMore(SyncedVolume volume) throws Exception {
    volume.write("more", "more");
    assertEquals(Outcome.DONE, volume.sync());
  }

  @Test
  void texts_thatTheLogNames_stay() throws Exception {
    try (SyncedVolume volume = adopted(History.NONE)) {
      commitOneMore(volume);

      assertEquals(4, volume.texts().size()); // Loaded, adopted twice, and the base.
    }
  }

  @Test
  void texts_whoseEventsWentWithTheLog_goWithTheNextCommit() throws Exception {
    try (SyncedVolume volume = adopted(History.NONE)) {
      volume.volume().condense();
      commitOneMore(volume);

      assertEquals(Set.of(volume.state().base()), volume.texts());
      SortedMap<String, String> tree = volume.tree();
      volume.kill();
      assertEquals(tree, volume.tree());
    }
  }

  @Test
  void texts_namedAfterTheLastCheckpoint_stay() throws Exception {
    try (SyncedVolume volume = adopted(History.NONE)) {
      volume.volume().condense();
      cell.foreignPut(volume.uuid, "c", "theirs");
      assertEquals(Outcome.DONE, volume.sync());
      String adopted = volume.state().base();
      commitOneMore(volume);

      assertEquals(Set.of(adopted, volume.state().base()), volume.texts());
      SortedMap<String, String> tree = volume.tree();
      volume.kill();
      assertEquals(tree, volume.tree());
    }
  }

  @Test
  void texts_thatHistoryNames_stay() throws Exception {
    try (SyncedVolume volume = adopted(new History(Duration.ofHours(1), 0))) {
      volume.volume().condense();
      commitOneMore(volume);

      assertEquals(4, volume.texts().size());
    }
  }

  /** How a process ends. */
  private interface End {
    void of(SyncedVolume volume, int act) throws IOException;
  }

  private static boolean condenseAndDie(int act, End end) throws Exception {
    try (SyncedVolume volume = adopted(History.NONE)) {
      cell.foreignPut(volume.uuid, "c", "theirs");
      volume.force();
      volume.fate().dieBefore(act);
      condense(volume);
      boolean died = volume.fate().isDead();
      String where = "died before act " + act + ": " + volume.fate().last();

      end.of(volume, act);

      assertEquals(Outcome.DONE, volume.sync(), where);
      assertEquals(cell.tree(volume.uuid), volume.tree(), where);
      volume.volume().condense();
      commitOneMore(volume);
      assertEquals(Set.of(volume.state().base()), volume.texts(), where);
      volume.kill();
      assertEquals(cell.tree(volume.uuid), volume.tree(), where);
      return died;
    }
  }

  /** The log goes, others' change comes, and what is not needed any more goes. */
  private static void condense(SyncedVolume volume) throws InterruptedException {
    try {
      volume.volume().condense();
      volume.write("here", "here");
      var _ = volume.sync();
    } catch (IOException e) {
      assertTrue(volume.fate().isDead(), () -> "alive: " + e);
    }
  }

  private static void everywhere(int step, End end) throws Exception {
    int act = 1;
    while (condenseAndDie(act, end)) {
      act += step;
    }
    assertTrue(act > 20, "only " + act + " acts");
  }

  @Test
  void texts_freedWhileTheProcessIsKilled_areEnoughForTheNext() throws Exception {
    everywhere(41, (volume, _) -> volume.kill());
  }

  @Test
  @Tag("long")
  void texts_freedWhileTheProcessIsKilledAnywhere_areEnoughForTheNext() throws Exception {
    everywhere(1, (volume, _) -> volume.kill());
  }

  @Test
  @Tag("long")
  void texts_freedWhileThePowerGoes_areEnoughForTheNext() throws Exception {
    everywhere(1, SyncedVolume::cutPower);
  }
}
