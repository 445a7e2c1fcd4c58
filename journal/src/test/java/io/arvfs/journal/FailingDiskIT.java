package io.arvfs.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.ChronicleLog;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.log.PoisonedException;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that really fails: ext4 in a file of a small tmpfs, which is full when the kernel writes.
 * Needs root.
 */
@Timeout(120)
final class FailingDiskIT {

  /** Nothing is forced but by who asks, however long the writing before takes. */
  private static final JournalOptions OPTIONS =
      new JournalOptions(
          LogOptions.DEFAULT,
          SegmentOptions.DEFAULT,
          new FlushOptions(32L << 20, 64L << 20, Duration.ofHours(1)),
          OptionalLong.empty());

  @TempDir private Path root;
  private final Tasks tasks = new RealTasks();

  private Path small() {
    return root.resolve("small");
  }

  private Path volume() {
    return root.resolve("disk/volume");
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    assertTrue(status == 0 || command.getFirst().equals("umount"), command + ": " + said);
    return status;
  }

  @BeforeEach
  void makeDisk() throws IOException, InterruptedException {
    Files.createDirectories(small());
    Files.createDirectories(root.resolve("disk"));
    run(List.of("mount", "-t", "tmpfs", "-o", "size=24m", "arv-fs-test", small().toString()));
    Path image = small().resolve("image");
    run(List.of("truncate", "-s", "64m", image.toString()));
    run(List.of("mkfs.ext4", "-qF", "-O", "^has_journal", "-E", "nodiscard", image.toString()));
    mountImage();
  }

  private void mountImage() throws IOException, InterruptedException {
    Path image = small().resolve("image");
    Path disk = root.resolve("disk");
    run(List.of("mount", "-o", "loop,errors=continue", image.toString(), disk.toString()));
  }

  /**
   * Chronicle lets go of a closed queue's files beside us: as often as needed, in the time given.
   */
  private void unmountImage() throws IOException, InterruptedException {
    List<String> command = List.of("umount", root.resolve("disk").toString());
    int status = run(command);
    while (status != 0) {
      status = run(command);
    }
  }

  @AfterEach
  void removeDisk() throws IOException, InterruptedException {
    int disk = run(List.of("umount", "-l", root.resolve("disk").toString()));
    int below = run(List.of("umount", "-l", small().toString()));
    assertEquals(0, disk + below);
  }

  /** The real disk; the space that it is short of comes back once a force has failed. */
  private record Recovering(Disk disk, Path filler) implements Disk.Shown {

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      if (file.endsWith("poisoned.new")) {
        Files.deleteIfExists(filler);
      }
      return new RecoveringFile(disk.open(file, mode), filler);
    }
  }

  private record RecoveringFile(DiskFile file, Path filler) implements DiskFile.Shown {

    @Override
    public void force() throws IOException {
      try {
        file.force();
      } catch (IOException e) {
        Files.deleteIfExists(filler);
        throw e;
      }
    }
  }

  private void fill(Path filler) throws IOException {
    try (FileChannel channel =
        FileChannel.open(filler, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (true) {
        channel.write(ByteBuffer.allocate(4096));
      }
    } catch (IOException _) {
      assertEquals(0, Files.getFileStore(filler).getUsableSpace());
    }
  }

  @Test
  void force_failingInTheKernel_poisonsAndTheNextStartBelievesTheDisk() throws Exception {
    Path filler = small().resolve("filler");
    Position forced;
    Position last;
    Disk disk = new Recovering(new FileDisk(), filler);
    try (Journal journal = Journal.openOn(disk, volume(), tasks, OPTIONS)) {
      for (int i = 0; i < 50; i++) {
        Trial.write(journal, 10_000);
      }
      forced = journal.appended();
      journal.force(forced);
      fill(filler);
      for (int i = 0; i < 60; i++) {
        Trial.write(journal, 100_000);
      }
      last = journal.appended();

      assertEquals(List.of("EIO", "EIO", "EIO", "EIO"), forceByMany(journal, 4));
      assertThrows(PoisonedException.class, () -> Trial.write(journal, 1));
      assertEquals(forced, journal.durable());
      assertEquals(110, Trial.requireBytes(journal).size());
    }

    Position end = reopen(forced);
    assertTrue(last.isAfter(end), "the disk had all " + end);
    unmountImage();
    mountImage();
    Trial.requireAtLeast(end, reopen(end));
  }

  /** The log of a mount, whose pages Chronicle dirtied by itself; no segment is forced with it. */
  @Test
  void force_ofChroniclesFileFailing_poisonsAndTheNextStartBelievesTheDisk() throws Exception {
    Path filler = small().resolve("filler");
    Position forced;
    Position last;
    try (Journal journal = openMounted(new Recovering(new FileDisk(), filler))) {
      for (int i = 0; i < 50; i++) {
        Trial.write(journal, 10_000);
      }
      forced = journal.appended();
      journal.force(forced);
      fill(filler);
      for (int i = 0; i < 30_000; i++) {
        journal.append(journal.next(List.of(new Truncated(new Ino(2), i))));
      }
      last = journal.appended();

      assertEquals(List.of("EIO", "EIO", "EIO", "EIO"), forceByMany(journal, 4));
      assertThrows(PoisonedException.class, () -> Trial.write(journal, 1));
      assertEquals(forced, journal.durable());
      assertEquals(50, Trial.requireBytes(journal).size());
    }

    Position end;
    try (Journal journal = openMounted(new FileDisk())) {
      end = journal.recovery().end().position();
      Trial.requireAtLeast(forced, end);
      assertTrue(last.isAfter(end), "the disk had all " + end);
      assertEquals(50, Trial.requireBytes(journal).size());
    }
    unmountImage();
    mountImage();
    try (Journal journal = openMounted(new FileDisk())) {
      Trial.requireAtLeast(end, journal.recovery().end().position());
      assertEquals(50, Trial.requireBytes(journal).size());
    }
  }

  /** As {@link Journal#open}, with a disk under all but the log. */
  private Journal openMounted(Disk disk) throws IOException {
    Path log = VolumeLayout.of(volume()).log();
    return JournalStart.in(disk, volume(), tasks, OPTIONS)
        .open(Position.NONE, (end, sizes) -> ChronicleLog.open(log, end, sizes));
  }

  private Position reopen(Position least) throws IOException {
    try (Journal journal = Journal.openOn(new FileDisk(), volume(), tasks, OPTIONS)) {
      Position end = journal.recovery().end().position();
      Trial.requireAtLeast(least, end);
      List<SegmentRange> ranges = Trial.requireBytes(journal);
      assertTrue(ranges.size() >= 50);
      return end;
    }
  }

  private List<String> forceByMany(Journal journal, int callers) throws InterruptedException {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    List<Tasks.Task> waiting = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      waiting.add(tasks.start("caller", () -> told.add(outcome(journal))));
    }
    for (Tasks.Task task : waiting) {
      task.join();
    }
    return List.copyOf(told);
  }

  private static String outcome(Journal journal) {
    try {
      journal.force(journal.appended());
      return "forced";
    } catch (PoisonedException _) {
      return "EIO";
    } catch (IOException e) {
      return e.toString();
    }
  }
}
