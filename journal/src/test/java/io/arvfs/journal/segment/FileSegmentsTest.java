package io.arvfs.journal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments on the real file system. */
final class FileSegmentsTest extends SegmentsContractTest {

  @TempDir private Path parent;

  @Override
  Disk disk() {
    return new FileDisk();
  }

  @Override
  Path directory() {
    return parent.resolve("segments");
  }

  @Test
  void append_manyTasksBesideForcesAndReads_keepsEveryRange() throws Exception {
    RealTasks tasks = new RealTasks();
    List<SegmentRange> ranges = Collections.synchronizedList(new ArrayList<>());
    SegmentOptions options = new SegmentOptions(200_000, 50_000);
    try (Segments segments = Segments.open(disk(), directory(), options)) {
      List<Tasks.Task> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        int seed = writer;
        writers.add(tasks.start("writer", () -> write(segments, new Random(seed), ranges)));
      }
      for (Tasks.Task writer : writers) {
        writer.join();
      }

      assertEquals(800, ranges.size());
      for (SegmentRange range : ranges) {
        assertTrue(segments.verify(range));
      }
      segments.force();
      assertEquals(0, segments.unforcedBytes());
    }
  }

  private static void write(Segments segments, Random random, List<SegmentRange> ranges) {
    try {
      for (int i = 0; i < 200; i++) {
        byte[] bytes = new byte[1 + random.nextInt(5000)];
        random.nextBytes(bytes);
        SegmentRange range = segments.append(ByteBuffer.wrap(bytes));
        assertTrue(segments.verify(range));
        ranges.add(range);
        if (i % 50 == 0) {
          segments.force();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void read_ofManySegments_keepsFewFilesOpen() throws IOException {
    SegmentOptions options = new SegmentOptions(100, 100);
    try (Segments segments = Segments.open(disk(), directory(), options)) {
      for (int i = 0; i < 150; i++) {
        var _ = segments.append(ByteBuffer.allocate(100));
      }
    }
    try (Segments segments = Segments.open(disk(), directory(), options)) {
      for (int number = 1; number <= 150; number++) {
        segments.read(new SegmentRange(number, 0, 100, 0), 0, ByteBuffer.allocate(100));
      }
      assertTrue(openFiles() <= 64, openFiles() + " files are open");
    }
  }

  private long openFiles() throws IOException {
    long open = 0;
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : all.toList()) {
        try {
          open += Files.readSymbolicLink(link).startsWith(directory()) ? 1 : 0;
        } catch (NoSuchFileException _) {
          open += 0; // The listing's own.
        }
      }
    }
    return open;
  }
}
