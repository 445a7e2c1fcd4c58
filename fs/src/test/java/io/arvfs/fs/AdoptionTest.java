package io.arvfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.fs.view.TreeSource.Loaded;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.RowsDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection's manifest becomes rows: staged, folded or caught up, the same ones. */
class AdoptionTest {

  private static final String FOO = "acbd18db4cc2f85cedef654fccc4a4d8+3";
  private static final String UUID = "zzzzz-4zz18-000000000000000";
  private static final RealTasks TASKS = new RealTasks();
  private static final Instant MODIFIED = Instant.parse("2024-05-06T07:08:09Z");

  private static TreeSource source(String text) {
    ManifestText manifest = new ManifestText(text);
    return (_, target) -> {
      target.begin().write(text.getBytes(UTF_8));
      return new Loaded(UUID, new ServerState(7, manifest.portableDataHash(), MODIFIED));
    };
  }

  /** Folds as a fold did that knows nothing of staging. */
  private static HeapIndex foldedAtOnce(CrashDisk disk) throws IOException {
    HeapIndex index = Rig.heap();
    TreeFold fold =
        new TreeFold(new ManifestFiles(disk, VolumeLayout.of(Rig.DIRECTORY).manifests()));
    new JournalReader(disk, Rig.DIRECTORY)
        .scanAfter(
            index.applied().position(),
            (entry, at) -> {
              Batch batch = new Batch(index);
              fold.apply(entry, batch);
              index.write(batch, at);
            });
    return index;
  }

  private static void change(Volume volume) throws IOException {
    volume.execute(new Command.MakeDirectory(Ino.ROOT, new Name("made"), Rig.ATTRIBUTES));
    volume.execute(new Command.CreateFile(Ino.ROOT, new Name("new"), Rig.ATTRIBUTES));
  }

  @Property(tries = 60)
  void rows_howeverTheyWereMade_areTheSame(@ForAll("texts") String text) throws IOException {
    CrashDisk disk = new CrashDisk();
    try (Volume volume = Rig.open(disk, TASKS, Rig.heap(), source(text))) {
      change(volume);
      volume.force(volume.appended());

      String live = Rig.rows(volume);
      assertEquals(live, Rig.foldedRows(disk));
      assertEquals(live, RowsDigest.of(foldedAtOnce(disk), TreeFamilies.all()));
    }
  }

  /** Streams in any order, that share directories, with files scattered over them. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> names = Arbitraries.of("a.x", "b.x", "a!.x", "é.x", "\\040.x", "c/d.x");
    Arbitrary<String> streams = Arbitraries.of(".", "./a", "./a/b", "./b", "./a!");
    Arbitrary<String> tokens =
        Combinators.combine(Arbitraries.of("0:3", "1:2", "0:0", "0:1"), names)
            .as((part, name) -> part + ":" + name);
    return Combinators.combine(streams, tokens.list().ofMinSize(1).ofMaxSize(5))
        .as((s, t) -> s + " " + FOO + " " + String.join(" ", t) + "\n")
        .list()
        .ofMaxSize(5)
        .map(lines -> String.join("", lines));
  }

  private static String manyFiles(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "0:%d:f%05d".formatted(i % 4, i))
        .collect(Collectors.joining(" ", "./d " + FOO + " ", "\n"));
  }

  @Test
  void rows_onRocksDb_areThoseInMemory(@TempDir Path directory) throws IOException {
    CrashDisk disk = new CrashDisk();
    try (Volume volume =
        Rig.open(
            disk,
            TASKS,
            RocksIndex.open(directory.resolve("index"), TreeFamilies.all()),
            source(manyFiles(2500)))) {
      change(volume);
      volume.force(volume.appended());

      assertEquals(2504 + 1, volume.view().nextIno().value());
      assertEquals(Rig.rows(volume), Rig.foldedRows(disk));
    }
  }

  @Test
  void adoption_cutOffAtAnyWrite_leavesNothingBehind() throws IOException {
    String text = manyFiles(2500) + ". " + FOO + " 0:3:z\n";
    int deaths = 0;
    for (int writes = 0; dies(text, writes); writes++) {
      deaths++;
    }

    assertTrue(deaths >= 6, deaths + " deaths: the marker, three batches, the mark, the event");
  }

  /** Whether a volume dies that may write so often; it comes up again and shows everything. */
  private static boolean dies(String text, int writes) throws IOException {
    CrashDisk disk = new CrashDisk();
    HeapIndex rows = Rig.heap();
    boolean died = false;
    int[] left = {writes};
    Runnable dying =
        () -> {
          if (left[0]-- <= 0) {
            throw new IllegalStateException("dead");
          }
        };
    try (Volume volume = Rig.open(disk, TASKS, new WatchedIndex(rows, dying), source(text))) {
      volume.force(volume.appended());
    } catch (IllegalStateException _) {
      died = true;
    }
    try (Volume volume = Rig.open(disk, TASKS, rows, source(text))) {
      volume.force(volume.appended());
      assertEquals(Rig.rows(volume), Rig.foldedRows(disk));
      Inode last =
          volume
              .view()
              .find(ManifestPath.parse("d/f02499"))
              .flatMap(volume.view()::inode)
              .orElseThrow();
      assertEquals(2499 % 4, last.size());
    }
    return died;
  }

