package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskSpace;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A volume on a file system that is really full, by its own doing or another's: what was
 * acknowledged stays, and removing makes room. Mounts, so it needs to be root.
 */
@Timeout(120)
final class VolumeFullDiskIT {

  private static final Refused ENOSPC = new Refused(Errno.ENOSPC);
  private static final int FILE_BYTES = 50_000;
  private static final int WHOLE_FILES = 20_000;

  /** More than the reserve has room for, and less than what is flushed by itself. */
  private static final int ROWS = 13_000;

  /** What a mount keeps back for what frees space, and for a start. */
  private static final int RESERVE_BYTES = 4 << 20;

  private final NavigableMap<String, byte[]> acknowledged = new TreeMap<>();
  private final Random random = new Random(5);
  private Path reserve = Path.of("/nonexistent");
  @TempDir private Path parent;

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  private interface Body {
    void in(Path place) throws IOException;
  }

  private void mounted(Body body, String... mount) throws IOException, InterruptedException {
    Path place = Files.createDirectory(parent.resolve("small"));
    String[] command = java.util.Arrays.copyOf(mount, mount.length + 1);
    command[mount.length] = place.toString();
    run(command);
    try {
      body.in(place);
    } finally {
      run("umount", "-l", place.toString());
    }
  }

  @Test
  void tmpfs_full_keepsAllAndGoesOnAfterRemoving() throws Exception {
    mounted(this::fillTwice, "mount", "-t", "tmpfs", "-o", "size=24m", "small");
  }

  @Test
  void ext4_full_keepsAllAndGoesOnAfterRemoving() throws Exception {
    Path image = parent.resolve("image");
    run("truncate", "-s", "32m", image.toString());
    run("mkfs.ext4", "-q", "-m", "0", image.toString());
    mounted(this::fillTwice, "mount", "-o", "loop", image.toString());
  }

  @Test
  void index_withoutRoom_refusesAndGoesOnWhenThereIsSome() throws Exception {
    mounted(this::fillUnderTheIndex, "mount", "-t", "tmpfs", "-o", "size=32m", "small");
  }

