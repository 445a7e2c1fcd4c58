package io.arvfs.cli.journal;

import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys of which there may be any number: on the disk, unless the volume is small. Confined to one
 * thread.
 */
final class KeySet implements Closeable {

  private static final Family KEYS = new Family("keys");
  private static final int KEYS_AT_ONCE = 4096;
  private static final byte[] THERE = {};

  private final ScratchIndex scratch;
  private Batch batch;
  private long size;

  /** An empty one for what is found in {@code volume}. */
  KeySet(VolumeFiles volume) throws IOException {
    this.scratch = ScratchIndex.of(volume, List.of(KEYS));
    this.batch = new Batch(scratch.index());
  }

  /** Sees one key after the other. */
  @FunctionalInterface
  interface Visitor {
    void visit(byte[] key) throws IOException;
  }

  /** Adds {@code key}; false if it was there. */
  boolean add(byte[] key) {
    if (has(key)) {
      return false;
    }
    batch.put(KEYS, key, THERE);
    if (++size % KEYS_AT_ONCE == 0) {
      scratch.index().stage(batch);
      batch = new Batch(scratch.index());
    }
    return true;
  }

  boolean has(byte[] key) {
    return size > 0 && batch.get(KEYS, key) != null;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many there are. */
  long size() {
    return size;
  }

  /** Shows all, in their bytewise order. */
  void forEach(Visitor visitor) throws IOException {
    List<byte[]> page = page(new byte[0]);
    while (!page.isEmpty()) {
      for (byte[] key : page) {
        visitor.visit(key);
      }
      page = page(Arrays.copyOf(page.getLast(), page.getLast().length + 1));
    }
  }

  private List<byte[]> page(byte[] from) {
    List<byte[]> page = new ArrayList<>();
    batch.scan(KEYS, from, (key, _) -> page.add(key) && page.size() < KEYS_AT_ONCE);
    return page;
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
