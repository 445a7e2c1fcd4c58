package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.journal.index.RocksIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that an older program left is made again, though it stands at an entry of the log. */
final class OldRowsTest {

  private static final Tasks TASKS = new RealTasks();

  private final CrashDisk disk = new CrashDisk();

  /** A volume with something in it, and where its log ends. */
  private Applied written() throws IOException {
    try (CleanedVolume volume = CleanedVolume.open(disk, TASKS)) {
      volume.write(new Name("a"), 0, new byte[100]);
    }
    return Rig.fold(disk, new Position(Long.MAX_VALUE)).applied();
  }

  private void requireMadeAgain(Path directory) throws IOException {
    VolumeStart start = new VolumeStart(disk, Rig.DIRECTORY, TASKS);
    JournalReader journal = new JournalReader(disk, Rig.DIRECTORY);
    try (Index index = start.index(new RocksDirectory(directory, TreeFamilies.all()), journal)) {
      assertEquals(Applied.NOTHING, index.applied());
      Rig.folding(disk).catchUp(index, journal);
      assertTrue(new TreeView(index).child(Ino.ROOT, new Name("a")).isPresent());
    }
  }

  @Test
  void index_withAFamilyThatIsNoMore_isMadeAgain(@TempDir Path directory) throws IOException {
    List<Family> old = new ArrayList<>(TreeFamilies.all());
    old.add(new Family("segment"));
    Applied applied = written();
    try (RocksIndex index = RocksIndex.open(directory, old)) {
      index.write(new Batch(index), applied);
    }

    requireMadeAgain(directory);
  }

  @Test
  void index_withoutAFormat_isMadeAgain(@TempDir Path directory) throws IOException {
    Applied applied = written();
    try (RocksIndex index = RocksIndex.open(directory, TreeFamilies.all())) {
      index.write(new Batch(index), applied);
    }

    requireMadeAgain(directory);
  }
}
