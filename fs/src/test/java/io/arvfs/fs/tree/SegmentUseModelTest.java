package io.arvfs.fs.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.RowsDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is counted of ranges and segments, against a walk over every extent. */
final class SegmentUseModelTest {

  @Property(tries = 150)
  void use_afterAnyEvents_isWhatAWalkFinds(@ForAll long seed) {
    RangeStory story = new RangeStory(new Random(seed), heap());

    for (int i = 0; i < 60; i++) {
      story.step();
      story.requireCounted();
    }

    assertEquals(rows(story.index()), rows(story.replayedInto(heap(), 256)));
  }

  @Property(tries = 6)
  void use_onTheDisk_isWhatAWalkFindsAndAReplayMakes(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("segment-use");
    try (Index live = RocksIndex.open(directory.resolve("live"), TreeFamilies.all());
        Index again = RocksIndex.open(directory.resolve("again"), TreeFamilies.all())) {
      RangeStory story = new RangeStory(new Random(seed), live);
      for (int i = 0; i < 120; i++) {
        story.step();
      }

      story.requireCounted();
      assertEquals(rows(live), rows(story.replayedInto(again, 7)));
      assertEquals(rows(live), rows(story.replayedInto(heap(), 1)));
    } finally {
      delete(directory);
    }
  }

  private static HeapIndex heap() {
    return new HeapIndex(TreeFamilies.all());
  }

  private static String rows(Index index) {
    return RowsDigest.of(index, TreeFamilies.all());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void format_ofNoRowsOrOurs_isCurrentAndOfOthersIsNot() {
    HeapIndex index = heap();
    assertTrue(RowsFormat.isCurrent(index));

    RangeStory story = new RangeStory(new Random(1), index);
    assertTrue(RowsFormat.isCurrent(index));

    story.forgetFormat();
    assertFalse(RowsFormat.isCurrent(index));
  }
}
