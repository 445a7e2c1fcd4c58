package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import java.util.Optional;

/**
 * What became of one inode between the base and now. There is one record for every inode that was
 * made, got other content, left its parent or its name, or was removed; and for every inode below a
 * removed directory that was not moved out of it.
 *
 * <table>
 * <caption>Which parts are there</caption>
 * <tr><th></th><th>basePath</th><th>localPath</th><th>content</th></tr>
 * <tr><td>made</td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>modified</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>moved</td><td>yes</td><td>yes</td><td></td></tr>
 * <tr><td>moved and modified</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>removed</td><td>yes</td><td></td><td></td></tr>
 * </table>
 *
 * <p>{@code basePath} is the path in the base, whatever was moved since; {@code localPath} is the
 * whole path now. A moved directory takes everything below it along: what only moved with it has no
 * record. An inode that changed below a moved directory has one with both of its own paths. The
 * content of a directory is {@link Directory#EMPTY}: it says only that a directory was made, and
 * what is in it has records of its own; a directory is never modified.
 */
public record LocalChange(
    Optional<ManifestPath> basePath, Optional<ManifestPath> localPath, Optional<Node> content) {

  /**
   * @throws IllegalArgumentException if the parts are none of the rows above, a path is the root,
   *     or the content is a directory that has entries or was not made
   */
  public LocalChange {
    boolean made = basePath.isEmpty() && localPath.isPresent() && content.isPresent();
    boolean kept = basePath.isPresent() && localPath.isPresent();
    boolean removed = basePath.isPresent() && localPath.isEmpty() && content.isEmpty();
    boolean root = basePath.filter(ManifestPath::isRoot).isPresent();
    root |= localPath.filter(ManifestPath::isRoot).isPresent();
    boolean misplaced =
        content.filter(node -> node instanceof Directory d && !(made && d.isEmpty())).isPresent();
    if (!(made || kept || removed) || root || misplaced) {
      throw new IllegalArgumentException("no change: " + basePath + " to " + localPath);
    }
  }
}
