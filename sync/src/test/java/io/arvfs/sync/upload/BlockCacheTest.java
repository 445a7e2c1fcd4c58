package io.arvfs.sync.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.Md5;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BlockCacheTest {

  private static BlockId id(byte[] content) {
    return Md5.blockOf(content, content.length);
  }

  @Test
  void get_keptBlock_isTheSameArray() {
    BlockCache cache = new BlockCache(10);
    byte[] content = {1, 2, 3};

    cache.put(id(content), content);

    assertSame(content, cache.get(id(content)).orElseThrow());
  }

  @Test
  void put_beyondTheBound_dropsTheLeastRecentlyUsed() {
    BlockCache cache = new BlockCache(2);
    List<byte[]> blocks = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});
    cache.put(id(blocks.get(0)), blocks.get(0));
    cache.put(id(blocks.get(1)), blocks.get(1));
    cache.get(id(blocks.get(0)));

    cache.put(id(blocks.get(2)), blocks.get(2));

    assertTrue(cache.get(id(blocks.get(0))).isPresent());
    assertFalse(cache.get(id(blocks.get(1))).isPresent());
    assertEquals(2, cache.bytes());
  }

  @Test
  void put_blockLargerThanTheBound_dropsNothingForIt() {
    BlockCache cache = new BlockCache(2);
    byte[] small = {1};
    cache.put(id(small), small);

    cache.put(id(new byte[3]), new byte[3]);

    assertTrue(cache.get(id(small)).isPresent());
    assertEquals(Optional.empty(), cache.get(id(new byte[3])));
  }

  @Property(tries = 200)
  void put_anySequence_staysWithinTheBoundAndCountsRight(@ForAll("sizes") List<Integer> sizes) {
    BlockCache cache = new BlockCache(20);

    sizes.forEach(size -> cache.put(id(new byte[size]), new byte[size]));

    long found = 0;
    for (int size = 0; size <= 30; size++) {
      found += cache.get(id(new byte[size])).map(bytes -> bytes.length).orElse(0);
    }
    assertEquals(cache.bytes(), found);
    assertTrue(found <= 20);
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.integers().between(0, 30).list().ofMaxSize(40);
  }
}
