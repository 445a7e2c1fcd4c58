package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.arvfs.fs.command.Command;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A volume with small segments and a few files, and what must be read of them. */
final class CleanedVolume implements Closeable {

  static final Path SEGMENTS = Rig.DIRECTORY.resolve("segments");
  private static final JournalOptions OPTIONS =
      new JournalOptions(
          new LogOptions(64 << 10, 4 << 10),
          new SegmentOptions(20 << 10, 4 << 10),
          new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)));
  private static final List<Name> NAMES =
      List.of(new Name("a"), new Name("b"), new Name("c"), new Name("d"), new Name("e"));
  private static final int FILE_BYTES = 8 << 10;
  private static final int WRITE_BYTES = 2500;

  private final Map<Name, byte[]> expected;
  private final Volume volume;

  private CleanedVolume(Volume volume, Map<Name, byte[]> expected) {
    this.volume = volume;
    this.expected = expected;
  }

  /** Opens what is on {@code disk}. */
  static CleanedVolume open(CrashDisk disk, Tasks tasks, Map<Name, byte[]> expected)
      throws IOException {
    return open(disk, tasks, expected, Rig.heap());
  }

  static CleanedVolume open(CrashDisk disk, Tasks tasks, Map<Name, byte[]> expected, Index rows)
      throws IOException {
    Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, OPTIONS);
    Volume volume = Rig.on(disk, tasks, journal, rows);
    volume.load(Ino.ROOT);
    return new CleanedVolume(volume, expected);
  }

  static CleanedVolume open(CrashDisk disk, Tasks tasks) throws IOException {
    return open(disk, tasks, new TreeMap<>());
  }

  /** What is in the files; what is there stays what it is when more is written. */
  Map<Name, byte[]> expected() {
    return new TreeMap<>(expected);
  }

  Volume volume() {
    return volume;
  }

  /** Writes, overwrites, cuts or removes some file. */
  void step(Random random) throws IOException {
    Name name = NAMES.get(random.nextInt(NAMES.size()));
    byte[] now = expected.get(name);
    if (now == null) {
      volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
      expected.put(name, new byte[0]);
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> remove(name);
      case 1 -> truncate(name, random.nextInt(FILE_BYTES));
      default -> {
        byte[] data = new byte[1 + random.nextInt(WRITE_BYTES)];
        random.nextBytes(data);
        write(name, random.nextInt(FILE_BYTES), data);
      }
    }
  }

  Ino ino(Name name) {
    return volume.view().child(Ino.ROOT, name).orElseThrow();
  }

  void write(Name name, int offset, byte[] data) throws IOException {
    if (!expected.containsKey(name)) {
      volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
      expected.put(name, new byte[0]);
    }
    volume.write(ino(name), offset, false, ByteBuffer.wrap(data));
    byte[] before = expected.getOrDefault(name, new byte[0]);
    byte[] after = Arrays.copyOf(before, Math.max(before.length, offset + data.length));
    System.arraycopy(data, 0, after, offset, data.length);
    expected.put(name, after);
  }

  private void truncate(Name name, int length) throws IOException {
    volume.execute(new Command.Truncate(ino(name), length));
    expected.put(name, Arrays.copyOf(expected.getOrDefault(name, new byte[0]), length));
  }

  void remove(Name name) throws IOException {
    Ino ino = ino(name);
    volume.execute(new Command.Unlink(Ino.ROOT, name));
    volume.execute(new Command.Bury(ino));
    expected.remove(name);
  }

  void requireReadable() throws IOException {
    for (Map.Entry<Name, byte[]> file : expected.entrySet()) {
      assertArrayEquals(file.getValue(), Pair.read(volume, ino(file.getKey()), 0, 2 * FILE_BYTES));
    }
  }

  String tree() {
    return Rig.tree(volume);
  }

  @Override
  public void close() throws IOException {
    volume.close();
  }
}
