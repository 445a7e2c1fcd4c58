package io.arvfs.journal.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * An open RocksDB with its column families: reads them, and closes them under nobody's hands, since
 * what is closed is memory that is not Java's. Thread-safe.
 */
final class RocksTables implements AutoCloseable {

  /** The number of the family that is always there. */
  static final int APPLIED_FAMILY = 0;

  private static final byte[] APPLIED = "applied".getBytes(UTF_8);

  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private final Map<Family, ColumnFamilyHandle> handles = new HashMap<>();
  private final Map<Family, Integer> numbers = new HashMap<>();
  private final List<ColumnFamilyHandle> all = new ArrayList<>();
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private final RocksDB db;
  private final Consumer<String> doubt;
  private boolean closed;

  /** Where rows lie, and of which families. */
  record Place(Path directory, List<Family> families) {}

  /** A way to open RocksDB. */
  @FunctionalInterface
  interface Opening {
    RocksDB open(
        DBOptions options,
        String directory,
        List<ColumnFamilyDescriptor> families,
        List<ColumnFamilyHandle> opened)
        throws RocksDBException;
  }

  /**
   * Opens them; the options are closed with them, or if that fails.
   *
   * @param doubt told why, if later something cannot be read or written though there is room
   */
  RocksTables(Place place, RocksOptions options, Opening opening, Consumer<String> doubt)
      throws IOException {
    hold(options);
    this.doubt = doubt;
    try {
      db = open(place, options, opening);
    } catch (RocksDBException e) {
      releaseAll();
      throw unopened(place.directory(), e);
    }
  }

  static IOException unopened(Path directory, RocksDBException e) {
    String told = "the index in " + directory + ": " + e.getMessage();
    return IndexFailedException.isFull(e)
        ? new OutOfSpaceException(told, e)
        : new IOException(told, e);
  }

  private RocksDB open(Place place, RocksOptions options, Opening opening) throws RocksDBException {
    List<Family> families = place.families();
    ColumnFamilyOptions rows = options.rows();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, rows));
    families.forEach(
        f -> descriptors.add(new ColumnFamilyDescriptor(f.name().getBytes(UTF_8), rows)));
    RocksDB opened =
        hold(opening.open(options.database(), place.directory().toString(), descriptors, all));
    all.forEach(this::hold);
    for (int i = 0; i < families.size(); i++) {
      ColumnFamilyHandle handle = all.get(i + 1);
      handles.put(families.get(i), handle);
      numbers.put(families.get(i), handle.getID());
    }
    return opened;
  }

  /** Closes {@code part} with these, before what was held earlier. */
  <T extends AutoCloseable> T hold(T part) {
    held.push(part);
    return part;
  }

  /** What is done with the open database. */
  @FunctionalInterface
  interface Use<T extends @Nullable Object> {
    T with(RocksDB db) throws RocksDBException;
  }

  /**
   * Calls {@code body} while nobody closes these.
   *
   * @param what for the message if it fails
   * @throws IllegalStateException if they are closed
   */
  <T extends @Nullable Object> T use(String what, Use<T> body) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the index is closed");
      }
      return body.with(db);
    } catch (RocksDBException e) {
      throw failed(what, e);
    } finally {
      use.readLock().unlock();
    }
  }

  private IndexFailedException failed(String what, RocksDBException e) {
    if (!IndexFailedException.isFull(e)) {
      doubt.accept(what + ": " + e.getMessage());
    }
    return IndexFailedException.of(what, e);
  }

  /** As above, or nothing if they are closed: their memory went with them. */
  void useIfOpen(Runnable body) {
    use.readLock().lock();
    try {
      if (!closed) {
        body.run();
      }
    } finally {
      use.readLock().unlock();
    }
  }

  ColumnFamilyHandle handle(Family family) {
    return required(family, handles);
  }

  /** The number by which RocksDB knows the family. */
  int number(Family family) {
    return required(family, numbers);
  }

  private static <T> T required(Family family, Map<Family, T> known) {
    T found = known.get(family);
    if (found == null) {
      throw new IllegalArgumentException("no family " + family);
    }
    return found;
  }

  /** The families in their order, behind the one that is always there. */
  List<ColumnFamilyHandle> all() {
    return all;
  }

  /** Where the rows stand. */
  Applied applied(ReadOptions options) {
    return use(
        "read",
        db -> {
          byte[] stored = db.get(all.getFirst(), options, APPLIED);
          return stored == null ? Applied.NOTHING : Applied.decode(stored);
        });
  }

  /** The key of the row that says so, in the family that is always there. */
  static byte[] appliedKey() {
    return APPLIED;
  }

  byte @Nullable [] get(Family family, byte[] key, ReadOptions options) {
    return this.<byte @Nullable []>use("read", db -> db.get(handle(family), options, key));
  }

  @Nullable Row floor(Family family, byte[] key, ReadOptions options) {
    Optional<Row> found =
        use(
            "read",
            db -> {
              try (RocksIterator rows = db.newIterator(handle(family), options)) {
                rows.seekForPrev(key);
                boolean there = rows.isValid();
                Optional<Row> row =
                    there ? Optional.of(new Row(rows.key(), rows.value())) : Optional.empty();
                rows.status();
                return row;
              }
            });
    return found.orElse(null);
  }

  @Nullable Row floor(Family family, byte[] key, byte[] lowest, ReadOptions options) {
    try (Slice bound = new Slice(lowest);
        ReadOptions within = new ReadOptions(options)) {
      return floor(family, key, within.setIterateLowerBound(bound));
    }
  }

  void scan(Family family, byte[] from, byte[] to, Rows.RowVisitor visitor, ReadOptions options) {
    try (Slice bound = new Slice(to);
        ReadOptions within = new ReadOptions(options)) {
      scan(family, from, visitor, within.setIterateUpperBound(bound));
    }
  }

  void scan(Family family, byte[] from, Rows.RowVisitor visitor, ReadOptions options) {
    boolean _ =
        use(
            "scan",
            db -> {
              try (RocksIterator rows = db.newIterator(handle(family), options)) {
                rows.seek(from);
                while (rows.isValid() && visitor.visit(rows.key(), rows.value())) {
                  rows.next();
                }
                rows.status();
                return true;
              }
            });
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

  /** All of it, whatever fails on the way. */
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
}
