package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.arvados.Md5;
import io.arvfs.sync.arvados.NoSuchBlockException;
import io.arvfs.sync.arvados.Replication;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Blocks in a map, with a place for a test to look on or to interfere. */
class MemoryKeep implements Keep {

  final Map<BlockId, byte[]> blocks = new ConcurrentHashMap<>();
  final AtomicInteger puts = new AtomicInteger();
  final AtomicInteger gets = new AtomicInteger();
  final AtomicInteger underWay = new AtomicInteger();
  final AtomicInteger mostUnderWay = new AtomicInteger();

  /** Runs in each put before it stores, and in each get before it answers. */
  void onTransfer(BlockId block) throws IOException {}

  @Override
  public Locator put(BlockId block, byte[] buffer, Replication wanted) throws IOException {
    puts.incrementAndGet();
    int now = underWay.incrementAndGet();
    mostUnderWay.accumulateAndGet(now, Math::max);
    try {
      onTransfer(block);
      byte[] bytes = Arrays.copyOf(buffer, block.size());
      if (!Md5.blockOf(bytes, bytes.length).equals(block)) {
        throw new IOException("md5 mismatch");
      }
      blocks.put(block, bytes);
      return new Locator(block, List.of());
    } finally {
      underWay.decrementAndGet();
    }
  }

  @Override
  public byte[] get(Locator locator) throws IOException {
    gets.incrementAndGet();
    onTransfer(locator.block());
    return Optional.ofNullable(blocks.get(locator.block()))
        .orElseThrow(() -> new NoSuchBlockException("no block " + locator.block()));
  }
}
