package io.arvfs.sync.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockPackerTest {

  private static final int BLOCK = 10;

  private static List<Slice<Integer>> slices(long... lengths) {
    List<Slice<Integer>> slices = new ArrayList<>();
    for (long length : lengths) {
      slices.add(new Slice<>(slices.size(), length));
    }
    return slices;
  }

  private static List<Integer> sizes(List<PackedBlock<Integer>> blocks) {
    return blocks.stream().map(PackedBlock::size).toList();
  }

  @Test
  void pack_nothing_isNoBlock() {
    assertEquals(List.of(), BlockPacker.pack(slices()));
    assertEquals(List.of(), BlockPacker.pack(slices(0, 0)));
  }

  @Test
  void pack_smallSlices_shareABlock() {
    List<PackedBlock<Integer>> blocks = BlockPacker.pack(slices(3, 0, 4, 3), BLOCK);

    assertEquals(List.of(10), sizes(blocks));
    assertEquals(3, blocks.getFirst().parts().size());
  }

  @Test
  void pack_smallSliceThatDoesNotFit_isNotSplit() {
    assertEquals(List.of(7, 6), sizes(BlockPacker.pack(slices(7, 6), BLOCK)));
  }

  @Test
  void pack_longSlice_startsABlockAndLeavesItsEndOpen() {
    assertEquals(List.of(3, 10, 10, 7), sizes(BlockPacker.pack(slices(3, 25, 2), BLOCK)));
  }

  @Test
  void pack_wholeBlocks_leaveNothingOpen() {
    assertEquals(List.of(10, 10, 10), sizes(BlockPacker.pack(slices(20, 10), BLOCK)));
  }

  @Test
  void pack_sizeBeyondWhatABlockHolds_refuses() {
    assertThrows(IllegalArgumentException.class, () -> BlockPacker.pack(slices(1), 0));
    assertThrows(IllegalArgumentException.class, () -> BlockPacker.pack(slices(1), (64 << 20) + 1));
  }

  @Property(tries = 300)
  void pack_anything_coversEveryByteOnceInOrder(
      @ForAll("lengths") List<Long> lengths, @ForAll @IntRange(min = 1, max = 12) int blockSize) {
    List<Slice<Integer>> slices = slices(lengths.stream().mapToLong(Long::longValue).toArray());

    List<String> packed = new ArrayList<>();
    for (PackedBlock<Integer> block : BlockPacker.pack(slices, blockSize)) {
      for (Part<Integer> part : block.parts()) {
        for (long n = 0; n < part.length(); n++) {
          packed.add(part.slice().key() + ":" + (part.skip() + n));
        }
      }
    }

    List<String> all = new ArrayList<>();
    for (Slice<Integer> slice : slices) {
      for (long n = 0; n < slice.length(); n++) {
        all.add(slice.key() + ":" + n);
      }
    }
    assertEquals(all, packed);
  }

  @Property(tries = 300)
  void pack_anything_staysWithinTheBlockSizeAndSplitsOnlyLongSlices(
      @ForAll("lengths") List<Long> lengths, @ForAll @IntRange(min = 1, max = 12) int blockSize) {
    List<Slice<Integer>> slices = slices(lengths.stream().mapToLong(Long::longValue).toArray());

    for (PackedBlock<Integer> block : BlockPacker.pack(slices, blockSize)) {
      assertTrue(block.size() <= blockSize);
      for (Part<Integer> part : block.parts()) {
        boolean whole = part.length() == part.slice().length();
        assertTrue(whole || part.slice().length() > blockSize, part.toString());
        assertEquals(0, part.skip() % blockSize);
      }
    }
  }

  @Property(tries = 200)
  void pack_shortSlices_fillsAnyTwoNeighboursBeyondOne(@ForAll("shortLengths") List<Long> lengths) {
    List<Slice<Integer>> slices = slices(lengths.stream().mapToLong(Long::longValue).toArray());

    List<Integer> sizes = sizes(BlockPacker.pack(slices, BLOCK));

    for (int n = 1; n < sizes.size(); n++) {
      assertTrue(sizes.get(n - 1) + sizes.get(n) > BLOCK, sizes.toString());
    }
  }

  @Provide
  Arbitrary<List<Long>> lengths() {
    return Arbitraries.longs().between(0, 40).list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<List<Long>> shortLengths() {
    return Arbitraries.longs().between(0, BLOCK).list().ofMaxSize(30);
  }
}
