package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.cli.journal.TreeCopy.Incomplete;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.TreeView;
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
    VolumeFiles volume = VolumeRig.files(made.resolve("killed"));
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
}
