package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import java.util.Optional;

/** Local changes by what was done. */
final class Changes {

  private Changes() {}

  /** A file with its content, or an empty directory, was made. */
  static LocalChange made(ManifestPath path, Node content) {
    return new LocalChange(Optional.empty(), Optional.of(path), Optional.of(content));
  }

  /** A file has other content. */
  static LocalChange modified(ManifestPath path, Node content) {
    return moved(path, path, content);
  }

  /** A file or a directory with all below it stands elsewhere. */
  static LocalChange moved(ManifestPath from, ManifestPath to) {
    return new LocalChange(Optional.of(from), Optional.of(to), Optional.empty());
  }

  /** A file stands elsewhere and has other content. */
  static LocalChange moved(ManifestPath from, ManifestPath to, Node content) {
    return new LocalChange(Optional.of(from), Optional.of(to), Optional.of(content));
  }

  /** A file or a directory is gone. */
  static LocalChange removed(ManifestPath path) {
    return new LocalChange(Optional.of(path), Optional.empty(), Optional.empty());
  }
}
