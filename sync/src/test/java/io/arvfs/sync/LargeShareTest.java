package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What others changed is more than one entry takes. Between two entries the process may die, the
 * server may go on, users may do what they like: what stands by then is what both sides agreed on,
 * and nothing else.
 */
class LargeShareTest {

  /** More than two entries take. */
  private static final int FILES = 250;

  /** More extents than one entry takes. */
  private static final int PIECES = 300;

  private static Cell cell;

  /** What becomes of a volume. */
  private interface End {
    void of(SyncedVolume volume, int act) throws IOException;
  }

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  private static SyncedVolume open() throws Exception {
    SyncedVolume volume = new SyncedVolume(cell, cell.collection());
    volume.write("b", "beta");
    volume.write("z", "zeta");
    assertEquals(Outcome.DONE, volume.sync());
    return volume;
  }

  private static String many(int n) {
    return "many/" + name(n);
  }

  private static String name(int n) {
    return "f%04d".formatted(n);
  }

  /** Another client adds many files to a directory of their own, in one update. */
  private static void foreignMany(String uuid, String content) throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    String files =
        IntStream.range(0, FILES)
            .mapToObj(n -> " 0:" + bytes.length + ":" + name(n))
            .collect(Collectors.joining());
    cell.foreign(
        uuid,
        Map.of("/many", "manifest_text/many"),
        "./many " + cell.keep.put(bytes, bytes.length) + files + "\n");
  }

  private static void assertSame(SyncedVolume volume, String where) throws Exception {
    assertEquals(Outcome.DONE, volume.sync(), where);
    assertTrue(cell.tree(volume.uuid).equals(volume.tree()), where); // Both are long.
    assertTrue(volume.isClean(), where);
    assertEquals(cell.stored(volume.uuid).portableDataHash(), volume.state().base(), where);
  }

  /** Dies after each entry of a share; then somebody does something. */
  private static void everywhere(End end, End then) throws Exception {
    int cuts = 0;
    boolean died = true;
    for (int entry = 1; died; entry++) {
      try (SyncedVolume volume = open()) {
        foreignMany(volume.uuid, "theirs");
        dieAfter(volume, entry);
        var _ = volume.sync();
        died = volume.fate().isDead();
        volume.whenAdopted(() -> {});
        end.of(volume, entry);
        cuts += isHalfWay(volume) ? 1 : 0;
        then.of(volume, entry);
        assertSame(volume, "died after entry " + entry);
        volume.kill();
        assertSame(volume, "died after entry " + entry + " and again");
      }
    }
    assertTrue(cuts > 0, "never cut off half-way");
  }

  private static void dieAfter(SyncedVolume volume, int entry) {
    int[] entries = {0};
    volume.whenAdopted(
        () -> {
          if (++entries[0] == entry) {
            volume.fate().die();
          }
        });
  }

  private static boolean isHalfWay(SyncedVolume volume) {
    int files = volume.paths().size();
    return files > 2 && files < FILES;
  }

  @Test
  void share_cutOffByADeath_isTakenOverByTheNextProcess() throws Exception {
    everywhere((volume, _) -> volume.kill(), (_, _) -> {});
  }

  @Test
  void share_cutOffByAPowerCutAndTakenBackMeanwhile_leavesNothing() throws Exception {
    everywhere(SyncedVolume::cutPower, (volume, _) -> cell.foreignRemove(volume.uuid, "many"));
  }

  @Test
  void share_cutOffByADeathAndChangedMeanwhile_isTakenOverAsItIsNow() throws Exception {
    everywhere(
        (volume, _) -> volume.kill(),
        (volume, _) -> {
          foreignMany(volume.uuid, "theirs 2");
          cell.foreignRemove(volume.uuid, many(3));
          cell.foreignMove(volume.uuid, "b", many(4) + "b");
        });
  }

  @Test
  void share_cutOffByADeathAndTakenBackWhileOneIsChangedHere_isHeldForThatOne() throws Exception {
    everywhere(
        (volume, _) -> volume.kill(),
        (volume, _) -> {
          cell.foreignRemove(volume.uuid, "many");
          if (volume.paths().contains(many(3))) {
            volume.write(many(3), "ours");
            assertHeld(volume, "many");
            volume.remove(many(3));
          }
        });
  }

  private static void assertHeld(SyncedVolume volume, String... paths) throws IOException {
    try {
      Outcome outcome = volume.sync();
      assertEquals(
          Set.of(paths),
          outcome.left().stream()
              .map(left -> left.what().replace(volume.uuid + "/", ""))
              .collect(Collectors.toSet()),
          outcome::toString);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void share_cutOffByADeath_wasToldAsFarAsItStands() throws Exception {
    try (SyncedVolume volume = open()) {
      foreignMany(volume.uuid, "theirs");
      dieAfter(volume, 2);

      var _ = volume.sync();
      volume.kill();

      Set<Ino> told = new HashSet<>();
      volume.adopted().forEach(e -> tell(e, told));
      assertTrue(isHalfWay(volume));
      for (String path : volume.paths()) {
        boolean theirs = path.startsWith("many/");
        assertTrue(!theirs || told.contains(volume.ino(path)), path);
      }
    }
  }

  private static void tell(Event event, Set<Ino> told) {
    if (event instanceof FileAdopted file) {
      told.add(file.ino());
    }
  }

  /** Something is done here when the first of their files stand and the last do not. */
  private static void between(SyncedVolume volume, SyncedVolume.Deed deed) throws Exception {
    boolean[] done = {false};
    volume.whenAdopted(
        () -> {
          if (!done[0] && isHalfWay(volume)) {
            done[0] = true;
            deed.run();
          }
        });
    var _ = volume.sync();
    assertTrue(done[0]);
  }

  @Test
  void fileThatStands_removedBetween_isRemovedThere() throws Exception {
    try (SyncedVolume volume = open()) {
      foreignMany(volume.uuid, "theirs");

      between(volume, () -> volume.remove(many(3)));

      assertSame(volume, "after");
      assertFalse(cell.tree(volume.uuid).containsKey(many(3)));
      assertEquals(FILES + 2, cell.tree(volume.uuid).size());
    }
  }

  @Test
  void directoryOfTheirFiles_movedBetween_isHeldUntilItIsBack() throws Exception {
    try (SyncedVolume volume = open()) {
      foreignMany(volume.uuid, "theirs");

      between(volume, () -> volume.rename("many", "moved"));

      assertHeld(volume, "many");
      assertEquals(FILES + 3, cell.tree(volume.uuid).size());
      volume.rename("moved", "many");
      assertSame(volume, "after");
      assertEquals(FILES + 3, volume.paths().size());
    }
  }

  @Test
  void fileThatIsYetToCome_changedBetween_isHeld() throws Exception {
    try (SyncedVolume volume = open()) {
      foreignMany(volume.uuid, "theirs");
      cell.foreignPut(volume.uuid, "z", "theirs");

      between(volume, () -> volume.write("z", "ours"));

      assertHeld(volume, "z");
      assertEquals("ours", volume.tree().get("z"));
      assertEquals("theirs", cell.tree(volume.uuid).get("z"));
      volume.remove("z");
      volume.kill();
      assertHeld(volume, "z");
      volume.write("z", "theirs");
      assertSame(volume, "after");
    }
  }

  @Test
  void fileThatIsYetToCome_madeBetweenElsewhere_isSentWithTheRest() throws Exception {
    try (SyncedVolume volume = open()) {
      foreignMany(volume.uuid, "theirs");

      between(volume, () -> volume.write("many/ours", "ours"));

      assertSame(volume, "after");
      assertEquals("ours", cell.tree(volume.uuid).get("many/ours"));
      assertEquals(FILES + 4, volume.paths().size());
    }
  }

  /** Another client adds files of which each byte stands for itself in a block, in one update. */
  private static void foreignPieces(String uuid, int files, int pieces) throws IOException {
    byte[] bytes = "12".repeat(pieces).getBytes(UTF_8);
    String segments =
        IntStream.range(0, files)
            .boxed()
            .flatMap(n -> IntStream.range(0, pieces).mapToObj(i -> " " + 2 * i + ":1:" + name(n)))
            .collect(Collectors.joining());
    cell.foreign(
        uuid,
        Map.of("/many", "manifest_text/many"),
        "./many " + cell.keep.put(bytes, bytes.length) + segments + "\n");
  }

  @Test
  void share_ofFilesOfManyPieces_takesFewInEachEntry() throws Exception {
    try (SyncedVolume volume = open()) {
      foreignPieces(volume.uuid, 5, 100);
      int[] entries = {0};
      volume.whenAdopted(() -> entries[0]++);

      assertSame(volume, "after");

      assertEquals(3, entries[0]);
    }
  }

  /** A file that was written in many pieces, here and there. */
  private static Ino pieces(SyncedVolume volume) throws Exception {
    volume.create("pieces");
    for (int i = 0; i < PIECES; i++) {
      volume.writeAt("pieces", i, "" + i % 10);
    }
    assertEquals(Outcome.DONE, volume.sync());
    Ino ino = volume.ino("pieces");
    assertEquals(PIECES, volume.volume().view().extents(ino).size());
    return ino;
  }

  private static void requireGone(SyncedVolume volume, Ino ino) {
    assertTrue(volume.volume().view().inode(ino).isEmpty());
    assertEquals(List.of(), volume.volume().view().orphans());
    assertEquals(List.of(), volume.volume().view().extents(ino, 0, Long.MAX_VALUE));
  }

  @Test
  void fileOfManyExtents_changedThere_isAnotherFileHere() throws Exception {
    try (SyncedVolume volume = open()) {
      Ino ino = pieces(volume);
      cell.foreignPut(volume.uuid, "pieces", "theirs");

      assertSame(volume, "after");

      assertTrue(
          volume.adopted().stream()
              .anyMatch(new RemovalAdopted(ino, Ino.ROOT, new Name("pieces"))::equals));
      requireGone(volume, ino);
      volume.kill();
      assertSame(volume, "again");
    }
  }

  @Test
  void fileOfManyExtents_removedThere_leavesNothing() throws Exception {
    try (SyncedVolume volume = open()) {
      Ino ino = pieces(volume);
      cell.foreignRemove(volume.uuid, "pieces");

      assertSame(volume, "after");

      requireGone(volume, ino);
    }
  }
}
