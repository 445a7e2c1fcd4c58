package io.arvfs.cli.journal;

import static io.arvfs.cli.JournalRun.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.JournalRun;
import io.arvfs.fs.Volume;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More files, extents and lost ranges than are held at once are all there nevertheless. */
class ManyThingsTest {

  private static final int FILES = 2100;
  private static final int WRITES = 4500;

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path volume = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    try (Volume volume = VolumeRig.open(made.resolve("volume"))) {
      Ino many = VolumeRig.directory(volume, Ino.ROOT, "many");
      for (int i = 0; i < FILES; i++) {
        VolumeRig.file(volume, many, "f" + i, "");
      }
      Ino file = VolumeRig.file(volume, Ino.ROOT, "file", "begin");
      for (int i = 0; i < WRITES; i++) {
        VolumeRig.write(volume, file, 10L + 2L * i, String.valueOf(i % 10));
      }
      volume.force(volume.appended());
    }
  }

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    VolumeRig.copy(made.resolve("volume"), volume);
  }

  private static <T> List<T> listed(Iterable<T> all) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    return list;
  }

  @Test
  void dentriesAndExtents_oneByOne_areAllOfThem() throws IOException {
    try (Volume open = VolumeRig.open(volume)) {
      TreeView view = open.view();
      Ino many = view.child(Ino.ROOT, new Name("many")).orElseThrow();
      Ino file = view.child(Ino.ROOT, new Name("file")).orElseThrow();
      Inode inode = view.inode(file).orElseThrow();

      assertEquals(view.byName(many), listed(view.eachByName(many)));
      assertEquals(FILES, listed(view.eachByName(many)).size());
      assertEquals(view.extents(file), listed(view.eachExtent(inode)));
      assertEquals(WRITES + 1, listed(view.eachExtent(inode)).size());
    }
  }

  @Test
  void export_hasAllFilesAndBytes() throws IOException {
    run("export", volume, root.resolve("out"))
        .with(0)
        .saying((FILES + 1) + " files in 2 directories, " + (WRITES + 5) + " bytes");

    byte[] bytes = Files.readAllBytes(root.resolve("out/file"));
    assertEquals(10 + 2 * (WRITES - 1) + 1, bytes.length);
    assertEquals('0' + (WRITES - 1) % 10, bytes[bytes.length - 1]);
  }

  @Test
  void rangesOfALostSegment_areAllLeftOut() throws IOException {
    VolumeRig.delete(volume.resolve("segments"));
    Files.createDirectory(volume.resolve("segments"));

    JournalRun verified = run("verify", volume, "--json").with(4);
    assertEquals(WRITES + 2, verified.out().lines().count());
    run("recover", volume, "--into", root.resolve("new"))
        .with(4)
        .saying("more ranges are not as they must be")
        .saying("what is left of a file: lost+found/inode-");
    run("verify", root.resolve("new"), "--full").with(0);
    try (Volume open = VolumeRig.open(root.resolve("new"))) {
      Ino file = open.view().child(Ino.ROOT, new Name("file")).orElseThrow();
      assertTrue(open.view().extents(file).isEmpty());
      assertFalse(open.view().isEmpty(Ino.ROOT));
    }
  }
}
