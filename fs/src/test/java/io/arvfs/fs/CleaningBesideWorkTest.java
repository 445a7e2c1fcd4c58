package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cleaning on real files and real threads, beside those who write and read: each read has the bytes
 * that were written last.
 */
@Timeout(300)
final class CleaningBesideWorkTest {

  private static final int FILES = 4;
  private static final int FILE_BYTES = 200_000;
  private static final int MOST_BYTES = 20_000;
  private static final JournalOptions OPTIONS =
      new JournalOptions(
          new LogOptions(256 << 10, 64 << 10),
          new SegmentOptions(256 << 10, 64 << 10),
          new FlushOptions(1L << 20, 4L << 20, Duration.ofSeconds(1)),
          OptionalLong.of(Long.MAX_VALUE));

  private final RealTasks tasks = new RealTasks();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Who writes goes on until something was moved beside it. */
  private final AtomicBoolean hasMoved = new AtomicBoolean();

  @TempDir private Path directory;

  /** A file and what it must hold; who writes excludes who reads, and cleaning excludes nobody. */
  private record Kept(Ino ino, ByteBuffer bytes, ReentrantReadWriteLock lock) {}

  @Test
  void clean_besideReadersAndWriters_changesNoByte() throws Exception {
    run(150);
  }

  @Test
  @Tag("long")
  void clean_besideReadersAndWritersForLong_changesNoByte() throws Exception {
    run(20_000);
  }

  private Volume open() throws IOException {
    Journal journal = Journal.openOn(new FileDisk(), directory, tasks, OPTIONS);
    Volume volume = Rig.on(new FileDisk(), directory, tasks, journal, Rig.heap());
    volume.load(Ino.ROOT);
    return volume;
  }

  private void run(int writes) throws Exception {
    List<Kept> files = new ArrayList<>();
    try (Volume volume = open()) {
      for (int i = 0; i < FILES; i++) {
        files.add(made(volume, new Name("f" + i)));
      }
      List<Tasks.Task> writers = new ArrayList<>();
      List<Tasks.Task> others = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        Kept file = files.get(i);
        Random random = new Random(i);
        writers.add(start("writer", () -> write(volume, file, writes, random)));
        others.add(start("reader", () -> read(volume, file, random.nextLong())));
      }
      others.add(start("cleaner", () -> clean(volume)));
      join(writers);
      ended.set(true);
      join(others);
      assertEquals(List.of(), List.copyOf(failures));
      requireAll(volume, files);
    }
    assertTrue(moves() > 0, "nothing was moved");
    try (Volume volume = open()) {
      requireAll(volume, files);
    }
  }

  private static Kept made(Volume volume, Name name) throws IOException {
    volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
    Ino ino = volume.view().child(Ino.ROOT, name).orElseThrow();
    ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES);
    assertTrue(volume.write(ino, 0, false, bytes.duplicate()) instanceof Accepted);
    return new Kept(ino, bytes, new ReentrantReadWriteLock());
  }

  private interface Part {
    void run() throws IOException;
  }

  private Tasks.Task start(String name, Part part) {
    return tasks.start(
        name,
        () -> {
          try {
            part.run();
          } catch (IOException | RuntimeException | Error e) {
            failures.add(e);
            ended.set(true);
          }
        });
  }

  private static void join(List<Tasks.Task> all) throws InterruptedException {
    for (Tasks.Task task : all) {
      task.join();
    }
  }

  private void write(Volume volume, Kept file, int writes, Random random) throws IOException {
    for (int i = 0; (i < writes || !hasMoved.get()) && failures.isEmpty(); i++) {
      byte[] data = new byte[1 + random.nextInt(MOST_BYTES)];
      random.nextBytes(data);
      int offset = random.nextInt(FILE_BYTES - data.length);
      file.lock().writeLock().lock();
      try {
        file.bytes().put(offset, data);
        var decision = volume.write(file.ino(), offset, false, ByteBuffer.wrap(data));
        assertTrue(decision instanceof Accepted, decision + "");
      } finally {
        file.lock().writeLock().unlock();
      }
    }
  }

  private void read(Volume volume, Kept file, long seed) throws IOException {
    Random random = new Random(seed);
    while (!ended.get()) {
      int offset = random.nextInt(FILE_BYTES);
      int length = 1 + random.nextInt(FILE_BYTES - offset);
      requireSame(volume, file, offset, length);
    }
  }

  private static void requireSame(Volume volume, Kept file, int offset, int length)
      throws IOException {
    file.lock().readLock().lock();
    try {
      ByteBuffer target = ByteBuffer.allocate(length);
      assertEquals(length, volume.read(file.ino(), offset, target).orElseThrow());
      byte[] expected = Arrays.copyOfRange(file.bytes().array(), offset, offset + length);
      assertArrayEquals(expected, target.array());
    } finally {
      file.lock().readLock().unlock();
    }
  }

  private void clean(Volume volume) throws IOException {
    while (!ended.get()) {
      var _ = volume.free(Long.MAX_VALUE);
      volume.clean();
      hasMoved.set(hasMoved.get() || moves() > 0);
    }
  }

  private static void requireAll(Volume volume, List<Kept> files) throws IOException {
    for (Kept file : files) {
      requireSame(volume, file, 0, FILE_BYTES);
    }
  }

  private int moves() {
    int[] moved = {0};
    try {
      new JournalReader(new FileDisk(), directory)
          .scan(
              (entry, _) ->
                  moved[0] +=
                      (int) entry.events().stream().filter(RangesMoved.class::isInstance).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return moved[0];
  }
}
