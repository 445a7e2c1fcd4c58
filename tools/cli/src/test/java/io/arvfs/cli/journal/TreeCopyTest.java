package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.TreeCopy.Incomplete;
import io.arvfs.fs.Volume;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy does where something cannot be written. */
class TreeCopyTest {

  @TempDir private static Path made;
  @TempDir private Path root;

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
  }

  /** Takes no file of this name. */
  private record Refusing(Disk disk, String name, IOException why) implements Disk.Shown {
    @Override
    public void rename(Path from, Path to) throws IOException {
      if (to.endsWith(name)) {
        throw why;
      }
      disk.rename(from, to);
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
      if (directory.endsWith(name)) {
        throw why;
      }
      disk.makeDirectories(directory);
    }
  }

  private List<Missing> copy(Disk disk) throws IOException {
    return copy(made.resolve("killed"), disk);
  }

  private List<Missing> copy(Path from, Disk disk) throws IOException {
    VolumeFiles volume = VolumeRig.files(from);
    try (ScratchIndex rows = ScratchIndex.of(volume);
        RangeBytes ranges = new RangeBytes(volume, null)) {
      var _ = new Refold(volume, rows.index(), Refold.Until.END, VolumeRig.NO_PROGRESS).run(null);
      TreeCopy.Options options =
          new TreeCopy.Options(Incomplete.IS_SET_APART, false, VolumeRig.NO_PROGRESS);
      TreeCopy copy = new TreeCopy(disk, new TreeView(rows.index()), ranges, null, options);
      copy.copy(ManifestPath.ROOT, root.resolve("out"));
      return copy.missing();
    }
  }

  private static List<String> lines(List<Missing> missing) {
    return missing.stream().map(Missing::line).toList();
  }

  @Test
  void file_thatCannotBeWritten_isMissingAndTheOthersAreThere() throws IOException {
    Disk disk = new Refusing(new FileDisk(), "f3", new IOException("f3: no such name"));

    List<Missing> missing = copy(disk);

    assertEquals(List.of("f3: could not be written: f3: no such name"), lines(missing));
    assertFalse(Files.exists(root.resolve("out/f3")));
    assertEquals("content 4", Files.readString(root.resolve("out/f4")));
    try (var all = Files.walk(root.resolve("out"))) {
      assertEquals(25, all.count(), "22 files, two directories and the root");
    }
  }

  @Test
  void directory_thatCannotBeMade_isMissingWithAllThatIsInIt() throws IOException {
    Disk disk = new Refusing(new FileDisk(), "a b", new IOException("no such name"));

    List<Missing> missing = copy(disk);

    assertEquals(List.of("a b: could not be written: no such name"), lines(missing));
    assertEquals("z".repeat(300), Files.readString(root.resolve("out/b/last")));
  }

  @Test
  void diskThatIsFull_endsTheCopy() {
    Disk disk = new Refusing(new FileDisk(), "f3", new OutOfSpaceException("full"));

    assertThrows(OutOfSpaceException.class, () -> copy(disk));
  }

  private Path own() throws IOException {
    Path volume = root.resolve("volume");
    VolumeRig.copy(made.resolve("killed"), volume);
    return volume;
  }

  private static List<Path> segments(Path volume) throws IOException {
    return new FileDisk().list(VolumeLayout.of(volume).segments());
  }

  @Test
  void segment_thatCannotBeOpened_endsTheCopyAndIsNamed() throws IOException {
    Path volume = own();
    for (Path segment : segments(volume)) {
      Files.delete(segment);
      Files.createSymbolicLink(segment, segment.getFileName());
    }

    IOException why = assertThrows(IOException.class, () -> copy(volume, new FileDisk()));

    assertTrue(why.toString().contains(".segment"), why::toString);
  }

  @Test
  void whatWasSetApart_isGoneOnceAllOfItIsThere() throws IOException {
    Path volume = own();
    try (Volume open = VolumeRig.open(volume)) {
      Ino ino = open.view().find(ManifestPath.parse("f3")).orElseThrow();
      VolumeRig.write(open, ino, 100, "more");
      open.force(open.appended());
    }
    Path hurt = segments(volume).getLast();
    VolumeRig.flip(hurt, 0, 1);
    assertEquals(1, copy(volume, new FileDisk()).size());
    assertTrue(Files.exists(root.resolve("out/f3.incomplete")));

    VolumeRig.flip(hurt, 0, 1);
    assertEquals(List.of(), copy(volume, new FileDisk()));

    assertTrue(Files.exists(root.resolve("out/f3")));
    assertFalse(Files.exists(root.resolve("out/f3.incomplete")));
  }
}
