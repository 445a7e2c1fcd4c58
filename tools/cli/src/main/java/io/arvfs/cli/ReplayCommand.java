package io.arvfs.cli;

import io.arvfs.fs.Folding;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.mount.Projection;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arv-fs-journal replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Fold the journal into a fresh index in memory, print the tree and the manifest, and compare"
          + " with the index on the disk at the position which that has."
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:the index is what the journal says", "1:it is not", "2:usage"})
final class ReplayCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "TARGET", description = "A mount point or a volume's directory.")
  private @Nullable Path target;

  @Override
  public Integer call() throws IOException {
    try (ScratchDirectory scratch = new ScratchDirectory()) {
      return replay(scratch.path());
    }
  }

  private int replay(Path scratch) throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Path volume = Target.volume(Objects.requireNonNull(target));
    JournalReader journal = new JournalReader(new FileDisk(), volume);
    ManifestFiles manifests =
        new ManifestFiles(new FileDisk(), VolumeLayout.of(volume).manifests(), scratch);
    Folding folding = Projection.folding(manifests);
    IndexOnDisk disk = IndexOnDisk.read(VolumeLayout.of(volume).index());

    HeapIndex index = new HeapIndex(Projection.families());
    Applied at = disk.applied();
    folding.catchUp(index, journal, at.position().value());
    String folded = RowsDigest.of(index, Projection.families());
    boolean equal = index.applied().equals(at) && folded.equals(disk.digest());
    folding.catchUp(index, journal);

    printTree(new TreeView(index), Ino.ROOT, "", out);
    Optional<CollectionState> collection = new LedgerView(index).collection(Ino.ROOT);
    if (collection.isPresent()) {
      String base = collection.get().base();
      out.println("manifest " + base);
      out.print(manifests.text(base).text());
    }
    out.println("position " + index.applied().position());
    out.println("tree " + TreeDigest.of(new TreeView(index)));
    out.println("index " + disk.digest() + " at " + at.position());
    out.println(equal ? "equal" : "differs");
    collection.ifPresent(
        c -> out.println("collection " + c.uuid() + " " + c.saved().portableDataHash()));
    out.flush();
    return equal ? 0 : 1;
  }

  private static void printTree(TreeView tree, Ino directory, String prefix, PrintWriter out) {
    for (TreeView.Dentry dentry : tree.byName(directory)) {
      Inode inode = tree.inode(dentry.ino()).orElseThrow();
      String path = prefix + EventFields.text(dentry.name());
      out.printf(
          "%s %04o %d:%d %12d %s %s%n",
          inode.isDirectory() ? "d" : "-",
          inode.attributes().mode(),
          inode.attributes().uid(),
          inode.attributes().gid(),
          inode.size(),
          inode.modified(),
          path.replace("\n", "\\n"));
      if (inode.isDirectory()) {
        printTree(tree, inode.ino(), path + "/", out);
      }
    }
  }
}
