package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.VolumeEvent.Started;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.LogScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts a volume on an edited {@link Story}, and requires that it believes no lie. */
final class Restart {

  private final Story story;
  private final RealTasks tasks = new RealTasks();

  Restart(Story story) {
    this.story = story;
  }

  /**
   * What a reader finds after {@code after}; every frame it shows must be the one that was written
   * there.
   */
  LogScan scanAfter(long after, CrashDisk disk) throws IOException {
    List<Integer> shown = new ArrayList<>();
    LogScan scan =
        new FrameReader(disk, Story.LOG)
            .scanAfter(
                new Position(after),
                (frame, crc, _) -> {
                  assertEquals(after + shown.size() + 1L, frame.position().value());
                  shown.add(crc);
                });
    if (!shown.isEmpty()) {
      int from = Math.toIntExact(after);
      List<Integer> truth = story.lineage(scan.lastEpoch()).crcs();
      assertTrue(from + shown.size() <= truth.size());
      assertEquals(truth.subList(from, from + shown.size()), shown);
    }
    return scan;
  }

  /**
   * Starts the journal.
   *
   * @return up to where the start believed, or empty if it refused and said where
   */
  Optional<Position> journal(CrashDisk disk) throws IOException {
    return start(disk, (journal, _, _) -> journal.close());
  }

  /** As above, with the tree. */
  Optional<Position> volume(CrashDisk disk) throws IOException {
    return start(
        disk,
        (journal, epoch, believed) -> {
          try (Volume volume = Rig.on(disk, tasks, journal, Rig.heap())) {
            String tree = epoch == 0 ? story.last().tree(0) : tree(epoch, believed);
            assertEquals(tree, TreeDigest.of(volume.view()), "the tree at " + believed);
          }
        });
  }

  private interface Then {
    void with(Journal journal, long epochBefore, Position believed) throws IOException;
  }

  private Optional<Position> start(CrashDisk disk, Then then) throws IOException {
    LogScan before = new FrameReader(disk, Story.LOG).scan((_, _, _) -> {});
    try (Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, story.options())) {
      List<Integer> crcs = new ArrayList<>();
      Position believed = believed(disk, before, crcs);
      then.with(journal, before.lastEpoch(), believed);
      requireTrue(before, believed, crcs);
      return Optional.of(believed);
    } catch (IOException e) {
      requirePlace(e);
      return Optional.empty();
    }
  }

  /** A refusal says where the journal is damaged. */
  static void requirePlace(IOException refusal) {
    String words = String.valueOf(refusal.getMessage());
    assertTrue(words.matches("(?s).*at position [0-9]+: /volume/log/.*"), refusal.toString());
  }

  private String tree(long epoch, Position at) {
    return story.lineage(epoch).tree(at.value());
  }

  /** What the new {@link Started} says. */
  private static Position believed(CrashDisk disk, LogScan before, List<Integer> crcs)
      throws IOException {
    long epoch = before.lastEpoch() + 1;
    Position[] after = {Position.NONE};
    LogScan scan =
        new JournalReader(disk, Rig.DIRECTORY)
            .scan(
                (entry, at) -> {
                  crcs.add(at.crc());
                  after[0] = start(entry, epoch).orElse(after[0]);
                });
    assertEquals(Optional.empty(), scan.damage());
    assertEquals(epoch, scan.lastEpoch());
    assertTrue(!before.durableEnd().isAfter(after[0]), "cut below the mark: " + after[0]);
    return after[0];
  }

  private void requireTrue(LogScan before, Position believed, List<Integer> crcs) {
    int length = Math.toIntExact(believed.value());
    if (length > 0) {
      List<Integer> truth = story.lineage(before.lastEpoch()).crcs();
      assertEquals(truth.subList(0, length), crcs.subList(0, length));
    }
  }

  private static Optional<Position> start(Entry entry, long epoch) {
    for (Event event : entry.events()) {
      if (event instanceof Started(var begun, var after, _) && begun == epoch) {
        return Optional.of(after);
      }
    }
    return Optional.empty();
  }
}
