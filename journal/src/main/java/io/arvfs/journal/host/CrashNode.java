package io.arvfs.journal.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file of a {@link CrashDisk}, as the kernel shows them and as the platters have
 * them. Guarded by its disk.
 */
final class CrashNode {

  static final int PAGE_BYTES = 4096;
  private static final int SECTOR_BYTES = 512;

  /** Pages as shown; a page is shared with {@code durable} until it is written again. */
  private final Map<Long, byte[]> pages = new HashMap<>();

  private final Map<Long, byte[]> durable = new HashMap<>();
  private final Set<Long> dirty = new TreeSet<>();
  private final BitSet allocated = new BitSet();
  private long size;
  private long durableSize;

  long size() {
    return size;
  }

  long allocatedBytes() {
    return (long) allocated.cardinality() * PAGE_BYTES;
  }

  /** Bytes of disk that writing or reserving this range would take in addition. */
  long wantedBytes(long offset, long length) {
    long pagesWanted = 0;
    for (long page = offset / PAGE_BYTES; page * PAGE_BYTES < offset + length; page++) {
      pagesWanted += allocated.get((int) page) ? 0 : 1;
    }
    return pagesWanted * PAGE_BYTES;
  }

  int read(ByteBuffer target, long offset) {
    return read(pages, target, offset);
  }

  /** What the platters have, whatever the kernel shows. */
  int readDirect(ByteBuffer target, long offset) {
    return read(durable, target, offset);
  }

  private int read(Map<Long, byte[]> from, ByteBuffer target, long offset) {
    if (offset >= size && target.hasRemaining()) {
      return -1;
    }
    int total = (int) Math.min(target.remaining(), Math.max(0, size - offset));
    int done = 0;
    while (done < total) {
      long page = (offset + done) / PAGE_BYTES;
      int in = (int) ((offset + done) % PAGE_BYTES);
      int part = Math.min(total - done, PAGE_BYTES - in);
      byte[] bytes = from.get(page);
      target.put(bytes == null ? new byte[part] : Arrays.copyOfRange(bytes, in, in + part));
      done += part;
    }
    return total;
  }

  void write(ByteBuffer source, long offset) {
    long at = offset;
    while (source.hasRemaining()) {
      int in = (int) (at % PAGE_BYTES);
      int part = Math.min(source.remaining(), PAGE_BYTES - in);
      source.get(writable(at / PAGE_BYTES), in, part);
      at += part;
    }
    size = Math.max(size, at);
  }

  @SuppressWarnings("ReferenceEquality") // Sharing is what is asked.
  private byte[] writable(long page) {
    byte[] bytes = pages.get(page);
    if (bytes == null) {
      bytes = new byte[PAGE_BYTES];
    } else if (bytes == durable.get(page)) {
      bytes = bytes.clone();
    }
    pages.put(page, bytes);
    dirty.add(page);
    allocated.set((int) page);
    return bytes;
  }

  void reserve(long offset, long length) {
    allocated.set(
        (int) (offset / PAGE_BYTES), (int) ((offset + length + PAGE_BYTES - 1) / PAGE_BYTES));
    size = Math.max(size, offset + length);
  }

  void truncate(long to) {
    if (to >= size) {
      return;
    }
    int in = (int) (to % PAGE_BYTES);
    long firstGone = (to + PAGE_BYTES - 1) / PAGE_BYTES;
    pages.keySet().removeIf(page -> page >= firstGone);
    dirty.removeIf(page -> page >= firstGone);
    allocated.clear((int) firstGone, Math.max((int) firstGone, allocated.length()));
    if (in > 0 && pages.containsKey(to / PAGE_BYTES)) {
      Arrays.fill(writable(to / PAGE_BYTES), in, PAGE_BYTES, (byte) 0);
    }
    size = to;
  }

  void force() {
    for (long page : dirty) {
      durable.put(page, pages.get(page));
    }
    dirty.clear();
    durable.keySet().removeIf(page -> !pages.containsKey(page));
    durableSize = size;
  }

  /** What a kernel does when a force fails: the pages count as clean, and never reach the disk. */
  void loseDirty() {
    dirty.clear();
  }

  /** What stands on the disk after a power cut: of what was not forced, any part. */
  CrashNode survivor(Random random) {
    CrashNode after = new CrashNode();
    boolean newSize = random.nextBoolean();
    after.size = newSize ? size : durableSize;
    durable.forEach((page, bytes) -> after.keep(page, bytes));
    int mode = random.nextInt(4);
    for (long page : dirty) {
      if (mode == 0 || (mode > 1 && random.nextBoolean())) {
        continue;
      }
      byte[] now = pages.getOrDefault(page, new byte[PAGE_BYTES]);
      boolean torn = mode == 3 && random.nextInt(4) == 0;
      after.keep(page, torn ? torn(durable.get(page), now, random) : now);
    }
    after.durableSize = after.size;
    return after;
  }

  private void keep(long page, byte[] bytes) {
    if (page * PAGE_BYTES < size) {
      byte[] copy = bytes.clone();
      long left = size - page * PAGE_BYTES;
      if (left < PAGE_BYTES) {
        Arrays.fill(copy, (int) left, PAGE_BYTES, (byte) 0);
      }
      pages.put(page, copy);
      durable.put(page, copy);
      allocated.set((int) page);
    }
  }

  private static byte[] torn(byte @Nullable [] old, byte[] now, Random random) {
    byte[] mixed = old == null ? new byte[PAGE_BYTES] : old.clone();
    for (int at = 0; at < PAGE_BYTES; at += SECTOR_BYTES) {
      if (random.nextBoolean()) {
        System.arraycopy(now, at, mixed, at, SECTOR_BYTES);
      }
    }
    return mixed;
  }
}
