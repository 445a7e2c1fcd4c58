package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.Journal;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.IndexFailedException;
import io.arvfs.journal.index.RocksDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of the index that opening it does not find costs at most one error, and one start. */
final class DamagedIndexTest {

  private static final int FILES = 1500;
  private static final int LARGE_BYTES = 4 << 10;
  private static final Name LAST = new Name("last");

  @TempDir private Path scratch;

  private final CrashDisk disk = new CrashDisk();

  private Path index() {
    return scratch.resolve("index");
  }

  private Path note() {
    return scratch.resolve("index.doubt");
  }

  private RocksDirectory store() {
    return new RocksDirectory(index(), TreeFamilies.all());
  }

  private Volume open(Tasks tasks) throws IOException {
    VolumeStart start = new VolumeStart(disk, Rig.DIRECTORY, tasks);
    Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, Rig.OPTIONS, start.from());
    return start.open(store(), journal, rows -> Rig.on(disk, tasks, journal, rows));
  }

  private static Decision create(Volume volume, Name name) throws IOException {
    return volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
  }

  private static void changeSome(Volume volume) throws IOException {
    OptionalInt mode = OptionalInt.of(0640);
    OptionalInt none = OptionalInt.empty();
    for (long ino = 2; ino < FILES; ino += FILES / 20) {
      Command change = new Command.SetAttributes(new Ino(ino), mode, none, none, Optional.empty());
      assertTrue(volume.execute(change) instanceof Accepted);
    }
  }

  /** A volume of so many files that their rows take several blocks; what its tree is. */
  private String fill(Tasks tasks) throws IOException {
    try (Volume volume = open(tasks)) {
      volume.load(Ino.ROOT);
      for (int i = 0; i < FILES; i++) {
        assertTrue(create(volume, new Name("file" + i)) instanceof Accepted);
      }
      return Rig.tree(volume);
    }
  }

  private List<Path> sortedFiles() throws IOException {
    try (Stream<Path> files = Files.list(index())) {
      return files.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 0x55;
    Files.write(file, bytes);
  }

  /** Files of which a start reads little. */
  private void damageLarge() throws IOException {
    for (Path file : sortedFiles()) {
      if (Files.size(file) > LARGE_BYTES) {
        flip(file, Files.size(file) / 2);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  /** Looks at everything; where damage is met another process starts. */
  private void requireTree(Tasks tasks, String tree, String where) throws IOException {
    int damaged = 0;
    for (int start = 0; start < 2; start++) {
      try (Volume volume = open(tasks)) {
        assertEquals(tree, Rig.tree(volume), where);
        return;
      } catch (IndexFailedException e) {
        assertEquals(0, damaged++, where + ": " + e);
      }
    }
  }

  @Test
  void index_damagedAnywhere_showsTheSameAtTheNextStartAtTheLatest() {
    Simulation.run(
        1,
        tasks -> {
          String tree = fill(tasks);
          Path sound = scratch.resolve("sound");
          copy(index(), sound);
          List<Path> files = sortedFiles();
          assertTrue(files.size() >= TreeFamilies.all().size() / 2, files + "");
          for (Path file : files) {
            for (long at : new long[] {20, Files.size(sound.resolve(file.getFileName())) / 2}) {
              store().delete();
              copy(sound, index());
              flip(file, at);

              requireTree(tasks, tree, file + " at " + at);
            }
          }
        });
  }

  @Test
  void damage_metByAReader_isAnErrorUntilTheNextStart() {
    Simulation.run(
        2,
        tasks -> {
          String tree = fill(tasks);
          damageLarge();
          try (Volume volume = open(tasks)) {
            assertThrows(IndexFailedException.class, () -> Rig.tree(volume));
            assertTrue(Files.exists(note()));
          }

          try (Volume volume = open(tasks)) {
            assertFalse(Files.exists(note()));
            assertEquals(tree, Rig.tree(volume));
          }
        });
  }

  @Test
  void damage_metWhileTheJournalIsFolded_isMadeGoodByThatStart() {
    Simulation.run(
        3,
        tasks -> {
          fill(tasks);
          Path old = scratch.resolve("old");
          copy(index(), old);
          String tree;
          try (Volume volume = open(tasks)) {
            changeSome(volume);
            tree = Rig.tree(volume);
          }
          store().delete();
          copy(old, index());
          damageLarge();

          try (Volume volume = open(tasks)) {
            assertEquals(tree, Rig.tree(volume));
          }
        });
  }

  @Test
  void batch_thatCannotBeWritten_isDoneAndSeenAndTheLast() {
    Simulation.run(
        4,
        tasks -> {
          AtomicBoolean fails = new AtomicBoolean();
          WatchedIndex rows =
              new WatchedIndex(
                  Rig.heap(),
                  () -> {
                    if (fails.get()) {
                      throw new IndexFailedException("write", new IOException("damaged"));
                    }
                  });
          Volume volume = Rig.open(disk, tasks, rows);
          fails.set(true);

          assertTrue(create(volume, LAST) instanceof Accepted);
          assertTrue(volume.view().child(Ino.ROOT, LAST).isPresent());
          assertTrue(volume.poison().isPresent());
          assertEquals(new Refused(Errno.EIO), create(volume, new Name("more")));
          String tree = Rig.tree(volume);
          volume.close();

          try (Volume again = Rig.open(disk, tasks)) {
            assertEquals(tree, Rig.tree(again));
          }
        });
  }
}
