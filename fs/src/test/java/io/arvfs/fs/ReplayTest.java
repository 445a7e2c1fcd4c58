package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command.CreateFile;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.RowsDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay of more entries than go into one batch, while batches are being written. */
final class ReplayTest {

  private static final int FILES = 1500;
  private static final Tasks TASKS = new RealTasks();
  private static final Ino NOBODY = new Ino(1_000_000);

  @TempDir private Path directory;
  private final CrashDisk disk = new CrashDisk();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Applied> ends = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    try (Volume volume = Rig.open(disk, TASKS)) {
      for (int i = 0; i < FILES; i++) {
        Name name = new Name("f" + i);
        var _ = volume.execute(new CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
      }
    }
    new JournalReader(disk, Rig.DIRECTORY)
        .scan(
            (entry, at) -> {
              entries.add(entry);
              ends.add(at);
            });
  }

  private Index index() throws IOException {
    return RocksIndex.openScratch(directory.resolve("index"), TreeFamilies.all());
  }

  private Entry misfit(Entry in, Event event) {
    return new Entry(in.position(), in.time(), List.of(event));
  }

  @Test
  void rows_betweenAnyTwoEntries_haveAllThatWasFolded() throws IOException {
    try (Index index = index()) {
      Replay replay = new Replay(Rig.folding(disk), index, TASKS);
      TreeView last = new TreeView(replay.rows());
      for (int i = 0; i < entries.size(); i++) {
        replay.fold(entries.get(i), ends.get(i));
        last = new TreeView(replay.rows());
        for (Event event : entries.get(i).events()) {
          if (event instanceof FileCreated made) {
            assertEquals(made.ino(), last.child(Ino.ROOT, made.name()).orElseThrow());
            assertTrue(last.inode(new Ino(2)).isPresent());
          }
        }
      }
      assertEquals(FILES, last.byName(Ino.ROOT).size());
      replay.flush();

      assertEquals(ends.getLast(), index.applied());
      assertEquals(Rig.foldedRows(disk), RowsDigest.of(index, TreeFamilies.all()));
    }
  }

  @Test
  void entry_thatDoesNotFit_changesNothingWhereverItStands() throws IOException {
    try (Index index = index()) {
      Replay replay = new Replay(Rig.folding(disk), index, TASKS);
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        if (i % 50 == 49) {
          Entry odd = misfit(entry, new Unlinked(NOBODY, Ino.ROOT, new Name("none")));
          assertThrows(UnfoldableEntryException.class, () -> replay.fold(odd, ends.getFirst()));
        }
        replay.fold(entry, ends.get(i));
      }
      replay.flush();

      assertEquals(Rig.foldedRows(disk), RowsDigest.of(index, TreeFamilies.all()));
    }
  }
}
