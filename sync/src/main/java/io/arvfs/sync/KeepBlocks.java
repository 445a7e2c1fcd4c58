package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.BlockFetcher;
import io.arvfs.sync.upload.LocatorSupplier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The blocks of one collection out of Keep, and the permissions to read them. Thread-safe. */
final class KeepBlocks implements BlockSource {

  /** So many versions, the newest ones, are searched for a block. */
  private static final int MAX_PAST = 100;

  private final Arvados arvados;
  private final String uuid;
  private final Tasks tasks;
  private final BlockCache cache;
  private final BlockFetcher fetcher;
  private final LocatorShelf shelf;

  /**
   * @param life how long a new signature lasts
   */
  KeepBlocks(
      Arvados arvados, Keep keep, String uuid, BlockCache cache, Tasks tasks, Duration life) {
    this.shelf = new LocatorShelf(life);
    this.arvados = arvados;
    this.uuid = uuid;
    this.tasks = tasks;
    this.cache = cache;
    this.fetcher = new BlockFetcher(keep, cache, tasks);
  }

  @Override
  public ByteBuffer block(BlockId block) throws IOException {
    return ByteBuffer.wrap(fetcher.block(block, new Permission(block))).asReadOnlyBuffer();
  }

  @Override
  public boolean isNear(BlockId block) {
    return cache.get(block).isPresent();
  }

  /** The server's time, as far as known. */
  Instant serverNow() {
    return tasks.now().plus(arvados.clockOffset());
  }

  /** A locator for {@code block}, fetched with the collection if none is at hand. */
  Locator locator(BlockId block) throws IOException {
    return new Permission(block).locator();
  }

  /** Keeps what Keep answered to a PUT. */
  void put(Locator locator) {
    shelf.put(locator, serverNow());
  }

  /** Forgets every permission: one of them was refused. */
  void forget() {
    shelf.clear();
  }

  /** The collection as it is now; its signatures are kept here, and not in the text. */
  Fetched fetch(boolean fresh) throws IOException {
    CollectionRecord record = arvados.fetch(uuid);
    ManifestText signed = new ManifestText(record.manifestText().orElse(""));
    shelf.putAll(signed.load(), serverNow(), fresh);
    return new Fetched(record, signed.withoutSignatures());
  }

  /** A record with its manifest's text, without signatures. */
  record Fetched(CollectionRecord record, ManifestText text) {}

  private final class Permission implements LocatorSupplier {

    private final BlockId block;

    Permission(BlockId block) {
      this.block = block;
    }

    @Override
    public Locator locator() throws IOException {
      var known = shelf.find(block, serverNow());
      return known.isPresent() ? known.get() : refetched();
    }

    @Override
    public Locator fresh(Locator refused) throws IOException {
      return refetched();
    }

    private Locator refetched() throws IOException {
      fetch(true);
      Optional<Locator> found = shelf.find(block, serverNow());
      return found.isPresent() ? found.get() : inThePast();
    }

    /** Others have replaced what still stands here: a past version names it, newest first. */
    private Locator inThePast() throws IOException {
      List<CollectionRecord> versions = arvados.versionsAbove(uuid, 0).reversed();
      for (CollectionRecord row : versions.subList(0, Math.min(MAX_PAST, versions.size()))) {
        String text = arvados.manifestOfVersion(row.uuid());
        shelf.putAll(new ManifestText(text).load(), serverNow(), false);
        Optional<Locator> found = shelf.find(block, serverNow());
        if (found.isPresent()) {
          return found.get();
        }
      }
      throw new IOException("no version of %s names block %s".formatted(uuid, block));
    }
  }
}
