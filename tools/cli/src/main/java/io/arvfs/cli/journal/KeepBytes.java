package io.arvfs.cli.journal;

import io.arvfs.fs.read.BlockSource;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.Server;
import io.arvfs.sync.SyncParts;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.HttpArvados;
import io.arvfs.sync.arvados.HttpOptions;
import io.arvfs.sync.arvados.KeepClient;
import io.arvfs.sync.arvados.ServerUnreachableException;
import io.arvfs.sync.arvados.Settings;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.UploadLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a collection out of Keep. Nobody is asked anything before the first block. Confined to
 * one thread.
 */
public final class KeepBytes implements BlockSource, Closeable {

  private static final String CANNOT = "the server cannot be reached";
  private static final long CACHE_BYTES = 128L << 20;

  private final Settings settings;
  private final String uuid;
  private final VolumeFiles volume;
  private @Nullable HttpArvados arvados;
  private @Nullable BlockSource source;
  private @Nullable ServerUnreachableException unreachable;

  /**
   * @param uuid the collection whose locators permit the reading
   */
  public KeepBytes(Settings settings, String uuid, VolumeFiles volume) {
    this.settings = settings;
    this.uuid = uuid;
    this.volume = volume;
  }

  @Override
  public ByteBuffer block(BlockId block) throws IOException {
    if (unreachable != null) {
      throw new IOException(CANNOT, unreachable);
    }
    try {
      BlockSource known = source;
      if (known == null) {
        known = connect();
        source = known;
      }
      return known.block(block);
    } catch (ServerUnreachableException e) {
      unreachable = e;
      throw new IOException(CANNOT, e);
    }
  }

  /** Why the server could not be reached, if so; it is asked no more then. */
  public Optional<IOException> unreachable() {
    return Optional.ofNullable(unreachable);
  }

  @Override
  public Optional<ByteBuffer> near(BlockId block) {
    return source == null ? Optional.empty() : source.near(block);
  }

  private BlockSource connect() throws IOException {
    Tasks tasks = new RealTasks();
    HttpArvados client = new HttpArvados(settings, HttpOptions.standard(), tasks, new Random());
    arvados = client;
    ClusterInfo cluster = client.discover();
    SyncParts parts =
        new SyncParts(
            client,
            new KeepClient(client, cluster),
            cluster,
            uuid,
            volume.disk(),
            volume.layout().attempts(),
            new BlockCache(CACHE_BYTES),
            UploadLimits.standard(),
            tasks);
    return new Server(parts).blocks();
  }

  @Override
  public void close() throws IOException {
    if (arvados != null) {
      arvados.close();
    }
  }
}
