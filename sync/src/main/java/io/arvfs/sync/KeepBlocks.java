package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.fs.manifest.SignatureFilter;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.BlockFetcher;
import io.arvfs.sync.upload.LocatorSupplier;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The blocks of one collection out of Keep, and the permissions to read them. Thread-safe. */
final class KeepBlocks implements BlockSource {

  /** So many versions, the newest ones, are searched for a block. */
  private static final int MAX_PAST = 100;

  /** So many locators are kept, those used last: 2 TiB of full blocks, 16 MiB of memory. */
  private static final int MAX_LOCATORS = 1 << 15;

  private final Arvados arvados;
  private final String uuid;
  private final Tasks tasks;
  private final BlockCache cache;
  private final BlockFetcher fetcher;
  private final LocatorShelf shelf;
  private final ToldLocators told;
  private final AtomicBoolean recalled = new AtomicBoolean();

  KeepBlocks(SyncParts parts) {
    this.shelf = new LocatorShelf(parts.cluster().blobSignatureTtl(), MAX_LOCATORS);
    this.told = new ToldLocators(parts.disk(), parts.attempts());
    this.arvados = parts.arvados();
    this.uuid = parts.uuid();
    this.tasks = parts.tasks();
    this.cache = parts.cache();
    this.fetcher = new BlockFetcher(parts.keep(), cache, tasks);
  }

  @Override
  public ByteBuffer block(BlockId block) throws IOException {
    return ByteBuffer.wrap(fetcher.block(block, new Permission(block))).asReadOnlyBuffer();
  }

  @Override
  public Optional<ByteBuffer> near(BlockId block) {
    return cache.get(block).map(bytes -> ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  /** The server's time, as far as known. */
  Instant serverNow() {
    return tasks.now().plus(arvados.clockOffset());
  }

  /** A locator for {@code block}, fetched with the collection if none is at hand. */
  Locator locator(BlockId block) throws IOException {
    return new Permission(block).locator();
  }

  /** Keeps what Keep answered to a PUT, until {@link #release}. */
  void put(Locator locator) {
    shelf.keep(locator, serverNow());
    told.add(locator);
  }

  /** Lets go of what only Keep told, but for these blocks: a manifest names the others now. */
  void release(Set<BlockId> but) {
    shelf.release(but);
    if (but.isEmpty()) {
      told.clear();
    }
  }

  /** Whether a locator is at hand: of what no manifest names, nobody can be asked for one. */
  boolean has(BlockId block) {
    if (recalled.compareAndSet(false, true)) {
      told.read().forEach(locator -> shelf.keep(locator, serverNow()));
    }
    return shelf.find(block, serverNow()).isPresent();
  }

  /** Forgets every permission: one of them was refused. */
  void forget() {
    shelf.clear();
    told.clear();
  }

  /**
   * The collection, or one version of it, its manifest to {@code text}; its signatures are kept
   * here.
   *
   * @param row its uuid
   * @param text each part of it is taken once, signatures included
   */
  CollectionRecord fetch(String row, ManifestTarget text) throws IOException {
    return fetch(row, text, null).record();
  }

  /** The collection as it is now. */
  CollectionRecord fetch(ManifestTarget text) throws IOException {
    return fetch(uuid, text);
  }

  /** A record and, if its manifest names the block that was wanted, that block's locator. */
  private record Fetched(CollectionRecord record, Optional<Locator> found) {}

  private Fetched fetch(String row, ManifestTarget text, @Nullable BlockId wanted)
      throws IOException {
    List<LocatorShelf.Gathering> last = new ArrayList<>();
    CollectionRecord record =
        arvados.fetch(
            row,
            () -> {
              LocatorShelf.Gathering gathering = shelf.new Gathering(serverNow(), wanted);
              last.add(gathering);
              return new Both(text.begin(), gathering);
            });
    Optional<Locator> found = last.isEmpty() ? Optional.empty() : last.getLast().found();
    return new Fetched(record, found);
  }

  /** Hands a text on, whose locators are gathered. */
  private static final class Both extends FilterOutputStream {

    private final SignatureFilter locators;

    Both(OutputStream text, Consumer<String> gathering) {
      super(text);
      this.locators = new SignatureFilter(OutputStream.nullOutputStream(), gathering);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      locators.write(bytes, offset, length);
    }
  }

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
      Optional<Locator> found = in(uuid);
      return found.isPresent() ? found.get() : inThePast();
    }

    private Optional<Locator> in(String row) throws IOException {
      return fetch(row, OutputStream::nullOutputStream, block).found();
    }

    /** Others have replaced what still stands here: a past version names it, newest first. */
    private Locator inThePast() throws IOException {
      List<CollectionRecord> versions = arvados.versionsAbove(uuid, 0).reversed();
      for (CollectionRecord row : versions.subList(0, Math.min(MAX_PAST, versions.size()))) {
        Optional<Locator> found = in(row.uuid());
        if (found.isPresent()) {
          return found.get();
        }
      }
      throw new IOException("no version of %s names block %s".formatted(uuid, block));
    }
  }
}
