package io.arvfs.cli.bench;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * MiB of memory that the process takes (VmRSS and RssShmem) with a prepared volume open, after each
 * of its files was listed and looked at.
 */
record Resident(Tasks tasks) implements Row {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIBIBYTES_PER_MEBIBYTE = 1024;

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    if (!place.equals("arvfs")) {
      return residentMebibytes();
    }
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      int seen = walk(volume.volume().view(), Ino.ROOT);
      if (seen < amount) {
        throw new IOException(directory + " has only " + seen + " inodes");
      }
      return residentMebibytes();
    }
  }

  private static int walk(TreeView tree, Ino directory) {
    int[] seen = {0};
    tree.children(
        directory,
        0,
        dentry -> {
          seen[0]++;
          if (tree.inode(dentry.ino()).orElseThrow().isDirectory()) {
            seen[0] += walk(tree, dentry.ino());
          }
          return true;
        });
    return seen[0];
  }

  private static double residentMebibytes() throws IOException {
    long kibibytes = 0;
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:") || line.startsWith("RssShmem:")) {
        kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kibibytes / KIBIBYTES_PER_MEBIBYTE;
  }
}
