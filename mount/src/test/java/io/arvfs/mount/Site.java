package io.arvfs.mount;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.mount.ChildMount.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A user's machine for one test: a directory with a mount point and a state directory in it. */
final class Site implements AutoCloseable {

  private final Path root;
  private final Minicluster cluster;
  private final String uuid;
  private final List<ChildMount> mounts = new ArrayList<>();

  /** A site for a new collection with this manifest. */
  Site(Path root, Minicluster cluster, String manifest) throws IOException {
    this.root = root;
    this.cluster = cluster;
    this.uuid = cluster.createCollection("site", manifest);
    Files.createDirectories(root.resolve("mnt"));
  }

  String uuid() {
    return uuid;
  }

  Path path(String name) {
    return root.resolve(name);
  }

  /** The server's text of the collection. */
  String manifest() {
    return cluster.collection(uuid).manifestText();
  }

  /** The order for the usual mount. */
  Order order() {
    return new Order(cluster, uuid, path("mnt"), path("state"), true, "");
  }

  ChildMount mount() throws IOException {
    return mount(order());
  }

  /** Mounts; what is left at the end of the test is killed. */
  ChildMount mount(Order order) throws IOException {
    Files.createDirectories(order.point().getParent());
    ChildMount child = ChildMount.start(order);
    mounts.add(child);
    return child;
  }

  @Override
  public void close() {
    mounts.reversed().forEach(ChildMount::close);
  }
}
