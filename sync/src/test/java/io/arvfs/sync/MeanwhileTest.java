package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users do between the freeze and the save of a commit, at each step of it. */
class MeanwhileTest {

  private static Cell cell;
  private SyncedVolume volume;
  private String uuid;

  /** Something a user does. */
  private interface Deed {
    void run() throws IOException;
  }

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  @BeforeEach
  void open() throws Exception {
    uuid = cell.collection();
    volume = new SyncedVolume(cell, uuid);
    volume.makeDirectory("d");
    volume.write("d/old", "it was there before");
    volume.sync();
    volume.writeAt("d/old", 3, "being committed");
    volume.makeDirectory("n");
    volume.write("n/new", "new and being committed");
    volume.rename("d", "e");
    volume.makeDirectory("gone");
  }

  @AfterEach
  void close() {
    volume.close();
  }

  /** The deed is done before the first act of this name; the next commit sends it. */
  private void meanwhile(String act, Deed deed) throws Exception {
    SortedMap<String, String> frozen = volume.tree();
    boolean[] done = {false};
    volume
        .fate()
        .watch(
            what -> {
              if (what.equals(act) && !done[0]) {
                done[0] = true;
                deed.run();
              }
            });
    assertEquals(Outcome.DONE, volume.sync());
    assertTrue(done[0]);
    assertEquals(frozen, cell.tree(uuid));
    SortedMap<String, String> after = volume.tree();
    String digest = volume.digest();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(after, volume.tree());
    assertEquals(after, cell.tree(uuid));
    assertEquals(digest, volume.digest());
    volume.kill();
    assertEquals(Outcome.DONE, volume.sync());
    assertEquals(after, volume.tree());
    assertEquals(digest, volume.digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void writes_areSentByTheNext(String act) throws Exception {
    meanwhile(
        act,
        () -> {
          volume.writeAt("n/new", 4, "NEWER");
          volume.writeAt("e/old", 5, "NEWER");
          volume.write("n/newest", "made meanwhile");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void truncations_areSentByTheNext(String act) throws Exception {
    meanwhile(
        act,
        () -> {
          volume.truncate("n/new", 3);
          volume.truncate("e/old", 100);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void renamesOfFiles_areSentByTheNext(String act) throws Exception {
    meanwhile(
        act,
        () -> {
          volume.rename("n/new", "n/t");
          volume.rename("e/old", "n/new");
          volume.rename("n/t", "e/old");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void renamesOfDirectories_areSentByTheNext(String act) throws Exception {
    meanwhile(
        act,
        () -> {
          volume.rename("n", "m");
          volume.rename("e", "m/e");
          volume.rename("m/new", "m/e/new");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void removals_areSentByTheNext(String act) throws Exception {
    meanwhile(
        act,
        () -> {
          volume.remove("n/new");
          volume.remove("n");
          volume.remove("e/old");
          volume.remove("gone");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"look", "put", "commit", "commit answered", "versions"})
  void replacements_areSentByTheNext(String act) throws Exception {
    meanwhile(
        act,
        () -> {
          volume.write("t", "saved by an editor");
          volume.rename("t", "n/new");
          volume.remove("gone");
          volume.write("gone", "a file now");
        });
  }
}
