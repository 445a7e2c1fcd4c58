package io.arvfs.journal.index;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.Status;
import org.rocksdb.WriteBufferManager;

/**
 * What RocksDB is told, for each use of an index, and the native memory that this takes. To be
 * closed after the database.
 */
final class RocksOptions implements AutoCloseable {

  private static final int BLOCK_BYTES = 16 << 10;
  private static final int BLOOM_BITS = 10;

  static {
    RocksDB.loadLibrary();
  }

  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private final DBOptions database;
  private final ColumnFamilyOptions rows;
  private final Shortages shortages = hold(new Shortages());

  private RocksOptions(long cacheBytes, long buffersBytes) {
    Cache cache = hold(new LRUCache(cacheBytes, 4, false, 0.5));
    database =
        hold(new DBOptions())
            .setMaxBackgroundJobs(2)
            // What is only reserved is missing for other files when the disk is nearly full.
            .setAllowFAllocate(false)
            .setKeepLogFileNum(2)
            .setListeners(List.of(shortages))
            .setWriteBufferManager(hold(new WriteBufferManager(buffersBytes, cache)));
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(hold(new BloomFilter(BLOOM_BITS, false)))
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFormatVersion(5);
    rows = hold(new ColumnFamilyOptions()).setTableFormatConfig(table).setMaxWriteBufferNumber(3);
  }

  /** For an index that is kept: small, and whole after a crash. */
  static RocksOptions kept(long bufferBytes) {
    RocksOptions options = new RocksOptions(RocksIndex.CACHE_BYTES, 32L << 20);
    options
        .database
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAtomicFlush(true)
        .setMaxOpenFiles(256);
    options
        .rows
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setWriteBufferSize(bufferBytes);
    return options;
  }

  /**
   * For an index that is read once from one end to the other while another process writes it: every
   * file is opened at once, so that none is missing later.
   *
   * @param logs a directory for RocksDB's own log
   */
  static RocksOptions readOnly(Path logs) {
    RocksOptions options = new RocksOptions(8L << 20, 1L << 20);
    options.database.setMaxOpenFiles(-1).setDbLogDir(logs.toString());
    return options;
  }

  /**
   * For an index that is filled, read once and thrown away: what saves work later is left out.
   * Where many rows come, files are still merged, so that a lookup asks few of them.
   */
  static RocksOptions scratch() {
    RocksOptions options = new RocksOptions(RocksIndex.CACHE_BYTES, 48L << 20);
    options
        .database
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAvoidFlushDuringShutdown(true)
        .setMaxOpenFiles(256);
    options
        .rows
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(16L << 20)
        .setLevel0FileNumCompactionTrigger(24)
        .setLevel0SlowdownWritesTrigger(48)
        .setLevel0StopWritesTrigger(64);
    return options;
  }

  private <T extends AutoCloseable> T hold(T natively) {
    held.push(natively);
    return natively;
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions rows() {
    return rows;
  }

  /** How often the disk had no room, in the background too. */
  long shortages() {
    return shortages.count();
  }

  /** Counts them: RocksDB tells before it refuses anything. */
  private static final class Shortages extends AbstractEventListener {

    private final AtomicLong count = new AtomicLong();

    Shortages() {
      super(EnabledEventCallback.ON_BACKGROUND_ERROR);
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, Status error) {
      if (error.getSubCode() == Status.SubCode.NoSpace) {
        count.incrementAndGet();
      }
    }

    long count() {
      return count.get();
    }
  }

  @Override
  public void close() {
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("closing the options of an index", e);
      }
    }
  }
}