  private void fillUnderTheIndex(Path place) throws IOException {
    Path directory = place.resolve("volume");
    Path hog = place.resolve("hog");
    Mortal.Place inMemory = (_, index) -> new RocksDirectory(index, TreeFamilies.all());
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY, new FileDisk(), inMemory)) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        names.add(longName());
        assertTrue(create(volume, names.getLast()) instanceof Accepted, "file " + i);
      }
      takeAll(hog);
      removeWhileItIsFlushed(volume, names);
      assertEquals(ENOSPC, create(volume, "one"));

      Tasks.Task removal = new RealTasks().start("remove the hog", () -> delete(hog));
      Decision unlinked = volume.execute(new Command.Unlink(Ino.ROOT, new Name(names.getFirst())));
      removal.join();
      assertTrue(unlinked instanceof Accepted, unlinked.toString());
      Decision created = create(volume, "two");
      while (ENOSPC.equals(created)) {
        created = create(volume, "two"); // Until the reserve is whole again.
      }
      assertTrue(created instanceof Accepted, created.toString());
      volume.releaseSegments();
      assertEquals(Optional.empty(), volume.poison());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
      List<String> left = new ArrayList<>();
      volume.view().children(Ino.ROOT, 0, dentry -> left.add(dentry.name().toString()));
      assertTrue(left.contains("two"));
    }
  }

  @Test
  void index_whoseLoanAnotherTook_getsMoreOfTheReserve() throws Exception {
    mounted(this::flushBesideAThief, "mount", "-t", "tmpfs", "-o", "size=32m", "small");
  }

  private void flushBesideAThief(Path place) throws IOException {
    Path directory = place.resolve("volume");
    VolumeLayout layout = VolumeLayout.of(directory);
    Path hog = place.resolve("hog");
    AtomicBoolean thief = new AtomicBoolean();
    Disk disk = new Thieving(new FileDisk(), layout.reserve(), hog, thief);
    RealTasks tasks = new RealTasks();
    Journal journal = Journal.openOn(disk, directory, tasks, Mortal.ORDINARY);
    long bound = journal.bound().limitBytes();
    Index index = RocksDirectory.within(bound, layout.index(), TreeFamilies.all()).open();
    try (Volume volume = Rig.on(disk, directory, tasks, journal, index)) {
      volume.load(Ino.ROOT);
      assertTrue(create(volume, "some") instanceof Accepted);
      takeAll(hog);
      long taken = disk.size(hog);
      thief.set(true);

      volume.releaseSegments();

      assertTrue(disk.size(hog) - taken > bound / 8, "more than is lent at first");
      assertTrue(
          volume.execute(new Command.Unlink(Ino.ROOT, new Name("some"))) instanceof Accepted);
      assertEquals(Optional.empty(), volume.poison());
    }
  }

  /** Another process takes at once what the reserve gives up, until most of it is gone. */
  private record Thieving(Disk disk, Path reserve, Path hog, AtomicBoolean thief)
      implements Disk.Shown {

    @Override
    public DiskSpace space(Path path) throws IOException {
      if (thief.get() && disk.size(reserve) > disk.space(path).totalBytes() / 16) {
        try (OutputStream out = Files.newOutputStream(hog, StandardOpenOption.APPEND)) {
          writeWhileThereIsRoom(out, 4096);
        }
      }
      return disk.space(path);
    }
  }

  /** That waits or is refused, and stops nothing, whenever RocksDB finds that there is no room. */
  private static void removeWhileItIsFlushed(Volume volume, List<String> names)
      throws IOException, InterruptedException {
    Tasks.Task flush = new RealTasks().start("flush", () -> flushIfThatFits(volume));
    while (!flush.join(Duration.ZERO)) {
      Name name = new Name(names.getLast());
      Decision decision = volume.execute(new Command.Unlink(Ino.ROOT, name));
      assertTrue(decision instanceof Accepted || ENOSPC.equals(decision), decision.toString());
      if (decision instanceof Accepted) {
        names.removeLast();
      }
    }
  }

  /** It does not, unless RocksDB has brought a part to the disk before it was full. */
  private static void flushIfThatFits(Volume volume) {
    try {
      volume.releaseSegments();
    } catch (OutOfSpaceException e) {
      assertEquals("no room for the index", e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What no compression makes small. */
  private String longName() {
    byte[] bytes = new byte[124];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Decision create(Volume volume, String name) throws IOException {
    return volume.execute(new Command.CreateFile(Ino.ROOT, new Name(name), Rig.ATTRIBUTES));
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fillTwice(Path place) throws IOException {
    Path directory = place.resolve("volume");
    reserve = place.resolve("reserve");
    keepBack();
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
      fill(volume, "a");
      requireAll(volume);
      remove(volume, acknowledged.size() * 2 / 3);
      keepBack();
      fill(volume, "b");
      requireAll(volume);
      assertEquals(Optional.empty(), volume.poison());
    }
    Files.deleteIfExists(reserve);
    requireAll(directory);
    Path hog = place.resolve("hog");
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
      remove(volume, acknowledged.size() / 2);
      keepBack();
      takeAll(hog);
      fill(volume, "c");
      requireAll(volume);
      Files.delete(hog);
      fill(volume, "d");
      requireAll(volume);
      assertEquals(Optional.empty(), volume.poison());
      remove(volume, 3);
    }
    Files.deleteIfExists(reserve);
    requireAll(directory);
  }

  /** Makes files until one is refused. */
  private void fill(Volume volume, String prefix) throws IOException {
    Decision last = new Accepted(java.util.List.of());
    for (int i = 0; last instanceof Accepted; i++) {
      assertTrue(i < WHOLE_FILES);
      String name = prefix + i;
      last = create(volume, name);
      if (last instanceof Accepted) {
        acknowledged.put(name, new byte[0]);
        byte[] data = new byte[1 + random.nextInt(FILE_BYTES)];
        random.nextBytes(data);
        last = volume.write(ino(volume, name), 0, false, ByteBuffer.wrap(data));
        if (last instanceof Accepted) {
          acknowledged.put(name, data);
        }
      }
    }
    assertEquals(ENOSPC, last);
  }

  private static Ino ino(Volume volume, String name) {
    return volume.view().child(Ino.ROOT, new Name(name)).orElseThrow();
  }

  private void remove(Volume volume, int count) throws IOException {
    Files.deleteIfExists(reserve);
    for (int i = 0; i < count; i++) {
      String name = acknowledged.firstKey();
      Decision decision = volume.execute(new Command.Unlink(Ino.ROOT, new Name(name)));
      assertTrue(decision instanceof Accepted, name + ": " + decision);
      acknowledged.remove(name);
    }
    volume.releaseSegments();
  }

  private void keepBack() throws IOException {
    Files.write(reserve, new byte[RESERVE_BYTES]);
  }

  /** Another process takes the last bytes. */
  private static void takeAll(Path hog) throws IOException {
    try (OutputStream out = Files.newOutputStream(hog)) {
      for (int size = 1 << 20; size > 0; size /= 16) {
        writeWhileThereIsRoom(out, size);
      }
    }
  }

  private static void writeWhileThereIsRoom(OutputStream out, int size) {
    byte[] bytes = new byte[size];
    try {
      while (true) {
        out.write(bytes);
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("No space"), e.toString());
    }
  }

  private void requireAll(Path directory) throws IOException {
    assertEquals(
        Optional.empty(), new JournalReader(new FileDisk(), directory).scan((_, _) -> {}).damage());
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
      requireAll(volume);
    }
  }

  private void requireAll(Volume volume) throws IOException {
    for (var file : acknowledged.entrySet()) {
      assertArrayEquals(
          file.getValue(),
          Pair.read(volume, ino(volume, file.getKey()), 0, 2 * FILE_BYTES),
          file.getKey());
    }
  }
}
