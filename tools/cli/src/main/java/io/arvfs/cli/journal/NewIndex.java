package io.arvfs.cli.journal;

import io.arvfs.journal.host.Closing;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.mount.Projection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An index that is to stay in a directory of its own: all of it, or nothing. Confined to one
 * thread.
 */
public final class NewIndex implements Closeable {

  private final NewDirectory directory;
  private final Index index;
  private boolean closed;

  /**
   * @param target new or empty
   */
  public NewIndex(VolumeFiles volume, Path target) throws IOException {
    this.directory = new NewDirectory(volume.disk(), target, false);
    try {
      volume.disk().makeDirectories(directory.path());
      this.index = RocksIndex.open(directory.path(), Projection.families());
    } catch (IOException | RuntimeException e) {
      Closing.after(e, directory);
      throw e;
    }
  }

  /** The rows, to be filled. */
  public Index index() {
    return index;
  }

  /** It is as it shall stay: gives it its place. */
  public void finish() throws IOException {
    index.flush();
    closeIndex();
    directory.finish("CURRENT");
  }

  private void closeIndex() throws IOException {
    if (!closed) {
      closed = true;
      index.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeIndex();
    directory.close();
  }
}