  @Test
  void adoption_thatCannotBeHad_leavesTheVolumeAsItWas() throws IOException {
    CrashDisk disk = new CrashDisk();
    List<String> texts = new ArrayList<>(List.of(". " + FOO + " 0:9:f\n", ". " + FOO + " 0:3:f\n"));
    TreeSource unsteady = (root, target) -> source(texts.removeFirst()).load(root, target);
    assertThrows(IOException.class, () -> Rig.open(disk, TASKS, Rig.heap(), unsteady).close());
    try (Volume volume = Rig.open(disk, TASKS, Rig.heap(), unsteady)) {
      volume.force(volume.appended());

      assertEquals(Rig.rows(volume), Rig.foldedRows(disk));
      assertTrue(volume.view().find(ManifestPath.parse("f")).isPresent());
    }
  }

  @Test
  void adoption_withoutRoomForItsRows_isRefusedAndHadWhenThereIs() {
    for (int writes = 0; writes < 5; writes++) {
      int before = writes;
      Simulation.run(writes, tasks -> adoptOnAFullDisk(tasks, before));
    }
  }

  private static void adoptOnAFullDisk(Tasks tasks, int before) throws IOException {
    CrashDisk disk = new CrashDisk();
    AtomicInteger left = new AtomicInteger(0);
    Runnable filling =
        () -> {
          if (left.decrementAndGet() < 0) {
            throw new IndexFullException("write", new IOException("no space left"));
          }
        };
    Index rows = new WatchedIndex(Rig.heap(), filling);
    VolumeParts parts = Rig.parts(disk, tasks, rows, source(manyFiles(2500)));
    assertThrows(OutOfSpaceException.class, () -> new Volume(parts));
    left.set(Integer.MAX_VALUE);
    try (Volume volume = new Volume(parts)) {
      left.set(before);
      boolean loaded = isLoaded(volume);
      assertEquals(loaded, volume.view().inode(Ino.ROOT).isPresent());
      assertFalse(loaded && before == 0, "its rows found no room");
      left.set(Integer.MAX_VALUE);

      volume.load(Ino.ROOT);

      assertEquals(2503, volume.view().nextIno().value());
      volume.force(volume.appended());
      assertEquals(Rig.rows(volume), Rig.foldedRows(disk));
    }
  }

  /** Whether it could be: it is, if only the batch that links its rows finds no room. */
  private static boolean isLoaded(Volume volume) throws IOException {
    try {
      volume.load(Ino.ROOT);
      return true;
    } catch (OutOfSpaceException _) {
      return false;
    }
  }

  private static void make(Volume volume, String name) {
    try {
      volume.execute(new Command.CreateFile(Ino.ROOT, new Name(name), Rig.ATTRIBUTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void numbers_givenWhileACollectionLoads_areBehindItsOwn() throws IOException {
    CrashDisk disk = new CrashDisk();
    List<Volume> opened = new ArrayList<>();
    int[] writes = {0};
    Runnable busy =
        () -> {
          if (!opened.isEmpty() && ++writes[0] == 2) {
            make(opened.getFirst(), "early");
          }
        };
    TreeSource trees = (root, t) -> source(root.equals(Ino.ROOT) ? "" : manyFiles(3)).load(root, t);
    try (Volume volume = Rig.open(disk, TASKS, new WatchedIndex(Rig.heap(), busy), trees)) {
      opened.add(volume);
      Ino root = new Ino(1000);

      volume.load(root);
      change(volume);
      volume.force(volume.appended());

      assertEquals(Rig.rows(volume), Rig.foldedRows(disk));
      assertEquals(
          new Ino(6), volume.view().find(ManifestPath.parse("early")).orElseThrow(), "2 to 5 load");
    }
  }
}
