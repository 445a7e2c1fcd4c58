package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits that nobody disturbs: the cluster then holds what the volume shows, sent once. */
class PlainCommitTest {

  private static Cell cell;
  private SyncedVolume volume;
  private String uuid;

  @BeforeAll
  static void start() throws IOException {
    cell = new Cell();
  }

  @AfterAll
  static void stop() {
    cell.close();
  }

  @BeforeEach
  void open() throws IOException {
    uuid = cell.collection();
    volume = new SyncedVolume(cell, uuid);
    cell.countFromZero();
  }

  @AfterEach
  void close() {
    volume.close();
  }

  /** Commits, and holds the cluster to what the volume shows. */
  private void commit(int patches) throws IOException, InterruptedException {
    SortedMap<String, String> before = volume.tree();
    String digest = volume.digest();
    cell.countFromZero();

    assertEquals(Outcome.DONE, volume.sync());

    assertEquals(patches, cell.requests("PATCH"));
    assertTrue(volume.isClean());
    assertEquals(digest, volume.digest());
    assertEquals(before, volume.tree());
    assertEquals(before, cell.tree(uuid));
    assertEquals(volume.state().base(), cell.stored(uuid).portableDataHash());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void commit_ofNothing_sendsNothing() throws Exception {
    commit(0);

    assertEquals(1, cell.versions(uuid).size());
  }

  @Test
  void commit_ofNewFiles_sendsThemInOneBlockAndOneRequest() throws Exception {
    volume.write("a", "alpha");
    volume.makeDirectory("d");
    volume.write("d/b", "beta");
    volume.create("empty");
    volume.makeDirectory("d/none");

    commit(1);

    assertEquals(2, cell.versions(uuid).size());
  }

  @Test
  void commit_twice_sendsNothingTheSecondTime() throws Exception {
    volume.write("a", "alpha");
    commit(1);

    commit(0);

    assertEquals(0, cell.blocksPut());
  }

  @Test
  void commit_ofWhatWasChangedBack_sendsNothing() throws Exception {
    volume.write("a", "alpha");
    commit(1);
    volume.rename("a", "b");
    volume.rename("b", "a");
    volume.write("new", "gone again");
    volume.remove("new");

    commit(0);
  }

  @Test
  void commits_inARow_eachSendWhatIsNew() throws Exception {
    volume.write("a", "one");
    commit(1);
    volume.write("a", "two");
    volume.write("b", "three");
    commit(1);
    volume.rename("a", "c");
    volume.remove("b");
    commit(1);
    volume.makeDirectory("d");
    volume.rename("c", "d/a");
    commit(1);
    volume.rename("d", "e");
    commit(1);
    volume.remove("e/a");
    commit(1);
    volume.remove("e");
    commit(1);

    assertEquals(8, cell.versions(uuid).size());
  }

  @Test
  void commit_ofSwappedFiles_isOneStep() throws Exception {
    volume.write("a", "alpha");
    volume.write("b", "beta");
    commit(1);
    volume.rename("a", "t");
    volume.rename("b", "a");
    volume.rename("t", "b");

    commit(1);
  }

  @Test
  void commit_ofHoles_fillsThemWithZeros() throws Exception {
    volume.create("sparse");
    volume.writeAt("sparse", 5000, "middle");
    volume.truncate("sparse", 9000);
    volume.create("zeros");
    volume.truncate("zeros", 300);
    commit(1);
    volume.writeAt("sparse", 100, "seam");
    volume.truncate("zeros", 20);

    commit(1);
  }

  @Test
  void commit_ofOverwrittenPiecesOfPackedFiles_keepsTheRest() throws Exception {
    volume.write("a", random(3000));
    volume.write("b", random(4000));
    volume.write("c", random(5000));
    commit(1);
    volume.writeAt("b", 1000, "in the middle");
    volume.writeAt("a", 2990, "over the end of it");
    volume.truncate("c", 4321);
    commit(1);
    volume.writeAt("b", 995, "again at a seam");
    volume.writeAt("c", 0, "the first bytes");
    commit(1);
    volume.writeAt("b", 0, random(4000));

    commit(1);
  }

  @Test
  void commit_ofManyPieces_survivesARestart() throws Exception {
    volume.create("pieces");
    for (int i = 0; i < 50; i++) {
      volume.writeAt("pieces", (i * 37) % 50 * 100L, "piece " + i);
    }
    commit(1);
    volume.kill();
    volume.writeAt("pieces", 250, "after the restart");

    commit(1);
  }

  @Test
  void commit_ofAFileOverOneBlock_isCutAtItsBlocks() throws Exception {
    byte[] megabyte = random(1 << 20);
    volume.write("small", "before the large one");
    volume.create("large");
    for (int i = 0; i < 65; i++) {
      megabyte[0] = (byte) i;
      volume.writeAt("large", (long) i << 20, megabyte);
    }
    commit(1);
    volume.writeAt("large", (64L << 20) - 10, "over the seam of two blocks");

    commit(1);
  }

  @Test
  void commit_ofNamesThatNeedEscapes_arrives() throws Exception {
    volume.write("with blank", "1");
    volume.write("new\nline", "2");
    volume.write("Grüße", "3");
    volume.write("back\\slash:colon", "4");
    volume.makeDirectory("a b");
    volume.write("a b/c d", "5");

    commit(1);
  }

  @Test
  void commit_ofEqualFiles_isPredictedRightly() throws Exception {
    volume.write("a", "the same");
    volume.write("b", "the same");
    commit(1);
    volume.write("c", "the same");
    volume.writeAt("a", 8, "the same");

    commit(1);
  }

  @Test
  void commit_ofOneChange_costsALookAnUpdateACheckAndOneBlock() throws Exception {
    volume.create("a");
    for (int i = 0; i < 40; i++) {
      volume.writeAt("a", i * 100L, random(100));
    }
    commit(1);
    volume.writeAt("a", 50, "changed");
    cell.countFromZero();

    assertEquals(Outcome.DONE, volume.sync());

    // The look, and the list of versions, of which the last page is empty.
    assertEquals(3, cell.requests("GET"));
    assertEquals(1, cell.requests("PATCH"));
    assertEquals(2, cell.blocksPut());
  }

  @Test
  void rows_withoutRoomWhenAllIsSaved_hideNothingOfThat() throws Exception {
    volume.write("a", "alpha");
    volume.leaveRowsUnflushed();

    assertEquals(Outcome.DONE, volume.sync());
    assertTrue(volume.isClean());
  }
}
