package io.arvfs.journal.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The index of a mount: RocksDB with one column family per {@link Family}.
 *
 * <p>Without a write-ahead log, since the journal is one; all families are flushed in one atom, and
 * the applied position is in every batch, so after a crash all rows stand at the same entry
 * (storage findings B4). Memory is bounded by {@link #CACHE_BYTES} whatever the number of rows.
 */
public final class RocksIndex implements Index {

  /** Blocks, filters and write buffers together, in bytes. */
  public static final long CACHE_BYTES = 64L << 20;

  static final long BUFFER_BYTES = 8L << 20;
  private static final byte[] APPLIED = "applied".getBytes(UTF_8);

  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private final Map<Family, ColumnFamilyHandle> handles = new HashMap<>();
  private final List<ColumnFamilyHandle> all = new ArrayList<>();
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private final WriteOptions unlogged;
  private final RocksDB db;
  private final Path directory;
  private final RocksOptions options;
  private boolean closed;
  private Applied applied;

  /**
   * Opens the index in {@code directory}, made if absent, for this process alone.
   *
   * @throws OutOfSpaceException if the disk is full
   * @throws IOException if it cannot be opened: delete it and make it again
   */
  public static RocksIndex open(Path directory, List<Family> families) throws IOException {
    return open(directory, families, BUFFER_BYTES);
  }

  /** As above, with so many bytes of rows of a family in memory. */
  static RocksIndex open(Path directory, List<Family> families, long bufferBytes)
      throws IOException {
    Files.createDirectories(directory);
    return new RocksIndex(directory, RocksOptions.kept(bufferBytes), RocksDB::open, families);
  }

  /**
   * Opens an index in {@code directory}, which is new, that is filled, read and then thrown away:
   * it takes less work than one that is kept, and after a crash it is of no use.
   */
  public static RocksIndex openScratch(Path directory, List<Family> families) throws IOException {
    Files.createDirectories(directory);
    return new RocksIndex(directory, RocksOptions.scratch(), RocksDB::open, families);
  }

  /**
   * Opens the rows that are on the disk, without writing a byte there; another process may have the
   * index open, and what that does from now on is not seen.
   *
   * @param scratch a directory for RocksDB's own log
   * @throws OtherFamiliesException if it has other families than these
   * @throws IOException if it cannot be opened, or changed just then: try again
   */
  public static RocksIndex openReadOnly(Path directory, Path scratch, List<Family> families)
      throws IOException {
    requireFamilies(directory, families);
    return new RocksIndex(
        directory, RocksOptions.readOnly(scratch), RocksDB::openReadOnly, families);
  }

  private static void requireFamilies(Path directory, List<Family> families) throws IOException {
    Set<String> wanted = families.stream().map(Family::name).collect(Collectors.toSet());
    wanted.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, UTF_8));
    try (Options any = new Options()) {
      Set<String> found =
          RocksDB.listColumnFamilies(any, directory.toString()).stream()
              .map(name -> new String(name, UTF_8))
              .collect(Collectors.toSet());
      if (!found.equals(wanted)) {
        throw new OtherFamiliesException(directory + " has the families " + found);
      }
    } catch (RocksDBException e) {
      throw unopened(directory, e);
    }
  }

  private static IOException unopened(Path directory, RocksDBException e) {
    String told = "the index in " + directory + ": " + e.getMessage();
    return IndexFailedException.isFull(e)
        ? new OutOfSpaceException(told, e)
        : new IOException(told, e);
  }

  /** A way to open RocksDB. */
  @FunctionalInterface
  private interface Opening {
    RocksDB open(
        DBOptions options,
        String directory,
        List<ColumnFamilyDescriptor> families,
        List<ColumnFamilyHandle> opened)
        throws RocksDBException;
  }

  private RocksIndex(Path directory, RocksOptions settings, Opening opening, List<Family> families)
      throws IOException {
    this.directory = directory;
    options = hold(settings);
    unlogged = hold(new WriteOptions().setDisableWAL(true));
    try {
      db = openDb(opening, families);
      byte[] stored = db.get(all.getFirst(), APPLIED);
      applied = stored == null ? Applied.NOTHING : Applied.decode(stored);
    } catch (RocksDBException e) {
      releaseAll();
      throw unopened(directory, e);
    }
  }

  private <T extends AutoCloseable> T hold(T native_) {
    held.push(native_);
    return native_;
  }

  private RocksDB openDb(Opening opening, List<Family> families) throws RocksDBException {
    ColumnFamilyOptions rows = options.rows();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, rows));
    families.forEach(
        f -> descriptors.add(new ColumnFamilyDescriptor(f.name().getBytes(UTF_8), rows)));
    RocksDB opened = hold(opening.open(options.database(), directory.toString(), descriptors, all));
    all.forEach(this::hold);
    for (int i = 0; i < families.size(); i++) {
      handles.put(families.get(i), all.get(i + 1));
    }
    return opened;
  }

  /** Holds off closing until {@link #left}. */
  private void enter() {
    use.readLock().lock();
    if (closed) {
      use.readLock().unlock();
      throw new IllegalStateException("the index is closed");
    }
  }

  private void left() {
    use.readLock().unlock();
  }

  private ColumnFamilyHandle handle(Family family) {
    ColumnFamilyHandle handle = handles.get(family);
    if (handle == null) {
      throw new IllegalArgumentException("no family " + family);
    }
    return handle;
  }

  @Override
  public synchronized Applied applied() {
    return applied;
  }

  @Override
  public synchronized void write(Batch batch, Applied applied) {
    write(batch, out -> out.put(all.getFirst(), APPLIED, applied.encode()));
    this.applied = applied;
  }

  @Override
  public synchronized void stage(Batch batch) {
    write(batch, _ -> {});
  }

  @Override
  public synchronized void deleteRange(Family family, byte[] from, byte[] to) {
    enter();
    try {
      db.deleteRange(handle(family), unlogged, from, to);
    } catch (RocksDBException e) {
      throw IndexFailedException.of("write", e);
    } finally {
      left();
    }
  }

  /** What else goes into a batch. */
  @FunctionalInterface
  private interface Addition {
    void to(WriteBatch out) throws RocksDBException;
  }

  private void write(Batch batch, Addition addition) {
    enter();
    try (WriteBatch out = new WriteBatch()) {
      for (var family : batch.changes().entrySet()) {
        ColumnFamilyHandle handle = handle(family.getKey());
        for (var change : family.getValue().entrySet()) {
          byte[] value = change.getValue().value();
          if (value == null) {
            out.delete(handle, change.getKey());
          } else {
            out.put(handle, change.getKey(), value);
          }
        }
      }
      addition.to(out);
      db.write(unlogged, out);
    } catch (RocksDBException e) {
      throw IndexFailedException.of("write", e);
    } finally {
      left();
    }
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    enter();
    try {
      return db.get(handle(family), key);
    } catch (RocksDBException e) {
      throw new IndexFailedException("read", e);
    } finally {
      left();
    }
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key) {
    try (ReadOptions now = new ReadOptions()) {
      return floor(family, key, now);
    }
  }

  @Override
  public void scan(Family family, byte[] from, RowVisitor visitor) {
    try (ReadOptions now = new ReadOptions()) {
      scan(family, from, visitor, now);
    }
  }

  private @Nullable Row floor(Family family, byte[] key, ReadOptions options) {
    enter();
    try (RocksIterator rows = db.newIterator(handle(family), options)) {
      rows.seekForPrev(key);
      Row row = rows.isValid() ? new Row(rows.key(), rows.value()) : null;
      rows.status();
      return row;
    } catch (RocksDBException e) {
      throw new IndexFailedException("read", e);
    } finally {
      left();
    }
  }

  private void scan(Family family, byte[] from, RowVisitor visitor, ReadOptions options) {
    enter();
    try (RocksIterator rows = db.newIterator(handle(family), options)) {
      rows.seek(from);
      while (rows.isValid() && visitor.visit(rows.key(), rows.value())) {
        rows.next();
      }
      rows.status();
    } catch (RocksDBException e) {
      throw new IndexFailedException("scan", e);
    } finally {
      left();
    }
  }

  @Override
  public Snapshot snapshot() {
    enter();
    try {
      return new RocksSnapshot();
    } finally {
      left();
    }
  }

  @Override
  public void flush() {
    enter();
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting, all);
    } catch (RocksDBException e) {
      throw IndexFailedException.of("flush", e);
    } finally {
      left();
    }
  }

  @Override
  public Filling fill() {
    write(new Batch(this), Applied.UNFINISHED);
    flush();
    return new RocksFilling(
        directory, new Options(options.database(), options.rows()), new Ingestion());
  }

  /** How files of rows get into the index, and where it then stands. */
  private final class Ingestion implements RocksFilling.Target {

    @Override
    public void ingest(Family family, Path file) throws RocksDBException {
      enter();
      try (IngestExternalFileOptions moving = new IngestExternalFileOptions()) {
        moving.setMoveFiles(true);
        db.ingestExternalFile(handle(family), List.of(file.toString()), moving);
      } finally {
        left();
      }
    }

    @Override
    public void finish(Applied reached) {
      write(new Batch(RocksIndex.this), reached);
      flush();
    }
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
      releaseAll();
    } finally {
      use.writeLock().unlock();
    }
  }

  /** All of it, whatever fails on the way: what is left open is memory that is not Java's. */
  private void releaseAll() {
    @Nullable IllegalStateException failure = null;
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException("closing the index", e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** A snapshot of RocksDB's own; cheap. */
  private final class RocksSnapshot implements Snapshot {

    private final org.rocksdb.Snapshot snapshot = db.getSnapshot();
    private final ReadOptions options = new ReadOptions().setSnapshot(snapshot);

    @Override
    public Applied applied() {
      enter();
      try {
        byte[] stored = db.get(all.getFirst(), options, APPLIED);
        return stored == null ? Applied.NOTHING : Applied.decode(stored);
      } catch (RocksDBException e) {
        throw new IndexFailedException("read", e);
      } finally {
        left();
      }
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
      enter();
      try {
        return db.get(handle(family), options, key);
      } catch (RocksDBException e) {
        throw new IndexFailedException("read", e);
      } finally {
        left();
      }
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key) {
      return RocksIndex.this.floor(family, key, options);
    }

    @Override
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      RocksIndex.this.scan(family, from, visitor, options);
    }

    @Override
    public void close() {
      use.readLock().lock();
      try {
        options.close();
        if (!closed) {
          db.releaseSnapshot(snapshot);
        }
        snapshot.close();
      } finally {
        left();
      }
    }
  }
}
