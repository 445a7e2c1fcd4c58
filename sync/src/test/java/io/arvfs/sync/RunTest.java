package io.arvfs.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.event.SegmentRange;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Parts of runs against the bytes that they name. */
class RunTest {

  /** Each byte of a run by its place in its segment. */
  private static List<Long> places(List<InSegment> extents) {
    List<Long> places = new ArrayList<>();
    for (InSegment extent : extents) {
      for (int i = 0; i < extent.length(); i++) {
        places.add(extent.segmentOffset() + i);
      }
    }
    return places;
  }

  @Property
  void part_ofARun_namesItsBytesInOrder(
      @ForAll("runs") Run run,
      @ForAll @IntRange(max = 200) int from,
      @ForAll @IntRange(min = 1, max = 200) int count) {
    int skip = (int) Math.min(from, run.length() - 1);
    int length = (int) Math.min(count, run.length() - skip);

    List<InSegment> part = run.part(skip, length);

    assertEquals(places(run.extents()).subList(skip, skip + length), places(part));
    assertEquals(run.extents().getFirst().offset() + skip, part.getFirst().offset());
  }

  @Provide
  Arbitrary<Run> runs() {
    return Arbitraries.integers().between(1, 30).list().ofMinSize(1).ofMaxSize(8).map(RunTest::run);
  }

  /**
   * Extents one after the other in the file, from byte 1000 on, each from the middle of a range.
   */
  private static Run run(List<Integer> lengths) {
    List<InSegment> extents = new ArrayList<>();
    long offset = 1000;
    long place = 0;
    for (int length : lengths) {
      extents.add(new InSegment(offset, length, new SegmentRange(1, place, length + 2, 0), 1));
      offset += length;
      place += length + 50;
    }
    return new Run(extents);
  }
}
