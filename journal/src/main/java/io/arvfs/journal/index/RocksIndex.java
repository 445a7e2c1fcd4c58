package io.arvfs.journal.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.RocksTables.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
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

  private final Path directory;
  private final RocksOptions options;
  private final RocksTables tables;
  private final WriteOptions unlogged;
  private final ReadOptions now;
  private Applied applied;

  /** Of the batch that is being written. */
  private final BatchBytes changes = new BatchBytes();

  /**
   * Opens the index in {@code directory}, made if absent, for this process alone.
   *
   * @throws OutOfSpaceException if the disk is full
   * @throws IOException if it cannot be opened: delete it and make it again
   */
  public static RocksIndex open(Path directory, List<Family> families) throws IOException {
    return open(directory, families, BUFFER_BYTES, new DoubtNote(directory));
  }

  /** As above, with so many bytes of rows of a family in memory. */
  static RocksIndex open(Path directory, List<Family> families, long bufferBytes, DoubtNote doubt)
      throws IOException {
    Files.createDirectories(directory);
    Place place = new Place(directory, families);
    return new RocksIndex(place, RocksOptions.kept(bufferBytes), RocksDB::open, doubt::leave);
  }

  /**
   * Opens an index in {@code directory}, which is new, that is filled, read and then thrown away:
   * it takes less work than one that is kept, and after a crash it is of no use.
   */
  public static RocksIndex openScratch(Path directory, List<Family> families) throws IOException {
    Files.createDirectories(directory);
    Place place = new Place(directory, families);
    return new RocksIndex(place, RocksOptions.scratch(), RocksDB::open, _ -> {});
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
    Place place = new Place(directory, families);
    return new RocksIndex(place, RocksOptions.readOnly(scratch), RocksDB::openReadOnly, _ -> {});
  }

  private static void requireFamilies(Path directory, List<Family> families) throws IOException {
    Set<String> wanted = families.stream().map(Family::name).collect(Collectors.toSet());
    wanted.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, UTF_8));
    try (Options any = new Options()) {
      Set<String> found =
          RocksDB.listColumnFamilies(any, directory.toString()).stream()
              .map(name -> new String(name, UTF_8))
              .collect(Collectors.toSet());
      if (found.isEmpty()) { // As what is damaged is listed.
        throw new IOException("the index in " + directory + " cannot be read");
      } else if (!found.equals(wanted)) {
        throw new OtherFamiliesException(directory + " has the families " + found);
      }
    } catch (RocksDBException e) {
      throw RocksTables.unopened(directory, e);
    }
  }

  private RocksIndex(
      Place place, RocksOptions options, RocksTables.Opening opening, Consumer<String> doubt)
      throws IOException {
    this.directory = place.directory();
    this.options = options;
    this.tables = new RocksTables(place, options, opening, doubt);
    this.unlogged = tables.hold(new WriteOptions().setDisableWAL(true));
    this.now = tables.hold(new ReadOptions());
    this.applied = stored();
  }

  private Applied stored() throws IOException {
    boolean read = false;
    try {
      Applied found = tables.applied(now);
      read = true;
      return found;
    } catch (IndexFailedException e) {
      throw new IOException("the index in " + directory + ": " + e.getMessage(), e);
    } finally {
      if (!read) {
        tables.close();
      }
    }
  }

  @Override
  public synchronized Applied applied() {
    return applied;
  }

  @Override
  public synchronized void write(Batch batch, Applied applied) {
    begin(batch);
    changes.put(RocksTables.APPLIED_FAMILY, RocksTables.appliedKey(), applied.encode());
    writeChanges();
    this.applied = applied;
  }

  @Override
  public synchronized void stage(Batch batch) {
    begin(batch);
    writeChanges();
  }

  @Override
  public synchronized void deleteRange(Family family, byte[] from, byte[] to) {
    boolean _ =
        tables.use(
            "write",
            db -> {
              db.deleteRange(tables.handle(family), unlogged, from, to);
              return true;
            });
  }

  private void begin(Batch batch) {
    changes.clear();
    for (var family : batch.changes().entrySet()) {
      int number = tables.number(family.getKey());
      for (var change : family.getValue().entrySet()) {
        byte[] value = change.getValue().value();
        if (value == null) {
          changes.delete(number, change.getKey());
        } else {
          changes.put(number, change.getKey(), value);
        }
      }
    }
  }

  private void writeChanges() {
    byte[] all = changes.toArray();
    boolean _ =
        tables.use(
            "write",
            db -> {
              try (WriteBatch out = new WriteBatch(all)) {
                db.write(unlogged, out);
                return true;
              }
            });
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    return tables.get(family, key, now);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key) {
    return tables.floor(family, key, now);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
    return tables.floor(family, key, lowest, now);
  }

  @Override
  public void scan(Family family, byte[] from, RowVisitor visitor) {
    tables.scan(family, from, visitor, now);
  }

  @Override
  public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
    tables.scan(family, from, to, visitor, now);
  }

  @Override
  public Snapshot snapshot() {
    return tables.use("read", RocksSnapshot::new);
  }

  @Override
  public void flush() {
    boolean _ =
        tables.use(
            "flush",
            db -> {
              try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
                db.flush(waiting, tables.all());
                return true;
              }
            });
  }

  @Override
  public long shortages() {
    return options.shortages();
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
    public void ingest(Family family, Path file) {
      boolean _ =
          tables.use(
              "fill",
              db -> {
                try (IngestExternalFileOptions moving = new IngestExternalFileOptions()) {
                  moving.setMoveFiles(true);
                  db.ingestExternalFile(tables.handle(family), List.of(file.toString()), moving);
                  return true;
                }
              });
    }

    @Override
    public void finish(Applied reached) {
      write(new Batch(RocksIndex.this), reached);
      flush();
    }
  }

  @Override
  public void close() {
    tables.close();
  }

  /** A snapshot of RocksDB's own; cheap. */
  private final class RocksSnapshot implements Snapshot {

    private final RocksDB db;
    private final org.rocksdb.Snapshot snapshot;
    private final ReadOptions then;

    RocksSnapshot(RocksDB db) {
      this.db = db;
      this.snapshot = db.getSnapshot();
      this.then = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public Applied applied() {
      return tables.applied(then);
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
      return tables.get(family, key, then);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key) {
      return tables.floor(family, key, then);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
      return tables.floor(family, key, lowest, then);
    }

    @Override
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      tables.scan(family, from, visitor, then);
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
      tables.scan(family, from, to, visitor, then);
    }

    @Override
    public void close() {
      then.close();
      tables.useIfOpen(() -> db.releaseSnapshot(snapshot));
      snapshot.close();
    }
  }
}
