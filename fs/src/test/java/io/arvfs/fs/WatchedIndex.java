package io.arvfs.fs;

import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Row;
import org.jspecify.annotations.Nullable;

/** An index whose writes are heard of before they happen, and its snapshots after. */
final class WatchedIndex implements Index {

  private final Index index;
  private final Runnable beforeWrite;
  private final Runnable afterSnapshot;

  WatchedIndex(Index index, Runnable beforeWrite) {
    this(index, beforeWrite, () -> {});
  }

  /** Also tells of each snapshot that was taken, before anybody reads it. */
  WatchedIndex(Index index, Runnable beforeWrite, Runnable afterSnapshot) {
    this.index = index;
    this.beforeWrite = beforeWrite;
    this.afterSnapshot = afterSnapshot;
  }

  @Override
  public Applied applied() {
    return index.applied();
  }

  @Override
  public void write(Batch batch, Applied applied) {
    beforeWrite.run();
    index.write(batch, applied);
  }

  @Override
  public void stage(Batch batch) {
    beforeWrite.run();
    index.stage(batch);
  }

  @Override
  public void deleteRange(Family family, byte[] from, byte[] to) {
    beforeWrite.run();
    index.deleteRange(family, from, to);
  }

  @Override
  public Filling fill() {
    beforeWrite.run();
    return index.fill();
  }

  @Override
  public Snapshot snapshot() {
    Snapshot taken = index.snapshot();
    afterSnapshot.run();
    return taken;
  }

  @Override
  public void flush() {
    beforeWrite.run();
    index.flush();
  }

  @Override
  public long shortages() {
    return index.shortages();
  }

  @Override
  public void close() {
    index.close();
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    return index.get(family, key);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key) {
    return index.floor(family, key);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
    return index.floor(family, key, lowest);
  }

  @Override
  public void scan(Family family, byte[] from, RowVisitor visitor) {
    index.scan(family, from, visitor);
  }

  @Override
  public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
    index.scan(family, from, to, visitor);
  }
}
